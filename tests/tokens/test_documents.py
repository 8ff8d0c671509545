"""JSON documents: what each one is, and what stands inside it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.recognise import recognise
from tests.minting import SIGNATURE, entra
from tests.tokens.pastes import CODE, REFRESH, TENANT, TOKEN, find, kinds, only

RESPONSE = {
    "token_type": "Bearer",
    "scope": "User.Read",
    "expires_in": 3599,
    "access_token": TOKEN,
    "refresh_token": REFRESH,
}
WRITINGS = {
    "json": json.dumps,
    "indented": lambda value: json.dumps(value, indent=2),
    "python": repr,
    "escaped once": lambda value: json.dumps(json.dumps(value)),
    "escaped twice": lambda value: json.dumps(json.dumps(json.dumps(value))),
    "escaped, unquoted": lambda value: json.dumps(json.dumps(value))[1:-1],
    "inside": lambda value: json.dumps({"data": {"list": [{"result": value}]}}),
    "as text inside": lambda value: json.dumps({"message": "failed: " + json.dumps(value)}),
    "in prose": lambda value: f"The response was {json.dumps(value)}, then nothing.",
    "cut": lambda value: json.dumps(value)[:-1],
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_token_response(writing: str) -> None:
    """Each token is an artifact inside it, by its member's name."""
    response, access, refresh = recognise(WRITINGS[writing](RESPONSE)).artifacts
    assert response.kind is Kind.TOKEN_RESPONSE
    assert (access.kind, access.text, access.name, access.inside) == (
        Kind.ACCESS_TOKEN,
        TOKEN,
        "access_token",
        response.id,
    )
    assert (refresh.kind, refresh.text, refresh.name, refresh.inside) == (
        Kind.REFRESH_TOKEN,
        REFRESH,
        "refresh_token",
        response.id,
    )
    assert access.place is Place.JSON


def test_spans_are_those_of_the_paste() -> None:
    """Even where the document is escaped."""
    text = "x " + json.dumps(json.dumps(RESPONSE))
    token = find(text, Kind.ACCESS_TOKEN)
    assert text[token.start : token.end] == TOKEN


def test_a_javascript_print() -> None:
    """Names without quotation marks."""
    assert kinds(f"{{ token_type: 'Bearer',\n  access_token: '{TOKEN}',\n}}") == ["token_response", "access_token"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {
                "accessToken": TOKEN,
                "expiresOn": "2024-01-01 00:00:00",
                "subscription": TENANT,
                "tenant": TENANT,
                "tokenType": "Bearer",
            },
            ["token_response", "access_token"],
        ),
        (
            [{"provider_name": "aad", "id_token": TOKEN, "user_claims": [{"typ": "aud", "val": "x"}]}],
            ["token_response", "access_token"],
        ),
        (
            {
                "user_code": "A",
                "device_code": "x" * 40,
                "verification_uri": "https://microsoft.com/devicelogin",
                "interval": 5,
            },
            ["device_authorization_response"],
        ),
        ({"keys": [{"kty": "RSA", "kid": "k", "n": "x", "e": "AQAB"}]}, ["jwks"]),
        ({"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}, ["jwks"]),
        (
            {"issuer": "https://x", "jwks_uri": "https://x/keys", "token_endpoint": "https://x/token"},
            ["discovery_document"],
        ),
        ({"access_token": {"xms_cc": {"values": ["cp1"]}}}, ["claims_request"]),
        ({"id_token": {"auth_time": {"essential": True}, "acrs": None}}, ["claims_request"]),
        (entra(), ["claims"]),
        ({"roles": []}, ["claims"]),
        ({"alg": "RS256", "typ": "JWT", "kid": "k"}, ["header"]),
        ({"log": {"version": "1.2", "entries": []}}, ["recorded_flow"]),
        ({"name": "x", "version": 3, "items": [1, 2]}, []),
    ],
)
def test_what_a_document_is(document: Any, expected: list[str]) -> None:
    """By its members alone."""
    assert kinds(json.dumps(document)) == expected
    assert kinds(json.dumps(document, indent=4)) == expected


def test_bare_claims_carry_their_claims() -> None:
    """As a token would."""
    found = only(json.dumps(entra()))
    assert found.claims is not None
    assert dict(found.claims.values) == entra()


