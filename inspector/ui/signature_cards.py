"""The cards of the Signature tab: the verdict, each check, the key, what else is worth knowing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.diagnosis.verification import CheckVerdict
from inspector.report.verification import check_verdict_word, check_word
from inspector.ui.cards import EDGE, GAP, Card, text_width
from inspector.ui.text import Paragraph
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.verification import Check

_INK = {
    CheckVerdict.VALID: "ok",
    CheckVerdict.INVALID: "bad",
    CheckVerdict.CANNOT_BE_JUDGED: "warn",
    CheckVerdict.NOT_ASKED: "note",
}
_LINE = 5


class Row(NamedTuple):
    """A label with what stands beside it; `code` is set letter by letter."""

    label: str
    text: str
    code: bool = True


class RowsCard(Card):
    """A card of a title, a sentence and rows, with a pill before the title. It fits into a layout."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pill, self._role, self._title, self._text = "", "note", "", ""
        self._rows: tuple[Row, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_check(self, check: "Check", *, hidden: bool) -> None:
        """Show one of the four checks and what was compared."""
        rows = [
            Row(label, _("(hidden)") if hidden else value)
            for label, value in ((_("found"), check.found), (_("expected"), check.expected))
            if value is not None
        ]
        self.show_rows(check_word(check.name), check.text, rows, check_verdict_word(check.verdict), _INK[check.verdict])

    def show_rows(self, title: str, text: str, rows: Sequence[Row], pill: str = "", role: str = "note") -> None:
        """Show a title, a sentence and rows; `role` colours the pill and the stripe."""
        self._title, self._text, self._rows, self._pill, self._role = title, text, tuple(rows), pill, role
        self.stripe = role if pill else None
        spoken = " ".join([text, *(f"{row.label}: {row.text}" for row in rows)])
        self.speak(f"{title}: {pill}" if pill else title, spoken)
        self.updateGeometry()
        self.update()

    def arrange(self, width: int) -> int:
        """Lay the card out for `width` and return the height it needs."""
        self.wipe()
        y = self._put_title(width)
        if self._text:
            prose = Paragraph(self._text, self.theme.body)
            prose.mark_code(self.theme.mono, self.theme.colour("notebg"))
            y = self.put(prose, EDGE, y, "text", width - 2 * EDGE) + _LINE
        label = max((text_width(row.label, self.theme.body) for row in self._rows), default=0.0) + GAP * 2
        for row in self._rows:
            y = self._put_row(row, label, y, width)
        return int(y) + EDGE - _LINE

    def heightForWidth(self, width: int) -> int:
        """Return the height that a layout should give."""
        return self.arrange(width)

    def sizeHint(self) -> QSize:
        """Return the size for the width at hand."""
        return QSize(240, self.arrange(max(self.width(), 240)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what was laid out for the width at hand; a layout may have asked about others since."""
        self.arrange(self.width())
        super().paintEvent(event)

    def _put_title(self, width: int) -> float:
        left, height = float(EDGE), 0.0
        if self._pill:
            pill, height = self.put_pill(self._pill, EDGE, 12, self._role, f"{self._role}bg")
            left += pill + GAP
        bottom = self.put(Paragraph(self._title, self.theme.strong), left, 13, "text", width - left - EDGE)
        return max(bottom, 12 + height) + _LINE + 2

    def _put_row(self, row: Row, label: float, y: float, width: int) -> float:
        under = self.put(Paragraph(row.label, self.theme.body), EDGE, y, "dim", label)
        value = Paragraph(row.text, self.theme.mono if row.code else self.theme.body, lines=True)
        left = EDGE + label
        return max(under, self.put(value, left, y, "text", width - left - EDGE)) + _LINE
