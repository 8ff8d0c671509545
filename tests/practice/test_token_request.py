"""Wrong token requests, and the code and shape of the answer to each."""

import base64

import pytest
from person import REDIRECT, code_of
from test_authorization_request import address

from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
TOKEN = f"/{LEARNING.id}/oauth2/v2.0/token"


@pytest.fixture
def post(program, app):
    """Send a token request; `secret` stands for the app's own."""

    def send(path: str = TOKEN, origin: str = "", **form: str | None):
        if form.get("client_secret") == "secret":
            form["client_secret"] = app(str(form["client_id"])).secrets[0].value
        return program.post(path, data=form, headers={"Origin": origin} if origin else None)

    return send


def code_request(client_id: str = apps.DESKTOP, **changes: str | None) -> dict[str, str | None]:
    """Return the redemption of a code that is still to be filled in."""
    good = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": REDIRECT}
    return {**good, "code_verifier": VERIFIER, "scope": "openid User.Read", **changes}


def daemon_request(**changes: str | None) -> dict[str, str | None]:
    """Return a client credentials request."""
    good = {"grant_type": "client_credentials", "client_id": apps.DAEMON, "scope": "api://orders/.default"}
    return {**good, "client_secret": "secret", **changes}


@pytest.mark.parametrize(
    ("form", "code", "error", "status"),
    [
        ({}, 900144, "invalid_request", 400),
        ({"grant_type": "authorization_code"}, 900144, "invalid_request", 400),
        ({"grant_type": "password", "client_id": apps.DESKTOP}, 70003, "unsupported_grant_type", 400),
        (daemon_request(client_id="unknown", client_secret="x"), 700016, "unauthorized_client", 400),
        (daemon_request(client_id=apps.ELSEWHERE, client_secret="x"), 700016, "unauthorized_client", 400),
        (daemon_request(client_secret=None), 7000216, "invalid_request", 400),
        (daemon_request(client_secret="wrong"), 7000215, "invalid_client", 401),
        (daemon_request(client_assertion="a.b.c"), 9002324, "invalid_request", 400),
        (daemon_request(client_id=apps.DESKTOP, client_secret=None), 7000218, "invalid_client", 401),
        (daemon_request(scope=None), 900144, "invalid_request", 400),
        (daemon_request(scope="api://orders/Orders.Read"), 1002012, "invalid_scope", 400),
        (daemon_request(scope="openid"), 1002012, "invalid_scope", 400),
        (daemon_request(scope="api://unknown/.default"), 500011, "invalid_resource", 400),
        (daemon_request(scope="api://orders/.default User.Read"), 70011, "invalid_scope", 400),
        (daemon_request(origin="https://app.example"), 9002326, "invalid_request", 400),
        (daemon_request(resource="api://orders"), 901002, "invalid_request", 400),
        (code_request(), 900144, "invalid_request", 400),
        (code_request(code="nonsense"), 9002313, "invalid_grant", 400),
        ({"grant_type": "refresh_token", "client_id": apps.DESKTOP}, 900144, "invalid_request", 400),
        ({"grant_type": "refresh_token", "client_id": apps.DESKTOP, "refresh_token": "x"}, 9002313, "invalid_grant", 400),
    ],
)  # fmt: skip
def test_each_wrong_request_has_its_code(post, form, code, error, status):
    """The first check that fails decides."""
    answer = post(**form)
    assert (code_of(answer.json()), answer.json()["error"], answer.status_code) == (code, error, status)


def test_an_error_has_entra_ids_members(post):
    """Description with the lines that identify the request, numeric codes, address of the code."""
    answer = post(**daemon_request(client_secret="wrong"))
    body = answer.json()
    assert list(body) == [
        "error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri",
    ]  # fmt: skip
    lines = body["error_description"].split("\r\n")
    assert lines[1:] == [
        f"Trace ID: {body['trace_id']}",
        f"Correlation ID: {body['correlation_id']}",
        f"Timestamp: {body['timestamp']}",
    ]
    assert (body["error_codes"], body["error_uri"]) == ([7000215], "https://practice.test/error?code=7000215")
    assert answer.headers["x-ms-request-id"] == body["trace_id"]


def test_the_clients_correlation_id_is_kept(program):
    """So that both logs can be joined."""
    mine = "11112222-3333-4444-5555-666677778888"
    answer = program.post(TOKEN, data={}, headers={"client-request-id": mine})
    assert answer.json()["correlation_id"] == mine == answer.headers["client-request-id"]


def test_the_token_endpoint_takes_no_get(program):
    """900561 says which method arrived."""
    assert code_of(program.get(TOKEN).json()) == 900561


def test_app_only_tokens_need_a_tenant(post):
    """Not organizations, not common."""
    assert code_of(post("/organizations/oauth2/v2.0/token", **daemon_request()).json()) == 9001023


def test_an_expired_secret_is_told_from_a_wrong_one(post, app):
    """7000222 against 7000215."""
    assert code_of(post(**daemon_request(client_secret=app(apps.DAEMON).secrets[1].value)).json()) == 7000222


def test_a_secret_may_come_in_the_header(program, app):
    """client_secret_basic, RFC 6749 section 2.3.1."""
    secret = app(apps.DAEMON).secrets[0].value
    value = base64.b64encode(f"{apps.DAEMON}:{secret}".encode()).decode()
    form = daemon_request(client_secret=None, client_id=None)
    assert program.post(TOKEN, data=form, headers={"Authorization": f"Basic {value}"}).status_code == 200


