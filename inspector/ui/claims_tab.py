"""The Claims tab: each claim as written, as people read it, and what it means for this kind of token."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.report.claims import ClaimRow
from inspector.ui.claim_rows import claim_rows
from inspector.ui.theme import Theme
from inspector.ui.wrapped_table import Column, WrappedModel, WrappedTable
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow

_COLUMNS = (
    Column(0.16, 0.22, mono=True),
    Column(0.33, 0.4, mono=True),
    Column(0.22, 0.0),
    Column(0.29, 0.38, dim=True),
)


class ClaimsModel(WrappedModel):
    """Shows the claims that hold the filter's words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[ClaimRow, ...] = ()
        self._words: list[str] = []

    def fill(self, rows: tuple[ClaimRow, ...]) -> None:
        """Show `rows`."""
        self._all = rows
        self._apply()

    def filter(self, text: str) -> None:
        """Show the rows that hold every word of `text`."""
        self._words = text.lower().split()
        self._apply()

    def headings(self) -> tuple[str, ...]:
        """Return four: claim, value, reads as, meaning."""
        return _("Claim"), _("Value, as written"), _("Reads as"), _("Meaning")

    def cells(self, row: ClaimRow) -> tuple[str, ...]:
        """Return the words of a row, made harmless to show."""
        reads = visible(row.shown) if row.shown != row.value else ""
        value = visible(row.value)
        if self.narrow and reads:
            value = f"{value}\n{reads}"
        return visible(row.claim), value, reads, visible(row.meaning)

    def _apply(self) -> None:
        self.show(tuple(row for row in self._all if _holds(row, self._words)) if self._words else self._all)


class ClaimsTable(WrappedTable):
    """The table; in a narrow one, what a value reads as stands below the value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.claims = ClaimsModel()
        super().__init__(theme, self.claims, _COLUMNS, _("Claims"), parent)


class ClaimsTab(QWidget):
    """A filter over the table; `copy_asked` carries the value that the person wants on the clipboard.

    `review_asked` asks for the review of the token's permissions.
    """

    copy_asked = Signal(str)
    review_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter: aud, tenant, 2026 …"))
        self.filter.setAccessibleName(_("Filter claims"))
        self.filter.setClearButtonEnabled(True)
        self.copy = QPushButton(_("Cop&y value"))
        self.copy.setAccessibleName(_("Copy the value of the selected claim"))
        self.review = QPushButton(_("Revie&w permissions…"))
        self.review.setAccessibleDescription(_("What each scope and role allows, the broadest first"))
        self.table = ClaimsTable(theme)
        self._empty = QLabel(_("No claims here: this is no token, or its payload can't be read."))
        self._empty.setProperty("dim", True)
        self._build()
        self._connect_signals()

    def show_row(self, row: "ArtifactRow | None") -> None:
        """Show the claims of one artifact."""
        rows = claim_rows(row)
        self.table.claims.fill(rows)
        self.table.arrange()
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self.review.setVisible(row is not None and row.claims is not None)
        self._show_copy()

    def go_to(self, claim: str) -> bool:
        """Select `claim` and bring it into view; False where there is none of this name."""
        self.filter.clear()
        at = next((at for at, row in enumerate(self.table.claims.rows) if row.claim == claim), None)
        if at is None:
            return False
        self.table.selectRow(at)
        self.table.scrollTo(self.table.claims.index(at, 0))
        self.table.setFocus()
        return True

    def selected(self) -> ClaimRow | None:
        """Return the selected claim."""
        at = self.table.currentIndex()
        chosen = at.isValid() and self.table.selectionModel().isSelected(at)
        return self.table.claims.rows[at.row()] if chosen else None

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.filter, 1)
        head.addWidget(self.copy)
        head.addWidget(self.review)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)

    def _connect_signals(self) -> None:
        self.filter.textChanged.connect(self._on_filter)
        self.copy.clicked.connect(self._on_copy)
        self.review.clicked.connect(self.review_asked)
        self.table.doubleClicked.connect(self._on_copy)
        self.table.selectionModel().selectionChanged.connect(self._show_copy)

    def _on_filter(self, text: str) -> None:
        self.table.claims.filter(text)
        self.table.arrange()
        self._show_copy()

    def _on_copy(self) -> None:
        row = self.selected()
        if row is not None:
            self.copy_asked.emit(row.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the value of the selected claim."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy()
            return
        super().keyPressEvent(event)

    def _show_copy(self) -> None:
        self.copy.setEnabled(self.selected() is not None)


def _holds(row: ClaimRow, words: list[str]) -> bool:
    text = f"{row.claim} {row.value} {row.shown} {row.meaning}".lower()
    return all(word in text for word in words)
