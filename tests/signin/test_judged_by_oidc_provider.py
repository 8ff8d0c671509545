"""The flows against an OpenID provider that others wrote (npm oidc-provider), over real TLS with a CA of the test's own."""

import logging
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hurry import Hurry
from oidc_provider import make_certificates, missing, running
from visitor import Visitor

from inspector.exchanges.exchange import Step
from inspector.network.client import open_client
from inspector.network.messages import Messages
from inspector.signin.outcome import EnterCode, OpenBrowser, Progress, SignInOutcome, Status
from inspector.signin.request import Credential, Flow, Loopback, Prompt, ResponseMode, SignInRequest
from inspector.signin.session import Session


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates of the provider."""
    if missing():
        pytest.skip(str(missing()))
    folder = tmp_path_factory.mktemp("provider")
    make_certificates(folder)
    return folder


@pytest.fixture(scope="module")
def provider(folder: Path) -> Iterator[str]:
    """The provider's issuer."""
    with running(folder) as issuer:
        yield issuer


@pytest.fixture
def visitor(folder: Path) -> Visitor:
    """A browser that trusts the provider."""
    return Visitor(folder / "ca.pem")


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    """A session over the real HTTP client."""
    typed: set[str] = set()
    with open_client(ca_file=folder / "ca.pem", typed_hosts=typed) as client:
        yield Session(Messages(client), contacting=typed.add)


@pytest.fixture
def desktop(provider: str) -> SignInRequest:
    """A desktop app's request; the provider gives refresh tokens only with consent."""
    return SignInRequest(client_id="desktop", issuer=provider, prompt=Prompt.CONSENT)


Visit = Callable[[OpenBrowser], object]


def sign_in(session: Session, request: SignInRequest, visit: Visit) -> SignInOutcome:
    """Sign in, letting `visit` do what the person does in the browser."""
    threads = []

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            threads.append(threading.Thread(target=visit, args=(progress,)))
            threads[0].start()

    outcome = session.sign_in(request, tell=tell)
    for thread in threads:
        thread.join()
    return outcome


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"response_mode": ResponseMode.QUERY},
        {"response_mode": ResponseMode.QUERY, "loopback": Loopback.IP_ADDRESS, "redirect_path": "/back"},
    ],
    ids=["form_post", "query", "127.0.0.1 with a path"],
)
def test_authorization_code(
    session: Session, desktop: SignInRequest, visitor: Visitor, changes: dict[str, object]
) -> None:
    """Code and PKCE end in tokens, and the provider's `iss` in the answer is the one that was asked (RFC 9207)."""
    outcome = sign_in(session, replace(desktop, **changes), lambda shown: visitor.visit(shown.url))  # type: ignore[arg-type]
    assert outcome.status is Status.SIGNED_IN, outcome
    assert outcome.tokens.access_token
    assert outcome.tokens.refresh_token
    assert outcome.account is not None
    assert outcome.account.username == "ada@provider.test"
    checks = {check.name: check.passed for each in outcome.trace for check in each.checks}
    assert checks == {"state": True, "iss": True, "code_challenge": True, "nonce": True}
    assert {check.name: check.passed for check in outcome.checks} == {
        "signature": None,
        "issuer": True,
        "audience": True,
        "lifetime": True,
        "nonce": True,
    }


def test_refresh_rotates(session: Session, desktop: SignInRequest, visitor: Visitor) -> None:
    """Each renewal brings a new refresh token, and the next one uses that."""
    outcome = sign_in(session, desktop, lambda shown: visitor.visit(shown.url))
    assert outcome.account is not None
    seen = {outcome.tokens.refresh_token}
    for _round in range(2):
        renewed = session.refresh(desktop, outcome.account, force=True)
        assert renewed.status is Status.SIGNED_IN, renewed
        seen.add(renewed.tokens.refresh_token)
    assert len(seen) == 3


def test_client_credentials(session: Session, provider: str) -> None:
    """An app signs in as itself; a wrong secret is a refusal in the provider's words."""
    daemon = SignInRequest(client_id="daemon", issuer=provider, flow=Flow.CLIENT_CREDENTIALS)
    assert session.sign_in(daemon, credential=Credential("daemon-secret")).status is Status.SIGNED_IN
    outcome = session.sign_in(daemon, credential=Credential("wrong"))
    assert outcome.status is Status.REFUSED
    assert "invalid_client" in outcome.refusal


