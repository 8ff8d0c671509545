"""The server's own words, as they came (secrets masked): our explanation stands beside them, never in their place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from inspector.ui.cards import EDGE, Card
from inspector.ui.text import Paragraph
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow


class OriginalCard(Card):
    """Shows what one artifact said."""

    _row: "ArtifactRow | None" = None

    def show_original(self, row: "ArtifactRow") -> None:
        """Take an artifact's own words as what is shown."""
        self._row = row
        self.speak(_("In the server's own words"), row.original or "")

    def arrange(self, width: int) -> int:
        """Lay the words out for `width` and return the height they need."""
        self.wipe()
        if self._row is None:
            return 0
        title = _("In the server's own words · {what}").format(what=self._row.label)
        y = self.put(Paragraph(title, self.theme.small), EDGE, 12, "dim", width - 2 * EDGE) + 6
        words = Paragraph(self._row.original or "", self.theme.mono, lines=True)
        height = words.fit(width - 2 * EDGE - 20)
        self.put_box(QRectF(EDGE, y, width - 2 * EDGE, height + 16), "notebg")
        return int(self.put(words, EDGE + 10, y + 8, "text", width - 2 * EDGE - 20)) + 8 + EDGE
