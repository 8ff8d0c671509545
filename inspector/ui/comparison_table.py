"""The table of a comparison: what differs, both values, and what that means; equal ones only when asked for."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.ui.theme import Theme
from inspector.ui.wrapped_table import Column, WrappedModel, WrappedTable
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.comparison import ComparisonReport, Row

# In a narrow table both values stand in one cell, one above the other.
_COLUMNS = (
    Column(0.15, 0.24, mono=True),
    Column(0.25, 0.4, mono=True),
    Column(0.25, 0.0, mono=True),
    Column(0.35, 0.36),
)


class ComparisonModel(WrappedModel):
    """Shows the rows of a comparison; what is folded follows where it is asked for."""

    def fill(self, report: "ComparisonReport | None", *, unfolded: bool) -> None:
        """Show `report`."""
        folded = (*report.always, *report.equal) if report and unfolded else ()
        self.show((*report.differences, *folded) if report else ())

    def headings(self) -> tuple[str, ...]:
        """Return four: what, first, second, what it means."""
        first = _("First, then second") if self.narrow else _("First")
        return _("Claim"), first, _("Second"), _("What it means")

    def cells(self, row: "Row") -> tuple[str, ...]:
        """Return the words of a row, made harmless to show."""
        from inspector.report.comparison import cell_words, weight_word

        left, right = (visible(cell_words(row, first=first)) for first in (True, False))
        first = f"{left}\n{right}" if self.narrow else left
        word = weight_word(row.weight) if row.weight else _("equal")
        means = f"{word[:1].upper()}{word[1:]}. {row.means}".rstrip()
        return visible(row.name), first, right, visible(means)


class ComparisonTable(WrappedTable):
    """The table itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.comparison = ComparisonModel()
        super().__init__(theme, self.comparison, _COLUMNS, _("Differences"), parent)

    def fill(self, report: "ComparisonReport | None", *, unfolded: bool) -> None:
        """Show `report`, with what is folded where `unfolded`."""
        self.comparison.fill(report, unfolded=unfolded)
        self.arrange()
