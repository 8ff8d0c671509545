"""Scopes while they are typed: completed from Microsoft Graph's permissions, explained, told apart by consent."""

from dataclasses import dataclass

from inspector.knowledge.permissions import PermissionKind, permission
from inspector.knowledge.resources import resource_for
from inspector.knowledge.tables import lowered, row_at
from inspector.words import _

_TABLE = "graph_permissions.tsv"
_GRAPH = "https://graph.microsoft.com/"


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope and what asking for it means. `admin_consent` is None where only the API's owner knows."""

    name: str
    meaning: str
    admin_consent: bool | None
    added_by_msal: bool = False


def describe(scope: str) -> Scope:
    """Return what is known of a scope as it was typed."""
    name = scope.strip()
    oidc = _oidc(name.lower())
    if oidc:
        return Scope(name, oidc, admin_consent=False, added_by_msal=name.lower() in _ADDED)
    resource, _slash, last = name.rpartition("/")
    if last.lower() == ".default":
        return Scope(name, _default(resource), admin_consent=None)
    found = permission(last, PermissionKind.DELEGATED) if resource in ("", _GRAPH.rstrip("/")) else None
    if found:
        meaning = _("Microsoft Graph. An administrator must consent.") if found.admin_consent else _("Microsoft Graph.")
        return Scope(name, meaning, found.admin_consent)
    if not resource:
        return Scope(name, _("Microsoft Graph has no delegated permission of this name."), admin_consent=None)
    known = resource_for(resource)
    return Scope(name, _("A permission of {api}.").format(api=known.name if known else resource), admin_consent=None)


def complete(typed: str, most: int = 12) -> tuple[Scope, ...]:
    """Return up to `most` scopes that continue what was typed (letter case ignored), by name; () for nothing typed."""
    start = typed.strip()
    prefix = _GRAPH if start.lower().startswith(_GRAPH) else ""
    wanted = start[len(prefix) :].lower()
    if not wanted or "/" in wanted or "\t" in wanted:
        return ()
    names = [name for name in _OIDC if not prefix and name.startswith(wanted)]
    names += [prefix + name for name in _delegated(wanted.encode(), most)]
    return tuple(describe(name) for name in list(dict.fromkeys(names))[:most])


def _delegated(wanted: bytes, most: int) -> list[str]:
    """Return the names of delegated permissions that begin with `wanted`; the table is sorted by name."""
    low, found = lowered(_TABLE), list[str]()
    start = low.find(b"\n" + wanted)
    while start >= 0 and len(found) < most:
        name, kind, *_rest = row_at(_TABLE, start + 1)
        if kind == PermissionKind.DELEGATED:
            found.append(name)
        start = low.find(b"\n" + wanted, start + 1)
    return found


_ADDED = frozenset({"openid", "profile", "offline_access"})
_OIDC = ("openid", "profile", "email", "offline_access")


def _oidc(name: str) -> str | None:
    return {
        "openid": _("Brings an ID token. MSAL always asks for it."),
        "profile": _("Name, user name and object ID in the ID token. MSAL always asks for it."),
        "email": _("The e-mail address in the ID token, where there is one. Never authorize on it."),
        "offline_access": _("Brings a refresh token. MSAL asks for it unless you switch that off."),
        "address": _("Entra ID does not support it."),
        "phone": _("Entra ID does not support it."),
    }.get(name)


def _default(resource: str) -> str:
    known = resource_for(resource) if resource else None
    named = known.name if known else resource or "Microsoft Graph"
    return _("Everything that was consented to for {api}; can't be mixed with its named scopes.").format(api=named)
