"""Sign-ins recorded by a real Chromium at the practice tenant, each flow and each fault: read, judged and redacted."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from back_channel import BEHALF, DEVICE, BackChannel
from corpus import CHROMIUM, Corpus, Recording, open_corpus
from minting import mint

from inspector import app
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome
from inspector.exchanges.har_file import read_chunks
from inspector.practice import faults
from inspector.practice import registrations as apps
from inspector.practice.faults import Where
from inspector.practice.tenant import PracticeTenant, practice_app

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium")

CONSENT = {"authorize": {"prompt": "consent"}}
SILENT = {"authorize": {"prompt": "none"}}
ORDERS = {"scope": "openid offline_access api://orders/Orders.Read", "call": "orders"}
GRAPH = {"call": "graph"}
# How each fault shows in a browser: what the app is told, and what is found; None stands for the fault's own code.
BROWSER: dict[str, tuple[dict[str, Any], str | None]] = {
    **{fault.name: ({}, None) for fault in faults.faults() if fault.code and fault.where & {
        Where.TENANT, Where.CLIENT, Where.REDIRECT_URI, Where.AUTHORIZE, Where.PERSON, Where.CODE, Where.USER_GRANT}},
    **{fault.name: ({"refresh": True}, None) for fault in faults.faults() if Where.REFRESH_TOKEN in fault.where},
    **dict.fromkeys(("mfa-required", "mfa-enrolment-required", "consent-missing"), (SILENT, None)),
    "admin-consent-required": (CONSENT, None),
    "consent-declined": (CONSENT, None),
    "token-expired": (ORDERS, "token-expired"),
    "token-not-yet-valid": (ORDERS, "token-not-yet-valid"),
    "token-wrong-audience": (GRAPH, "invalidauthenticationtoken"),
    "token-wrong-issuer": (ORDERS, "invalid_token"),
    "token-v1": (ORDERS, "issuer-of-other-version"),
    "token-alg-none": (ORDERS, "algorithm-none"),
    "token-bad-signature": (ORDERS, "aspnet-signature-invalid"),
    "token-key-unpublished": (ORDERS, "aspnet-signature-key-not-found"),
    "token-without-scope": (ORDERS, "IDW10201"),
    "nonce-mismatch": ({}, "nonce-changed"),
    "state-mismatch": ({}, "state-changed"),
    "secret-missing": ({}, None),
    "throttled": ({}, None),
    "unavailable": ({}, None),
    "gateway-timeout": ({}, "answer-failed"),
    "html": ({}, "answer-unusable"),
    "cut": ({}, "answer-unusable"),
    "api-session-revoked": (ORDERS | {"late": True}, "insufficient_claims"),
    "api-step-up": (ORDERS, "insufficient_claims"),
    "api-forbidden": (ORDERS, "403"),
    "api-throttled": (ORDERS, "answer-throttled"),
    "api-unavailable": (ORDERS, "answer-failed"),
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The corpus, recorded while its tests run."""
    with open_corpus(tmp_path_factory.mktemp("corpus")) as opened:
        opened.record("first")
        yield opened


def explained(path: Path) -> Diagnosis:
    """Return the diagnosis of a recording."""
    return app.explain_file(read_chunks(path))


def apis(corpus: Corpus, told: dict[str, Any]) -> dict[str, Any]:
    """Return what the app is told, with the addresses of the APIs filled in."""
    addresses = {"graph": corpus.tenant.apis[0].address, "orders": corpus.tenant.apis[1].address}
    return told | ({"call": addresses[told["call"]]} if "call" in told else {})


def blockers(diagnosis: Diagnosis) -> list[str]:
    """Return what blocks: the ids of findings and the codes that they carry."""
    found = [each for each in diagnosis.findings if each.severity is Severity.BLOCKER]
    return [word for each in found for word in (each.id, *each.codes)]


def told_by(diagnosis: Diagnosis) -> list[str]:
    """Return what blocks or interrupts: the ids of findings and the codes that they carry."""
    found = [each for each in diagnosis.findings if each.severity is Severity.BLOCKER or each.codes]
    return [word for each in found for word in (each.id, *each.codes)]


