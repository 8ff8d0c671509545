"""Tokens of issuers other than Entra ID: told apart by what those issuers write."""

import pytest
from minting import NOW, entra

from tests.diagnosis.comparison.sides import compared, row, weights

AUTH0 = {
    "iss": "https://shop.eu.auth0.com/",
    "sub": "auth0|65a1",
    "aud": ["https://orders.example", "https://shop.eu.auth0.com/userinfo"],
    "iat": NOW,
    "exp": NOW + 86_400,
    "azp": "abcDEF123",
    "scope": "openid read:orders",
}
KEYCLOAK = {
    "iss": "https://sso.example/realms/shop",
    "sub": "u-1",
    "aud": "orders",
    "iat": NOW,
    "exp": NOW + 300,
    "azp": "web",
    "scope": "email",
    "realm_access": {"roles": ["user", "offline_access"]},
}


@pytest.mark.parametrize(
    "itself",
    [
        AUTH0 | {"sub": "abcDEF123@clients", "gty": "client-credentials", "scope": "read:orders"},
        KEYCLOAK | {"preferred_username": "service-account-web"},
        KEYCLOAK | {"sub": "web"},
    ],
)
def test_an_application_by_itself(itself):
    """Client credentials of other issuers are known by their own signs, though such tokens carry scopes."""
    found = compared(AUTH0 if "auth0" in itself["iss"] else KEYCLOAK, itself)
    assert found.sentence.startswith("The second is app-only, the first acts for a user.")


def test_roles_of_keycloak_are_sets():
    """Order says nothing; what came is named, and whose roles they are."""
    assert not compared(KEYCLOAK, KEYCLOAK | {"realm_access": {"roles": ["offline_access", "user"]}}).matters
    found = compared(KEYCLOAK, KEYCLOAK | {"realm_access": {"roles": ["admin", "offline_access", "user"]}})
    assert found.sentence == "The second's realm_access.roles also has admin."
    assert "Keycloak" in row(found, "realm_access.roles").judged.means


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("https://sso.example/realms/shop", "http://keycloak:8080/realms/shop", "same realm"),
        ("https://shop.eu.auth0.com/", "https://shop.eu.auth0.com", "slash"),
        ("https://a.example/x", "http://a.example/x", "http and https"),
        ("https://a.example/X", "https://a.example/x", "letter case"),
    ],
)
def test_one_issuer_in_two_spellings(first, second, said):
    """Issuers are compared letter by letter: what the difference is stands there, not that it is another issuer."""
    found = compared(KEYCLOAK | {"iss": first}, KEYCLOAK | {"iss": second})
    assert found.sentence == "The issuer is written in another way."
    assert said in row(found, "iss").judged.means


def test_google_writes_its_issuer_in_two_ways():
    """Both are right, so it does not matter."""
    google = {"iss": "https://accounts.google.com", "sub": "1", "aud": "a.apps.googleusercontent.com", "exp": NOW + 60}
    assert not compared(google, google | {"iss": "accounts.google.com"}).matters


def test_what_only_another_issuer_writes():
    """Beside a token of Entra ID what the other issuer does not know follows from the issuer; lifetimes are its own."""
    found = compared(entra(name="Ada"), AUTH0)
    assert {weights(found)[name] for name in ("oid", "tid", "ver", "azpacr", "name", "nbf")} == {"follows"}
    assert "continuous" not in row(found, "lifetime").judged.means


def test_another_user_flow_of_b2c():
    """It is named, in the letters that B2C writes."""
    token = {"iss": "https://shop.b2clogin.com/11111111-2222-3333-4444-555555555555/v2.0/", "sub": "s", "exp": NOW + 60}
    found = compared(token | {"tfp": "B2C_1_signin"}, token | {"tfp": "B2C_1_edit"})
    assert found.sentence == "Another user flow: B2C_1_edit instead of B2C_1_signin."
