"""Cases for tests of rules: a paste, what is expected of it, and the findings of one rule file."""

import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from inspector.diagnosis.case import Case, build_case
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.finding import Finding
from inspector.diagnosis.rules import rules_for
from inspector.tokens.recognise import recognise
from tests.minting import NOW, entra, mint

CLIENT = "22223333-cccc-4444-dddd-5555eeee6666"
API = "33334444-dddd-5555-eeee-6666ffff7777"
TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
GRAPH = "https://graph.microsoft.com"


def v1(**claims: Any) -> dict[str, Any]:
    """Return the claims of a v1.0 access token for a user; `claims` replace or (as None) remove members."""
    usual: dict[str, Any] = {
        "iss": f"https://sts.windows.net/{TENANT}/",
        "ver": "1.0",
        "appid": CLIENT,
        "appidacr": "0",
        "azp": None,
        "azpacr": None,
    }
    return entra(**(usual | claims))


def app_only(**claims: Any) -> dict[str, Any]:
    """Return the claims of a v1.0 app-only token for Graph."""
    usual: dict[str, Any] = {"aud": GRAPH, "idtyp": "app", "scp": None, "roles": ["Mail.Read"], "appidacr": "2"}
    return v1(**(usual | claims))


def id_token(**claims: Any) -> dict[str, Any]:
    """Return the claims of a v2.0 ID token."""
    usual: dict[str, Any] = {"aud": CLIENT, "nonce": "n", "name": "A", "scp": None, "azp": None, "azpacr": None}
    return entra(**(usual | claims))


def case_of(paste: Mapping[str, Any] | str, **expected: Any) -> Case:
    """Return the case of a paste: claims are minted into a token, text stands as it is."""
    text = paste if isinstance(paste, str) else mint(paste)
    return build_case(recognise(text), Expectation(**expected), NOW)


def bare(claims: Mapping[str, Any]) -> str:
    """Return claims as somebody copies them out of a decoder."""
    return json.dumps(claims, indent=2)


def judge(rules: ModuleType, paste: Mapping[str, Any] | str, **expected: Any) -> list[Finding]:
    """Return what the rules of one file find in a paste."""
    case = case_of(paste, **expected)
    return [found for rule in rules_for(case) if rule.__module__ == rules.__name__ for found in rule(case)]


def ids(findings: list[Finding]) -> list[str]:
    """Return the ids of findings."""
    return [finding.id for finding in findings]