def test_device_code(session: Session, provider: str, visitor: Visitor) -> None:
    """The code is entered on the provider's own page."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, EnterCode):
            visitor.visit(progress.verification_uri_complete)

    outcome = session.sign_in(
        SignInRequest(client_id="television", issuer=provider, flow=Flow.DEVICE_CODE, extra=(("prompt", "consent"),)),
        tell=tell,
        cancellation=Hurry(),
    )
    assert outcome.status is Status.SIGNED_IN, outcome
    assert outcome.trace[-1].step is Step.POLL


def test_declined(session: Session, desktop: SignInRequest, visitor: Visitor) -> None:
    """A person who says no is not an error of the program."""
    outcome = sign_in(session, replace(desktop, login_hint="nobody"), lambda shown: visitor.visit(shown.url))
    assert outcome.status is Status.DECLINED


def test_wrong_state(session: Session, desktop: SignInRequest, visitor: Visitor) -> None:
    """An answer to another authorization request is refused; the right one is still waited for."""
    pages = []

    def visit(shown: OpenBrowser) -> None:
        pages.append(visitor.visit(_with(shown.url, "state", "another"))[0])
        pages.append(visitor.visit(shown.url)[0])

    assert sign_in(session, desktop, visit).status is Status.SIGNED_IN
    assert pages == [403, 200]


def test_wrong_nonce(session: Session, desktop: SignInRequest, visitor: Visitor) -> None:
    """Tokens for another nonce are discarded."""
    outcome = sign_in(session, desktop, lambda shown: visitor.visit(_with(shown.url, "nonce", "another")))
    assert outcome.status is Status.FAILED
    assert "nonce" in outcome.sentence


def test_wrong_challenge(session: Session, desktop: SignInRequest, visitor: Visitor) -> None:
    """The provider really checks PKCE: a code for another challenge is refused."""
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    outcome = sign_in(session, desktop, lambda shown: visitor.visit(_with(shown.url, "code_challenge", challenge)))
    assert outcome.status is Status.REFUSED
    assert "invalid_grant" in outcome.refusal


def test_expired_code(session: Session, desktop: SignInRequest, visitor: Visitor, provider: str, folder: Path) -> None:
    """A code that comes too late is refused, and the clocks' difference is noted."""

    class Late(Messages):
        def request(self, method: str, url: str, **rest: object):  # type: ignore[no-untyped-def]
            if method == "POST":
                visitor.visit(f"{provider.removesuffix('/realm')}/shift?seconds=700")
            return super().request(method, url, **rest)  # type: ignore[arg-type]

    try:
        with open_client(ca_file=folder / "ca.pem", typed_hosts={"localhost"}) as client:
            outcome = sign_in(Session(Late(client)), desktop, lambda shown: visitor.visit(shown.url))
    finally:
        visitor.visit(f"{provider.removesuffix('/realm')}/shift?seconds=0")
    assert outcome.status is Status.REFUSED
    assert "invalid_grant" in outcome.refusal


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium")
@pytest.mark.parametrize("mode", list(ResponseMode))
def test_real_browser(session: Session, desktop: SignInRequest, tmp_path: Path, mode: ResponseMode) -> None:
    """A real Chromium goes through the provider and brings the answer to the loopback address, https to http."""
    page = []

    def visit(shown: OpenBrowser) -> None:
        words = [
            str(CHROMIUM),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--ignore-certificate-errors",
            f"--user-data-dir={tmp_path}",
            "--no-first-run",
            "--disable-component-update",
            "--disable-background-networking",
            "--virtual-time-budget=15000",
            "--dump-dom",
            shown.url,
        ]
        page.append(subprocess.run(words, capture_output=True, text=True, timeout=90, check=False).stdout)

    outcome = sign_in(session, replace(desktop, response_mode=mode), visit)
    assert outcome.status is Status.SIGNED_IN, outcome
    assert "You can close this page" in page[0]


def test_no_log_holds_a_secret(
    session: Session, desktop: SignInRequest, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at DEBUG, MSAL's, httpx's and httpcore's included, no token, code or verifier is logged."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, name)
    codes: list[str] = []
    outcome = sign_in(session, desktop, lambda shown: codes.append(visitor.visit(shown.url)[1]))
    assert outcome.account is not None
    renewed = session.refresh(desktop, outcome.account, force=True)
    assert caplog.records
    for _name, token in (*outcome.tokens, *renewed.tokens):
        assert token not in caplog.text


def test_untrusted_certificate(desktop: SignInRequest) -> None:
    """A certificate that nothing vouches for is named, with what to do behind a proxy that inspects TLS."""
    with open_client(typed_hosts={"localhost"}) as client:
        outcome = Session(Messages(client)).sign_in(desktop)
    assert outcome.status is Status.FAILED
    assert "CA file" in outcome.sentence


def _with(url: str, name: str, value: str) -> str:
    from urllib.parse import parse_qsl, urlencode

    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | {name: value})))
