"""The menus and small windows that the main window opens, each made when it is asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from inspector.ui.inspection import Inspection
from inspector.ui.services import Services
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from inspector.samples import Sample
    from inspector.ui.pastes import Paste
    from inspector.ui.request_log import RequestLog
    from inspector.ui.sign_in_part import SignInPart


class Deeds(NamedTuple):
    """What the window does when something was chosen; `artifact()` is the id of the one that is looked at."""

    copy: Callable[[str], None]
    explain_text: Callable[[str], None]
    explain_file: Callable[[Path], None]
    explain_sample: "Callable[[Sample], None]"
    complain: Callable[[str], None]
    artifact: Callable[[], str | None]
    close: Callable[[], object]


class Sheets:
    """Opens them over `window`; nothing here waits for an answer."""

    def __init__(self, window: QWidget, theme: Theme, services: Services, inspection: Inspection, deeds: Deeds) -> None:
        self._window, self._theme, self._services = window, theme, services
        self._inspection, self._deeds = inspection, deeds

    def open_file(self) -> None:
        """Let a file be chosen, and explain it."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, _("Open a file: a token, a response, a log"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._deeds.explain_file(Path(path)))
        dialog.open()

    def samples(self, under: QWidget) -> None:
        """Show the menu of samples below a button."""
        from inspector.ui.menus import sample_menu

        _pop_up(sample_menu(self._services.samples(), self._deeds.explain_sample, self._window), under)

    def settings(self, under: QWidget) -> None:
        """Show the menu of theme, text size and help below a button."""
        from inspector.ui.menus import settings_menu

        _pop_up(settings_menu(self._theme, self.reference, self.shortcuts, self._deeds.close, self._window), under)

    def share(self) -> None:
        """Show the masked report of what is looked at."""
        from inspector.ui.dialogs import ShareDialog

        markdown = self._inspection.share()
        if markdown:
            ShareDialog(markdown, self._deeds.copy, self._window).open()

    def redacted_copy(self, paste: "Paste") -> None:
        """Let a place be chosen for the redacted copy of a recording."""
        from inspector.ui.flow_saving import ask_for_copy

        if paste.recording is not None:
            ask_for_copy(self._window, paste.recording, self._inspection.save_redacted)

    def listed(self) -> None:
        """List everything that was found in the file that is looked at."""
        from inspector.ui.listed_dialog import ListedDialog

        current, hidden = self._inspection.current, self._inspection.hidden
        if current is not None:
            ListedDialog(current.listed, self._deeds.explain_text, hidden=hidden, parent=self._window).open()

    def review(self) -> None:
        """Review the permissions of every token that was inspected, at first those of the one that is looked at."""
        from inspector.ui.permissions_dialog import PermissionsDialog
        from inspector.ui.tokens_to_review import tokens_to_review

        inspection, copy = self._inspection, self._deeds.copy
        tokens, chosen = tokens_to_review(inspection.pastes.all, inspection.current, self._deeds.artifact())
        if tokens:
            PermissionsDialog(self._theme, tokens, chosen, copy, hidden=inspection.hidden, parent=self._window).open()
        else:
            self._deeds.complain(_("There is no token to review. Paste one first."))

    def shortcuts(self) -> None:
        """Show every shortcut."""
        from inspector.ui.commands import shortcut_pairs
        from inspector.ui.dialogs import Sheet

        Sheet(_("Keyboard shortcuts"), shortcut_pairs(), "", self._window).open()

    def reference(self, code: str = "") -> None:
        """Open the error reference, at `code` where one is given."""
        from inspector.ui.error_reference import ErrorReference

        ErrorReference(code, self._window).open()

    def requests(self, log: "RequestLog | None") -> None:
        """List the newest requests that were made."""
        from inspector.ui.dialogs import Sheet

        made = log.all() if log else ()
        words = "" if made else _("None. Pasting, opening and explaining open no connection.")
        Sheet(_("Requests made"), [each.in_words for each in made][-40:], words, self._window).open()

    def keeping(self, part: "SignInPart") -> None:
        """Say where accounts are kept, and offer to ask the keyring again."""
        from inspector.ui.account_dialogs import KeepingDialog

        KeepingDialog(part.keeping(), part.desk.retry_keyring, self._window).open()


def _pop_up(menu: "QMenu", under: QWidget) -> None:
    from PySide6.QtCore import Qt

    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
