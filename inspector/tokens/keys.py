"""Keys that verify signatures, each with what it is allowed for; JWKs read into them (RFC 7517, 7518, 8037)."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inspector.tokens.algorithms import COORDINATE_SIZES, EDWARDS_SIZES, SMALLEST_RSA, KeyType
from inspector.tokens.jws import JwsError, decode_strictly
from inspector.tokens.reasons import Reason
from inspector.words import _

_LARGEST_RSA = 16384  # bits; beyond it one verification takes seconds
_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "priv")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a key is not used: a reason, and for some what exactly."""

    reason: Reason
    what: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it was given. `material` is what verifies: a public key of `cryptography`, or a secret's bytes.

    `source` says in words where it came from. `fetched` is true for what came over the network: nobody gave such
    a key as a secret. `names` are further ids that a token may call it by (x5t). `issuer` is the issuer for which
    Entra ID publishes it ("{tenantid}" may stand in it). With a `problem` there may be no `material`.
    """

    type: KeyType | None
    source: str
    key_id: str | None = None
    curve: str | None = None
    size: int = 0  # bits
    use: str | None = None
    operations: tuple[str, ...] | None = None
    algorithm: str | None = None
    issuer: str | None = None
    names: frozenset[str] = frozenset()
    fetched: bool = False
    problem: Problem | None = None
    note: str = ""
    material: Any = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """What it is called in a sentence: its id and kind ("k1 (RSA, 2048 bits)")."""
        kind = self.kind
        name = self.key_id if self.key_id is None or len(self.key_id) <= 80 else f"{self.key_id[:79]}…"
        return f"{name} ({kind})" if name and kind else name or kind or _("without kid")

    @property
    def kind(self) -> str:
        """Type and size in words: "RSA, 2048 bits", "P-256", "secret, 32 bytes"."""
        if self.type is KeyType.OCT:
            return _("secret, {count} bytes").format(count=self.size // 8)
        if self.type is KeyType.RSA:
            return _("RSA, {count} bits").format(count=self.size) if self.size else "RSA"
        return self.curve or (self.type.value if self.type else "")

    @property
    def is_public(self) -> bool:
        """Whether it is half of a pair rather than a secret."""
        return self.type in (KeyType.RSA, KeyType.EC, KeyType.OKP)

    def thumbprint(self) -> str | None:
        """Return the SHA-256 thumbprint of RFC 7638 in base64url; None for secrets and keys that can't be used."""
        if self.material is None or not self.is_public:
            return None
        members = json.dumps(public_members(self.material), separators=(",", ":"), sort_keys=True)
        return _encode(hashlib.sha256(members.encode()).digest())


@dataclass(frozen=True, slots=True)
class KeySet:
    """Keys to choose from, in the order in which they stood; those with a problem are among them."""

    keys: tuple[Key, ...] = ()
    issuer: str | None = None  # of the discovery document that stood beside them

    def __add__(self, other: "KeySet") -> "KeySet":
        return KeySet(self.keys + other.keys, self.issuer or other.issuer)

    @property
    def usable(self) -> tuple[Key, ...]:
        """The keys without a problem."""
        return tuple(key for key in self.keys if key.problem is None)


class _RefusedError(ValueError):
    def __init__(self, reason: Reason, what: str = "") -> None:
        super().__init__(what)
        self.problem = Problem(reason, what)


def read_key_set(document: Mapping[str, Any], source: str, *, fetched: bool = False) -> KeySet:
    """Return the keys of a JWKS (RFC 7517 section 5); whatever is no key stands there with its problem."""
    entries = document.get("keys")
    if not isinstance(entries, list):
        return KeySet((unreadable(source, _("“keys” is not a list"), fetched=fetched),))
    return KeySet(tuple(read_jwk(entry, source, fetched=fetched) for entry in entries))


def read_jwk(members: Any, source: str, *, fetched: bool = False) -> Key:
    """Return one JWK as a key; what can't or may not be used has its `problem` set. Never raises."""
    if not isinstance(members, Mapping):
        return unreadable(source, _("an entry is not an object"), fetched=fetched)
    key = replace(_described(members, source), fetched=fetched)
    try:
        type_ = KeyType(_text(members, "kty") or "")
    except ValueError:
        return replace(key, problem=Problem(Reason.KEY_UNREADABLE, _unknown_type(members)))
    key = replace(key, type=type_)
    if type_ is not KeyType.OCT and any(name in members for name in _PRIVATE):
        return replace(key, problem=Problem(Reason.KEY_PRIVATE))
    try:
        return _with_material(key, _READERS[type_](members), members)
    except _RefusedError as refused:
        return replace(key, problem=refused.problem, size=_claimed_size(members))


