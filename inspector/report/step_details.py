"""One step opened: its address, each parameter with what it is for, what was compared, what came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspector import moments
from inspector.exchanges.exchange import Channel, Check, Exchange, Message, Step
from inspector.exchanges.parameters import explain_parameter
from inspector.knowledge.applications import application
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.resources import resource_for
from inspector.masking import Mask
from inspector.report.step_words import is_pending, milliseconds, trouble_words
from inspector.report.trace import channel_name, step_name
from inspector.words import _, plural

# A check is shown beside the parameter that it is about, whatever that is called in this message.
_ABOUT = {"code_verifier": "code_challenge"}
_TELLING = frozenset(
    """authorization origin user-agent x-client-sku x-client-ver x-client-os content-type www-authenticate location
    retry-after date x-ms-ests-server x-ms-clitelem access-control-allow-origin x-ms-ags-diagnostic proxy-authenticate
    via server""".split()
)
_MOST_BODY = 2_000  # characters shown of a body that is no JSON object


class Look(StrEnum):
    """What a row is: a heading, a plain value, one compared with another, or a trouble."""

    HEADING = "heading"
    VALUE = "value"
    GOOD = "good"
    BAD = "bad"
    OPEN = "open"  # could not be compared
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A name, its value letter by letter and what it means; headings and troubles have words in `meaning` only."""

    look: Look
    name: str = ""
    value: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step under its title, with the ids that a server's support asks for."""

    title: str
    rows: tuple[DetailRow, ...]
    request_id: str = ""
    correlation_id: str = ""


def open_step(number: str, exchange: Exchange, troubles: Sequence[str] = (), mask: Mask | None = None) -> StepDetails:
    """Return everything about one step; with `mask`, what is personal is replaced."""
    support = tuple(_support(exchange))
    heading = [DetailRow(Look.HEADING, meaning=_("When and which"))] if support else []
    rows = [*_troubles(exchange, troubles), *_asked(exchange), *_answered(exchange), *heading, *support]
    title = _("Step {number} · {name}").format(number=number, name=step_name(exchange.step))
    ids = exchange.request_id or "", exchange.correlation_id or ""
    return StepDetails(title, tuple(_masked(row, mask) for row in rows), *(_hide(mask, "", each) for each in ids))


def _masked(row: DetailRow, mask: Mask | None) -> DetailRow:
    if mask is None:
        return row
    return DetailRow(row.look, row.name, _hide(mask, row.name, row.value), _hide(mask, "", row.meaning))


def _hide(mask: Mask | None, name: str, value: str) -> str:
    return str(mask.value(name, value)) if mask and value else value


def _troubles(exchange: Exchange, troubles: Sequence[str]) -> Iterator[DetailRow]:
    for words in troubles or filter(None, [trouble_words(exchange)]):
        yield DetailRow(Look.TROUBLE, meaning=words)


def _asked(exchange: Exchange) -> Iterator[DetailRow]:
    yield DetailRow(Look.HEADING, meaning=_channel(exchange))
    if exchange.note:
        yield DetailRow(Look.VALUE, _("note"), "", exchange.note)
    if exchange.url:
        yield DetailRow(Look.VALUE, exchange.method or _("address"), exchange.url)
    yield from _parameters(exchange.request.parameters, exchange.checks)
    named = {*exchange.request.parameters, *(_ABOUT.get(name, name) for name in exchange.request.parameters)}
    for check in exchange.checks:
        if check.name not in named:
            yield DetailRow(_look(check), check.name, "", _marked(check))
    yield from telling_headers(exchange.request)


def _channel(exchange: Exchange) -> str:
    if not exchange.seen_on_wire:
        return _("From memory: nothing was sent")
    return channel_name(exchange.channel).capitalize()


def _parameters(parameters: Mapping[str, str], checks: tuple[Check, ...] = ()) -> Iterator[DetailRow]:
    by_name = {check.name: check for check in checks}
    for name, value in parameters.items():
        check = by_name.get(_ABOUT.get(name, name))
        if check is not None:
            yield DetailRow(_look(check), name, value, _marked(check))
        else:
            yield DetailRow(Look.VALUE, name, value, _meaning(name, value))


def _meaning(name: str, value: str) -> str:
    """Return what a parameter is for; an app or API of Microsoft's is named before it."""
    known = ""
    if name == "client_id":
        found = application(value) if is_guid(value) else None
        known = found.name if found else ""
    elif name in ("resource", "audience"):
        named = resource_for(value)
        known = named.name if named else ""
    explained = explain_parameter(name, value) or ""
    return f"{known}. {explained}".rstrip() if known else explained


def _look(check: Check) -> Look:
    return {True: Look.GOOD, False: Look.BAD, None: Look.OPEN}[check.passed]


def _marked(check: Check) -> str:
    return f"{ {True: '✓', False: '✗', None: '?'}[check.passed] } {check.text}"


def telling_headers(message: Message) -> Iterator[DetailRow]:
    """Yield the headers of a message that say something about a sign-in or a call."""
    for name, value in message.headers:
        if name.lower() in _TELLING:
            yield DetailRow(Look.VALUE, name, value)


def _answered(exchange: Exchange) -> Iterator[DetailRow]:
    response = exchange.response
    if response is None and (exchange.status is None or exchange.channel is Channel.FRONT):
        return
    yield DetailRow(Look.HEADING, meaning=_("Answer"))
    if exchange.status is not None:
        yield DetailRow(Look.VALUE, _("status"), str(exchange.status), _pending(exchange))
    if response is not None:
        yield from _returned(response.parameters)
        yield from _body(response)
        yield from telling_headers(response)


def _returned(parameters: Mapping[str, str]) -> Iterator[DetailRow]:
    for row in _parameters(parameters):
        granted = row.name == "scope"
        yield DetailRow(row.look, row.name, row.value, _("What was granted.")) if granted else row


def _pending(exchange: Exchange) -> str:
    return _("Nobody has entered the code yet: this is how waiting looks.") if is_pending(exchange) else ""


def _body(response: Message) -> Iterator[DetailRow]:
    if not response.parameters and response.body:
        left = len(response.body) - _MOST_BODY
        more = plural("{count} character more", "{count} characters more", left) if left > 0 else ""
        yield DetailRow(Look.VALUE, _("body"), response.body[:_MOST_BODY], more)


def _support(exchange: Exchange) -> Iterator[DetailRow]:
    if exchange.started:
        yield DetailRow(Look.VALUE, _("started"), moments.utc(exchange.started) or f"{exchange.started:g}")
    if exchange.seconds is not None and exchange.seen_on_wire and exchange.step is not Step.AUTHORIZATION_RESPONSE:
        yield DetailRow(Look.VALUE, _("took"), milliseconds(exchange.seconds))
    if exchange.request_id:
        yield DetailRow(Look.VALUE, "x-ms-request-id", exchange.request_id, _("What the server's support finds it by."))
    if exchange.correlation_id:
        words = _("The same for every request of this sign-in; also in the sign-in logs.")
        yield DetailRow(Look.VALUE, _("correlation id"), exchange.correlation_id, words)
