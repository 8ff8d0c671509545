"""The start page: two doors, and the promise that nothing leaves this machine."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class StartPage(QWidget):
    """Shown until something was pasted."""

    paste_asked = Signal()
    sign_in_asked = Signal()
    practice_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.paste = QPushButton(_("Paste"))
        self.paste.setProperty("kind", "primary")
        self.paste.setAccessibleName(_("Paste from the clipboard"))
        self.sample = QPushButton(_("Choose a sample…"))
        self.sign_in, self.practice = QPushButton(_("Sign in…")), QPushButton(_("Practise"))
        self.practice.setProperty("kind", "link")
        self.practice.setAccessibleName(_("Practise signing in, without any tenant"))
        self._build()
        self.paste.clicked.connect(self.paste_asked)
        self.sign_in.clicked.connect(self.sign_in_asked)
        self.practice.clicked.connect(self.practice_asked)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def showEvent(self, event: "QShowEvent") -> None:
        """Put the focus where the first key press helps."""
        super().showEvent(event)
        self.paste.setFocus()

    def _build(self) -> None:
        self._title = QLabel(_("What was refused?"))
        promise = QLabel(_("Nothing you paste leaves this machine or is written to disk."))
        promise.setProperty("dim", True)
        words = _("A token, a curl command, an error, a header, a whole log. Press Ctrl+V anywhere, or drop a file.")
        first = Door(_("Paste"), words, self.paste)
        words = _("Real situations with their answers, made on this machine just now. No tenant needed.")
        third = Door(_("Try a sample"), words, self.sample)
        words = _("With an app registration and scopes of yours, to see what really comes back. Or without any tenant.")
        self._doors = (first, Door(_("Sign in"), words, self.sign_in, self.practice), third)
        column = QVBoxLayout(self)
        column.setSpacing(20)
        column.addStretch(3)
        column.addLayout(_centred(self._title))
        column.addLayout(_centred(*self._doors))
        column.addLayout(_centred(promise))
        column.addStretch(4)

    def _on_theme_changed(self) -> None:
        self._title.setFont(self._theme.banner)
        for door in self._doors:
            door.title.setFont(self._theme.heading)
            letter = self.fontMetrics().averageCharWidth()
            door.setMinimumWidth(letter * 18)
            door.setMaximumWidth(letter * 36)


class Door(QFrame):
    """A card with a title, a few words and the button that leads on."""

    def __init__(self, title: str, words: str, *buttons: QPushButton) -> None:
        super().__init__()
        self.setObjectName("door")
        self.title, body = QLabel(title), QLabel(words)
        body.setProperty("dim", True)
        body.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 22)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(body)
        column.addStretch()
        row = QHBoxLayout()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        column.addLayout(row)


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, 100 if isinstance(widget, Door) else 0)  # as wide as they may be, where there is room
    row.addStretch(1)
    return row
