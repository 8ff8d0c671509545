"""A trace in words: each step of a sign-in, who carried it, what was compared; as text and as values for JSON."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from inspector.exchanges.exchange import Channel, Exchange, Step
from inspector.exchanges.naming import channel_name as channel_name  # noqa: PLC0414  those who draw steps ask here
from inspector.exchanges.naming import step_name as step_name  # noqa: PLC0414
from inspector.exchanges.parameters import explain_parameter
from inspector.masking import visible
from inspector.words import _

_LONGEST_VALUE = 200


def to_text(exchanges: Sequence[Exchange], *, width: int = 80, full: bool = False) -> str:
    """Return the steps as lines of at most `width` columns; `full` adds every parameter with what it is for."""
    lines: list[str] = []
    for number, exchange in enumerate(exchanges, 1):
        lines += _step(number, exchange, width)
        lines += _parameters(exchange, width) if full else ()
    return "\n".join(lines)


def to_sentence(number: str, exchange: Exchange, words: str | None = None) -> str:
    """Return a step as one sentence for ears; `words` stand in place of its name ("polled 6 times")."""
    facts = [words or step_name(exchange.step), exchange.method, exchange.url]
    told = [f"{number} {' '.join(filter(None, facts))}"]
    if exchange.seen_on_wire:
        told.append(channel_name(exchange.channel))
    if exchange.status is not None and exchange.channel is Channel.BACK:
        told.append(_("answered {status}").format(status=exchange.status))
    if exchange.seconds is not None and exchange.seen_on_wire:
        told.append(_("{count} ms").format(count=round(exchange.seconds * 1000)))
    checks = (f"{check.name}: {check.text}" for check in exchange.checks)
    return " ".join([", ".join(told) + ".", *filter(None, (exchange.fault, exchange.note)), *checks])


def to_document(exchange: Exchange) -> dict[str, Any]:
    """Return one step as the plain values of `--json`."""
    response = exchange.response
    return {
        "step": exchange.step.value,
        "channel": exchange.channel.value,
        "method": exchange.method,
        "url": exchange.url,
        "parameters": dict(exchange.request.parameters),
        "started": exchange.started,
        "seconds": exchange.seconds,
        "status": exchange.status,
        "answer": dict(response.parameters) if response else None,
        "request_id": exchange.request_id,
        "correlation_id": exchange.correlation_id,
        "fault": exchange.fault,
        "note": exchange.note,
        "checks": [{"name": each.name, "passed": each.passed, "text": each.text} for each in exchange.checks],
    }


def _step(number: int, exchange: Exchange, width: int) -> Iterator[str]:
    arrow = "··>" if exchange.channel is Channel.FRONT else "-->"
    facts = [step_name(exchange.step), exchange.method, exchange.url, *_ending(exchange)]
    yield from _wrap(f"{number:>2} {arrow} {' '.join(filter(None, facts))}", width, "       ")
    for name, value in (("x-ms-request-id", exchange.request_id), ("correlation id", exchange.correlation_id)):
        if value:
            yield from _wrap(f"{name} {value}", width, "         ", "       ")
    for text in filter(None, (exchange.fault, exchange.note)):
        yield from _wrap(text, width, "         ", "       ")
    for check in exchange.checks:
        mark = {True: "✓", False: "✗", None: "?"}[check.passed]
        yield from _wrap(f"{mark} {check.name}: {check.text}", width, "         ", "       ")


def _ending(exchange: Exchange) -> Iterator[str]:
    if exchange.status is not None and exchange.channel is Channel.BACK:
        yield f"→ {exchange.status}"
    if exchange.seconds is not None and exchange.seen_on_wire:
        yield _("({count} ms)").format(count=round(exchange.seconds * 1000))


def _parameters(exchange: Exchange, width: int) -> Iterator[str]:
    for name, value in exchange.request.parameters.items():
        yield from _parameter(name, value, width)
    if exchange.response and exchange.step is not Step.DISCOVERY:
        for name, value in exchange.response.parameters.items():
            yield from _parameter(f"← {name}", value, width)


def _parameter(name: str, value: str, width: int) -> Iterator[str]:
    shown = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    yield from _wrap(f"{name} = {shown}", width, "           ", "         ")
    meaning = explain_parameter(name.removeprefix("← "), value, answered=name.startswith("← "))
    if meaning:
        yield from _wrap(meaning, width, "           ", "           ")


def _wrap(text: str, width: int, hanging: str, indent: str = "") -> list[str]:
    return textwrap.wrap(visible(text), width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False)