@pytest.mark.parametrize("between", [".", "\n\n", "\nPayload:\n", ""])
def test_a_header_before_claims_makes_one_token(between: str) -> None:
    """As jwt.ms and other decoders print it."""
    text = (
        json.dumps({"typ": "JWT", "alg": "RS256", "kid": "k"}, indent=2)
        + between
        + json.dumps(entra(), indent=2)
        + ".[Signature]"
    )
    found = only(text)
    assert found.kind is Kind.ACCESS_TOKEN
    assert found.header is not None
    assert found.header.get("kid") == "k"
    assert found.claims is not None
    assert found.claims.get("tid") == TENANT
    assert found.text == text


def test_flaws_of_a_document_have_their_places() -> None:
    """Offsets count from its brace."""
    text = 'claims: {"aud":"one","exp":"1","aud":"two"}'
    found = only(text)
    assert [(flaw.code, found.text[flaw.start : flaw.end]) for flaw in found.flaws] == [
        ("duplicate-member", '"two"')
    ] or {flaw.code for flaw in found.flaws} == {"duplicate-member", "wrong-type"}
    duplicate = next(flaw for flaw in found.flaws if flaw.code == "duplicate-member")
    assert found.text[duplicate.start : duplicate.end] == '"two"'


def test_an_msal_cache() -> None:
    """Every secret by its kind, and that it stood in a cache."""
    cache = {
        "AccessToken": {
            "a": {"credential_type": "AccessToken", "secret": TOKEN, "home_account_id": "u", "target": "User.Read"}
        },
        "RefreshToken": {"r": {"credential_type": "RefreshToken", "secret": REFRESH, "home_account_id": "u"}},
        "IdToken": {},
        "Account": {"u": {"username": "ann@contoso.example"}},
        "AppMetadata": {},
    }
    access, refresh = recognise(json.dumps(cache, indent=4)).artifacts
    assert (access.kind, access.name, access.place) == (Kind.ACCESS_TOKEN, "access_token", Place.CACHE)
    assert (refresh.kind, refresh.text, refresh.place) == (Kind.REFRESH_TOKEN, REFRESH, Place.CACHE)


def test_an_entry_of_a_browser_cache() -> None:
    """MSAL.js keeps one entry under one key."""
    found = only(json.dumps({"homeAccountId": "u", "credentialType": "IdToken", "secret": TOKEN, "realm": TENANT}))
    assert (found.text, found.name, found.place) == (TOKEN, "id_token", Place.CACHE)


def test_a_token_in_any_other_document() -> None:
    """Under its member's name."""
    found = only(json.dumps({"a": [{"b": {"bearer": f"Bearer {TOKEN}"}}]}))
    assert found.text == TOKEN


def test_a_code_in_a_document() -> None:
    """A token request as an object."""
    assert kinds(json.dumps({"grant_type": "authorization_code", "code": CODE})) == [
        "token_request",
        "authorization_code",
    ]


def test_a_document_that_is_nested_too_deeply_is_left_out() -> None:
    """And what stands after it is read."""
    text = '{"aud":' + "[" * 10_000 + "]" * 10_000 + "} then AADSTS50011"
    assert kinds(text) == ["error_response"]


def test_what_follows_a_cut_document_is_read() -> None:
    """The cut does not swallow it."""
    assert "access_token" in kinds(f'{{"error":"invalid_grant","error_descr\n\nAuthorization: Bearer {TOKEN}')


@given(
    st.recursive(
        st.sampled_from([TOKEN, REFRESH, "AADSTS50011", SIGNATURE, 1, None, "eyJ", "{", '{"a":']),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "access_token",
                        "error",
                        "code",
                        "keys",
                        "claims",
                        "secret",
                        "message",
                        "innerError",
                        "log",
                        "AccessToken",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=10,
    )
)
@settings(max_examples=300, deadline=None)
def test_no_document_raises(document: Any) -> None:
    """Members of any type under telling names."""
    for write in WRITINGS.values():
        recognise(write(document))


def test_no_flaw_quotes_a_secret() -> None:
    """A duplicate member is shown with both values, a secret masked."""
    text = f'{{"access_token":"{TOKEN}","access_token":"{TOKEN}x","client_secret":"hunter2hunter2","client_secret":"hunter3hunter3"}}'
    said = " ".join(flaw.text for flaw in recognise(text).artifacts[0].flaws)
    assert "access_token" in said
    assert TOKEN[:80] not in said
    assert "hunter2hunter2" not in said
