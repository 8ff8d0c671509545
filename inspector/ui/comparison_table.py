"""The table of a comparison: what differs, both values, and what that means; equal ones only when asked for."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.ui.theme import Theme
from inspector.ui.wrapped_table import Column, Index, WrappedModel, WrappedTable
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
    """Wraps the rows of a comparison; what is folded follows where it is `unfolded`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def fill(self, report: "ComparisonReport | None", *, unfolded: bool) -> None:
        """Show `report`."""
        self.beginResetModel()
        folded = (*report.always, *report.equal) if report and unfolded else ()
        self.rows = (*report.differences, *folded) if report else ()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return four: what, first, second, what it means."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        first = _("First, then second") if self.narrow else _("First")
        return (_("Claim"), first, _("Second"), _("What it means"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words, made harmless to show."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self._cells(self.rows[index.row()])[index.column()]

    def _cells(self, row: "Row") -> tuple[str, str, str, str]:
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
