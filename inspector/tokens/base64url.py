"""Base64url (RFC 4648 section 5, RFC 7515 appendix C) read tolerantly, each damage with its place."""

import re
from binascii import Error, a2b_base64
from typing import NamedTuple

_CLEAN = re.compile(r"[A-Za-z0-9_-]*").fullmatch
_DIRTY = re.compile(r"[^A-Za-z0-9_-]")
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MOST = 20  # damages listed in one segment


class Damage(NamedTuple):
    """One damage: the code of a flaw and the characters of the segment it concerns."""

    code: str
    start: int
    end: int


def decode(segment: str) -> tuple[bytes, list[Damage]]:
    """Return the bytes of `segment` and what was wrong in its writing; never raises."""
    damages: list[Damage] = []
    clean = segment
    if not _CLEAN(segment):
        clean, damages = _cleaned(segment)
    if len(clean) % 4 == 1:
        damages.append(Damage("base64url-length", len(segment) - 1, len(segment)))
        clean = clean[:-1]
    elif _has_stray_bits(clean):
        damages.append(Damage("trailing-bits", len(segment.rstrip("=")) - 1, len(segment.rstrip("="))))
    return _decode_clean(clean), damages


def _decode_clean(clean: str) -> bytes:
    try:
        return a2b_base64(clean.replace("-", "+").replace("_", "/") + "=" * (-len(clean) % 4))
    except (Error, ValueError):  # unreachable for the alphabet above; a reader of hostile text takes no chances
        return b""


def _has_stray_bits(clean: str) -> bool:
    """Whether the bits that the last character has to spare are set."""
    spare = {2: 0b1111, 3: 0b11}.get(len(clean) % 4)
    return spare is not None and bool(_ALPHABET.index(clean[-1]) & spare)


def _cleaned(segment: str) -> tuple[str, list[Damage]]:
    """Return `segment` in the base64url alphabet alone, and what had to be changed for it."""
    damages: list[Damage] = []
    body = segment.rstrip("=")
    if body != segment:
        damages.append(Damage("padding", len(body), len(segment)))
    standard = min((at for at in (body.find("+"), body.find("/")) if at >= 0), default=-1)
    if standard >= 0:
        damages.append(Damage("standard-alphabet", standard, standard + 1))
        body = body.replace("+", "-").replace("/", "_")
    for found in _DIRTY.finditer(body):
        if len(damages) >= _MOST:
            break
        damages.append(Damage("bad-base64url", found.start(), found.end()))
    return _DIRTY.sub("", body), damages
