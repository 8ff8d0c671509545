"""What can be compared in a recording that nobody compared while it was made: the state, the redirect URI."""

from dataclasses import replace

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.exchange import Check, Exchange, Step
from inspector.words import _


def with_comparisons(attempt: Attempt) -> Attempt:
    """Return `attempt` with a check at each step that has to repeat a value of the authorization request before it.

    Checks that were made while recording stay as they are.
    """
    asked: Exchange | None = None
    exchanges: list[Exchange] = []
    for exchange in attempt.exchanges:
        if exchange.step is Step.AUTHORIZATION_REQUEST:
            asked = exchange
        exchanges.append(_compared(exchange, asked) if asked is not None else exchange)
    return replace(attempt, exchanges=tuple(exchanges))


def _compared(exchange: Exchange, asked: Exchange) -> Exchange:
    name = {Step.AUTHORIZATION_RESPONSE: "state", Step.TOKEN_REQUEST: "redirect_uri"}.get(exchange.step)
    if name is None or any(check.name == name for check in exchange.checks):
        return exchange
    sent, repeated = asked.request.parameters.get(name), exchange.request.parameters.get(name)
    if sent is None or repeated is None:
        return exchange
    return replace(exchange, checks=(*exchange.checks, Check(name, sent == repeated, _words(name, sent == repeated))))


def _words(name: str, same: bool) -> str:
    if name == "state":
        return (
            _("The state that came back is the one that was sent.")
            if same
            else _("The state that came back is not the one that was sent.")
        )
    return (
        _("The same as in the authorization request.")
        if same
        else _("Not the same as in the authorization request; it must be, letter by letter.")
    )
