"""What a diagnosis is made from: the artifacts, what is expected of them, and the moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.subject import Subject, read_subject
from inspector.diagnosis.surroundings import read_surroundings
from inspector.tokens.artifact import Artifact, Kind, Pasted

if TYPE_CHECKING:
    from inspector.exchanges.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Case:
    """One paste to be judged at one moment. `now` is Unix time in seconds; rules read no clock.

    `subjects` is one Subject for each artifact that has claims, in order. `signals` are the tags
    that surroundings.py draws from context, paste and expectation ("client:spa", "flow:device_code").
    """

    pasted: Pasted
    expectation: Expectation
    now: float
    subjects: tuple[Subject, ...] = ()
    signals: frozenset[str] = field(default_factory=frozenset)

    @property
    def recorded(self) -> "Recorded | None":
        """The paste as a recording, where it holds messages of a sign-in."""
        if not self.pasted.is_recorded:
            return None
        from inspector.exchanges.recorded import Recorded  # loaded already where there is one

        return self.pasted if isinstance(self.pasted, Recorded) else None

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """The artifacts, in the order in which they stood in the paste."""
        return self.pasted.artifacts

    def of_kind(self, *kinds: Kind) -> Iterator[Artifact]:
        """Yield the artifacts of these kinds."""
        return (artifact for artifact in self.pasted.artifacts if artifact.kind in kinds)


def build_case(pasted: Pasted, expectation: Expectation, now: float) -> Case:
    """Join what was pasted with what is expected of it at `now` (Unix seconds); a recording is judged as of its end."""
    if pasted.is_recorded:
        now = min(now, getattr(pasted, "until", None) or now)
    subjects = tuple(read_subject(artifact) for artifact in pasted.artifacts if artifact.claims is not None)
    return Case(pasted, expectation, now, subjects, read_surroundings(pasted, expectation))
