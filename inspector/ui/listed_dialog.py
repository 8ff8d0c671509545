"""Everything found in a log: named and dated; one line at a time can be explained in full."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector import moments
from inspector.masking import Mask, redact, visible
from inspector.report.wording import kind_label
from inspector.ui.services import ListedText
from inspector.words import _

Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole + 1


class ListedModel(QAbstractTableModel):
    """Wraps the tokens and codes of one log."""

    def __init__(self, listed: Sequence[ListedText], *, hidden: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listed = listed
        mask = Mask()
        self._names = [mask.text(each.entry.name) if hidden else redact(each.entry.name) for each in listed]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many were found."""
        return 0 if parent.isValid() else len(self.listed)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return five: what, name, issued, expires, how often."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("What"), _("Name"), _("Issued"), _("Expires"), _("Times"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words, or under `SORT` what it is sorted by."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, SORT):
            return None
        entry = self.listed[index.row()].entry
        if role == SORT and index.column() > 1:
            return (entry.issued or 0.0, entry.expires or 0.0, entry.count)[index.column() - 2]
        name = visible(self._names[index.row()])
        return (kind_label(entry.kind), name, _date(entry.issued), _date(entry.expires), f"{entry.count:,}")[
            index.column()
        ]


class ListedDialog(QDialog):
    """A table with a filter; `explain` gets the text of the chosen line."""

    def __init__(
        self,
        listed: Sequence[ListedText],
        explain: Callable[[str], None],
        *,
        hidden: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Found in this file"))
        self.resize(820, 520)
        self._explain = explain
        self._model = ListedModel(listed, hidden=hidden, parent=self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(SORT)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter"))
        self.filter.setAccessibleName(_("Filter what was found"))
        self.filter.textChanged.connect(self._sorted.setFilterFixedString)
        self.table = self._make_table()
        column = QVBoxLayout(self)
        for widget in (self.filter, self.table, self._make_buttons()):
            column.addWidget(widget)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._sorted)
        table.setAccessibleName(_("Found in this file"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.setSortingEnabled(True)
        table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        table.setColumnWidth(0, 130)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(2, 150)
        table.setColumnWidth(3, 150)
        table.setColumnWidth(4, 60)
        table.selectRow(0)
        table.activated.connect(self._on_explain)
        return table

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        explain = QPushButton(_("&Explain"))
        explain.setProperty("kind", "primary")
        explain.setDefault(True)
        box.addButton(explain, QDialogButtonBox.ButtonRole.ActionRole)
        explain.clicked.connect(self._on_explain)
        box.rejected.connect(self.close)
        return box

    def _on_explain(self) -> None:
        current = self.table.currentIndex()
        at = self._sorted.mapToSource(current if current.isValid() else self._sorted.index(0, 0))
        if at.isValid():
            self._explain(self._model.listed[at.row()].text)
            self.close()


def _date(moment: float | None) -> str:
    return (moments.utc(moment) or "") if moment is not None else ""
