"""The table of a permission review: each permission, what it allows, and what is to be said of it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.report.permissions import access_word, consent_word, kind_word, notes_of, reach_word
from inspector.ui.theme import Theme
from inspector.ui.wrapped_table import Column, WrappedModel, WrappedTable
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.permission_review import Review, Right

# In a narrow table what kind of permission it is stands below its name.
_COLUMNS = (Column(0.28, 0.36, mono=True), Column(0.2, 0.0, dim=True), Column(0.27, 0.34), Column(0.25, 0.3))


class PermissionsModel(WrappedModel):
    """Shows the rows of a review."""

    def headings(self) -> tuple[str, ...]:
        """Return four: permission, kind, what it allows, notes."""
        return _("Permission"), _("Kind"), _("Allows"), _("Judgement")

    def cells(self, row: "Right") -> tuple[str, ...]:
        """Return the words of a row, made harmless to show."""
        facts = " · ".join((kind_word(row.kind), access_word(row.access), reach_word(row), consent_word(row)))
        name = f"{visible(row.name)}\n{visible(row.api)}"
        if self.narrow:
            name = f"{name}\n{facts}"
        notes = "\n".join(f"{note[:1].upper()}{note[1:]}" for note in notes_of(row))
        return name, facts, visible(row.allows), visible(notes, lines=True) or "—"


class PermissionsTable(WrappedTable):
    """The table itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.permissions = PermissionsModel()
        super().__init__(theme, self.permissions, _COLUMNS, _("Permissions"), parent)

    def fill(self, review: "Review") -> None:
        """Show `review`."""
        self.permissions.show(review.rights)
        self.arrange()
