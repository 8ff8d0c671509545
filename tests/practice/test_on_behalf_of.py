"""What the on-behalf-of exchange demands of the assertion."""

import pytest
from person import client, code_of
from test_faults import sign_in

from inspector.practice import registrations as apps
from inspector.tokens.issuing import sign

NEXT = ["api://orders/.default"]


def test_the_assertion_must_be_for_the_middle_tier(desktop, middle_tier, person):
    """500131 names both audiences."""
    other = sign_in(desktop, person, ["api://orders/Orders.Read"])["access_token"]
    refused = middle_tier.acquire_token_on_behalf_of(other, NEXT)
    assert code_of(refused) == 500131
    assert apps.ORDERS in refused["error_description"]


def test_the_assertion_must_be_an_access_token(desktop, middle_tier, person):
    """An ID token is 240002."""
    identity = sign_in(desktop, person)["id_token"]
    assert code_of(middle_tier.acquire_token_on_behalf_of(identity, NEXT)) == 240002


def test_the_assertion_must_be_unexpired(desktop, middle_tier, person, clock):
    """500133 afterwards."""
    token = sign_in(desktop, person, ["api://middle-tier/access_as_user"])["access_token"]
    clock.now += 7200
    assert code_of(middle_tier.acquire_token_on_behalf_of(token, NEXT)) == 500133


def test_the_assertion_must_be_about_a_user(tenant, middle_tier, program, app):
    """An app's own token is 7000114."""
    secret = app(apps.DAEMON).secrets[0].value
    daemon = client(tenant, app(apps.DAEMON), program, client_credential=secret)
    token = daemon.acquire_token_for_client(["api://middle-tier/.default"])["access_token"]
    assert code_of(middle_tier.acquire_token_on_behalf_of(token, NEXT)) == 7000114


@pytest.mark.parametrize(("assertion", "code"), [("no token", 50027), ("a.b.c", 50027)])
def test_the_assertion_must_be_a_token(middle_tier, assertion, code):
    """Malformed otherwise."""
    assert code_of(middle_tier.acquire_token_on_behalf_of(assertion, NEXT)) == code


def test_the_assertion_must_be_signed_by_the_tenant(middle_tier, apps_by_id):
    """Another key is 50013."""
    forged = sign({"aud": apps.MIDDLE_TIER}, apps_by_id[apps.DAEMON].certificates[0], {"kid": "other"})
    assert code_of(middle_tier.acquire_token_on_behalf_of(forged, NEXT)) == 50013


@pytest.fixture
def apps_by_id(apps):
    """The registrations by client id."""
    return {each.client_id: each for each in apps}


def test_the_middle_tier_needs_consent(desktop, middle_tier, person):
    """65001 with its suberror."""
    token = sign_in(desktop, person, ["api://middle-tier/access_as_user"])["access_token"]
    refused = middle_tier.acquire_token_on_behalf_of(token, ["https://graph.microsoft.com/Mail.Read"])
    assert (code_of(refused), refused["suberror"]) == (65001, "consent_required")


def test_a_policy_at_the_next_api_comes_back_as_claims(tenant, desktop, middle_tier, person):
    """The middle tier hands them to its caller, who signs in again with them; then the exchange works."""
    token = sign_in(desktop, person, ["api://middle-tier/access_as_user"])["access_token"]
    tenant.set_fault("mfa-required")
    refused = middle_tier.acquire_token_on_behalf_of(token, NEXT)
    assert (code_of(refused), refused["error"], refused["suberror"]) == (50076, "interaction_required", "basic_action")
    assert "capolids" in refused["claims"]
    tenant.set_fault(None)
    flow = desktop.initiate_auth_code_flow(
        ["api://middle-tier/access_as_user"], redirect_uri="http://localhost:5000", response_mode="form_post",
        claims_challenge=refused["claims"],
    )  # fmt: skip
    token = desktop.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"]))["access_token"]
    tenant.set_fault("mfa-required")
    assert "access_token" in middle_tier.acquire_token_on_behalf_of(token, NEXT)


def test_the_use_must_be_said(tenant, program, app):
    """requested_token_use is Microsoft's own parameter."""
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": apps.MIDDLE_TIER, "assertion": "a.b.c",
        "client_secret": app(apps.MIDDLE_TIER).secrets[0].value, "scope": "api://orders/.default",
    }  # fmt: skip
    path = f"{tenant.authority}/oauth2/v2.0/token"
    assert code_of(program.post(path, data=form).json()) == 900144
    assert code_of(program.post(path, data=form | {"requested_token_use": "other"}).json()) == 90023
