"""The bar above with the actions, and the bar below that says what left this machine."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from inspector.ui.theme import Theme
from inspector.words import _, plural


class ToolBar(QWidget):
    """The buttons above; the window connects them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.paste = _button(_("&Paste"), _("Paste from the clipboard (Ctrl+V)"), "primary")
        self.open = _button(_("&Open…"), _("Open a file (Ctrl+O)"))
        self.samples = _button(_("&Samples"), _("Try a sample: real situations, made just now"))
        self.share = _button(_("S&hare…"), _("Share a masked report (Ctrl+Shift+C)"))
        self.hide = _button(_("Hide &values"), _("Mask names, addresses and ids on screen (Ctrl+H)"))
        self.hide.setCheckable(True)
        self.menu = _button(_("Se&ttings"), _("Theme, text size, shortcuts"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        for button in (self.paste, self.open, self.samples):
            row.addWidget(button)
        row.addStretch()
        for button in (self.share, self.hide, self.menu):
            row.addWidget(button)


class StatusDot(QWidget):
    """A dot beside words that say the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("ok"))
        painter.drawEllipse(QRectF(1, 1, 8, 8))


class StatusBar(QWidget):
    """Says that nothing has left this machine; the count opens the list of requests. Words said in passing stand right."""

    cancel_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.requests = QPushButton(plural("{count} request", "{count} requests", 0))
        self.requests.setProperty("kind", "plain")
        self.requests.setAccessibleName(_("Requests made: none. Show the list."))
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("dim", True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(180)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.setProperty("kind", "small")
        self._cancel.clicked.connect(self.cancel_asked)
        offline = QLabel(_("Offline: nothing has left this machine"))
        offline.setProperty("dim", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(8)
        for widget in (StatusDot(theme), offline):
            row.addWidget(widget)
        row.addSpacing(12)
        row.addWidget(self.requests)
        row.addStretch()
        for widget in (self.words, self._progress, self._cancel):
            row.addWidget(widget)
        self.end_progress()

    def tell(self, words: str) -> None:
        """Say something in passing."""
        self.words.setText(words)

    def show_progress(self, words: str, share: float | None = None) -> None:
        """Show how far work has come (0 to 1, None where it can't be told) and a way to cancel it."""
        self.words.setText(words)
        self._progress.setAccessibleName(words)
        self._progress.setRange(0, 0 if share is None else 1000)
        self._progress.setValue(int((share or 0) * 1000))
        self._progress.setVisible(True)
        self._cancel.setVisible(True)

    def end_progress(self) -> None:
        """Take the progress away."""
        self._progress.setRange(0, 1000)  # a bar without an end is an animation that never sleeps
        self._progress.setVisible(False)
        self._cancel.setVisible(False)


def _button(text: str, spoken: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(spoken)
    button.setAccessibleName(text.replace("&", "").rstrip("…"))
    button.setAccessibleDescription(spoken)
    if kind:
        button.setProperty("kind", kind)
    return button
