"""The types that members of headers and claims have (RFC 7515, RFC 7519, Microsoft's claims references)."""

from collections.abc import Iterator
from typing import Any

from inspector.tokens.artifact import JsonObject, Member
from inspector.tokens.classify import is_entra
from inspector.tokens.json_text import Issue
from inspector.words import _

_NUMBERS = frozenset({"exp", "nbf", "iat", "auth_time"})
_STRINGS = frozenset(
    {"iss", "sub", "jti", "alg", "typ", "kid", "x5t", "enc", "cty", "tid", "oid", "appid", "azp", "ver", "upn"}
)
_LISTS = frozenset({"crit", "wids"})
# Entra ID writes these in one way only; other issuers differ.
_ENTRA_STRINGS = frozenset({"aud", "scp", "appidacr", "azpacr", "idtyp"})
_ENTRA_LISTS = frozenset({"roles", "groups", "amr"})


def type_issues(part: JsonObject) -> Iterator[Issue]:
    """Yield an issue for each member whose value has the wrong type; offsets are those of the value."""
    for member in part.members:
        value = member.value
        name = member.name
        if name in _NUMBERS:
            wrong = not isinstance(value, int | float) or isinstance(value, bool)
        elif name in _STRINGS:
            wrong = not isinstance(value, str)
        elif name in _LISTS:
            wrong = not isinstance(value, list)
        elif name == "aud":
            wrong = not isinstance(value, str | list) or (isinstance(value, list) and is_entra(part.values))
        elif name in _ENTRA_STRINGS:
            wrong = not isinstance(value, str) and is_entra(part.values)
        elif name in _ENTRA_LISTS:
            wrong = not isinstance(value, list) and is_entra(part.values)
        else:
            continue
        if wrong:
            yield _issue(member)


def _issue(member: Member) -> Issue:
    if member.name in _NUMBERS:
        expected = _("a number")
    elif member.name in _LISTS or member.name in _ENTRA_LISTS:
        expected = _("a list")
    else:
        expected = _("a string")
    values = {"name": member.name, "found": _kind(member.value), "expected": expected}
    return Issue("wrong-type", member.start, member.end, values)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, str):
        return _("a string")
    if isinstance(value, list):
        return _("a list")
    return _("a number") if isinstance(value, int | float) else _("an object")
