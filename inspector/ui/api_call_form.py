"""What is called, typed by the person: the method, the address, the body, and a word on where the token goes."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.knowledge.clouds import Cloud, authority_of
from inspector.masking import visible
from inspector.report.step_words import host_of
from inspector.signin.api_call import ApiCall, obstacle
from inspector.ui.chooser import Chooser
from inspector.ui.text import shorten
from inspector.ui.theme import Theme
from inspector.words import _

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class ApiCallForm(QWidget):
    """`submitted` is emitted when the person wants the call made; nothing is sent by this widget.

    `changed` is emitted when another call would be made.
    """

    submitted = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pasted: frozenset[str] = frozenset()
        self.edited = False
        self.method = Chooser(_("Method"))
        self.address = QLineEdit()
        self.body = QPlainTextEdit()
        self.send = QPushButton(_("Call the API"))
        self._where = QLabel()
        self._known = QStringListModel(self)
        self._build()
        self._connect_signals()
        self._on_changed()

    def call(self) -> ApiCall:
        """Return what would be called; an address out of the paste counts as pasted until it is edited."""
        method, address = self.method.currentText(), self.address.text().strip()
        body = self.body.toPlainText() if method in _WITH_BODY else ""
        return ApiCall(method, address, body, typed=address not in self._pasted)

    def offer(self, calling: str, pasted: Sequence[tuple[str, str]], others: Sequence[str]) -> None:
        """Offer addresses: the call that is expected, those in the paste as (method, address), and others.

        The first of them is filled in unless the person has edited the fields.
        """
        self._pasted = frozenset(address for _method, address in pasted if address != read_calling(calling)[1])
        calls = [read_calling(calling), *pasted, *(("GET", each) for each in others)]
        found = [(method, address) for method, address in calls if address]
        self._known.setStringList(list(dict.fromkeys(address for _method, address in found)))
        if not self.edited:
            self._fill(*(found[0] if found else ("GET", "")))

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of the address, which may name a person or a tenant."""
        self.address.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self.body.setVisible(not hidden and self.method.currentText() in _WITH_BODY)
        self._hidden = hidden
        self._on_changed()

    _hidden = False

    def showEvent(self, event: QShowEvent) -> None:
        """Set the fonts again: the style sheet has just replaced those of its first polish."""
        super().showEvent(event)
        self.set_fonts()

    def set_fonts(self) -> None:
        """Follow the theme."""
        self.address.setFont(self._theme.mono)
        self.body.setFont(self._theme.mono)
        self.body.setFixedHeight(self.body.fontMetrics().lineSpacing() * 5 + 14)

    def _fill(self, method: str, address: str) -> None:
        self.edited = False
        method = method if method in _METHODS else "GET"
        if (method, address) == (self.method.currentText(), self.address.text()):
            return  # whoever is about to edit it keeps the cursor
        self.changed.emit()
        self.method.setCurrentText(method)
        self.address.setText(address)
        self.address.setCursorPosition(0)
        self._on_changed()

    def _build(self) -> None:
        self.method.addItems(list(_METHODS))
        self.method.setMinimumContentsLength(7)
        self.address.setPlaceholderText("https://…")
        self.address.setAccessibleName(_("Address of the API"))
        self.body.setPlaceholderText(_("Body, JSON"))
        self.body.setAccessibleName(_("Body of the call"))
        self.body.setTabChangesFocus(True)
        self.send.setProperty("kind", "primary")
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.address.setCompleter(completer)
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setProperty("dim", True)
        self._where.setWordWrap(True)
        self._where.setMinimumWidth(1)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.method)
        row.addWidget(self.address, 1)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.send, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._where, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.body)
        column.addLayout(below)

    def _connect_signals(self) -> None:
        self.send.clicked.connect(self.submitted)
        self.address.returnPressed.connect(self.submitted)
        self.address.textEdited.connect(self._on_edited)
        self.address.textChanged.connect(self._on_changed)
        self.method.activated.connect(self._on_edited)
        self.body.textChanged.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.edited = True
        self.changed.emit()
        method, address = read_calling(self.address.text())
        if address != self.address.text() and method in _METHODS:
            self.method.setCurrentText(method)  # "GET https://…" was pasted whole
            self.address.setText(address)
        self._on_changed()

    def _on_changed(self) -> None:
        self.body.setVisible(self.method.currentText() in _WITH_BODY and not self._hidden)
        call = self.call()
        problem = obstacle(call) if call.url else _("Type the address that the token is sent to.")
        host = _("this host") if self._hidden else shorten(visible(host_of(call.url)), 80)
        words = _("Sends the token to {host}, and nowhere else: a redirect is not followed.")
        if host_of(call.url) == authority_of(Cloud.PRACTICE):
            words = _("Calls the practice tenant inside this program: nothing leaves it.")
        self._where.setText(problem or words.format(host=host))


def read_calling(text: str) -> tuple[str, str]:
    """Return method and address of "GET https://…"; GET where no method stands there, "" where no address does."""
    first, _space, rest = text.strip().partition(" ")
    method, address = (first.upper(), rest.strip()) if rest and first.isalpha() else ("GET", text.strip())
    return (method, address) if "://" in address else ("GET", "")
