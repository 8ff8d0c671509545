"""Single requests and short conversations pasted as text, by the same rules; nobody is blamed for what is in order."""

import pytest
from hars import AUTHORITY, CHALLENGE, CODE, REDIRECT, SECRET, VERIFIER
from minting import CLIENT, TENANT

from inspector import app
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome

V1 = AUTHORITY.replace("/v2.0", "")
COMMON = AUTHORITY.replace(TENANT, "common")
GOOD = (
    f"{AUTHORITY}/authorize?client_id={CLIENT}&response_type=code&redirect_uri={REDIRECT}&scope=openid%20User.Read&state=s1"
    f"&nonce=n1&code_challenge={CHALLENGE}&code_challenge_method=S256"
)
DEFAULT = "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"


def grant(form: str, base: str = AUTHORITY) -> str:
    """Return a token request as raw HTTP."""
    return f"POST {base}/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n{form}\n"


def found(diagnosis: Diagnosis, severity: Severity) -> list[str]:
    """Return the ids of findings of one severity."""
    return [each.id for each in diagnosis.findings if each.severity is severity]


@pytest.mark.parametrize(
    "paste",
    [
        GOOD,
        GOOD + "&client_info=1&state=eyJpZCI6IjAxOTVhMGE0LTExMTEifQ%3D%3D",
        f"curl -X POST {AUTHORITY}/token -d 'grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}&{DEFAULT}'",
        grant(
            f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}&resource=https%3A%2F%2Fgraph.microsoft.com",
            V1,
        ),
        grant(
            f"grant_type=authorization_code&client_id={CLIENT}&code={CODE}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}"
        ),
        f"https://as.example.com/authorize?client_id={CLIENT}&request_uri=urn%3Aexample%3Abwc4JK",
        "curl https://as.example.com/token -u app:made-up-secret -d grant_type=client_credentials",
    ],
)
def test_a_request_in_order(paste: str) -> None:
    """Neither blocked nor warned about; the sentence says what protects it, or what it is."""
    diagnosis = app.explain(paste)
    assert found(diagnosis, Severity.BLOCKER) + found(diagnosis, Severity.WARNING) == []
    assert diagnosis.verdict.outcome is Outcome.UNDECIDED
    assert len(diagnosis.attempts) == 1


def test_the_sentence_of_a_request_in_order() -> None:
    """It names code, PKCE, state and nonce, and asks for the answer."""
    verdict = app.explain(GOOD).verdict
    assert "in order by itself (code, PKCE with S256, state, nonce)" in verdict.sentence
    assert verdict.remedy
    assert "answer" in verdict.remedy


