"""The flow advice as plain text for a terminal; what is to be copied is never broken."""

import textwrap
from collections.abc import Iterable, Iterator

from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.requests import Request
from inspector.exchanges.exchange import Channel
from inspector.masking import visible
from inspector.report.flow_snippets import FlowSnippet, language_name
from inspector.report.flow_trial import trial_commands, trial_note
from inspector.words import _

_BOLD, _DIM, _GREEN = "1", "2", "32"


def flow_text(advice: Advice, snippets: tuple[FlowSnippet, ...] = (), *, width: int = 80, colour: bool = False) -> str:
    """Return `advice`, and the code that was asked for, as lines of at most `width` columns."""
    return "\n".join(_Page(width, colour).lines(advice, snippets)).rstrip()


class _Page:
    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def lines(self, advice: Advice, snippets: tuple[FlowSnippet, ...]) -> Iterator[str]:
        row = advice.row
        yield self._paint(row.flow, _BOLD, _GREEN)
        kind = _("confidential client") if row.is_confidential else _("public client")
        yield from self._wrap(f"{row.name} ({kind}). {row.why}")
        for note in advice.notes:
            yield from self._wrap(f"! {note}", hanging="  ")
        yield from self._section(_("Why not"), ((each.flow, each.reason) for each in advice.tempting))
        yield from self._registration(advice)
        yield from self._section(_("Ask for"), ((each.name, each.meaning) for each in advice.scopes))
        yield from self._returned(advice)
        yield from self._heading(_("Requests"))
        for number, request in enumerate(advice.requests, 1):
            yield from self._request(number, request)
        for snippet in snippets:
            yield from self._code(snippet)
        yield from self._heading(_("Verify"))
        for check in advice.checks:
            yield from self._wrap(f"• {check}", "  ", "    ")
        yield from self._heading(_("Try it"))
        yield from (f"  {command}" for command in trial_commands(advice))
        besides = trial_note(advice.client)
        if besides:
            yield from self._dim(besides, "  ")
        yield from ("", self._paint(row.reference, _DIM))

    def _registration(self, advice: Advice) -> Iterator[str]:
        yield from self._heading(_("Registration"))
        for each in advice.registration:
            yield from self._wrap(f"{each.name}: {each.value}", "  ", "    ")
            yield from self._dim(each.why)
            if each.manifest:
                yield from self._dim(each.manifest)
            for number, choice in enumerate(advice.credentials if each.is_credential else (), 1):
                yield from self._wrap(f"{number}. {choice}", "    ", "       ")

    def _returned(self, advice: Advice) -> Iterator[str]:
        yield from self._heading(_("What comes back"))
        for token in advice.tokens:
            about = token.about if token.comes else _("None. {why}").format(why=token.about)
            yield from self._wrap(f"{token.name}: {about}", "  ", "    ")
        for proof in advice.proofs:
            yield from self._wrap(f"{proof.claim} = {proof.value}", "  ", "    ")
            yield from self._dim(proof.meaning)

    def _request(self, number: int, request: Request) -> Iterator[str]:
        channel = _("in the browser") if request.channel is Channel.FRONT else _("from the app")
        yield from self._wrap(f"{number}. {request.title} ({channel})", "  ", "     ")
        yield visible(f"     {request.method} {request.url}")
        for name, value in request.headers:
            yield visible(f"     {name}: {value}")
        for each in request.parameters:
            yield visible(f"       {each.name}={each.value}")
            yield from self._dim(each.meaning, "         ")
        if request.note:
            yield from self._wrap(request.note, "     ", "     ")

    def _code(self, snippet: FlowSnippet) -> Iterator[str]:
        name = language_name(snippet.language)
        yield from self._heading(f"{name}: {snippet.title}" if snippet.title else name)
        if snippet.text is None:
            yield from self._wrap(snippet.why_not or "", "  ", "  ")
        else:
            yield from snippet.text.splitlines()

    def _section(self, heading: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        yield from self._heading(heading)
        for name, meaning in pairs:
            yield from self._wrap(f"{name}: {meaning}", "  ", "    ")

    def _heading(self, text: str) -> Iterator[str]:
        yield from ("", self._paint(text, _BOLD))

    def _dim(self, text: str, indent: str = "    ") -> Iterator[str]:
        yield from (self._paint(line, _DIM) for line in self._wrap(text, indent, indent))

    def _wrap(self, text: str, indent: str = "", hanging: str = "") -> list[str]:
        lines = textwrap.wrap(
            visible(text), self._width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False,
            break_long_words=False,
        )  # fmt: skip
        return lines or [indent.rstrip()]

    def _paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self._colour and text.strip() else text
