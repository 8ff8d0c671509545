"""Authorization code with PKCE in the system browser (RFC 6749 4.1, RFC 7636, RFC 8252), by MSAL's two-leg API."""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from inspector.exchanges.exchange import Channel, Check, Exchange, Step
from inspector.exchanges.recording import record_request
from inspector.signin.application import build_public
from inspector.signin.authority import is_page
from inspector.signin.authorization_response import AuthorizationResponse, Reception
from inspector.signin.cancellation import CancelledError
from inspector.signin.faults import BadEndpointError, IssuerMismatchError, NoAnswerError, NonceMismatchError
from inspector.signin.listener import Listener
from inspector.signin.outcome import NothingHappened, OpenBrowser
from inspector.signin.request import SignInRequest
from inspector.signin.run import Run
from inspector.words import _

WAIT = 300.0  # seconds for the whole visit to the browser
NUDGE = 20.0  # seconds after which the person may wonder


def sign_in(run: Run) -> Mapping[str, Any] | None:
    """Return MSAL's result. Raises NoAnswerError, IssuerMismatchError, NonceMismatchError, ListenerError."""
    app = build_public(run)
    answers: SimpleQueue[AuthorizationResponse | None] = SimpleQueue()
    state = secrets.token_urlsafe(24)
    reception = Reception(state, run.request.redirect_path, answers.put, lambda *given: _turned_away(run, *given))
    listener = Listener(reception.respond, run.request.loopback, run.request.redirect_port)
    try:
        reception.listen_on(listener.port)
        flow, url = _begin(run, app, state, redirect_uri(run.request, listener.port))
        index = run.trace.begin(Step.AUTHORIZATION_REQUEST, "GET", url)
        with run.cancellation.on_cancel(lambda: answers.put(None)):
            response = _await(run, answers, url, flow["redirect_uri"])
    finally:
        listener.close()
    run.trace.change(index, seconds=max(0.0, run.clock() - run.trace.exchanges[index].started))
    _record(run, response, flow)
    return _redeem(run, app, flow, response)


def redirect_uri(request: SignInRequest, port: int) -> str:
    """Return the redirect URI of `request` at `port`; a bare slash at the end is left out, as registrations have it."""
    path = "" if request.redirect_path == "/" else request.redirect_path
    return f"http://{request.loopback.value}:{port}{path}"


def _begin(run: Run, app: Any, state: str, address: str) -> tuple[dict[str, Any], str]:
    request = run.request
    flow = app.initiate_auth_code_flow(
        list(request.asked_scopes),
        redirect_uri=address,
        state=state,
        prompt=request.prompt.value if request.prompt else None,
        login_hint=request.login_hint or None,
        domain_hint=request.domain_hint or None,
        claims_challenge=request.claims or None,
        response_mode=request.response_mode.value,
    )
    if not is_page(flow["auth_uri"]):
        raise BadEndpointError
    run.nonce = hashlib.sha256(flow["nonce"].encode("ascii")).hexdigest()  # MSAL sends the hash of its nonce
    extra = "&" + urlencode(request.extra) if request.extra else ""
    return flow, flow["auth_uri"] + extra


def _await(
    run: Run, answers: "SimpleQueue[AuthorizationResponse | None]", url: str, address: str
) -> AuthorizationResponse:
    """Wait for the answer; say once that nothing happened."""
    end = time.monotonic() + WAIT
    until = run.clock() + WAIT
    run.tell(OpenBrowser(url, address, until))
    try:
        answer = answers.get(timeout=min(NUDGE, WAIT))
    except Empty:
        run.tell(NothingHappened(url, until))
        try:
            answer = answers.get(timeout=max(0.0, end - time.monotonic()))
        except Empty:
            raise NoAnswerError from None
    if answer is None:
        raise CancelledError
    return answer


def _record(run: Run, response: AuthorizationResponse, flow: Mapping[str, Any]) -> None:
    """Record what the browser brought, how it came and that its state is ours."""
    note = None
    if response.mode != run.request.response_mode.value:
        note = _("Asked for {asked}, but it came as {mode}.").format(
            asked=run.request.response_mode.value, mode=response.mode
        )
    state = Check("state", passed=True, text=_("The state that came back is the one that was sent."))
    index = _record_answer(run, response.parameters, flow["redirect_uri"], response.mode)
    run.trace.change(index, note=note, status=200, seconds=0.0)
    run.trace.check(index, state, _check_issuer(run, response.parameters.get("iss")))


def _check_issuer(run: Run, named: str | None) -> Check:
    """Compare the answer's `iss` with the issuer's metadata (RFC 9207 2.4)."""
    discovery = run.transport.discovery
    issuer, promised = discovery.get("issuer"), discovery.get("authorization_response_iss_parameter_supported") is True
    if named is None and not promised:
        return Check("iss", None, _("The issuer does not name itself in its answers."))
    if named != issuer:
        raise IssuerMismatchError
    return Check("iss", passed=True, text=_("The answer names the issuer that was asked."))


def _turned_away(run: Run, reason: str, parameters: Mapping[str, str]) -> None:
    """Record an answer that was refused, so that the person sees why the sign-in still waits."""
    texts = {
        "state": _("Its state is not the one that was sent; it was refused."),
        "again": _("The sign-in was answered already; it was refused."),
    }
    refused = sum(each.fault is not None and each.channel is Channel.FRONT for each in run.trace.exchanges)
    if refused < 10:  # a program that floods the port must not flood the trace
        _record_answer(run, parameters, "http://localhost/", "", fault=texts[reason])


def _record_answer(run: Run, parameters: Mapping[str, str], address: str, mode: str, fault: str | None = None) -> int:
    url, message = record_request(address, None, dict(parameters))
    method = "POST" if mode == "form_post" else "GET"
    step, seconds = Step.AUTHORIZATION_RESPONSE, None if fault is None else 0.0
    return run.trace.add(Exchange(step, Channel.FRONT, method, url, message, run.clock(), seconds=seconds, fault=fault))


def _redeem(run: Run, app: Any, flow: dict[str, Any], response: AuthorizationResponse) -> Mapping[str, Any] | None:
    challenge = dict(parse_qsl(urlsplit(flow["auth_uri"]).query)).get("code_challenge")
    fits = challenge == _challenge(flow["code_verifier"])
    try:
        with _nonce_checked():
            result: Mapping[str, Any] | None = app.acquire_token_by_auth_code_flow(flow, dict(response.parameters))
    except NonceMismatchError:
        _check(run, Check("nonce", passed=False, text=_("The nonce is not the one that was sent.")))
        raise
    finally:
        text = _("The code verifier belongs to the code challenge of the authorization request (S256).")
        _check(run, Check("code_challenge", fits, text))
    if result and result.get("id_token"):
        _check(run, Check("nonce", passed=True, text=_("The nonce is the one that was sent.")))
    return result


def _check(run: Run, check: Check) -> None:
    """Add a comparison to the token request; where none was sent, there is nothing that it could belong to."""
    index = run.trace.last(Step.TOKEN_REQUEST)
    if index is not None:
        run.trace.check(index, check)


@contextmanager
def _nonce_checked() -> Any:
    try:
        yield
    except RuntimeError as error:
        # MSAL's only RuntimeErrors here: the nonce, and a max_age that we don't send.
        if "nonce" in str(error):
            raise NonceMismatchError from None
        raise


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")
