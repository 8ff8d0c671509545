"""Recorded sign-ins, each with one thing wrong: it is found at its step, and nothing else is said to block."""

import pytest
from hars import (
    AUTHORITY,
    CHALLENGE,
    CODE,
    FORM,
    GRAPH_TOKEN,
    ORIGIN,
    SECRET,
    VERIFIER,
    Tape,
    good,
    id_token,
    refusal,
    tokens,
)
from minting import CLIENT, NOW, TENANT, entra, mint

from inspector import app
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome
from inspector.report.compose import compose
from inspector.report.document import to_json

COMMON = AUTHORITY.replace(TENANT, "common")
V1 = AUTHORITY.replace("/v2.0", "")


def judged(tape: Tape):
    """Return the diagnosis of a recording."""
    return app.explain(tape.text(), now=NOW + 86_400.0 * 30)


def blocking(tape: Tape) -> list[str]:
    """Return the ids of what blocks, root first."""
    return [each.id for each in judged(tape).findings if each.severity is Severity.BLOCKER]


def test_a_sign_in_in_good_order_has_nothing_wrong() -> None:
    """Neither a blocker nor a warning, weeks after the tokens expired."""
    diagnosis = judged(good())
    assert [each.id for each in diagnosis.findings if each.severity is not Severity.NOTE] == []
    assert diagnosis.verdict.outcome is Outcome.EXPLAINED
    (attempt,) = diagnosis.attempts
    assert [each.step.value for each in attempt.exchanges] == [
        "authorization_request", "authorization_response", "token_request", "api_call",
    ]  # fmt: skip
    assert attempt.troubles == ()


def test_what_the_recording_proves_is_shown_at_its_step() -> None:
    """The verifier fits the challenge and the nonce came back, or not."""
    (attempt,) = judged(good()).attempts
    assert [(each.name, each.passed) for each in attempt.exchanges[2].checks] == [
        ("code_challenge", True),
        ("nonce", True),
    ]
    bad = Tape().authorize().come_back().redeem(code_verifier="w" * 43, answer=tokens(id_token=id_token(nonce="n2")))
    (attempt,) = judged(bad).attempts
    assert [each.passed for each in attempt.exchanges[2].checks] == [False, False]


SPA = {"headers": (FORM, ORIGIN), "client_secret": None}


def spa(**changed) -> Tape:
    """Return the sign-in of a single-page app."""
    return Tape().authorize().come_back().redeem(**(SPA | changed))


