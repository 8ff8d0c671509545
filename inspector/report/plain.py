"""The report as plain text for a terminal: verdict, findings, what was found, claims; readable at 80 columns."""

import textwrap
from collections.abc import Iterator

from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.verdict import Outcome
from inspector.masking import visible
from inspector.report.compose import ArtifactRow, Report
from inspector.report.wording import not_checked_sentence, outcome_word, severity_word, who_word
from inspector.tokens.artifact import Kind
from inspector.words import _

_RED, _YELLOW, _GREEN, _BLUE, _DIM, _BOLD = "31", "33", "32", "36", "2", "1"
_COLOUR_OF_OUTCOME = {
    Outcome.REJECTED: _RED,
    Outcome.REFUSED: _RED,
    Outcome.ACCEPTED: _GREEN,
    Outcome.UNDECIDED: _YELLOW,
    Outcome.NOTHING_FOUND: _YELLOW,
}
_COLOUR_OF_SEVERITY = {Severity.BLOCKER: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: _BLUE}
_INDENT = "   "
_MOST_ATTEMPTS = 20


def to_text(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Return `report` as lines of at most `width` columns; a snippet keeps its own lines."""
    return "\n".join(_Page(width, colour).lines(report)).rstrip()


def _is_recording(report: Report) -> bool:
    """Whether the steps of a recording are what is to be read; its tokens' claims are in the JSON."""
    return any(row.kind == Kind.RECORDED_FLOW for row in report.artifacts)


class _Page:
    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def lines(self, report: Report) -> Iterator[str]:
        yield from self._verdict(report)
        for number, finding in enumerate(report.findings, 1):
            yield ""
            yield from self._finding(number, finding)
        yield from self._attempts(report)
        yield from self._artifacts(report)
        for row in report.artifacts if not _is_recording(report) else ():
            yield from self._claims(row)
        if report.truncated:
            yield from ("", *self._wrap(report.truncated))
        if report.not_checked:
            yield from ("", *self._wrap(not_checked_sentence(report.not_checked)))

    def _verdict(self, report: Report) -> Iterator[str]:
        verdict = report.verdict
        word = outcome_word(verdict.outcome)
        first, *rest = self._wrap(f"{word} {verdict.sentence}")
        tint = _COLOUR_OF_OUTCOME.get(verdict.outcome, _BLUE)
        yield self._paint(word, tint, _BOLD) + self._paint(first[len(word) :], _BOLD)
        yield from (self._paint(line, _BOLD) for line in rest)
        if verdict.remedy:
            yield from self._wrap(f"→ {verdict.remedy}", hanging="  ")
        if verdict.snippet:
            yield from self._snippet(verdict.snippet, "  ")

    def _finding(self, number: int, finding: Finding) -> Iterator[str]:
        word = severity_word(finding)
        heading = f"{number}. {finding.title} [{word}]"
        first, *rest = self._wrap(heading, hanging=_INDENT)
        yield first.replace(f"[{word}]", self._paint(f"[{word}]", _COLOUR_OF_SEVERITY[finding.severity]))
        yield from rest
        yield from self._wrap(finding.why, _INDENT, _INDENT)
        for each in finding.evidence:
            yield from self._evidence(each.where, each.found, each.expected)
        for remedy in finding.remedies:
            yield from self._wrap(f"→ {who_word(remedy.who)}: {remedy.text}", _INDENT, _INDENT + "  ")
            if remedy.snippet:
                yield from self._snippet(remedy.snippet, _INDENT + "  ")
        if finding.codes or finding.reference:
            yield from self._links(finding)

    def _links(self, finding: Finding) -> Iterator[str]:
        for text in (", ".join(finding.codes), finding.reference or ""):
            if text:
                yield self._paint(f"{_INDENT}{visible(text)}", _DIM)

    def _evidence(self, where: str, found: str | None, expected: str | None) -> Iterator[str]:
        parts = [found] if found is not None else []
        if expected is not None:
            parts.append(_("expected: {value}").format(value=expected))
        yield from self._wrap(f"{where}: {' · '.join(parts)}", _INDENT, _INDENT + "  ")

    def _attempts(self, report: Report) -> Iterator[str]:
        if not report.attempts:
            return
        from inspector.report.attempts import heading, to_lines

        for number, attempt in enumerate(report.attempts[:_MOST_ATTEMPTS], 1):
            yield from ("", self._paint(visible(heading(number, attempt)), _BOLD))
            for line, wrong in to_lines(attempt):
                wrapped = self._wrap(line.strip(), line[: len(line) - len(line.lstrip())], _INDENT * 3)
                yield from (self._paint(each, _RED) if wrong else each for each in wrapped)
        if len(report.attempts) > _MOST_ATTEMPTS:
            yield _("{count} further attempts are in --json.").format(count=len(report.attempts) - _MOST_ATTEMPTS)

    def _artifacts(self, report: Report) -> Iterator[str]:
        if report.artifacts:
            yield from ("", self._paint(_("What was found"), _BOLD))
        for row in report.artifacts:
            depth = "  " if row.inside else ""
            facts = " · ".join(fact for fact in (row.label, row.about, row.status) if fact)
            yield from self._wrap(f"{row.id}  {facts}", f"{_INDENT}{depth}", _INDENT + "      ")
            for flaw in row.flaws:
                yield from self._wrap(f"! {flaw.at}: {flaw.text}", _INDENT + "    ", _INDENT + "      ")
            if row.original:
                for line in row.original.splitlines()[:12]:
                    yield from self._wrap(f"| {line}", _INDENT + "    ", _INDENT + "    | ")

    def _claims(self, row: ArtifactRow) -> Iterator[str]:
        if not row.claims_explained:
            return
        yield from ("", self._paint(_("Claims of {artifact}").format(artifact=row.id), _BOLD))
        for each in row.claims_explained:
            value = each.value if each.shown in ("", each.value) else f"{each.value} ({each.shown})"
            yield from self._wrap(f"{each.claim}: {value}", _INDENT, _INDENT + "  ")
            if each.meaning:
                yield from (
                    self._paint(line, _DIM) for line in self._wrap(each.meaning, _INDENT + "  ", _INDENT + "  ")
                )

    def _snippet(self, snippet: str, indent: str) -> Iterator[str]:
        """A snippet is copied from the screen, so its lines are never broken."""
        yield from (f"{indent}  {visible(line)}" for line in snippet.splitlines())

    def _wrap(self, text: str, indent: str = "", hanging: str = "") -> list[str]:
        lines = textwrap.wrap(
            visible(text), self._width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
        )
        return lines or [indent.rstrip()]

    def _paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self._colour and text.strip() else text
