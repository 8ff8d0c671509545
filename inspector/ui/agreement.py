"""What could happen, one reason a line, and the two answers; nothing is done before the person has agreed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.wrapping import WrapLayout
from inspector.words import _


class Agreement(QFrame):
    """Shown while there is something to agree to, or a reason why something is not done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement")
        self._action: Callable[[], None] | None = None
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)  # however long a word in it
        self.yes, self.no = QPushButton(), QPushButton()
        self.no.setProperty("kind", "small")
        self._build()
        self.yes.clicked.connect(self._on_yes)
        self.no.clicked.connect(self.hide)
        self.hide()

    def ask(self, reasons: Sequence[str], yes: str, action: Callable[[], None]) -> None:
        """Give `reasons` against it; `action` is done on yes. The focus goes to the other answer."""
        self._show(reasons)
        self._action = action
        self.yes.setText(yes)
        self.yes.show()
        self.no.setText(_("Not now"))
        self.no.setFocus()

    def tell(self, words: str) -> None:
        """Say why it is not done; there is nothing to agree to."""
        self._show([words])
        self._action = None
        self.yes.hide()
        self.no.setText(_("Dismiss"))

    def _show(self, reasons: Sequence[str]) -> None:
        # Each made harmless by itself: no reason can look like two.
        shown = [visible(reason) for reason in reasons]
        self.words.setText("\n".join(f"• {reason}" for reason in shown) if len(shown) > 1 else shown[0])
        self.setAccessibleName(" ".join(shown))
        self.show()

    def _build(self) -> None:
        buttons = WrapLayout()
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(10)
        column.addWidget(self.words)
        column.addLayout(buttons)

    def _on_yes(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()
