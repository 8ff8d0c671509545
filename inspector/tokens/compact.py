"""Compact JWS and JWE (RFC 7515 section 7.1, RFC 7516 section 7.1) taken apart, with what is wrong in their writing."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from inspector.tokens.artifact import Flaw, JsonObject, Token
from inspector.tokens.base64url import Damage, decode
from inspector.tokens.flaws import flaw
from inspector.tokens.json_text import Issue, Reading, read_object
from inspector.tokens.member_types import type_issues

# The lengths in bytes that signatures have (RFC 7518 section 3; RSA keys of 1024 to 8192 bits).
_RSA = frozenset({128, 256, 384, 512, 1024})
_SIGNATURE_LENGTHS = {
    "RS": _RSA, "PS": _RSA, "HS256": {32}, "HS384": {48}, "HS512": {64},
    "ES256": {64}, "ES384": {96}, "ES512": {132}, "EdDSA": {64, 114},
}  # fmt: skip
LONGEST = 256_000  # characters that Microsoft.IdentityModel reads


class _Part(NamedTuple):
    reading: JsonObject | None
    flaws: list[Flaw]
    partial: bool


def read_token(text: str) -> tuple[Token, list[Flaw]]:
    """Take apart `text`, a compact token freed of wrapping; never raises.

    Flaws carry offsets into `text`. Of a JWE only the header is read.
    """
    segments = tuple(text.split("."))
    header = _read_part(segments[0], "header", 0)
    encrypted = len(segments) == 5 or (header.reading is not None and "enc" in header.reading)
    if encrypted:
        return Token(segments, header.reading, None, header.partial), header.flaws + _count_flaws(segments, text)
    if len(segments) <= 2 and _is_payload(header.reading):
        return _headless(segments, text)
    flaws = header.flaws
    if header.reading is None and segments[0][:2] not in ("ey", "ew"):
        flaws = [flaw("start-missing", "header", 0, 0, 0)]
    claims, partial = None, header.partial
    if len(segments) > 1 and segments[1]:
        payload = _read_part(segments[1], "payload", len(segments[0]) + 1)
        claims, partial = payload.reading, partial or payload.partial
        flaws = flaws + payload.flaws
    flaws = flaws + _signature_flaws(segments, header.reading, text)
    flaws += _type_flaws(header.reading, "header", 0) + _type_flaws(claims, "payload", len(segments[0]) + 1)
    if len(text) > LONGEST:
        flaws.append(flaw("huge-token", count=f"{len(text):,}"))
    return Token(segments, header.reading, claims, partial or claims is None), flaws


def _is_payload(part: JsonObject | None) -> bool:
    """Whether a part that stands alone is a payload rather than a header."""
    return part is not None and "alg" not in part and ("iss" in part or "aud" in part or "exp" in part)


def _headless(segments: tuple[str, ...], text: str) -> tuple[Token, list[Flaw]]:
    """Read a payload that was pasted without its header, with or without its signature."""
    payload = _read_part(segments[0], "payload", 0)
    flaws = [flaw("start-missing", "header", None, 0, 0), *payload.flaws, *_type_flaws(payload.reading, "payload", 0)]
    if len(segments) == 1:
        flaws.append(flaw("signature-missing", "signature", None, len(text), len(text)))
    return Token(("", *segments), None, payload.reading, partial=True), flaws


def _type_flaws(part: JsonObject | None, name: str, offset: int) -> list[Flaw]:
    """Return where members have another type than their standards give them."""
    return [of_issue(issue, name, part.source, offset) for issue in type_issues(part)] if part else []


def _count_flaws(segments: tuple[str, ...], text: str) -> list[Flaw]:
    if len(segments) == 5:
        return []
    return [flaw("part-count", "", len(text), len(text), len(text), count=len(segments))]


def _read_part(segment: str, part: str, offset: int) -> _Part:
    """Decode and read one JSON part that stands at `offset` of the token's text."""
    raw, damages = decode(segment)
    try:
        source = raw.decode("utf-8")
        written: list[Flaw] = []
    except UnicodeDecodeError:
        source, written = _read_bytes(raw, part, offset)
    if source[:1] == "\ufeff":
        source = source[1:]
        written.append(flaw("byte-order-mark", part, 0, offset, offset + 4))
    elif "\0" in source[:4]:
        source, written = _read_bytes(raw, part, offset)
    reading = read_object(source)
    if not (damages or written or reading.issues):
        return _Part(reading.object, written, reading.partial)
    flaws = [_of_damage(damage, part, offset) for damage in damages] + written
    flaws += [of_issue(issue, part, source, offset, len(segment)) for issue in reading.issues]
    return _Part(reading.object, flaws, reading.partial)


