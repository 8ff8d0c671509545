"""A choice between two answers as one control of two halves; the chosen one has a tick as well as a colour."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

_TICK = "✓ "


class Segments(QWidget):
    """Yes or no, in words of the question's own; `chosen` is emitted when a person has chosen."""

    chosen = Signal()

    def __init__(self, question: str, yes: str, no: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(question)
        self._words = (yes, no)
        self.yes, self.no = QPushButton(yes), QPushButton(no)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for side, button in (("left", self.yes), ("right", self.no)):
            button.setCheckable(True)
            button.setProperty("segment", side)
            button.setAccessibleName(f"{question} {button.text()}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            row.addWidget(button, 1)
        self._group.buttonClicked.connect(self._on_clicked)
        self.setFocusProxy(self.yes)

    @property
    def answer(self) -> bool | None:
        """True, False, or None while nothing was chosen."""
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    def show_answer(self, answer: bool | None) -> None:
        """Show an answer, telling nobody about it."""
        self._group.setExclusive(False)  # an exclusive group keeps one checked for ever
        self.yes.setChecked(answer is True)
        self.no.setChecked(answer is False)
        self._group.setExclusive(True)
        self._mark()

    def _mark(self) -> None:
        for button, word in zip((self.yes, self.no), self._words, strict=True):
            button.setText(_TICK + word if button.isChecked() else word)

    def _on_clicked(self) -> None:
        self._mark()
        self.chosen.emit()
