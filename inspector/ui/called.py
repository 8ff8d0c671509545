"""A call that was answered, taken into its paste: drawn with the other steps, its refusal judged with the token."""

from inspector.exchanges.attempt import Attempt
from inspector.ui.api_call_panel import Called
from inspector.ui.pastes import Paste
from inspector.words import _


def take_in(called: Called) -> None:
    """Add the call to the paste's attempts, and let what the API said be judged with the paste.

    A refusal takes the place of what was said before; an answer takes back only what an earlier call left there.
    """
    paste, answer = called.paste, called.answer
    paste.attempts = _with_call(paste, called)
    if answer.status is not None and answer.status >= 400 and not paste.is_log:
        paste.answer(answer.for_explain)
        paste.said_by_call = True
    elif answer.status is not None and paste.said_by_call:
        paste.answer("")


def _with_call(paste: Paste, called: Called) -> tuple[Attempt, ...]:
    """Return the attempts with the call at the end of the last: that is how its token was got, or the calls before."""
    steps = called.answer.trace
    if not paste.attempts:
        return (Attempt(_("Calls of the API"), steps),)
    *others, last = paste.attempts
    return (*others, Attempt(last.title, (*last.exchanges, *steps), last.troubles))
