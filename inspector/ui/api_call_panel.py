"""Call the API: the token in front of the person, sent to an address of theirs once they have agreed to it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector.knowledge.clouds import Cloud, authority_of
from inspector.knowledge.resources import GRAPH, resource_for
from inspector.masking import Mask, visible
from inspector.signin.api_call import ApiAnswer, ApiCall, concerns, obstacle
from inspector.signin.cancellation import Cancellation
from inspector.tokens.artifact import Artifact, Kind
from inspector.ui.agreement import Agreement
from inspector.ui.api_answer_view import ApiAnswerView
from inspector.ui.api_call_form import ApiCallForm
from inspector.ui.background import Background, Task
from inspector.ui.key_bar import Waiting
from inspector.ui.pastes import Paste
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.case import Case

_BEARERS = frozenset({Kind.ACCESS_TOKEN, Kind.TOKEN, Kind.OPAQUE_TOKEN, Kind.ENCRYPTED_TOKEN})
_GRAPH_ME = "https://graph.microsoft.com/v1.0/me"

Caller = Callable[[ApiCall, str, Cancellation], ApiAnswer]


class Called(NamedTuple):
    """A call that was answered, and the paste whose token was sent."""

    paste: Paste
    call: ApiCall
    answer: ApiAnswer


class ApiCallPanel(QScrollArea):
    """`called` carries what came back (Called), `challenge_accepted` the claims to sign in with again."""

    called = Signal(object)
    challenge_accepted = Signal(str)
    steps_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        background: Background,
        caller: Caller,
        copy: Callable[[str], None],
        copy_secret: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._background, self._caller = theme, background, caller
        self._paste: Paste | None = None
        self._token: Artifact | None = None
        self._hidden = False
        self._task: Task | None = None
        self._cancellation: Cancellation | None = None
        self._with = QLabel()
        self.form = ApiCallForm(theme)
        self.question, self.waiting = Agreement(), Waiting()
        self.answer = ApiAnswerView(theme, copy, copy_secret)
        self._build()
        self._connect_signals()

    def show_token(self, paste: Paste, artifact: str | None, calling: str, *, hidden: bool) -> None:
        """Show the call with the chosen token of `paste`, or with the first that an API takes.

        `calling` is the call that is expected ("GET https://…", or "").
        """
        case = paste.diagnosis.case if paste.diagnosis else None
        token = bearer_of(case.artifacts if case else (), artifact)
        if paste is not self._paste:
            self.form.edited = False
        if paste is not self._paste or token is None or token != self._token:
            self.question.hide()
        self._paste, self._token, self._hidden = paste, token, hidden
        self.form.setVisible(token is not None)
        self.form.hide_values(hidden)
        self.form.offer(calling, _pasted(case), _known(case, token) if case else ())
        self._with.setText(_with_words(paste, token))
        self.answer.show_answer(paste.answered, hidden=hidden)

    def cancel(self) -> None:
        """Wait no longer; what comes late is dropped."""
        if self._task is not None and self._cancellation is not None:
            self._task.cancel()
            self._cancellation.cancel()
        self._task = self._cancellation = None
        self._rest()

    # ---- calling, always after the person has agreed

    def _on_submitted(self) -> None:
        if self._token is None or self._paste is None or self._task is not None:
            return
        call, token = self.form.call(), self._token.text
        problem = obstacle(call) or _unfit(token)
        reasons = concerns(call, token) if problem is None else ()
        if problem is not None:
            self.question.tell(problem)
        elif reasons:
            shown = [Mask().text(reason) for reason in reasons] if self._hidden else reasons
            self.question.ask(shown, _("Call anyway"), lambda: self._send(call, token))
        else:
            self._send(call, token)

    def _send(self, call: ApiCall, token: str) -> None:
        paste = self._paste
        if paste is None or self._task is not None:
            return
        cancellation = self._cancellation = Cancellation()
        self.question.hide()
        self.answer.show_answer(None, hidden=self._hidden)
        self.waiting.begin(_("Calling the API"))
        if self.form.send.hasFocus():  # a button that is disabled would pass it on to the next in the window
            self.waiting.cancel.setFocus()
        self.form.send.setEnabled(False)
        self._under_way = True
        task = self._background.run(
            self,
            lambda _task: self._caller(call, token, cancellation),
            lambda answer: self._on_answered(Called(paste, call, answer)),
            self._on_failed,
        )
        if self._under_way:  # an executor that works at once has ended it by now
            self._task = task

    _under_way = False

    def _on_answered(self, called: Called) -> None:
        self._task = self._cancellation = None
        self._rest()
        called.paste.answered = called.answer
        if called.paste is self._paste:
            self.answer.show_answer(called.answer, hidden=self._hidden)
        self.called.emit(called)

    def _on_failed(self, error: Exception) -> None:
        self._task = self._cancellation = None
        self._rest()
        words = _("The call could not be made ({error}). Nothing came back; try again.")
        self.question.tell(words.format(error=type(error).__name__))

    def _rest(self) -> None:
        self._under_way = False
        self.form.send.setEnabled(True)
        if self.waiting.cancel.hasFocus():
            self.form.send.setFocus()
        self.waiting.end()

    # ---- building

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Call the API"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._with.setTextFormat(Qt.TextFormat.PlainText)
        self._with.setWordWrap(True)
        self._with.setMinimumWidth(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        for part in (self._with, self.form, self.question, self.waiting):
            column.addWidget(part)
        column.addWidget(self.answer, 1)
        column.addStretch()
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def _connect_signals(self) -> None:
        self.form.submitted.connect(self._on_submitted)
        self.form.changed.connect(self.question.hide)  # what was asked is not what would be called
        self.waiting.cancel.clicked.connect(self.cancel)
        self.answer.challenge_accepted.connect(self.challenge_accepted)
        self.answer.steps_asked.connect(self.steps_asked)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.form.set_fonts()
        self.answer.set_fonts()


def bearer_of(artifacts: Sequence[Artifact], chosen: str | None) -> Artifact | None:
    """Return the chosen artifact if an API takes it, else the first that one takes, else None."""
    found = [each for each in artifacts if each.kind in _BEARERS]
    return next((each for each in found if each.id == chosen), found[0] if found else None)


def _pasted(case: "Case | None") -> list[tuple[str, str]]:
    """Return the calls in the paste: whoever wrote it chose these addresses."""
    messages = [each.http for each in case.artifacts if each.http] if case else []
    return [(each.method or "GET", each.url) for each in messages if each.url and "://" in each.url]


def _known(case: "Case", token: Artifact | None) -> list[str]:
    """Return addresses of our own knowledge that take such a token: Microsoft Graph's, and the practice tenant's."""
    subject = next((each for each in case.subjects if each.artifact is token), None)
    if subject is None:
        return []
    is_graph = any(each.app_id == GRAPH for audience in subject.audiences if (each := resource_for(audience)))
    if subject.issuer.cloud is Cloud.PRACTICE:
        origin = f"https://{authority_of(Cloud.PRACTICE)}"
        both = [f"{origin}/v1.0/me", f"{origin}/orders"]
        return both if is_graph else both[::-1]
    return [_GRAPH_ME] if is_graph else []


def _with_words(paste: Paste, token: Artifact | None) -> str:
    if token is None:
        return _("There is no access token here to call an API with. Choose one on the left, or sign in for one.")
    rows = paste.report.artifacts if paste.report else ()
    row = next((row for row in rows if row.id == token.id), None)
    about = " · ".join(filter(None, (row.label, row.about, row.status))) if row else _("Access token")
    return _("With: {token}").format(token=visible(about))


def _unfit(token: str) -> str | None:
    if token.isascii() and token.isprintable() and " " not in token:
        return None
    return _("This token holds characters that no header can carry; it was damaged on the way here.")
