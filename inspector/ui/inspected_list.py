"""The Inspected list: every artifact of every paste, newest paste first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from inspector.masking import visible
from inspector.ui.pastes import Paste
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole + 1
_MOST = 200  # artifacts of one paste


@dataclass(frozen=True, slots=True)
class InspectedRow:
    """One line of the list; `artifact` is None for a paste in which nothing was found."""

    paste: Paste
    artifact: "ArtifactRow | None"
    depth: int = 0
    first: bool = False  # of its paste
    expired: bool = False

    @property
    def label(self) -> str:
        """The artifact's name."""
        return visible(self.artifact.label) if self.artifact else _("Nothing found")

    @property
    def about(self) -> str:
        """What it is about, in a few words."""
        return visible(self.artifact.about) if self.artifact else _("Paste again, or open a file")

    @property
    def status(self) -> str:
        """Its state in a word or two."""
        return visible(self.artifact.status) if self.artifact else ""


def list_rows(pastes: Sequence[Paste]) -> tuple[InspectedRow, ...]:
    """Return the lines for `pastes`."""
    rows: list[InspectedRow] = []
    for paste in pastes:
        report = paste.report
        if report is None or not report.artifacts:
            rows.append(InspectedRow(paste, None, first=True))
            continue
        ids = {row.id for row in report.artifacts}
        rows += [
            InspectedRow(paste, row, 1 if row.inside in ids else 0, at == 0, _is_expired(row, report.now))
            for at, row in enumerate(report.artifacts[:_MOST])
        ]
    return tuple(rows)


def _is_expired(row: "ArtifactRow", now: float) -> bool:
    return row.lifetime is not None and row.lifetime.expires is not None and row.lifetime.expires < now


class InspectedModel(QAbstractListModel):
    """Wraps a tuple of rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[InspectedRow, ...] = ()

    def fill(self, rows: tuple[InspectedRow, ...]) -> None:
        """Show `rows`; where they are the same artifacts as before, the selection stays."""
        if [_identity(row) for row in rows] == [_identity(row) for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's words, or the line itself under `ROW`."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (row.label, row.about, row.status)))
        return None


class InspectedDelegate(QStyledItemDelegate):
    """Paints a line: name and status above, what it is about below."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of its lines of text, one or two, with room around them."""
        row: InspectedRow = index.data(ROW)
        below = QFontMetrics(self._theme.small).height() + 2 if row.about else 0
        return QSize(120, QFontMetrics(self._theme.strong).height() + below + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        row: InspectedRow = index.data(ROW)
        state, rect = option.state, QRectF(option.rect).adjusted(2, 2, -2, -2)
        painter.save()
        if row.first and index.row():
            painter.setPen(self._theme.colour("line"))
            painter.drawLine(int(rect.left()) + 6, int(rect.top()) - 1, int(rect.right()) - 6, int(rect.top()) - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            focused = bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(self._theme.colour("accent" if focused or self._theme.colours.flat else "soft"))
            painter.setBrush(self._theme.colour("soft"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_words(painter, rect.adjusted(8 + 12 * row.depth, 6, -8, -6), row)
        painter.restore()

    def _paint_words(self, painter: QPainter, inner: QRectF, row: InspectedRow) -> None:
        theme, align = self._theme, Qt.AlignmentFlag
        small, strong = QFontMetrics(theme.small), QFontMetrics(theme.strong)
        status = small.elidedText(row.status, Qt.TextElideMode.ElideRight, int(inner.width() * 0.6))
        painter.setFont(theme.small)
        painter.setPen(theme.colour("bad" if row.expired else "dim"))
        painter.drawText(inner, align.AlignRight | align.AlignTop, status)
        about = small.elidedText(row.about, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.setPen(theme.colour("dim"))
        painter.drawText(inner, align.AlignLeft | align.AlignBottom, about)
        room = int(inner.width()) - small.horizontalAdvance(status) - 6
        painter.setFont(theme.strong)
        painter.setPen(theme.colour("text"))
        label = strong.elidedText(row.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, align.AlignLeft | align.AlignTop, label)


class InspectedList(QListView):
    """The list itself. `chosen` carries the row that became current; `removal_asked` the one to take out."""

    chosen = Signal(object)
    removal_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = InspectedModel(self)
        self.setModel(self._model)
        self.setItemDelegate(InspectedDelegate(theme, self))
        self.setAccessibleName(_("Inspected"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def minimumSizeHint(self) -> QSize:
        """Return room for a line, so that a low window keeps what stands below whole."""
        return QSize(60, QFontMetrics(self.font()).height() * 2)

    def fill(self, rows: tuple[InspectedRow, ...], paste: Paste | None, artifact: str | None) -> None:
        """Show `rows` with one artifact of `paste` as the current line, telling nobody about it."""
        selection = self.selectionModel()
        selection.blockSignals(True)
        self._model.fill(rows)
        selection.blockSignals(False)
        for at, row in enumerate(rows):
            if row.paste is paste and (row.artifact is None or artifact in (None, row.artifact.id)):
                self._make_current(at)
                return

    def current_row(self) -> InspectedRow | None:
        """Return the current line."""
        row: InspectedRow | None = self.currentIndex().data(ROW)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks for the removal of the current line's paste."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ask_removal()
        else:
            super().keyPressEvent(event)

    def ask_removal(self) -> None:
        """Ask for the removal of the current line's paste."""
        row = self.current_row()
        if row is not None:
            self.removal_asked.emit(row)

    def _make_current(self, at: int) -> None:
        if self.currentIndex().row() != at:
            self._quiet = True
            self.setCurrentIndex(self._model.index(at))
            self._quiet = False

    _quiet = False

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(current.data(ROW))


def _identity(row: InspectedRow) -> tuple[int, str | None, int]:
    return id(row.paste), row.artifact.id if row.artifact else None, row.depth
