"""Authorization code with PKCE, from the authorization request to the tokens."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser import bring
from fake_issuer import ACCESS, HOST, REFRESH, FakeIssuer, refusal, reply

from inspector.exchanges.exchange import Channel, Step
from inspector.signin import authorization_code
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import NothingHappened, OpenBrowser, Progress, Status
from inspector.signin.request import Loopback, Prompt, ResponseMode, SignInRequest
from inspector.signin.session import Session


class Browser:
    """Opens what it is told to, and brings back what the issuer answers, changed by `edit`."""

    def __init__(self, issuer: FakeIssuer, mode: str = "form_post", **edit: str) -> None:
        self.issuer, self.mode, self.edit = issuer, mode, edit
        self.opened: OpenBrowser | None = None
        self.pages: list[tuple[int, str]] = []

    def __call__(self, progress: Progress) -> None:
        """Do what is to be done."""
        if isinstance(progress, OpenBrowser):
            self.opened = progress
            answer = self.issuer.answer_of(progress.url) | self.edit
            thread = threading.Thread(target=lambda: self.pages.append(bring(progress.redirect_uri, answer, self.mode)))
            thread.start()

    @property
    def asked(self) -> dict[str, str]:
        """The parameters of the authorization request."""
        assert self.opened is not None
        return dict(parse_qsl(urlsplit(self.opened.url).query))


def test_signs_in(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """The tokens come back with the account, the granted scopes and our own checks of the ID token."""
    browser = Browser(issuer)
    outcome = session.sign_in(request_, tell=browser)
    assert outcome.status is Status.SIGNED_IN
    assert outcome.tokens.access_token == ACCESS
    assert outcome.tokens.refresh_token == REFRESH
    assert outcome.granted_scopes == ("api://orders/Orders.Read",)
    assert outcome.missing_scopes == ()
    assert outcome.account is not None
    assert outcome.account.username == "ada@contoso.test"
    passed = {check.name: check.passed for check in outcome.checks}
    assert passed == {"signature": None, "issuer": True, "audience": True, "lifetime": True, "nonce": True}


def test_asks_as_it_should(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """PKCE with S256, form_post, state, nonce and every parameter that was given stand in the authorization request."""
    browser = Browser(issuer)
    session.sign_in(
        replace(
            request_,
            prompt=Prompt.SELECT_ACCOUNT,
            login_hint="ada@contoso.test",
            domain_hint="contoso.test",
            cae=True,
            claims='{"id_token":{"acrs":null}}',
            extra=(("foo", "a b"),),
        ),
        tell=browser,
    )
    asked = browser.asked
    assert asked["response_mode"] == "form_post"
    assert asked["code_challenge_method"] == "S256"
    assert asked["prompt"] == "select_account"
    assert asked["login_hint"] == "ada@contoso.test"
    assert asked["domain_hint"] == "contoso.test"
    assert asked["foo"] == "a b"
    assert json.loads(asked["claims"]) == {"id_token": {"acrs": None}, "access_token": {"xms_cc": {"values": ["CP1"]}}}
    assert set(asked["scope"].split()) == {"openid", "profile", "offline_access", "api://orders/Orders.Read"}
    assert asked["redirect_uri"].startswith("http://localhost:")


def test_query_mode(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """The answer may come as a query where the person chose so, on 127.0.0.1 and a path of their own."""
    browser = Browser(issuer, "query")
    chosen = replace(request_, response_mode=ResponseMode.QUERY, loopback=Loopback.IP_ADDRESS, redirect_path="/back")
    outcome = session.sign_in(chosen, tell=browser)
    assert outcome.status is Status.SIGNED_IN
    assert browser.asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert browser.asked["redirect_uri"].endswith("/back")
    assert issuer.posts[0]["redirect_uri"] == browser.asked["redirect_uri"]


def test_without_refresh_token(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """offline_access is left out where the person does not want a refresh token."""
    browser = Browser(issuer)
    session.sign_in(
        replace(request_, offline_access=False, scopes=("openid", "api://orders/Orders.Read")), tell=browser
    )
    assert "offline_access" not in browser.asked["scope"]


def test_trace(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Every step is recorded in order, front and back channel told apart, with what was compared; no secret is kept."""
    outcome = session.sign_in(request_, tell=Browser(issuer))
    steps = [(each.step, each.channel) for each in outcome.trace]
    assert steps == [
        (Step.DISCOVERY, Channel.BACK),
        (Step.AUTHORIZATION_REQUEST, Channel.FRONT),
        (Step.AUTHORIZATION_RESPONSE, Channel.FRONT),
        (Step.TOKEN_REQUEST, Channel.BACK),
    ]
    checks = {check.name: check.passed for each in outcome.trace for check in each.checks}
    assert checks == {"state": True, "iss": None, "code_challenge": True, "nonce": True}
    text = repr(outcome)
    form = issuer.posts[0]
    for secret in (ACCESS, REFRESH, form["code"], form["code_verifier"], "secret-"):
        assert secret not in text
    assert outcome.trace[3].request.parameters["grant_type"] == "authorization_code"


