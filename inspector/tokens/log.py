"""The large path: a log of up to a gigabyte. Tokens and codes are found by their first bytes, named and dated.

Only the newest are read in full: around each of them a stretch of the log goes through the ordinary readers.
"""

import json
import re
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import JsonObject, Kind, Listed, Pasted, Place, Token
from inspector.tokens.base64url import decode
from inspector.tokens.classify import kind_of
from inspector.tokens.compact import read_token
from inspector.tokens.layer import Draft, Layer
from inspector.words import _

NEWEST = 50  # tokens and codes of each kind that are read in full
_SHORTEST = 40  # characters of a token without a dot
_AROUND = 2_000  # characters of the log read around a code
# Each begins with two or three fixed letters, for which the engine skips ahead as fast as a plain search.
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,4}")
_CODES = tuple(
    map(re.compile, (r"AAD(?:STS\d{4,8}|B2C\d{4,6})(?!\d)", r"ID[XW]\d{5}(?!\d)", r"AKV\d{4,5}(?!\d)")),
)


class _Spot(NamedTuple):
    start: int
    end: int


def read_log(text: str) -> Pasted:
    """Return every token and code of `text` as `listed`, the newest as artifacts."""
    tokens, codes = _list_tokens(text), _list_codes(text)
    drafts = _recording(text) + _read_newest(text, tokens, codes)
    if not drafts and len(text) <= 8_000_000:
        return _read_beginning(text)
    from inspector.tokens.recognise import finish, looked_for

    artifacts, _left = finish(drafts)
    listed = tuple(sorted((*tokens, *codes), key=lambda entry: entry.start))
    return Pasted(text, artifacts, () if artifacts else looked_for(), _left_out(tokens, codes), listed)


def _recording(text: str) -> list[Draft]:
    """Return the artifact that a long recording (HAR) is: it is named here and read where recordings are read."""
    beginning = text[:20_000].lstrip("\ufeff \t\r\n")
    if beginning[:1] != "{" or '"log"' not in beginning[:500] or '"entries"' not in beginning:
        return []
    return [Draft(Kind.RECORDED_FLOW, text, 0, len(text))]


def _read_beginning(text: str) -> Pasted:
    """Read what holds neither token nor code: some other document, of which the beginning tells enough."""
    from inspector.tokens.recognise import LARGE, read_paste

    found = read_paste(text[:LARGE])
    left_out = (
        _("Only the first {count} characters were read.").format(count=f"{LARGE:,}") if len(text) > LARGE else None
    )
    return Pasted(text, found.artifacts, found.looked_for, left_out or found.truncated)


def _list_tokens(text: str) -> list[Listed]:
    """Name and date every compact token; one that stands several times is listed once, where it stood last."""
    found: dict[str, Listed] = {}
    for match in _TOKEN.finditer(text):
        at, written = match.start(), match[0].rstrip(".")
        known = found.get(written)
        if known:
            span = (at, at + len(written))
            found[written] = Listed(known.kind, *span, known.name, known.issued, known.expires, known.count + 1)
        elif "." in written or len(written) > _SHORTEST:
            found[written] = _listed_token(written, at)
    return list(found.values())


@cache
def _dates() -> re.Pattern[bytes]:
    return re.compile(rb'"(iat|exp)"\s*:\s*(\d{9,11})')


def _listed_token(written: str, at: int) -> Listed:
    """Read a token as far as its name and dates need it."""
    token = _glance(written) or read_token(written)[0]
    claims = token.claims
    name = claims.get("aud", claims.get("appid")) if claims else None
    if claims is None:
        dates = dict(_dates().findall(decode(written.partition(".")[2].partition(".")[0])[0]))
        times = {key.decode(): float(value) for key, value in dates.items()}
    else:
        times = {key: float(value) for key in ("iat", "exp") if isinstance(value := claims.get(key), int | float)}
    shown = name if isinstance(name, str) else ""
    return Listed(kind_of(token), at, at + len(written), shown, times.get("iat"), times.get("exp"))


def _glance(written: str) -> Token | None:
    """Return the values of a token in good order, without their places in the text; None where it is not in order."""
    segments = tuple(written.split("."))
    header, claims = _values(segments[0]), _values(segments[1]) if len(segments) == 3 else None
    return Token(segments, header, claims) if header and claims else None


def _values(segment: str) -> JsonObject | None:
    try:
        values = json.loads(decode(segment)[0])
    except (ValueError, RecursionError):
        return None
    return JsonObject((), "", values) if isinstance(values, dict) else None


def _list_codes(text: str) -> list[Listed]:
    """List each code once, where it stood last, with how often it stands in the log."""
    found: dict[str, Listed] = {}
    for pattern in _CODES:
        for match in pattern.finditer(text):
            known = found.get(match[0])
            count = known.count + 1 if known else 1
            found[match[0]] = Listed(Kind.ERROR_CODE, match.start(), match.end(), match[0], count=count)
    return list(found.values())


def _read_newest(text: str, tokens: list[Listed], codes: list[Listed]) -> list[Draft]:
    """Read in full what was issued last, and the last stretch of the log that names each code."""
    drafts: list[Draft] = []
    newest = sorted(tokens, key=lambda entry: (entry.issued or 0, entry.start))[-NEWEST:]
    last = sorted(codes, key=lambda entry: entry.start)[-NEWEST:]
    for stretch in _stretches(text, [*newest, *last]):
        _read_stretch(text, stretch, drafts)
    return drafts


def _stretches(text: str, entries: list[Listed]) -> list[_Spot]:
    """Return the stretches of whole lines around these entries, in order, those that touch joined."""
    joined: list[_Spot] = []
    for entry in sorted(entries, key=lambda entry: entry.start):
        start = text.rfind("\n", max(0, entry.start - _AROUND), entry.start) + 1 or max(0, entry.start - _AROUND)
        line = text.find("\n", entry.end, entry.end + _AROUND)
        end = min(len(text), entry.end + _AROUND if line < 0 else line)
        if joined and start <= joined[-1].end:
            joined[-1] = _Spot(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(_Spot(start, end))
    return joined


def _read_stretch(text: str, spot: _Spot, drafts: list[Draft]) -> None:
    from inspector.tokens.recognise import read_layer

    found: list[Draft] = []
    read_layer(Layer(text[spot.start : spot.end], spot.start, spot.end, found, read_layer, depth=1, paste=text))
    for draft in found:
        if draft.place is Place.BARE:
            draft.place = Place.LOG
    drafts += found


def _left_out(tokens: list[Listed], codes: list[Listed]) -> str:
    if len(tokens) <= NEWEST and len(codes) <= NEWEST:
        return _("In a text this long only tokens and codes were looked for.")
    return _(
        "The log holds {tokens} tokens and {codes} different codes; the newest {most} of each are read in full."
    ).format(tokens=f"{len(tokens):,}", codes=f"{len(codes):,}", most=NEWEST)