def _read_bytes(raw: bytes, part: str, offset: int) -> tuple[str, list[Flaw]]:
    """Decode what is not plain UTF-8: UTF-16 with or without a mark, or damaged UTF-8."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), [flaw("utf-16", part, 0, offset, offset + 2)]
    if raw[1:2] == b"\0" or raw[:1] == b"\0":
        order = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return raw.decode(order, "replace"), [flaw("utf-16", part, 0, offset, offset + 2)]
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start * 4 // 3
        return raw.decode("utf-8", "replace"), [flaw("invalid-utf-8", part, at, offset + at, offset + at + 2)]
    return raw.decode("utf-8"), []


def _of_damage(damage: Damage, part: str, offset: int) -> Flaw:
    return flaw(damage.code, part, damage.start, offset + damage.start, offset + damage.end)


def of_issue(issue: Issue, part: str, source: str, offset: int, limit: int | None = None) -> Flaw:
    """Return the flaw for an issue in a decoded part; its offsets are those of the base64url characters."""
    before = len(source[: issue.start].encode("utf-8", "replace"))
    within = len(source[issue.start : issue.end].encode("utf-8", "replace"))
    most = len(source.encode("utf-8", "replace")) * 4 // 3 + 1 if limit is None else limit
    start, end = min(before * 4 // 3, most), min(-(-(before + within) * 4 // 3), most)
    return flaw(issue.code, f"{part}-json", issue.start, offset + start, offset + end, **issue.values)


def issue_flaws(reading: Reading) -> tuple[Flaw, ...]:
    """Return the flaws of an object that stood in the open, with offsets from its opening brace."""
    origin = reading.start
    places = ((issue, issue.start - origin, issue.end - origin) for issue in reading.issues)
    return tuple(flaw(issue.code, "json", start, start, end, **issue.values) for issue, start, end in places)


def _signature_flaws(segments: tuple[str, ...], header: JsonObject | None, text: str) -> list[Flaw]:
    count, end = len(segments), len(text)
    alg = header.get("alg") if header else None
    if count < 2 or (count == 2 and alg != "none"):
        return [flaw("truncated", ("header", "payload")[count - 1], len(segments[-1]), end, end)]
    if count > 3:
        start = len(".".join(segments[:3]))
        return [flaw("part-count", "", start, start, end, count=count)]
    if count == 2 or not segments[2]:
        return [] if alg == "none" else [flaw("signature-missing", "signature", None, end, end)]
    return _odd_signature(segments[2], alg, end - len(segments[2]))


def _odd_signature(segment: str, alg: object, offset: int) -> list[Flaw]:
    raw, damages = decode(segment)
    flaws = [_of_damage(damage, "signature", offset) for damage in damages]
    lengths = signature_lengths(alg)
    if lengths and len(raw) not in lengths:
        flaws.append(flaw("signature-length", "signature", len(segment), offset, offset + len(segment), alg=alg))
    return flaws


def signature_lengths(alg: object) -> AbstractSet[int] | None:
    """Return the lengths in bytes that a signature by `alg` can have, or None where that isn't known."""
    if not isinstance(alg, str):
        return None
    return _SIGNATURE_LENGTHS.get(alg) or (
        _SIGNATURE_LENGTHS.get(alg[:2]) if alg[2:] in ("256", "384", "512") else None
    )