@pytest.mark.parametrize(
    ("tape", "step", "expected"),
    [
        pytest.param(Tape().authorize().come_back(state="s2").redeem(), 2, "state-changed", id="state"),
        pytest.param(Tape().authorize().come_back(state=None).redeem(), 2, "state-lost", id="state lost"),
        pytest.param(
            Tape().authorize().come_back().redeem(answer=tokens(id_token=id_token(nonce="n2"))), 3, "nonce-changed", id="nonce"
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(answer=tokens(id_token=id_token(nonce=None))), 3, "nonce-changed", id="no nonce"
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(code_verifier="w" * 43, status=400, answer=refusal(501481, "The Code_Verifier does not match the code_challenge.")),
            3, "pkce-mismatch", id="verifier",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(code_verifier=None, status=400, answer=refusal(50148, "The code_verifier does not match.")),
            3, "pkce-verifier-missing", id="no verifier",
        ),
        pytest.param(
            Tape().authorize(code_challenge=None, code_challenge_method=None).come_back().redeem(status=400, answer={"error": "invalid_grant"}),
            3, "pkce-challenge-lost", id="no challenge",
        ),
        pytest.param(
            Tape().authorize(code_challenge_method=None).come_back().redeem(status=400, answer={"error": "invalid_grant"}),
            3, "pkce-mismatch", id="hashed but not said",
        ),
        pytest.param(
            good().redeem(status=400, answer=refusal(54005, "OAuth2 Authorization code was already redeemed.")),
            5, "code-redeemed-twice", id="code twice",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(code=CODE.replace("c0de", "c0%64e"), status=400, answer={"error": "invalid_grant"}),
            3, "code-changed", id="code encoded twice",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(redirect_uri="https://app.contoso.com/callback/", status=400, answer=refusal(500112, "The reply address does not match.")),
            3, "redirect-uri-changed", id="redirect uri",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(client_id="99991111-aaaa-2222-bbbb-3333cccc4444", status=400, answer={"error": "invalid_grant"}),
            3, "client-changed", id="client",
        ),
        pytest.param(
            Tape().redeem(grant_type="client_credentials", code=None, redirect_uri=None, code_verifier=None, resource="https://graph.microsoft.com", scope=None, status=400, answer=refusal(901002, "The 'resource' request parameter is not supported.", "invalid_request")),
            1, "resource-on-v2", id="resource on v2",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(V1, status=400, answer={"error": "invalid_grant"}), 3, "endpoint-versions-mixed", id="versions"
        ),
        pytest.param(
            Tape().redeem(COMMON, grant_type="client_credentials", code=None, redirect_uri=None, code_verifier=None, scope="https://graph.microsoft.com/.default", status=400, answer=refusal(50059, "No tenant-identifying information found.", "invalid_request")),
            1, "tenant-not-named", id="client credentials at common",
        ),
        pytest.param(
            Tape().redeem(grant_type="client_credentials", code=None, redirect_uri=None, code_verifier=None, scope="https://graph.microsoft.com/User.Read", status=400, answer=refusal(1002012, "The provided value for scope is not valid.", "invalid_scope")),
            1, "scope-not-default", id="no .default",
        ),
        pytest.param(
            Tape().redeem(grant_type="refresh_token", code=None, redirect_uri=None, code_verifier=None, refresh_token="0.A" + "r" * 60, scope="User.Read https://management.azure.com/user_impersonation", status=400, answer=refusal(28000, "Provided value for the input parameter scope is not valid because it contains more than one resource.", "invalid_scope")),
            1, "several-resources", id="two APIs",
        ),
        pytest.param(
            Tape().authorize(scope="openid https://graph.microsoft.com/.default https://graph.microsoft.com/Mail.Read").come_back(code=None, error="invalid_scope", error_description="AADSTS70011: The provided value for scope is not valid."),
            1, "default-mixed", id=".default mixed",
        ),
        pytest.param(
            spa(status=400, answer=refusal(9002326, "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.", "invalid_request")),
            3, "origin-not-allowed", id="9002326",
        ),
        pytest.param(
            Tape().authorize().come_back().redeem(client_secret=None, status=400, answer=refusal(9002327, "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.", "invalid_request")),
            3, "origin-missing", id="9002327",
        ),
        pytest.param(spa(status=0), 3, "answer-withheld", id="CORS"),
        pytest.param(
            Tape().redeem(grant_type=None, status=400, answer=refusal(900144, "The request body must contain the following parameter: 'grant_type'.", "invalid_request")),
            1, "parameter-missing", id="no grant",
        ),
        pytest.param(
            Tape().redeem(client_secret="11112222-bbbb-3333-cccc-4444dddd5555", status=401, answer=refusal(7000215, "Invalid client secret provided.", "invalid_client")),
            1, "secret-id-sent", id="secret id",
        ),
        pytest.param(good().call(token=None, url="https://graph.microsoft.com/v1.0/users", status=401, answered=(("WWW-Authenticate", "Bearer"),)), 5, "no-token-sent", id="no token"),
        pytest.param(good().call(token=id_token(), url="https://api.contoso.com/x", status=401), 5, "id-token-sent", id="ID token"),
        pytest.param(good().call(url="https://management.azure.com/subscriptions", status=401), 5, "audience-mismatch", id="audience"),
        pytest.param(good().call(url="https://graph.microsoft.com/v1.0/me/messages", status=403), 5, "permission-missing", id="permission"),
        pytest.param(good().call(status=401, after=7200.0), 5, "token-expired", id="expired"),
        pytest.param(good().call(url="https://api.contoso.com/orders", status=401), 5, "audience-mismatch", id="Graph token at an own API"),
        pytest.param(Tape().authorize().come_back().redeem(answer=tokens(id_token=id_token(aud="another"))), 3, "id-token-of-another-app", id="ID token's audience"),
        pytest.param(Tape().authorize().come_back().redeem(answer=tokens(id_token=id_token(tid="99991111-aaaa-2222-bbbb-3333cccc4444", iss="https://login.microsoftonline.com/99991111-aaaa-2222-bbbb-3333cccc4444/v2.0"))), 3, "id-token-of-another-tenant", id="ID token's tenant"),
    ],
)  # fmt: skip
def test_the_first_step_that_went_wrong_is_named(tape: Tape, step: int, expected: str) -> None:
    """The root is the finding of that step; the refusal that follows from it is said to follow."""
    diagnosis = judged(tape)
    root = diagnosis.findings[0]
    assert root.id == expected, [(each.id, each.severity) for each in diagnosis.findings]
    assert root.severity is Severity.BLOCKER
    assert f"step {step} (" in diagnosis.verdict.sentence
    assert root.remedies, "somebody can mend it"
    assert diagnosis.verdict.remedy == root.remedies[0].text
    attempt = next(each for each in diagnosis.attempts if each.troubles)
    assert attempt.troubles[0].index == step - 1
    others = [each for each in diagnosis.findings[1:] if each.severity is Severity.BLOCKER]
    assert all(each.consequence_of for each in others), [(each.id, each.consequence_of) for each in others]


