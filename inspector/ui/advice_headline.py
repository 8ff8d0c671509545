"""The answer of “Which flow?” in three lines, and what can be done with it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.report.flow_trial import trial_note
from inspector.ui.theme import Theme
from inspector.ui.wrapping import WrapLayout
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.flow_advice.advice import Advice

_GAP = 8


class AdviceHeadline(QWidget):
    """Keeps its place before anything is answered, so that nothing jumps under the hand that answers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._client, self._flow, self._why = QLabel(), QLabel(), QLabel()
        self.practise = QPushButton(_("Try it for practice"))
        self.try_real = QPushButton(_("Try it with your app"))
        self.record = QPushButton(_("Record the decision…"))
        self.setFocusProxy(self.practise)
        self._build()

    def show_advice(self, advice: "Advice") -> None:
        """Say the client, its flow and why."""
        row = advice.row
        kind = _("confidential client") if row.is_confidential else _("public client")
        self._show(f"{row.name} · {kind}", row.flow, row.why, answered=True)
        note = trial_note(advice.client) or ""
        self.try_real.setToolTip(note)
        self.try_real.setAccessibleDescription(note)

    def show_clash(self) -> None:
        """Say that two answers can't both be true."""
        self._show(_("No flow"), _("Two answers clash"), _("Change one of them."), answered=False)

    def show_open(self) -> None:
        """Say that the questions are not answered yet."""
        words = (_("Not settled yet"), _("Answer the questions"), _("The flow that fits will stand here."))
        self._show(*words, answered=False)

    def buttons(self) -> list[QWidget]:
        """Return the buttons in reading order."""
        return [self.practise, self.try_real, self.record]

    def set_fonts(self) -> None:
        """Follow the theme."""
        self._flow.setFont(self._theme.banner)

    def _build(self) -> None:
        for label in (self._client, self._flow, self._why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._client.setProperty("dim", True)
        self.practise.setProperty("kind", "primary")
        row = WrapLayout(gap=_GAP)
        for button in self.buttons():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 0, 4)
        column.setSpacing(6)
        for widget in (self._client, self._flow, self._why):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(row)

    def _show(self, client: str, flow: str, why: str, *, answered: bool) -> None:
        for label, text in ((self._client, client), (self._flow, flow), (self._why, why)):
            label.setText(text)
        for button in self.buttons():
            button.setEnabled(answered)
        self.setAccessibleName(f"{flow}: {client}")
