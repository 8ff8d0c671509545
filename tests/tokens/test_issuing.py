"""Signing, and reading what was signed."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt import PyJWK, decode

from inspector.tokens.issuing import NotSignedError, leave_unsigned, make_key, read_signed, sign

NOW = 1_795_000_000.0


@pytest.fixture(scope="module")
def key():
    """A key."""
    return make_key("test", NOW)


@pytest.fixture(scope="module")
def other():
    """A key that signed nothing."""
    return make_key("other", NOW)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_others_verify_what_was_signed(key, algorithm):
    """PyJWT, with the public JWK."""
    token = sign({"aud": "a"}, key, {"kid": key.key_id}, algorithm)
    assert decode(token, PyJWK(key.jwk(), algorithm), [algorithm], audience="a") == {"aud": "a"}


def test_a_key_is_found_by_any_of_its_names(key, other):
    """kid, x5t, x5t#S256, padded or not."""
    names = {"kid": key.key_id, "x5t": key.key_id, "x5t#S256": key.thumbprint("sha256") + "="}
    for name, value in names.items():
        assert read_signed(sign({"a": 1}, key, {name: value}), [other, key]) == {"a": 1}


def test_a_nonce_in_the_header_is_signed_as_its_hash(key):
    """Whoever verifies the token as it stands finds it invalid, as with Microsoft Graph's."""
    token = sign({"aud": "a"}, key, {"kid": key.key_id, "nonce": "n"})
    assert read_signed(token, [key]) == {"aud": "a"}
    with pytest.raises(Exception, match="Signature"):
        decode(token, PyJWK(key.jwk(), "RS256"), ["RS256"], audience="a")


def test_each_failure_has_its_word(key, other):
    """malformed, algorithm, key, signature."""
    good = sign({}, key, {"kid": key.key_id})
    cases = {
        "malformed": "a.b.c",
        "algorithm": leave_unsigned({}, {"kid": key.key_id}),
        "key": sign({}, other, {"kid": other.key_id}),
        "signature": f"{good[:-4]}AAAA",
    }
    for word, token in cases.items():
        with pytest.raises(NotSignedError, match=word):
            read_signed(token, [key])


def test_the_key_id_is_the_certificates_thumbprint(key):
    """SHA-1 of its DER form, as at Entra ID."""
    from cryptography.hazmat.primitives.serialization import Encoding

    digest = hashlib.sha1(key.certificate.public_bytes(Encoding.DER)).hexdigest()  # noqa: S324  x5t is SHA-1
    import base64

    assert base64.urlsafe_b64decode(key.key_id + "==").hex() == digest


def test_a_key_shows_nothing_of_itself(key):
    """Neither in its repr nor in the published form."""
    assert "PRIVATE" not in repr(key)
    assert set(key.jwk("issuer")) == {"kty", "use", "kid", "x5t", "n", "e", "x5c", "issuer"}


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_is_taken_for_signed(text):
    """Whatever it is, it raises the one error."""
    for token in (text, f"{text}.{text}.{text}"):
        with pytest.raises(NotSignedError):
            read_signed(token, [])
