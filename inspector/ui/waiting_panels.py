"""What is shown while a sign-in waits for a person: for the browser, or for a code that is entered elsewhere."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.countdown import Countdown
from inspector.ui.fields import button, joined, words
from inspector.ui.qr_code import QrCode
from inspector.ui.theme import Theme
from inspector.words import _


class WaitingPanel(QWidget):
    """A sign-in that is under way: first a word on it, then the browser that is awaited, then what may be wrong."""

    cancelled = Signal()
    device_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._copy = theme, copy
        self._address = ""
        self.title, self.sentence = words(""), words("", dim=True)
        self.countdown = Countdown()
        self.copy_address = button(_("Copy &address"), _("Copy the sign-in address, to open it in another browser"))
        self.reopen = button(_("Open a&gain"), _("Open the sign-in page in the browser again"))
        self.device = button(_("&Use device code"), _("Stop this and sign in with a code on any device"))
        self.cancel = button(_("Cancel"), _("Stop this sign-in"))
        self._rule, self._nothing, self._help = QWidget(), words(_("Nothing happened?")), words("", dim=True)
        self._build()
        self._connect_signals()
        self._on_theme_changed()

    def show_begun(self, title: str, sentence: str) -> None:
        """Say what is under way before anybody has to do anything."""
        self._address = ""
        self.title.setText(visible(title))
        self.sentence.setText(visible(sentence))
        self.countdown.stop()
        self.countdown.bar.setRange(0, 0)
        self.countdown.words.setText("")
        for part in (self.copy_address, self.reopen, self.device, self._rule, self._nothing, self._help):
            part.setVisible(False)

    def show_browser(self, address: str, host: str, redirect: str, until: float, *, opened: bool) -> None:
        """Say that a page has opened (or must be opened by hand) and how long its answer is awaited."""
        self._address = address
        self.title.setText(_("Waiting for the browser"))
        went = _("A page of {host} has opened. Finish there; this window goes on by itself.")
        by_hand = _("No browser could be opened. Copy the address of {host} and open it in one on this machine.")
        self.sentence.setText(visible((went if opened else by_hand).format(host=host)))
        self._help.setText(
            visible(
                _(
                    "The page may have opened in another window or profile of the browser: copy the address into "
                    "another one, or use a device code. A page that shows an error never comes back: copy its text "
                    "and press Ctrl+V here. For AADSTS50011, register {redirect} under “Mobile and desktop "
                    "applications”."
                ).format(redirect=redirect)
            )
        )
        self.countdown.bar.setRange(0, 1000)
        self.countdown.begin(until)
        for part in (self.copy_address, self.reopen, self.device):
            part.setVisible(True)
        self.show_help(shown=not opened)

    def show_help(self, *, shown: bool) -> None:
        """Say what may be the matter."""
        for part in (self._rule, self._nothing, self._help):
            part.setVisible(shown)

    @property
    def address(self) -> str:
        """The address that the browser was sent to; "" when nothing is awaited."""
        return self._address

    @property
    def helps(self) -> bool:
        """Whether the help is shown."""
        return not self._help.isHidden()

    @property
    def help(self) -> str:
        """What may be the matter."""
        return self._help.text()

    def rest(self) -> None:
        """Let nothing move: the sign-in is over."""
        self._address = ""
        self.countdown.stop()
        self.countdown.bar.setRange(0, 1000)

    def _build(self) -> None:
        self._rule.setObjectName("line")
        self._rule.setFixedHeight(1)
        self._rule.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._help.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._help.setAccessibleName(_("Nothing happened?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (
            self.title, self.sentence, self.countdown,
            joined(self.copy_address, self.reopen, self.device, self.cancel),
            self._rule, self._nothing, self._help,
        ):  # fmt: skip
            column.addWidget(part)

    def _connect_signals(self) -> None:
        self.copy_address.clicked.connect(lambda: self._copy(self._address))
        self.reopen.clicked.connect(self.reopen_asked)
        self.device.clicked.connect(self.device_asked)
        self.cancel.clicked.connect(self.cancelled)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.heading)
        self._nothing.setFont(self._theme.strong)


class DevicePanel(QWidget):
    """The code to enter elsewhere: large, to be copied, with the address as text and as a QR code."""

    cancelled = Signal()
    open_asked = Signal(str)

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._copy = theme, copy
        self._address = self._code = ""
        self.title, self.sentence = words(_("Enter this code")), words("", dim=True)
        self.code, self.address = QLabel(), QLabel()
        self.qr = QrCode()
        self.countdown = Countdown()
        self.warning = words(
            _("Enter a code only when you started the sign-in yourself: whoever sends you a code signs in as you.")
        )
        self.warning.setObjectName("advice")
        self.copy_code = button(_("Cop&y code"), _("Copy the code"), "primary")
        self.open = button(_("Open the pa&ge"), _("Open the page in the browser of this machine"))
        self.copy_address = button(_("Copy &address"), _("Copy the address of the page"))
        self.cancel = button(_("Cancel"), _("Stop this sign-in"))
        self._build()
        self._connect_signals()
        self._on_theme_changed()

    def show_code(self, code: str, address: str, complete: str, until: float) -> None:
        """Show a code, where it is entered and how long it is good for."""
        self._address, self._code = address, code
        self.code.setText(visible(code))
        self.code.setAccessibleName(_("Code: {code}").format(code=" ".join(visible(code))))
        self.address.setText(visible(address))
        self.sentence.setText(_("On any device with a browser, open this page and enter the code."))
        self.qr.show_address(complete or address)
        self.countdown.begin(until, counts_down=True)

    def rest(self) -> None:
        """Forget the code: the sign-in is over."""
        self._address = self._code = ""
        self.code.clear()
        self.code.setAccessibleName("")
        self.address.clear()
        self.qr.show_address("")
        self.countdown.stop()

    def _build(self) -> None:
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        for label in (self.code, self.address):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(selectable)
        self.address.setAccessibleName(_("Address of the page"))
        self.address.setWordWrap(True)
        self.code.setObjectName("code")
        self.code.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (
            self.title, self.warning, self.sentence, self.address, joined(self.code, self.copy_code), self.qr,
            self.countdown, joined(self.open, self.copy_address, self.cancel),
        ):  # fmt: skip
            column.addWidget(part)

    def _connect_signals(self) -> None:
        self.copy_code.clicked.connect(lambda: self._copy(self._code))
        self.copy_address.clicked.connect(lambda: self._copy(self._address))
        self.open.clicked.connect(lambda: self.open_asked.emit(self._address))
        self.cancel.clicked.connect(self.cancelled)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.heading)
        self.code.setFont(self._theme.mono_display)
        self.address.setFont(self._theme.mono)
