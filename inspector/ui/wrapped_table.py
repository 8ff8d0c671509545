"""A table whose cells are wrapped text: its columns share the width, and its rows are as high as they need."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from inspector.ui.text import Paragraph, shorten
from inspector.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_PAD = 7
_NARROW = 80  # letters
_LONGEST = 1500  # characters of a cell


class Column(NamedTuple):
    """Of one column: its share of the width, that in a narrow table (0: hidden there), and how it is set."""

    share: float
    narrow_share: float
    mono: bool = False
    dim: bool = False


class WrappedModel(QAbstractTableModel):
    """Wraps a tuple of rows. In a narrow table a cell says what a hidden column would."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.narrow = False
        self.rows: tuple[Any, ...] = ()

    def headings(self) -> tuple[str, ...]:
        """Return what the columns are called."""
        raise NotImplementedError

    def cells(self, row: Any) -> tuple[str, ...]:
        """Return the words of a row, made harmless to show."""
        raise NotImplementedError

    def show(self, rows: tuple[Any, ...]) -> None:
        """Show `rows`; where they are the same ones judged anew, selection and place stay."""
        if rows and self._named(rows) == self._named(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _named(self, rows: tuple[Any, ...]) -> list[str]:
        return [self.cells(row)[0] for row in rows]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many columns there are, hidden ones too."""
        return 0 if parent.isValid() else len(self.headings())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self.cells(self.rows[index.row()])[index.column()]


class WrappedDelegate(QStyledItemDelegate):
    """Paints a cell as wrapped text; laid-out text is kept until the table is filled or resized."""

    def __init__(self, theme: Theme, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._columns = theme, columns
        self._widths: tuple[int, ...] = ()
        self._laid: dict[tuple[int, int], Paragraph] = {}

    def begin(self, widths: tuple[int, ...]) -> None:
        """Drop what was laid out; the columns are `widths` wide from now on."""
        self._widths = widths
        self._laid.clear()

    def height(self, model: WrappedModel, row: int) -> int:
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
        role = "dim" if self._columns[index.column()].dim else "text"
        self._paragraph(index).draw(painter, rect.x() + _PAD, rect.y() + _PAD, self._theme.colour(role))
        painter.restore()

    def _paragraph(self, index: Index) -> Paragraph:
        key = (index.row(), index.column())
        if key not in self._laid:
            font = self._theme.mono if self._columns[index.column()].mono else self._theme.body
            paragraph = Paragraph(shorten(index.data() or "", _LONGEST), font, lines=True)
            paragraph.fit(self._widths[index.column()] - 2 * _PAD - 1)  # the grid takes a pixel
            self._laid[key] = paragraph
        return self._laid[key]


class WrappedTable(QTableView):
    """The table; its columns share the width."""

    def __init__(
        self, theme: Theme, model: WrappedModel, columns: Sequence[Column], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._wrapped, self._columns = model, columns
        self._delegate = WrappedDelegate(theme, columns, self)
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
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
        whole, narrow = self.viewport().width(), self._is_narrow()
        self._wrapped.narrow = narrow
        widths = [int(whole * (each.narrow_share if narrow else each.share)) for each in self._columns]
        widths[-1] = whole - sum(widths[:-1])
        self._delegate.begin(tuple(widths))
        for column, width in enumerate(widths):
            self.setColumnHidden(column, not width)
            if width:
                self.setColumnWidth(column, width)
        for row in range(self._wrapped.rowCount()):
            self.setRowHeight(row, self._delegate.height(self._wrapped, row))

    def _is_narrow(self) -> bool:
        return self.viewport().width() < self.fontMetrics().averageCharWidth() * _NARROW

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()