def test_wrong_state_keeps_waiting(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """An answer with another state is refused and noted, and the right one is still taken."""
    pages: list[tuple[int, str]] = []

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            answer = issuer.answer_of(progress.url)

            def visit() -> None:
                pages.append(bring(progress.redirect_uri, answer | {"state": "other"}))
                pages.append(bring(progress.redirect_uri, answer))

            threading.Thread(target=visit).start()

    outcome = session.sign_in(request_, tell=tell)
    assert outcome.status is Status.SIGNED_IN
    assert [status for status, _page in pages] == [403, 200]
    refused = [each for each in outcome.trace if each.fault]
    assert len(refused) == 1
    assert refused[0].step is Step.AUTHORIZATION_RESPONSE


def test_wrong_nonce(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Tokens of another sign-in are discarded, and nobody is signed in."""
    issuer.says = [lambda form: FakeIssuer.tokens(issuer, form | {"grant_type": "other"})]
    outcome = session.sign_in(request_, tell=Browser(issuer))
    assert outcome.status is Status.FAILED
    checks = {check.name: check.passed for check in outcome.trace[3].checks}
    assert checks == {"code_challenge": True, "nonce": False}
    assert "nonce" in outcome.sentence
    assert outcome.tokens.access_token == ""


def test_error_from_the_page(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A refusal in the authorization response goes to explain in the issuer's own words."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            state = issuer.answer_of(progress.url)["state"]
            answer = {"error": "invalid_client", "error_description": "AADSTS650057: Invalid resource.", "state": state}
            threading.Thread(target=bring, args=(progress.redirect_uri, answer)).start()

    outcome = session.sign_in(request_, tell=tell)
    assert outcome.status is Status.REFUSED
    assert "AADSTS650057" in outcome.refusal
    assert issuer.posts == []


@pytest.mark.parametrize("error", ["access_denied", "consent_required"])
def test_declined(session: Session, issuer: FakeIssuer, request_: SignInRequest, error: str) -> None:
    """A person who says no is told apart from an issuer that does."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            answer = {
                "error": error,
                "error_description": "AADSTS65004: User declined to consent.",
                "state": issuer.answer_of(progress.url)["state"],
            }
            threading.Thread(target=bring, args=(progress.redirect_uri, answer)).start()

    assert session.sign_in(request_, tell=tell).status is Status.DECLINED


def test_refused_code(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A token endpoint's refusal is kept whole; a retry asks again instead of hearing it a second time from MSAL."""
    for _round in range(2):
        issuer.says = [refusal("invalid_grant", 70008, suberror="bad_token")]
        outcome = session.sign_in(request_, tell=Browser(issuer))
        assert outcome.status is Status.REFUSED
        assert json.loads(outcome.refusal)["suberror"] == "bad_token"
    assert len(issuer.posts) == 2


def test_issuer_named_in_the_answer(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """An answer that names another issuer is not redeemed (RFC 9207)."""
    outcome = session.sign_in(request_, tell=Browser(issuer, iss="https://evil.test"))
    assert outcome.status is Status.FAILED
    assert issuer.posts == []
    assert session.sign_in(request_, tell=Browser(issuer, iss=issuer.issuer)).status is Status.SIGNED_IN


def test_cancel_while_waiting(session: Session, request_: SignInRequest) -> None:
    """Cancelling ends the wait for the browser at once."""
    cancellation = Cancellation()

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            threading.Timer(0.05, cancellation.cancel).start()

    began = time.monotonic()
    outcome = session.sign_in(request_, tell=tell, cancellation=cancellation)
    assert outcome.status is Status.CANCELLED
    assert time.monotonic() - began < 2


def test_no_answer(session: Session, request_: SignInRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that never comes back is asked about once, and given up in the end."""
    monkeypatch.setattr(authorization_code, "NUDGE", 0.05)
    monkeypatch.setattr(authorization_code, "WAIT", 0.2)
    told: list[Progress] = []
    outcome = session.sign_in(request_, tell=told.append)
    assert outcome.status is Status.TIMED_OUT
    assert sum(isinstance(each, NothingHappened) for each in told) == 1
    assert outcome.next_step


def test_taken_port(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A port of one's own choice that is taken is named."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = session.sign_in(replace(request_, redirect_port=port))
    assert outcome.status is Status.FAILED
    assert str(port) in outcome.sentence


def test_two_at_once(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """Two sign-ins of one session don't disturb each other."""
    outcomes = []
    threads = [threading.Thread(target=lambda: outcomes.append(_in_step(session, issuer, request_))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status for each in outcomes] == [Status.SIGNED_IN] * 2


_step = threading.Lock()


def _in_step(session: Session, issuer: FakeIssuer, request_: SignInRequest):
    """Sign in; the fake issuer remembers one nonce only, so only the redemptions go one after the other."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            _step.acquire()
            threading.Thread(target=bring, args=(progress.redirect_uri, issuer.answer_of(progress.url))).start()

    try:
        return session.sign_in(request_, tell=tell)
    finally:
        _step.release()


def test_nothing_secret_is_logged(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """Even at DEBUG no log holds a code, a verifier or a token."""
    caplog.set_level(logging.DEBUG)
    for name in ("msal", "msal.application", "msal.token_cache", "msal.oauth2cli.oauth2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    session.sign_in(request_, tell=Browser(issuer))
    issuer.says = [
        reply({"error": "x"}, 200),
    ]
    issuer.says[0] = type(issuer.says[0])(200, "<html>" + ACCESS + "</html>", {})
    outcome = session.sign_in(request_, tell=Browser(issuer))
    assert outcome.status is Status.FAILED
    for secret in (ACCESS, REFRESH, issuer.posts[0]["code"], issuer.posts[0]["code_verifier"]):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "endpoint",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://login.issuer.test/a",
        "-n",
        "https://login.issuer.test/\x1b[2J",
        "calculator:",
    ],
)
def test_forged_discovery(session: Session, issuer: FakeIssuer, request_: SignInRequest, endpoint: str) -> None:
    """An authorization endpoint that is no https page is not opened: it could start any program."""
    base = f"https://{HOST}/x"
    issuer.discovery = reply({"issuer": base, "authorization_endpoint": endpoint, "token_endpoint": base})
    told: list[Progress] = []
    outcome = session.sign_in(request_, tell=told.append)
    assert outcome.status is Status.FAILED
    assert not any(isinstance(each, OpenBrowser) for each in told)


def test_quitting_in_the_middle() -> None:
    """A program that ends while a sign-in waits is not held up."""
    code = """
import threading
from dataclasses import replace
from fake_issuer import HOST, FakeIssuer
from inspector.signin.request import SignInRequest
from inspector.signin.session import Session
waiting = threading.Event()
request = SignInRequest(client_id="c", tenant="t", host=HOST)
threading.Thread(target=Session(FakeIssuer()).sign_in, args=(request,), kwargs={"tell": lambda step: waiting.set() if hasattr(step, "redirect_uri") else None}, daemon=True).start()
assert waiting.wait(10)
"""
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(folders)}
    subprocess.run([sys.executable, "-c", code], env=environment, timeout=20, check=True)
