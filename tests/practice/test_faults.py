"""Every fault on demand ends where it says, as MSAL sees it."""

import base64
import json
import time

import pytest
from person import REDIRECT, Person, Program, client, code_of
from test_authorization_request import address, code_on

from inspector.app import explain
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.verdict import Outcome
from inspector.practice import registrations as apps
from inspector.practice.faults import Where, faults
from inspector.practice.tenant import practice_app

GRAPH = ["User.Read"]
ON_A_PAGE = {
    "tenant-not-found", "app-not-found", "redirect-uri-mismatch", "account-not-in-tenant", "account-disabled",
    "not-assigned", "device-not-compliant", "blocked-by-policy",
}  # fmt: skip
AT_THE_APP = {"api-not-found", "scope-unknown", "response-type-disabled", "not-signed-in", "consent-declined"}


def coded(where: Where) -> list[tuple[str, int]]:
    """Return names and codes of the faults that strike at `where`."""
    return [(each.name, each.code) for each in faults() if where in each.where and each.code]


def sign_in(msal_app, person: Person, scopes=GRAPH, **answers):
    """Sign in by code and return MSAL's result."""
    flow = msal_app.initiate_auth_code_flow(scopes, redirect_uri=REDIRECT, response_mode="form_post")
    return msal_app.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"], **answers))


@pytest.mark.parametrize("name", sorted(ON_A_PAGE))
def test_what_no_app_may_learn_is_shown_on_a_page(tenant, person, name):
    """The person sees the code; the app waits."""
    tenant.set_fault(name)
    assert code_on(person.go_through(person.open(address()))) == tenant.fault.code


@pytest.mark.parametrize("name", sorted(AT_THE_APP))
def test_what_the_app_learns_msal_reports(tenant, desktop, person, name):
    """At the redirect URI."""
    tenant.set_fault(name)
    assert code_of(sign_in(desktop, person)) == tenant.fault.code


def test_an_administrator_must_consent(tenant, desktop, person):
    """Leaving the page "Need admin approval" is 90094 at the app."""
    tenant.set_fault("admin-consent-required")
    assert code_of(sign_in(desktop, person)) == 90094


@pytest.mark.parametrize(("name", "code"), coded(Where.CODE))
def test_faults_of_the_code(tenant, desktop, person, name, code):
    """When it is redeemed."""
    tenant.set_fault(name)
    assert code_of(sign_in(desktop, person)) == code


@pytest.mark.parametrize(("name", "code"), coded(Where.REFRESH_TOKEN) + coded(Where.USER_GRANT))
def test_faults_of_the_grant_meet_a_silent_renewal(tenant, desktop, person, name, code):
    """Signed in before, refused afterwards; a policy says which claims a new sign-in must bring."""
    sign_in(desktop, person)
    tenant.set_fault(name)
    account = desktop.get_accounts()[0]
    refused = desktop.acquire_token_silent_with_error(GRAPH, account, force_refresh=True)
    assert code_of(refused) == code
    assert ("claims" in refused) == (code in (50076, 50079, 53000, 53003))


def test_a_second_factor_mends_50076(tenant, desktop, person):
    """A new sign-in meets the page of the second factor; then renewing works."""
    sign_in(desktop, person)
    tenant.set_fault("mfa-required")
    account = desktop.get_accounts()[0]
    refused = desktop.acquire_token_silent_with_error(GRAPH, account, force_refresh=True)
    assert (code_of(refused), refused["error"], refused["suberror"]) == (50076, "invalid_grant", "basic_action")
    assert "access_token" in sign_in(desktop, person)
    assert "access_token" in desktop.acquire_token_silent_with_error(GRAPH, account, force_refresh=True)


def test_a_denied_factor_is_500121(tenant, person):
    """On the page."""
    tenant.set_fault("mfa-required")
    assert code_on(person.go_through(person.open(address()), factor="deny")) == 500121


