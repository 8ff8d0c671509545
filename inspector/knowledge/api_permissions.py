"""Permissions of Microsoft's APIs other than Graph whose names tell too little (api_permissions.tsv)."""

from typing import NamedTuple

from inspector.knowledge.permission_names import Action, Reach
from inspector.knowledge.permissions import PermissionKind
from inspector.knowledge.tables import find_rows


class ApiPermission(NamedTuple):
    """One permission of the API with this app id; `allows` is one sentence."""

    name: str
    api: str
    kind: PermissionKind
    admin_consent: bool
    access: Action
    reach: Reach
    allows: str


def api_permission(api: str, name: str, kind: PermissionKind) -> ApiPermission | None:
    """Return the permission called `name` (letter case counts) of the API with this app id, or None."""
    found = (_read(row) for row in find_rows("api_permissions.tsv", name))
    return next((each for each in found if each.api == api and each.kind is kind), None)


def _read(row: tuple[str, ...]) -> ApiPermission:
    name, api, kind, consent, access, reach, allows = row
    return ApiPermission(name, api, PermissionKind(kind), consent == "yes", Action(access), Reach(reach), allows)
