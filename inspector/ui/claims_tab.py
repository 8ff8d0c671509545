"""The Claims tab: each claim as written, as people read it, and what it means for this kind of token."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import visible
from inspector.report.claims import ClaimRow
from inspector.ui.claim_rows import claim_rows
from inspector.ui.text import Paragraph, shorten
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow

Index = QModelIndex | QPersistentModelIndex
_PAD = 7
_SHARES = (0.16, 0.33, 0.22, 0.29)  # of the width, by column
_NARROW_SHARES = (0.22, 0.4, 0.0, 0.38)  # what a value reads as then stands below the value
_NARROW = 80  # letters
_CLAIM, _VALUE, _READS = 0, 1, 2


class ClaimsModel(QAbstractTableModel):
    """Wraps a tuple of rows, of which those that hold the filter's words are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[ClaimRow, ...] = ()
        self.rows: tuple[ClaimRow, ...] = ()
        self._words: list[str] = []
        self.narrow = False

    def fill(self, rows: tuple[ClaimRow, ...]) -> None:
        """Show `rows`."""
        self._all = rows
        self._apply()

    def filter(self, text: str) -> None:
        """Show the rows that hold every word of `text`."""
        self._words = text.lower().split()
        self._apply()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many claims are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return four: claim, value, reads as, meaning."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Claim"), _("Value, as written"), _("Reads as"), _("Meaning"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words, made harmless to show."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        reads = visible(row.shown) if row.shown != row.value else ""
        value = visible(row.value)
        if self.narrow and reads:
            value = f"{value}\n{reads}"
        return (visible(row.claim), value, reads, visible(row.meaning))[index.column()]

    def _apply(self) -> None:
        self.beginResetModel()
        self.rows = tuple(row for row in self._all if _holds(row, self._words)) if self._words else self._all
        self.endResetModel()


class ClaimsDelegate(QStyledItemDelegate):
    """Paints a cell as wrapped text; laid-out text is kept until the table is filled or resized."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._widths: tuple[int, ...] = ()
        self._laid: dict[tuple[int, int], Paragraph] = {}

    def begin(self, widths: tuple[int, ...]) -> None:
        """Drop what was laid out; the columns are `widths` wide from now on."""
        self._widths = widths
        self._laid.clear()

    def height(self, model: ClaimsModel, row: int) -> int:
        """Return the height that a row needs."""
        shown = (column for column, width in enumerate(self._widths) if width)
        return int(max(self._paragraph(model.index(row, column)).height for column in shown)) + 2 * _PAD

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of the cell's text."""
        return QSize(option.rect.width(), int(self._paragraph(index).height) + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        rect, state = option.rect, option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour("soft"))
        painter.setClipRect(rect)
        role = "dim" if index.column() > _READS else "text"
        self._paragraph(index).draw(painter, rect.x() + _PAD, rect.y() + _PAD, self._theme.colour(role))
        painter.restore()

    def _paragraph(self, index: Index) -> Paragraph:
        key = (index.row(), index.column())
        if key not in self._laid:
            font = self._theme.mono if index.column() in (_CLAIM, _VALUE) else self._theme.body
            paragraph = Paragraph(shorten(index.data() or "", 1500), font, lines=True)
            paragraph.fit(self._widths[index.column()] - 2 * _PAD - 1)  # the grid takes a pixel
            self._laid[key] = paragraph
        return self._laid[key]


class ClaimsTable(QTableView):
    """The table; its columns share the width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.claims = ClaimsModel(self)
        self._delegate = ClaimsDelegate(theme, self)
        self.setModel(self.claims)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Claims"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(10)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(True)

    def arrange(self) -> None:
        """Share the width out and give every row the height it needs."""
        whole = self.viewport().width()
        self.claims.narrow = whole < self.fontMetrics().averageCharWidth() * _NARROW
        widths = [int(whole * share) for share in (_NARROW_SHARES if self.claims.narrow else _SHARES)]
        widths[-1] = whole - sum(widths[:-1])
        self._delegate.begin(tuple(widths))
        self.setColumnHidden(_READS, self.claims.narrow)
        for column, width in enumerate(widths):
            if width:
                self.setColumnWidth(column, width)
        for row in range(self.claims.rowCount()):
            self.setRowHeight(row, self._delegate.height(self.claims, row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()


class ClaimsTab(QWidget):
    """A filter over the table; `copy_asked` carries the value that the person wants on the clipboard."""

    copy_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter: aud, tenant, 2026 …"))
        self.filter.setAccessibleName(_("Filter claims"))
        self.filter.setClearButtonEnabled(True)
        self.copy = QPushButton(_("&Copy value"))
        self.copy.setAccessibleName(_("Copy the value of the selected claim"))
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
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)

    def _connect_signals(self) -> None:
        self.filter.textChanged.connect(self._on_filter)
        self.copy.clicked.connect(self._on_copy)
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
