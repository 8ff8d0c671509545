"""Signing tokens with keys made on the spot (RFC 7515), and reading what such keys have signed.

Cryptography and PyJWT are loaded only when a key is made or used.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

_KEY_SIZE = 2048


class NotSignedError(Exception):
    """The token is not one that any of the keys has signed; its text says what failed."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An RSA key with its self-signed certificate. `key_id` is the certificate's SHA-1 thumbprint, as at Entra ID."""

    private: "RSAPrivateKey" = field(repr=False)
    certificate: "Certificate" = field(repr=False)
    key_id: str

    def thumbprint(self, algorithm: str = "sha1") -> str:
        """Return the certificate's thumbprint ("sha1" or "sha256") in base64url, as x5t and x5t#S256 hold it."""
        return _encode(hashlib.new(algorithm, self._der()).digest())

    def jwk(self, issuer: str | None = None) -> dict[str, Any]:
        """Return the public key as a JWKS lists it (RFC 7517); `issuer` is what Entra ID's v2.0 key sets add."""
        numbers = self.private.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "kid": self.key_id,
            "x5t": self.key_id,
            "n": _encode_number(numbers.n),
            "e": _encode_number(numbers.e),
            "x5c": [base64.b64encode(self._der()).decode()],
        }
        return key | {"issuer": issuer} if issuer else key

    def private_pem(self) -> str:
        """Return the private key as PKCS #8 PEM without a passphrase: a secret."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def certificate_pem(self) -> str:
        """Return the certificate as PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self.certificate.public_bytes(Encoding.PEM).decode()

    def _der(self) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding

        return self.certificate.public_bytes(Encoding.DER)


def make_key(name: str, now: float) -> SigningKey:
    """Return a fresh RSA key of 2048 bits with a certificate for `name`, valid from `now` (Unix seconds) for a year."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    private = generate_private_key(65537, _KEY_SIZE)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.fromtimestamp(now, UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, private.public_key(), x509.random_serial_number())
        .not_valid_before(began - timedelta(hours=1))
        .not_valid_after(began + timedelta(days=365))
        .sign(private, SHA256())
    )
    key = SigningKey(private, certificate, "")
    return SigningKey(private, certificate, key.thumbprint())


def sign(claims: Mapping[str, Any], key: SigningKey, header: Mapping[str, Any], algorithm: str = "RS256") -> str:
    """Return a compact JWS over `claims`; `header` is added to typ and alg.

    A `nonce` in the header is signed as its SHA-256 and sent as itself, as in Microsoft Graph's access tokens.
    """
    from jwt import PyJWS

    whole = {"typ": "JWT", "alg": algorithm, **header}
    payload = _encode_json(claims)
    signed = f"{_encode_json(_with_hashed_nonce(whole))}.{payload}".encode()
    signature = PyJWS().get_algorithm_by_name(algorithm).sign(signed, key.private)
    return f"{_encode_json(whole)}.{payload}.{_encode(signature)}"


def leave_unsigned(claims: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """Return an unsecured JWS (RFC 7515 appendix A.5): alg "none" and no signature."""
    return f"{_encode_json({'typ': 'JWT', 'alg': 'none', **header})}.{_encode_json(claims)}."


def read_signed(token: str, keys: Iterable[SigningKey], algorithms: Iterable[str] = ("RS256",)) -> dict[str, Any]:
    """Return the claims of `token` if one of `keys` has signed it; neither times nor audience are looked at.

    Raises NotSignedError, saying which: "malformed", "algorithm", "key" (none of these) or "signature".
    """
    header, claims, signed, signature = _split(token)
    if header.get("alg") not in tuple(algorithms):
        raise NotSignedError("algorithm")
    key = next((each for each in keys if _is_named(header, each)), None)
    if key is None:
        raise NotSignedError("key")
    from jwt import PyJWS

    algorithm = PyJWS().get_algorithm_by_name(header["alg"])
    if not algorithm.verify(signed, key.private.public_key(), signature):
        raise NotSignedError("signature")
    return claims


def read_header(token: str) -> dict[str, Any]:
    """Return the header of a compact JWS unverified; raises NotSignedError ("malformed")."""
    return _split(token)[0]


def _is_named(header: Mapping[str, Any], key: SigningKey) -> bool:
    """Whether the header names `key`, by whichever of the three names it uses."""
    names = {"kid": key.key_id, "x5t": key.key_id, "x5t#S256": key.thumbprint("sha256")}
    # Senders pad base64url here as they like.
    return any(str(header[name]).rstrip("=") == value for name, value in names.items() if name in header)


def _split(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    try:
        head, payload, signature = token.split(".")
        header, claims = json.loads(_decode(head)), json.loads(_decode(payload))
        if not isinstance(header, dict) or not isinstance(claims, dict):
            raise NotSignedError("malformed")
        if "nonce" in header:
            head = _encode_json(_with_hashed_nonce(header))
        return header, claims, f"{head}.{payload}".encode(), _decode(signature)
    except (ValueError, RecursionError):
        raise NotSignedError("malformed") from None


def _with_hashed_nonce(header: Mapping[str, Any]) -> Mapping[str, Any]:
    if "nonce" not in header:
        return header
    return {**header, "nonce": _encode(hashlib.sha256(str(header["nonce"]).encode()).digest())}


def _encode_number(number: int) -> str:
    return _encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encode_json(value: Mapping[str, Any]) -> str:
    return _encode(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decode(segment: str) -> bytes:
    return base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
