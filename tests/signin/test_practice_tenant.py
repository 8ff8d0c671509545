"""Every flow and its failures against the practice tenant, in process: what Entra ID would do, as the person meets it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from browser import bring
from hurry import Hurry
from practice.person import Person, brought

from inspector.network.messages import Messages, open_in_process
from inspector.practice import registrations as apps
from inspector.practice.registrations import Registration, make_registrations
from inspector.practice.tenant import PracticeTenant, practice_app
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import EnterCode, OpenBrowser, Progress, SignInOutcome, Status
from inspector.signin.request import Credential, Flow, Prompt, SignInRequest
from inspector.signin.session import Session
from inspector.tokens.issuing import SigningKey, make_key


@pytest.fixture(scope="module")
def keys() -> tuple[SigningKey, ...]:
    """The tenant's key, which takes long to make."""
    import time

    return (make_key("Practice token signing", time.time()),)


@pytest.fixture(scope="module")
def registered() -> tuple[Registration, ...]:
    """The registrations, whose certificate takes long to make."""
    import time

    return make_registrations(time.time())


@pytest.fixture
def hurry() -> Hurry:
    """Waits for nothing, but moves the tenant's clock."""
    return Hurry()


@pytest.fixture
def tenant(
    keys: tuple[SigningKey, ...], registered: tuple[Registration, ...], hurry: Hurry
) -> Iterator[PracticeTenant]:
    """A fresh tenant."""
    practice = practice_app(hurry.clock, keys, registered)
    yield practice
    practice.close()


@pytest.fixture
def session(tenant: PracticeTenant) -> Iterator[Session]:
    """A session that knows nothing but the tenant."""
    with open_in_process(tenant.wsgi) as client:
        yield Session(Messages(client))


@pytest.fixture
def person(tenant: PracticeTenant) -> Iterator[Person]:
    """Somebody with a browser."""
    somebody = Person(tenant)
    yield somebody
    somebody.browser.close()


@pytest.fixture
def desktop(tenant: PracticeTenant) -> SignInRequest:
    """A desktop app's request for Orders."""
    return SignInRequest(
        client_id=apps.DESKTOP, tenant=tenant.tenant.id, host="practice.test", scopes=("api://orders/Orders.Read",)
    )


def secret_of(tenant: PracticeTenant, client_id: str, which: int = 0) -> Credential:
    """Return a secret of an app."""
    app = next(each for each in tenant.registrations if each.client_id == client_id)
    return Credential(app.secrets[which].value)


def sign_in(
    session: Session, request: SignInRequest, person: Person, name: str = "alice", **answers: str
) -> SignInOutcome:
    """Sign in by code, with somebody at the pages."""
    cancellation = Cancellation()

    def visit(shown: OpenBrowser) -> None:
        try:
            bring(shown.redirect_uri, brought(person.go_through(person.open(shown.url), name, **answers)))
        except BaseException:  # a page that does not come back
            cancellation.cancel()
            raise

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            threading.Thread(target=visit, args=(progress,), name="person").start()

    return session.sign_in(request, tell=tell, cancellation=cancellation)


def test_code(session: Session, desktop: SignInRequest, person: Person) -> None:
    """A user's token for Orders, with account, scopes and all checks of the ID token."""
    outcome = sign_in(session, desktop, person)
    assert outcome.status is Status.SIGNED_IN, outcome
    assert outcome.missing_scopes == ()
    assert outcome.account is not None
    assert outcome.account.username == "alice@learning.practice.test"
    assert {check.name: check.passed for check in outcome.checks} == {
        "signature": None,
        "issuer": True,
        "audience": True,
        "lifetime": True,
        "nonce": True,
    }
    assert all(each.correlation_id for each in outcome.trace if each.step == "token_request")


def test_signature_with_keys_at_hand(tenant: PracticeTenant, desktop: SignInRequest, person: Person) -> None:
    """Keys that were fetched before also judge the signature; nothing is fetched for it."""
    from inspector.tokens.keys import read_key_set

    asked: list[str] = []

    def at_hand(address: str) -> Any:
        asked.append(address)
        return read_key_set(person.browser.get(address).json(), "practice")

    with open_in_process(tenant.wsgi) as client:
        outcome = sign_in(Session(Messages(client), keys_at_hand=at_hand), desktop, person)
    assert {check.name: check.passed for check in outcome.checks}["signature"] is True
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("options", "status"), [({"consent": "cancel"}, Status.DECLINED), ({"prompt": Prompt.NONE}, Status.REFUSED)]
)
def test_person_says_no(
    session: Session, desktop: SignInRequest, person: Person, options: dict[str, Any], status: Status
) -> None:
    """Declining consent is told apart from a page that was not allowed to ask."""
    answers = {name: value for name, value in options.items() if name == "consent"}
    request = replace(desktop, scopes=("api://orders/Orders.Write",), prompt=options.get("prompt", Prompt.CONSENT))
    assert sign_in(session, request, person, **answers).status is status


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("code-expired", 70008),
        ("code-redeemed", 54005),
        ("spa-code-on-server", 9002327),
        ("verifier-mismatch", 501481),
        ("secret-missing", 7000218),
    ],
)
def test_refused_at_redemption(
    session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person, fault: str, code: int
) -> None:
    """Each refusal reaches explain with its code, and the next attempt asks again."""
    tenant.set_fault(fault)
    outcome = sign_in(session, desktop, person)
    assert outcome.status is Status.REFUSED
    assert f"AADSTS{code}" in outcome.refusal
    tenant.set_fault(None)
    assert sign_in(session, desktop, person).status is Status.SIGNED_IN


