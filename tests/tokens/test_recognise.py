"""Everything a person can paste, one form after the other; and anything at all."""

import base64
import json
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.recognise import recognise
from tests.minting import SIGNATURE, TENANT, entra, mint, segment
from tests.tokens.pastes import CODE, CORRELATION, REFRESH, TOKEN, TRACE, find, kinds, only

SAML = '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1"><saml:Issuer>x</saml:Issuer></saml:Assertion>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(TOKEN, ["access_token"], id="compact JWS"),
        pytest.param(f"Bearer {TOKEN}", ["access_token"], id="Bearer"),
        pytest.param(f"authorization: bearer {TOKEN}", ["access_token"], id="Authorization header"),
        pytest.param(f"“{TOKEN}”,", ["access_token"], id="typographic quotation marks"),
        pytest.param(TOKEN[:500], ["access_token"], id="truncated"),
        pytest.param(json.dumps({"access_token": TOKEN}), ["token_response", "access_token"], id="token response"),
        pytest.param(
            f"https://localhost/#id_token={TOKEN}&state=1",
            ["authorization_response", "access_token"],
            id="implicit redirect",
        ),
        pytest.param(
            f"https://localhost/?code={CODE}&state=1",
            ["authorization_response", "authorization_code"],
            id="redirect with code",
        ),
        pytest.param(
            "https://localhost/?error=access_denied&state=1", ["authorization_response"], id="redirect with error"
        ),
        pytest.param(
            "https://login.microsoftonline.com/x/oauth2/v2.0/authorize?client_id=a&response_type=code",
            ["authorization_request"],
            id="authorization request",
        ),
        pytest.param("grant_type=client_credentials&client_id=x", ["token_request"], id="token request"),
        pytest.param(
            '{"user_code":"A","device_code":"B"}', ["device_authorization_response"], id="device authorization response"
        ),
        pytest.param(f'curl https://x -H "Authorization: Bearer {TOKEN}"', ["http_request", "access_token"], id="curl"),
        pytest.param(
            f"GET / HTTP/1.1\nAuthorization: Bearer {TOKEN}\n\n", ["http_request", "access_token"], id="HTTP request"
        ),
        pytest.param("HTTP/1.1 401 Unauthorized\n\n", ["http_response", "error_response"], id="HTTP response"),
        pytest.param(
            'WWW-Authenticate: Bearer realm="x", Basic realm="y"', ["challenge", "challenge"], id="challenges"
        ),
        pytest.param(json.dumps(entra()), ["claims"], id="claims"),
        pytest.param('{"alg":"RS256","typ":"JWT"}', ["header"], id="header"),
        pytest.param(f'{{"alg":"RS256"}}.{json.dumps(entra())}.[Signature]', ["access_token"], id="jwt.ms"),
        pytest.param(segment({"alg": "RSA-OAEP", "enc": "A256GCM"}) + ".a.b.c.d", ["encrypted_token"], id="JWE"),
        pytest.param(mint({"at": TOKEN, "ts": 1, "m": "GET"}, typ="pop"), ["pop_token", "access_token"], id="PoP"),
        pytest.param("EwB4A8l6BAAU" + "A" * 300, ["opaque_token"], id="opaque token of a personal account"),
        pytest.param("ya29." + "a0" * 40, ["opaque_token"], id="opaque token of Google"),
        pytest.param("Authorization: Bearer " + "b7" * 20, ["opaque_token"], id="opaque token behind Bearer"),
        pytest.param("the Bearer authenticationSchemeIsNotConfigured handler", [], id="a word behind Bearer"),
        pytest.param(REFRESH, ["refresh_token"], id="refresh token"),
        pytest.param(f"M.C507_BAY.2.U.{TENANT}", ["authorization_code"], id="code of a personal account"),
        pytest.param(f"M.C507_BAY.0.U.-{'Cx!*$' * 20}", ["refresh_token"], id="refresh token of a personal account"),
        pytest.param(SAML, ["saml_assertion"], id="SAML assertion"),
        pytest.param(base64.b64encode(SAML.encode()).decode(), ["saml_assertion"], id="SAML in base64"),
        pytest.param(
            base64.b64encode(zlib.compress(SAML.replace("Assertion", "AuthnRequest").encode())[2:-4]).decode(),
            ["saml_assertion"],
            id="SAML deflated",
        ),
        pytest.param(
            mint({"iss": "app", "sub": "app", "aud": "https://login.microsoftonline.com/x/v2.0"}),
            ["client_assertion"],
            id="client assertion",
        ),
        pytest.param('{"keys":[{"kty":"RSA","kid":"k"}]}', ["jwks"], id="JWKS"),
        pytest.param('{"issuer":"x","jwks_uri":"y"}', ["discovery_document"], id="discovery document"),
        pytest.param("AADSTS50011", ["error_code"], id="AADSTS code"),
        pytest.param("50011", ["error_code"], id="number"),
        pytest.param("hello world", [], id="nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_each_form_alone(text: str, expected: list[str]) -> None:
    """Alone in the paste."""
    assert kinds(text) == expected


def test_get_az_access_token() -> None:
    """As a list, whose long value is broken and indented, and as a table, which cuts it."""
    lines = "\n             ".join(TOKEN[at : at + 80] for at in range(0, len(TOKEN), 80))
    listed = find(
        f"Token      : {lines}\nExpiresOn  : 1/1/2024 1:00:00 AM +00:00\nType       : Bearer\nTenantId   : {TENANT}",
        Kind.ACCESS_TOKEN,
    )
    assert (listed.text, listed.place) == (TOKEN, Place.TABLE)
    table = f"Token                                   ExpiresOn                  Type\n-----                                   ---------                  ----\n{TOKEN[:36]}... 1/1/2024 1:00:00 AM +00:00 Bearer"
    cut = only(table)
    assert (cut.text, cut.place) == (TOKEN[:36], Place.TABLE)
    assert "elided" in [flaw.code for flaw in cut.flaws]


def test_a_log_with_anything_inside() -> None:
    """Its tokens are known to have stood in a log."""
    text = f"2024-05-01 10:00:00 DEBUG request GET https://x/?access_token={TOKEN}\n2024-05-01 10:00:01 INFO cache hit {mint(entra(sub='b'))}\n2024-05-01 10:00:02 ERROR AADSTS65001: no consent"
    first, second, error = recognise(text).artifacts
    assert (first.place, second.place) == (Place.QUERY, Place.LOG)
    assert error.error is not None
    assert error.error.timestamp == "2024-05-01 10:00:02"


def test_what_cannot_be_told_apart_is_said() -> None:
    """A refresh token and an authorization code have one shape; a name decides."""
    assert [flaw.code for flaw in only(REFRESH).flaws] == ["kind-unsure"]
    named = only(f"refresh_token={REFRESH}")
    assert (named.kind, named.flaws) == (Kind.REFRESH_TOKEN, ())
    assert only(f'"code": "{CODE}"').kind is Kind.AUTHORIZATION_CODE


def test_the_inner_token_of_a_proof_of_possession() -> None:
    """It is inside, under `at`."""
    outer, inner = recognise(mint({"at": TOKEN, "ts": 1, "m": "GET"}, typ="pop")).artifacts
    assert (inner.text, inner.inside, inner.name) == (TOKEN, outer.id, "at")


def test_duplicates_are_folded_and_the_first_learns_from_the_later_ones() -> None:
    """Once bare, once in a header: it is one token that stood in a header."""
    found = only(f"{TOKEN}\n\nAuthorization: Bearer {TOKEN}")
    assert (found.start, found.place, found.name) == (0, Place.AUTHORIZATION_HEADER, "authorization")


def test_several_artifacts_come_in_order_of_appearance() -> None:
    """Numbered a1, a2 …, each inside one that came before."""
    text = f'My token: {TOKEN}\n\nGraph says:\n{{"error":{{"code":"InvalidAuthenticationToken","message":"m"}}}}\n\nand the code was AADSTS50058\n'
    artifacts = recognise(text).artifacts
    assert [artifact.id for artifact in artifacts] == [f"a{number}" for number in range(1, len(artifacts) + 1)]
    assert [artifact.kind.value for artifact in artifacts] == ["access_token", "error_response", "error_response"]
    assert [artifact.start for artifact in artifacts] == sorted(artifact.start for artifact in artifacts)


def test_a_fingerprint_tells_two_tokens_apart() -> None:
    """Twelve hexadecimal digits of the SHA-256 of the token's text."""
    assert only(TOKEN).fingerprint != only(mint(entra(sub="b"))).fingerprint
    assert only(f" {TOKEN} ").fingerprint == only(TOKEN).fingerprint
    assert only("AADSTS50011").fingerprint is None


def test_where_nothing_is_found_it_is_said_what_was_looked_for() -> None:
    """And only there."""
    assert len(recognise("hello").looked_for) > 3
    assert recognise(TOKEN).looked_for == ()


def test_no_secret_is_in_the_repr() -> None:
    """Whatever the paste."""
    text = f"grant_type=refresh_token&refresh_token={REFRESH}&client_secret=hunter2\n\nGET / HTTP/1.1\nAuthorization: Bearer {TOKEN}\nCookie: {CODE}\n\n"
    shown = repr(recognise(text))
    for secret in (REFRESH, "hunter2", SIGNATURE, CODE):
        assert secret not in shown


def test_a_form_post_page_is_read() -> None:
    """The fields that a browser would post."""
    page = f'<html><body><form><input type="hidden" name="code" value="{CODE}" /><input type="hidden" name="state" value="1" /></form></body></html>'
    response, code = recognise(page).artifacts
    assert (response.kind, response.place, code.kind, code.text) == (
        Kind.AUTHORIZATION_RESPONSE,
        Place.FORM,
        Kind.AUTHORIZATION_CODE,
        CODE,
    )


FRAGMENTS = (
    TOKEN, TOKEN[:200], REFRESH, CODE, SAML, "Bearer ", "Authorization: ", 'WWW-Authenticate: Bearer error="x"', "HTTP/1.1 401 x\n", "GET /x HTTP/1.1\n", "curl ",
    '{"error":', '{"access_token":"', "AADSTS50011: ", "IDX10214", f"Trace ID: {TRACE}", f"Correlation ID: {CORRELATION}\n", "2024-01-01 10:00:00 ", "https://x/?code=",
    "#access_token=", "grant_type=", "&", "=", '"', "'", "\\", '\\"', "{", "}", "[", "]", "<", ">", "</div>", "<html>", "&#39;", "%7B", "\n", "\r\n", " ", "\u200b", "\u00a0", "\ufeff", "\ud800", "…", "...", ".", "eyJ", "ey", "-", "\0",
)  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=14).map("".join))
@settings(max_examples=600, deadline=None)
def test_no_text_whatever_raises(text: str) -> None:
    """Spans lie in the paste, ids are in order, and what is inside comes after what holds it."""
    known: set[str | None] = {None}
    for number, artifact in enumerate(recognise(text).artifacts, 1):
        assert artifact.id == f"a{number}"
        assert artifact.inside in known
        assert 0 <= artifact.start <= artifact.end <= len(text)
        known.add(artifact.id)


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_is_read(text: str) -> None:
    """Of any characters."""
    recognise(text)