def spellings(secret: str) -> set[str]:
    """Return every spelling in which a secret could survive."""
    found = {secret, quote(secret, safe=""), quote_plus(secret), quote(secret, safe="").replace("%2F", "%2f")}
    found |= {json.dumps(secret)[1:-1], secret.replace("/", "\\/"), secret.replace("&", "&amp;")}
    for shift in range(3):  # base64 of the secret at each of the three places in which it can begin
        packed = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        core = packed[4 if shift else 0 : len(packed) // 4 * 4 - 4]
        if len(core) >= 12:
            found |= {core, core.replace("+", "-").replace("/", "_")}
    return found


def assert_redacted(recording: Recording) -> Diagnosis:
    """The copy holds no secret in any spelling, has the original's structure, and is judged like the original."""
    target = recording.path.with_suffix(".copy.har")
    copied = app.redact_recording(recording.path, target)
    text = target.read_text(encoding="utf-8")
    for secret in recording.secrets:
        assert [each for each in spellings(secret) if each in text] == [], f"survived: {secret[:12]}…"
    before, after = (json.loads(path.read_text())["log"]["entries"] for path in (recording.path, target))
    assert copied.entries == len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert _shape(old) == _shape(new)
        assert old["response"]["status"] == new["response"]["status"]
        assert old["request"]["url"].partition("?")[0].count("/") == new["request"]["url"].partition("?")[0].count("/")
    return explained(target)


def _shape(value: Any) -> Any:
    """Return the members of a JSON value; bodies that were base64 are text in the copy."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items() if name not in ("encoding", "text")}
    return [_shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def test_a_sign_in_in_good_order(corpus: Corpus) -> None:
    """Code with PKCE in a page, a call to Graph, a renewal: nothing is wrong, and a copy says the same."""
    recording = corpus.record("good", refresh=True, call=corpus.tenant.apis[0].address)
    diagnosis = explained(recording.path)
    assert diagnosis.verdict.outcome is Outcome.EXPLAINED
    assert [each.id for each in diagnosis.findings if each.severity is not Severity.NOTE] == []
    steps = [each.step.value for attempt in diagnosis.attempts for each in attempt.exchanges]
    assert steps == ["authorization_request", "authorization_response", "token_request", "token_request", "api_call"]
    assert len(recording.secrets) > 20
    assert assert_redacted(recording).verdict.outcome is Outcome.EXPLAINED


def test_the_front_channel_of_a_web_app(corpus: Corpus) -> None:
    """Code and ID token are posted to the app: the request is without PKCE, which is a warning."""
    recording = corpus.visit("web", corpus.web_app())
    diagnosis = explained(recording.path)
    (attempt,) = diagnosis.attempts
    assert [each.step.value for each in attempt.exchanges] == ["authorization_request", "authorization_response"]
    assert [each.id for each in diagnosis.findings if each.severity is Severity.WARNING] == ["pkce-missing"]
    assert_redacted(recording)


@pytest.mark.parametrize("fault", BROWSER)
def test_each_fault_is_found_at_its_step(corpus: Corpus, fault: str) -> None:
    """The fault's own code, or what shows it, is among what blocks; the sentence names the step; no secret survives."""
    told, expected = BROWSER[fault]
    recording = corpus.record(fault, fault, **apis(corpus, told))
    diagnosis = explained(recording.path)
    code = faults.fault_named(fault).code
    wanted = expected or f"AADSTS{code}"
    assert wanted in told_by(diagnosis), (diagnosis.verdict, told_by(diagnosis))
    assert re.search(r"step \d", diagnosis.verdict.sentence), diagnosis.verdict.sentence
    assert any(attempt.troubles for attempt in diagnosis.attempts)
    copy = assert_redacted(recording)
    assert copy.verdict.outcome is diagnosis.verdict.outcome or diagnosis.verdict.outcome is Outcome.REJECTED


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("code-twice", {"twice": True}, "code-redeemed-twice"),
        ("no-verifier", {"token": {"code_verifier": None}}, "pkce-verifier-missing"),
        ("other-verifier", {"token": {"code_verifier": "v" * 43}}, "pkce-mismatch"),
        ("no-pkce", {"authorize": {"code_challenge": None, "code_challenge_method": None}, "token": {"code_verifier": None}}, "pkce-missing"),
        ("hex-challenge", {"authorize": {"code_challenge": "ab" * 20}}, "pkce-challenge-form"),
        ("other-redirect", {"token": {"redirect_uri": "http://localhost:1/"}}, "redirect-uri-changed"),
        ("resource", {"authorize": {"resource": "https://graph.microsoft.com"}}, "resource-on-v2"),
        ("secret", {"token": {"client_secret": "made-up~secret.of_a-page"}}, "secret-in-browser"),
        ("two-apis", {"token": {"scope": "User.Read api://orders/Orders.Read"}}, "several-resources"),
        ("id-token", {"call": "orders", "sent": "id_token"}, "id-token-sent"),
        ("tokens-in-query", {"authorize": {"response_type": "id_token", "response_mode": "query"}}, "tokens-in-query"),
        ("wrong-api", {"call": "orders"}, "invalid_token"),
    ],
)  # fmt: skip
def test_what_an_app_does_wrong_is_found(corpus: Corpus, name: str, told: dict[str, Any], expected: str) -> None:
    """The practice tenant refuses as Entra ID does; the recording shows what the app did."""
    recording = corpus.record(name, **apis(corpus, told))
    diagnosis = explained(recording.path)
    assert expected in blockers(diagnosis), (
        diagnosis.verdict,
        [(each.id, each.severity) for each in diagnosis.findings],
    )
    assert_redacted(recording)


@pytest.fixture(scope="module")
def in_process() -> Iterator[PracticeTenant]:
    """A tenant in process, whose keys take long to make."""
    practice = practice_app()
    yield practice
    practice.close()