@pytest.mark.parametrize(("name", "code"), coded(Where.CLIENT_PROOF))
def test_faults_of_the_clients_proof(signing_keys, name, code):
    """Each strikes the proof that it is about: a secret, an assertion, or none."""
    registrations = apps.make_registrations(time.time())
    tenant = practice_app(time.time, signing_keys, registrations)
    daemon = next(each for each in registrations if each.client_id == apps.DAEMON)
    key = daemon.certificates[0]
    credential = daemon.secrets[0].value
    if name in ("certificate-unknown", "assertion-expired"):
        credential = {"private_key": key.private_pem(), "public_certificate": key.certificate_pem()}
    tenant.set_fault(name)
    with Program(tenant) as program:
        if name == "secret-missing":
            desktop = client(tenant, registrations[0], program)
            refused = sign_in(desktop, Person(tenant))
        else:
            msal_app = client(tenant, daemon, program, client_credential=credential)
            refused = msal_app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    assert code_of(refused) == code


@pytest.mark.parametrize(("name", "code"), coded(Where.ASSERTION))
def test_faults_of_the_assertion(tenant, desktop, middle_tier, person, name, code):
    """On-behalf-of is refused."""
    first = sign_in(desktop, person, ["api://middle-tier/access_as_user"])
    tenant.set_fault(name)
    assert code_of(middle_tier.acquire_token_on_behalf_of(first["access_token"], ["api://orders/.default"])) == code


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("device-code-expired", "expired_token", 70020),
        ("device-code-blocked", "invalid_grant", 530033),
        ("device-code-slow-down", "slow_down", None),
        ("device-code-declined", "authorization_declined", None),
    ],
)
def test_faults_of_the_device_code(tenant, desktop, name, error, code):
    """At the poll."""
    flow = desktop.initiate_device_flow(GRAPH)
    tenant.set_fault(name)
    answer = desktop.acquire_token_by_device_flow(flow, exit_condition=lambda _flow: True)
    assert (answer["error"], code_of(answer)) == (error, code)


@pytest.mark.parametrize(("name", "code"), [("app-not-found", 700016), ("account-disabled", 50057)])
def test_faults_at_the_token_endpoint_too(tenant, desktop, person, name, code):
    """What the page shows at sign-in, a renewal is refused with."""
    sign_in(desktop, person)
    tenant.set_fault(name)
    account = desktop.get_accounts()[0]
    assert code_of(desktop.acquire_token_silent_with_error(GRAPH, account, force_refresh=True)) == code


def test_an_unknown_tenant_has_no_metadata(tenant, program):
    """90002 as JSON."""
    tenant.set_fault("tenant-not-found")
    answer = program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration")
    assert (answer.status_code, code_of(answer.json())) == (400, 90002)


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("token-expired", "token-expired"),
        ("token-wrong-audience", "audience-mismatch"),
        ("token-wrong-issuer", "issuer-tenant-mismatch"),
        ("token-alg-none", "algorithm-none"),
        ("token-not-yet-valid", None),
        ("token-without-scope", None),
        ("token-v1", None),
    ],
)
def test_wrong_tokens_are_rejected_by_the_diagnosis(tenant, desktop, person, clock, name, finding):
    """What the tenant spoils, the program finds."""
    tenant.set_fault(name)
    token = sign_in(desktop, person, ["api://orders/Orders.Read"])["access_token"]
    expected = Expectation(audiences=(apps.ORDERS,), scopes=("Orders.Read",))
    diagnosis = explain(token, expected, clock.now)
    assert diagnosis.verdict.outcome is Outcome.REJECTED
    assert finding is None or finding in {each.id for each in diagnosis.findings}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("token-expired", "The token expired at"),
        ("token-not-yet-valid", "The token is not valid before"),
        ("token-wrong-audience", f"The audience '{apps.LEGACY}' is invalid"),
        ("token-wrong-issuer", "is invalid"),
        ("token-v1", "The issuer 'https://sts.practice.test/"),
        ("token-bad-signature", "The signature is invalid"),
        ("token-key-unpublished", "The signature key was not found"),
        ("token-alg-none", 'error="invalid_token"'),
    ],
)
def test_wrong_tokens_are_refused_by_the_api(tenant, desktop, program, person, name, said):
    """With the words of its validator."""
    tenant.set_fault(name)
    token = sign_in(desktop, person, ["api://orders/Orders.Read"])["access_token"]
    answer = program.get("/orders", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert said in answer.headers["WWW-Authenticate"]


def test_a_wrong_nonce_is_noticed_by_msal(tenant, desktop, person):
    """MSAL compares it with its own."""
    tenant.set_fault("nonce-mismatch")
    with pytest.raises(RuntimeError, match="nonce"):
        sign_in(desktop, person)


def test_a_wrong_state_is_noticed_by_msal(tenant, desktop, person):
    """Before anything is redeemed."""
    tenant.set_fault("state-mismatch")
    with pytest.raises(ValueError, match="state"):
        sign_in(desktop, person)


@pytest.mark.parametrize(
    ("name", "status", "retry_after"),
    [("throttled", 429, "10"), ("unavailable", 503, "10"), ("gateway-timeout", 504, None)],
)
def test_a_service_out_of_order_says_when_to_come_back(tenant, program, name, status, retry_after):
    """By status and Retry-After."""
    tenant.set_fault(name)
    answer = program.post(f"{tenant.authority}/oauth2/v2.0/token", data={})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry_after)


