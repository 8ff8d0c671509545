"""Keys out of a file or a paste: JWKS, JWK, discovery document, PEM, DER, certificate (RFC 7517, 7468, 5280)."""

import json
import re
from base64 import b16encode, b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from inspector.tokens.jws import read_json_object
from inspector.tokens.keys import Key, KeySet, Problem, from_public_key, from_secret, read_jwk, read_key_set, unreadable
from inspector.tokens.reasons import Reason
from inspector.words import _

LIMIT = 1 << 20  # bytes; no set of keys is larger
_MOST = 500  # keys of one file
_PEM = rb"-----BEGIN ([A-Z0-9 ]{1,40})-----[^-]{0,200000}-----END \1-----"


def read_keys(content: bytes, source: str, *, fetched: bool = False) -> KeySet:
    """Return the keys in `content`; whatever can't be read stands in the set with its problem. Never raises.

    Several documents may stand one after the other (a discovery document and its JWKS). A bare secret is no key
    file: secrets are given as such, through `read_secret` or as an `oct` JWK.
    """
    if len(content) > LIMIT:
        return KeySet((unreadable(source, _("more than 1 MB"), fetched=fetched),))
    text = content.strip(b" \t\r\n").removeprefix(b"\xef\xbb\xbf")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # PowerShell's > writes UTF-16
        text = content.decode("utf-16", "replace").strip().encode()
    if text.startswith((b"{", b"[")):
        return _read_json(text, source, fetched=fetched)
    if b"-----BEGIN " in text:
        return KeySet(tuple(_read_pem(text, source)))
    key = _read_der(content, source) or _read_base64(text, source)
    return KeySet((key or unreadable(source, _("neither JWK, JWKS, PEM nor DER")),))


def read_secret(content: bytes, source: str) -> Key:
    """Return a shared secret out of a file: its exact bytes, without one line break at the end of a text.

    What is recognisably a public key or a certificate is refused: whoever knows it could sign.
    """
    secret, note = content, ""
    if _is_text(content) and content.endswith(b"\n"):
        secret = content.removesuffix(b"\n").removesuffix(b"\r")
        note = _("The line break at its end was left out.")
    if _is_key_material(secret):
        return Key(None, source, problem=Problem(Reason.SECRET_IS_KEY), size=8 * len(secret))
    return from_secret(secret, source, note)


def typed_secret(text: str) -> Key:
    """Return a shared secret that the person typed, its UTF-8 bytes."""
    secret = text.encode("utf-8", "surrogatepass")
    source = _("typed")
    return (
        Key(None, source, problem=Problem(Reason.SECRET_IS_KEY))
        if _is_key_material(secret)
        else from_secret(secret, source)
    )


def _is_text(content: bytes) -> bool:
    try:
        return all(character.isprintable() or character in "\t\r\n" for character in content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _is_key_material(secret: bytes) -> bool:
    """Whether these bytes are somebody's key in a known form rather than a secret (algorithm confusion)."""
    stripped = secret.strip()
    if b"-----BEGIN " in secret or stripped.startswith((b"ssh-", b"ecdsa-sha2-", b"<RSAKeyValue")):
        return True
    if stripped.startswith(b"{") and b'"kty"' in stripped:
        return True
    return _read_der(secret, "") is not None or _read_base64(stripped, "") is not None


def _read_json(text: bytes, source: str, *, fetched: bool) -> KeySet:
    """Read the documents in `text` one after the other; unknown ones are left out where keys were found."""
    found = KeySet()
    for document in _documents(text):
        found = found + _read_document(document, source, fetched=fetched)
    if found.keys:
        return KeySet(found.keys[:_MOST], found.issuer)
    what = _("a discovery document without its keys; give the JWKS as well") if found.issuer else _("JSON without keys")
    return KeySet((unreadable(source, what, fetched=fetched),), found.issuer)


def _read_document(document: Any, source: str, *, fetched: bool) -> KeySet:
    if document is None:
        return KeySet((unreadable(source, _("JSON that is malformed or names a member twice"), fetched=fetched),))
    if isinstance(document, list):
        return KeySet(tuple(read_jwk(entry, source, fetched=fetched) for entry in document[:_MOST]))
    if "kty" in document:
        return KeySet((read_jwk(document, source, fetched=fetched),))
    issuer = document.get("issuer") if isinstance(document.get("issuer"), str) else None
    inner = document.get("jwks") if isinstance(document.get("jwks"), Mapping) else document
    keys = read_key_set(inner, source, fetched=fetched).keys if "keys" in inner else ()
    return KeySet(keys, issuer)


def _documents(text: bytes) -> Iterator[Any]:
    """Yield every JSON document in turn, None for one that can't be read or names a member twice."""
    try:
        yield read_json_object(text)[0] if read_json_object(text)[1] is None else None
    except ValueError:
        yield from _one_after_the_other(text.decode("utf-8", "replace"))


def _one_after_the_other(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(object_pairs_hook=_unique)
    at = 0
    while at < len(text):
        try:
            document, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield None
            return
        yield document if isinstance(document, dict | list) else None
        at = end
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _read_pem(text: bytes, source: str) -> Iterator[Key]:
    count = 0
    for found in re.finditer(_PEM, text):
        count += 1
        if count > _MOST:
            return
        yield _read_pem_block(found[0], found[1].decode(), source)
    if not count:
        yield unreadable(source, _("a PEM block that is cut"))


def _read_pem_block(block: bytes, label: str, source: str) -> Key:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if "PRIVATE KEY" in label:
        return Key(None, source, problem=Problem(Reason.KEY_PRIVATE))
    try:
        if label in ("CERTIFICATE", "X509 CERTIFICATE"):
            return _of_certificate(x509.load_pem_x509_certificate(block), source)
        return from_public_key(load_pem_public_key(block), source)
    except Exception:  # noqa: BLE001  hostile text: the library raises more kinds of errors than it documents
        return unreadable(source, _("the PEM block “{label}”").format(label=label))


def _read_der(content: bytes, source: str) -> Key | None:
    if content[:1] != b"0":
        return None
    for read in (_read_der_key, _read_der_certificate, _read_der_private_key):
        try:
            return read(content, source)
        except Exception:  # noqa: BLE001, S112  not this form; the next is tried
            continue
    return None


def _read_der_key(content: bytes, source: str) -> Key:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return from_public_key(load_der_public_key(content), source)


def _read_der_certificate(content: bytes, source: str) -> Key:
    from cryptography import x509

    return _of_certificate(x509.load_der_x509_certificate(content), source)


def _read_der_private_key(content: bytes, source: str) -> Key:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    load_der_private_key(content, None)
    return Key(None, source, problem=Problem(Reason.KEY_PRIVATE))


def _read_base64(text: bytes, source: str) -> Key | None:
    """Read DER in base64, as `x5c` has it and portals show it."""
    if not text.startswith(b"MI"):
        return None
    try:
        return _read_der(b64decode(b"".join(text.split()), validate=True), source)
    except ValueError:
        return None


def _of_certificate(certificate: Any, source: str) -> Key:
    """A token may name a certificate by its thumbprint, in base64url (x5t) or hexadecimal (Entra's portal)."""
    from cryptography.hazmat.primitives import hashes

    sha1, sha256 = (certificate.fingerprint(each) for each in (hashes.SHA1(), hashes.SHA256()))  # noqa: S303  x5t is SHA-1
    names = frozenset({_encode(sha1), _encode(sha256), b16encode(sha1).decode()})
    return from_public_key(certificate.public_key(), source, names=names)


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
