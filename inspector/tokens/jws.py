"""A compact JWS read as strictly as a resource must read it (RFC 7515 sections 5.2 and 7.1, RFC 7797).

The tolerant reader for the eye is `tokens.compact`; here nothing is repaired, because what is verified must be the
very text that was signed. Whitespace around the token is trimmed, nothing inside it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.tokens.base64url import decode
from inspector.tokens.reasons import Reason

PARTS = ("header", "payload", "signature")
_SPACES = " \t\r\n"
_UNDERSTOOD = frozenset({"b64"})
# Names that RFC 7515 and 7518 define: these may not be called critical extensions.
_REGISTERED = frozenset("alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c".split())
_TEXTS = ("kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256")


class JwsError(ValueError):
    """The text is no compact JWS that could be verified; `reason` says why, `values` what its sentence quotes.

    `jws` is the token taken apart where nothing but its signature is missing: what it claims can be read all the same.
    """

    def __init__(self, reason: Reason, jws: "Jws | None" = None, **values: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.values = values
        self.jws = jws


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart. `payload` is the content that was signed, in bytes; it need not be JSON."""

    header: Mapping[str, Any]
    algorithm: str
    key_id: str | None
    payload: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    detached: bool = False  # nothing stands between the dots: the content may be sent apart


def read_jws(text: str) -> Jws:
    """Return `text` as a JWS; raise JwsError where a resource could not even try to verify it."""
    text = text.strip(_SPACES)
    segments = text.split(".")
    if len(segments) != 3 or text.startswith("{"):
        raise _not_three(text, segments)
    header = _read_header(text, segments)
    algorithm = header["alg"]
    if algorithm.lower() == "none":
        raise JwsError(Reason.ALGORITHM_NONE, _unsigned(header, segments[1]))
    payload = _payload(segments[1], _is_encoded(header))
    if not segments[2]:
        raise JwsError(Reason.NO_SIGNATURE, _unsigned(header, segments[1]))
    return Jws(
        header=header,
        algorithm=algorithm,
        key_id=header.get("kid"),
        payload=payload,
        signing_input=text[: len(segments[0]) + len(segments[1]) + 1].encode("ascii"),
        signature=decode_strictly(segments[2], "signature"),
        detached=not segments[1],
    )


def _unsigned(header: Mapping[str, Any], segment: str) -> Jws | None:
    """Return what an unsigned token says, or None where its payload can't be read either."""
    try:
        payload = _payload(segment, _is_encoded(header))
    except JwsError:
        return None
    return Jws(header, header["alg"], header.get("kid"), payload, b"", b"", detached=not segment)


def decode_strictly(segment: str, part: str) -> bytes:
    """Return the bytes of a base64url `segment`; raise JwsError for padding, foreign characters and stray bits."""
    content, damages = decode(segment)
    if not damages:
        return content
    damage = min(damages, key=lambda each: each.start)
    if any(character.isspace() for character in segment):
        raise JwsError(Reason.SPACE_INSIDE, part=part)
    reason = {
        "padding": Reason.PADDING,
        "base64url-length": Reason.SEGMENT_LENGTH,
        "trailing-bits": Reason.TRAILING_BITS,
    }.get(damage.code, Reason.BAD_CHARACTER)
    raise JwsError(reason, part=part, character=segment[damage.start : damage.start + 1])


def read_json_object(content: bytes) -> tuple[dict[str, Any], str | None]:
    """Return a UTF-8 JSON object and the name of a member that stands twice in it; raise ValueError for all else."""
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            names = [name for name, _value in pairs]
            twice.extend(name for name in members if names.count(name) > 1)
        return members

    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=unique, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  one kind of error for whatever can't be read
    return value, twice[0] if twice else None


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _read_header(text: str, segments: list[str]) -> dict[str, Any]:
    if "eyJ" in segments[0][1:] and segments[0].partition("eyJ")[0].strip(_SPACES) != segments[0].partition("eyJ")[0]:
        raise JwsError(Reason.NOT_A_TOKEN)
    content = decode_strictly(segments[0], "header")
    try:
        header, twice = read_json_object(content)
    except ValueError:
        raise JwsError(_unreadable(text)) from None
    if twice is not None:
        raise JwsError(Reason.HEADER_DUPLICATE, name=twice)
    _check_members(header)
    return header


