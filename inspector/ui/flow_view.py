"""The sequence drawing as a list: a step a line, painted; screen readers and the keyboard get a list of sentences."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector.masking import visible
from inspector.report.sequence import Drawing, Line
from inspector.ui.flow_painting import Ground, LanePlan, LinePainter
from inspector.ui.text import shorten
from inspector.ui.theme import Theme
from inspector.words import _

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole + 1
_LONGEST_SENTENCE = 600


class FlowModel(QAbstractListModel):
    """Wraps the lines of a drawing, which may grow."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def fill(self, lines: tuple[Line, ...]) -> None:
        """Show `lines`; where they only continue what is shown, selection and scroll position stay."""
        shown, known = [line.first for line in lines], [line.first for line in self.lines]
        if not known or shown[: len(known)] != known:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        changed = [at for at, line in enumerate(self.lines) if line != lines[at]]
        if len(shown) > len(known):
            self.beginInsertRows(QModelIndex(), len(known), len(shown) - 1)
            self.lines = lines
            self.endInsertRows()
        self.lines = lines
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a step as a sentence, or the line itself under `LINE`."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(shorten(line.spoken, _LONGEST_SENTENCE))
        return None


class FlowDelegate(QStyledItemDelegate):
    """Paints a step; the plan of the lanes is the view's."""

    def __init__(self, theme: Theme, parent: "FlowView") -> None:
        super().__init__(parent)
        self._theme, self._view = theme, parent
        self._painter = LinePainter(theme)

    def renew(self) -> None:
        """Measure with the fonts of the moment."""
        self._painter = LinePainter(self._theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a step in the view's width."""
        line: Line = index.data(LINE)
        width = self._view.viewport().width()
        return QSize(width - 2, int(self._painter.height(line, width)) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one step over the whole width."""
        state, rect = option.state, QRectF(option.rect)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect.setWidth(self._view.viewport().width())
        painter.setClipRect(rect)
        if selected:
            self._paint_selection(painter, rect, focused=bool(state & QStyle.StateFlag.State_HasFocus))
        ground = Ground(rect.width(), self._view.places(), self._theme.colour("soft" if selected else "panel"))
        self._painter.paint(painter, index.data(LINE), rect, ground)
        painter.restore()

    def _paint_selection(self, painter: QPainter, rect: QRectF, *, focused: bool) -> None:
        outlined = focused or self._theme.colours.flat
        painter.setPen(QPen(self._theme.colour("accent" if outlined else "soft"), 1.5 if outlined else 1))
        painter.setBrush(self._theme.colour("soft"))
        painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)


class LaneHeads(QWidget):
    """Who takes part: stays above the list while it is scrolled."""

    def __init__(self, view: "FlowView") -> None:
        super().__init__(view)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads of the lanes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._view.paint_heads(painter)


class FlowView(QListView):
    """The drawing. `chosen` carries the line that became current."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan = LanePlan(theme, ())
        self._drawing = Drawing()
        self._model = FlowModel(self)
        self._delegate = FlowDelegate(theme, self)
        self._heads = LaneHeads(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Steps"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_drawing(self, drawing: Drawing, *, afresh: bool) -> None:
        """Show a drawing; `afresh` chooses the first line with trouble, else what was chosen stays so."""
        bar = self.verticalScrollBar()
        at_end = bar.maximum() > 0 and bar.value() == bar.maximum()
        self._drawing = drawing
        if afresh:
            self._model.fill(())
        self._model.fill(drawing.lines)
        self.arrange()
        if not self.currentIndex().isValid() and drawing.lines:
            at = drawing.first_trouble or 0
            self.setCurrentIndex(self._model.index(at))
            self.scrollTo(self._model.index(at))
        elif at_end:
            self.scrollToBottom()

    def arrange(self) -> None:
        """Lay lanes and steps out anew."""
        self._plan = LanePlan(self._theme, self._drawing.lanes)
        self._delegate.renew()
        self.setViewportMargins(0, self._plan.height, 0, 0)
        self._place_heads()
        self.doItemsLayout()
        self.viewport().update()
        self._heads.update()

    def places(self) -> tuple[float, ...]:
        """Return the middle of each lane."""
        return self._plan.places(self.viewport().width())

    def paint_heads(self, painter: QPainter) -> None:
        """Paint the heads of the lanes, as wide as the steps below."""
        self._plan.paint_heads(painter, self.viewport().width())

    def current_line(self) -> Line | None:
        """Return the current line."""
        line: Line | None = self.currentIndex().data(LINE)
        return line

    def go_to(self, exchange: int) -> None:
        """Choose the step that holds the exchange at this place of the attempt."""
        for at, line in enumerate(self._model.lines):
            if line.first <= exchange <= line.last:
                self.setCurrentIndex(self._model.index(at))
                self.scrollTo(self._model.index(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the heads above the steps."""
        super().resizeEvent(event)
        self._place_heads()
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()  # sentences break elsewhere

    def _place_heads(self) -> None:
        around = self.viewport().geometry()
        self._heads.setGeometry(around.x(), around.y() - self._plan.height, around.width(), self._plan.height)

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(LINE))