@pytest.fixture
def tenant(in_process: PracticeTenant) -> Iterator[PracticeTenant]:
    """A tenant without faults, for what has no browser leg."""
    yield in_process
    in_process.set_fault(None)


@pytest.fixture
def back(tenant: PracticeTenant) -> Iterator[BackChannel]:
    """Programs at the tenant."""
    channel = BackChannel(tenant)
    yield channel
    channel.close()


def daemon(back: BackChannel, secret: int = 0) -> dict[str, Any]:
    """Let the daemon ask for Graph."""
    return back.grant(
        apps.DAEMON, grant_type="client_credentials", client_secret=back.secret(apps.DAEMON, secret),
        scope="https://graph.microsoft.com/.default",
    )  # fmt: skip


def test_a_daemon_in_good_order(back: BackChannel) -> None:
    """Client credentials, read back from the HAR that this program writes: masked values are no trouble."""
    daemon(back)
    diagnosis = app.explain(back.har())
    assert blockers(diagnosis) == []
    assert [len(attempt.exchanges) for attempt in diagnosis.attempts] == [1]


@pytest.mark.parametrize("fault", ["secret-wrong", "secret-expired", "secret-of-public-client"])
def test_a_refused_daemon(tenant: PracticeTenant, back: BackChannel, fault: str) -> None:
    """Each refusal of the client's proof."""
    tenant.set_fault(fault)
    daemon(back)
    assert f"AADSTS{faults.fault_named(fault).code}" in blockers(app.explain(back.har()))


@pytest.mark.parametrize("fault", ["certificate-unknown", "assertion-expired"])
def test_a_refused_certificate(tenant: PracticeTenant, back: BackChannel, fault: str) -> None:
    """A daemon that proves itself by an assertion, and is refused for it."""
    tenant.set_fault(fault)
    back.grant(
        apps.DAEMON, grant_type="client_credentials", scope="https://graph.microsoft.com/.default",
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion=mint({"iss": apps.DAEMON, "sub": apps.DAEMON}),
    )  # fmt: skip
    assert f"AADSTS{faults.fault_named(fault).code}" in blockers(app.explain(back.har()))


def test_a_declined_device(tenant: PracticeTenant, back: BackChannel) -> None:
    """The person's no is what went wrong, not how often was asked."""
    begun = back.start_device(apps.DESKTOP, "User.Read")
    tenant.set_fault("device-code-declined")
    back.grant(apps.DESKTOP, grant_type=DEVICE, device_code=begun["device_code"])
    diagnosis = app.explain(back.har())
    assert diagnosis.verdict.outcome is Outcome.REFUSED
    assert "authorization_declined" in blockers(diagnosis)


@pytest.mark.parametrize("fault", [None, "device-code-expired", "device-code-blocked", "device-code-slow-down"])
def test_a_device(tenant: PracticeTenant, back: BackChannel, fault: str | None) -> None:
    """A device that polls at once, twice: polling too fast is a warning beside whatever refuses it."""
    begun = back.start_device(apps.DESKTOP, "User.Read")
    tenant.set_fault(fault)
    for _poll in range(2):
        back.grant(apps.DESKTOP, grant_type=DEVICE, device_code=begun["device_code"])
    diagnosis = app.explain(back.har())
    (attempt,) = diagnosis.attempts
    assert [each.step.value for each in attempt.exchanges] == ["device_authorization", "poll", "poll"]
    assert "polled-too-fast" in [each.id for each in diagnosis.findings]
    code = faults.fault_named(fault).code if fault else None
    assert (f"AADSTS{code}" in blockers(diagnosis)) == (code is not None)


@pytest.mark.parametrize("fault", ["assertion-audience", "assertion-lifetime", "assertion-signature"])
def test_on_behalf_of(tenant: PracticeTenant, back: BackChannel, fault: str) -> None:
    """The API in the middle hands in a token and is refused."""
    assertion = daemon(back)["access_token"]
    tenant.set_fault(fault)
    back.grant(
        apps.MIDDLE_TIER, grant_type=BEHALF, client_secret=back.secret(apps.MIDDLE_TIER), assertion=assertion,
        scope="https://graph.microsoft.com/User.Read", requested_token_use="on_behalf_of",
    )  # fmt: skip
    assert f"AADSTS{faults.fault_named(fault).code}" in blockers(app.explain(back.har()))


def test_every_fault_has_its_recording() -> None:
    """No fault of the practice tenant is left out, but those of which no browser and no program sees a difference."""
    elsewhere = {
        "secret-wrong", "secret-expired", "secret-of-public-client", "certificate-unknown", "assertion-expired",
        "assertion-audience", "assertion-lifetime", "assertion-signature", "device-code-expired", "device-code-blocked",
        "device-code-slow-down", "device-code-declined", "slow",
    }  # fmt: skip
    assert faults.names() == {*BROWSER, *elsewhere}
