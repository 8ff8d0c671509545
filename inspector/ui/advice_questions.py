"""The questions of “Which flow?”, and the fields that fill its requests and code."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.diagnosis.flow_advice.decision import Impossibility, decide, open_questions
from inspector.diagnosis.flow_advice.details import Details
from inspector.diagnosis.flow_advice.questions import Question, wording
from inspector.ui.chips import ChipField
from inspector.ui.segments import Segments
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.flow_advice.questions import Answers

_ALWAYS = (Question.USER, Question.SECRET, Question.BROWSER)  # the others are asked where they settle something
_AFTER_TYPING = 120  # milliseconds


class AskedQuestion(QWidget):
    """One question with its two answers, and what counts."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = wording(question)
        self.text, self.hint = QLabel(words.text), QLabel(words.hint)
        self.segments = Segments(words.text, words.yes, words.no)
        self.text.setBuddy(self.segments)
        self.hint.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for label in (self.text, self.hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for widget in (self.text, self.segments, self.hint):
            column.addWidget(widget)

    def show_state(self, *, asked: bool) -> None:
        """Show the question, or say that its answer would make no difference."""
        matters = asked or self.segments.answer is not None
        self.segments.setEnabled(matters)
        self.text.setEnabled(matters)


class QuestionPanel(QFrame):
    """`changed` is emitted when an answer or a field is another, a little off the typing."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("door")
        self._theme = theme
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_TYPING)
        self.questions = {question: AskedQuestion(question) for question in Question}
        self.clear = QPushButton(_("Start over"))
        self.clear.setProperty("kind", "link")
        self.client_id, self.tenant, self.redirect_uri = QLineEdit(), QLineEdit(), QLineEdit()
        self.scopes = ChipField(_("Scopes"), "api://orders/Orders.Read")
        self._filling = QLabel(_("Optional. It fills the requests and the code."))
        self._filling.setProperty("dim", True)
        self._filling.setWordWrap(True)
        self._build()
        self._connect_signals()
        self.setFocusProxy(self.questions[Question.USER].segments.yes)
        self._show_questions()
        self._on_theme_changed()

    def answers(self) -> "Answers":
        """Return what was answered so far."""
        chosen = {question: asked.segments.answer for question, asked in self.questions.items()}
        return {question: answer for question, answer in chosen.items() if answer is not None}

    def details(self) -> Details:
        """Return what the fields say."""
        return Details(
            client_id=self.client_id.text().strip(),
            tenant=self.tenant.text().strip(),
            scopes=self.scopes.words,
            redirect_uri=self.redirect_uri.text().strip(),
        )

    def focus_chain(self) -> list[QWidget]:
        """Return what Tab goes through, in reading order."""
        halves = [half for each in self.questions.values() for half in (each.segments.yes, each.segments.no)]
        return [self.clear, *halves, self.client_id, self.tenant, self.scopes.line, self.redirect_uri]

    def hide_values(self, hidden: bool) -> None:
        """Show dots in the fields that name an app, a tenant or an address."""
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        for line in (self.client_id, self.tenant, self.redirect_uri):
            line.setEchoMode(mode)

    def show_answers(self, answers: "Answers") -> None:
        """Show exactly these answers, and tell that they have changed."""
        for question, asked in self.questions.items():
            asked.segments.show_answer(answers.get(question))
        self._on_chosen()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 18)
        column.setSpacing(16)
        bar = QHBoxLayout()
        bar.addWidget(self._heading(_("Your client")))
        bar.addStretch()
        bar.addWidget(self.clear)
        column.addLayout(bar)
        for asked in self.questions.values():
            column.addWidget(asked)
        column.addSpacing(4)
        filled = QVBoxLayout()
        filled.setSpacing(2)
        filled.addWidget(self._heading(_("Your registration")))
        filled.addWidget(self._filling)
        column.addLayout(filled)
        for name, field, hint in (
            (_("Client ID"), self.client_id, "00000000-0000-0000-0000-000000000000"),
            (_("Tenant"), self.tenant, "contoso.onmicrosoft.com"),
            (_("Scopes"), self.scopes, ""),
            (_("Redirect URI"), self.redirect_uri, _("the usual one of the platform")),
        ):
            column.addLayout(_labelled(name, field, hint))

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("heading", True)
        label.setWordWrap(True)
        return label

    def _connect_signals(self) -> None:
        for asked in self.questions.values():
            asked.segments.chosen.connect(self._on_chosen)
        for line in (self.client_id, self.tenant, self.redirect_uri):
            line.textEdited.connect(self._on_edited)
        self.scopes.changed.connect(self._on_edited)
        self._timer.timeout.connect(self.changed)
        self.clear.clicked.connect(self._on_clear)
        self._theme.changed.connect(self._on_theme_changed)

    def _show_questions(self) -> None:
        answers = self.answers()
        asked = open_questions(answers)
        clash = isinstance(decide(answers), Impossibility)
        for question, widget in self.questions.items():
            widget.setVisible(
                question in _ALWAYS or question in answers or (question in asked and self._settles(asked))
            )
            widget.show_state(asked=clash or question in asked)
        self.clear.setVisible(bool(answers))

    def _settles(self, asked: tuple[Question, ...]) -> bool:
        """Whether the three first questions are through, so that the two that settle the rest are next."""
        return not any(question in _ALWAYS for question in asked)

    def _on_chosen(self) -> None:
        self._show_questions()
        self.changed.emit()

    def _on_edited(self, _value: object = None) -> None:
        self._timer.start()

    def _on_clear(self) -> None:
        self.show_answers({})
        self.questions[Question.USER].segments.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Set the fonts, which a widget loses when it gets its place."""
        super().showEvent(event)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self._filling.setFont(self._theme.small)
        for asked in self.questions.values():
            asked.text.setFont(self._theme.strong)
            asked.hint.setFont(self._theme.small)


def _labelled(name: str, field: QWidget, hint: str) -> QVBoxLayout:
    label = QLabel(name)
    label.setBuddy(field)
    if isinstance(field, QLineEdit):
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(field)
    return column
