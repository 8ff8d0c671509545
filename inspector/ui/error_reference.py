"""The error reference: every code with what it means and what mends it, filtered by code, name, words or family."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector.knowledge import refusals
from inspector.knowledge.refusals import Refusal
from inspector.report.reference import reference_text
from inspector.ui.fields import ChoiceBox
from inspector.words import _

Index = QModelIndex | QPersistentModelIndex


class ReferenceModel(QAbstractListModel):
    """Wraps the rows that the filter leaves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Refusal] = ()

    def show(self, rows: Sequence[Refusal]) -> None:
        """Hold `rows` from now on."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many rows are left."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's code and title; its meaning as the tip."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if row.ours else f"{row.code}  {row.title}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.meaning
        return QSize(0, 26) if role == Qt.ItemDataRole.SizeHintRole else None


class ErrorReference(QDialog):
    """A filter and a family above, codes at the left, the chosen one in full at the right. Works offline."""

    def __init__(self, code: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Error reference"))
        self.resize(940, 620)
        self._all = sorted(refusals.all_refusals(), key=_by_code)
        self._model = ReferenceModel(self)
        self.filter = QLineEdit()
        self.family = ChoiceBox()
        self.list = QListView()
        self.detail = QPlainTextEdit()
        self.count = QLabel()
        self._build()
        self._connect_signals()
        self.filter.setText(code)
        self._on_filter()

    def _build(self) -> None:
        self.filter.setPlaceholderText(_("A code, a name, or words such as “redirect uri mismatch”"))
        self.filter.setAccessibleName(_("Filter by code, name or words"))
        self.filter.setClearButtonEnabled(True)
        self.family.addItem(_("All families"), "")
        for name in sorted({row.family for row in self._all}):
            self.family.addItem(name, name)
        self.family.setAccessibleName(_("Family"))
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("Codes"))
        self.detail.setReadOnly(True)
        self.detail.setAccessibleName(_("What the code means and what mends it"))
        self.count.setProperty("dim", True)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.family)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.addWidget(self.list)
        middle.addWidget(self.detail)
        middle.setSizes([380, 540])
        middle.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        bottom = QHBoxLayout()
        bottom.addWidget(self.count, 1)
        bottom.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(middle, 1)
        column.addLayout(bottom)

    def _connect_signals(self) -> None:
        self.filter.textChanged.connect(self._on_filter)
        self.filter.returnPressed.connect(self.list.setFocus)
        self.family.currentIndexChanged.connect(self._on_filter)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)

    @Slot()
    def _on_filter(self) -> None:
        words, family = self.filter.text().strip(), self.family.currentData()
        rows = refusals.search(words) if words else self._all
        self._model.show([row for row in rows if not family or row.family == family])
        self.count.setText(_("{count} of {all}").format(count=len(self._model.rows), all=len(self._all)))
        if self._model.rows:
            self.list.setCurrentIndex(self._model.index(0))
        else:
            self.detail.setPlainText(_("Nothing fits. Try fewer words, or another family."))

    @Slot()
    def _on_chosen(self) -> None:
        at = self.list.currentIndex()
        if at.isValid():
            self.detail.setPlainText(reference_text(self._model.rows[at.row()]))


def _by_code(row: Refusal) -> tuple[bool, str, int, str]:
    """Issuers' codes by number, then all others by name."""
    letters = row.code.rstrip("0123456789")
    digits = row.code[len(letters) :]
    return (row.ours, letters if digits else "~", int(digits or 0), row.code.lower())
