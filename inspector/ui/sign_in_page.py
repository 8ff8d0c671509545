"""The sign-in page: the form on the left, beside it what happens and how it ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.exchanges.attempt import Attempt
from inspector.signin.outcome import Account, Status
from inspector.signin.request import Flow, SignInRequest
from inspector.signin.surroundings import first_flow
from inspector.ui.fields import button
from inspector.ui.notice import Notice
from inspector.ui.sign_in_desk import SignInDesk
from inspector.ui.sign_in_events import Ended, Started
from inspector.ui.sign_in_form import SignInForm
from inspector.ui.sign_in_front import SignInFront
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.ui.pastes import Paste

_SIDE_BY_SIDE = 118  # letters: a narrower page shows the form or what happens, not both


class PageTools(NamedTuple):
    """What the page has of the window: the clipboard, the browser, the list of what was inspected.

    `take_in(text, attempts)` lists and judges what came back, `look(paste)` shows it; `in_hand()` names the
    access tokens that were inspected.
    """

    copy: Callable[[str], None]
    open_page: Callable[[str], bool]
    take_in: "Callable[[str, tuple[Attempt, ...]], Paste]"
    look: "Callable[[Paste], None]"
    in_hand: Callable[[], Sequence[tuple[str, str]]]
    profiles: Path


class SignInPage(QWidget):
    """Shows the form and what the desk does. The signals carry the Account that the shown outcome is of."""

    renew_asked = Signal(object, bool)
    other_asked = Signal(object)
    sign_out_asked = Signal(object)
    shown = Signal()

    def __init__(self, theme: Theme, desk: SignInDesk, tools: PageTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._desk, self._tools = theme, desk, tools
        self.form = SignInForm(theme, first_flow(), tools.profiles, tools.in_hand)
        self.front = SignInFront(theme, tools.copy, tools.open_page)
        self.notice = Notice()
        self.practise = button(_("Practise"), _("Sign in at a practice tenant in this program; nothing is real"))
        self._title = QLabel(_("Sign in"))
        self._request = SignInRequest()  # of the sign-in under way, or of the last one
        self._ended: Ended | None = None
        self._paste: Paste | None = None
        self._wanted: SignInRequest | None = None  # to be filled in once the practice tenant is there
        self._hidden = False
        self._build()
        self.setFocusProxy(self.form.flow.box)
        self._connect_signals()
        self._on_theme_changed()
        self._on_practice()

    # ---- from outside

    def begin(self, request: SignInRequest, practice: bool) -> None:
        """Fill the form with `request`; in practice, at a fitting app of the practice tenant. Nothing is sent yet."""
        if practice:
            self._wanted = request
            self._desk.practise()
            self._on_practice()
        else:
            self._desk.stop_practising()
            self.form.fill(request)
        if not self._desk.busy:
            self.front.forget()
            self.front.bring(self.front.outline)
        self.form.submit.setFocus()

    def hide_values(self, hidden: bool) -> None:
        """Mask names, tenants and ids in form and outcome."""
        self._hidden = hidden
        self.form.hide_values(hidden)
        self.front.hide_values(hidden)
        if self._ended is not None:
            self._show_outcome(self._ended)

    # ---- building

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self.practise)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.form, 5)
        columns.addWidget(self.front, 4)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 14)
        page.setSpacing(12)
        page.addLayout(head)
        page.addWidget(self.notice)
        page.addLayout(columns, 1)

    def _connect_signals(self) -> None:
        desk, form, front = self._desk, self.form, self.front
        desk.started.connect(self._on_started)
        desk.progressed.connect(front.show_progress)
        desk.ended.connect(self._on_ended)
        desk.failed.connect(self._on_failed)
        desk.practice_changed.connect(self._on_practice)
        form.submitted.connect(self._on_submitted)
        form.edited.connect(self._on_edited)
        form.guide_asked.connect(self._on_guide)
        form.consent_asked.connect(self._on_consent)
        self.practise.clicked.connect(desk.practise)
        front.back_asked.connect(self._on_back)
        front.changed.connect(self._arrange)
        front.waiting.cancelled.connect(self._on_cancel)
        front.waiting.device_asked.connect(self._on_device_asked)
        front.device.cancelled.connect(self._on_cancel)
        front.outcome.look_asked.connect(self._on_look)
        front.outcome.retry_asked.connect(self._on_retry)
        front.outcome.answer_asked.connect(self._on_answer)
        front.outcome.renew_asked.connect(lambda force: self.renew_asked.emit(self._account(), force))
        front.outcome.other_asked.connect(lambda: self.other_asked.emit(self._account()))
        front.outcome.sign_out_asked.connect(lambda: self.sign_out_asked.emit(self._account()))
        self._theme.changed.connect(self._on_theme_changed)

    # ---- what the person does

    def _on_submitted(self) -> None:
        self._desk.sign_in(self.form.request(), self.form.given_proof(), insist=self.form.insists)

    def _on_cancel(self) -> None:
        self._desk.cancel()
        self._rest()
        self.front.bring(self.front.outline)
        self.notice.tell(_("The sign-in was cancelled. Nothing of it is used."))
        self.form.submit.setFocus()

    def _on_device_asked(self) -> None:
        self._desk.cancel()
        self._rest()
        self.form.fill(replace(self._request, flow=Flow.DEVICE_CODE))
        self.form.send()

    def _on_back(self) -> None:
        self.front.bring(self.front.outline)
        self.form.submit.setFocus()

    def _on_look(self) -> None:
        if self._paste is not None:
            self._tools.look(self._paste)

    def _on_retry(self) -> None:
        if self._ended is not None:
            self._ended.again()

    def _on_answer(self) -> None:
        from inspector.signin.claims import answer_challenge

        if self._ended is not None:
            self.form.fill(answer_challenge(self._ended.request, self._ended.outcome.claims_challenge))
            self.form.send()

    def _on_edited(self) -> None:
        self.front.outline.show_request(self.form.request(), practice=self._desk.practising)

    def _on_guide(self) -> None:
        from inspector.signin.registration_guide import guide
        from inspector.ui.registration_sheet import RegistrationSheet

        RegistrationSheet(guide(self.form.request()), self._theme, self._tools.copy, self.window()).open()

    def _on_consent(self) -> None:
        from inspector.signin.authority import admin_consent_address

        address = admin_consent_address(self.form.request())
        if address:
            self._tools.copy(address)

    # ---- what the desk does

    def _on_started(self, what: Started) -> None:
        self._request, self._ended, self._paste = what.request, None, None
        self.notice.tell("")
        self.form.set_busy(True)
        self.front.show_started(what)

    def _on_ended(self, ended: Ended) -> None:
        if ended.outcome.status is Status.CANCELLED:
            self._on_cancel()
            return
        self._rest()
        self._ended = ended
        self.front.keep_trace(ended.outcome)
        text = ended.outcome.for_explain
        self._paste = self._tools.take_in(text, self.front.attempts) if text else None
        self._show_outcome(ended)
        self.front.bring(self.front.outcome)
        self.front.outcome.first_button().setFocus()

    def _on_failed(self, words: str) -> None:
        if not self._desk.busy and not self.form.submit.isEnabled():
            self._rest()
            self.front.bring(self.front.outline)
        self.notice.tell(words)

    def _on_practice(self) -> None:
        tenant = self._desk.tenant
        self.practise.setVisible(not self._desk.practising)
        self._title.setText(_("Sign in for practice") if self._desk.practising else _("Sign in"))
        if tenant is not self.form.tenant:
            self.form.practise(tenant)
            self._ended = None
            self._rest()
            self.front.bring(self.front.outline)
        if tenant is not None and self._wanted is not None:
            self.form.suggest(self._wanted)
            self._wanted = None
        self._rest_button()
        self._on_edited()

    # ---- showing

    def _show_outcome(self, ended: Ended) -> None:
        report = self._paste.report if self._paste else None
        self.front.outcome.show_outcome(ended.outcome, report, hidden=self._hidden)

    def _rest(self) -> None:
        self.front.rest()
        self._rest_button()

    def _rest_button(self) -> None:
        """Let a sign-in begin where none is under way and, in practice, there is a tenant."""
        self.form.set_busy(self._desk.busy or (self._desk.practising and self._desk.tenant is None))

    def _account(self) -> Account | None:
        return self._ended.outcome.account if self._ended else None

    def _arrange(self) -> None:
        """Show both columns where there is room, else the one that matters."""
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        self.form.setVisible(not narrow or self.front.idle)
        self.front.setVisible(not narrow or not self.front.idle)
        self.front.back_row.setVisible(narrow and not self._desk.busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Offer the tokens in hand anew, and tell that the page is looked at."""
        super().showEvent(event)
        self.form.assertion.offer()
        self._on_theme_changed()
        self.shown.emit()

    def _on_theme_changed(self) -> None:
        self._title.setFont(self._theme.heading)
