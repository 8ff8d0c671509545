"""How a sign-in ended: the verdict on what came back, scopes asked for against granted, our own checks, what next."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.masking import Mask, visible
from inspector.ui.fields import button, joined, words
from inspector.ui.theme import Theme
from inspector.ui.verdict_banner import VerdictBanner
from inspector.words import _

if TYPE_CHECKING:
    from inspector.exchanges.exchange import Check
    from inspector.report.compose import Report
    from inspector.signin.outcome import SignInOutcome

_MARK = {True: "✓", False: "✗", None: "?"}


class OutcomeCard(QWidget):
    """Shows an outcome; each signal is a button of what can be done next."""

    look_asked = Signal()
    retry_asked = Signal()
    answer_asked = Signal()
    renew_asked = Signal(bool)  # whether by force
    other_asked = Signal()
    sign_out_asked = Signal()

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title, self.account = words(""), words("", dim=True)
        self.next_step, self.notes = words(""), words("")
        self.banner = Fitted(VerdictBanner(theme, copy))
        self._scopes_title, self._checks_title = words(_("Scopes")), words(_("The ID token, checked by this program"))
        self.scopes, self.checks = words(""), words("")
        self.look = button(_("&Look at what came back"), _("Open it in the list of what was inspected"), "primary")
        self.answer = button(_("&Answer this challenge"), _("Sign in again with the claims that are asked for"))
        self.retry = button(_("Tr&y again"), _("The same once more, as a new run"))
        self.renew = button(_("Renew"), _("Get a token silently: from memory, or with the refresh token"))
        self.force = button(_("Force renewal"), _("Get a new token even if the old one is still good"))
        self.other = button(_("Another API…"), _("Get a token for another API with this account"))
        self.sign_out = button(_("Sign out…"), _("Forget this account here; says first what that does not revoke"))
        self._build()
        self._connect_signals()
        self._on_theme_changed()

    def show_outcome(self, outcome: "SignInOutcome", report: "Report | None", *, hidden: bool) -> None:
        """Show `outcome`, with the report on its tokens or its refusal."""
        from inspector.signin.outcome import Status

        mask = Mask() if hidden else None
        signed_in = outcome.status is Status.SIGNED_IN
        self._say(self.title, f"{'✓' if signed_in else '✗'} {outcome.sentence}", mask)
        name = (outcome.account.username or outcome.account.id) if outcome.account else ""
        self._say(self.account, _kept(name, kept=bool(outcome.account and outcome.account.kept)), mask)
        self._say(self.next_step, f"→ {outcome.next_step}" if outcome.next_step else "", mask)
        self._say(self.notes, "\n".join(f"! {note}" for note in outcome.notes), mask)
        self.banner.setVisible(report is not None)
        if report is not None:
            self.banner.card.show_report(report)
            self.banner.refit()
        self._say(self.scopes, "\n".join(_scopes(outcome)) if signed_in else "", mask)
        self._scopes_title.setVisible(signed_in)
        self._show_checks(outcome.checks, mask, of_id_token=signed_in)
        self._offer(outcome, signed_in=signed_in, anything=report is not None)

    def first_button(self) -> QPushButton:
        """Return what a person will want most."""
        return next((each for each in self._buttons() if not each.isHidden()), self.retry)

    def _show_checks(self, checks: "tuple[Check, ...]", mask: Mask | None, *, of_id_token: bool) -> None:
        named = _("The ID token, checked by this program") if of_id_token else _("The token to exchange")
        self._checks_title.setText(named)
        self._checks_title.setVisible(bool(checks))
        self._say(self.checks, "\n".join(f"{_MARK[each.passed]} {each.name}: {each.text}" for each in checks), mask)

    def _offer(self, outcome: "SignInOutcome", *, signed_in: bool, anything: bool) -> None:
        from inspector.signin.outcome import Status

        self.look.setVisible(anything)
        again = {Status.SIGNED_IN: _("Do it a&gain"), Status.TIMED_OUT: _("Start o&ver")}
        self.retry.setText(again.get(outcome.status, _("Tr&y again")))
        self.retry.setAccessibleName(self.retry.text().replace("&", ""))
        self.answer.setVisible(bool(outcome.claims_challenge))
        for each in (self.renew, self.force, self.other, self.sign_out):
            each.setVisible(signed_in and outcome.account is not None)

    def _say(self, label: QLabel, text: str, mask: Mask | None) -> None:
        label.setText(visible(mask.text(text) if mask else text, lines=True))
        label.setVisible(bool(text))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (
            self.title, self.account, self.banner, self.next_step, self.notes, self._actions(), self._scopes_title,
            self.scopes, self._checks_title, self.checks,
        ):  # fmt: skip
            column.addWidget(part)

    def _actions(self) -> QWidget:
        return joined(*self._buttons())

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.look, self.answer, self.retry, self.renew, self.force, self.other, self.sign_out)

    def _connect_signals(self) -> None:
        self.look.clicked.connect(self.look_asked)
        self.retry.clicked.connect(self.retry_asked)
        self.answer.clicked.connect(self.answer_asked)
        self.renew.clicked.connect(lambda: self.renew_asked.emit(False))
        self.force.clicked.connect(lambda: self.renew_asked.emit(True))
        self.other.clicked.connect(self.other_asked)
        self.sign_out.clicked.connect(self.sign_out_asked)
        self._theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.heading)
        for each in (self._scopes_title, self._checks_title):
            each.setFont(self._theme.strong)
        self.banner.refit()


class Fitted(QWidget):
    """Gives a card the height that it needs at the width it has."""

    def __init__(self, card: VerdictBanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        card.setParent(self)

    def refit(self) -> None:
        """Lay the card out anew."""
        height = self.card.arrange(self.width())
        self.card.setGeometry(0, 0, self.width(), height)
        self.setFixedHeight(height)
        self.card.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.refit()


def _kept(name: str, *, kept: bool) -> str:
    if not name:
        return ""
    return _("{name}, kept in the keyring").format(name=name) if kept else _("{name}, in memory only").format(name=name)


def _scopes(outcome: "SignInOutcome") -> Iterator[str]:
    """Yield a line for each scope: granted, not granted, or granted without being asked for."""
    missing = outcome.missing_scopes
    asked = {scope.rpartition("/")[2].lower() for scope in outcome.asked_scopes}
    for scope in outcome.asked_scopes:
        mark, word = ("✗", _("not granted")) if scope in missing else ("✓", "")
        yield " ".join(filter(None, (mark, scope, word)))
    for scope in outcome.granted_scopes:
        if scope.rpartition("/")[2].lower() not in asked:
            yield _("+ {scope} granted besides").format(scope=scope)
    if not outcome.granted_scopes:
        yield _("? The issuer did not say what it granted.")