@pytest.mark.parametrize(
    ("tape", "expected"),
    [
        pytest.param(Tape().authorize(code_challenge=None, code_challenge_method=None).come_back().redeem(code_verifier=None), "pkce-missing", id="no PKCE"),
        pytest.param(Tape().authorize(code_challenge=VERIFIER, code_challenge_method="plain").come_back().redeem(), "pkce-plain", id="plain"),
        pytest.param(Tape().authorize(state=None, nonce=None, code_challenge=None).come_back(state=None).redeem(code_verifier=None, answer=tokens(id_token=None)), "state-missing", id="no state"),
        pytest.param(Tape().authorize(response_type="token").come_back("#", code=None, access_token=GRAPH_TOKEN), "implicit-flow", id="implicit"),
        pytest.param(Tape().authorize().come_back().redeem(answer=tokens(scope="openid")), "scope-not-granted", id="not granted"),
        pytest.param(Tape().redeem(grant_type="password", username="ada@contoso.com", password="x" * 12, code=None, redirect_uri=None, code_verifier=None), "password-grant", id="ROPC"),
        pytest.param(Tape().authorize(V1, scope="https://graph.microsoft.com/Mail.Read", code_challenge=CHALLENGE).come_back().redeem(V1), "scope-on-v1", id="scope on v1"),
        pytest.param(Tape().authorize(), "sign-in-unfinished", id="no answer"),
        pytest.param(Tape().authorize(redirect_uri="http://app.contoso.com/callback"), "redirect-uri-insecure", id="http"),
        pytest.param(Tape().authorize(redirect_uri="msalabc://auth").redeem(redirect_uri="msalabc://auth"), "secret-in-native-app", id="a secret in an installed app"),
    ],
)  # fmt: skip
def test_what_went_through_but_should_not_is_a_warning(tape: Tape, expected: str) -> None:
    """The server took it: nothing blocks, and the finding is there."""
    findings = judged(tape).findings
    assert [each.id for each in findings if each.severity is Severity.BLOCKER] == []
    assert expected in [each.id for each in findings if each.severity is Severity.WARNING]


def test_a_secret_of_a_page_is_named_and_never_shown() -> None:
    """The browser sends client_secret: everybody who opens the page has it."""
    tape = spa(client_secret=SECRET, status=400, answer=refusal(9002326, "Cross-origin token redemption …"))
    diagnosis = judged(tape)
    assert "secret-in-browser" in [each.id for each in diagnosis.findings]
    assert SECRET not in to_json(compose(diagnosis))


def test_a_device_that_polls_too_fast_is_told_so() -> None:
    """Two polls a second apart, where the answer asked for five."""
    device = {
        "device_code": "D" * 40,
        "user_code": "ABCD",
        "verification_uri": "https://microsoft.com/devicelogin",
        "interval": "5",
    }
    grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": CLIENT, "device_code": "D" * 40}
    tape = Tape().add(
        "POST", f"{AUTHORITY}/devicecode", form={"client_id": CLIENT, "scope": "User.Read"}, answer=device
    )
    pending = {"error": "authorization_pending", "error_description": "AADSTS70016: pending", "error_codes": [70016]}
    for after in (5.0, 1.0):
        tape.add("POST", f"{AUTHORITY}/token", headers=(FORM,), form=grant, status=400, answer=pending, after=after)
    tape.add("POST", f"{AUTHORITY}/token", headers=(FORM,), form=grant, answer=tokens(id_token=None), after=5.0)
    diagnosis = judged(tape)
    assert [each.id for each in diagnosis.findings if each.severity is not Severity.NOTE] == ["polled-too-fast"]
    assert len(diagnosis.attempts) == 1


