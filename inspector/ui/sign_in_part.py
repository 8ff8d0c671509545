"""What the window has of signing in: the page, the accounts, the practice bar, where accounts are kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector.exchanges.attempt import Attempt
from inspector.ui.accounts_section import AccountsSection
from inspector.ui.background import Background
from inspector.ui.inspection import Inspection
from inspector.ui.pastes import Paste
from inspector.ui.practice_bar import PracticeBar
from inspector.ui.request_log import RequestLog
from inspector.ui.seats import Seat
from inspector.ui.services import SignInServices
from inspector.ui.sign_in_desk import SignInDesk
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.outcome import Account
    from inspector.signin.request import SignInRequest
    from inspector.storage.vault import VaultState
    from inspector.ui.sign_in_page import SignInPage


class WindowParts(NamedTuple):
    """What signing in needs of the window; `show` brings the sign-in page to the front, and makes it first."""

    theme: Theme
    background: Background
    requests: RequestLog
    inspection: Inspection
    copy: Callable[[str], None]
    complain: Callable[[str], None]
    show: "Callable[[], SignInPage]"


class SignInPart(QObject):
    """Connects desk, page, accounts and practice bar. `keeping_changed` carries a VaultState, `working` words."""

    keeping_changed = Signal(object)
    working = Signal(str)
    listed = Signal()  # something new was inspected, without being looked at

    def __init__(self, services: SignInServices, parts: WindowParts, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._parts, self._window = services, parts, window
        self.desk = SignInDesk(services, parts.background, parts.requests, self)
        self.accounts = AccountsSection(parts.theme)
        self.practice = PracticeBar(parts.theme)
        self._page: SignInPage | None = None
        self._connect_signals()
        self._on_practice()

    # ---- from outside

    def make_page(self) -> "SignInPage":
        """Return the sign-in page."""
        from inspector.ui.browser import open_page
        from inspector.ui.sign_in_page import PageTools, SignInPage

        tools = PageTools(
            self._parts.copy, open_page, self._take_in, self._look, self._in_hand, self._services.profiles()
        )
        page = self._page = SignInPage(self._parts.theme, self.desk, tools)
        page.hide_values(self._parts.inspection.hidden)
        page.shown.connect(self._on_page_shown)
        page.renew_asked.connect(self._on_account_renewed)
        page.other_asked.connect(lambda account: self._on_other(self._seat_of(account)))
        page.sign_out_asked.connect(lambda account: self._on_sign_out(self._seat_of(account)))
        return page

    def begin(self, request: "SignInRequest", practice: bool) -> None:
        """Show the page filled with `request`; nothing is sent before the person presses its button."""
        if practice:
            self.desk.practise()
        self._parts.show().begin(request, practice)

    def start_practice(self) -> None:
        """Show the page with practice on."""
        self.desk.practise()  # first: practice asks no keyring
        self._parts.show()

    def hide_values(self, hidden: bool) -> None:
        """Mask names, tenants and ids."""
        self.accounts.hide_values(hidden)
        if self._page is not None:
            self._page.hide_values(hidden)

    def close(self) -> None:
        """End every sign-in, session and server."""
        self.desk.close()

    def keeping(self) -> "VaultState":
        """Return where accounts are kept, as far as that is known; asks nobody."""
        from inspector.storage.vault import VaultState

        return self.desk.keeping or VaultState()

    # ---- connections

    def _connect_signals(self) -> None:
        desk, accounts = self.desk, self.accounts
        desk.accounts_changed.connect(self._on_accounts)
        desk.practice_changed.connect(self._on_practice)
        desk.working.connect(self.working)
        desk.failed.connect(self._on_failed)
        accounts.renew_asked.connect(self._on_renew)
        accounts.other_asked.connect(self._on_other)
        accounts.sign_out_asked.connect(self._on_sign_out)
        accounts.restore_asked.connect(desk.restore)
        accounts.sign_in_asked.connect(self._parts.show)
        self.practice.fault_chosen.connect(lambda name: desk.set_fault(name or None))
        self.practice.ended.connect(desk.stop_practising)

    def _on_page_shown(self) -> None:
        """Read the kept accounts when signing in is first looked at: the first touch of the keyring."""
        if not self.desk.restored and not self.desk.practising:
            self.desk.restore()

    def _on_accounts(self) -> None:
        self.accounts.show_seats(self.desk.seats(), restored=self.desk.restored)
        self.keeping_changed.emit(self.keeping())

    def _on_practice(self) -> None:
        fault = self.desk.tenant.fault if self.desk.tenant else None
        self.practice.setVisible(self.desk.practising)
        self.practice.show_faults(self.desk.faults(), fault.name if fault else "")

    def _on_failed(self, words: str) -> None:
        """Say in the window what the page can't say because it is not there or not in front."""
        if self._page is None or not self._page.isVisible():
            self._parts.complain(words)

    # ---- accounts

    def _on_renew(self, seat: Seat, force: bool) -> None:
        if seat.request is None:
            self._on_other(seat)
            return
        self._parts.show()
        self.desk.renew(seat, seat.request, force=force)

    def _on_account_renewed(self, account: "Account", force: bool) -> None:
        self._on_renew(self._seat_of(account), force)

    def _on_other(self, seat: Seat) -> None:
        from dataclasses import replace

        from inspector.signin.request import SignInRequest
        from inspector.ui.account_dialogs import OtherApiDialog

        def get(scopes: tuple[str, ...]) -> None:
            self._parts.show()
            self.desk.renew(seat, replace(seat.request or SignInRequest(), scopes=scopes, claims=""), force=False)

        OtherApiDialog(_name(seat, hidden=self._parts.inspection.hidden), get, self._window).open()

    def _on_sign_out(self, seat: Seat) -> None:
        from inspector.ui.account_dialogs import SignOutDialog

        name = _name(seat, hidden=self._parts.inspection.hidden)
        SignOutDialog(name, lambda: self.desk.sign_out(seat), self._window).open()

    def _seat_of(self, account: "Account") -> Seat:
        found = (seat for seat in self.desk.seats() if seat.account.id == account.id)
        same = [seat for seat in found if seat.account.client_id == account.client_id]
        return same[0] if same else Seat(account, self.desk.practising, None)

    # ---- what came back

    def _take_in(self, text: str, attempts: tuple[Attempt, ...]) -> Paste:
        paste = self._parts.inspection.take_in(text)
        paste.attempts = attempts
        self.listed.emit()
        return paste

    def _look(self, paste: Paste) -> None:
        self._parts.inspection.show(paste, None)

    def _in_hand(self) -> tuple[tuple[str, str], ...]:
        from inspector.ui.tokens_in_hand import tokens_in_hand

        return tokens_in_hand(self._parts.inspection.pastes.all)


def _name(seat: Seat, *, hidden: bool) -> str:
    return _("this account") if hidden else seat.account.username or seat.account.id
