"""Implicit and hybrid flows, the password grant, secrets where none can be kept."""

import pytest

from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.rules import client_fit, flows, origin, roles
from tests.diagnosis.judging import CLIENT, GRAPH, TENANT, app_only, case_of, id_token, ids, judge, v1
from tests.minting import entra, mint

ACCESS, IDENTITY = mint(v1(aud=GRAPH)), mint(id_token())
AUTHORIZE = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/authorize?client_id={CLIENT}&scope=openid"
TOKEN = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"


def request(**form):
    """Return a token request as somebody copies it from a terminal."""
    words = " ".join(f"-d '{name}={value}'" for name, value in ({"client_id": CLIENT} | form).items())
    return f"curl -X POST {TOKEN} {words}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"https://app.contoso.com/#access_token={ACCESS}&token_type=Bearer&expires_in=3599", ["implicit-flow"]),
        (f"https://app.contoso.com/#id_token={IDENTITY}&state=1", ["implicit-flow"]),
        (f"https://app.contoso.com/#id_token={IDENTITY}&access_token={ACCESS}&token_type=Bearer", ["implicit-flow"]),
        (f"https://app.contoso.com/#access_token=ya29.{'x' * 60}&token_type=Bearer&expires_in=3599", ["implicit-flow"]),
        (f"https://app.contoso.com/#code=0.AXoA{'x' * 60}&id_token={IDENTITY}&state=1", ["hybrid-flow"]),
        (f"https://app.contoso.com/#id_token={mint(id_token(c_hash='x'))}&state=1", ["hybrid-flow"]),
        (f"{AUTHORIZE}&response_type=token", ["implicit-flow"]),
        (f"{AUTHORIZE}&response_type=id_token%20token&nonce=1", ["implicit-flow"]),
        (f"{AUTHORIZE}&response_type=code%20id_token%20token&nonce=1", ["implicit-flow"]),
        (f"{AUTHORIZE}&response_type=id_token&nonce=1", ["implicit-flow"]),
        (f"{AUTHORIZE}&response_type=id_token&nonce=1&response_mode=form_post", ["hybrid-flow"]),
        (f"{AUTHORIZE}&response_type=code%20id_token&nonce=1&response_mode=form_post", ["hybrid-flow"]),
        (f"{AUTHORIZE}&response_type=code%20id_token&nonce=1", ["hybrid-flow"]),
        (f"{AUTHORIZE}&response_type=code&code_challenge=x&code_challenge_method=S256", []),
        (mint(entra(hasgroups=True)), ["implicit-flow"]),
        (mint(id_token(hasgroups="true")), ["implicit-flow"]),
        (ACCESS, []),
        (request(grant_type="password", username="a@contoso.com", password="Winter2026!"), ["password-grant"]),
        (request(grant_type="client_credentials", client_secret="abc~123456789012345"), ["client-secret-used"]),
        (request(grant_type="authorization_code", code="0.Axyz", client_secret="abc~123456789012345",
                 redirect_uri="https://app.contoso.com/cb"), []),
        (request(grant_type="authorization_code", code="0.Axyz", client_secret="abc~123456789012345",
                 redirect_uri="msal123://auth"), ["secret-in-public-request"]),
        (request(grant_type="authorization_code", code="0.Axyz", client_secret="abc~123456789012345",
                 redirect_uri="https://login.microsoftonline.com/common/oauth2/nativeclient"), ["secret-in-public-request"]),
        (request(grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code="x" * 30,
                 client_secret="abc~123456789012345"), ["secret-in-public-request"]),
        (request(grant_type="authorization_code", code="0.Axyz", redirect_uri="msal123://auth"), []),
    ],
)  # fmt: skip
def test_each_flow_has_its_finding(text, found):
    """By where a token stood, and by what a request asks for."""
    assert ids(judge(flows, text)) == found


def test_a_browser_shows_which_token_it_carried():
    """An ID token alone is said to be one."""
    [identity] = judge(flows, f"https://app.contoso.com/#id_token={IDENTITY}&state=1")
    [access] = judge(flows, f"https://app.contoso.com/#access_token={ACCESS}&token_type=Bearer")
    assert "The ID token came" in identity.sentence
    assert "ID tokens under" in " ".join(remedy.text for remedy in identity.remedies)
    assert "The access token came" in access.sentence


def test_the_steps_to_code_with_pkce_are_named_in_order():
    """Registration, library, switching off, what to test; the redirect address stands in the command."""
    [found] = judge(flows, f"{AUTHORIZE}&response_type=token&redirect_uri=https%3A%2F%2Fapp.contoso.com%2F")
    texts = [remedy.text for remedy in found.remedies]
    marks = ("Single-page application platform", "Library", "Registration", "untick", "Test")
    assert all(mark in text for mark, text in zip(marks, texts, strict=True))
    assert '{"spa": {"redirectUris": ["https://app.contoso.com/"]}}' in found.remedies[2].snippet


