"""MSAL itself runs every flow against the practice tenant."""

import time

import pytest
from person import REDIRECT, Person, Program, brought, client, code_of

from inspector.practice import registrations as apps
from inspector.practice.tenant import practice_app
from inspector.tokens.issuing import read_signed
from inspector.tokens.recognise import recognise

GRAPH, ORDERS = ["User.Read"], ["api://orders/Orders.Read"]


def sign_in(msal_app, person: Person, scopes=GRAPH, name="alice", **options):
    """Sign in by code and return MSAL's result."""
    flow = msal_app.initiate_auth_code_flow(scopes, redirect_uri=REDIRECT, response_mode="form_post", **options)
    return msal_app.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"], name))


def claims_of(tenant, token: str) -> dict:
    """Return the claims of a token that the tenant has signed."""
    return read_signed(token, tenant._state.keys.published)


def test_code_with_pkce_signs_in(desktop, tenant, person):
    """A public client gets access, ID and refresh token, and MSAL knows the account."""
    result = sign_in(desktop, person)
    assert result["scope"].split()[0] == "User.Read"
    assert {"access_token", "id_token", "refresh_token", "client_info"} <= result.keys()
    assert desktop.get_accounts()[0]["username"] == "alice@learning.practice.test"
    assert result["id_token_claims"]["iss"] == tenant.issuer


@pytest.mark.parametrize("mode", ["query", "fragment"])
def test_the_answer_can_come_by_address(desktop, person, mode):
    """`query` and `fragment` bring the same parameters as a form post."""
    with pytest.warns(UserWarning, match="form_post"):
        flow = desktop.initiate_auth_code_flow(GRAPH, redirect_uri=REDIRECT, response_mode=mode)
    page = person.go_through(person.open(flow["auth_uri"]))
    assert page.headers["location"].startswith(f"{REDIRECT}/{'?' if mode == 'query' else '#'}code=")
    assert "access_token" in desktop.acquire_token_by_auth_code_flow(flow, brought(page))


def test_tokens_are_labelled_and_signed_by_published_keys(desktop, tenant, person):
    """Every token says that it is practice, and its issuer is not one that exists."""
    result = sign_in(desktop, person, ORDERS)
    for name in ("access_token", "id_token"):
        claims = claims_of(tenant, result[name])
        assert "practice" in claims
        assert claims["iss"].startswith("https://practice.test/")


def test_the_api_decides_the_version_of_its_tokens(desktop, tenant, person):
    """Graph's tokens are v1.0 though the v2.0 endpoint is asked; Orders' are v2.0."""
    graph = claims_of(tenant, sign_in(desktop, person)["access_token"])
    assert (graph["ver"], graph["aud"], graph["iss"][:25]) == ("1.0", apps.GRAPH_ID, "https://sts.practice.test")
    orders = claims_of(tenant, sign_in(desktop, person, ORDERS)["access_token"])
    assert (orders["ver"], orders["aud"], orders["azp"]) == ("2.0", apps.ORDERS, apps.DESKTOP)


def test_refreshing_serves_other_apis(desktop, tenant, person):
    """One refresh token, several APIs; consent is asked where there is none."""
    sign_in(desktop, person)
    account = desktop.get_accounts()[0]
    assert claims_of(tenant, desktop.acquire_token_silent(ORDERS, account)["access_token"])["scp"] == "Orders.Read"
    refused = desktop.acquire_token_silent_with_error(["api://orders/Orders.Write"], account)
    assert (code_of(refused), refused["suberror"]) == (65001, "consent_required")


def test_refresh_tokens_rotate_and_stay_good(desktop, person):
    """A new one comes each time; the old one is not revoked."""
    first = sign_in(desktop, person)["refresh_token"]
    second = desktop.acquire_token_by_refresh_token(first, GRAPH)["refresh_token"]
    assert second != first
    assert "access_token" in desktop.acquire_token_by_refresh_token(first, GRAPH)


@pytest.mark.parametrize(("days", "code"), [(89, None), (91, 700082)])
def test_a_refresh_token_lives_ninety_days(desktop, person, clock, days, code):
    """Counted from its issue."""
    token = sign_in(desktop, person)["refresh_token"]
    clock.now += days * 86400
    assert code_of(desktop.acquire_token_by_refresh_token(token, GRAPH)) == code


def test_a_secret_gets_an_app_its_own_token(tenant, program, app):
    """`.default` yields every role that was granted, and no refresh token."""
    daemon = app(apps.DAEMON)
    msal_app = client(tenant, daemon, program, client_credential=daemon.secrets[0].value)
    result = msal_app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    claims = claims_of(tenant, result["access_token"])
    assert (claims["roles"], claims["idtyp"], claims["appidacr"]) == (["User.Read.All"], "app", "1")
    assert claims["oid"] == claims["sub"]
    assert "refresh_token" not in result


