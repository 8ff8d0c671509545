"""JWKs: what is read, what is refused by name, and what is left alone."""

import base64
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.keys import from_public_key, from_secret, read_jwk, read_key_set
from inspector.tokens.reasons import Reason
from tests.tokens.published import THUMBPRINT_8037
from tests.tokens.signing import encode, jwk, key, pair


def problem(members) -> Reason | None:
    found = read_jwk(members, "test").problem
    return found.reason if found else None


def certificate(name: str = "RSA", days: int = 1) -> x509.Certificate:
    """Return a self-signed certificate of `pair(name)`."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "orders")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(subject, subject, pair(name).public_key(), 7, start, start + dt.timedelta(days=days))
    return made.sign(pair(name), hashes.SHA256())


@pytest.mark.parametrize("name", ["RSA", "P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "oct"])
def test_every_kind_is_read(name: str):
    """A JWK of every kind is usable and knows its kind."""
    found = key(name, kid="k1")
    assert found.problem is None
    assert found.kind in ("RSA, 2048 bits", "secret, 64 bytes", name)


RSA = jwk("RSA")
EC = jwk("P-256")


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        pytest.param({}, Reason.KEY_UNREADABLE, id="empty"),
        pytest.param(RSA | {"kty": "rsa"}, Reason.KEY_UNREADABLE, id="kty in other case"),
        pytest.param(RSA | {"n": RSA["n"] + "="}, Reason.KEY_UNREADABLE, id="padding"),
        pytest.param(RSA | {"n": RSA["n"] + "\n"}, Reason.KEY_UNREADABLE, id="white space"),
        pytest.param(RSA | {"n": 7}, Reason.KEY_UNREADABLE, id="n is a number"),
        pytest.param({"kty": "RSA", "e": "AQAB"}, Reason.KEY_UNREADABLE, id="n is missing"),
        pytest.param(RSA | {"e": "AQ"}, Reason.KEY_DEFECTIVE, id="exponent 1"),
        pytest.param(RSA | {"e": "Ag"}, Reason.KEY_DEFECTIVE, id="exponent 2"),
        pytest.param(RSA | {"e": ""}, Reason.KEY_DEFECTIVE, id="exponent 0"),
        pytest.param(RSA | {"n": encode(b"\xff" * 255 + b"\xfe")}, Reason.KEY_DEFECTIVE, id="even modulus"),
        pytest.param(jwk("RSA-1024"), Reason.KEY_SIZE, id="1024 bits"),
        pytest.param(RSA | {"n": encode(b"\xff" * 4000)}, Reason.KEY_UNREADABLE, id="32000 bits"),
        pytest.param(RSA | {"d": "AQAB"}, Reason.KEY_PRIVATE, id="private part"),
        pytest.param(EC | {"d": None}, Reason.KEY_PRIVATE, id="private part of any type"),
        pytest.param(EC | {"crv": "P-384"}, Reason.KEY_DEFECTIVE, id="another curve's name"),
        pytest.param(EC | {"crv": "P-999"}, Reason.KEY_UNREADABLE, id="unknown curve"),
        pytest.param(EC | {"x": EC["y"], "y": EC["x"]}, Reason.KEY_DEFECTIVE, id="point beside the curve"),
        pytest.param(EC | {"x": encode(bytes(32)), "y": encode(bytes(32))}, Reason.KEY_DEFECTIVE, id="point zero"),
        pytest.param(EC | {"x": encode(b"\0" + base64.urlsafe_b64decode(EC["x"] + "=="))}, Reason.KEY_DEFECTIVE, id="a zero before"),
        pytest.param(jwk("Ed25519") | {"x": encode(b"short")}, Reason.KEY_DEFECTIVE, id="Ed25519 of 5 bytes"),
        pytest.param(jwk("Ed25519") | {"crv": "X25519"}, Reason.KEY_UNREADABLE, id="a curve for encryption"),
        pytest.param({"kty": "oct", "k": ""}, Reason.KEY_UNREADABLE, id="empty secret"),
        pytest.param({"kty": "oct", "k": "a b"}, Reason.KEY_UNREADABLE, id="secret with a space"),
        pytest.param("kty", Reason.KEY_UNREADABLE, id="text"),
    ],
)  # fmt: skip
def test_odd_keys_are_refused_by_name(members, wanted: Reason):
    """Nothing odd becomes a key, and the reason names what is odd."""
    assert problem(members) is wanted


def test_leading_zeros_of_a_modulus_do_no_harm():
    """RFC 7518 forbids them, but known software writes them, and the number is the same."""
    modulus = base64.urlsafe_b64decode(RSA["n"] + "==")
    assert problem(RSA | {"n": encode(b"\0" + modulus)}) is None


def test_the_certificate_beside_a_key_must_hold_the_same():
    """An entry whose x5c shows another key names two keys; damage in x5c alone contradicts nothing."""
    der = base64.b64encode(certificate("RSA").public_bytes(serialization.Encoding.DER)).decode()
    assert problem(RSA | {"x5c": [der]}) is None
    assert problem(jwk("RSA-2") | {"x5c": [der]}) is Reason.KEY_UNREADABLE
    assert problem(jwk("RSA-2") | {"x5c": ["MII", 7]}) is None


def test_thumbprints_are_those_of_rfc_7638():
    """RFC 8037 appendix A.3 gives one; a secret has none that could be shown."""
    members, wanted = THUMBPRINT_8037
    assert read_jwk(members, "x").thumbprint() == wanted
    assert key("oct").thumbprint() is None


def test_a_set_keeps_its_order_and_its_damaged_entries():
    """What can't be read stands in its place, so that it can be shown."""
    found = read_key_set({"keys": [jwk("RSA", kid="a"), 7, jwk("P-256", kid="b")]}, "x")
    assert [each.key_id for each in found.keys] == ["a", None, "b"]
    assert [each.key_id for each in found.usable] == ["a", "b"]
    assert read_key_set({"keys": {}}, "x").usable == ()


def test_public_keys_of_other_kinds_sign_no_tokens():
    """DSA has no place in JOSE; a small RSA key has none in RFC 7518."""
    assert from_public_key(dsa.generate_private_key(2048).public_key(), "x").problem.reason is Reason.KEY_UNREADABLE
    assert from_public_key(pair("RSA-1024").public_key(), "x").problem.reason is Reason.KEY_SIZE


def test_a_label_never_shows_a_secret():
    """A secret is called by its size."""
    assert from_secret(b"hunter2", "x").label == "secret, 7 bytes"


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("kty n e crv x y k d use key_ops alg kid x5c x5t issuer".split()),
        st.sampled_from([*RSA.values(), *EC.values(), "", "AQAB", None, 5, [], {}, ["verify"], "OKP", "oct"]),
    )
)
def test_no_jwk_makes_it_raise(members: dict):
    """Any members may stand in a JWK."""
    assert read_jwk(members, "x").source == "x"
