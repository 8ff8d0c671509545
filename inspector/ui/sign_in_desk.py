"""The sign-ins of a window: one at a time, off the GUI thread; what happens in them arrives as signals."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.ui.background import Background, Task
from inspector.ui.seats import Seat, Seats
from inspector.ui.session_place import ClosedError, Place
from inspector.ui.sign_in_events import Ended, Started, trouble_words
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.faults import Fault
    from inspector.practice.tenant import PracticeTenant
    from inspector.signin.cancellation import Cancellation
    from inspector.signin.outcome import Account, OnProgress, SignInOutcome
    from inspector.signin.request import SignInRequest
    from inspector.signin.session import Session
    from inspector.storage.vault import Vault, VaultState
    from inspector.ui.proof import Proof
    from inspector.ui.request_log import RequestLog
    from inspector.ui.services import SignInServices

_PATIENCE = 5.0  # seconds that a sign-in waits for the one before, which was cancelled, to let go of its port


class SignInDesk(QObject):
    """Knows the sessions: the real one, opened at its first use, and the practice tenant's while practice is on."""

    started = Signal(object)  # Started
    progressed = Signal(object)  # outcome.Progress
    ended = Signal(object)  # Ended
    failed = Signal(str)  # something besides a sign-in could not be done; the sentence says what
    working = Signal(str)  # on something besides a sign-in; "" once that is over
    accounts_changed = Signal()
    practice_changed = Signal()

    def __init__(
        self, services: "SignInServices", background: Background, requests: "RequestLog", parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._background, self._requests = services, background, requests
        self._real: Place[tuple[Session, Vault]] = Place(lambda: services.open_session(requests.add))
        self._training: Place[tuple[Session, PracticeTenant]] | None = None
        self._seats = Seats()
        self._task: Task | None = None
        self._stop: Cancellation | None = None
        self._over = threading.Event()
        self._over.set()
        self._chores: list[Task] = []
        self._keeping: VaultState | None = None
        self.restored = False

    # ---- signing in

    @property
    def busy(self) -> bool:
        """Whether a sign-in is under way; there is one at a time."""
        return self._task is not None

    def sign_in(self, request: "SignInRequest", proof: "Proof", *, insist: bool = False) -> None:
        """Carry out `request`, at the practice tenant while practice is on; where one is under way, do nothing."""
        training = self._training

        def perform(session: "Session", tell: "OnProgress", stop: "Cancellation") -> "SignInOutcome":
            if training is None:
                return session.sign_in(request, credential=proof.read(), insist=insist, tell=tell, cancellation=stop)
            from inspector.drill import credential_for
            from inspector.rehearsal import practice_request, rehearse

            tenant, given = training.enter()[1], proof.read()
            if not given.proves_client:  # the tenant's own proof is of the kind that its fault is about
                own = credential_for(practice_request(request, tenant), tenant, tenant.fault)
                given = replace(own, assertion=given.assertion)
            return rehearse(session, tenant, request, given, tell=tell, cancellation=stop)

        self._begin(Started(request, training is not None, renews=False), perform)

    def renew(self, seat: Seat, request: "SignInRequest", *, force: bool) -> None:
        """Renew the tokens of an account for the scopes of `request`, which may be another API's."""
        from inspector.signin.refresh import at_account

        placed = at_account(request, seat.account)

        def perform(session: "Session", tell: "OnProgress", stop: "Cancellation") -> "SignInOutcome":
            return session.refresh(placed, seat.account, force=force, tell=tell, cancellation=stop)

        self._begin(Started(placed, seat.practice, renews=True), perform)

    def cancel(self) -> None:
        """Stop the sign-in under way; nothing more is heard of it."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._stop is not None:
            self._stop.cancel()
            self._stop = None

    def _begin(self, what: Started, perform: "Callable[[Session, OnProgress, Cancellation], SignInOutcome]") -> None:
        if self.busy or (what.practice and self._training is None):
            return
        from inspector.signin.cancellation import Cancellation

        place = self._place(practice=what.practice)
        before, over, stop = self._over, threading.Event(), Cancellation()
        self._over, self._stop = over, stop

        def work(task: Task) -> "tuple[SignInOutcome, tuple[Account, ...]]":
            try:
                if what.request.redirect_port:
                    before.wait(_PATIENCE)
                session = place.enter()[0]
                outcome = perform(session, lambda progress: task.call(self.progressed.emit, progress), stop)
                return outcome, session.accounts()
            finally:
                over.set()

        def done(found: "tuple[SignInOutcome, tuple[Account, ...]]") -> None:
            self._task = self._stop = None
            self._seats.take_over(found[1], practice=what.practice, owner=found[0].account, request=what.request)
            self.accounts_changed.emit()
            self.ended.emit(Ended(what.request, found[0], what.practice, lambda: self._begin(what, perform)))

        self.started.emit(what)
        # Not assigned from `run` alone: an executor that works at once has ended it by then.
        task = self._task = self._background.prepare(self)
        self._background.start(task, work, done, self._on_trouble)

    def _on_trouble(self, error: Exception) -> None:
        """Tell about what is no outcome of a flow: an obstacle, a proof that can't be read, a fault of ours."""
        self._task = self._stop = None
        self._tell(error)

    def _place(self, *, practice: bool) -> "Place[tuple[Session, Vault]] | Place[tuple[Session, PracticeTenant]]":
        return self._training if practice and self._training is not None else self._real

    # ---- accounts

    def seats(self) -> tuple[Seat, ...]:
        """Return who has signed in, practice accounts after real ones."""
        return self._seats.all()

    @property
    def keeping(self) -> "VaultState | None":
        """Where accounts are kept; None before the keyring was first asked. Touches nothing."""
        opened = self._real.opened
        if opened is not None:
            self._keeping = opened[1].state
        return self._keeping

    def restore(self) -> None:
        """Read the kept accounts: the first touch of the keyring. Nothing is sent."""

        def work(_task: Task) -> "tuple[Account, ...]":
            return self._real.enter()[0].restore()

        self.restored = True
        self._do(_("Reading the kept accounts"), work, self._on_accounts)

    def retry_keyring(self) -> None:
        """Ask the keyring again, as after unlocking it; keep what it refused, and read what it holds."""

        def work(_task: Task) -> "tuple[Account, ...]":
            session, vault = self._real.enter()
            vault.retry()
            session.keep()
            return session.restore()

        self.restored = True
        self._do(_("Asking the keyring"), work, self._on_accounts)

    def sign_out(self, seat: Seat) -> None:
        """Forget every token of an account here."""
        place = self._place(practice=seat.practice)

        def work(_task: Task) -> "tuple[Account, ...]":
            session = place.enter()[0]
            session.sign_out(seat.account)
            return session.accounts()

        self._seats.remove(seat)
        self.accounts_changed.emit()
        name = seat.account.username or seat.account.id
        words = _("Signing {name} out").format(name=name)
        self._do(words, work, lambda accounts: self._take_over(accounts, practice=seat.practice))

    def _on_accounts(self, accounts: "tuple[Account, ...]") -> None:
        self._take_over(accounts, practice=False)

    def _take_over(self, accounts: "tuple[Account, ...]", *, practice: bool) -> None:
        self._seats.take_over(accounts, practice=practice)
        self.accounts_changed.emit()

    def _do(
        self,
        words: str,
        work: "Callable[[Task], tuple[Account, ...]]",
        done: "Callable[[tuple[Account, ...]], None]",
    ) -> None:
        """Do something that may take long besides a sign-in, with a word on it."""

        def finish(found: "tuple[Account, ...]") -> None:
            self.working.emit("")
            done(found)

        def fail(error: Exception) -> None:
            self.working.emit("")
            self._tell(error)

        self.working.emit(words)
        self._chores = [each for each in self._chores if each.wanted]
        task = self._background.prepare(self)
        self._chores.append(task)
        self._background.start(task, work, finish, fail)

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, ClosedError):
            self.failed.emit(trouble_words(error))

    def cancel_chores(self) -> None:
        """Wait no longer for the keyring."""
        for task in self._chores:
            task.cancel()
        self._chores.clear()
        self.working.emit("")

    # ---- practice

    @property
    def practising(self) -> bool:
        """Whether practice is on."""
        return self._training is not None

    @property
    def tenant(self) -> "PracticeTenant | None":
        """The practice tenant once it is open."""
        opened = self._training.opened if self._training else None
        return opened[1] if opened else None

    @property
    def practice_session(self) -> "Session | None":
        """The practice tenant's session once it is open; may be asked for on any thread."""
        training = self._training
        opened = training.opened if training else None
        return opened[0] if opened else None

    def practise(self) -> None:
        """Turn practice on; `practice_changed` is emitted at once and again when the tenant is open."""
        if self._training is not None:
            return
        self.cancel()
        place = self._training = Place(lambda: self._services.open_practice(self._requests.add_inside))
        self.practice_changed.emit()

        def work(_task: Task) -> "tuple[Account, ...]":
            return place.enter()[0].accounts()

        self._do(_("Making a practice tenant"), work, lambda _accounts: self.practice_changed.emit())

    def stop_practising(self) -> None:
        """Turn practice off: the tenant and its accounts are gone."""
        place, self._training = self._training, None
        if place is None:
            return
        self.cancel()
        self._background.run(self, lambda _task: place.close(), lambda _nothing: None, lambda _error: None)
        self._take_over((), practice=True)
        self.practice_changed.emit()

    def faults(self) -> "tuple[Fault, ...]":
        """Return what can be made to go wrong in practice."""
        return self.tenant.faults() if self.tenant else ()

    def set_fault(self, name: str | None) -> None:
        """Let a fault strike from the next request on, or none."""
        if self.tenant is not None:
            self.tenant.set_fault(name)
            self.practice_changed.emit()

    def close(self) -> None:
        """End everything: sign-in, sessions, practice tenant. No thread and no socket outlives it for long."""
        self.cancel()
        for task in self._chores:
            task.cancel()
        if self._training is not None:
            self._training.close()
        self._real.close()
