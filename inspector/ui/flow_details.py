"""The step that is chosen, opened: its parameters and what each is for, as a list that can be read and copied from."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import visible
from inspector.report.step_details import DetailRow, Look, StepDetails
from inspector.ui.cards import text_width
from inspector.ui.fields import link
from inspector.ui.text import Paragraph, shorten
from inspector.ui.theme import Theme
from inspector.words import _

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole + 1
_PAD = 4
_SIDE = 10
_LONGEST = 1_500  # characters of a value that are shown; copying gives it whole
_NAMES = 0.42  # of the width, at most
_NARROW = 34  # letters: below it, a value stands under its name
_INK = {Look.GOOD: "ok", Look.BAD: "bad"}


class DetailsModel(QAbstractListModel):
    """Wraps the rows of one step."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[DetailRow, ...] = ()

    def fill(self, rows: tuple[DetailRow, ...]) -> None:
        """Show `rows`."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row in words, or the row itself under `ROW`."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            named = ": ".join(filter(None, (row.name, row.value)))
            return visible(shorten(". ".join(filter(None, (named, row.meaning))), _LONGEST))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row: headings are passed over."""
        if index.isValid() and self.rows[index.row()].look is Look.HEADING:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class _Laid:
    """One row laid out for a width."""

    def __init__(self, row: DetailRow, theme: Theme, widths: tuple[float, float]) -> None:
        names, whole = widths
        self.look = row.look
        self.heading = row.look is Look.HEADING
        side = text_width("✗", theme.strong) + 14 if row.look is Look.TROUBLE else 0.0
        self.stacked = not names
        self.left = side or names
        room = whole - self.left
        font = theme.pill if self.heading else theme.body if row.look is Look.TROUBLE else theme.small
        self.name = Paragraph(shorten(row.name, 200), theme.body)
        self.value = Paragraph(shorten(row.value, _LONGEST), theme.mono, lines=True)
        self.meaning = Paragraph(shorten(row.meaning, _LONGEST), font)
        self.top = 8.0 if self.heading or row.look is Look.TROUBLE else _PAD
        self.name_height = self.name.fit(names or whole) if row.name else 0.0
        self.value_height = self.value.fit(room) if row.value else 0.0
        self.meaning_height = self.meaning.fit(room) if row.meaning else 0.0

    @property
    def height(self) -> float:
        """The height of the row."""
        right = self.value_height + self.meaning_height
        return self.top + _PAD + (self.name_height + right if self.stacked else max(self.name_height, right))