@pytest.mark.parametrize(
    ("paste", "expected"),
    [
        (GOOD.replace("&code_challenge_method=S256", "&code_challenge_method=S256&resource=https%3A%2F%2Fgraph.microsoft.com"), "resource-on-v2"),
        (GOOD.replace(CHALLENGE, CHALLENGE + "%3D"), "pkce-challenge-form"),
        (GOOD.replace("response_type=code", "response_type=id_token").replace("&nonce=n1", ""), "nonce-missing"),
        (GOOD.replace("&client_id", "&x").replace("?client_id", "?x"), "parameter-missing"),
        (grant(f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}&{DEFAULT}", COMMON), "tenant-not-named"),
        (grant(f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}&scope=User.Read"), "scope-not-default"),
        (grant(f"grant_type=client_credentials&client_id={CLIENT}&{DEFAULT}"), "parameter-missing"),
        (f"grant_type=client_credentials&client_id={CLIENT}&client_secret=11112222-bbbb-3333-cccc-4444dddd5555&{DEFAULT}", "secret-id-sent"),
        (grant('{"grant_type": "client_credentials"}').replace("x-www-form-urlencoded", "json"), "token-request-not-a-form"),
        (f"curl {AUTHORITY.replace(TENANT, '{tenant}')}/token -d 'grant_type=client_credentials&client_id=YOUR_CLIENT_ID&client_secret={SECRET}&{DEFAULT}'", "placeholder-sent"),
        (f'fetch("{AUTHORITY}/token", {{"method": "POST", "headers": {{"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://localhost:3000"}}, "body": "grant_type=authorization_code&client_id={CLIENT}&client_secret={SECRET}&code={CODE}&redirect_uri={REDIRECT}"}})', "secret-in-browser"),
    ],
)  # fmt: skip
def test_a_request_that_would_be_refused(paste: str, expected: str) -> None:
    """Nobody refused it yet: it is rejected, with the one change that mends it."""
    diagnosis = app.explain(paste)
    assert expected in found(diagnosis, Severity.BLOCKER), diagnosis.findings
    assert diagnosis.verdict.outcome is Outcome.REJECTED
    assert diagnosis.verdict.remedy


def test_a_conversation() -> None:
    """Request, redirect, redemption and refusal, one after the other: one attempt, and the verdict names the step."""
    paste = "\n\n".join((
        GOOD, f"{REDIRECT}?code={CODE}&state=s1",
        grant(f"grant_type=authorization_code&client_id={CLIENT}&code={CODE}&redirect_uri={REDIRECT}%2F&code_verifier={VERIFIER}"),
        'HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{"error":"invalid_grant"}',
    ))  # fmt: skip
    diagnosis = app.explain(paste)
    (attempt,) = diagnosis.attempts
    assert len(attempt.exchanges) == 3
    assert attempt.exchanges[2].status == 400
    assert diagnosis.findings[0].id == "redirect-uri-changed"
    assert diagnosis.verdict.sentence.startswith("At step 3 (token request): ")
    assert diagnosis.verdict.outcome is Outcome.REFUSED


def test_a_server_that_is_not_strict_is_not_blamed() -> None:
    """GitHub wants no response_type: what RFC 6749 asks for is a warning at an address of its own kind."""
    diagnosis = app.explain(
        "https://github.com/login/oauth/authorize?client_id=Iv1.8a61f9b3a7aba766&scope=user&state=abc"
    )
    assert found(diagnosis, Severity.BLOCKER) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://dev-1.okta.com/oauth2/default/v1/authorize",
        "https://x.auth.us-east-1.amazoncognito.com/oauth2/authorize",
        "https://adfs.contoso.com/adfs/oauth2/authorize",
        "https://tenant.auth0.com/authorize",
        "https://kc.example.com/realms/x/protocol/openid-connect/auth",
        "https://accounts.google.com/o/oauth2/v2/auth",
    ],
)
def test_other_issuers_are_not_judged_by_the_rules_of_entra_id(address: str) -> None:
    """A request for an own API in scope is right everywhere but at Entra ID's v1.0 endpoint."""
    paste = GOOD.replace(f"{AUTHORITY}/authorize", address).replace("User.Read", "https%3A%2F%2Fapi.example.com%2Fread")
    diagnosis = app.explain(paste)
    assert found(diagnosis, Severity.BLOCKER) + found(diagnosis, Severity.WARNING) == []


def test_no_secret_of_a_request_is_in_the_attempt() -> None:
    """Code, verifier and secret are masked where the steps are shown."""
    diagnosis = app.explain(
        grant(
            f"grant_type=authorization_code&client_id={CLIENT}&code={CODE}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}&client_secret={SECRET}"
        )
    )
    shown = repr(diagnosis.attempts)
    for secret in (CODE, VERIFIER, SECRET):
        assert secret not in shown


def test_the_flow_itself_comes_before_what_it_lacks() -> None:
    """Of an implicit request without a state, the implicit flow is what to mend first."""
    url = f"{AUTHORITY}/authorize?client_id={CLIENT}&response_type=token&redirect_uri={REDIRECT}&scope=User.Read"
    found = [each.id for each in app.explain(url).findings]
    assert found.index("implicit-flow") < found.index("state-missing")


def test_a_parameter_with_one_value_is_given_to_copy() -> None:
    """An on-behalf-of request without requested_token_use is shown what to add."""
    form = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=a&client_secret=b&assertion=c&scope=d"
    diagnosis = app.explain(f"curl {AUTHORITY}/token -d '{form}'")
    assert diagnosis.findings[0].remedies[0].snippet == "requested_token_use=on_behalf_of"


def test_a_line_without_a_version_takes_the_form_under_it() -> None:
    """Documentation and chats write “POST address”, a blank line and the body."""
    form = f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}&scope=User.Read"
    diagnosis = app.explain(f"POST {AUTHORITY}/token\n\n{form}")
    assert "scope-not-default" in found(diagnosis, Severity.BLOCKER)
    assert len(diagnosis.attempts) == 1