def from_public_key(material: Any, source: str, **members: Any) -> Key:
    """Return a public key of `cryptography` as a key, with its problem where no signature may rest on it."""
    try:
        numbers = public_members(material)
    except TypeError:
        return unreadable(source, _("a key of a kind that signs no tokens"))
    return replace(
        _sized(Key(KeyType(numbers["kty"]), source, material=material, **members), numbers), material=material
    )


def from_secret(secret: bytes, source: str, note: str = "") -> Key:
    """Return a shared secret as a key; an empty one can't be used."""
    problem = None if secret else Problem(Reason.KEY_UNREADABLE, _("the secret is empty"))
    return Key(KeyType.OCT, source, size=8 * len(secret), problem=problem, note=note, material=secret)


def unreadable(source: str, what: str, *, fetched: bool = False) -> Key:
    """Return what stands in the place of a key that could not be read."""
    return Key(None, source, fetched=fetched, problem=Problem(Reason.KEY_UNREADABLE, what))


def public_members(material: Any) -> dict[str, str]:
    """Return the required members of a public key's JWK, those that its thumbprint is made of."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

    if isinstance(material, rsa.RSAPublicKey):
        numbers = material.public_numbers()
        return {"e": _integer(numbers.e), "kty": "RSA", "n": _integer(numbers.n)}
    if isinstance(material, ec.EllipticCurvePublicKey):
        point = material.public_numbers()
        curve = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}.get(
            material.curve.name, material.curve.name
        )
        size = -(-material.curve.key_size // 8)
        return {"crv": curve, "kty": "EC", "x": _integer(point.x, size), "y": _integer(point.y, size)}
    if isinstance(material, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        curve = "Ed25519" if isinstance(material, ed25519.Ed25519PublicKey) else "Ed448"
        return {"crv": curve, "kty": "OKP", "x": _encode(material.public_bytes_raw())}
    raise TypeError(type(material).__name__)


def _described(members: Mapping[str, Any], source: str) -> Key:
    operations = members.get("key_ops")
    return Key(
        type=None,
        source=source,
        key_id=_text(members, "kid"),
        curve=_text(members, "crv"),
        use=_text(members, "use"),
        operations=tuple(map(str, operations)) if isinstance(operations, list) else None,
        algorithm=_text(members, "alg"),
        issuer=_text(members, "issuer"),
        names=frozenset(name for name in (_text(members, "x5t"), _text(members, "x5t#S256")) if name),
    )


def _with_material(key: Key, material: Any, members: Mapping[str, Any]) -> Key:
    if key.type is KeyType.OCT:
        return replace(key, material=material, size=8 * len(material))
    _check_certificate(material, members.get("x5c"))
    return replace(_sized(key, public_members(material)), material=material)


def _sized(key: Key, members: Mapping[str, str]) -> Key:
    """Return `key` with curve and size set, refused where no signature may rest on a key of that size or curve."""
    if key.type is not KeyType.RSA:
        curve = members["crv"]
        known = curve in COORDINATE_SIZES or curve in EDWARDS_SIZES
        problem = None if known else Problem(Reason.KEY_UNREADABLE, _("the curve {curve}").format(curve=curve))
        return replace(key, curve=curve, problem=problem)
    size = _number(members, "n").bit_length()
    if size > _LARGEST_RSA:
        return replace(
            key, size=size, problem=Problem(Reason.KEY_UNREADABLE, _("{count} bits are too many").format(count=size))
        )
    return replace(key, size=size, problem=Problem(Reason.KEY_SIZE) if size < SMALLEST_RSA else None)


def _read_rsa(members: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    modulus, exponent = _number(members, "n"), _number(members, "e")
    if modulus.bit_length() > _LARGEST_RSA:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("{count} bits are too many").format(count=modulus.bit_length()))
    if modulus.bit_length() < SMALLEST_RSA:
        raise _RefusedError(Reason.KEY_SIZE)
    try:
        if modulus % 2 == 0:
            raise ValueError("even modulus")  # noqa: TRY301  refused together with what the library refuses
        return RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise _RefusedError(Reason.KEY_DEFECTIVE, _("its exponent or modulus is none of RSA")) from None


def _read_ec(members: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = _text(members, "crv") or ""
    if curve not in COORDINATE_SIZES:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("the curve {curve}").format(curve=curve[:40] or "?"))
    x, y = (_coordinate(members, name, COORDINATE_SIZES[curve]) for name in ("x", "y"))
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1(), "secp256k1": ec.SECP256K1()}
    try:
        return ec.EllipticCurvePublicNumbers(x, y, curves[curve]).public_key()
    except ValueError:
        raise _RefusedError(Reason.KEY_DEFECTIVE, _("its point is not on {curve}").format(curve=curve)) from None


def _read_okp(members: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

    curve = _text(members, "crv") or ""
    if curve not in EDWARDS_SIZES:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("the curve {curve}").format(curve=curve[:40] or "?"))
    content = _bytes(members, "x")
    if len(content) != EDWARDS_SIZES[curve][0]:
        raise _RefusedError(Reason.KEY_DEFECTIVE, _wrong_length("x", len(content), EDWARDS_SIZES[curve][0]))
    made = ed25519.Ed25519PublicKey if curve == "Ed25519" else ed448.Ed448PublicKey
    try:
        return made.from_public_bytes(content)
    except ValueError:
        raise _RefusedError(Reason.KEY_DEFECTIVE, _("its point is not on {curve}").format(curve=curve)) from None


def _read_oct(members: Mapping[str, Any]) -> Any:
    secret = _bytes(members, "k")
    if not secret:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("the secret is empty"))
    return secret


_READERS = {KeyType.RSA: _read_rsa, KeyType.EC: _read_ec, KeyType.OKP: _read_okp, KeyType.OCT: _read_oct}


def _check_certificate(material: Any, chain: Any) -> None:
    """RFC 7517 section 4.7: the first certificate of `x5c` holds the same key, or the entry names two keys."""
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        return
    from cryptography import x509

    try:
        certified = x509.load_der_x509_certificate(b64decode(chain[0])).public_key()
        same = public_members(certified) == public_members(material)
    except (ValueError, TypeError):
        return  # x5c is only shown, never used; what can't be read in it contradicts nothing
    if not same:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("its x5c certificate holds another key"))


def _number(members: Mapping[str, Any], name: str) -> int:
    return int.from_bytes(_bytes(members, name), "big")


def _coordinate(members: Mapping[str, Any], name: str, size: int) -> int:
    """RFC 7518 section 6.2.1.2: a coordinate has the full size of the curve, leading zeros included."""
    content = _bytes(members, name)
    if len(content) != size:
        raise _RefusedError(Reason.KEY_DEFECTIVE, _wrong_length(name, len(content), size))
    return int.from_bytes(content, "big")


def _wrong_length(name: str, found: int, wanted: int) -> str:
    return _("“{name}” has {found} bytes where {wanted} belong").format(name=name, found=found, wanted=wanted)


def _bytes(members: Mapping[str, Any], name: str) -> bytes:
    value = members.get(name)
    if not isinstance(value, str):
        raise _RefusedError(Reason.KEY_UNREADABLE, _("“{name}” is missing or no text").format(name=name))
    try:
        return decode_strictly(value, name)
    except JwsError:
        raise _RefusedError(Reason.KEY_UNREADABLE, _("“{name}” is not base64url").format(name=name)) from None


def _claimed_size(members: Mapping[str, Any]) -> int:
    try:
        return _number(members, "n").bit_length()
    except _RefusedError:
        return 0


def _unknown_type(members: Mapping[str, Any]) -> str:
    written = members.get("kty")
    return _("the key type {type}").format(type=str(written)[:40]) if written is not None else _("“kty” is missing")


def _text(members: Mapping[str, Any], name: str) -> str | None:
    value = members.get(name)
    return value if isinstance(value, str) else None


def _integer(number: int, size: int | None = None) -> str:
    return _encode(number.to_bytes(size or -(-number.bit_length() // 8), "big"))


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def join(sets: Iterable[KeySet]) -> KeySet:
    """Return all keys of `sets` as one set."""
    whole = KeySet()
    for each in sets:
        whole = whole + each
    return whole
