"""A paste that holds messages of sign-ins: its artifacts, the attempts in it, and the step of each refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector.exchanges.sighting import Strand
from inspector.tokens.artifact import Pasted


@dataclass(frozen=True, slots=True)
class Place:
    """A step: the place of its attempt and its own place in that, both from 0."""

    attempt: int
    index: int


@dataclass(frozen=True, slots=True)
class Recorded(Pasted):
    """What was read of a recording, or of requests pasted as text.

    `places` says of which step an artifact is. `messages` counts all that the recording holds, `source` names the
    program that wrote it, `until` is the moment of its last message (Unix time; None where not told). `is_file` is
    false for requests pasted as text. `saml` counts the messages of SAML and WS-Federation, which are not read.
    `sanitised` says that the browser left out the headers with credentials, as it does unless told otherwise.
    """

    strands: tuple[Strand, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    messages: int = 0
    source: str = ""
    until: float | None = None
    is_file: bool = False
    saml: int = 0
    sanitised: bool = False

    @property
    def is_recorded(self) -> bool:
        """This is one."""
        return True
