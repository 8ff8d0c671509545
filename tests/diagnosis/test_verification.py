"""The four checks of a resource, and what is not asked."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.diagnosis.verification import Asked, CheckName, CheckVerdict, verify
from inspector.report.verification import to_document, to_text
from tests.tokens.signing import encode, key, keys, sign

NOW = 1_800_000_000
TENANT = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
V = CheckVerdict


def check(name: CheckName, claims, **asked) -> CheckVerdict:
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    found = verify(sign("RSA", "RS256", payload=payload), keys(key("RSA")), Asked(NOW, **asked))
    return next(each.verdict for each in found.checks if each.name is name)


@pytest.mark.parametrize(
    ("aud", "audiences", "wanted"),
    [
        ("api://orders", ("api://orders",), V.VALID),
        ("api://orders", ("other", "api://orders"), V.VALID),
        (["x", "api://orders"], ("api://orders",), V.VALID),
        ("api://orders/", ("api://orders",), V.INVALID),
        ("API://orders", ("api://orders",), V.INVALID),
        (["x"], ("api://orders",), V.INVALID),
        ([["api://orders"]], ("api://orders",), V.INVALID),
        (None, ("api://orders",), V.INVALID),
        (7, ("7",), V.INVALID),
        ("api://orders", (), V.NOT_ASKED),
    ],
)
def test_audience(aud, audiences: tuple[str, ...], wanted: CheckVerdict):
    """One accepted audience must stand there, character by character."""
    assert check(CheckName.AUDIENCE, {"aud": aud}, audiences=audiences) is wanted


@pytest.mark.parametrize(("algorithm", "signature"), [("none", ""), ("none", "AAAA"), ("RS256", "")])
def test_an_unsigned_token_still_claims_something(algorithm: str, signature: str):
    """What an unsigned token claims is compared like any other's; nobody says that it names no issuer."""
    claims = {"iss": "https://i.test/", "aud": "api://orders", "exp": NOW + 60}
    parts = [encode(json.dumps(each).encode()) for each in ({"alg": algorithm}, claims)]
    asked = Asked(NOW, audiences=("api://orders",), issuer="https://i.test/")
    found = verify(".".join([*parts, signature]), keys(key("RSA")), asked)
    assert [each.verdict for each in found.checks] == [V.INVALID, V.VALID, V.VALID, V.VALID]


@pytest.mark.parametrize(
    ("claims", "issuer", "wanted"),
    [
        ({"iss": "https://i.test/"}, "https://i.test/", V.VALID),
        ({"iss": "https://i.test"}, "https://i.test/", V.INVALID),
        ({"iss": ["https://i.test/"]}, "https://i.test/", V.INVALID),
        ({}, "https://i.test/", V.INVALID),
        (b"no claims", "https://i.test/", V.INVALID),
        ({"iss": "https://i.test/"}, None, V.NOT_ASKED),
        ({"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT}, "https://login.microsoftonline.com/{tenantid}/v2.0", V.VALID),
        ({"iss": "https://login.microsoftonline.com/x/v2.0", "tid": "x"}, "https://login.microsoftonline.com/{tenantid}/v2.0", V.INVALID),
    ],
)  # fmt: skip
def test_issuer(claims, issuer: str | None, wanted: CheckVerdict):
    """The issuer that the API trusts must stand there; a placeholder takes a tenant id and nothing else."""
    assert check(CheckName.ISSUER, claims, issuer=issuer) is wanted


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ({"exp": NOW + 1}, V.VALID),
        ({"exp": NOW - 299}, V.VALID),
        ({"exp": NOW - 300}, V.INVALID),
        ({"exp": NOW + 9, "nbf": NOW + 300}, V.VALID),
        ({"exp": NOW + 9, "nbf": NOW + 301}, V.INVALID),
        ({"exp": NOW + 0.5}, V.VALID),
        ({"exp": str(NOW + 9)}, V.INVALID),
        ({"exp": True}, V.INVALID),
        ({"exp": None}, V.INVALID),
        ({"exp": 10**400}, V.INVALID),
        ({"exp": NOW + 9, "nbf": "x"}, V.INVALID),
        ({"sub": "x"}, V.NOT_ASKED),
        (b"no claims", V.NOT_ASKED),
        (b"[]", V.NOT_ASKED),
    ],
)
def test_lifetime(claims, wanted: CheckVerdict):
    """Within the skew, numbers only; what has no lifetime is not asked for one."""
    assert check(CheckName.LIFETIME, claims) is wanted


