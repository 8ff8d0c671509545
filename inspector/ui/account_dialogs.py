"""What is asked about an account: for which other API, and whether it is really to be signed out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.fields import button, words
from inspector.ui.scope_field import ScopeField
from inspector.words import _

if TYPE_CHECKING:
    from inspector.storage.vault import VaultState


class OtherApiDialog(QDialog):
    """Asks for the scopes of another API; `action` is done with them."""

    def __init__(self, name: str, action: Callable[[tuple[str, ...]], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Another API"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 62)
        self._action = action
        self.scopes = ScopeField()
        self.scopes.tell()
        self.get = button(_("&Get a token"), _("Get a token for these scopes, without asking anybody"), "primary")
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.addButton(self.get, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        self.get.clicked.connect(self._on_get)
        said = _("A token for another API with the account {name}: its refresh token is good for every API.")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(words(visible(said.format(name=name))))
        column.addWidget(self.scopes)
        column.addWidget(box)

    def _on_get(self) -> None:
        scopes = self.scopes.scopes
        if not scopes:
            self.scopes.complain(_("Give a scope of the API, such as User.Read or api://orders/.default."))
            return
        self.close()
        self._action(scopes)


class KeepingDialog(QDialog):
    """Says where accounts are kept, and why not in the keyring; `retry` asks it again, as after unlocking it."""

    def __init__(self, state: "VaultState", retry: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyring"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 62)
        self._retry = retry
        self.again = button(_("&Ask the keyring"), _("Ask the keyring, which may ask you to unlock it"), "primary")
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        self.again.clicked.connect(self._on_again)
        kept = _("Refresh tokens and account records go there and nowhere else; other tokens stay in memory.")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(words(visible(state.sentence)))
        column.addWidget(words(kept, dim=True))
        column.addWidget(box)

    def _on_again(self) -> None:
        self.close()
        self._retry()


class SignOutDialog(QDialog):
    """Says what signing out does and what it does not revoke; `action` is done on yes."""

    def __init__(self, name: str, action: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        from inspector.signin.session import sign_out_limits

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Sign out"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 62)
        self._action = action
        self.yes = button(_("&Sign out here"), _("Forget this account's tokens on this machine"), "primary")
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.addButton(self.yes, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        self.yes.clicked.connect(self._on_yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(words(visible(_("Sign {name} out here?").format(name=name))))
        column.addWidget(words(sign_out_limits(), dim=True))
        column.addWidget(box)

    def _on_yes(self) -> None:
        self.close()
        self._action()
