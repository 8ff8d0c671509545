"""Which permissions some calls need: used ones, unused ones, and narrower ones that the endpoint table proves to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from inspector.diagnosis.permission_power import power_of
from inspector.knowledge.endpoints import Call, Need, Scheme, need_of, needs, read_call
from inspector.knowledge.permissions import OIDC_SCOPES, PermissionKind, implies, permission

Way = tuple[str, ...]  # permissions that together are enough


class Granted(NamedTuple):
    """A permission as it is held. `on_graph` is false for whatever the endpoint table knows nothing of."""

    name: str
    application: bool
    personal: bool = False
    on_graph: bool = True

    @property
    def scheme(self) -> Scheme:
        """Who calls with it."""
        if self.application:
            return Scheme.APPLICATION
        return Scheme.PERSONAL if self.personal else Scheme.WORK


class CallUse(NamedTuple):
    """One call: whether the permissions are enough (None: not documented), by which, and what it needs at least."""

    call: str
    is_met: bool | None
    met_by: tuple[str, ...] = ()
    least: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """What the calls use. `is_open` where one of them is not documented, so that nothing can be called unused."""

    calls: tuple[CallUse, ...] = ()
    used_by: Mapping[Granted, tuple[str, ...]] = field(default_factory=dict)
    narrower: Mapping[Granted, tuple[Way, ...]] = field(default_factory=dict)
    unused: frozenset[Granted] = frozenset()
    is_open: bool = False


def find_use(held: Iterable[Granted], calls: Iterable[str]) -> Use:
    """Return what `calls` use of the permissions `held`."""
    rights = [each for each in held if each.on_graph and each.name.lower() not in OIDC_SCOPES]
    asked = [(text.strip(), read_call(text)) for text in calls if text.strip()]
    serving: dict[Granted, list[tuple[str, Need]]] = {}
    made = [_use_of(text, call, rights, serving) for text, call in asked]
    used = {each: tuple(text for text, _need in uses) for each, uses in serving.items()}
    needed = {each: [need for _text, need in uses] for each, uses in serving.items()}
    narrower = {each: ways for each, served in needed.items() if (ways := _narrower(each, served))}
    is_open = any(not call or (call.is_graph and not needs(call)) for _text, call in asked)
    unused = frozenset(rights) - set(serving) if made else frozenset[Granted]()
    return Use(tuple(made), used, narrower, unused, is_open)


def _use_of(
    text: str, call: Call | None, rights: list[Granted], serving: dict[Granted, list[tuple[str, Need]]]
) -> CallUse:
    """Return how one call fares, and note in `serving` which permission serves it."""
    if call is None or not needs(call):
        return CallUse(text, is_met=None)
    least: tuple[str, ...] = ()
    found: CallUse | None = None
    for scheme in dict.fromkeys(each.scheme for each in rights) or (Scheme.WORK,):
        need = need_of(call, scheme)
        if need is None:
            continue
        least = least or _lightest(need)
        used = _cheapest(need, [each for each in rights if each.scheme is scheme])
        for each in used:  # of a user's token and an app's either may make the call
            serving.setdefault(each, []).append((text, need))
        if used and found is None:
            found = CallUse(text, is_met=True, met_by=tuple(each.name for each in used), least=_lightest(need))
    return found or CallUse(text, is_met=False, least=least)


def _cheapest(need: Need, rights: list[Granted]) -> tuple[Granted, ...]:
    """Return the least powerful permissions at hand that together are enough, or none."""
    ways = (way for option in (*need.least, *need.others) if (way := _fulfil(option, rights)))
    return min(ways, key=lambda way: (sum(map(weight_of, way)), len(way)), default=())


def _fulfil(option: str, rights: list[Granted]) -> tuple[Granted, ...]:
    """Return what takes the place of an option; "A+B|C" is A together with B or C."""
    found = []
    for part in option.split("+"):
        fitting = [each for each in rights if any(implies(each.name, name) for name in part.split("|"))]
        if not fitting:
            return ()
        found.append(min(fitting, key=weight_of))
    return tuple(dict.fromkeys(found))


def _narrower(held: Granted, served: list[Need]) -> tuple[Way, ...]:
    """Return what would do for all calls that `held` serves and allows less, the narrowest first.

    Where that reads basic properties only, the narrowest that reads everything stands behind it.
    """
    order = {name: (_weight(held, name), not implies(held.name, name), name) for name in _candidates(held, served)}
    single = sorted(order, key=lambda name: order[name])
    enough = [name for name in single if all(need.met_by((name,)) for need in served)]
    if enough:
        parts = (name for name in enough if "basic" not in name.lower() and implies(held.name, name))
        whole = next(parts, enough[0])
        return tuple((name,) for name in dict.fromkeys((enough[0], whole)))
    together = tuple(dict.fromkeys(name for need in served for name in _lightest(need)))
    lighter = all(_exists(held, name) and _weight(held, name) < weight_of(held) for name in together)
    return (together,) if together and lighter and all(need.met_by(together) for need in served) else ()


def _candidates(held: Granted, served: list[Need]) -> Iterator[str]:
    options = (option for need in served for option in (*need.least, *need.others) if "+" not in option)
    for name in dict.fromkeys(name for option in options for name in option.split("|")):
        if _exists(held, name) and name != held.name and _weight(held, name) < weight_of(held):
            yield name


def _lightest(need: Need) -> Way:
    """Return what a call needs at least: of several that are documented as the least, what allows least."""
    application = need.scheme is Scheme.APPLICATION
    options = need.least or need.others[:1]
    ways = [tuple(_lightest_of(part.split("|"), application) for part in option.split("+")) for option in options]
    return min(ways, key=lambda way: (_sum(way, application), len(way[0])), default=())


def _sum(way: Way, application: bool) -> int:
    return sum(power_of(name, application=application) for name in way)


def _lightest_of(names: list[str], application: bool) -> str:
    return min(names, key=lambda name: power_of(name, application=application))


def _exists(held: Granted, name: str) -> bool:
    kind = PermissionKind.APPLICATION if held.application else PermissionKind.DELEGATED
    return permission(name, kind) is not None


def _weight(held: Granted, name: str) -> int:
    return weight_of(held._replace(name=name))


def weight_of(held: Granted) -> int:
    """Return how much a permission allows."""
    return power_of(held.name, application=held.application, on_graph=held.on_graph)
