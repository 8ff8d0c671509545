"""What does the API expect? And: what did the API say? Edits are told at once, a little off the typing."""

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import redact
from inspector.ui.chips import ChipField
from inspector.ui.fields import ChoiceBox
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.expectation import Expectation

W = TypeVar("W", bound=QWidget)

_AFTER_TYPING = 120  # milliseconds
_LONGEST_ANSWER = 100_000


def client_names() -> tuple[tuple[str | None, str], ...]:
    """Return the kinds of client as (value, name)."""
    return (
        (None, _("any")),
        ("spa", _("single-page app")),
        ("web", _("web app with a backend")),
        ("native", _("mobile or desktop app")),
        ("daemon", _("daemon, no user")),
        ("api", _("API calling an API")),
        ("cli", _("command-line tool")),
    )


class AnswerEdit(QPlainTextEdit):
    """Takes what the API answered. Nothing copied or selected out of it holds a credential."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selection with credentials masked: X11 hands it to the primary selection unasked."""
        data = QMimeData()
        data.setText(redact(self.textCursor().selection().toPlainText()))
        return data


class ExpectationPanel(QScrollArea):
    """`changed` is emitted when the expectation is another, `answer_changed` when the API's answer is."""

    changed = Signal()
    answer_changed = Signal()
    call_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("side")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("What does the API expect?"))
        self._timer = self._typing_timer()
        self._answer_timer = self._typing_timer()
        self._build()
        self._connect_signals()
        self._on_theme_changed()

    def expectation(self) -> "Expectation":
        """Return what the fields say."""
        from inspector.diagnosis.expectation import Client, Expectation

        chosen = self.client.currentData()
        return Expectation(
            audiences=tuple(self.audience.text().split()),
            scopes=self.scopes.words,
            roles=self.roles.words,
            tenant=self.tenant.text().strip() or None,
            calling=self.calling.text().strip() or None,
            client=Client(chosen) if chosen else None,
            context=self.context.text().strip(),
        )

    def show_expectation(self, expectation: "Expectation") -> None:
        """Fill the fields, telling nobody about it."""
        self.blockSignals(True)
        self.calling.setText(expectation.calling or "")
        self.audience.setText(" ".join(expectation.audiences))
        self.scopes.set_words(expectation.scopes)
        self.roles.set_words(expectation.roles)
        self.tenant.setText(expectation.tenant or "")
        self.client.setCurrentIndex(max(self.client.findData(expectation.client and expectation.client.value), 0))
        self.context.setText(expectation.context)
        for line in (self.calling, self.audience, self.tenant, self.context):
            line.setCursorPosition(0)  # a long value shows its beginning
        self._timer.stop()
        self.blockSignals(False)
        self._show_clear()

    def show_answer(self, said: str, *, open_to_answers: bool = True) -> None:
        """Fill the field of the API's answer, telling nobody about it; a whole log takes none."""
        self.answer.setEnabled(open_to_answers)
        if said != self.answer.toPlainText():
            self.answer.blockSignals(True)
            self.answer.setPlainText(said)
            self.answer.blockSignals(False)
            self._answer_timer.stop()

    def show_call(self, calling: str) -> None:
        """Fill in the call that was just made, telling nobody about it: the answer that follows is judged with it."""
        self.calling.setText(calling)
        self.calling.setCursorPosition(0)
        self._timer.stop()
        self._show_clear()

    def take_answer(self, said: str) -> None:
        """Fill in what an API answered to a call of ours, and tell about it."""
        self.show_answer(said[:_LONGEST_ANSWER])
        self.answer_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Set the fonts again: the style sheet has just replaced those of its first polish."""
        super().showEvent(event)
        self._on_theme_changed()

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of what may name a person, a tenant or an address."""
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        for field in (self.calling, self.audience, self.tenant, self.context):
            field.setEchoMode(mode)
        self.answer.setVisible(not hidden)
        self._answer_hidden.setVisible(hidden)

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("side")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 16, 14, 14)
        column.setSpacing(4)
        self._clear = QPushButton(_("Clear"))
        self.back = QPushButton(_("&Back to the verdict"))
        self.back.setProperty("kind", "small")
        self.back.hide()
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_heading(column, _("What does the API expect?"))
        self.calling = self._add_line(column, _("Ca&lling"), "GET https://…")
        self.call = QPushButton(_("Call it with this token…"))
        self.call.setProperty("kind", "link")
        column.addWidget(self.call, 0, Qt.AlignmentFlag.AlignLeft)
        self.audience = self._add_line(column, _("A&udience"), "api://…")
        self.scopes = self._add(column, _("Sc&opes"), ChipField(_("Scopes"), "Orders.Read"))
        self.roles = self._add(column, _("&Roles"), ChipField(_("Roles"), "Orders.Process.All"))
        self.tenant = self._add_line(column, _("&Tenant"), _("any"))
        self.client = self._add(column, _("Cli&ent"), ChoiceBox())
        for value, name in client_names():
            self.client.addItem(name, value)
        self.context = self._add_line(column, _("Aroun&d it"), _("e.g. Angular with MSAL.js"))
        self._clear.setProperty("kind", "link")
        self._clear.setAccessibleName(_("Clear what the API expects"))
        column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignLeft)
        self._build_answer(column)
        self.setWidget(inside)
        self._show_clear()

    def _build_answer(self, column: QVBoxLayout) -> None:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.NoFrame)
        line.setFixedHeight(6)
        column.addWidget(line)
        label = self._add_heading(column, _("T&he API said"))
        self.answer = AnswerEdit()
        self.answer.setPlaceholderText(
            _("Paste the 401 or 403 here: status line, headers, body. It is read together with the token.")
        )
        self.answer.setAccessibleName(_("The API said"))
        self.answer.setTabChangesFocus(True)
        self.answer.setMinimumHeight(130)
        label.setBuddy(self.answer)
        self._answer_hidden = QLabel(_("Hidden while values are hidden."))
        self._answer_hidden.setProperty("dim", True)
        self._answer_hidden.setVisible(False)
        column.addWidget(self.answer, 1)
        column.addWidget(self._answer_hidden)
        column.addStretch(0)

    def _add_heading(self, column: QVBoxLayout, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("heading", True)
        label.setWordWrap(True)
        column.addWidget(label)
        return label

    def _add_line(self, column: QVBoxLayout, name: str, hint: str) -> QLineEdit:
        field = self._add(column, name, QLineEdit())
        field.setPlaceholderText(hint)
        field.textEdited.connect(self._on_edited)
        return field

    def _add(self, column: QVBoxLayout, name: str, field: W) -> W:
        label = QLabel(name)
        label.setProperty("dim", True)
        label.setBuddy(field)
        column.addSpacing(5)
        column.addWidget(label)
        column.addWidget(field)
        if not isinstance(field, ChipField):
            field.setAccessibleName(name.replace("&", ""))
        return field

    def _typing_timer(self) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_AFTER_TYPING)
        return timer

    def _connect_signals(self) -> None:
        self._timer.timeout.connect(self._on_typing_ended)
        self._answer_timer.timeout.connect(self.answer_changed)
        self.scopes.changed.connect(self._on_edited)
        self.roles.changed.connect(self._on_edited)
        self.client.activated.connect(self._on_edited)
        self.answer.textChanged.connect(self._on_answer_edited)
        self._clear.clicked.connect(self._on_clear)
        self.call.clicked.connect(self.call_asked)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_edited(self, _value: object = None) -> None:
        if not self.signalsBlocked():
            self._timer.start()

    def _on_typing_ended(self) -> None:
        self._show_clear()
        self.changed.emit()

    def _on_answer_edited(self) -> None:
        if len(self.answer.toPlainText()) > _LONGEST_ANSWER:
            self.answer.setPlainText(self.answer.toPlainText()[:_LONGEST_ANSWER])
        self._answer_timer.start()

    def _on_theme_changed(self) -> None:
        self.answer.setFont(self._theme.mono)

    def _on_clear(self) -> None:
        from inspector.diagnosis.expectation import Expectation

        self.show_expectation(Expectation())
        self.calling.setFocus()
        self.changed.emit()

    def _show_clear(self) -> None:
        expectation = self.expectation()
        self._clear.setVisible(expectation.given or bool(expectation.context))
