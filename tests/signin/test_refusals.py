"""An issuer's no: who said it, when to try again, and where an administrator can change it."""

import time
from dataclasses import replace
from email.utils import formatdate

import pytest
from fake_issuer import HOST, FakeIssuer, refusal, reply
from minting import CLIENT

from inspector.signin.outcome import SignInOutcome, Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session
from inspector.signin.transport import seconds_to_wait


def sign_in(session: Session, request: SignInRequest) -> SignInOutcome:
    """Sign in as an app: one token request, one answer."""
    asked = replace(request, flow=Flow.CLIENT_CREDENTIALS, scopes=("api://orders/.default",))
    return session.sign_in(asked, credential=Credential("the-secret-of-the-daemon"))


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        ("access_denied", 65004, Status.DECLINED),
        ("access_denied", 90094, Status.REFUSED),
        ("access_denied", 53003, Status.REFUSED),
        ("access_denied", 50105, Status.REFUSED),
        ("consent_required", 65001, Status.REFUSED),
    ],
)
def test_who_said_no(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, error: str, code: int, status: Status
) -> None:
    """Entra ID says access_denied for its own policies, too; only the codes of a person's no are a person's."""
    issuer.says = [refusal(error, code)]
    assert sign_in(session, request_).status is status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("AADB2C90091: The user has cancelled entering self-asserted information.", Status.DECLINED),
        ("AADB2C90118: The user has forgotten their password.", Status.REFUSED),
        ("The resource owner denied the request.", Status.DECLINED),
    ],
)
def test_who_said_no_elsewhere(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, words: str, status: Status
) -> None:
    """So it is at Azure AD B2C and at other issuers."""
    issuer.says = [reply({"error": "access_denied", "error_description": words}, 400)]
    assert sign_in(session, request_).status is status


@pytest.mark.parametrize("code", [65001, 90094, 90095])
def test_where_an_administrator_consents(
    session: Session, issuer: FakeIssuer, request_: SignInRequest, code: int
) -> None:
    """Where consent is missing, the address at which an administrator gives it stands ready to be copied."""
    issuer.says = [refusal("invalid_grant", code)]
    step = sign_in(session, request_).next_step
    assert f"https://{HOST}/{request_.tenant}/v2.0/adminconsent?client_id={CLIENT}" in step
    assert "api%3A%2F%2Forders%2F.default" in step


def test_busy_in_its_own_words(session: Session, issuer: FakeIssuer, request_: SignInRequest) -> None:
    """A busy issuer's refusal keeps its words, and Retry-After says when to come back, as a number or as a date."""
    body = {"error": "temporarily_unavailable", "error_description": "AADSTS90055: Too many requests."}
    for header in ("40", formatdate(time.time() + 40, usegmt=True)):
        issuer.says = [reply(body, 429, **{"retry-after": header})]
        outcome = sign_in(session, request_)
        assert "AADSTS90055" in outcome.refusal
        assert outcome.next_step in {f"Try again in {count} seconds." for count in (38, 39, 40, 41)}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("99999999999999999999", 3600),
        ("Thu, 01 Jan 1970 00:16:50 GMT", 10),
        ("Thu, 01 Jan 1970 00:16:30 GMT", 0),
        ("Thu, 01 Jan 9999 00:00:00 GMT", 3600),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("\u0667", 0),
    ],
)
def test_retry_after(header: str, seconds: int) -> None:
    """Retry-After is a number of seconds or a date; nothing makes the program wait longer than an hour."""
    assert seconds_to_wait(header, 1000.0) == seconds
