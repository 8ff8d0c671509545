"""Signature algorithms (RFC 7518 section 3, RFC 8037, RFC 8812, RFC 9864), and which key serves which."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from inspector.tokens.reasons import Reason


class KeyType(StrEnum):
    """The `kty` of a JWK."""

    RSA = "RSA"
    EC = "EC"
    OKP = "OKP"
    OCT = "oct"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One value of `alg`. `curves` are the `crv` it is bound to; `size` the bytes of its hash."""

    name: str
    type: KeyType
    curves: tuple[str, ...] = ()
    size: int = 0
    pyjwt: str = ""  # what PyJWT calls it

    @property
    def is_symmetric(self) -> bool:
        """Whether whoever can verify can also sign."""
        return self.type is KeyType.OCT


def _family(prefix: str, type_: KeyType) -> list[Algorithm]:
    return [Algorithm(f"{prefix}{8 * size}", type_, size=size, pyjwt=f"{prefix}{8 * size}") for size in (32, 48, 64)]


ALGORITHMS = {
    each.name: each
    for each in (
        *_family("RS", KeyType.RSA),
        *_family("PS", KeyType.RSA),
        *_family("HS", KeyType.OCT),
        Algorithm("ES256", KeyType.EC, ("P-256",), 32, "ES256"),
        Algorithm("ES384", KeyType.EC, ("P-384",), 48, "ES384"),
        Algorithm("ES512", KeyType.EC, ("P-521",), 64, "ES512"),
        Algorithm("ES256K", KeyType.EC, ("secp256k1",), 32, "ES256K"),
        Algorithm("EdDSA", KeyType.OKP, ("Ed25519", "Ed448"), 0, "EdDSA"),
        Algorithm("Ed25519", KeyType.OKP, ("Ed25519",), 0, "EdDSA"),
        Algorithm("Ed448", KeyType.OKP, ("Ed448",), 0, "EdDSA"),
    )
}
# Verified only with a key that the person gave: a key on this curve is the request.
ON_REQUEST = frozenset({"ES256K"})
COORDINATE_SIZES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
EDWARDS_SIZES = {"Ed25519": (32, 64), "Ed448": (57, 114)}  # bytes of key and signature
SMALLEST_RSA = 2048  # bits (RFC 7518 section 3.3)
# Registered for signatures (IANA "JSON Web Signature and Encryption Algorithms"), but not verified here.
_BEYOND = ("ML-DSA-", "SLH-DSA-", "FN-DSA-", "ESB", "ESP", "WalnutDSA")


def find_algorithm(name: str) -> Algorithm | Reason:
    """Return the algorithm called `name`, or why there is none."""
    found = ALGORITHMS.get(name)
    if found:
        return found
    if meant(name):
        return Reason.ALGORITHM_CASE
    return Reason.ALGORITHM_UNKNOWN if name.startswith(_BEYOND) else Reason.ALGORITHM_FOREIGN


def meant(name: str) -> str | None:
    """Return the algorithm whose name differs from `name` in letter case or surrounding space only, or None."""
    plain = name.strip().lower()
    return next((known for known in ALGORITHMS if known.lower() == plain), None)


def verifies(algorithm: Algorithm, material: Any, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is what `algorithm` makes of `message` under the key `material`, by PyJWT."""
    return bool(_verifier(algorithm.pyjwt).verify(message, material, signature))


def load_library() -> None:
    """Load what verifies, which takes a tenth of a second; `verifies` is quick from then on."""
    _verifier("RS256")


@cache
def _verifier(name: str) -> Any:
    from jwt.algorithms import get_default_algorithms

    return get_default_algorithms()[name]
