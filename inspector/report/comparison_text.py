"""A comparison as lines for a terminal and as Markdown for a ticket: no value of it is markup or control."""

import textwrap
from collections.abc import Iterator

from inspector.diagnosis.comparison import Weight
from inspector.masking import code_span, escape_markdown, visible
from inspector.report.comparison import (
    ComparisonReport,
    Row,
    cell_words,
    fold_words,
    shorten,
    side_words,
    weight_word,
)
from inspector.words import _

_CODE_OF_WEIGHT = {Weight.MATTERS: "31", Weight.FOLLOWS: "36", Weight.MINOR: "2", Weight.ALWAYS: "2"}
_LONGEST = 400  # characters of a value in a table or a line


def to_text(report: ComparisonReport, *, width: int = 80, colour: bool = False) -> str:
    """Return the comparison as lines of at most `width` columns, the differences that matter first."""
    return "\n".join(_lines(report, width, colour)).rstrip()


def _lines(report: ComparisonReport, width: int, colour: bool) -> Iterator[str]:
    for line in _wrapped(report.sentence, width):
        yield _painted(line, "1", colour)
    yield ""
    yield from _wrapped(_("first:  {side}").format(side=side_words(report.left)), width, "   ")
    yield from _wrapped(_("second: {side}").format(side=side_words(report.right)), width, "   ")
    for number, row in enumerate(report.differences, 1):
        yield ""
        yield from _row_lines(number, row, width, colour)
    folded = fold_words(report)
    if folded:
        yield from ("", *(_painted(line, "2", colour) for line in _wrapped(folded, width)))


def _row_lines(number: int, row: Row, width: int, colour: bool) -> Iterator[str]:
    word = weight_word(row.weight) if row.weight else ""
    first, *rest = _wrapped(f"{number}. {shorten(row.name)} [{word}]", width, "", "   ")
    code = _CODE_OF_WEIGHT[row.weight] if row.weight else "0"
    yield first.replace(f"[{word}]", _painted(f"[{word}]", code, colour))
    yield from rest
    for opening, at_first in ((_("first:  {value}"), True), (_("second: {value}"), False)):
        yield from _wrapped(opening.format(value=_short(cell_words(row, first=at_first))), width, "   ", " " * 11)
    if row.means:
        yield from (_painted(line, "2", colour) for line in _wrapped(row.means, width, "   ", "   "))


def _wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    lines = textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=hanging or indent, break_on_hyphens=False
    )
    return lines or [""]


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text.strip() else text


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def to_markdown(report: ComparisonReport) -> str:
    """Return the comparison as Markdown text: the sentence, a table of what differs, and the names of the rest."""
    return "\n".join(_markdown(report)).rstrip() + "\n"


def _markdown(report: ComparisonReport) -> Iterator[str]:
    yield f"## {escape_markdown(report.sentence)}"
    yield from ("", f"- {_('first')}: {escape_markdown(side_words(report.left))}")
    yield f"- {_('second')}: {escape_markdown(side_words(report.right))}"
    if report.differences:
        yield from ("", f"| {_('what')} | {_('first')} | {_('second')} | {_('what it means')} |")
        yield "| --- | --- | --- | --- |"
    for row in report.differences:
        left, right = (_cell(cell_words(row, first=first)) for first in (True, False))
        word = weight_word(row.weight) if row.weight else ""
        yield f"| {_cell(row.name)} | {left} | {right} | **{word}** {escape_markdown(row.means)} |"
    folded = fold_words(report)
    if folded:
        yield from ("", escape_markdown(folded))


def _cell(value: str) -> str:
    """Return a code span for a table: a bar would end the cell even inside the span."""
    return value if value == "—" else code_span(_short(value)).replace("|", "\\|")
