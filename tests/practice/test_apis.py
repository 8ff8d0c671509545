"""The two APIs: whom they let in, and their real-shaped refusals, which the program itself explains."""

import pytest
from person import client
from test_faults import sign_in

from inspector.app import explain
from inspector.diagnosis.verdict import Outcome
from inspector.practice import registrations as apps

ORDERS = ["api://orders/Orders.Read"]


@pytest.fixture
def call(program):
    """Call an API with a token."""

    def send(token: str, path: str, method: str = "GET"):
        return program.request(method, path, headers={"Authorization": f"Bearer {token}"} if token else None)

    return send


@pytest.fixture
def user_token(desktop, person):
    """Get a user's token for a scope."""

    def get(scopes, name="alice"):
        return sign_in(desktop, person, scopes, name=name)["access_token"]

    return get


@pytest.fixture
def app_token(tenant, program, app):
    """Get the daemon's own token."""

    def get(scope):
        daemon = client(tenant, app(apps.DAEMON), program, client_credential=app(apps.DAEMON).secrets[0].value)
        return daemon.acquire_token_for_client([scope])["access_token"]

    return get


@pytest.mark.parametrize(
    ("scope", "path", "status", "code"),
    [
        ("User.Read", "/v1.0/me", 200, None),
        ("User.Read", "/v1.0/me/memberOf", 200, None),
        ("User.Read", "/v1.0/me/messages", 403, "ErrorAccessDenied"),
        ("Mail.Read", "/v1.0/me/messages", 200, None),
        ("User.Read", "/v1.0/users", 403, "Authorization_RequestDenied"),
        ("User.ReadBasic.All", "/v1.0/users", 200, None),
        ("User.ReadBasic.All", "/v1.0/users/ben@learning.practice.test", 200, None),
        ("User.ReadBasic.All", "/v1.0/users/nobody@learning.practice.test", 404, "Request_ResourceNotFound"),
        ("User.Read", "/v1.0/organization", 200, None),
        ("User.Read", "/v1.0/nonsense", 400, "BadRequest"),
        ("User.Read", "/v1.0", 400, "BadRequest"),
        ("User.Read", "/oidc/userinfo", 200, None),
    ],
)
def test_graph_asks_for_the_documented_permission(call, user_token, scope, path, status, code):
    """By Microsoft Graph's own permission table."""
    answer = call(user_token([scope]), path)
    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code") == code


def test_graph_knows_no_me_without_a_user(call, app_token):
    """An app-only token is told so; what its role permits is open to it."""
    token = app_token("https://graph.microsoft.com/.default")
    answer = call(token, "/v1.0/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")
    assert call(token, "/v1.0/users").status_code == 200
    assert call(token, "/v1.0/applications").status_code == 403


@pytest.mark.parametrize(("method", "status"), [("POST", 403), ("PATCH", 403), ("HEAD", 200)])
def test_graph_only_reads(call, user_token, method, status):
    """Without the permission to write it is a 403, as there."""
    assert call(user_token(["User.Read"]), "/v1.0/me", method).status_code in (status, 405)


@pytest.mark.parametrize(
    ("token", "message"),
    [("", "Access token is empty."), ("opaque", "IDX14100"), ("a.b.c", "IDX14100")],
)
def test_graph_says_what_is_wrong_with_a_token(call, token, message):
    """In its error body, beside a bare challenge."""
    answer = call(token, "/v1.0/me")
    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith(message)
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="", authorization_uri="')


def test_graph_refuses_another_apis_token(call, user_token):
    """And the program explains its answer."""
    answer = call(user_token(ORDERS), "/v1.0/me")
    assert answer.status_code == 401
    diagnosis = explain(
        f"HTTP/1.1 401 Unauthorized\nWWW-Authenticate: {answer.headers['WWW-Authenticate']}\n\n{answer.text}"
    )
    assert diagnosis.verdict.outcome is Outcome.REFUSED


def test_graph_refuses_an_expired_token(call, user_token, clock):
    """Five minutes of clock difference are allowed."""
    token = user_token(["User.Read"])
    clock.now += 5400 + 301
    assert "expired" in call(token, "/v1.0/me").json()["error"]["message"]


@pytest.mark.parametrize(
    ("scope", "method", "status", "said"),
    [
        ("Orders.Read", "GET", 200, ""),
        ("Orders.Read", "POST", 403, "IDW10203"),
        ("Orders.Write", "POST", 201, ""),
        ("Orders.Write", "DELETE", 401, "insufficient_claims"),
        ("Orders.Write", "PATCH", 405, ""),
    ],
)
def test_orders_asks_for_its_scopes(call, user_token, scope, method, status, said):
    """401, 403 and the step-up in the words of Microsoft.Identity.Web."""
    answer = call(user_token([f"api://orders/{scope}"]), "/orders", method)
    assert answer.status_code == status
    assert said in answer.text + answer.headers.get("WWW-Authenticate", "")


@pytest.mark.parametrize(("method", "status", "said"), [("GET", 200, ""), ("POST", 403, "IDW10204")])
def test_orders_asks_apps_for_their_roles(call, app_token, method, status, said):
    """A scope is not asked of them."""
    answer = call(app_token("api://orders/.default"), "/orders", method)
    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.parametrize(("token", "challenge"), [("", "Bearer"), ("a.b.c", 'Bearer error="invalid_token"')])
def test_orders_challenges_as_jwtbearer_does(call, token, challenge):
    """Bare without a token."""
    assert call(token, "/orders").headers["WWW-Authenticate"] == challenge


def test_orders_names_the_wrong_audience(call, user_token):
    """As its validator saw it."""
    header = call(user_token(["api://middle-tier/access_as_user"]), "/orders").headers["WWW-Authenticate"]
    assert header == f'Bearer error="invalid_token", error_description="The audience \'{apps.MIDDLE_TIER}\' is invalid"'


def test_a_step_up_lets_the_call_through(tenant, desktop, call, person):
    """The challenge's claims, sent on by MSAL, bring the second factor and then the context."""
    import base64

    scope = ["api://orders/Orders.Write"]
    refused = call(sign_in(desktop, person, scope)["access_token"], "/orders", "DELETE")
    claims = base64.b64decode(refused.headers["WWW-Authenticate"].partition('claims="')[2].rstrip('"')).decode()
    flow = desktop.initiate_auth_code_flow(
        scope, redirect_uri="http://localhost:5000", response_mode="form_post", claims_challenge=claims
    )
    token = desktop.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"]))["access_token"]
    assert call(token, "/orders", "DELETE").status_code == 204


def test_keys_that_are_rotated_out_sign_no_more(tenant, call, user_token, program):
    """Tokens of the last key still verify, older ones don't."""
    token = user_token(ORDERS)
    tenant.rotate_keys()
    assert call(token, "/orders").status_code == 200
    assert len(program.get(f"{tenant.authority}/discovery/v2.0/keys").json()["keys"]) == 2
    tenant.rotate_keys()
    assert "signature key was not found" in call(token, "/orders").headers["WWW-Authenticate"]
