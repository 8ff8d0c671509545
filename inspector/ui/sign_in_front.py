"""What stands beside the form: what will happen, what is waited for, how it ended; below it each step."""

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.exchange import Exchange, Step
from inspector.masking import visible
from inspector.signin.outcome import EnterCode, NothingHappened, OpenBrowser, Progress, SignInOutcome, StepReached
from inspector.signin.request import SignInRequest
from inspector.ui.fields import button, joined
from inspector.ui.outcome_card import OutcomeCard
from inspector.ui.sign_in_events import Started
from inspector.ui.sign_in_outline import Outline
from inspector.ui.steps_card import StepsCard
from inspector.ui.theme import Theme
from inspector.ui.waiting_panels import DevicePanel, WaitingPanel
from inspector.words import _


class SignInFront(QFrame):
    """One panel at a time. `back_asked` is emitted where the form has no room beside it and is wanted again."""

    back_asked = Signal()
    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        copy: Callable[[str], None],
        open_page: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._open_page = open_page
        self.outline, self.outcome = Outline(theme), OutcomeCard(theme, copy)
        self.waiting, self.device = WaitingPanel(theme, copy), DevicePanel(theme, copy)
        self.steps = StepsCard(theme, copy)
        self._hidden = False
        self.back = button(_("Change the re&quest"), _("Back to the form"), "small")
        self._panels: tuple[QWidget, ...] = (self.outline, self.waiting, self.device, self.outcome)
        self.panel: QWidget = self.outline
        self._traces: list[list[Exchange]] = []
        self._request = SignInRequest()
        self._build()
        self.back.clicked.connect(self.back_asked)
        self.waiting.reopen_asked.connect(lambda: open_page(self.waiting.address))
        self.device.open_asked.connect(open_page)
        self.forget()
        self.bring(self.outline)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and nothing has ended that should be read."""
        return self.panel is self.outline

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The steps so far; practice signs somebody in first to act for them, which is an attempt of its own."""
        return tuple(Attempt(_("Sign-in"), tuple(each)) for each in self._traces)

    def bring(self, panel: QWidget) -> None:
        """Show one panel."""
        self.panel = panel
        for each in self._panels:
            each.setVisible(each is panel)
        self._scroll.verticalScrollBar().setValue(0)  # what was read of the panel before is not where this one begins
        self.changed.emit()

    def _announce(self, words: str) -> None:
        """Say to screen readers what a person has to do now, or what has happened."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, visible(words)))

    def show_started(self, what: Started) -> None:
        """Say what has begun."""
        self.forget()
        self._request = what.request
        title = _("Renewing the token") if what.renews else _("Signing in")
        self.waiting.show_begun(title, _("Asking {host}.").format(host=_host(what.request)))
        self.bring(self.waiting)
        self.waiting.cancel.setFocus()

    def show_progress(self, progress: Progress) -> None:
        """Show what has happened, and open the browser where it is time to."""
        if isinstance(progress, StepReached):
            self._show_step(progress)
        elif isinstance(progress, OpenBrowser):
            self._show_browser(progress)
        elif isinstance(progress, NothingHappened):
            self.waiting.show_help(shown=True)
            self._announce(self.waiting.help)
        elif isinstance(progress, EnterCode):
            address, complete = progress.verification_uri, progress.verification_uri_complete
            self.device.show_code(progress.user_code, address, complete, progress.until)
            self.bring(self.device)
            self.device.copy_code.setFocus()
            self._announce(f"{self.device.sentence.text()} {self.device.code.accessibleName()}")

    def keep_trace(self, outcome: SignInOutcome) -> None:
        """Take the trace as it was in the end: a change of the last moment may not have been told."""
        if outcome.trace:
            self._traces[-1:] = [list(outcome.trace)]
            self._show_steps()

    def hide_values(self, hidden: bool) -> None:
        """Mask what names a person, a tenant or an address in the steps."""
        self._hidden = hidden
        self._show_steps()

    def rest(self) -> None:
        """Let nothing move any more and hold no code: the sign-in is over."""
        self.waiting.rest()
        self.device.rest()

    def forget(self) -> None:
        """Show no steps: those of the last sign-in say nothing about the next."""
        self._traces = []
        self._show_steps()

    def _show_browser(self, progress: OpenBrowser) -> None:
        from inspector.signin.registration_guide import registered_redirect_uri

        opened = self._open_page(progress.url)
        host, redirect = urlsplit(progress.url).netloc, registered_redirect_uri(self._request)
        self.waiting.show_browser(progress.url, host, redirect, progress.until, opened=opened)
        self.bring(self.waiting)
        self._announce(f"{self.waiting.title.text()}. {self.waiting.sentence.text()}")

    def _show_step(self, progress: StepReached) -> None:
        if progress.index == 0 and (not self._traces or len(self._traces[-1]) > 1):
            self._traces.append([])
        self._traces[-1][progress.index : progress.index + 1] = [progress.exchange]
        self._show_steps()
        if progress.exchange.step is Step.AUTHORIZATION_RESPONSE and self.panel is self.waiting:
            self._show_answered(progress.exchange.fault)

    def _show_answered(self, fault: str | None) -> None:
        """Say that an answer came: it is used, or refused for its fault, and then the right one is still awaited."""
        if fault is None:
            asking = _("Asking {host} for the tokens.").format(host=_host(self._request))
            self.waiting.show_begun(_("The answer came back"), asking)
        else:
            refused = _("An answer came. {fault} The right one is still awaited: open the page again, or cancel.")
            self.waiting.sentence.setText(visible(refused.format(fault=fault)))
            self._announce(self.waiting.sentence.text())

    def _show_steps(self) -> None:
        for part in (self._rule, self.steps):
            part.setVisible(bool(self._traces))
        self.steps.show_attempts(self.attempts, hidden=self._hidden)

    def _build(self) -> None:
        self._rule = QFrame()
        self._rule.setObjectName("line")
        self._rule.setFixedHeight(1)
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(14)
        self.back_row = joined(self.back)
        for part in (self.back_row, *self._panels, self._rule, self.steps):
            column.addWidget(part)
        column.addStretch()
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)


def _host(request: SignInRequest) -> str:
    from inspector.signin.authority import authority_for

    return authority_for(request).host
