"""The bar above with the actions, and the bar below that says what left this machine."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.pages import Page, page_button
from inspector.ui.wrapping import WrapLayout
from inspector.words import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from inspector.storage.vault import VaultState
    from inspector.ui.activity import Activity


class ToolBar(QFrame):
    """The buttons above; the window connects them. `page_asked` carries the page that a button of `pages` leads to."""

    page_asked = Signal(object)

    def __init__(self, pages: "Sequence[Page]" = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.paste = _button(_("&Paste"), _("Paste from the clipboard (Ctrl+V)"), "primary")
        self.open = _button(_("&Open…"), _("Open a file (Ctrl+O)"))
        self.samples = _button(_("&Samples"), _("Try a sample: real situations, made just now"))
        self.share = _button(_("S&hare…"), _("Share a masked report (Ctrl+Shift+C)"))
        self.hiding = _button(_("Hide &values"), _("Mask names, addresses and ids on screen (Ctrl+H)"))
        self.hiding.setCheckable(True)
        self.menu = _button(_("Se&ttings"), _("Theme, text size, shortcuts"))
        row = WrapLayout()  # large text in a narrow window takes a second line
        around = QVBoxLayout(self)
        around.setContentsMargins(12, 8, 12, 8)
        around.addLayout(row)
        for button in (self.paste, self.open, self.samples):
            row.addWidget(button)
        self.pages = {page: _button(*page_button(page)) for page in pages}
        for page, button in self.pages.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._on_page_button, page))
            row.addWidget(button)
        row.end()
        for button in (self.share, self.hiding, self.menu):
            row.addWidget(button)

    def mark(self, shown: Page | None) -> None:
        """Mark the button of the page that is in front, if it has one."""
        for page, button in self.pages.items():
            button.setChecked(page is shown)

    def _on_page_button(self, page: Page, _checked: bool = False) -> None:
        self.page_asked.emit(page)


class StatusBar(QFrame):
    """Says that nothing has left this machine; the count opens the list of requests. What is under way stands right."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self._activity: Activity | None = None
        self.requests = QPushButton(plural("{count} request", "{count} requests", 0))
        self.requests.setProperty("kind", "plain")
        self.requests.setAccessibleName(_("Requests made: none. Show the list."))
        dot = QFrame()  # it says what the words beside it say
        dot.setObjectName("dot")
        dot.setFixedSize(8, 8)
        self._state = QLabel(_("Offline: nothing has left this machine"))
        self._state.setProperty("dim", True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 5, 14, 5)
        self._row.setSpacing(8)
        self._row.addWidget(dot)
        self._row.addWidget(self._state)
        self._row.addSpacing(12)
        self._row.addWidget(self.requests)
        self.keeping = Shortened()
        self.keeping.setProperty("kind", "plain")
        self.keeping.hide()
        self._row.addSpacing(12)
        self._row.addWidget(self.keeping, 1)

    def show_requests(self, count: int) -> None:
        """Say how many requests left this machine, each asked for."""
        self._state.setText(_("Only what you asked for has left this machine"))
        self.requests.setText(plural("{count} request", "{count} requests", count))
        self.requests.setAccessibleName(_("Requests made: {count}. Show the list.").format(count=count))

    def show_keeping(self, state: "VaultState") -> None:
        """Say where accounts are kept; pressing it says more."""
        said = visible(state.sentence)
        self.keeping.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.keeping.say(said)
        self.keeping.setAccessibleName(said)
        self.keeping.show()

    def tell(self, words: str) -> None:
        """Say something in passing; nothing is under way."""
        if words or self._activity is not None:
            self._make_activity().tell(words)

    def show_progress(self, words: str) -> None:
        """Say what is under way, and offer to cancel it."""
        self._make_activity().begin(words)

    def set_share(self, share: float) -> None:
        """Show how far it has come, 0 to 1."""
        self._make_activity().set_share(share)

    def _make_activity(self) -> "Activity":
        if self._activity is None:
            from inspector.ui.activity import Activity

            self._activity = Activity()
            self._activity.cancel.clicked.connect(self.cancel_asked)
            self._row.addWidget(self._activity)
        return self._activity


class Shortened(QPushButton):
    """A button that takes the room that is left; what has none of its words is cut, and a press away."""

    def say(self, text: str) -> None:
        """Show `text`, as far as there is room."""
        self._whole = text
        self._cut()

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 8, super().minimumSizeHint().height())

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        metrics = self.fontMetrics()
        room = max(self.width() - 8, 0)
        if metrics.horizontalAdvance(self._whole) <= room:
            shown = self._whole
        else:  # (Qt's own way of cutting loads all of its enumerations before the first paint)
            letters = max(room // max(metrics.averageCharWidth(), 1) - 1, 1)
            shown = self._whole[:letters].rstrip(" .(") + "…"
        self.setText(shown.replace("&", "&&"))

    _whole = ""


def _button(text: str, spoken: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(spoken)
    button.setAccessibleName(text.replace("&", "").rstrip("…"))
    button.setAccessibleDescription(spoken)
    if kind:
        button.setProperty("kind", kind)
    return button
