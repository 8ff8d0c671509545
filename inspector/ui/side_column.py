"""The left column: what was inspected, and whatever else stays beside every page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.ui.accounts_section import LINK_INDENT
from inspector.ui.inspected_list import InspectedList, list_rows
from inspector.ui.pastes import Paste
from inspector.ui.theme import Theme
from inspector.words import _, plural


class SideColumn(QWidget):
    """Shows the Inspected list; `add_section` puts something below it."""

    undo_asked = Signal()
    clear_asked = Signal()
    listed_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.inspected = InspectedList(theme)
        self.undo_button = _link(_("&Undo"), _("Put back what was removed"))
        self.listed_button = _link("", _("List everything that was found in this file"))
        self.remove_button = _link(_("Remove"), _("Remove the selected paste"))
        self.clear_button = _link(_("Clear all"), _("Remove everything that was inspected"))
        self._build()
        self._connect_signals()

    def show_pastes(self, pastes: list[Paste], current: Paste | None, artifact: str | None) -> None:
        """Show what was inspected, with one artifact of `current` as the current line."""
        self.inspected.fill(list_rows(pastes), current, artifact)
        self.inspected.setVisible(bool(pastes))
        self._nothing.setVisible(not pastes)
        for button in (self.remove_button, self.clear_button):
            button.setVisible(bool(pastes))
        if current is not None:
            self._show_listed(current)

    def _show_listed(self, paste: Paste) -> None:
        """Offer the list of everything that was found, where `paste` is a log."""
        self.listed_button.setVisible(bool(paste.listed))
        self.listed_button.setText(plural("All {count} found…", "All {count} found…", len(paste.listed)))

    def offer_undo(self, words: str) -> None:
        """Say what was removed and offer to put it back; nothing where `words` is empty."""
        self._removed.setText(words)
        self._undo.setVisible(bool(words))

    def add_section(self, section: QWidget) -> None:
        """Put `section` below everything else."""
        self._column.addWidget(section)

    def _build(self) -> None:
        title = QLabel(_("Inspected"))
        title.setProperty("heading", True)
        title.setIndent(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 16, 8, 12)
        self._column.setSpacing(8)
        self._column.addWidget(title)
        self._nothing = QLabel(_("Nothing yet. Press Ctrl+V to explain what is on the clipboard."))
        self._nothing.setProperty("dim", True)
        self._nothing.setWordWrap(True)
        self._nothing.setIndent(8)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self._nothing, 1)
        self._column.addWidget(self.inspected, 1)
        self._column.addWidget(self.listed_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._build_undo())
        row = QHBoxLayout()
        row.setContentsMargins(LINK_INDENT, 0, 0, 0)
        row.addWidget(self.remove_button)
        row.addWidget(self.clear_button)
        row.addStretch()
        self._column.addLayout(row)
        self.listed_button.setVisible(False)
        self.show_pastes([], None, None)

    def _build_undo(self) -> QWidget:
        self._undo = QWidget()
        self._removed = QLabel()
        self._removed.setProperty("dim", True)
        row = QHBoxLayout(self._undo)
        row.setContentsMargins(10, 0, 0, 0)
        row.addWidget(self._removed)
        row.addWidget(self.undo_button)
        row.addStretch()
        self._undo.setVisible(False)
        return self._undo

    def _connect_signals(self) -> None:
        self.undo_button.clicked.connect(self.undo_asked)
        self.remove_button.clicked.connect(self.inspected.ask_removal)
        self.clear_button.clicked.connect(self.clear_asked)
        self.listed_button.clicked.connect(self.listed_asked)


def _link(text: str, spoken: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAccessibleName(spoken)
    return button
