"""How far a permission reaches and how much it allows, to order by and to find a narrower one."""

from functools import lru_cache

from inspector.knowledge.permission_names import TAKES_OVER, Action, NameReading, Reach, read_name
from inspector.knowledge.permissions import PermissionKind, permission

_OWNED = frozenset({"ownedby", "managedby", "createdbyapp", "appfolder", "identityparentedby"})
_PLACES = frozenset({"chat", "group", "user", "whereinstalled"})
# What is a person's own although an administrator must consent to it.
_PERSONAL = (
    "UserAuth", "UserTeamwork", "Mail", "Chat", "Channel", "Call", "Agreement", "Virtual", "ThreatSubmission",
    "Content", "AuditActivity", "Sensitivity", "Approval", "Edu", "Teamwork", "TeamsTab", "ServiceMessage",
)  # fmt: skip
_WEIGHTS = {
    Action.SIGN_IN: 0, Action.READ: 10, Action.UNKNOWN: 12, Action.ACT: 15, Action.WRITE: 30, Action.EVERYTHING: 40,
}  # fmt: skip
_SPREAD = {Reach.CHOSEN: 8, Reach.OWNED: 8, Reach.OWN: 10, Reach.UNKNOWN: 11, Reach.SHARED: 12, Reach.TENANT: 20}


def reach_of(name: str, *, application: bool, on_graph: bool) -> Reach:
    """Return whose data `name` reaches: as Graph means it, or as far as another API's name tells."""
    reading = read_name(name)
    if reading.action is Action.SIGN_IN:
        return Reach.OWN
    if reading.action is Action.EVERYTHING:
        return Reach.TENANT
    limited = _limited(name, reading, on_graph=on_graph)
    if limited:
        return limited
    last = reading.constraint.lower().rpartition(".")[2]
    if last == "all" or (on_graph and (reading.constraint or application)):
        return Reach.TENANT
    if not on_graph:
        return Reach.UNKNOWN
    return Reach.TENANT if _is_for_administrators(name) else Reach.OWN


def _is_for_administrators(name: str) -> bool:
    """Say whether a name without constraint reaches past the user's own data: an administrator must consent to it."""
    found = permission(name, PermissionKind.DELEGATED)
    return found is not None and found.admin_consent and not name.startswith(_PERSONAL)


def is_of_a_place(name: str) -> bool:
    """Say whether a permission of Graph's is for one team, chat or user where the app is installed."""
    return read_name(name).constraint.lower().rpartition(".")[2] in _PLACES - {"whereinstalled"}


def _limited(name: str, reading: NameReading, *, on_graph: bool) -> Reach | None:
    last = reading.constraint.lower().rpartition(".")[2]
    if "selected" in name.lower():
        return Reach.CHOSEN
    if last in _OWNED:
        return Reach.OWNED
    if on_graph and (last in _PLACES or reading.verb.lower().endswith((" for chat", " for team", " for user"))):
        return Reach.CHOSEN
    return Reach.SHARED if last == "shared" else None


def weigh(action: Action, reach: Reach, *, application: bool) -> int:
    """Return how much it allows to do this to all of that, with or without a user."""
    return _WEIGHTS[action] * _SPREAD[reach] * (3 if application else 2)


@lru_cache(1024)
def power_of(name: str, *, application: bool, on_graph: bool = True) -> int:
    """Return how much a permission allows; more is broader, and numbers of two kinds can be compared."""
    reach = reach_of(name, application=application, on_graph=on_graph)
    power = weigh(read_name(name).action, reach, application=application)
    takes_over = 4000 if on_graph and name in TAKES_OVER else 0
    return (power * 7 // 10 if "basic" in name.lower() else power) + takes_over