HOSTILE = (
    ".", "{", "}", "[", '"', "'", "eyJ", "eyJ.", ".eyJ", "eyJhbGciOiJ", '{"a":', "{'a':", '{\\"a\\":', "{a:1,", "\\", "=", "a=b&", "https://a?b#", "<a", "</a", "<input ", "curl ",
    'curl ^"', "GET /\n", "\nHTTP/1.1 401 x\n", "Bearer error=", "AADSTS50011 ", "\nAADSTS50011: ", "2024-01-01 10:00:00 IDX10214\n", "error code: 50011 ", "eyJ0eXAi\n", "A\u200b", "0.A", "M.C5",
    '{"error":"x"}', '{"aud":"x"}', "<Error><Code>", "<saml:Assertion SAML>", "'x' is not a valid domain AADSTS50000 tenant ", "\0", " ", "\n", "é", "date:", "trace id:", '"\n+\n"', 'fetch("https://x",{',
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_megabyte_of_one_thing_is_read(unit: str) -> None:
    """Nothing hangs; what that costs is measured elsewhere."""
    recognise((unit * (1_000_000 // len(unit) + 1))[:999_000])


def test_a_megabyte_of_everything_is_read() -> None:
    """In any order."""
    chance = random.Random(7)
    text = "".join(chance.choice(HOSTILE) * chance.randint(1, 9) for _ in range(80_000))
    recognise(text[:999_000])


@pytest.mark.parametrize("pair", ["[]", "{}", "()", "<>"])
def test_ten_thousand_nested_brackets_are_read(pair: str) -> None:
    """Closed, and left open."""
    recognise(pair[0] * 10_000 + pair[1] * 10_000)
    recognise('{"a":' + pair[0] * 10_000)
    recognise('{"a":' * 10_000 + "1" + "}" * 10_000)


def test_a_token_of_256_000_characters_is_one_token() -> None:
    """Read whole."""
    text = mint(entra(filler="x" * 190_000))
    assert len(text) > 254_000
    assert only(text).text == text
    assert only("\n".join(text[at : at + 76] for at in range(0, len(text), 76))).text == text


def test_no_claim_is_in_the_repr() -> None:
    """A claim may be a token itself."""
    outer = mint({"at": TOKEN, "ts": 1, "m": "GET"}, typ="pop")
    assert TOKEN not in repr(recognise(outer))
