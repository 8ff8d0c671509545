"""One row of the error reference as plain text, in the window as in the terminal."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Who
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Refusal
from inspector.report.wording import who_word
from inspector.words import _


def reference_text(row: Refusal) -> str:
    """Return what `row` means, its causes with their remedies, its relatives and its page; one paragraph a line."""
    return "\n".join(_lines(row))


def _lines(row: Refusal) -> Iterator[str]:
    symbol = f" ({row.symbol})" if row.symbol else ""
    yield row.title if row.ours else f"{row.code}{symbol}: {row.title}"
    yield row.meaning
    if not row.failure:
        yield _("This is an interrupt, no failure.")
    for cause in sorted(row.causes, key=lambda each: bool(each.when or each.match)):  # the usual cause first
        yield from ("", f"• {refusals.fill(cause.says, {})}")
        for identifier in cause.remedies:
            yield from _remedy(identifier)
    if row.kin:
        yield from ("", _("Related: {codes}").format(codes=", ".join(row.kin)))
    if row.reference:
        yield from ("", row.reference)


def _remedy(identifier: str) -> Iterator[str]:
    remedy = refusals.remedy(identifier)
    yield f"   → {who_word(Who(remedy.who))}: {refusals.fill(remedy.text, {})}"
    if remedy.snippet:
        yield from (f"       {line}" for line in refusals.fill(remedy.snippet, {}).splitlines())
