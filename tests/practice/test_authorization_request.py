"""Wrong authorization requests: what Entra ID says, and whether the app or only the person learns of it."""

import re
from urllib.parse import urlencode

import pytest
from person import REDIRECT, brought, code_of

from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
GOOD = {
    "client_id": apps.DESKTOP,
    "response_type": "code",
    "redirect_uri": REDIRECT,
    "scope": "openid User.Read",
    "state": "s1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def address(version: str = "v2.0", word: str = LEARNING.id, **changes: str | None) -> str:
    """Return an authorize address; a change to None leaves a parameter out."""
    parameters = {name: value for name, value in (GOOD | changes).items() if value is not None}
    path = "oauth2/v2.0" if version == "v2.0" else "oauth2"
    return f"https://practice.test/{word}/{path}/authorize?{urlencode(parameters)}"


def code_on(page) -> int:
    """Return the AADSTS code that a page shows."""
    assert page.status_code == 200
    found = re.search(r"<p>AADSTS(\d+):[^{]*?</p>", page.text)
    assert found, page.text
    return int(found[1])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"word": "c0ffee00-9999-4000-8000-000000000001"}, 90002),
        ({"word": "unknown.example"}, 90002),
        ({"word": "authorize"}, 900023),
        ({"word": "common"}, 50194),
        ({"word": "organizations"}, 50194),
        ({"word": "consumers"}, 9002332),
        ({"client_id": None}, 900144),
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, 700038),
        ({"client_id": "c0ffee00-9999-4000-8000-000000000009"}, 700016),
        ({"client_id": "ENTER_YOUR_CLIENT_ID"}, 700016),
        ({"client_id": apps.ELSEWHERE}, 700016),
        ({"response_type": None}, 900144),
        ({"response_type": "tokens"}, 70005),
        ({"redirect_uri": "https://localhost:5000"}, 50011),
        ({"redirect_uri": "http://localhost:5000/other"}, 50011),
        ({"redirect_uri": "http://[::1]:5000"}, 50011),
        ({"redirect_uri": "http://localhost:99999999"}, 50011),
        ({"redirect_uri": "callback"}, 90102),
        ({"client_id": apps.CONSOLE, "redirect_uri": None}, 900971),
        ({"response_mode": "web_message"}, 70007),
        ({"client_id": apps.WEB, "response_type": "id_token", "response_mode": "query"}, 70007),
    ],
)
def test_before_the_redirect_uri_is_trusted_a_page_says_it(person, changes, code):
    """Nothing is sent anywhere."""
    assert code_on(person.open(address(**changes))) == code


@pytest.mark.parametrize(
    ("changes", "code", "error"),
    [
        ({"response_type": "id_token", "nonce": "n"}, 700054, "unsupported_response_type"),
        ({"response_type": "token"}, 700051, "unsupported_response_type"),
        ({"scope": None}, 900144, "invalid_request"),
        ({"resource": "https://graph.microsoft.com"}, 901002, "invalid_request"),
        ({"scope": "api://unknown/Things.Read"}, 500011, "invalid_resource"),
        ({"scope": "api://orders/Orders.Fly"}, 650053, "invalid_client"),
        ({"scope": "User.Fly"}, 650053, "invalid_client"),
        ({"scope": "User.Read .default"}, 70011, "invalid_scope"),
        ({"scope": "User.Read https://graph.microsoft.com/.default"}, 70011, "invalid_scope"),
        (
            {"scope": "https://graph.microsoft.com/User.Read 00000003-0000-0000-c000-000000000000/.default"},
            70011,
            "invalid_scope",
        ),
        ({"scope": "api://orders/"}, 70011, "invalid_scope"),
        ({"prompt": "please"}, 90023, "invalid_request"),
        ({"prompt": "none login"}, 90023, "invalid_request"),
        ({"code_challenge": "short"}, 501491, "invalid_request"),
        ({"code_challenge": None}, 501491, "invalid_request"),
        ({"code_challenge_method": "S512"}, 50149, "invalid_request"),
        ({"claims": "{"}, 9002313, "invalid_request"),
        ({"claims": "[]"}, 9002313, "invalid_request"),
        ({"prompt": "none"}, 50058, "login_required"),
        ({"client_id": apps.WEB, "response_type": "code id_token"}, 900144, "invalid_request"),
        (
            {"client_id": apps.WEB, "response_type": "id_token", "scope": "User.Read", "nonce": "n"},
            70011,
            "invalid_scope",
        ),
        ({"version": "v1", "resource": "api://orders", "client_id": apps.EXPENSES}, 650057, "invalid_resource"),
    ],
)
def test_afterwards_the_app_learns_of_it(person, changes, code, error):
    """With the request's state, at the redirect URI."""
    said = brought(person.open(address(**changes)))
    assert (code_of(said), said["error"], said["state"]) == (code, error, "s1")


def test_a_parameter_twice_is_malformed(person):
    """RFC 6749 section 3.1."""
    assert code_of(brought(person.open(address() + "&scope=openid"))) == 9002313


@pytest.mark.parametrize(
    "redirect_uri", [REDIRECT, "http://localhost:1", "http://127.0.0.1:9/", "HTTP://LOCALHOST:5000"]
)
def test_a_loopback_port_does_not_matter(person, redirect_uri):
    """Nor does a lone slash at the end, nor the letter case of scheme and host."""
    assert "Pick an account" in person.open(address(redirect_uri=redirect_uri)).text


def test_without_a_redirect_uri_a_registered_one_is_taken(person):
    """It comes back with a slash where it has no path."""
    page = person.go_through(person.open(address(redirect_uri=None)))
    assert page.headers["location"].startswith("http://localhost/?code=")


def test_hybrid_brings_a_code_and_an_id_token_bound_to_it(person, tenant):
    """In the fragment by default; `c_hash` binds them."""
    from inspector.tokens.issuing import read_signed

    said = person.sign_in(address(client_id=apps.WEB, response_type="code id_token", nonce="n1"))
    claims = read_signed(said["id_token"], tenant._state.keys.published)
    assert (claims["nonce"], claims["aud"]) == ("n1", apps.WEB)
    assert len(claims["c_hash"]) == 22


def test_no_value_of_a_request_acts_in_a_page(person):
    """State and hints are escaped, in pages as in the form that is posted."""
    hostile = '"><script>alert(1)</script>'
    shown = person.open(address(redirect_uri=f"https://x.example/{hostile}")).text
    posted = person.go_through(person.open(address(state=hostile, response_mode="form_post")))
    for page in (shown, posted.text):
        assert "<script>alert" not in page
    assert brought(posted)["state"] == hostile


def test_no_value_of_a_request_ends_a_header(person):
    """A line break in the state stays inside its parameter."""
    page = person.go_through(person.open(address(state="a\r\nSet-Cookie: x=1")))
    assert "set-cookie: x" not in str(page.headers).lower()
    assert brought(page)["state"] == "a\r\nSet-Cookie: x=1"
