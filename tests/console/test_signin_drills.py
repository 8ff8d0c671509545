"""`signin --practice --fault`: every fault is met by the call that names it, and explained by its own code."""

import json
import sys
from pathlib import Path

import pytest

from inspector import app, console
from inspector.drill import drill_for
from inspector.practice.faults import faults
from inspector.signin.request import Flow

sys.path.insert(0, str(Path(__file__).parent))
from signin_runs import BROWSER

CODED = [each for each in faults() if each.code]
# What an API says to tokens and in its own bad hours.
AT_THE_API = [
    ("token-expired", 401),
    ("token-not-yet-valid", 401),
    ("token-wrong-audience", 401),
    ("token-wrong-issuer", 401),
    ("token-v1", 401),
    ("token-alg-none", 401),
    ("token-bad-signature", 401),
    ("token-key-unpublished", 401),
    ("token-without-scope", 403),
    ("api-session-revoked", 401),
    ("api-step-up", 401),
    ("api-forbidden", 403),
    ("api-throttled", 429),
    ("api-unavailable", 503),
]


@pytest.fixture(autouse=True)
def browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A browser that presses the first button of each page, and no terminal to ask at."""
    monkeypatch.setenv("BROWSER", BROWSER)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("inspector.practice.device_grant.DEVICE_CODE_INTERVAL", 1)  # the shortest that is kept to


def practise(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    """Run `signin --practice` and return exit status and document."""
    status = console.run(["signin", "--practice", "--json", *words], app)
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("fault", CODED, ids=[each.name for each in CODED])
def test_each_code_is_met(capsys: pytest.CaptureFixture[str], fault: object) -> None:
    """Whatever it takes (a renewal, a certificate, a page that never comes back), the fault's code is what is explained."""
    status, document = practise(capsys, "--fault", fault.name)  # type: ignore[attr-defined]
    code = f"AADSTS{fault.code}"  # type: ignore[attr-defined]
    if fault.name == "device-code-expired":  # type: ignore[attr-defined]
        assert (status, document["status"]) == (3, "timed_out")
        return
    assert status == 1
    assert document["status"] == ("declined" if fault.code == 65004 else "refused")  # type: ignore[attr-defined]
    findings = document["report"]["findings"]  # type: ignore[index]
    assert findings[0]["codes"][0] == code


@pytest.mark.parametrize(("fault", "answer"), AT_THE_API)
def test_each_fault_of_tokens_and_apis_is_met(capsys: pytest.CaptureFixture[str], fault: str, answer: int) -> None:
    """Where only an API notices, it is called, and its answer is explained together with the token."""
    status, document = practise(capsys, "--fault", fault)
    assert status == 1
    assert document["status"] == "signed_in"
    call = document["call"]
    assert call["status"] == answer  # type: ignore[index]
    assert (call["report"] is None) is (answer > 403)  # type: ignore[index]
    if answer <= 403:
        assert call["report"]["verdict"]["outcome"] in ("refused", "rejected")  # type: ignore[index]
    assert document["trace"][-1]["step"] == "api_call"  # type: ignore[index]


def test_every_fault_has_its_drill() -> None:
    """A fault without a code is met by a call, at the device's polls, or by the sign-in as it is."""
    named = {name for name, _answer in AT_THE_API}
    for fault in faults():
        drill = drill_for(fault)
        assert drill.calls is (fault.name in named), fault.name
    assert drill_for(None).flow is None


@pytest.mark.parametrize("fault", ["mfa-required", "api-session-revoked", "api-step-up"])
def test_a_challenge_is_answered(capsys: pytest.CaptureFixture[str], fault: str) -> None:
    """`--answer-challenge` signs in again with the claims that were asked for; then the same call succeeds."""
    status, document = practise(capsys, "--fault", fault, "--answer-challenge")
    assert status == 0
    assert document["status"] == "signed_in"
    requests = [each for each in document["trace"] if each["step"] == "authorization_request"]  # type: ignore[attr-defined, index]
    assert len(requests) == 2
    assert "access_token" in requests[1]["parameters"]["claims"]
    if document["call"]:
        assert document["call"]["status"] == 200  # type: ignore[index]


def test_an_app_cannot_answer_a_challenge(capsys: pytest.CaptureFixture[str]) -> None:
    """A middle tier hands a challenge back to whoever called it; it has no page to answer at."""
    status, document = practise(capsys, "--fault", "blocked-by-policy", "--flow", "obo", "--answer-challenge")
    assert status == 1
    assert document["report"]["findings"][0]["codes"] == ["AADSTS53003"]  # type: ignore[index]


def test_the_flow_that_is_named_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    """`--flow` counts, even where the fault is met elsewhere."""
    _status, document = practise(capsys, "--fault", "secret-expired", "--flow", "code")
    assert document["status"] == "signed_in"
    assert drill_for(next(each for each in faults() if each.name == "secret-expired")).flow is Flow.CLIENT_CREDENTIALS


def test_signature_in_practice(capsys: pytest.CaptureFixture[str]) -> None:
    """In practice the tenant's keys are at hand: the ID token's signature is judged."""
    for fault, passed in (("token-bad-signature", False), ("api-forbidden", True)):
        _status, document = practise(capsys, "--fault", fault)
        assert {each["name"]: each["passed"] for each in document["checks"]}["signature"] is passed  # type: ignore[attr-defined]