def test_a_server_moves_to_the_web_platform():
    """What a web app with a backend sets is another."""
    [found] = judge(flows, f"{AUTHORIZE}&response_type=id_token", client="web")
    assert "Web platform" in found.remedies[0].text
    assert "ResponseType" in found.remedies[1].text


@pytest.mark.parametrize("hostile", ["https://x/'; id; '", "https://x/\u202e", "javascript:alert(1)"])
def test_no_redirect_address_breaks_out_of_the_command(hostile):
    """It is quoted safely or left out."""
    from urllib.parse import quote

    [found] = judge(flows, f"{AUTHORIZE}&response_type=token&redirect_uri={quote(hostile, safe='')}")
    assert all("; id" not in (remedy.snippet or "") for remedy in found.remedies)


def test_the_registration_of_the_request_is_changed():
    """The command names the app that asks, so that it can be run as it stands."""
    [found] = judge(flows, f"{AUTHORIZE}&response_type=token&redirect_uri=https://app.contoso.com/spa")
    [command] = [each.snippet for each in found.remedies if each.snippet and each.snippet.startswith("az rest")]
    assert f"applications(appId='{CLIENT}')" in command


def test_groups_of_the_implicit_flow_are_a_sign():
    """`hasgroups` stands in no other flow's tokens."""
    token = mint(entra(hasgroups=True))
    [found] = judge(flows, f"https://app.contoso.com/#access_token={token}&token_type=Bearer")
    assert {"response_type", "hasgroups", "azpacr"} <= {each.where for each in found.evidence}


def test_a_password_is_no_answer_for_a_job():
    """The one change depends on whether somebody is there."""
    text = request(grant_type="password", username="svc@contoso.com", password="Winter2026!")
    [person], [job] = judge(flows, text), judge(flows, text, context="nightly job")
    assert person.remedies[0].snippet is None
    assert job.remedies[0].snippet == "grant_type=client_credentials"
    assert "Winter2026!" not in str(job)


def test_a_request_alone_has_its_verdict():
    """The password grant and the implicit flow are said without an answer."""
    verdict = diagnose(case_of(request(grant_type="password", username="a@b.com", password="Winter2026!"))).verdict
    assert "ROPC" in verdict.sentence


@pytest.mark.parametrize(
    ("claims", "context", "said"),
    [
        (entra(amr=["pwd"]), "", "a sign, no proof"),
        (entra(amr=["pwd", "mfa"]), "", "leave the same claims in a delegated token"),
        (entra(amr=["pwd"], azpacr="1"), "", "leave the same claims in a delegated token"),
        (entra(amr=["pwd"]), "we use ROPC", "can't show it, nor deny it"),
        (app_only(amr=["pwd"]), "", "for itself"),
    ],
)
def test_a_password_alone_is_a_sign_at_most(claims, context, said):
    """The same claims come from a browser in which no second factor was asked for."""
    [found] = judge(origin, claims, context=context)
    assert said in found.why


def test_roles_of_users_and_of_applications_are_told_apart():
    """Only the user's are app roles; in a client for users the API must check them."""
    [found] = judge(roles, v1(roles=["Admin"]))
    [shown] = judge(roles, v1(roles=["Admin"]), client="spa")
    assert (found.id, found.severity) == ("roles-of-user", Severity.NOTE)
    assert "only the API protects" in shown.why
    assert judge(roles, app_only()) == []
    [misfit] = judge(client_fit, app_only(), client="spa")
    assert "roles (application permissions)" in [each.where for each in misfit.evidence]


@pytest.mark.parametrize(
    ("form", "client", "found"),
    [
        ({"grant_type": "client_credentials", "client_secret": "abc~123456789"}, "spa", ["app-only-on-user-client"]),
        ({"grant_type": "client_credentials", "client_secret": "abc~123456789"}, "native", ["app-only-on-user-client"]),
        ({"grant_type": "client_credentials", "client_secret": "abc~123456789"}, "daemon", []),
        ({"grant_type": "password", "username": "a", "password": "b"}, "daemon", ["delegated-on-daemon"]),
        ({"grant_type": "authorization_code", "code": "x", "client_secret": "abc~12345"}, "spa",
         ["secret-on-public-client"]),
        ({"grant_type": "authorization_code", "code": "x", "client_secret": "abc~12345"}, "web", []),
        ({"grant_type": "authorization_code", "code": "x"}, "spa", []),
    ],
)  # fmt: skip
def test_requests_are_held_against_the_client_too(form, client, found):
    """Where no token is there yet, the request tells the way."""
    assert ids(judge(client_fit, request(**form), client=client)) == found
