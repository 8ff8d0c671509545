"""Calling an API with a token: what is never done, what is asked first, and what becomes of a challenge."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import bring
from minting import CLIENT, entra, mint
from oidc_provider import make_certificates
from practice.person import Person, brought
from servers import http, serving

from inspector.exchanges.exchange import Step
from inspector.network.client import open_client
from inspector.network.messages import Messages, open_in_process
from inspector.practice import registrations as apps
from inspector.practice.tenant import PracticeTenant, practice_app
from inspector.signin.api_call import ApiCall, call_api, concerns, obstacle
from inspector.signin.cancellation import Cancellation
from inspector.signin.claims import answer_challenge
from inspector.signin.outcome import OpenBrowser, Progress, SignInOutcome
from inspector.signin.request import SignInRequest
from inspector.signin.session import Session

GRAPH = mint(entra(aud="00000003-0000-0000-c000-000000000000"))


@pytest.mark.parametrize(
    "url",
    [
        "http://api.test/orders",
        "ftp://api.test/",
        "https://",
        "https://me@api.test/",
        "https://api.test:x/",
        "orders",
        "https://[/",
        "javascript:alert(1)",
        "http://localhost.evil.test/",
    ],
)
def test_never_sent(url: str) -> None:
    """A token leaves over https alone, loopback excepted."""
    assert obstacle(ApiCall("GET", url)) is not None
    with pytest.raises(ValueError, match=r"\.$"):
        call_api(Messages(None), ApiCall("GET", url), GRAPH)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["https://api.test/orders", "http://localhost:8080/x", "http://127.0.0.1:1/", "http://[::1]:1/"]
)
def test_may_be_sent(url: str) -> None:
    """https, and loopback for what is being developed."""
    assert obstacle(ApiCall("GET", url)) is None
    assert obstacle(ApiCall("GET\r\nX: y", url)) is not None


@pytest.mark.parametrize(
    ("method", "url", "token", "typed", "count"),
    [
        ("GET", "https://graph.microsoft.com/v1.0/me", GRAPH, True, 0),
        ("GET", "https://graph.microsoft.com.evil.test/v1.0/me", GRAPH, True, 1),
        ("GET", "https://graph.microsoft.com/v1.0/me", GRAPH, False, 1),
        ("DELETE", "https://graph.microsoft.com/v1.0/me", GRAPH, True, 1),
        ("POST", "https://evil.test/", GRAPH, False, 3),
        ("GET", "https://orders.test/list", mint(entra(aud="https://orders.test/api")), True, 0),
        ("GET", "https://orders.test:8443/list", mint(entra(aud="https://orders.test/api")), True, 1),
        ("GET", "https://orders.test/list", mint(entra(aud=CLIENT)), True, 1),
        (
            "GET",
            "https://management.azure.com/subscriptions",
            mint(entra(aud="https://management.core.windows.net/")),
            True,
            0,
        ),
        ("GET", "https://orders.test/list", "opaque", True, 1),
        ("GET", "https://practice.test/orders", "opaque", True, 0),
        ("GET", "https://practice.test.evil.test/orders", "opaque", True, 1),
    ],
)
def test_asked_first(method: str, url: str, token: str, typed: bool, count: int) -> None:
    """What changes data, comes from a paste or does not belong to the audience is confirmed first."""
    assert len(concerns(ApiCall(method, url, typed=typed), token)) == count


@pytest.fixture
def tenant() -> Iterator[PracticeTenant]:
    """A practice tenant."""
    practice = practice_app()
    yield practice
    practice.close()


def sign_in(session: Session, request: SignInRequest, person: Person) -> SignInOutcome:
    """Sign in as Alice."""

    def tell(progress: Progress) -> None:
        if isinstance(progress, OpenBrowser):
            answer = brought(person.go_through(person.open(progress.url)))
            threading.Thread(target=bring, args=(progress.redirect_uri, answer)).start()

    return session.sign_in(request, tell=tell)


@pytest.mark.parametrize("fault", ["api-session-revoked", "api-step-up"])
def test_challenge_is_answered(tenant: PracticeTenant, fault: str) -> None:
    """A claims challenge of the API becomes the claims of the next sign-in, and then the call succeeds."""
    request = SignInRequest(
        client_id=apps.DESKTOP,
        tenant=tenant.tenant.id,
        host="practice.test",
        scopes=("api://orders/Orders.Read",),
        cae=True,
    )
    orders = ApiCall("GET", tenant.apis[1].address)
    person = Person(tenant)
    with open_in_process(tenant.wsgi) as client, person.browser:
        messages = Messages(client)
        session = Session(messages)
        outcome = sign_in(session, request, person)
        assert call_api(messages, orders, outcome.tokens.access_token).status == 200
        tenant.set_fault(fault)
        refused = call_api(messages, orders, outcome.tokens.access_token)
        assert refused.status == 401
        assert json.loads(refused.claims_challenge)["access_token"]
        again = sign_in(session, answer_challenge(request, refused.claims_challenge), person)
        answered = session.call_api(orders, again.tokens.access_token)
    assert answered.status == 200
    assert refused.trace[0].step is Step.API_CALL
    assert outcome.tokens.access_token not in repr(refused)
    assert "WWW-Authenticate" in refused.for_explain or "www-authenticate" in refused.for_explain


def test_redirects_are_not_followed(tmp_path: Path) -> None:
    """The token does not follow an API that redirects elsewhere."""
    make_certificates(tmp_path)
    with (
        serving([http("200 OK", "{}")], tmp_path) as elsewhere,
        open_client(ca_file=tmp_path / "ca.pem", typed_hosts={"localhost"}) as client,
    ):
        answer = http("307 Temporary Redirect", "", location=f"https://localhost:{elsewhere.port}/")
        with serving([answer], tmp_path) as server:
            found = call_api(Messages(client), ApiCall("GET", f"https://localhost:{server.port}/orders"), GRAPH)
            assert b"uthorization: Bearer eyJ" in server.requests[0]
        assert elsewhere.requests == []
    assert found.status == 307
    assert "not sent there" in found.sentence


def test_failing_calls(tmp_path: Path) -> None:
    """A call that is cut off or cancelled says so."""
    with serving([b""]) as server, open_client(typed_hosts={"localhost"}) as client:
        call = ApiCall("GET", f"http://localhost:{server.port}/")
        assert "broke" in call_api(Messages(client), call, GRAPH).sentence
        cancellation = Cancellation()
        cancellation.cancel()
        assert call_api(Messages(client), call, GRAPH, cancellation=cancellation).status is None


@pytest.mark.parametrize(
    ("claims", "challenge", "merged"),
    [
        ("", '{"access_token":{"acrs":{"value":"c1"}}}', {"access_token": {"acrs": {"value": "c1"}}}),
        ('{"access_token":{"a":null}}', '{"access_token":{"b":1}}', {"access_token": {"a": None, "b": 1}}),
        ('{"a":1}', '{"a":{"b":2}}', {"a": {"b": 2}}),
        ('{"a":1}', "nonsense", {"a": 1}),
        ('{"a":1}', "[]", {"a": 1}),
    ],
)
def test_merging(claims: str, challenge: str, merged: dict[str, object]) -> None:
    """A challenge joins the claims that were asked for already."""
    assert json.loads(answer_challenge(SignInRequest(claims=claims), challenge).claims) == merged
