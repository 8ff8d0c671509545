"""A line under the tool bar: what could not be done and what to do instead, or what was done and how to undo it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from inspector.words import _


class Notice(QFrame):
    """Shown while there is something to say; it can be dismissed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._action: Callable[[], None] | None = None
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.button, self._close = QPushButton(), QPushButton(_("Dismiss"))
        for button in (self.button, self._close):
            button.setProperty("kind", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        self.button.clicked.connect(self._on_clicked)
        self._close.clicked.connect(self.hide)
        self.hide()

    def tell(self, words: str) -> None:
        """Say `words`; nothing takes the notice away."""
        self._action = None
        self.button.hide()
        self.words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def offer(self, words: str, word: str, action: Callable[[], None]) -> None:
        """Say `words` with a button that does `action`."""
        self.tell(words)
        self._action = action
        self.button.setText(word)
        self.button.show()

    def withdraw_offer(self) -> None:
        """Take an offer away; a notice without one stays."""
        if self._action is not None:
            self.tell("")

    def _on_clicked(self) -> None:
        if self._action is not None:
            self._action()
