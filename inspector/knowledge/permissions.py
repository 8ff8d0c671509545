"""Microsoft Graph's permissions by name and id, and which permission includes which (graph_permissions.tsv)."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.tables import content, find_rows, row_at

_TABLE = "graph_permissions.tsv"

# What OpenID Connect asks about the person signing in; an API's permissions are something else.
OIDC_SCOPES = frozenset({"openid", "profile", "email", "offline_access", "address", "phone"})

_VERBS = {
    "read": frozenset({"readbasic"}),
    "readwrite": frozenset({"readbasic", "read", "readupdate", "readwritebasic", "write", "create"}),
    "manage": frozenset({"readbasic", "read", "readwrite", "write"}),
    "fullcontrol": frozenset({"readbasic", "read", "readwrite", "manage", "write"}),
}
# What a permission that ends in ".All" covers besides itself: one's own ("Mail.Read") and parts of everything.
_PARTS_OF_ALL = frozenset(
    {"", "shared", "ownedby", "managedby", "appfolder", "createdbyapp", "whereinstalled", "user", "chat", "group"}
)


class PermissionKind(StrEnum):
    """Whom a permission is granted to: an application acting for a user, or an application by itself."""

    DELEGATED = "delegated"
    APPLICATION = "application"


class Permission(NamedTuple):
    """One Graph permission; the same name stands for a delegated and an application permission with different ids."""

    name: str
    kind: PermissionKind
    id: str
    admin_consent: bool


@lru_cache(512)
def permissions_named(name: str) -> tuple[Permission, ...]:
    """Return the Graph permissions called `name` (letter case ignored): delegated, application, both or none."""
    return tuple(_read(row) for row in find_rows(_TABLE, name) or find_rows(_TABLE, name, ignoring_case=True))


@lru_cache(256)
def permission_with_id(permission_id: str) -> Permission | None:
    """Return the Graph permission with this id, as it stands in a manifest's resourceAccess, or None."""
    if not is_guid(permission_id):
        return None
    at = content(_TABLE).find(b"\t%s\t" % permission_id.lower().encode())
    return _read(row_at(_TABLE, at + 1)) if at >= 0 else None


def permission(name: str, kind: PermissionKind) -> Permission | None:
    """Return the Graph permission called `name` of this kind, or None."""
    return next((each for each in permissions_named(name) if each.kind is kind), None)


def implies(granted: str, needed: str) -> bool:
    """Say whether having `granted` includes `needed` ("Mail.ReadWrite" over "Mail.Read", ".All" over one's own).

    Both are permission names without their resource; letter case is ignored. A name that follows
    no pattern includes only itself.
    """
    have, want = granted.lower(), needed.lower()
    if have == want:
        return True
    have_parts, want_parts = have.split("."), want.split(".")
    if have_parts[0] != want_parts[0] or len(have_parts) < 2 or len(want_parts) < 2:
        return False
    verb_fits = have_parts[1] == want_parts[1] or want_parts[1] in _VERBS.get(have_parts[1], ())
    return verb_fits and _covers(".".join(have_parts[2:]), ".".join(want_parts[2:]))


def implied_by_any(granted: Iterable[str], needed: str) -> str | None:
    """Return the first permission of `granted` that includes `needed`, an exact one first, or None."""
    names = list(granted)
    exact = next((name for name in names if name.lower() == needed.lower()), None)
    return exact or next((name for name in names if implies(name, needed)), None)


def short_name(scope: str) -> str:
    """Return the permission's own name: "User.Read" of "https://graph.microsoft.com/User.Read"."""
    return scope.rpartition("/")[2] if "/" in scope else scope


def resource_part(scope: str) -> str | None:
    """Return what stands before the last slash of `scope` (the audience it asks for), or None for a bare name."""
    return scope.rpartition("/")[0] if "/" in scope else None


def _covers(have: str, want: str) -> bool:
    return have == want or (have == "all" and want in _PARTS_OF_ALL) or (have == "shared" and want == "")


def _read(row: tuple[str, ...]) -> Permission:
    return Permission(row[0], PermissionKind(row[1]), row[2], row[3] == "yes")
