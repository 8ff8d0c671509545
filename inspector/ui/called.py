"""A call that was answered, taken into its paste: drawn with the other steps, its refusal judged with the token."""

from inspector.exchanges.attempt import Attempt
from inspector.tokens.artifact import Kind
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
    """Return the attempts with the call: at the end of how its token was got, else among the calls."""
    attempts, steps = paste.attempts, called.answer.trace
    recorded = any(each.kind is Kind.RECORDED_FLOW for each in paste.pasted.artifacts) if paste.pasted else False
    if attempts and (not recorded or attempts[-1].title == _calls()):
        last = attempts[-1]
        return (*attempts[:-1], Attempt(last.title, (*last.exchanges, *steps), last.troubles))
    return (*attempts, Attempt(_calls(), steps))


def _calls() -> str:
    return _("Calls of the API")