def test_a_refusal_that_was_mended_later_does_not_block() -> None:
    """A throttled token request that went through at the second try."""
    tape = Tape().authorize().come_back().redeem(status=429, answer={"error": "temporarily_unavailable"}).redeem()
    assert blocking(tape) == []


def test_a_silent_try_before_the_sign_in_is_no_failure() -> None:
    """prompt=none is answered with login_required, and the sign-in after it goes through."""
    silent = Tape().authorize(prompt="none", state="s0", nonce="n0")
    silent.come_back(
        state="s0",
        code=None,
        error="login_required",
        error_description="AADSTS50058: A silent sign-in request was sent but no user is signed in.",
    )
    alone = judged(silent)
    assert alone.verdict.sentence.startswith("At step 2 (authorization response): ")
    assert alone.verdict.outcome is Outcome.EXPLAINED
    silent.entries += good().entries
    assert "no refusal among them was the last word" in judged(silent).verdict.sentence


def test_attempts_are_told_apart() -> None:
    """Two sign-ins with states of their own, one of them refused, are two attempts."""
    tape = good()
    tape.authorize(state="s2", nonce="n2").come_back(
        state="s2",
        code=None,
        error="access_denied",
        error_description="AADSTS65004: User declined to consent to access the app.",
    )
    diagnosis = judged(tape)
    assert [len(each.exchanges) for each in diagnosis.attempts] == [4, 2]
    assert diagnosis.verdict.sentence.startswith("In attempt 2 at step 2 (authorization response): ")
    assert diagnosis.verdict.outcome is Outcome.REFUSED


def test_an_app_that_always_sends_the_same_state_makes_several_attempts() -> None:
    """A request after an answer begins anew; one that is only loaded again does not."""
    tape = good()
    tape.authorize().authorize().come_back(code=CODE + "2").redeem(code=CODE + "2")
    assert [len(each.exchanges) for each in judged(tape).attempts] == [4, 4]


def test_hidden_values_are_not_compared() -> None:
    """A recording out of which secrets and states were taken blames nobody for that."""
    tape = (
        Tape()
        .authorize(state="[redacted]", code_challenge="***")
        .come_back(state="REDACTED", code="<removed>")
        .redeem(code="xxx", code_verifier="…(43 characters hidden)")
    )
    assert blocking(tape) == []


def test_a_token_of_an_own_api_is_not_judged_by_guesses() -> None:
    """Nobody said what https://api.contoso.com expects: the refusal is explained, no audience is called wrong."""
    token = mint(entra(aud="api://orders"))
    tape = Tape().call("https://api.contoso.com/orders", token, status=403)
    assert "audience-mismatch" not in blocking(tape)
    assert judged(tape).verdict.outcome is Outcome.REFUSED


def test_a_recording_of_saml_alone_says_so() -> None:
    """What is passed over is named in the verdict where there is nothing else."""
    tape = Tape().add("GET", "https://login.microsoftonline.com/contoso.com/saml2?SAMLRequest=fZJNT8Mw")
    verdict = judged(tape).verdict
    assert verdict.outcome is Outcome.NOTHING_FOUND
    assert "SAML" in verdict.sentence


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><head><title>x</title></head><h1>We are sorry</h1><p>Invalid parameter: redirect_uri</p>", "Register"),
        ("<html><script>var a='redirect'</script><p>Unknown client_id</p>", "Mend what the page names"),
    ],
)
def test_an_error_page_without_a_code_is_what_went_wrong(page: str, said: str) -> None:
    """Keycloak, Okta, Auth0 and Google show a page that the app never hears of; its words are in the sentence."""
    tape = Tape().authorize(base="https://sso.contoso.com/realms/r/protocol").call(token=None)
    tape.entries[0]["response"] |= {"status": 400, "headers": [{"name": "Content-Type", "value": "text/html"}]}
    tape.entries[0]["response"]["content"]["text"] = page
    verdict = judged(tape).verdict
    assert "error page (400): " in verdict.sentence
    assert verdict.remedy is not None
    assert verdict.remedy.startswith(said)
    assert "var a" not in verdict.sentence


