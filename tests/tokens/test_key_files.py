"""Key files: every form, several in one, and what is refused."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.key_files import LIMIT, read_keys, read_secret, typed_secret
from inspector.tokens.reasons import Reason
from inspector.tokens.signature import verify_signature
from tests.tokens.signing import jwk, pair, sign
from tests.tokens.test_keys import certificate

SPKI, PKCS1 = PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1
DER = pair("RSA").public_key().public_bytes(Encoding.DER, SPKI)


def problems(content: bytes) -> list[Reason]:
    return [key.problem.reason for key in read_keys(content, "x").keys if key.problem]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps(jwk("RSA")).encode(), id="JWK"),
        pytest.param(json.dumps({"keys": [jwk("RSA")]}).encode(), id="JWKS"),
        pytest.param(json.dumps([jwk("RSA")]).encode(), id="list of JWKs"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(jwk("RSA")).encode(), id="byte order mark"),
        pytest.param(json.dumps(jwk("RSA")).encode("utf-16"), id="UTF-16"),
        pytest.param(
            json.dumps({"issuer": "https://i.test", "jwks_uri": "x", "jwks": {"keys": [jwk("RSA")]}}).encode(),
            id="document with keys inside",
        ),
        pytest.param(pair("RSA").public_key().public_bytes(Encoding.PEM, SPKI), id="PEM"),
        pytest.param(pair("RSA").public_key().public_bytes(Encoding.PEM, PKCS1), id="PEM of PKCS 1"),
        pytest.param(certificate().public_bytes(Encoding.PEM), id="certificate"),
        pytest.param(b"Bag Attributes\n" + certificate().public_bytes(Encoding.PEM), id="words before it"),
        pytest.param(DER, id="DER"),
        pytest.param(pair("RSA").public_key().public_bytes(Encoding.DER, PKCS1), id="DER of PKCS 1"),
        pytest.param(certificate().public_bytes(Encoding.DER), id="DER certificate"),
        pytest.param(base64.encodebytes(certificate().public_bytes(Encoding.DER)), id="base64 of a certificate"),
    ],
)
def test_every_form_verifies(content: bytes):
    """The same key in every form verifies the same token."""
    assert verify_signature(sign("RSA", "RS256"), read_keys(content, "x")).reason is Reason.FITS


def test_a_discovery_document_stands_beside_its_keys():
    """Both may be in one file, one after the other; alone, the document has no keys."""
    document = json.dumps({"issuer": "https://i.test/", "jwks_uri": "https://i.test/keys"})
    found = read_keys(f"{document}\n{json.dumps({'keys': [jwk('RSA')]})}".encode(), "x")
    assert (found.issuer, len(found.usable)) == ("https://i.test/", 1)
    assert problems(document.encode()) == [Reason.KEY_UNREADABLE]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pair("RSA").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), id="PEM"),
        pytest.param(
            pair("RSA").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")), id="encrypted"
        ),
        pytest.param(
            pair("P-256").private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()), id="EC"
        ),
        pytest.param(pair("P-256").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()), id="OpenSSH"),
        pytest.param(pair("RSA").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), id="DER"),
        pytest.param(json.dumps(jwk("RSA", d="AQAB")).encode(), id="JWK"),
    ],
)
def test_private_keys_are_refused_by_name(content: bytes):
    """Verifying takes the public part; the private one has no business here."""
    assert problems(content) == [Reason.KEY_PRIVATE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"{}",
        b"[1]",
        b'{"kty":"oct","k":"AA","k":"AQ"}',
        b"-----BEGIN PUBLIC KEY-----",
        b"MIIB",
        b"0\x82",
        b"{" * 5000,
        bytes(LIMIT + 1),
    ],
)
def test_what_is_no_key_is_said_to_be_none(content: bytes):
    """A file without keys yields no keys and a reason."""
    assert set(problems(content)) == {Reason.KEY_UNREADABLE}


def test_certificates_are_known_by_their_thumbprints():
    """A token may name its certificate in x5t, or by the hexadecimal thumbprint that portals show."""
    found = read_keys(certificate().public_bytes(Encoding.PEM), "x").keys[0]
    assert {len(name) for name in found.names} == {27, 43, 40}


class TestSecret:
    def test_exact_bytes_are_the_secret(self):
        """A binary secret is taken as it is, also one that ends in a line feed."""
        assert read_secret(b"\x00\xff\n", "x").material == b"\x00\xff\n"

    @pytest.mark.parametrize(
        ("content", "secret"), [(b"abc\n", b"abc"), (b"abc\r\n", b"abc"), (b"abc\n\n", b"abc\n"), (b" abc", b" abc")]
    )
    def test_one_line_break_of_a_text_is_no_part_of_it(self, content: bytes, secret: bytes):
        """Editors end a text with a line break; one is left out, and that is said."""
        found = read_secret(content, "x")
        assert (found.material, bool(found.note)) == (secret, content != secret)

    @pytest.mark.parametrize(
        "content",
        [
            pair("RSA").public_key().public_bytes(Encoding.PEM, SPKI),
            pair("RSA").public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
            DER,
            certificate().public_bytes(Encoding.DER),
            base64.b64encode(DER),
            json.dumps(jwk("RSA")).encode(),
        ],
    )
    def test_public_keys_are_no_secrets(self, content: bytes):
        """Whoever gives a public key as a secret is told, whatever the token says."""
        given = read_secret(content, "x")
        assert given.problem.reason is Reason.SECRET_IS_KEY
        assert typed_secret(content.decode("latin-1")).material is None or content in (
            DER,
            certificate().public_bytes(Encoding.DER),
        )

    def test_an_empty_secret_is_none(self):
        """Nothing is no secret."""
        assert read_secret(b"\n", "x").problem is not None

    def test_a_typed_secret_verifies(self):
        """Typed characters are taken as UTF-8."""
        import jwt

        token = jwt.api_jws.encode(b"{}", "pässword".encode() * 4, "HS256")
        from inspector.tokens.keys import KeySet

        assert verify_signature(token, KeySet((typed_secret("pässword" * 4),))).reason is Reason.FITS


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: f"-----BEGIN {text}-----END {text}".encode())
    | st.binary(max_size=80).map(lambda tail: DER[:60] + tail)
)
def test_no_content_makes_it_raise(content: bytes):
    """Whatever a file holds, a set comes back."""
    assert read_keys(content, "x").keys
    assert read_secret(content, "x").source == "x"
