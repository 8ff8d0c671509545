"""A refusal from its words: codes, identifiers, times, the claims challenge, and the values that it quotes."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from inspector.tokens.artifact import ErrorResponse, JsonObject
from inspector.tokens.codes import OAUTH_ERRORS, VAGUE, codes_in, rank
from inspector.tokens.json_text import read_object
from inspector.tokens.messages import read_values

LONGEST_DESCRIPTION = 12_000  # characters


def error_from(description: str, *, names: Iterable[str] = (), **parts: Any) -> ErrorResponse:
    """Return the error that `description` tells; `names` are codes known besides those in the text.

    `parts` are fields of ErrorResponse that are known from elsewhere; None means unknown.
    """
    description = description.strip()[:LONGEST_DESCRIPTION]
    given = {name: value for name, value in parts.items() if value is not None}
    found = [*codes_in(description), *names]
    if given.get("error") in OAUTH_ERRORS:
        found.append(given["error"])
    codes = _specific(rank(found))
    drawn = _identifiers(description)
    values = given.pop("values", None) or read_values(description, codes)
    return ErrorResponse(codes[0] if codes else None, codes, description, values=values, **{**drawn, **given})


def _specific(codes: tuple[str, ...]) -> tuple[str, ...]:
    """OAuth's words stand among the codes only where nothing more specific does."""
    if codes and codes[0] not in OAUTH_ERRORS and codes[0] not in VAGUE:
        return tuple(code for code in codes if code not in OAUTH_ERRORS)
    return codes


_GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_IS = r"\\{0,4}['\"]?\s{0,40}[:=]\s{0,9}\\{0,4}['\"]?"  # between a label and its value, in JSON and prints as well
_TRACE = r"trace[ _-]?id|traceid|(?<!client[ _-])request[ _-]?id|ablaufverfolgungs-?id"
_CORRELATION = r"correlation[ _-]?id|client[ _-]request[ _-]id|korrelations-?id"
_FIELDS = (
    ("trace_id", rf"(?i)(?:{_TRACE}){_IS}({_GUID})"),
    ("correlation_id", rf"(?i)(?:{_CORRELATION}){_IS}({_GUID})"),
    ("timestamp", rf"(?i)(?:timestamp|zeitstempel|\bdate){_IS}" + r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?)"),
    ("suberror", rf"(?i)sub_?error(?:code)?{_IS}" + r"([a-z][a-z_]{3,60})"),
)


@cache
def _field(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _identifiers(text: str) -> dict[str, str]:
    """Return trace id, correlation id, timestamp and suberror where the text names them.

    In other languages the labels differ, but Entra ID always ends its message with the two ids and the time.
    """
    low = text.lower()
    drawn: dict[str, str] = {}
    if "id" in low or "timestamp" in low or "zeit" in low or "suberror" in low:
        for name, pattern in _FIELDS:
            found = _field(pattern).search(text)
            if found:
                drawn[name] = found[1]
    if "aadsts" in low and "trace_id" not in drawn and "correlation_id" not in drawn:
        guids = _field(rf"[:：]\s*({_GUID})\s*(?:$|[\r\n\\])").findall(text)
        drawn.update(zip(("trace_id", "correlation_id"), guids, strict=False))
        stamp = _field(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)").search(text)
        if stamp and guids:
            drawn["timestamp"] = stamp[1]
    return drawn


def claims_of(challenge: str) -> JsonObject | None:
    """Decode a claims challenge: JSON as it stands, URL-encoded, or base64 in either alphabet, padded or not."""
    text = challenge.strip().strip("'\"")
    if "%" in text[:20]:
        from urllib.parse import unquote

        text = unquote(text)
    if not text.startswith("{"):
        from inspector.tokens.base64url import decode

        text = decode(text)[0].decode("utf-8", "replace")
    if text.startswith('{\\"'):
        text = text.replace('\\"', '"')
    return read_object(text).object
