"""The start page: two doors, and the promise that nothing leaves this machine."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.ui.theme import Theme
from inspector.words import _


class StartPage(QWidget):
    """Shown until something was pasted."""

    paste_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.paste = QPushButton(_("Paste"))
        self.paste.setProperty("kind", "primary")
        self.paste.setAccessibleName(_("Paste from the clipboard"))
        self.sample = QPushButton(_("Choose a sample…"))
        self._build()
        self.paste.clicked.connect(self.paste_asked)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Put the focus where the first key press helps."""
        super().showEvent(event)
        self.paste.setFocus()

    def _build(self) -> None:
        self._title = QLabel(_("What was refused?"))
        self._promise = QLabel(_("Nothing you paste leaves this machine or is written to disk."))
        self._promise.setProperty("dim", True)
        self._doors: list[QLabel] = []
        doors = QHBoxLayout()
        doors.setSpacing(16)
        doors.addStretch()
        doors.addWidget(
            self._door(
                _("Paste"),
                _("A token, a curl command, an error, a header, a whole log. Press Ctrl+V anywhere, or drop a file."),
                self.paste,
            )
        )
        doors.addWidget(
            self._door(
                _("Try a sample"),
                _("Real situations with their answers, made on this machine just now. No tenant needed."),
                self.sample,
            )
        )
        doors.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(20)
        column.addStretch(3)
        for label in (self._title,):
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(doors)
        column.addWidget(self._promise, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(4)

    def _door(self, title: str, words: str, button: QPushButton) -> QFrame:
        frame = QFrame()
        frame.setObjectName("door")
        head, body = QLabel(title), QLabel(words)
        body.setProperty("dim", True)
        body.setWordWrap(True)
        self._doors.append(head)
        column = QVBoxLayout(frame)
        column.setContentsMargins(22, 20, 22, 22)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(body)
        column.addStretch()
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _on_theme_changed(self) -> None:
        self._title.setFont(self._theme.banner)
        wide = self.fontMetrics().averageCharWidth() * 42
        for head in self._doors:
            head.setFont(self._theme.heading)
            head.parentWidget().setFixedWidth(wide)
