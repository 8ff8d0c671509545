"""No request whatever makes the tenant fail."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.practice import registrations as apps
from inspector.practice.tenants import LEARNING

NAMES = [
    "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "claims",
    "grant_type", "code", "code_verifier", "code_challenge", "code_challenge_method", "client_secret", "assertion",
    "client_assertion", "client_assertion_type", "refresh_token", "device_code", "requested_token_use", "resource", "otc",
    "interaction", "answer", "account", "confirmation", "authorization_endpoint", "login_hint", "domain_hint",
]  # fmt: skip
VALUES = [
    *(each for name, each in vars(apps).items() if isinstance(each, str) and each.startswith("c0ffee00")),
    "code", "id_token", "none", "form_post", "http://localhost", "openid User.Read", ".default", "api://orders/.default",
    "authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:device_code", "on_behalf_of", "S256", "{}", '{"access_token":1}',
    '{"access_token":{"acrs":{"values":1}}}', "a.b.c", "e30.e30.e30", "",
]  # fmt: skip
PATHS = [
    *(
        f"/{word}/{rest}"
        for word in (LEARNING.id, "common", "consumers", "x")
        for rest in (
            "oauth2/authorize", "oauth2/v2.0/authorize", "oauth2/token", "oauth2/v2.0/token", "oauth2/v2.0/devicecode",
            "oauth2/devicecode", "oauth2/v2.0/logout", "adminconsent", "discovery/keys", "discovery/instance",
        )
    ),
    "/login", "/devicelogin", "/error", "/orders", "/v1.0/me", "/oidc/userinfo", "/",
]  # fmt: skip


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "OPTIONS"]),
    path=st.sampled_from(PATHS) | st.text(max_size=20).map(lambda text: f"/{text}"),
    form=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=20), max_size=8),
    authorization=st.sampled_from(["", "Bearer", "Bearer a.b.c", "Basic !", "Basic Zm9v", "Bearer e30.e30.e30"]),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_request_is_answered(program, method, path, form, authorization):
    """With a status of HTTP's, and never with an exception."""
    headers = {"Authorization": authorization} if authorization else {}
    sent = {"data": form} if method == "POST" else {"params": form}
    answer = program.request(method, f"https://practice.test{quote(path)}", headers=headers, **sent)
    assert 200 <= answer.status_code < 500
