"""Which kind of token a JWT is."""

import pytest

from inspector.tokens.artifact import Kind
from inspector.tokens.classify import kind_of
from inspector.tokens.compact import read_token
from tests.minting import TENANT, entra, mint, segment

V1 = f"https://sts.windows.net/{TENANT}/"
V2 = f"https://login.microsoftonline.com/{TENANT}/v2.0"


def kind(token: str, name: str | None = None) -> Kind:
    """Return the kind of a compact token that stood under `name`."""
    return kind_of(read_token(token)[0], name)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (entra(), Kind.ACCESS_TOKEN),
        (entra(scp=None, roles=["Task.Run"], azpacr="1"), Kind.ACCESS_TOKEN),
        (
            {"iss": V1, "aud": "https://graph.microsoft.com", "appid": "x", "appidacr": "0", "sub": "s"},
            Kind.ACCESS_TOKEN,
        ),
        ({"iss": V1, "aud": "x", "idtyp": "app", "sub": "s"}, Kind.ACCESS_TOKEN),
        ({"iss": V2, "aud": "x", "sub": "s", "preferred_username": "a@b"}, Kind.ID_TOKEN),
        ({"iss": V2, "aud": "x", "sub": "s", "nonce": "n"}, Kind.ID_TOKEN),
        ({"iss": "https://contoso.b2clogin.com/x/v2.0/", "aud": "x", "sub": "s", "tfp": "B2C_1_a"}, Kind.ID_TOKEN),
        ({"iss": "https://accounts.google.com", "azp": "x", "aud": "x", "sub": "s", "at_hash": "h"}, Kind.ID_TOKEN),
        ({"iss": "https://issuer.example", "aud": "x", "scope": "read", "azp": "y"}, Kind.ACCESS_TOKEN),
        ({"iss": "https://issuer.example", "aud": "x", "sub": "s"}, Kind.TOKEN),
        ({"iss": "https://keycloak.example", "typ": "Bearer", "azp": "x", "nonce": "n"}, Kind.ACCESS_TOKEN),
        ({"iss": "https://keycloak.example", "typ": "Refresh"}, Kind.REFRESH_TOKEN),
        ({"iss": "https://cognito.example", "token_use": "id"}, Kind.ID_TOKEN),
        ({"iss": "app", "sub": "app", "aud": f"{V2}/token", "jti": "1"}, Kind.CLIENT_ASSERTION),
        ({"iss": "https://token.actions.githubusercontent.com", "sub": "repo:a/b", "aud": "x"}, Kind.CLIENT_ASSERTION),
        (
            {
                "iss": "https://oidc.example",
                "sub": "system:serviceaccount:ns:sa",
                "aud": ["api://AzureADTokenExchange"],
            },
            Kind.CLIENT_ASSERTION,
        ),
        ({"at": "x", "ts": 1, "m": "GET"}, Kind.POP_TOKEN),
        (
            {"iss": f"00000001-0000-0000-c000-000000000000@{TENANT}", "aud": f"x/host@{TENANT}", "nameid": "n"},
            Kind.ACCESS_TOKEN,
        ),
    ],
)
def test_the_claims_tell(claims: dict[str, object], expected: Kind) -> None:
    """Entra ID's own, and other issuers' by their standards."""
    assert kind(mint(claims)) is expected


@pytest.mark.parametrize(
    ("typ", "expected"),
    [
        ("at+jwt", Kind.ACCESS_TOKEN),
        ("application/at+jwt", Kind.ACCESS_TOKEN),
        ("pop", Kind.POP_TOKEN),
        ("dpop+jwt", Kind.POP_TOKEN),
    ],
)
def test_the_header_tells(typ: str, expected: Kind) -> None:
    """RFC 9068 and 9449."""
    assert kind(mint({"sub": "x"}, typ=typ)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("access_token", Kind.ACCESS_TOKEN),
        ("accessToken", Kind.ACCESS_TOKEN),
        ("id_token_hint", Kind.ID_TOKEN),
        ("client_assertion", Kind.CLIENT_ASSERTION),
        ("anything", Kind.TOKEN),
    ],
)
def test_the_name_tells_where_the_claims_do_not(name: str, expected: Kind) -> None:
    """A member or parameter names what it holds."""
    assert kind(mint({"iss": "https://issuer.example", "sub": "s"}), name) is expected


def test_the_claims_win_over_the_name() -> None:
    """An ID token sent as an access token is still an ID token."""
    assert kind(mint({"iss": V2, "aud": "x", "sub": "s", "nonce": "n"}), "access_token") is Kind.ID_TOKEN


def test_five_parts_are_an_encrypted_token() -> None:
    """So is a header with `enc`."""
    assert kind(segment({"alg": "dir", "enc": "A256GCM"}) + "..a.b.c") is Kind.ENCRYPTED_TOKEN


def test_a_host_that_only_ends_like_entra_is_another_issuer() -> None:
    """A host evillogin is not the host login."""
    assert kind(mint({"iss": "https://evillogin.microsoftonline.com/x", "aud": "x", "sub": "s"})) is Kind.TOKEN
