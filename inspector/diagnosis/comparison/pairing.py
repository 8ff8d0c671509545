"""Which entry of one side belongs to which of the other: by name, and by what v1.0 and v2.0 call the same thing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from inspector.diagnosis.comparison.difference import Change, Held
from inspector.diagnosis.comparison.entries import CLAIMS, MESSAGE, Entry, written

# What the versions and other issuers call one thing, each group from the most usual name on.
_ALIASES = (
    ("azp", "appid", "client_id", "cid"),
    ("azpacr", "appidacr"),
    ("preferred_username", "upn", "unique_name"),
    ("scp", "scope"),
    ("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier"),
    ("tid", "http://schemas.microsoft.com/identity/claims/tenantid"),
)
# Words separated by spaces, or a list in their place: the order says nothing.
_WORDS = frozenset("scp scope xms_idrel xms_act_fct xms_sub_fct xms_tnt_fct response_type prompt".split())
# One value may stand there without its list.
_LISTS = frozenset("aud amr roles groups xms_cc acrs".split())
_ORDERED = frozenset({"x5c"})


class Pair(NamedTuple):
    """What both sides hold under one name, or under two names for one thing; None where one lacks it."""

    part: str
    name: str
    left: Held | None
    right: Held | None
    times: tuple[int, int] = (1, 1)

    def __repr__(self) -> str:
        return f"Pair({self.part!r}, {self.name!r})"

    @property
    def both(self) -> tuple[Held, Held] | None:
        """Both values, where both sides have one."""
        return (self.left, self.right) if self.left and self.right else None

    @property
    def change(self) -> Change | None:
        """How two sets differ; None where the values are no sets, or one is missing and the other is no set."""
        return change_of(self.left, self.right)

    @property
    def is_equal(self) -> bool:
        """Whether both say the same: sets whatever their order, numbers whatever their spelling."""
        if not self.left or not self.right or self.times != (1, 1):
            return False
        if _same(self.left.value, self.right.value):
            return True
        change = self.change
        return change is not None and not change.gone and not change.come


def pair_up(left: Iterable[Entry], right: Iterable[Entry]) -> list[Pair]:
    """Return every entry of both sides once, in the order of the first and then of the second."""
    ours = {(each.part, each.held.name): each for each in left}
    theirs = {(each.part, each.held.name): each for each in right}
    return list(_pairs(ours, theirs))


def _pairs(ours: Mapping[tuple[str, str], Entry], theirs: Mapping[tuple[str, str], Entry]) -> Iterator[Pair]:
    taken: set[tuple[str, str]] = set()
    for key, entry in ours.items():
        other = key if key in theirs else _other_name(key, ours, theirs, taken)
        if other:
            taken.add(other)
        yield _pair(entry, theirs[other] if other else None)
    for key, entry in theirs.items():
        if key not in taken:
            yield _pair(None, entry)


def _pair(left: Entry | None, right: Entry | None) -> Pair:
    names = dict.fromkeys(each.held.name for each in (left, right) if each)
    part = left.part if left else right.part if right else MESSAGE
    times = (left.times if left else 1, right.times if right else 1)
    return Pair(part, " / ".join(names), left.held if left else None, right.held if right else None, times)


def _other_name(
    key: tuple[str, str],
    ours: Mapping[tuple[str, str], Entry],
    theirs: Mapping[tuple[str, str], Entry],
    taken: set[tuple[str, str]],
) -> tuple[str, str] | None:
    """Return what the other side calls the same thing, unless it has this name too or that one is paired already."""
    part, name = key
    group: tuple[str, ...] = next((names for names in _ALIASES if name in names), ()) if part == CLAIMS else ()
    before = group[: group.index(name)] if group else ()
    if any((part, each) in ours and (part, each) not in theirs for each in before):
        return None  # the more usual name of this side is the one to pair
    for other in group:
        wanted = (part, other)
        if other != name and wanted in theirs and wanted not in taken and wanted not in ours:
            return wanted
    return None


def change_of(left: Held | None, right: Held | None) -> Change | None:
    """Return how two sets differ, members in their own order."""
    have, want = (items_of(held) for held in (left, right))
    if have is None or want is None or (left is None and right is None):
        return None
    ours, theirs = dict.fromkeys(have), dict.fromkeys(want)
    gone = tuple(each for each in ours if each not in theirs)
    come = tuple(each for each in theirs if each not in ours)
    return Change(gone, come, len(ours) - len(gone))


def items_of(held: Held | None) -> list[str] | None:
    """Return the members of a set as words; None for what is no set, nothing for what is missing."""
    if held is None:
        return []
    value = held.value
    if held.name in _ORDERED:
        return None
    if held.name in _WORDS and isinstance(value, str):
        return value.split()
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return [written(each) for each in value]
    return [value] if held.name in _LISTS and isinstance(value, str) else None


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1, and a string is not the number in it."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other)
