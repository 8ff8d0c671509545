"""Compact tokens taken apart; every flaw in its place."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.artifact import Flaw
from inspector.tokens.compact import read_token
from tests.minting import SIGNATURE, entra, mint, segment


def codes(text: str) -> list[str]:
    """Return the codes of the flaws of a token."""
    return [flaw.code for flaw in read_token(text)[1]]


def flaw(text: str, code: str) -> Flaw:
    """Return the flaw `code` of a token."""
    return next(each for each in read_token(text)[1] if each.code == code)


def raw(payload: bytes) -> str:
    """Return a token with these bytes as its payload."""
    return (
        f"{segment({'alg': 'RS256', 'kid': 'k'})}.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.{SIGNATURE}"
    )


@given(
    st.dictionaries(st.text(max_size=10), st.text(max_size=20) | st.integers() | st.booleans() | st.none(), max_size=8)
)
def test_what_is_minted_is_read_back(claims: dict[str, object]) -> None:
    """Names and values, whatever they are."""
    token, _flaws = read_token(mint(claims))
    assert token.claims is not None
    assert dict(token.claims.values) == claims
    assert token.header is not None
    assert token.header.get("alg") == "RS256"


def test_a_regular_token_has_no_flaw() -> None:
    """And is not partial."""
    token, flaws = read_token(mint(entra()))
    assert flaws == []
    assert not token.partial
    assert len(token.segments) == 3


@given(st.text(alphabet="eyJAa0.-_+/=! \n", max_size=80) | st.text(max_size=80))
@settings(max_examples=300)
def test_no_text_raises(text: str) -> None:
    """And every flaw lies within the text."""
    for each in read_token(text)[1]:
        assert each.start is None or (0 <= each.start <= len(text) + 2 and (each.end or 0) >= each.start)


@given(st.data())
def test_a_token_cut_anywhere_is_read_as_far_as_it_goes(data: st.DataObject) -> None:
    """And the cut is a flaw."""
    whole = mint(entra())
    cut = whole[: data.draw(st.integers(4, len(whole) - 1))]
    token, flaws = read_token(cut)
    assert flaws
    if cut.count(".") == 2:
        assert token.claims is not None
        assert dict(token.claims.values) == entra()


def test_a_json_flaw_points_at_the_characters_that_carry_it() -> None:
    """The offsets are those of the encoded text, the words count in the decoded one."""
    text = mint({"x": 1}).split(".")[0] + "." + segment('{"aud":"one","aud":"two"}') + "." + SIGNATURE
    found = flaw(text, "duplicate-member")
    start, end = found.start or 0, found.end or 0
    payload = text.index(".") + 1
    aligned = payload + (start - payload) // 4 * 4
    decoded = base64.urlsafe_b64decode(text[aligned : aligned + (end - aligned + 3) // 4 * 4])
    assert b'"two"' in decoded
    assert "20" in found.at


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("\ufeff{}".encode(), "byte-order-mark"),
        ('{"a":1}'.encode("utf-16"), "utf-16"),
        ('{"a":1}'.encode("utf-16-le"), "utf-16"),
        ('{"a":1}'.encode("utf-16-be"), "utf-16"),
        (b'{"a":"\xff"}', "invalid-utf-8"),
        (b"[1]", "not-an-object"),
        (b"hello", "not-json"),
        (b'{"a":1', "json-cut"),
        (b'{"a":1}x', "json-trailing"),
        (b'{"a":' + b"[" * 70 + b"]" * 70 + b"}", "too-deep"),
    ],
)
def test_each_flaw_of_a_payload_is_said(payload: bytes, code: str) -> None:
    """Reading goes on in every case."""
    assert code in codes(raw(payload))


def test_a_utf_16_payload_is_read() -> None:
    """Some libraries encode strings so."""
    token, _flaws = read_token(raw('{"aud":"ü"}'.encode("utf-16-le")))
    assert token.claims is not None
    assert token.claims.get("aud") == "ü"


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        (lambda parts: f"{parts[0]}=.{parts[1]}.{parts[2]}", "padding", "header"),
        (lambda parts: f"{parts[0]}.{parts[1]}.{parts[2][:-8]}", "signature-length", "signature"),
        (lambda parts: f"{parts[0]}.{parts[1]}.", "signature-missing", "signature"),
        (lambda parts: f"{parts[0]}.{parts[1]}", "truncated", "payload"),
        (
            lambda parts: f"{parts[0]}.{parts[1][:9]}!{parts[1][9:]}.{parts[2]}",
            "bad-base64url",
            "payload, character 10",
        ),
        (lambda parts: f"{parts[0]}.{parts[1]}.{parts[2]}.x", "part-count", ""),
    ],
)
def test_each_flaw_of_the_writing_is_said(change: object, code: str, at: str) -> None:
    """With its part, and its character where there is one."""
    text = change(mint(entra()).split("."))  # type: ignore[operator]
    assert flaw(text, code).at.startswith(at)


@pytest.mark.parametrize(("alg", "length"), [("ES256", 64), ("HS256", 32), ("EdDSA", 64), ("PS384", 384)])
def test_signatures_of_the_right_length_are_no_flaw(alg: str, length: int) -> None:
    """Each algorithm makes its own length."""
    signature = base64.urlsafe_b64encode(bytes(length)).decode().rstrip("=")
    assert codes(".".join([*mint(entra(), alg=alg).split(".")[:2], signature])) == []


def test_an_unsigned_token_needs_no_signature() -> None:
    """`alg` none is for the rules to judge."""
    header, payload, _signature = mint(entra(), alg="none").split(".")
    assert codes(f"{header}.{payload}.") == []


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"exp": "1700000000"}, "exp"),
        ({"iss": 1}, "iss"),
        (entra(aud=["a"]), "aud"),
        (entra(scp=["a", "b"]), "scp"),
        (entra(roles="Admin"), "roles"),
        ({"exp": True}, "exp"),
    ],
)
def test_wrong_types_are_said(claims: dict[str, object], name: str) -> None:
    """With the claim's name."""
    assert name in flaw(mint(claims), "wrong-type").text


def test_other_issuers_may_have_several_audiences() -> None:
    """RFC 7519 section 4.1.3 allows a list."""
    assert "wrong-type" not in codes(mint({"iss": "https://issuer.example", "aud": ["a", "b"]}))


def test_of_an_encrypted_token_the_header_is_read() -> None:
    """Nothing else can be."""
    token, flaws = read_token(segment({"alg": "RSA-OAEP", "enc": "A256GCM"}) + ".aa.bb.cc.dd")
    assert token.header is not None
    assert token.claims is None
    assert flaws == []


def test_a_lone_payload_is_read_as_claims() -> None:
    """Its missing neighbours are flaws."""
    token, flaws = read_token(segment(entra()))
    assert token.header is None
    assert token.claims is not None
    assert {each.code for each in flaws} == {"start-missing", "signature-missing"}


def test_a_very_long_token_is_read_and_said_to_be_long() -> None:
    """.NET services refuse more than 256,000 characters."""
    text = mint(entra(filler="x" * 300_000))
    assert codes(text) == ["huge-token"]
    assert json.loads(json.dumps(dict(read_token(text)[0].claims.values)))["tid"]  # type: ignore[union-attr]
