"""What an API answered: the status in a sentence, the headers that matter, the body laid out, secrets masked."""

import json
from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.exchanges.exchange import Exchange
from inspector.masking import Mask, visible
from inspector.report.step_details import telling_headers
from inspector.report.step_words import milliseconds
from inspector.signin.api_call import ApiAnswer
from inspector.ui.fields import button
from inspector.ui.signature_cards import Row, RowsCard
from inspector.ui.theme import Theme
from inspector.ui.token_tab import ReadOnlyText
from inspector.ui.wrapping import WrapLayout
from inspector.words import _

_MOST_SHOWN = 60_000  # characters of a body


class ApiAnswerView(QWidget):
    """`challenge_accepted` carries the claims that the API asks for; `steps_asked` wants the call drawn."""

    challenge_accepted = Signal(str)
    steps_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        copy: Callable[[str], None],
        copy_secret: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._copy, self._copy_secret = theme, copy, copy_secret
        self._answer: ApiAnswer | None = None
        self._hidden = False
        self.card = RowsCard(theme)
        self.body = ReadOnlyText(theme, _("Body of the answer"))
        self.challenge = button(
            _("Sign in again with these &claims"), _("Fills the sign-in; sends nothing yet"), "primary"
        )
        self.steps = button(_("Show in the &flow"), _("Show the call in the flow"), "small")
        self.copy_body = button(_("Copy &body"), _("Copy the body of the answer"), "small")
        self.reveal = button(_("Show &secrets"), _("Show the credentials in the body"), "small")
        self._build()
        self._connect_signals()
        self.show_answer(None, hidden=False)

    def show_answer(self, answer: ApiAnswer | None, *, hidden: bool) -> None:
        """Show an answer, or nothing."""
        if answer is not self._answer:
            self.reveal.setChecked(False)
        self._answer, self._hidden = answer, hidden
        self.setVisible(answer is not None)
        if answer is not None:
            self._fill(answer)

    def _fill(self, answer: ApiAnswer) -> None:
        mask = Mask() if self._hidden else None
        exchange = answer.trace[-1] if answer.trace else None
        rows = list(_rows(exchange)) if exchange is not None else []
        shown = [Row(row.label, mask.text(row.text), row.code) if mask else row for row in rows]
        self.card.show_rows(answer.sentence, _meaning(answer), shown, _pill(answer), _role(answer))
        self._fill_body(answer)
        self.challenge.setVisible(bool(answer.claims_challenge))
        self.steps.setVisible(exchange is not None)

    def _fill_body(self, answer: ApiAnswer) -> None:
        masked, whole = _masked_body(answer), _whole_body(answer)
        text = whole if self.reveal.isChecked() and not self._hidden else masked
        self._shown = Mask().text(text) if self._hidden else text
        self.reveal.setVisible(whole != masked and not self._hidden)
        for part in (self.body, self.copy_body):
            part.setVisible(bool(text.strip()))
        left = len(self._shown) - _MOST_SHOWN
        more = _("\n… {count} more characters").format(count=f"{left:,}") if left > 0 else ""
        self.body.setPlainText(visible(self._shown[:_MOST_SHOWN], lines=True) + more)
        lines = min(max(self.body.document().blockCount(), 3), 16)
        self.body.setMinimumHeight(self.body.fontMetrics().lineSpacing() * (lines + 1) + 12)

    _shown = ""

    def _build(self) -> None:
        self.reveal.setCheckable(True)
        self.reveal.setAccessibleDescription(_("Credentials in the body are masked until this is pressed."))
        row = WrapLayout()
        for each in (self.challenge, self.steps, self.copy_body, self.reveal):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.card)
        column.addLayout(row)
        column.addWidget(self.body, 1)

    def _connect_signals(self) -> None:
        self.challenge.clicked.connect(self._on_challenge)
        self.steps.clicked.connect(self.steps_asked)
        self.copy_body.clicked.connect(self._on_copy)
        self.reveal.toggled.connect(self._on_reveal)

    def _on_challenge(self) -> None:
        if self._answer is not None:
            self.challenge_accepted.emit(self._answer.claims_challenge)

    def _on_copy(self) -> None:
        copy = self._copy_secret if self.reveal.isChecked() else self._copy
        copy(self._shown)

    def _on_reveal(self) -> None:
        if self._answer is not None:
            self._fill_body(self._answer)

    def set_fonts(self) -> None:
        """Follow the theme."""
        self.body.set_fonts()
        if self._answer is not None:
            self._fill(self._answer)


def _rows(exchange: Exchange) -> Iterator[Row]:
    if exchange.seconds is not None:
        yield Row(_("took"), milliseconds(exchange.seconds), code=False)
    if exchange.response is not None:
        yield from (Row(row.name, row.value) for row in telling_headers(exchange.response))
    if exchange.request_id:
        yield Row(_("request id"), exchange.request_id)


def _pill(answer: ApiAnswer) -> str:
    return str(answer.status) if answer.status is not None else _("no answer")


def _role(answer: ApiAnswer) -> str:
    if answer.status is None or 300 <= answer.status < 400:
        return "warn"
    return "ok" if answer.status < 300 else "bad"


def _meaning(answer: ApiAnswer) -> str:
    if answer.claims_challenge:
        return _("It asks for a token with more claims. The verdict above takes the answer into account.")
    if answer.status is not None and answer.status >= 400:
        return _("The verdict above takes the answer into account: it stands under “The API said”.")
    return ""


def _masked_body(answer: ApiAnswer) -> str:
    response = answer.trace[-1].response if answer.trace else None
    return response.body if response else ""


def _whole_body(answer: ApiAnswer) -> str:
    body = answer.for_explain.partition("\r\n\r\n")[2]
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return body
    return json.dumps(document, indent=2, ensure_ascii=False) if isinstance(document, dict) else body
