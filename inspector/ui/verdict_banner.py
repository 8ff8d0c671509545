"""The verdict: one sentence, one remedy, what to copy."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from inspector.diagnosis.verdict import Outcome
from inspector.report.wording import not_checked_sentence, outcome_word, signature_sentence
from inspector.tokens.reasons import Verdict as Answer
from inspector.ui.cards import ButtonPool, Card, place
from inspector.ui.text import Paragraph
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import Report

_RIGHT = 16  # between the copy button and the edge

_INK = {"rejected": "bad", "refused": "bad", "accepted": "ok", "undecided": "warn", "nothing_found": "warn"}
_UNBLOCKED = (Outcome.ACCEPTED, Outcome.EXPLAINED)
_GROUND = {"bad": "badbg", "ok": "okbg", "warn": "warnbg", "note": "panel"}


class VerdictBanner(Card):
    """Says the verdict of a report; `copy` gets the text that the person wants on the clipboard."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._copy = copy
        self._buttons = ButtonPool(self)
        self._report: Report | None = None
        self._signature: Answer | None = None

    def show_report(self, report: "Report", signature: "Answer | None" = None) -> None:
        """Show the verdict of `report`, with a word on what was left out and on the signature, where it was judged."""
        self._report, self._signature = report, signature
        self.stripe = _INK.get(self._outcome().value, "note")
        self.ground = self.border = _GROUND[self.stripe]
        if self.ground == "panel":
            self.border = "line"
        spoken = " ".join(filter(None, (self._sentence(), report.verdict.remedy, self._rest())))
        self.speak(_("Verdict: {words}").format(words=spoken))
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def arrange(self, width: int) -> int:
        """Lay the verdict out for `width` and return the height it needs."""
        self.wipe()
        self._buttons.rewind()
        if self._report is None:
            return 0
        height = self._arrange_words(width)
        self._buttons.finish()
        return height

    def _arrange_words(self, width: int) -> int:
        verdict = self._report.verdict  # type: ignore[union-attr]  # arrange has asked
        right = self._place_copy(width)
        inner = width - 20 - right - 24
        sentence = Paragraph(self._sentence(), self.theme.heading)
        sentence.mark_code(self.theme.mono_heading, self.theme.colour("bg"))
        sentence.mark_word(len(outcome_word(self._outcome())), self.theme.colour(self.stripe or "text"))
        y = self.put(sentence, 20, 13, "text", inner)
        if verdict.remedy:
            remedy = Paragraph(verdict.remedy, self.theme.body)
            remedy.mark_code(self.theme.mono, self.theme.colour("bg"))
            y = self.put(remedy, 20, y + 5, "text", inner)
        if verdict.snippet:
            y = self._put_snippet(verdict.snippet, y + 8, inner)
        if rest := self._rest():
            y = self.put(Paragraph(rest, self.theme.small), 20, y + 6, "dim", width - 40)
        return int(y) + 14

    def _put_snippet(self, snippet: str, y: float, inner: float) -> float:
        text = Paragraph(snippet, self.theme.mono, lines=True)
        height = text.fit(inner - 20)
        self.put_box(QRectF(20, y, min(text.natural_width() + 20, inner), height + 10), "bg")
        return self.put(text, 30, y + 5, "text", inner - 20) + 5

    def _place_copy(self, width: int) -> int:
        verdict = self._report.verdict  # type: ignore[union-attr]  # arrange has asked
        if verdict.snippet:
            word, spoken, text = _("Copy fix"), _("Copy what mends it"), verdict.snippet
        else:
            word, spoken = _("Copy"), _("Copy the verdict")
            text = " ".join(filter(None, (self._sentence(), verdict.remedy)))
        button = self._buttons.take("small", word, spoken, lambda: self._copy(text))
        size = button.sizeHint().width()
        place(button, width - size - _RIGHT, 13)
        return size

    def _outcome(self) -> Outcome:
        """Return the verdict's outcome; a signature that was found invalid rejects what nothing else did."""
        outcome = self._report.verdict.outcome  # type: ignore[union-attr]  # only asked with a report
        return Outcome.REJECTED if self._is_forged() and outcome in _UNBLOCKED else outcome

    def _is_forged(self) -> bool:
        return self._signature is Answer.INVALID

    def _sentence(self) -> str:
        verdict = self._report.verdict  # type: ignore[union-attr]  # only asked with a report
        sentence = signature_sentence(self._signature) if self._outcome() is not verdict.outcome else verdict.sentence
        return f"{outcome_word(self._outcome())} {sentence}"

    def _rest(self) -> str:
        report = self._report
        if report is None:
            return ""
        signature = signature_sentence(self._signature)
        names = [each for each in report.not_checked if not (signature and each == "signature")]
        said = not_checked_sentence(names) if names else ""
        return " ".join(filter(None, (signature, said, report.truncated)))
