"""What each claim means for the kind of token at hand (claims.jsonl): a row is parsed when it is asked for."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from inspector.knowledge.tables import content, is_key

_TABLE = "claims.jsonl"
# Directory extensions have names of their own; what they are is the same for all of them.
_EXTENSION = "extn.*"
_EXTENSION_PREFIXES = ("extn.", "extension_")


class Claim(NamedTuple):
    """One claim or header member. `meanings` are other words for some kinds of token, by tag.

    `tokens` are the tokens it can stand in ("access_v1", "id_v2", "header", "pop"); `type` the shape
    of its value; `kind` where it comes from ("registered-jwt", "oidc", "entra", "entra-internal" …).
    """

    name: str
    tokens: tuple[str, ...]
    type: str
    kind: str
    meaning: str
    meanings: Mapping[str, str]
    advice: str | None
    source: str

    @property
    def is_instant(self) -> bool:
        """Whether the value is a moment, in seconds since 1970."""
        return self.type == "unixtime"

    @property
    def is_entra_only(self) -> bool:
        """Whether the name means something at Microsoft's issuers alone."""
        return self.kind.startswith("entra")


def claim(name: str) -> Claim | None:
    """Return the row of the claim or header member `name` (letter case counts), or None."""
    found = _claim(name)
    return found or (_claim(_EXTENSION) if name.startswith(_EXTENSION_PREFIXES) else None)


def meaning_of(name: str, tags: Iterable[str] = ()) -> str:
    """Return what the claim `name` means for a token of these tags, the most specific first; "" where nothing is known.

    Tags are those of diagnosis.subject ("guest", "user", "delegated", "access", "v1", "entra" or "other"), and
    "header" for members of the header.
    """
    row = claim(name)
    if row is None:
        return ""
    given = tuple(tags)
    if given and row.tokens == ("pop",) and "pop_token" not in given:
        return ""  # its short names mean something else elsewhere
    special = next((row.meanings[tag] for tag in given if tag in row.meanings), None)
    if special:
        return special
    return "" if row.is_entra_only and "other" in given else row.meaning


def advice_on(name: str, tags: Iterable[str] = ()) -> str | None:
    """Return what to do, or not to do, with the claim; None where there is nothing to say."""
    row = claim(name)
    return None if row is None or (row.is_entra_only and "other" in tuple(tags)) else row.advice


@lru_cache(512)
def _claim(name: str) -> Claim | None:
    if not is_key(name) or '"' in name or "\\" in name:
        return None
    data = content(_TABLE)
    needle = b'{"claim":"%s",' % name.encode()
    start = 0 if data.startswith(needle) else data.find(b"\n" + needle) + 1
    return _read(json.loads(data[start : data.find(b"\n", start)])) if start or data.startswith(needle) else None


def _read(row: Mapping[str, Any]) -> Claim:
    return Claim(
        row["claim"],
        tuple(row["tokens"].split(",")),
        row["type"],
        row["kind"],
        row["meaning"],
        row.get("meanings", {}),
        row["advice"],
        row["source"],
    )
