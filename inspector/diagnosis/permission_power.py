"""How far a permission reaches and how much it allows, to order by and to find a narrower one."""

from functools import lru_cache

from inspector.knowledge.permission_names import TAKES_OVER, Action, NameReading, Reach, read_name

_OWNED = frozenset({"ownedby", "managedby", "createdbyapp", "appfolder", "identityparentedby"})
_PLACES = frozenset({"chat", "group", "user", "whereinstalled"})
_WEIGHTS = {
    Action.SIGN_IN: 0, Action.READ: 10, Action.UNKNOWN: 12, Action.ACT: 15, Action.WRITE: 30, Action.EVERYTHING: 40,
}  # fmt: skip
_SPREAD = {Reach.CHOSEN: 8, Reach.OWNED: 8, Reach.OWN: 10, Reach.UNKNOWN: 11, Reach.SHARED: 12, Reach.TENANT: 20}


def reach_of(name: str, *, application: bool, on_graph: bool) -> Reach:
    """Return whose data `name` reaches: as Graph means it, or as far as another API's name tells."""
    reading = read_name(name)
    if reading.action is Action.SIGN_IN:
        return Reach.OWN
    limited = _limited(name, reading, on_graph=on_graph)
    if limited:
        return limited
    last = reading.constraint.lower().rpartition(".")[2]
    if last == "all" or (on_graph and (reading.constraint or application)):
        return Reach.TENANT
    return Reach.OWN if on_graph else Reach.UNKNOWN


def _limited(name: str, reading: NameReading, *, on_graph: bool) -> Reach | None:
    last = reading.constraint.lower().rpartition(".")[2]
    if "selected" in name.lower():
        return Reach.CHOSEN
    if last in _OWNED:
        return Reach.OWNED
    if on_graph and (last in _PLACES or reading.verb.lower().endswith((" for chat", " for team", " for user"))):
        return Reach.CHOSEN
    return Reach.SHARED if last == "shared" else None


@lru_cache(1024)
def power_of(name: str, *, application: bool, on_graph: bool = True) -> int:
    """Return how much a permission allows; more is broader, and numbers of two kinds can be compared."""
    reach = reach_of(name, application=application, on_graph=on_graph)
    power = _WEIGHTS[read_name(name).action] * _SPREAD[reach] * (3 if application else 2)
    takes_over = 4000 if on_graph and name in TAKES_OVER else 0
    return (power * 7 // 10 if "basic" in name.lower() else power) + takes_over
