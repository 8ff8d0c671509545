"""Microsoft's own applications, by id and by the audience addresses that name them (first_party_apps.tsv)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.tables import find_row, is_key, lowered, row_at

_TABLE = "first_party_apps.tsv"


class Application(NamedTuple):
    """One application of Microsoft's. `name` may be empty; `uris` are its known audiences, `*` for any host label."""

    id: str
    name: str
    uris: tuple[str, ...]


@lru_cache(512)
def application(app_id: str) -> Application | None:
    """Return Microsoft's application with this id, or None."""
    return _read(find_row(_TABLE, app_id.lower())) if is_guid(app_id) else None


@lru_cache(512)
def application_for(audience: str) -> Application | None:
    """Return the application that `audience` names: its id, or one of its addresses.

    A slash at the end, the letter case, the default port and a missing scheme make no difference
    here, and a host may fit a wildcard; which spelling a token has is for others to judge.
    """
    if is_guid(audience):
        return application(audience)
    if not is_key(audience):
        return None
    return next((found for each in _spellings(audience.lower()) if (found := _by_uri(each))), None)


def _spellings(audience: str) -> Iterator[str]:
    if "://" not in audience:
        if "." not in audience:
            return
        audience = f"https://{audience}"
    scheme, _, rest = audience.partition("://")
    host, _slash, path = rest.partition("/")
    host = host.removesuffix(":443")
    tail = f"/{path.rstrip('/')}" if path.strip("/") else ""
    bare = f"{scheme}://{host}{tail}"
    yield from (bare, f"{bare}/")
    if scheme != "https" or tail:
        return
    labels = host.split(".")
    for first in range(1, min(len(labels) - 1, 6)):
        starred = f"https://*.{'.'.join(labels[first:])}"
        yield from (starred, f"{starred}/")


def _by_uri(uri: str) -> Application | None:
    data = lowered(_TABLE)
    needle = uri.encode()
    start = data.find(needle)
    while start >= 0:
        end = start + len(needle)
        if data[start - 1] in b"\t," and data[end] in b",\n":
            return _read(row_at(_TABLE, start))
        start = data.find(needle, end)
    return None


def _read(row: tuple[str, ...] | None) -> Application | None:
    return Application(row[0], row[1], tuple(filter(None, row[2].split(",")))) if row else None
