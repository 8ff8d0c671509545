"""What the window is given to work with, from app: it knows neither where these come from nor what they import."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.diagnosis.verification import Asked, Verification
    from inspector.exchanges.redaction.har_copy import Copied
    from inspector.network.key_sets import FetchedKeys
    from inspector.network.plan import Plan
    from inspector.practice.tenant import PracticeTenant
    from inspector.report.compose import Report
    from inspector.samples import Sample
    from inspector.signin.api_call import ApiAnswer, ApiCall
    from inspector.signin.cancellation import Cancellation
    from inspector.signin.session import Session
    from inspector.storage.settings import Settings
    from inspector.storage.vault import Vault
    from inspector.tokens.artifact import Listed, Pasted
    from inspector.tokens.keys import KeySet


OnRequest = Callable[[str, str], None]  # method, address


class Executor(Protocol):
    """Runs functions off the calling thread, or at once where a test wants that."""

    def submit(self, function: Callable[..., object], /, *arguments: object) -> object:
        """Run `function(*arguments)`; what it returns is of no interest."""


class Verifier(Protocol):
    """Verifies signatures; `fetch` alone contacts anybody, and is called off the GUI thread."""

    def tell(self, on_request: Callable[[str, str], None]) -> None:
        """Let `on_request(method, address)` be told of every request, on whatever thread makes it."""

    def plan(self, text: str, issuer: str | None = None, app_id: str | None = None) -> "Plan | None":
        """Return what `fetch` would contact; None where keys can't help."""

    def judge(self, text: str, given: "KeySet", asked: "Asked", *, app_id: str | None = None) -> "Verification":
        """Verify with the keys at hand."""

    def kept(self, text: str, issuer: str | None = None, app_id: str | None = None) -> "FetchedKeys | None":
        """Return the keys that were fetched for this token's issuer, or None."""

    def fetch(
        self, text: str, given: "KeySet", asked: "Asked", *, app_id: str | None = None, typed: bool = False
    ) -> "Verification":
        """Fetch the issuer's keys and verify with them."""

    def confirm(self, host: str) -> None:
        """Let keys come from `host` as well."""


class SignInServices(NamedTuple):
    """The functions behind the sign-in page.

    Both sessions are opened off the GUI thread and stay open until their context is left; each is given a function
    that hears of every request's method and address. `profiles()` is the file of the named profiles.
    """

    open_session: "Callable[[OnRequest], AbstractContextManager[tuple[Session, Vault]]]"
    open_practice: "Callable[[OnRequest], AbstractContextManager[tuple[Session, PracticeTenant]]]"
    profiles: "Callable[[], Path]"


class Services(NamedTuple):
    """The functions behind the window.

    `recognise(text)` takes a paste apart, `judge(pasted, expectation, now)` judges it, `compose(diagnosis,
    hide_values)` makes what is shown of it and `to_markdown(report)` what is shared.
    `read_log(path, progress, cancelled)` reads a
    file that is too large to paste; it is called off the GUI thread. `make_verifier()` is called once, when
    signatures are first looked at. `redact_recording(path, target, progress, cancelled)` writes the copy of a HAR
    that can be passed on, off the GUI thread.
    `call_api(call, token, cancellation, on_request)` sends one call with a token and is
    called off the GUI thread; `on_request` hears of its method and address.
    """

    recognise: "Callable[[str], Pasted]"
    judge: "Callable[[Pasted, Expectation, float], Diagnosis]"
    compose: "Callable[[Diagnosis, bool], Report]"
    to_markdown: "Callable[[Report], str]"
    samples: "Callable[[], Sequence[Sample]]"
    read_log: "Callable[[Path, Callable[[float], None], Callable[[], bool]], LogText]"
    executor: Executor
    settings: "Settings"
    save_settings: "Callable[[Settings], None]"
    make_verifier: "Callable[[], Verifier]"
    call_api: "Callable[[ApiCall, str, Cancellation, OnRequest], ApiAnswer]"
    sign_in: SignInServices
    redact_recording: "Callable[[Path, Path, Callable[[float], None], Callable[[], bool]], Copied]"


class ListedText(NamedTuple):
    """A token or code of a log, with the text that is explained when the person asks for it."""

    entry: "Listed"
    text: str

    def __repr__(self) -> str:
        return f"ListedText({self.entry!r})"


class LogText(NamedTuple):
    """What was found in a large file: the newest as artifacts of `pasted`, all of it in `listed`."""

    pasted: "Pasted"
    listed: tuple[ListedText, ...]
