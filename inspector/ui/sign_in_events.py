"""What the desk tells of its sign-ins: that one has begun, how one ended, and what else went wrong, in words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.outcome import SignInOutcome
    from inspector.signin.request import SignInRequest


class Started(NamedTuple):
    """A sign-in or a renewal has begun."""

    request: "SignInRequest"
    practice: bool
    renews: bool


class Ended(NamedTuple):
    """How it ended; `again` does the same once more, as a run of its own."""

    request: "SignInRequest"
    outcome: "SignInOutcome"
    practice: bool
    again: Callable[[], None]


def trouble_words(error: Exception) -> str:
    """Return what could not be done, for people; nothing of a secret is in it."""
    from inspector.masking import redact
    from inspector.signin.proof import ProofError
    from inspector.signin.session import ObstacleError

    if isinstance(error, ProofError | ObstacleError):
        return str(error)
    said = _("That could not be done ({error}): {words}")
    return said.format(error=type(error).__name__, words=redact(str(error))[:200])
