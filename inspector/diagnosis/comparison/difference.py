"""What a comparison ends in: the differences between two artifacts, each with what it means."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from inspector.diagnosis.comparison.side import Side


class Weight(StrEnum):
    """What a difference is worth, the heaviest first; the values are the `weight` of the JSON document."""

    MATTERS = "matters"
    FOLLOWS = "follows"  # from another difference that is listed
    MINOR = "minor"
    ALWAYS = "always"  # no two artifacts of this kind agree in it


class Held(NamedTuple):
    """What one side holds: under which `name`, the value as read, and as `written`."""

    name: str
    value: Any
    written: str

    def __repr__(self) -> str:
        return f"Held({self.name!r})"


class Change(NamedTuple):
    """Two sets: what only the first has (`gone`), what only the second has (`come`), how many both have (`kept`)."""

    gone: tuple[str, ...]
    come: tuple[str, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a difference. `id` is stable kebab-case; `means` are full sentences.

    `brief` is the difference as the headline says it, a clause without a full stop that speaks of the first and the
    second. `rank` orders differences of equal weight: lower says more. `claims` are further claims that the
    difference speaks of, by which a finding's evidence is recognised in it.
    """

    id: str
    weight: Weight
    means: str = ""
    brief: str = ""
    rank: int = 80
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, under the `name` that people know it by; None stands where a side lacks it."""

    name: str
    left: Held | None = field(repr=False)
    right: Held | None = field(repr=False)
    judged: Judgement
    change: Change | None = None

    @property
    def matters(self) -> bool:
        """Whether the two would be treated otherwise because of it."""
        return self.judged.weight is Weight.MATTERS

    @property
    def names(self) -> frozenset[str]:
        """The claims that it speaks of."""
        held = {each.name for each in (self.left, self.right) if each}
        return frozenset({self.name, *held, *self.judged.claims})


class Equal(NamedTuple):
    """What both sides hold alike, perhaps under two names."""

    name: str
    left: Held
    right: Held


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two artifacts beside each other. `sentence` says the difference that matters most, in the light of both verdicts.

    `differences` stand in order, those that matter first; `always` are those that no two artifacts agree in, and
    `equal` what both hold alike: both are there to be folded.
    """

    left: Side
    right: Side
    sentence: str
    differences: tuple[Difference, ...]
    always: tuple[Difference, ...]
    equal: tuple[Equal, ...]
    now: float

    @property
    def matters(self) -> bool:
        """Whether they differ in anything that matters."""
        return any(each.matters for each in self.differences)