def test_a_captive_portal_answers_with_a_page(tenant, program):
    """HTML and 200 where JSON was due."""
    tenant.set_fault("html")
    answer = program.post(f"{tenant.authority}/oauth2/v2.0/token", data={})
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (200, "text/html")


def test_a_cut_connection_breaks_off(tenant, program):
    """In the middle of the body."""
    tenant.set_fault("cut")
    with pytest.raises(ConnectionResetError):
        program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration")


def test_a_slow_answer_ends_with_the_tenant(tenant, program):
    """Nothing has to be waited for once the tenant is closed."""
    tenant.set_fault("slow")
    tenant.close()
    answer = program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration")
    assert answer.status_code == 200


def test_pages_are_served_whatever_the_back_channel_does(tenant, person):
    """A fault of the answers strikes programs, not the person."""
    tenant.set_fault("unavailable")
    assert "Pick an account" in person.open(address()).text


def test_a_revoked_session_is_mended_by_the_claims_it_asks_for(tenant, desktop, program, person):
    """401 with a claims challenge; MSAL sends it on and gets a token that is let in."""
    sign_in(desktop, person)
    account = desktop.get_accounts()[0]
    tenant.set_fault("api-session-revoked")

    def call(**options):
        token = desktop.acquire_token_silent(GRAPH, account, **options)["access_token"]
        return program.get("/v1.0/me", headers={"Authorization": f"Bearer {token}"})

    refused = call()
    header = refused.headers["WWW-Authenticate"]
    assert refused.status_code == 401
    assert 'error="insufficient_claims"' in header
    claims = base64.b64decode(header.partition('claims="')[2].rstrip('"')).decode()
    assert "nbf" in json.loads(claims)["access_token"]
    assert call(claims_challenge=claims).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [("api-forbidden", 403), ("api-throttled", 429), ("api-unavailable", 503), ("api-step-up", 401)],
)
def test_faults_of_the_apis(tenant, desktop, program, person, name, status):
    """Both APIs take part."""
    for path, scopes in (("/v1.0/me", GRAPH), ("/orders", ["api://orders/Orders.Read"])):
        tenant.set_fault(None)
        token = sign_in(desktop, person, scopes)["access_token"]
        assert program.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200
        tenant.set_fault(name)
        assert program.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_faults_have_names_of_their_own_and_say_what_they_do(tenant):
    """As the panel and --list-faults show them; an unknown name is refused."""
    names = [each.name for each in tenant.faults()]
    assert len(names) == len(set(names))
    assert all(each.does.endswith(".") for each in tenant.faults())
    with pytest.raises(KeyError):
        tenant.set_fault("no-such-fault")


def test_without_a_fault_everything_works_again(tenant, desktop, person):
    """Nothing of it stays."""
    tenant.set_fault("blocked-by-policy")
    tenant.set_fault(None)
    assert "access_token" in sign_in(desktop, person)
