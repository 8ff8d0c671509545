"""An attempt as a sequence drawing: who takes part, and a line for each step with its arrows and their words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.exchange import Channel, Exchange, Step
from inspector.knowledge.clouds import Cloud, authority_hosts, authority_of
from inspector.knowledge.resources import resource_for
from inspector.masking import Mask
from inspector.report.step_words import (
    answer_detail,
    answer_words,
    host_of,
    is_pending,
    request_detail,
    request_words,
    trouble_words,
)
from inspector.report.trace import to_sentence
from inspector.words import _, plural

_MOST_LANES = 7  # what more hosts there are share one


class Party(StrEnum):
    """What somebody who takes part is."""

    APP = "app"
    BROWSER = "browser"
    ISSUER = "issuer"
    API = "api"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Lane:
    """Somebody who takes part, by name and, where it is reached over the network, by host."""

    party: Party
    name: str
    host: str = ""


class Manner(StrEnum):
    """How a line is drawn."""

    WHOLE = "whole"
    SMALL = "small"  # discovery and keys: needed, and seldom looked at
    MEMORY = "memory"  # nothing went over the wire
    FOLDED = "folded"  # many polls in one line


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one lane to another (by their places), words above it and a second line below; `bad` where it went wrong."""

    origin: int
    target: int
    words: str
    detail: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A step, or a run of polls: the exchanges from `first` to `last` of the attempt.

    `number` is what people call it ("5", "4–9"); `troubles` are sentences, the one that matters most first; `spoken`
    says it all.
    """

    first: int
    last: int
    number: str
    manner: Manner
    channel: Channel
    arrows: tuple[Arrow, ...]
    troubles: tuple[str, ...]
    spoken: str

    @property
    def trouble(self) -> str:
        """The trouble that matters most, "" where all went well."""
        return self.troubles[0] if self.troubles else ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lanes from left to right and the lines from top to bottom."""

    lanes: tuple[Lane, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def first_trouble(self) -> int | None:
        """The place of the first line with trouble, or None."""
        return next((at for at, line in enumerate(self.lines) if line.trouble), None)


def draw(attempt: Attempt, mask: Mask | None = None) -> Drawing:
    """Return the drawing of `attempt`; with `mask`, what is personal in its words is replaced."""
    lanes = _lanes(attempt.exchanges)
    pen = _Pen(attempt, lanes, mask)
    runs = _runs(attempt.exchanges)
    return Drawing(lanes, tuple(pen.line(first, last) for first, last in runs))


def _runs(exchanges: Sequence[Exchange]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each line: polls that came too early share one."""
    first = 0
    for at, exchange in enumerate(exchanges):
        following = exchanges[at + 1] if at + 1 < len(exchanges) else None
        if following is None or not (is_pending(exchange) and is_pending(following)):
            yield first, at
            first = at + 1


# ---- who takes part


def _lanes(exchanges: Sequence[Exchange]) -> tuple[Lane, ...]:
    """Return the app, the browser if it carries anything, the issuers, then the others by first appearance."""
    found = dict.fromkeys(filter(None, map(_party_of, exchanges)))
    if (Party.ISSUER, authority_of(Cloud.PRACTICE)) in found:
        found = {each: None for each in found if not _is_practice_page(each)}
    issuers = {host for party, host in found if party is Party.ISSUER}
    others = [each for each in found if each[0] is not Party.OTHER or each[1] not in issuers]
    hosts = sorted(others, key=lambda each: _ORDER.index(each[0]))
    seen = [Lane(party, _name(party, host), host) for party, host in hosts]
    front = any(each.channel is Channel.FRONT or each.step is Step.AUTHORIZATION_RESPONSE for each in exchanges)
    near = [Lane(Party.APP, _("App")), *([Lane(Party.BROWSER, _("Browser"))] if front else [])]
    if len(near) + len(seen) > _MOST_LANES:
        seen = [*seen[: _MOST_LANES - len(near) - 1], Lane(Party.OTHER, _("Other hosts"))]
    return (*near, *seen)


_ORDER = (Party.ISSUER, Party.API, Party.OTHER)


def _party_of(exchange: Exchange) -> tuple[Party, str] | None:
    if exchange.step is Step.AUTHORIZATION_RESPONSE:
        return None  # its address is the app's own
    host = host_of(exchange.url)
    if exchange.step is Step.API_CALL:
        return Party.API, host
    return (Party.OTHER if exchange.step is Step.OTHER else Party.ISSUER), host


def _is_practice_page(party: tuple[Party, str]) -> bool:
    """Whether this may be where the practice tenant shows its pages to the browser: itself, under another host."""
    return party[0] is Party.ISSUER and party[1].startswith("127.0.0.1:")


def _name(party: Party, host: str) -> str:
    bare = host.partition(":")[0]
    if party is Party.ISSUER:
        return _issuer_name(bare)
    resource = resource_for(f"https://{bare}") if bare else None
    if resource is not None:
        return resource.name
    return _("API") if party is Party.API else _("Server")


def _issuer_name(host: str) -> str:
    if host in authority_hosts():
        return _("Practice tenant") if authority_hosts()[host] is Cloud.PRACTICE else _("Entra ID")
    if host.endswith(".ciamlogin.com"):
        return _("External ID")
    return _("Azure AD B2C") if host.endswith((".b2clogin.com", ".b2clogin.cn")) else _("Issuer")


# ---- the lines


class _Pen:
    """Draws the lines of one attempt."""

    def __init__(self, attempt: Attempt, lanes: tuple[Lane, ...], mask: Mask | None) -> None:
        self._exchanges = attempt.exchanges
        self._mask = mask
        self._checks = checks_of(attempt)
        self._troubles = attempt.troubles
        self._places = {(lane.party, lane.host): at for at, lane in enumerate(lanes)}
        self._hosts = {lane.host: at for at, lane in enumerate(lanes) if lane.host and lane.party is not Party.API}
        self._last = len(lanes) - 1
        self._issuer = next((at for at, lane in enumerate(lanes) if lane.party is Party.ISSUER), None)

    def line(self, first: int, last: int) -> Line:
        exchange = self._exchanges[last]
        named = dict.fromkeys(each.sentence for each in self._troubles if first <= each.index <= last)
        troubles = tuple(self._text(each) for each in named or filter(None, [trouble_words(exchange)]))
        number = str(first + 1) if first == last else f"{first + 1}–{last + 1}"
        folded = is_pending(exchange)
        arrows = self._polls(first, last, bad=bool(troubles)) if folded else self._arrows(exchange, bad=bool(troubles))
        manner = Manner.FOLDED if folded else _manner(exchange)
        shown = tuple(
            Arrow(each.origin, each.target, self._text(each.words), self._text(each.detail), each.bad)
            for each in arrows
        )
        spoken = self._text(to_sentence(number, exchange, shown[0].words if folded else None))
        told = " ".join([spoken, *(each for each in troubles[:1] if each not in spoken)])
        return Line(first, last, number, manner, exchange.channel, shown, troubles, told)

    def _text(self, text: str) -> str:
        return self._mask.text(text) if self._mask and text else text

    def _arrows(self, exchange: Exchange, *, bad: bool) -> Iterator[Arrow]:
        if exchange.step is Step.AUTHORIZATION_RESPONSE:
            yield from self._brought(exchange, bad=bad)
            return
        there, asked, detail = self._place(exchange), request_words(exchange), request_detail(exchange, self._checks)
        answered = exchange.response is not None or exchange.status is not None
        lost = bad and not answered
        if not exchange.seen_on_wire:
            yield Arrow(0, 0, asked, exchange.note or _("Nothing was sent."), bad)
        elif exchange.channel is Channel.BACK:
            yield Arrow(0, there, asked, detail, lost)
        elif exchange.step is Step.OTHER:
            yield Arrow(1, there, asked, detail, lost)
        else:
            yield Arrow(0, 1, asked, detail)
            yield Arrow(1, there, _visit(exchange), "", lost)
        if answered and exchange.seen_on_wire and _manner(exchange) is Manner.WHOLE:
            home = 0 if exchange.channel is Channel.BACK else 1
            yield Arrow(there, home, answer_words(exchange), answer_detail(exchange), bad)

    def _brought(self, exchange: Exchange, *, bad: bool) -> Iterator[Arrow]:
        detail = request_detail(exchange, self._checks)
        words = request_words(exchange)
        if self._issuer is None:
            yield Arrow(1, 0, f"{words}: {answer_words(exchange)}", detail, bad)
            return
        yield Arrow(self._issuer, 1, answer_words(exchange) or words, "", bad)
        yield Arrow(1, 0, words, detail, bad)

    def _polls(self, first: int, last: int, *, bad: bool) -> Iterator[Arrow]:
        polls = self._exchanges[first : last + 1]
        words = plural("polled once: not entered yet", "polled {count} times: not entered yet", len(polls))
        gaps = sorted(round(after.started - before.started) for before, after in pairwise(polls))
        detail = _("every {count} s").format(count=gaps[len(gaps) // 2]) if gaps else ""
        yield Arrow(0, self._place(polls[-1]), words, detail, bad)

    def _place(self, exchange: Exchange) -> int:
        party, host = _party_of(exchange) or (Party.OTHER, "")
        if _is_practice_page((party, host)):
            host = host if (party, host) in self._places else authority_of(Cloud.PRACTICE)
        return self._places.get((party, host), self._hosts.get(host, self._last))


def _manner(exchange: Exchange) -> Manner:
    if not exchange.seen_on_wire:
        return Manner.MEMORY
    went_well = exchange.fault is None and (exchange.status or 200) < 400
    return Manner.SMALL if exchange.step in (Step.DISCOVERY, Step.KEYS) and went_well else Manner.WHOLE


def _visit(exchange: Exchange) -> str:
    if exchange.step is Step.SIGN_OUT:
        return _("sign-out page")
    return _("no page: prompt=none") if exchange.request.parameters.get("prompt") == "none" else _("sign-in page")


def checks_of(attempt: Attempt) -> Mapping[str, bool | None]:
    """Return the results of all checks of an attempt by name; the last one of a name counts."""
    return {check.name: check.passed for each in attempt.exchanges for check in each.checks}
