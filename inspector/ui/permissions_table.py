"""The table of a permission review: each permission, what it allows, and what is to be said of it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.report.permissions import access_word, consent_word, kind_word, notes_of, reach_word
from inspector.ui.theme import Theme
from inspector.ui.wrapped_table import Column, Index, WrappedModel, WrappedTable
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.permission_review import Review, Right

# In a narrow table what kind of permission it is stands below its name.
_COLUMNS = (Column(0.28, 0.36, mono=True), Column(0.2, 0.0, dim=True), Column(0.27, 0.34), Column(0.25, 0.3))


class PermissionsModel(WrappedModel):
    """Wraps the rows of a review."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Right, ...] = ()

    def fill(self, review: "Review") -> None:
        """Show `review`."""
        self.beginResetModel()
        self.rows = review.rights
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return how many permissions there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """Return four: permission, kind, what it allows, notes."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (_("Permission"), _("Kind"), _("Allows"), _("Judgement"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words, made harmless to show."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self._cells(self.rows[index.row()])[index.column()]

    def _cells(self, right: "Right") -> tuple[str, str, str, str]:
        facts = " · ".join((kind_word(right.kind), access_word(right.access), reach_word(right), consent_word(right)))
        name = f"{visible(right.name)}\n{visible(right.api)}"
        if self.narrow:
            name = f"{name}\n{facts}"
        notes = "\n".join(f"{note[:1].upper()}{note[1:]}" for note in notes_of(right))
        return name, facts, visible(right.allows), visible(notes, lines=True) or "—"


class PermissionsTable(WrappedTable):
    """The table itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.permissions = PermissionsModel()
        super().__init__(theme, self.permissions, _COLUMNS, _("Permissions"), parent)

    def fill(self, review: "Review") -> None:
        """Show `review`."""
        self.permissions.fill(review)
        self.arrange()
