"""Tokens minted for tests: shaped as Entra ID shapes them, signed with noise, good for nothing."""

import base64
import json
from collections.abc import Mapping
from typing import Any

TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
CLIENT = "00001111-aaaa-2222-bbbb-3333cccc4444"
NOW = 1_800_000_000
SIGNATURE = base64.urlsafe_b64encode(bytes(range(256))).decode().rstrip("=")


def segment(value: Mapping[str, Any] | str) -> str:
    """Return one base64url segment of a JSON object or of text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def mint(claims: Mapping[str, Any], **header: Any) -> str:
    """Return a compact token with `claims`; `header` members are added to a usual header."""
    return f"{segment({'typ': 'JWT', 'alg': 'RS256', 'kid': 'k1'} | header)}.{segment(claims)}.{SIGNATURE}"


def entra(**claims: Any) -> dict[str, Any]:
    """Return the claims of a v2.0 access token for a user; `claims` replace or (as None) remove members."""
    whole = {
        "aud": CLIENT,
        "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "iat": NOW - 300,
        "nbf": NOW - 300,
        "exp": NOW + 3600,
        "azp": "22223333-cccc-4444-dddd-5555eeee6666",
        "azpacr": "0",
        "oid": "11112222-bbbb-3333-cccc-4444dddd5555",
        "scp": "Orders.Read",
        "sub": "pairwise-subject",
        "tid": TENANT,
        "ver": "2.0",
    } | claims
    return {name: value for name, value in whole.items() if value is not None}
