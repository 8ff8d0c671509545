"""Microsoft's APIs: which one an audience or address belongs to, and the scope that asks for it (resources.tsv)."""

from functools import cache, lru_cache
from typing import NamedTuple

from inspector.knowledge.applications import application, application_for
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.tables import is_key, rows_of

GRAPH = "00000003-0000-0000-c000-000000000000"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000"
TOKEN_EXCHANGE = "fb60f99c-7a34-4190-8149-302f77469936"


class Resource(NamedTuple):
    """One API of Microsoft's. `uri` stands before the last slash of its scopes; `cloud` is None if any can be meant."""

    app_id: str
    name: str
    uri: str | None
    cloud: str | None

    @property
    def default_scope(self) -> str | None:
        """The scope that asks for all that was granted; the slash of an address that ends in one is doubled (v2.0)."""
        return f"{self.uri}/.default" if self.uri else None


@lru_cache(512)
def resource_for(audience: str) -> Resource | None:
    """Return the Microsoft API that `audience` (an id or an address in any spelling) belongs to, or None."""
    if not is_key(audience):
        return None
    if is_guid(audience):
        return _by_id(audience.lower())
    return _by_host(audience) or _by_application(audience)


@lru_cache(64)
def resource_in_words(text: str) -> Resource | None:
    """Return the one Microsoft API that `text` speaks of ("REST call to Azure Monitor"); None for none or several."""
    padded = f" {' '.join(_words(text))} "
    found = {row[2]: row for row in _rows() for words in row[4].split(",") if words and f" {words} " in padded}
    return _read(next(iter(found.values()))) if len(found) == 1 else None


def scope_of(audience: str, permission: str = ".default") -> str:
    """Return the v2.0 scope for `permission` of `audience`, which is the part before the last slash."""
    return f"{audience}/{permission}"


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter in "-." else " " for letter in text[:2000].lower()).split()


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    return rows_of("resources.tsv")


def _read(row: tuple[str, ...], host: str = "") -> Resource:
    uri = row[0].replace("{host}", host) if host or "{host}" not in row[0] else None
    return Resource(row[2], row[3], uri, row[1])


def _by_id(app_id: str) -> Resource | None:
    row = next((row for row in _rows() if row[2] == app_id), None)
    if row:
        return Resource(row[2], row[3], None if "{host}" in row[0] else row[0], None)
    known = application(app_id)
    return Resource(known.id, known.name or known.id, known.id, None) if known else None


@cache
def _hosts() -> dict[str, tuple[str, ...]]:
    return {
        host: row for row in _rows() for host in [_host_of(row[0]), *row[5].split(",")] if host and host != "{host}"
    }


def _by_host(address: str) -> Resource | None:
    exact = next((row for row in _rows() if row[0].rstrip("/").lower() == address.rstrip("/").lower()), None)
    if exact:
        return _read(exact)
    host = _host_of(address)
    if not host or _names_a_path(address):
        return None
    hosts = _hosts()
    row = hosts.get(host)
    rest = host
    while row is None and "." in rest:
        rest = rest.partition(".")[2]
        row = hosts.get(f"*.{rest}")
    return _read(row, host) if row else None


def _names_a_path(address: str) -> bool:
    return bool(address.partition("://")[2].partition("/")[2].strip("/"))


def _host_of(address: str) -> str:
    scheme, colon, rest = address.lower().partition("://")
    if colon and scheme not in ("https", "http"):
        return ""
    host = (rest if colon else scheme).partition("/")[0].rpartition("@")[2].partition(":")[0]
    return host if "." in host else ""


def _by_application(audience: str) -> Resource | None:
    known = application_for(audience)
    if known is None:
        return None
    row = next((row for row in _rows() if row[2] == known.id and "{host}" not in row[0]), None)
    uri = row[0] if row else audience.rstrip("/")
    return Resource(known.id, row[3] if row else known.name or known.id, uri, None)
