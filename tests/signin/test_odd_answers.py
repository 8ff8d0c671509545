"""Answers that no issuer should give: each ends in a sentence, none in a success without a token, none on the terminal."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_issuer import HOST, FakeIssuer, FakeReply, reply

from inspector.signin.outcome import Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session

HERE = Path(__file__).parent
NOT_SIGNED_IN = [
    (200, "null"),
    (200, "[]"),
    (200, '"x"'),
    (200, "{}"),
    (200, ""),
    (400, "{}"),
    (400, '{"error": 5}'),
    (400, '{"error": {"code": "x"}}'),
    (401, "<html>"),
    (403, '{"error": "x"}'),
    (200, '{"access_token": 5}'),
    (200, '{"access_token": ""}'),
    (200, '{"access_token": "a", "expires_in": "x"}'),
    (200, '{"access_token": "a", "scope": 5, "expires_in": 3600}'),
    (200, '{"access_token": "a", "id_token": "nojwt", "expires_in": 3600}'),
]


@pytest.mark.parametrize(("status", "body"), NOT_SIGNED_IN)
def test_no_success_without_a_token(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, status: int, body: str
) -> None:
    """Whatever comes in place of a token, nobody is said to be signed in, and something is said."""
    issuer.says = [FakeReply(status, body)]
    asked = replace(request_, flow=Flow.CLIENT_CREDENTIALS, scopes=("api://orders/.default",))
    outcome = session.sign_in(asked, credential=Credential("the-secret-of-the-daemon"))
    assert outcome.status in (Status.FAILED, Status.REFUSED)
    assert len(outcome.sentence) > 20
    assert not list(outcome.tokens)


BASE = f"https://{HOST}/x"
WHOLE = {"issuer": BASE, "authorization_endpoint": f"{BASE}/a", "token_endpoint": f"{BASE}/t"}


@pytest.mark.parametrize("flow", list(Flow)[:3])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"token_endpoint": None}, "lacks “token_endpoint”"),
        ({"authorization_endpoint": None}, "lacks “authorization_endpoint”"),
        ({"token_endpoint": 5}, "not made as it should be"),
        ({"token_endpoint": "http://evil.test/t"}, "evil.test"),
        (dict.fromkeys(WHOLE), "lacks"),
    ],
)
def test_odd_discovery(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, flow: Flow, changes: dict[str, object], words: str
) -> None:
    """A discovery document that lacks what it must have, or leads elsewhere, ends in a sentence; nothing is sent there."""
    document = {name: value for name, value in (WHOLE | changes).items() if value is not None}
    issuer.discovery = reply(document)
    asked = replace(request_, flow=flow, scopes=("api://orders/.default",))
    credential = Credential("the-secret") if flow is Flow.CLIENT_CREDENTIALS else None
    outcome = session.sign_in(asked, credential=credential)
    assert outcome.status is Status.FAILED
    assert words in outcome.sentence
    assert issuer.posts == []


PROGRAM = f"""
import sys; sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent)!r}]
from fake_issuer import HOST, FakeIssuer, FakeReply
from minting import CLIENT, TENANT
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session
issuer = FakeIssuer()
issuer.says = [FakeReply(200, "<html>\x1b[31mthe whole page of a captive portal</html>")]
flow, scopes = Flow.CLIENT_CREDENTIALS, ("api://orders/.default",)
asked = SignInRequest(client_id=CLIENT, tenant=TENANT, host=HOST, scopes=scopes, flow=flow)
print(Session(issuer).sign_in(asked, credential=Credential("secret")).sentence)
"""


def test_nothing_of_a_strange_page_reaches_the_terminal() -> None:
    """MSAL reports such a page as a whole; where nobody listens to logs, Python must not print it."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert "page in place of JSON" in done.stdout
    assert done.stderr == ""