def test_wrong_nonce(session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person) -> None:
    """An ID token for another nonce is discarded."""
    tenant.set_fault("nonce-mismatch")
    outcome = sign_in(session, desktop, person)
    assert outcome.status is Status.FAILED
    assert "nonce" in outcome.sentence


@pytest.mark.parametrize("fault", ["token-expired", "token-wrong-issuer", "token-bad-signature", "token-alg-none"])
def test_tokens_that_nobody_should_accept(
    session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person, fault: str
) -> None:
    """MSAL takes such ID tokens; our own checks find what is wrong, or that it can't be judged without keys."""
    tenant.set_fault(fault)
    outcome = sign_in(session, desktop, person)
    checks = {check.name: check.passed for check in outcome.checks}
    expected = {
        "token-expired": ("lifetime", False),
        "token-wrong-issuer": ("issuer", False),
        "token-bad-signature": ("signature", None),
        "token-alg-none": ("signature", False),
    }
    name, passed = expected[fault]
    assert checks[name] is passed


@pytest.mark.parametrize(
    ("fault", "words"),
    [("throttled", "busy"), ("unavailable", "busy"), ("gateway-timeout", "busy"), ("html", "in place of JSON")],
)
def test_answers(session: Session, tenant: PracticeTenant, fault: str, words: str) -> None:
    """Busy servers and captive portals have their sentences, or the issuer's own words."""
    tenant.set_fault(fault)
    daemon = SignInRequest(
        client_id=apps.DAEMON,
        tenant=tenant.tenant.id,
        host="practice.test",
        flow=Flow.CLIENT_CREDENTIALS,
        scopes=("api://orders/.default",),
    )
    outcome = session.sign_in(daemon, credential=secret_of(tenant, apps.DAEMON))
    assert outcome.status in (Status.FAILED, Status.REFUSED)
    assert words in outcome.sentence or "AADSTS" in outcome.refusal


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("secret-wrong", 7000215),
        ("secret-expired", 7000222),
        ("secret-of-public-client", 700025),
        ("tenant-not-found", 90002),
        ("app-not-found", 700016),
    ],
)
def test_client_credentials(session: Session, tenant: PracticeTenant, fault: str, code: int) -> None:
    """A daemon's refusals, at discovery and at the token endpoint."""
    daemon = SignInRequest(
        client_id=apps.DAEMON,
        tenant=tenant.tenant.id,
        host="practice.test",
        flow=Flow.CLIENT_CREDENTIALS,
        scopes=("https://graph.microsoft.com/.default",),
    )
    tenant.set_fault(fault)
    outcome = session.sign_in(daemon, credential=secret_of(tenant, apps.DAEMON))
    assert outcome.status is Status.REFUSED, outcome
    assert f"AADSTS{code}" in outcome.refusal
    tenant.set_fault(None)
    assert session.sign_in(daemon, credential=secret_of(tenant, apps.DAEMON)).status is Status.SIGNED_IN


def test_certificate(session: Session, tenant: PracticeTenant) -> None:
    """A registered certificate is accepted."""
    app = next(each for each in tenant.registrations if each.client_id == apps.DAEMON)
    daemon = SignInRequest(
        client_id=apps.DAEMON,
        tenant=tenant.tenant.id,
        host="practice.test",
        flow=Flow.CLIENT_CREDENTIALS,
        scopes=("https://graph.microsoft.com/.default",),
    )
    pem = app.certificates[0].private_pem() + app.certificates[0].certificate_pem()
    outcome = session.sign_in(daemon, credential=Credential(certificate=pem))
    assert outcome.status is Status.SIGNED_IN, outcome


def test_refresh_and_another_api(
    session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person
) -> None:
    """Renewing by force, for Graph as well, until the password changes."""
    account = sign_in(session, desktop, person).account
    assert account is not None
    graph = replace(desktop, scopes=("User.Read",))
    sign_in(session, graph, person)
    assert session.refresh(desktop, account, force=True).status is Status.SIGNED_IN
    assert session.refresh(graph, account).granted_scopes
    tenant.set_fault("password-changed")
    outcome = session.refresh(desktop, account, force=True)
    assert "AADSTS50173" in outcome.refusal


def test_on_behalf_of(session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person) -> None:
    """The middle tier exchanges the token that the desktop app called it with."""
    caller = sign_in(session, replace(desktop, scopes=("api://middle-tier/access_as_user",)), person)
    middle = replace(desktop, client_id=apps.MIDDLE_TIER, flow=Flow.ON_BEHALF_OF, scopes=("api://orders/.default",))
    credential = replace(secret_of(tenant, apps.MIDDLE_TIER), assertion=caller.tokens.access_token)
    outcome = session.sign_in(middle, credential=credential)
    assert outcome.status in (Status.SIGNED_IN, Status.REFUSED), outcome
    if outcome.status is Status.REFUSED:
        assert "AADSTS65001" in outcome.refusal
    tenant.set_fault("assertion-audience")
    assert "AADSTS500131" in session.sign_in(middle, credential=credential).refusal


ENDS = {
    None: Status.SIGNED_IN,
    "device-code-declined": Status.DECLINED,
    "device-code-expired": Status.TIMED_OUT,
    "device-code-blocked": Status.REFUSED,
}


@pytest.mark.parametrize("fault", list(ENDS))
def test_device_code(
    session: Session, tenant: PracticeTenant, desktop: SignInRequest, person: Person, fault: str | None, hurry: Hurry
) -> None:
    """The device page, and each of its ends."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, EnterCode):
            page = person.open(progress.verification_uri)
            person.go_through(person.answer(page, otc=progress.user_code))

    tenant.set_fault(fault)
    outcome = session.sign_in(replace(desktop, flow=Flow.DEVICE_CODE), tell=tell, cancellation=hurry)
    assert outcome.status is ENDS[fault], outcome
