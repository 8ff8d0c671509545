"""What a diagnosis is made from: the artifacts, what is expected of them, and the moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from inspector.diagnosis.subject import Subject, read_subject
from inspector.diagnosis.surroundings import read_surroundings
from inspector.tokens.artifact import Artifact, Kind, Pasted


class Client(StrEnum):
    """The kind of client that the person says it is (`--client`)."""

    SPA = "spa"
    WEB = "web"
    NATIVE = "native"
    DAEMON = "daemon"
    API = "api"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the API expects of the token and what is known around it. All of it is optional.

    `calling` is an HTTP method and an address ("GET https://graph.microsoft.com/v1.0/me").
    `context` is what the person says around the paste, in their words.
    """

    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tenant: str | None = None
    calling: str | None = None
    client: Client | None = None
    context: str = ""
    skew: int = 300  # seconds

    @property
    def given(self) -> bool:
        """Whether there is anything that a token can be accepted or rejected against."""
        return bool(self.audiences or self.scopes or self.roles or self.tenant or self.calling or self.client)


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
    def artifacts(self) -> tuple[Artifact, ...]:
        """The artifacts, in the order in which they stood in the paste."""
        return self.pasted.artifacts

    def of_kind(self, *kinds: Kind) -> Iterator[Artifact]:
        """Yield the artifacts of these kinds."""
        return (artifact for artifact in self.pasted.artifacts if artifact.kind in kinds)


def build_case(pasted: Pasted, expectation: Expectation, now: float) -> Case:
    """Join what was pasted with what is expected of it at `now` (Unix seconds)."""
    subjects = tuple(read_subject(artifact) for artifact in pasted.artifacts if artifact.claims is not None)
    return Case(pasted, expectation, now, subjects, read_surroundings(pasted, expectation))
