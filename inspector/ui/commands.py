"""Every command of the window with its keys: one table for the shortcuts and for the sheet of them."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from inspector.words import _


def command_table() -> tuple[tuple[str, str, str], ...]:
    """Return (command, keys, words) of each command."""
    return (
        ("paste", "Ctrl+V", _("Explain what is on the clipboard (outside a text field)")),
        ("open", "Ctrl+O", _("Open a file")),
        ("share", "Ctrl+Shift+C", _("Share a masked report")),
        ("hide", "Ctrl+H", _("Hide or show values")),
        ("tab_1", "Ctrl+1", _("Diagnosis")),
        ("tab_2", "Ctrl+2", _("Claims")),
        ("tab_3", "Ctrl+3", _("Token")),
        ("tab_4", "Ctrl+4", _("Signature")),
        ("tab_5", "Ctrl+5", _("Flow")),
        ("tab_6", "Ctrl+6", _("Call the API")),
        ("filter", "Ctrl+F", _("Filter the claims")),
        ("expect", "Ctrl+E", _("Say what the API expects")),
        ("answer", "Ctrl+R", _("Paste what the API said")),
        ("next_region", "F6", _("Go to the next region")),
        ("previous_region", "Shift+F6", _("Go to the region before")),
        ("undo", "Ctrl+Z", _("Put back what was removed")),
        ("larger", "Ctrl++", _("Larger text")),
        ("smaller", "Ctrl+-", _("Smaller text")),
        ("normal", "Ctrl+0", _("Text at its usual size")),
        ("permissions", "Ctrl+Shift+P", _("Review permissions")),
        ("reference", "Ctrl+L", _("Look up an error code")),
        ("shortcuts", "F1", _("This sheet")),
        ("quit", "Ctrl+Q", _("Quit")),
    )


_MORE_KEYS = {"larger": ("Ctrl+=",), "open": (), "paste": ("Shift+Insert",)}


def connect_commands(window: QWidget, actions: Mapping[str, Callable[[], None]]) -> list[QShortcut]:
    """Give `window` a shortcut for each command of the table."""
    shortcuts = []
    for name, keys, _words in command_table():
        for each in (keys, *_MORE_KEYS.get(name, ())):
            shortcut = QShortcut(QKeySequence(each), window)
            shortcut.activated.connect(actions[name])
            shortcuts.append(shortcut)
    return shortcuts


def shortcut_pairs() -> list[tuple[str, str]]:
    """Return words and keys of each command, as this system writes them, and what needs no shortcut."""
    native = QKeySequence.SequenceFormat.NativeText
    pairs = [(words, QKeySequence(keys).toString(native)) for _name, keys, words in command_table()]
    return [*pairs, (_("Remove what is selected in the Inspected list"), QKeySequence("Del").toString(native))]