def _unreadable(text: str) -> Reason:
    """Entra ID's refresh tokens and codes begin with a few characters and a dot ("0.A…", "M.C…"); they are no JWS."""
    return Reason.OPAQUE if 0 < text.find(".") < 8 else Reason.HEADER_UNREADABLE


def _check_members(header: Mapping[str, Any]) -> None:
    if not isinstance(header.get("alg"), str):
        raise JwsError(Reason.HEADER_MEMBER, name="alg")
    for name in _TEXTS:
        if name in header and not isinstance(header[name], str):
            raise JwsError(Reason.HEADER_MEMBER, name=name)
    if "crit" in header:
        _check_critical(header)
    elif header.get("b64") is False:
        raise JwsError(Reason.UNENCODED_MISUSED)
    if "b64" in header and not isinstance(header["b64"], bool):
        raise JwsError(Reason.UNENCODED_MISUSED)


def _check_critical(header: Mapping[str, Any]) -> None:
    """RFC 7515 section 4.1.11: a list, not empty, of extensions that stand in the header and are understood."""
    names = header["crit"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise JwsError(Reason.CRITICAL_MALFORMED)
    if len(set(names)) != len(names) or any(name in _REGISTERED or name not in header for name in names):
        raise JwsError(Reason.CRITICAL_MALFORMED)
    unknown = [name for name in names if name not in _UNDERSTOOD]
    if unknown:
        raise JwsError(Reason.CRITICAL_UNKNOWN, names=", ".join(unknown))
    if header.get("b64") is False and "b64" not in names:
        raise JwsError(Reason.UNENCODED_MISUSED)


def _is_encoded(header: Mapping[str, Any]) -> bool:
    return header.get("b64", True) is True


def _payload(segment: str, encoded: bool) -> bytes:
    """RFC 7797 section 5.2: an unencoded payload is printable ASCII without a full stop."""
    if encoded:
        return decode_strictly(segment, "payload")
    strange = next((character for character in segment if not " " <= character <= "~"), None)
    if strange is not None:
        raise JwsError(Reason.BAD_CHARACTER, part="payload", character=strange)
    return segment.encode("ascii")


def _not_three(text: str, segments: list[str]) -> JwsError:
    """Return what a text is that has not the three parts of a signed token."""
    if text.startswith("{"):
        serialized = '"signature' in text and '"payload"' in text
        return JwsError(Reason.JSON_SERIALIZATION if serialized else Reason.NOT_A_TOKEN)
    spaced = any(character in _SPACES for character in text)
    if len(segments) == 1:
        cut = text.startswith("eyJ") and not spaced
        return JwsError(Reason.TRUNCATED) if cut else _no_token(spaced)
    header = _peek(segments[0])
    if header is None and not text.startswith("ey"):
        return _no_token(spaced)
    if len(segments) == 5 and header is not None and "enc" in header:
        return JwsError(Reason.ENCRYPTED)
    if len(segments) == 2:
        return _two_parts(header, segments[1])
    return JwsError(Reason.PART_COUNT, count=str(len(segments)))


def _no_token(spaced: bool) -> JwsError:
    return JwsError(Reason.NOT_A_TOKEN if spaced else Reason.OPAQUE)


def _two_parts(header: Mapping[str, Any] | None, payload: str) -> JwsError:
    """A payload that ends in the middle was cut; a whole one lost its signature, which every resource refuses."""
    if str((header or {}).get("alg")).lower() == "none":
        return JwsError(Reason.ALGORITHM_NONE)
    content, damages = decode(payload)
    cut = bool(damages) or (content[:1] == b"{" and _peek(payload) is None) or not payload
    return JwsError(Reason.TRUNCATED if cut else Reason.NO_SIGNATURE)


def _peek(segment: str) -> Mapping[str, Any] | None:
    try:
        return read_json_object(decode(segment)[0])[0]
    except ValueError:
        return None
