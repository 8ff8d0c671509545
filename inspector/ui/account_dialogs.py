"""What is asked about an account: for which other API, and whether it is really to be signed out."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.fields import button, words
from inspector.ui.scope_field import ScopeField
from inspector.words import _

if TYPE_CHECKING:
    from inspector.storage.vault import VaultState


class _Asking(QDialog):
    """Words, one button that does something, and one that does nothing."""

    def __init__(self, title: str, do: QPushButton, parts: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 62)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.addButton(do, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        for part in (*parts, box):
            column.addWidget(part)


class OtherApiDialog(_Asking):
    """Asks for the scopes of another API; `action` is done with them."""

    def __init__(self, name: str, action: Callable[[tuple[str, ...]], None], parent: QWidget) -> None:
        self._action = action
        self.scopes = ScopeField()
        self.scopes.tell()
        self.get = button(_("&Get a token"), _("Get a token for these scopes, without asking anybody"), "primary")
        said = _("A token for another API with the account {name}: its refresh token is good for every API.")
        super().__init__(_("Another API"), self.get, (words(visible(said.format(name=name))), self.scopes), parent)
        self.get.clicked.connect(self._on_get)

    def _on_get(self) -> None:
        scopes = self.scopes.scopes
        if not scopes:
            self.scopes.complain(_("Give a scope of the API, such as User.Read or api://orders/.default."))
            return
        self.close()
        self._action(scopes)


class KeepingDialog(_Asking):
    """Says where accounts are kept, and why not in the keyring; `retry` asks it again, as after unlocking it."""

    def __init__(self, state: "VaultState", retry: Callable[[], None], parent: QWidget) -> None:
        self._retry = retry
        self.again = button(_("&Ask the keyring"), _("Ask the keyring, which may ask you to unlock it"), "primary")
        kept = _("Refresh tokens and account records go there and nowhere else; other tokens stay in memory.")
        parts = (words(visible(state.sentence)), words(kept, dim=True))
        super().__init__(_("Keyring"), self.again, parts, parent)
        self.again.clicked.connect(self._on_again)

    def _on_again(self) -> None:
        self.close()
        self._retry()


class SignOutDialog(_Asking):
    """Says what signing out does and what it does not revoke; `action` is done on yes."""

    def __init__(self, name: str, action: Callable[[], None], parent: QWidget) -> None:
        from inspector.signin.session import sign_out_limits

        self._action = action
        self.yes = button(_("&Sign out here"), _("Forget this account's tokens on this machine"), "primary")
        question = words(visible(_("Sign {name} out here?").format(name=name)))
        super().__init__(_("Sign out"), self.yes, (question, words(sign_out_limits(), dim=True)), parent)
        self.yes.clicked.connect(self._on_yes)

    def _on_yes(self) -> None:
        self.close()
        self._action()
