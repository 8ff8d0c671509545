"""The sentence over a comparison: the difference that matters most."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from inspector.ui.cards import Card
from inspector.ui.text import Paragraph
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.comparison import ComparisonReport


class ComparisonBanner(Card):
    """Says the sentence of a comparison; its stripe says whether anything matters, as the words do."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._report: ComparisonReport | None = None

    def show_report(self, report: "ComparisonReport | None") -> None:
        """Show the sentence of `report`; nothing is kept of the one before where there is none."""
        self._report = report
        if report is None:
            self.speak("")
            return
        self.stripe = "warn" if report.matters else "ok"
        self.ground = self.border = "warnbg" if report.matters else "okbg"
        self.speak(_("Comparison: {words}").format(words=report.sentence))

    def arrange(self, width: int) -> int:
        """Lay the sentence out for `width` and return the height it needs."""
        self.wipe()
        if self._report is None:
            return 0
        sentence = Paragraph(self._report.sentence, self.theme.heading)
        sentence.mark_code(self.theme.mono_heading, self.theme.colour("bg"))
        return int(self.put(sentence, 20, 13, "text", width - 40)) + 14
