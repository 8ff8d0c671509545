"""Keys and tokens made for these tests: every algorithm, and tokens that no library would write."""

import base64
import json
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

from inspector.tokens.algorithms import ALGORITHMS
from inspector.tokens.keys import Key, KeySet, public_members, read_jwk

SECRET = bytes(range(64))
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1(), "secp256k1": ec.SECP256K1()}


def encode(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@cache
def pair(name: str) -> Any:
    """Return a private key: "RSA" (or "RSA-2" …, another one), "RSA-1024", a curve's name, or a secret for "oct"."""
    if name.startswith("RSA"):
        return rsa.generate_private_key(65537, 1024 if name == "RSA-1024" else 2048)
    if name in CURVES:
        return ec.generate_private_key(CURVES[name])
    made = {"Ed25519": ed25519.Ed25519PrivateKey, "Ed448": ed448.Ed448PrivateKey}
    return made[name].generate() if name in made else SECRET


def pair_name(algorithm: str) -> str:
    """Return the name of the key that serves `algorithm`."""
    known = ALGORITHMS[algorithm]
    return known.curves[0] if known.curves else known.type.value


def jwk(name: str, **members: Any) -> dict[str, Any]:
    """Return the public JWK (or the oct JWK) of `pair(name)` with further members."""
    private = pair(name)
    if isinstance(private, bytes):
        return {"kty": "oct", "k": encode(private)} | members
    return dict(public_members(private.public_key())) | members


def key(name: str, **members: Any) -> Key:
    """Return the key that `jwk` describes, as it is read."""
    return read_jwk(jwk(name, **members), "test")


def keys(*given: Key) -> KeySet:
    """Return a set of keys."""
    return KeySet(tuple(given))


def sign(
    name: str, algorithm: str, header: Any = None, payload: bytes = b'{"sub":"x"}', payload_text: str | None = None
) -> str:
    """Return a compact JWS by `pair(name)`. `header` is what stands there: members, or the exact text of it."""
    if not isinstance(header, str):
        header = json.dumps({"alg": algorithm} | (header or {}), separators=(",", ":"))
    text = f"{encode(header.encode())}.{encode(payload) if payload_text is None else payload_text}"
    signer = jwt.algorithms.get_default_algorithms()[ALGORITHMS[algorithm].pyjwt]
    return f"{text}.{encode(signer.sign(text.encode(), pair(name)))}"
