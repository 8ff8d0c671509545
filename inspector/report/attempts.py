"""The attempts of a recording: as lines with the wrong step marked, as values for JSON, and with values hidden."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from inspector.exchanges.attempt import Attempt, Trouble
from inspector.exchanges.exchange import Channel, Exchange, Message
from inspector.exchanges.naming import step_name
from inspector.masking import Mask
from inspector.report.trace import to_document as step_document
from inspector.words import _

_LONGEST_ADDRESS = 160


def to_document(attempt: Attempt) -> dict[str, Any]:
    """Return one attempt as the plain values of `--json`; `step` of a trouble is the step's number, from 1."""
    return {
        "title": attempt.title,
        "steps": [step_document(exchange) for exchange in attempt.exchanges],
        "troubles": [{"step": each.index + 1, "sentence": each.sentence} for each in attempt.troubles],
    }


def to_lines(attempt: Attempt) -> Iterator[tuple[str, bool]]:
    """Yield each step as one line, and whether something went wrong at it; what went wrong follows it."""
    for index, exchange in enumerate(attempt.exchanges):
        troubles = [each for each in attempt.troubles if each.index == index]
        yield _line(index + 1, exchange, troubles), bool(troubles)
        for each in troubles:
            yield f"         {each.sentence}", True


def _line(number: int, exchange: Exchange, troubles: list[Trouble]) -> str:
    arrow = "··>" if exchange.channel is Channel.FRONT else "-->"
    address = exchange.url.removeprefix("https://")
    address = address if len(address) <= _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}…"
    ending = f"→ {exchange.status}" if exchange.status is not None else ""
    mark = "✗" if troubles else " "
    facts = (step_name(exchange.step), exchange.method, address, ending)
    return f"{mark}{number:>3} {arrow} {' '.join(filter(None, facts))}"


def hide_attempt(mask: Mask, attempt: Attempt) -> Attempt:
    """Return the attempt with names, addresses and ids replaced."""
    troubles = tuple(replace(each, sentence=mask.text(each.sentence)) for each in attempt.troubles)
    exchanges = tuple(_hide_exchange(mask, each) for each in attempt.exchanges)
    return replace(attempt, title=mask.text(attempt.title), exchanges=exchanges, troubles=troubles)


def _hide_exchange(mask: Mask, exchange: Exchange) -> Exchange:
    return replace(
        exchange,
        url=mask.text(exchange.url),
        request=_hide_message(mask, exchange.request),
        response=_hide_message(mask, exchange.response) if exchange.response else None,
        fault=mask.text(exchange.fault) if exchange.fault else None,
    )


def _hide_message(mask: Mask, message: Message) -> Message:
    headers = tuple((name, str(mask.value(name, value))) for name, value in message.headers)
    return Message(headers, _hide_values(mask, message.parameters), mask.text(message.body))


def _hide_values(mask: Mask, values: Mapping[str, str]) -> dict[str, str]:
    return {name: str(mask.value(name, value)) for name, value in values.items()}


def heading(number: int, attempt: Attempt) -> str:
    """Return an attempt's heading."""
    return _("Attempt {number}: {title}").format(number=number, title=attempt.title)