class DetailsDelegate(QStyledItemDelegate):
    """Paints a row: the name, beside or above the value, and its meaning below."""

    def __init__(self, theme: Theme, parent: "DetailsView") -> None:
        super().__init__(parent)
        self._theme, self._view = theme, parent
        self._laid: dict[int, _Laid] = {}
        self._names = 0.0

    def begin(self) -> None:
        """Drop what was laid out: rows, width or fonts are other ones."""
        self._laid.clear()
        room = self._room()
        metrics = self._view.fontMetrics()
        names = max((metrics.horizontalAdvance(visible(row.name[:60])) for row in self._view.rows), default=0) + 14.0
        narrow = room < metrics.averageCharWidth() * _NARROW
        self._names = 0.0 if narrow else min(names, room * _NAMES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row in the view's width."""
        return QSize(self._view.viewport().width() - 2, int(self._layout(index).height) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        laid, state = self._layout(index), option.state
        rect = QRectF(option.rect)
        rect.setWidth(self._view.viewport().width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        if state & QStyle.StateFlag.State_Selected:
            outlined = bool(state & QStyle.StateFlag.State_HasFocus) or self._theme.colours.flat
            self._paint_ground(painter, rect.adjusted(2, 0, -2, 0), "soft", "accent" if outlined else "soft")
        elif laid.look is Look.TROUBLE:
            ground = "line" if self._theme.colours.flat else "badbg"
            self._paint_ground(painter, rect.adjusted(4, 3, -4, 1), "badbg", ground)
        self._paint_words(painter, laid, rect.x() + _SIDE, rect.y() + laid.top)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, ground: str, line: str) -> None:
        painter.setPen(QPen(self._theme.colour(line), 1))
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_words(self, painter: QPainter, laid: _Laid, x: float, y: float) -> None:
        colour = self._theme.colour
        if laid.look is Look.TROUBLE:
            painter.setPen(colour("bad"))
            painter.setFont(self._theme.strong)
            painter.drawText(int(x + 4), int(y + painter.fontMetrics().ascent()), "✗")
        if laid.name_height:
            laid.name.draw(painter, x, y, colour("dim"))
        y += laid.name_height if laid.stacked else 0
        if laid.value_height:
            laid.value.draw(painter, x + laid.left, y, colour("text"))
        if laid.meaning_height:
            ink = "text" if laid.look is Look.TROUBLE else _INK.get(laid.look, "dim")
            laid.meaning.draw(painter, x + (0 if laid.heading else laid.left), y + laid.value_height, colour(ink))

    def _layout(self, index: Index) -> _Laid:
        at = index.row()
        if at not in self._laid:
            self._laid[at] = _Laid(self._view.rows[at], self._theme, (self._names, self._room()))
        return self._laid[at]

    def _room(self) -> float:
        return max(self._view.viewport().width() - 2.0 * _SIDE, 60.0)


class DetailsView(QListView):
    """The rows of a step."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = DetailsModel(self)
        self._delegate = DetailsDelegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setObjectName("steps")
        self.setAccessibleName(_("Details of the step"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    @property
    def rows(self) -> tuple[DetailRow, ...]:
        """What is shown."""
        return self._model.rows

    def fill(self, rows: tuple[DetailRow, ...]) -> None:
        """Show `rows`; the same ones stay as they are."""
        if rows != self.rows:
            bar, at = self.verticalScrollBar().value(), self.currentIndex().row()
            grown = [row.name for row in rows[: len(self.rows)]] == [row.name for row in self.rows]
            self._model.fill(rows)
            self.arrange()
            if grown and at >= 0:
                self.setCurrentIndex(self._model.index(at))
            self.verticalScrollBar().setValue(bar if grown else 0)

    def arrange(self) -> None:
        """Lay the rows out anew."""
        self._delegate.begin()
        self.doItemsLayout()

    def value(self) -> str:
        """Return the value of the chosen row, whole."""
        row: DetailRow | None = self.currentIndex().data(ROW)
        return (row.value or row.meaning) if row is not None else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._delegate.begin()
            self.scheduleDelayedItemsLayout()


class DetailsPane(QWidget):
    """A step under its title, with what can be copied of it."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy = copy
        self._details = StepDetails("", ())
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("heading", True)
        self.title.setWordWrap(True)
        self.view = DetailsView(theme)
        self.copy_value = link(_("&value"), _("Copy the value of the selected row"))
        self.copy_request = link(_("re&quest id"), _("Copy the request id"))
        self.copy_correlation = link(_("c&orrelation id"), _("Copy the correlation id"))
        self._build()
        self._connect_signals()

    def show_details(self, details: StepDetails) -> None:
        """Show a step."""
        self._details = details
        self.title.setText(details.title)
        self.view.fill(details.rows)
        self.copy_request.setVisible(bool(details.request_id))
        self.copy_correlation.setVisible(bool(details.correlation_id))
        self._show_copy()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the value of the chosen row."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy_value()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QLabel(_("Copy"))
        words.setProperty("dim", True)
        for part in (words, self.copy_value, self.copy_request, self.copy_correlation):
            row.addWidget(part)
        row.addStretch()
        column.addLayout(row)

    def _connect_signals(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._show_copy)
        self.view.doubleClicked.connect(self._on_copy_value)
        self.copy_value.clicked.connect(self._on_copy_value)
        self.copy_request.clicked.connect(self._on_copy_request)
        self.copy_correlation.clicked.connect(self._on_copy_correlation)

    def _show_copy(self) -> None:
        self.copy_value.setEnabled(bool(self.view.value()))

    def _on_copy_value(self) -> None:
        if self.view.value():
            self._copy(self.view.value())

    def _on_copy_request(self) -> None:
        self._copy(self._details.request_id)

    def _on_copy_correlation(self) -> None:
        self._copy(self._details.correlation_id)