def test_the_page_that_a_redirect_leads_to_is_read_as_well() -> None:
    """Google leads to a page of its own; a picture that is missing there is no refusal."""
    tape = Tape().authorize(base="https://accounts.google.com/o/oauth2/v2")
    html = (("Content-Type", "text/html"),)
    tape.add("GET", "https://accounts.google.com/oauth/picture", status=404, answer="<p>none", answered=html)
    assert blocking(tape) == []
    tape.add("GET", "https://accounts.google.com/oauth/error?a=b", status=400, answer="<p>Not you", answered=html)
    assert blocking(tape) == ["sign-in-page-failed"]


@pytest.mark.parametrize("code", ["AADB2C90006: The redirect URI is not registered", "MSIS9224: Invalid redirect"])
def test_codes_of_other_servers_on_their_pages_are_explained(code: str) -> None:
    """Azure AD B2C and AD FS show codes of their own."""
    tape = Tape().authorize(base="https://c.b2clogin.com/c.onmicrosoft.com/p/oauth2/v2.0")
    tape.entries[0]["response"] |= {"status": 400, "headers": [{"name": "Content-Type", "value": "text/html"}]}
    tape.entries[0]["response"]["content"]["text"] = f"<html><p>{code}.</p></html>"
    assert blocking(tape) == [code.partition(":")[0].lower()]


@pytest.mark.parametrize(
    ("status", "page", "said"),
    [(500, "Correlation failed.", "SameSite=None"), (404, "No such page", "CallbackPath"), (500, "Oops", "log")],
)
def test_an_app_that_fails_at_the_answer_is_named(status: int, page: str, said: str) -> None:
    """The issuer has done its part; a refusal that the app answers with a failure stays the cause."""
    tape = Tape().authorize().come_back()
    tape.entries[-1]["response"] |= {"status": status, "headers": [{"name": "Content-Type", "value": "text/html"}]}
    tape.entries[-1]["response"]["content"]["text"] = f"<html>{page}</html>"
    diagnosis = judged(tape)
    assert [each.id for each in diagnosis.findings if each.severity is Severity.BLOCKER] == ["app-callback-failed"]
    assert said in str(diagnosis.verdict.remedy)
    refused = Tape().authorize().come_back(code=None, error="access_denied", error_description="AADSTS65004: No.")
    refused.entries[-1]["response"]["status"] = 500
    assert "app-callback-failed" not in blocking(refused)


def test_a_failure_that_a_repetition_mended_does_not_block() -> None:
    """503 from a gateway, then tokens."""
    tape = Tape().authorize().come_back().redeem(status=503, answer="Unavailable").redeem().call()
    assert blocking(tape) == []


def test_a_sign_in_that_goes_on_at_ad_fs_is_still_judged() -> None:
    """The authorization request redirects to WS-Federation; the answer lacks the state."""
    tape = Tape().authorize().come_back(state=None)
    tape.entries[0]["response"] |= {
        "status": 302,
        "redirectURL": "https://sts.contoso.com/adfs/ls/?wa=wsignin1.0&wtrealm=urn%3Afederation%3AMicrosoftOnline",
    }
    assert blocking(tape) == ["state-lost"]


def test_a_recording_without_times_is_judged_as_of_now() -> None:
    """Insomnia and Postman leave them out: a token is not from the future for that."""
    tape = good()
    for each in tape.entries:
        del each["startedDateTime"]
    tape.entries[1]["response"]["status"] = 302
    tape.call(status=401)
    assert all(each != "token-not-yet-valid" for each in blocking(tape))
    assert "in 5" not in judged(tape).verdict.sentence


def test_a_recording_without_sensitive_data_accuses_nobody() -> None:
    """Chrome leaves out cookies and Authorization unless told otherwise; a cookie shows that it did not."""
    tape, challenge = Tape().authorize().come_back().redeem(), (("WWW-Authenticate", "Bearer"),)
    tape.call("https://orders.contoso.com/all", token=None, status=401, answered=challenge)
    assert blocking(tape)[0] == "token-not-recorded"
    assert "with sensitive data" in str(judged(tape).verdict.remedy)
    tape.entries[0]["request"]["headers"].append({"name": "Cookie", "value": "x=y"})
    assert blocking(tape)[0] == "no-token-sent"