def test_a_stranger_s_own_tenant_signs_valid_tokens():
    """A valid signature says nothing about issuer and audience that nobody asked about."""
    found = verify(
        sign("RSA", "RS256", payload=b'{"iss":"https://evil.test/","aud":"x"}'), keys(key("RSA")), Asked(NOW)
    )
    assert [each.verdict for each in found.checks] == [V.VALID, V.NOT_ASKED, V.NOT_ASKED, V.NOT_ASKED]


def test_addresses_in_the_header_are_shown_as_untrusted():
    """They are named in a note and were not followed."""
    found = verify(sign("RSA", "RS256", {"jku": "https://evil.test/", "x5c": []}), keys(key("RSA")), Asked(NOW))
    assert "jku, x5c" in found.notes[0]


def test_the_key_s_own_issuer_is_honoured():
    """A key published for the consumers signs for nobody else (entra_facts 21)."""
    consumers = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
    tenants = "https://login.microsoftonline.com/{tenantid}/v2.0"
    claims = {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "tid": TENANT}
    token = sign("RSA", "RS256", payload=json.dumps(claims).encode())
    assert verify(token, keys(key("RSA", issuer=tenants)), Asked(NOW)).checks[0].verdict is V.VALID
    assert verify(token, keys(key("RSA", issuer=consumers)), Asked(NOW)).checks[0].verdict is V.INVALID


def test_the_document_has_the_agreed_shape():
    """Schema 1 of `verify --json`."""
    document = to_document(verify(sign("RSA", "RS256"), keys(key("RSA", kid="k1")), Asked(NOW)))
    assert document["schema"] == 1
    assert {"verdict", "reason", "algorithm", "key_id", "key_source"} <= document["signature"].keys()
    assert [each["check"] for each in document["checks"]] == ["signature", "issuer", "audience", "lifetime"]
    assert all(each.keys() == {"check", "verdict", "found", "expected", "text"} for each in document["checks"])


HOSTILE = "\x1b[31m\u202eevil\nline\x07"


def test_hostile_values_reach_no_terminal():
    """Control and bidirectional characters of a token or key are made visible; lines keep their width."""
    token = sign("RSA", "RS256", {"kid": HOSTILE}, json.dumps({"iss": HOSTILE, "aud": HOSTILE * 20}).encode())
    text = to_text(verify(token, keys(key("RSA", kid=HOSTILE)), Asked(NOW, (HOSTILE,), HOSTILE)))
    assert not set(text) & {"\x1b", "\u202e", "\x07"}
    assert all(len(line) <= 80 for line in text.splitlines())


def test_no_signature_and_no_secret_is_printed():
    """Neither document nor text holds the signature, the payload's other claims or the secret."""
    token = sign("oct", "HS256", payload=b'{"private":"hidden words"}')
    found = verify(token, keys(key("oct")), Asked(NOW))
    shown = to_text(found) + json.dumps(to_document(found))
    assert token.rpartition(".")[2] not in shown
    assert "hidden words" not in shown
    assert encode(bytes(range(30))) not in shown


claims_of_any_type = st.dictionaries(
    st.sampled_from(["iss", "aud", "exp", "nbf", "tid"]),
    st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2), max_leaves=4),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(claims_of_any_type)
def test_no_claims_make_it_raise(claims: dict):
    """Claims of any type are compared, and both forms are written."""
    found = verify(sign("RSA", "RS256", payload=json.dumps(claims).encode()), keys(key("RSA")), Asked(NOW, ("x",), "y"))
    assert to_text(found)
    assert to_document(found)
