"""What a person does about keys: fetch, choose, type a secret; and the question that comes before any request."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import visible
from inspector.words import _


class KeyBar(QWidget):
    """The buttons, and the fields that say whom to ask."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fetch = _button(_("&Fetch keys…"), _("Fetch the issuer's public keys; says first whom it will contact"))
        self.choose = _button(_("C&hoose keys…"), _("From files, the clipboard, or a typed secret; stays offline"))
        self.choose.setMenu(self._make_menu())
        self.forget = _button(_("Forget keys"), _("Forget the keys and secrets that you gave"))
        self.forget.setProperty("kind", "link")
        self.issuer = _field(_("Issuer that the API trusts"), "https://login.microsoftonline.com/…/v2.0")
        self.app_id = _field(
            _("Application id, where the app has signing keys of its own"), _("only for claims mapping")
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.fetch, self.choose):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(_labelled(_("Trusted issuer"), self.issuer))
        self._app_row = QWidget()
        self._app_row.setLayout(_labelled(_("Application id"), self.app_id))
        column.addWidget(self._app_row)
        column.addLayout(buttons)
        self.offer_app_id(offered=False)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self.files = menu.addAction(_("From &files: JWKS, JWK, PEM, DER, certificate…"))
        self.paste = menu.addAction(_("From the &clipboard"))
        self.secret = menu.addAction(_("&Type a shared secret…"))
        return menu

    def offer_app_id(self, *, offered: bool) -> None:
        """Show the field for an application with signing keys of its own, where the token's key is unknown."""
        self._app_row.setVisible(offered)

    def show_given(self, count: int) -> None:
        """Offer to forget keys where there are some."""
        self.forget.setVisible(count > 0)


class Question(QFrame):
    """Says what will be contacted and why, and waits for a yes; nothing is contacted before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._action: Callable[[], None] | None = None
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.yes, self._no = QPushButton(), QPushButton()
        self.yes.setProperty("kind", "primary")
        self._no.setProperty("kind", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.addWidget(self.words, 1)
        row.addWidget(self.yes)
        row.addWidget(self._no)
        self.yes.clicked.connect(self._on_yes)
        self._no.clicked.connect(self.hide)
        self.hide()

    def ask(self, words: str, yes: str, action: Callable[[], None]) -> None:
        """Ask; `action` is done on yes."""
        self._action = action
        self.words.setText(visible(words))
        self.setAccessibleName(visible(words))
        self.yes.setText(visible(yes).replace("&", "&&"))
        self.yes.show()
        self._no.setText(_("Not now"))
        self.show()
        self.yes.setFocus()

    def tell(self, words: str) -> None:
        """Say what could not be done; there is nothing to agree to."""
        self._action = None
        self.words.setText(visible(words))
        self.setAccessibleName(visible(words))
        self.yes.hide()
        self._no.setText(_("Dismiss"))
        self.show()

    def _on_yes(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()


class Waiting(QWidget):
    """What is under way, with a button that frees the window at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.setProperty("kind", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        row.addStretch()
        self.hide()

    def begin(self, words: str) -> None:
        """Show that something is under way."""
        self.words.setText(visible(words))
        self.bar.setAccessibleName(visible(words))
        self.bar.setRange(0, 0)
        self.show()

    def end(self) -> None:
        """Show nothing; a bar without an end would be an animation that never sleeps."""
        self.bar.setRange(0, 1)
        self.hide()


class SecretDialog(QDialog):
    """Takes a shared secret, hidden as it is typed; `given` carries it."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Shared secret"))
        words = QLabel(
            _("The secret with which the issuer signs HS256 to HS512. It stays in memory until you forget it.")
        )
        words.setWordWrap(True)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName(_("Shared secret"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        box.accepted.connect(self._on_accepted)
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.secret)
        column.addWidget(box)

    def _on_accepted(self) -> None:
        secret = self.secret.text()
        self.secret.clear()
        self.close()
        if secret:
            self.given.emit(secret)


def _button(text: str, spoken: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(spoken)
    button.setAccessibleName(text.replace("&", "").rstrip("…"))
    button.setAccessibleDescription(spoken)
    return button


def _field(name: str, example: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setToolTip(name)
    field.setPlaceholderText(example)
    return field


def _labelled(text: str, field: QLineEdit) -> QHBoxLayout:
    label = QLabel(text)
    label.setProperty("dim", True)
    label.setBuddy(field)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(label)
    row.addWidget(field, 1)
    return row