@pytest.mark.parametrize("by_sha1", [False, True])
def test_a_certificate_proves_the_app(signing_keys, apps_now, by_sha1):
    """PS256 with x5t#S256, and RS256 with x5t of older code; the token says which kind of proof was given."""
    tenant = practice_app(time.time, signing_keys, apps_now)
    daemon = next(each for each in apps_now if each.client_id == apps.DAEMON)
    key = daemon.certificates[0]
    credential = {"private_key": key.private_pem(), "public_certificate": key.certificate_pem()}
    if by_sha1:
        credential = {"private_key": key.private_pem(), "thumbprint": _hexadecimal(key.thumbprint())}
    with Program(tenant) as program:
        msal_app = client(tenant, daemon, program, client_credential=credential)
        result = msal_app.acquire_token_for_client(["api://orders/.default"])
    claims = claims_of(tenant, result["access_token"])
    assert (claims["roles"], claims["azpacr"]) == (["Orders.Read.All"], "2")


@pytest.fixture(scope="module")
def apps_now():
    """Registrations as of now: MSAL dates client assertions by the real clock."""
    return apps.make_registrations(time.time())


def test_on_behalf_of_keeps_the_user(tenant, desktop, middle_tier, person):
    """The middle tier exchanges its caller's token for one of the next API, about the same person."""
    first = sign_in(desktop, person, ["api://middle-tier/access_as_user"])
    second = middle_tier.acquire_token_on_behalf_of(first["access_token"], ["api://orders/.default"])
    before, after = claims_of(tenant, first["access_token"]), claims_of(tenant, second["access_token"])
    assert (after["oid"], after["azp"], after["aud"]) == (before["oid"], apps.MIDDLE_TIER, apps.ORDERS)


def test_device_code_signs_in(desktop, person):
    """The person types the code in any browser; the device's next poll brings the tokens."""
    flow = desktop.initiate_device_flow(GRAPH)
    page = person.answer(person.open("/devicelogin"), otc=flow["user_code"])
    assert "You have signed in to Practice desktop" in person.go_through(page).text
    assert "access_token" in desktop.acquire_token_by_device_flow(flow, exit_condition=lambda _flow: True)


def test_a_multi_tenant_app_signs_people_in_at_home(tenant, program, person, app):
    """`organizations` leads to the tenant of whoever signs in."""
    shared = client(tenant, app(apps.SHARED), program, authority="https://practice.test/organizations")
    result = sign_in(shared, person, name="pia")
    assert result["id_token_claims"]["tid"] == tenant.users[-1].tenant_id


def test_cae_makes_tokens_long(tenant, program, person, app):
    """A client that declares cp1 gets a day where the API evaluates continuously."""
    desktop = client(tenant, app(apps.DESKTOP), program, client_capabilities=["CP1"])
    result = sign_in(desktop, person, ORDERS)
    assert result["expires_in"] == 86400
    assert claims_of(tenant, result["access_token"])["xms_cc"] == ["CP1"]


def test_the_v1_endpoints_take_a_resource(tenant, program, person):
    """`resource` in the place of `scope`, numbers as strings, and the API named in the answer."""
    address = f"{tenant.authority}/oauth2/authorize?response_type=code&client_id={apps.DESKTOP}&redirect_uri={REDIRECT}"
    code = person.sign_in(f"{address}&resource=https://graph.microsoft.com")["code"]
    form = {"grant_type": "authorization_code", "client_id": apps.DESKTOP, "redirect_uri": REDIRECT, "code": code}
    body = program.post(f"{tenant.authority}/oauth2/token", data=form).json()
    assert (body["expires_in"].isdigit(), body["resource"]) == (True, "https://graph.microsoft.com")
    claims = claims_of(tenant, body["access_token"])
    assert (claims["aud"], claims["scp"]) == ("https://graph.microsoft.com", "User.Read openid profile")


def test_an_app_that_asks_for_itself_gets_an_id_token_only(desktop, tenant, person):
    """Its own .default says who signed in, nothing more."""
    tenant._state.consents.grant(tenant.tenant.id, apps.DESKTOP, apps.DESKTOP, ("x",))
    result = sign_in(desktop, person, [f"{apps.DESKTOP}/.default"])
    assert "id_token" in result
    assert "access_token" not in result


def test_what_comes_back_is_read_by_the_program(desktop, person):
    """The recogniser takes the tokens for what they are."""
    result = sign_in(desktop, person, ORDERS)
    assert recognise(result["access_token"]).artifacts[0].kind == "access_token"
    assert recognise(result["id_token"]).artifacts[0].kind == "id_token"


def _hexadecimal(thumbprint: str) -> str:
    import base64

    return base64.urlsafe_b64decode(thumbprint + "==").hex()