def test_the_v1_endpoint_needs_a_resource(post):
    """90014 names the field."""
    answer = post(f"/{LEARNING.id}/oauth2/token", **daemon_request()).json()
    assert code_of(answer) == 90014


@pytest.fixture
def code(person):
    """Get a fresh authorization code."""

    def get(**changes: str | None) -> str:
        return person.sign_in(address(**changes))["code"]

    return get


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"code_verifier": "x" * 43}, 501481),
        ({"code_verifier": None}, 900144),
        ({"redirect_uri": "http://localhost:5001"}, 500112),
        ({"redirect_uri": None}, 900144),
        ({"client_id": apps.SPA}, 7000220),
        ({"client_secret": "x"}, 700025),
        ({"origin": "https://spa.example"}, 9002326),
        ({"scope": "openid api://orders/Orders.Write"}, 65001),
        ({"scope": "User.Read api://orders/Orders.Read"}, 70011),
    ],
)
def test_a_code_is_redeemed_as_it_was_asked_for(post, code, changes, expected):
    """Same client, same redirect URI, the verifier that fits, one API."""
    assert code_of(post(**code_request(**({"code": code()} | changes))).json()) == expected


def test_a_code_works_once(post, code):
    """Its second redemption is 54005."""
    form = code_request(code=code())
    assert post(**form).status_code == 200
    assert code_of(post(**form).json()) == 54005


def test_a_code_lives_ten_minutes(post, code, clock):
    """Then it is 70008."""
    form = code_request(code=code())
    clock.now += 601
    assert code_of(post(**form).json()) == 70008


def test_a_code_belongs_to_its_tenant(post, code):
    """700005 at another one."""
    form = code_request(apps.SHARED, code=code(client_id=apps.SHARED))
    assert code_of(post("/c0ffee00-0000-4000-8000-000000000002/oauth2/v2.0/token", **form).json()) == 700005


@pytest.mark.parametrize(
    ("origin", "with_pkce", "expected"),
    [("", True, 9002327), ("https://spa.example", True, None), ("https://spa.example", False, 9002325)],
)
def test_a_spas_code_is_redeemed_by_a_browser_with_pkce(post, code, origin, with_pkce, expected):
    """An Origin header tells a browser; its answer may be read by that origin."""
    asked = {} if with_pkce else {"code_challenge": None, "code_challenge_method": None}
    answer = post(origin=origin, **code_request(apps.SPA, code=code(client_id=apps.SPA, **asked)))
    assert code_of(answer.json()) == expected
    assert answer.headers.get("Access-Control-Allow-Origin", "") == origin


def test_a_spas_refresh_token_lives_a_day_with_all_its_successors(post, code, clock):
    """700084, counted from the first of them."""
    origin = "https://spa.example"
    form = code_request(apps.SPA, code=code(client_id=apps.SPA), scope="openid User.Read offline_access")
    refresh = {"grant_type": "refresh_token", "client_id": apps.SPA, "scope": "User.Read offline_access"}
    token = post(origin=origin, **form).json()["refresh_token"]
    clock.now += 80000
    token = post(origin=origin, **refresh, refresh_token=token).json()["refresh_token"]
    clock.now += 80000
    assert code_of(post(origin=origin, **refresh, refresh_token=token).json()) == 700084


@pytest.mark.parametrize(
    ("client_id", "origin", "expected"),
    [
        (apps.SPA, "https://spa.example", None),
        (apps.SPA, "", 9002327),
        (apps.DESKTOP, "", None),
        (apps.DESKTOP, "https://spa.example", 9002326),
    ],
)
def test_a_refresh_token_stays_where_its_code_was(post, code, client_id, origin, expected):
    """A SPA's is renewed by browsers only, any other's by none of them."""
    first = "https://spa.example" if client_id == apps.SPA else ""
    form = code_request(client_id, code=code(client_id=client_id), scope="User.Read offline_access")
    token = post(origin=first, **form).json()["refresh_token"]
    refresh = {"grant_type": "refresh_token", "client_id": client_id, "scope": "User.Read", "refresh_token": token}
    assert code_of(post(origin=origin, **refresh).json()) == expected


def test_a_web_apps_code_needs_its_secret(post, code):
    """7000218 without one."""
    assert code_of(post(**code_request(apps.WEB, code=code(client_id=apps.WEB))).json()) == 7000218
    form = code_request(apps.WEB, code=code(client_id=apps.WEB), client_secret="secret")
    assert post(**form).status_code == 200


def test_plain_pkce_compares_as_it_stands(post, code):
    """RFC 7636 section 4.6."""
    asked = code(code_challenge=VERIFIER, code_challenge_method="plain")
    assert post(**code_request(code=asked)).status_code == 200


def test_no_refresh_token_without_offline_access(post, code):
    """On v2.0 it must be asked for."""
    assert "refresh_token" not in post(**code_request(code=code())).json()


def test_scripts_of_other_origins_may_ask_first(program):
    """The preflight of a SPA's token request (Fetch standard)."""
    asked = {"Origin": "https://spa.example", "Access-Control-Request-Method": "POST"}
    answer = program.options(TOKEN, headers=asked)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "https://spa.example")
