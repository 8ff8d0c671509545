"""The sign-ins of one program run: what a window or a terminal calls. See the package's docstring."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from inspector.diagnosis.verification import Asked
from inspector.exchanges.exchange import Check
from inspector.exchanges.trace import Trace
from inspector.signin import authorization_code, client_credentials, device_code, on_behalf_of
from inspector.signin.accounts import Accounts, Vault
from inspector.signin.adapter import read_failure, read_result
from inspector.signin.api_call import ApiAnswer, ApiCall, call_api
from inspector.signin.authority import authority_for
from inspector.signin.cancellation import Cancellation
from inspector.signin.faults import UnfitAssertionError
from inspector.signin.id_token import check_id_token
from inspector.signin.messages import HttpClient
from inspector.signin.on_behalf_of import judge_assertion
from inspector.signin.outcome import Account, OnProgress, SignInOutcome, Status, StepReached
from inspector.signin.refresh import refresh
from inspector.signin.request import Credential, Flow, SignInRequest, obstacles
from inspector.signin.run import Run
from inspector.signin.transport import Documents, Transport
from inspector.tokens.keys import KeySet
from inspector.words import _

Perform = Callable[[Run], Mapping[str, object] | None]
_FLOWS: Mapping[Flow, Perform] = {
    Flow.AUTHORIZATION_CODE: authorization_code.sign_in,
    Flow.DEVICE_CODE: device_code.sign_in,
    Flow.CLIENT_CREDENTIALS: client_credentials.sign_in,
    Flow.ON_BEHALF_OF: on_behalf_of.sign_in,
}


def sign_out_limits() -> str:
    """Return what signing out here does and does not revoke, for people."""
    return _(
        "Signing out forgets the tokens on this machine. It revokes nothing: an access token that somebody copied "
        "works until it expires, a refresh token until the sign-ins are revoked in the account's portal or by an "
        "administrator, and the browser's own session goes on."
    )


class ObstacleError(ValueError):
    """The request can't be sent as it is; `obstacles` are the sentences that say why."""

    def __init__(self, found: tuple[str, ...]) -> None:
        super().__init__(" ".join(found))
        self.obstacles = found


