"""Device code: what is shown, how it is polled for, and how it ends."""

import json
import threading
import time
from dataclasses import replace

import pytest
from fake_issuer import ACCESS, FakeIssuer, FakeReply, device_reply, refusal, reply
from hurry import Hurry

from inspector.exchanges.exchange import Step
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import EnterCode, Progress, SignInOutcome, Status
from inspector.signin.request import Flow, SignInRequest
from inspector.signin.session import Session

PENDING = refusal("authorization_pending", 70016)


@pytest.fixture
def device(request_: SignInRequest) -> SignInRequest:
    """A request by device code."""
    return replace(request_, flow=Flow.DEVICE_CODE)


def _sign_in(session: Session, device: SignInRequest, waits: Cancellation) -> tuple[SignInOutcome, list[Progress]]:
    told: list[Progress] = []
    return session.sign_in(device, tell=told.append, cancellation=waits), told


def test_signs_in(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """The code is shown, polled for at its interval, and ends in tokens; every poll is recorded."""
    issuer.says = [device_reply(interval=5), PENDING, PENDING]
    waits = Hurry()
    outcome, told = _sign_in(session, device, waits)
    assert outcome.status is Status.SIGNED_IN
    assert outcome.tokens.access_token == ACCESS
    assert waits.waited == [5, 5, 5]
    shown = next(each for each in told if isinstance(each, EnterCode))
    assert (shown.user_code, shown.verification_uri) == ("ABCD-EFGH", "https://login.issuer.test/device")
    assert [each.step for each in outcome.trace][1:] == [Step.DEVICE_AUTHORIZATION, Step.POLL, Step.POLL, Step.POLL]
    assert "device-secret" not in repr(outcome)


def test_no_empty_parameter_is_sent(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """MSAL leaves `claims` at None; it is not sent as an empty parameter."""
    issuer.says = [device_reply()]
    _sign_in(session, replace(device, extra=(("dc", "1"),)), Hurry())
    assert "claims" not in issuer.posts[0]
    assert issuer.posts[0]["dc"] == "1"
    assert "dc" not in issuer.posts[1]


def test_slow_down(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """slow_down adds five seconds for good (RFC 8628 3.5)."""
    issuer.says = [device_reply(interval=5), refusal("slow_down"), PENDING]
    waits = Hurry()
    _sign_in(session, device, waits)
    assert waits.waited == [5, 10, 10]


def test_bad_weather(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """A busy server, a cut connection and a captive portal slow polling down and don't end it; Retry-After is obeyed."""
    busy = FakeReply(503, "busy", {"retry-after": "30"})
    limited = reply({"error": "temporarily_unavailable"}, 429, **{"retry-after": "20"})
    issuer.says = [device_reply(interval=5), busy, OSError("cut"), FakeReply(200, "<html>", {}), limited, PENDING]
    waits = Hurry()
    outcome, _told = _sign_in(session, device, waits)
    assert outcome.status is Status.SIGNED_IN
    assert waits.waited == [5, 30, 15, 20, 20, 20]


@pytest.mark.parametrize("error", ["authorization_declined", "access_denied"])
def test_declined(session: Session, issuer: FakeIssuer, device: SignInRequest, error: str) -> None:
    """Entra ID's word and the RFC's word for no are both told apart from running out of time."""
    issuer.says = [device_reply(), reply({"error": error, "error_description": "The person said no."}, 400)]
    assert _sign_in(session, device, Hurry())[0].status is Status.DECLINED


@pytest.mark.parametrize("says", [[refusal("expired_token", 70020)], []])
def test_expired(session: Session, issuer: FakeIssuer, device: SignInRequest, says: list[FakeReply]) -> None:
    """A code that nobody entered ends in a time-out, whether the server says so or the clock."""
    issuer.says = [device_reply(interval=5, expires_in=900 if says else 3), *says]
    outcome, _told = _sign_in(session, device, Hurry())
    assert outcome.status is Status.TIMED_OUT
    assert outcome.next_step


def test_zero_interval_is_no_flood(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """An interval of 0 is taken for a second."""
    issuer.says = [device_reply(interval=0), PENDING]
    waits = Hurry()
    _sign_in(session, device, waits)
    assert waits.waited == [1, 1]


def test_refused_at_once(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """MSAL does not raise on a refused device request; it is a refusal all the same."""
    issuer.says = [refusal("invalid_client", 7000218)]
    outcome, told = _sign_in(session, device, Hurry())
    assert outcome.status is Status.REFUSED
    assert "AADSTS7000218" in outcome.refusal
    assert not any(isinstance(each, EnterCode) for each in told)


def test_no_endpoint(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """An issuer without device authorization is named as such."""
    base = "https://login.issuer.test/x"
    issuer.discovery = reply({"issuer": base, "authorization_endpoint": base, "token_endpoint": base})
    assert "device code" in _sign_in(session, device, Hurry())[0].sentence


def test_cancel(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """Cancelling ends the wait for the person at once."""
    issuer.says = [device_reply(interval=60)]
    cancellation = Cancellation()
    threading.Timer(0.1, cancellation.cancel).start()
    began = time.monotonic()
    assert session.sign_in(device, cancellation=cancellation).status is Status.CANCELLED
    assert time.monotonic() - began < 2


def test_forged_page(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """A verification address that is no https page is not shown."""
    issuer.says = [reply({"user_code": "A", "device_code": "d", "verification_uri": "file:///etc/passwd"})]
    outcome, told = _sign_in(session, device, Hurry())
    assert outcome.status is Status.FAILED
    assert not any(isinstance(each, EnterCode) for each in told)


@pytest.mark.parametrize("value", ["7", 7, 7.0])
def test_numbers_as_text(session: Session, issuer: FakeIssuer, device: SignInRequest, value: object) -> None:
    """Entra ID's v1 endpoint writes its numbers as text; they count all the same."""
    answer = json.loads(device_reply().text) | {"interval": value, "expires_in": "900"}
    issuer.says = [reply(answer)]
    waits = Hurry()
    assert _sign_in(session, device, waits)[0].status is Status.SIGNED_IN
    assert waits.waited[0] == 7


def test_answer_without_a_device_code(session: Session, issuer: FakeIssuer, device: SignInRequest) -> None:
    """An answer that nothing can be polled with is said to lack what it lacks."""
    answer = json.loads(device_reply().text)
    del answer["device_code"]
    issuer.says = [reply(answer)]
    outcome = _sign_in(session, device, Hurry())[0]
    assert outcome.status is Status.FAILED
    assert "lacks “device_code”" in outcome.sentence
