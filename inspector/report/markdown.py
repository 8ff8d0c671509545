"""The report as Markdown for a ticket: nothing in it can be markup, a link or an image of the paste's."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Finding
from inspector.masking import code_span, escape_markdown, visible
from inspector.report.compose import ArtifactRow, Report
from inspector.report.wording import not_checked_sentence, outcome_word, severity_word, who_word
from inspector.words import _

_MOST_ATTEMPTS = 20


def to_markdown(report: Report) -> str:
    """Return `report` as Markdown text."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    verdict = report.verdict
    yield f"## {outcome_word(verdict.outcome)} {escape_markdown(verdict.sentence)}"
    if verdict.remedy:
        yield from ("", f"**{_('What to do:')}** {escape_markdown(verdict.remedy)}")
    yield from _fenced(verdict.snippet)
    for finding in report.findings:
        yield from _finding(finding)
    yield from _attempts(report)
    if report.artifacts:
        yield from ("", f"### {_('What was found')}", "")
        for row in report.artifacts:
            yield from _artifact(row)
    for row in report.artifacts:
        yield from _claims(row)
    for note in (report.truncated, not_checked_sentence(report.not_checked) if report.not_checked else None):
        if note:
            yield from ("", f"_{escape_markdown(note)}_")


def _attempts(report: Report) -> Iterator[str]:
    if not report.attempts:
        return
    from inspector.report.attempts import heading, to_lines

    for number, attempt in enumerate(report.attempts[:_MOST_ATTEMPTS], 1):
        yield from ("", f"### {escape_markdown(heading(number, attempt))}", "")
        yield from (f"- {code_span(line.strip())}" for line, _wrong in to_lines(attempt))


def _finding(finding: Finding) -> Iterator[str]:
    codes = f" ({', '.join(code_span(code) for code in finding.codes)})" if finding.codes else ""
    yield from ("", f"### {escape_markdown(finding.title)} — {severity_word(finding)}{codes}", "")
    yield escape_markdown(finding.why)
    if finding.evidence:
        yield ""
    for each in finding.evidence:
        expected = f" — {_('expected')} {code_span(each.expected)}" if each.expected is not None else ""
        found = f" {code_span(each.found)}" if each.found is not None else ""
        yield f"- {escape_markdown(each.where)}:{found}{expected}"
    for remedy in finding.remedies:
        yield from ("", f"**{escape_markdown(who_word(remedy.who))}:** {escape_markdown(remedy.text)}")
        yield from _fenced(remedy.snippet)
    if finding.reference:
        yield from ("", f"<{finding.reference}>")


def _fenced(snippet: str | None) -> Iterator[str]:
    if snippet:
        shown = visible(snippet, lines=True)
        fence = "`" * max(3, max((len(run) for run in _runs(shown)), default=0) + 1)
        yield from ("", fence, shown, fence)


def _runs(text: str) -> Iterator[str]:
    """Yield the runs of backticks, so that a fence can be longer than each."""
    run = ""
    for letter in f"{text} ":
        if letter == "`":
            run += letter
        elif run:
            yield run
            run = ""


def _artifact(row: ArtifactRow) -> Iterator[str]:
    facts = " · ".join(escape_markdown(fact) for fact in (row.label, row.about, row.status) if fact)
    yield f"{'  ' if row.inside else ''}- {row.id}: {facts}"
    for flaw in row.flaws:
        yield f"  - {escape_markdown(flaw.at)}: {escape_markdown(flaw.text)}"
    if row.original:
        yield from (f"  - {code_span(line)}" for line in row.original.splitlines()[:12] if line.strip())


def _claims(row: ArtifactRow) -> Iterator[str]:
    if not row.claims_explained:
        return
    yield from ("", f"### {_('Claims of {artifact}').format(artifact=row.id)}", "")
    yield f"| {_('claim')} | {_('value')} | {_('reads')} | {_('meaning')} |"
    yield "| --- | --- | --- | --- |"
    for each in row.claims_explained:
        shown = "" if each.shown == each.value else each.shown
        cells = (_cell(each.claim), _cell(each.value), escape_markdown(shown), escape_markdown(each.meaning))
        yield f"| {' | '.join(cells)} |"


def _cell(value: str) -> str:
    """Return a code span for a table: a bar would end the cell even inside the span."""
    return code_span(value if len(value) <= 400 else f"{value[:400]}…").replace("|", "\\|")