class Session:
    """Signs in, renews and signs out; remembers accounts. Every method may take long and may run on any thread.

    `vault` keeps accounts for the next start, None keeps none (the practice tenant's never are). `contacting(host)` is
    told of the host that the person chose before anything is sent there. `keys_at_hand(jwks_uri)` returns keys that
    were fetched before, or None; nothing is fetched for the sake of a check.
    """

    def __init__(
        self,
        http: HttpClient,
        vault: Vault | None = None,
        *,
        clock: Callable[[], float] = time.time,
        contacting: Callable[[str], None] = lambda _host: None,
        keys_at_hand: Callable[[str], KeySet | None] = lambda _address: None,
    ) -> None:
        self._http = http
        self._clock = clock
        self._contacting = contacting
        self._keys_at_hand = keys_at_hand
        self._documents = Documents(clock)
        self._accounts = Accounts(vault)

    def sign_in(
        self,
        request: SignInRequest,
        *,
        credential: Credential | None = None,
        insist: bool = False,
        tell: OnProgress = lambda _progress: None,
        cancellation: Cancellation | None = None,
    ) -> SignInOutcome:
        """Carry out `request` and return how it ended. Raises ObstacleError where it can't be sent at all.

        A token that can't be exchanged on behalf of its user is sent only where the person insists. `tell` is called on
        this thread with every Progress.
        """
        found = obstacles(request, credential)
        if found:
            raise ObstacleError(found)
        run = self._run(request, tell, cancellation, credential)
        if request.flow is Flow.ON_BEHALF_OF and not insist:
            return self._perform(run, _judged_first)
        return self._perform(run, _FLOWS[request.flow])

    def refresh(
        self,
        request: SignInRequest,
        account: Account,
        *,
        force: bool = False,
        tell: OnProgress = lambda _progress: None,
        cancellation: Cancellation | None = None,
    ) -> SignInOutcome:
        """Renew the tokens of `account` for the scopes of `request`, which may be another API's.

        Without `force`, a token in memory that is still good is returned and nothing is sent.
        """
        run = self._run(request, tell, cancellation)
        outcome = self._perform(run, lambda it: refresh(it, account.id, force=force))
        if outcome.status is Status.REFUSED:
            return replace(outcome, sentence=_("The renewal was refused."))
        if outcome.status is not Status.SIGNED_IN or outcome.from_cache:
            return outcome
        return replace(outcome, sentence=_("The tokens were renewed."))

    def call(self, call: ApiCall, token: str, cancellation: Cancellation | None = None) -> ApiAnswer:
        """Call an API with `token` and return what came back. Raises ValueError where there is an `obstacle`.

        Whoever calls has asked about `api_call.concerns` before.
        """
        if call.typed:  # what was pasted must not lead into a private network
            self._contacting(urlsplit(call.url).hostname or "")
        return call_api(self._http, call, token, cancellation=cancellation, clock=self._clock)

    def restore(self) -> tuple[Account, ...]:
        """Read the accounts that the vault kept, and return all accounts. The first touch of the vault."""
        self._accounts.restore()
        return self.accounts()

    def keep(self) -> None:
        """Keep the accounts that the vault refused before; for use once it answers again."""
        self._accounts.keep_all()

    def accounts(self) -> tuple[Account, ...]:
        """Return who has signed in."""
        return self._accounts.list()

    def sign_out(self, account: Account) -> None:
        """Forget every token of `account` here. What this does not revoke, `sign_out_limits` says."""
        self._accounts.forget(account)

    def call_api(self, call: ApiCall, token: str, cancellation: Cancellation | None = None) -> ApiAnswer:
        """Send `call` with `token` as Bearer, by the way that this session's sign-ins take; see api_call.call_api."""
        return call_api(self._http, call, token, cancellation=cancellation, clock=self._clock)

    def _run(
        self,
        request: SignInRequest,
        tell: OnProgress,
        cancellation: Cancellation | None,
        credential: Credential | None = None,
    ) -> Run:
        trace = Trace(self._clock, lambda index, exchange: tell(StepReached(index, exchange)))
        stop = cancellation or Cancellation()
        extra = () if request.flow is Flow.AUTHORIZATION_CODE else request.extra
        transport = Transport(self._http, trace, stop, self._documents, dict(extra))
        return Run(request, transport, trace, stop, tell, self._clock, credential=credential or Credential())

    def _perform(self, run: Run, flow: Perform) -> SignInOutcome:
        """Run a flow and read what came of it; whatever it raises becomes an outcome."""
        authority = authority_for(run.request)
        self._contacting(authority.host)
        try:
            run.cancellation.check()
            if not run.request.is_confidential:
                run.token_cache = self._accounts.cache(authority.url, run.request.client_id.strip())
            outcome = read_result(run.request, flow(run), run.trace, self._clock())
            run.cancellation.check()
        except Exception as error:  # noqa: BLE001  MSAL raises what it likes; read_failure has words for each
            return read_failure(run.request, error, run.trace)
        return self._completed(run, outcome) if outcome.status is Status.SIGNED_IN else outcome

    def _completed(self, run: Run, outcome: SignInOutcome) -> SignInOutcome:
        """Add account and checks, and keep what should outlive the program."""
        if run.token_cache is not None:
            authority, client_id = authority_for(run.request).url, run.request.client_id.strip()
            self._accounts.keep(authority, client_id)
            owner = self._accounts.owner(authority, client_id, outcome.tokens.access_token)
            outcome = replace(outcome, account=owner)
        return replace(outcome, checks=self._check(run, outcome), trace=run.trace.exchanges)

    def _check(self, run: Run, outcome: SignInOutcome) -> tuple[Check, ...]:
        if not outcome.tokens.id_token:
            return ()
        issuer, address = (run.transport.discovery.get(name) for name in ("issuer", "jwks_uri"))
        asked = Asked(self._clock(), (run.request.client_id.strip(),), issuer if isinstance(issuer, str) else None)
        keys = self._keys_at_hand(address) if isinstance(address, str) else None
        return check_id_token(outcome.tokens.id_token, asked, keys, run.nonce)


def _judged_first(run: Run) -> Mapping[str, object] | None:
    """Exchange a token only if nothing speaks against it."""
    checks = judge_assertion(run.credential.assertion, run.request.client_id, run.clock())
    if any(check.passed is False for check in checks):
        raise UnfitAssertionError(checks)
    return on_behalf_of.sign_in(run)
