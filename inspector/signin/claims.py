"""Claims requests (OpenID Connect Core 5.5): a challenge of an API or an issuer, answered by the next sign-in."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inspector.signin.request import SignInRequest


def answer_challenge(request: SignInRequest, challenge: str) -> SignInRequest:
    """Return `request` with the claims of `challenge` (JSON) merged into its own; MSAL adds CAE's to both.

    A challenge that is no JSON object leaves the request as it is.
    """
    asked = _read(challenge)
    if asked is None:
        return request
    merged = _merge(_read(request.claims) or {}, asked)
    return replace(request, claims=json.dumps(merged, separators=(",", ":")))


def _read(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return both, member by member; where both have a value, the second's."""
    merged = dict(first)
    for name, value in second.items():
        before = merged.get(name)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[name] = _merge(before, value) if both else value  # type: ignore[arg-type]
    return merged
