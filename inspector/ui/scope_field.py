"""Scopes as chips: completed while they are typed, each explained below, those that need an administrator marked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QWidget

from inspector.masking import visible
from inspector.ui.chips import ChipField
from inspector.ui.fields import Field
from inspector.ui.text import shorten
from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.scopes import Scope

_GAP = " — "  # between a scope and what it means, in the list of completions


class ScopeChips(ChipField):
    """Takes scopes; what is typed is completed from Microsoft Graph's permissions and OpenID Connect's scopes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Scopes"), "User.Read, api://orders/Orders.Read", parent)
        self._offered = QStringListModel(self)
        completer = QCompleter(self._offered, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setWidget(self.line)
        completer.activated.connect(self._on_completed)
        self.completer = completer
        self.line.textEdited.connect(self._on_typed)

    def mark(self, word: str) -> str:
        """Return a mark for a scope that an administrator must consent to."""
        from inspector.signin.scopes import describe

        return _("(administrator)") if describe(word).admin_consent else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down open the list of completions."""
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if down and event.type() == QEvent.Type.KeyPress and self._offer(self.line.text()):
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self, typed: str) -> None:
        self._offer(typed)

    def _offer(self, typed: str) -> bool:
        from inspector.signin.scopes import complete

        found = complete(typed)
        self._offered.setStringList([_offer_line(scope) for scope in found])
        popup = self.completer.popup()
        if found:
            self.completer.complete()
        elif popup is not None:
            popup.hide()
        return bool(found)

    def _on_completed(self, chosen: str) -> None:
        self.set_words((*self._words, chosen.partition(_GAP)[0]))
        self.changed.emit()


class ScopeField(Field):
    """The chips with what each scope means; `changed` is emitted after each edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.chips = ScopeChips()
        super().__init__(_("Scop&es"), self.chips, parent=parent)
        self.chips.changed.connect(self._on_changed)

    @property
    def scopes(self) -> tuple[str, ...]:
        """What is asked for."""
        return self.chips.words

    def show_scopes(self, scopes: tuple[str, ...]) -> None:
        """Show exactly these."""
        self.chips.set_words(scopes)
        self.tell()

    def tell(self) -> None:
        """Say what the scopes mean; one line each, the first few."""
        from inspector.signin.scopes import describe

        lines = [f"{shorten(scope, 80)}: {describe(scope).meaning}" for scope in self.chips.words[:6]]
        self.explain(
            "\n".join(visible(each) for each in lines)
            or _("Without a scope the page signs in and brings an ID token; the access token is Microsoft Graph's.")
        )

    def explain(self, text: str) -> None:
        """Say what the scopes mean, a line each."""
        self._hint.setText(visible(text, lines=True))
        self._hint.setVisible(bool(text))

    def _on_changed(self) -> None:
        self.tell()
        self.changed.emit()


def _offer_line(scope: "Scope") -> str:
    return f"{scope.name}{_GAP}{scope.meaning}"