def test_an_answer_in_a_form_that_is_not_read_is_no_failure() -> None:
    """Brotli, or base64 that is none: nothing says that the tokens did not come."""
    tape = Tape().authorize().come_back().redeem()
    response = tape.entries[-1]["response"]
    response["content"] = {"mimeType": "application/json", "encoding": "base64", "text": "/+7d" * 40}
    response["headers"] = [{"name": "Content-Encoding", "value": "br"}]
    diagnosis = judged(tape)
    assert [each.id for each in diagnosis.findings if each.severity is not Severity.NOTE] == ["answer-not-read"]
    assert "compressed (br)" in diagnosis.verdict.sentence


def test_the_issuer_that_an_api_refuses_is_the_one_of_the_token_that_was_sent() -> None:
    """The ID token of the same sign-in is of the other version, and no API ever saw it."""
    issuer = f"https://sts.windows.net/{TENANT}/"
    sent = mint(entra(aud="api://orders", ver="1.0", iss=issuer, appid=CLIENT))
    said = f'Bearer error="invalid_token", error_description="The issuer \'{issuer}\' is invalid"'
    tape = Tape().authorize().come_back().redeem(answer=tokens(access_token=sent))
    tape.call("https://orders.contoso.com/all", sent, status=401, answered=(("WWW-Authenticate", said),))
    (found,) = [each for each in judged(tape).findings if each.id == "issuer-of-other-version"]
    assert found.evidence[1].found == issuer


def test_a_sign_in_between_two_issuers_is_not_the_apps_to_mend() -> None:
    """Entra ID signs a personal account in at login.live.com, without PKCE; its error page there counts all the same."""
    tape = Tape().authorize()
    tape.authorize(
        "https://login.live.com/oauth20", client_id="51483342-085c-4d86-bf88-cf50c7252078", state="live", nonce=None,
        redirect_uri="https://login.microsoftonline.com/common/federation/oauth2", code_challenge=None,
        code_challenge_method=None, scope="openid",
    )  # fmt: skip
    live = "https://login.microsoftonline.com/common/federation/oauth2"
    tape.add("POST", live, form={"code": "M.C5_BAY.2.U.0123456789", "state": "live"}, answer="<html>")
    good = tape.come_back().redeem().call()
    assert [each.id for each in judged(good).findings if each.severity is not Severity.NOTE] == []
    good.entries[1]["response"] |= {"status": 500, "headers": [{"name": "Content-Type", "value": "text/html"}]}
    assert "sign-in-page-failed" in {each.id for each in judged(good).findings}


def test_a_refresh_that_led_to_a_sign_in_is_how_it_should_be() -> None:
    """The server asks for a second factor, the app sends the person there, and tokens come; else it blocks."""
    asked = refusal(50076, "You must use multi-factor authentication.", "interaction_required") | {"claims": "{}"}
    renew = {"grant_type": "refresh_token", "refresh_token": "0.A" + "r" * 60, "code": None, "code_verifier": None}
    tape = Tape().redeem(status=400, answer=asked, **renew)
    assert blocking(tape)[0] == "aadsts50076"
    assert blocking(tape.authorize().come_back().redeem().call()) == []
    assert judged(tape).verdict.remedy is None
    assert "no refusal among them was the last word" in judged(tape).verdict.sentence


def test_a_sign_in_that_begins_again_right_after_it_succeeded_is_a_loop() -> None:
    """Three in a row; not two, not an hour apart, and not three tabs at once."""
    tape, tabs, slow = Tape(), Tape(), Tape()
    for each in ("a", "b", "c"):
        assert "sign-in-loop" not in {found.id for found in judged(tape).findings}
        tape.authorize(state=each).come_back(state=each, code=CODE + each)
        slow.authorize(state=each).come_back(state=each, code=CODE + each)
        slow.add("GET", "https://app.contoso.com/", after=60.0)
        tabs.authorize(state=each)
    assert "the third time" in judged(tape).verdict.sentence
    for each in ("a", "b", "c"):
        tabs.come_back(state=each, code=CODE + each)
    for other in (tabs, slow):
        assert "sign-in-loop" not in {found.id for found in judged(other).findings}
