"""Which permission a call needs: the endpoints of Microsoft Graph (graph_endpoint_permissions.tsv), and other APIs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from inspector.knowledge.clouds import Cloud, cloud_of_host, graph_hosts
from inspector.knowledge.permissions import implies
from inspector.knowledge.resources import GRAPH, Resource, resource_for
from inspector.knowledge.tables import lowered, row_at

_TABLE = "graph_endpoint_permissions.tsv"
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_VERSIONS = frozenset({"v1.0", "beta"})
_LONGEST_PATH = 1000


class Scheme(StrEnum):
    """Who calls: a user with a work or school account, a user with a personal account, or an application by itself."""

    WORK = "delegated-work"
    PERSONAL = "delegated-personal"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an API. `path` begins after Graph's version; `resource` is None unless the API is Microsoft's."""

    method: str
    url: str
    host: str
    path: str
    version: str | None = None
    cloud: Cloud | None = None
    resource: Resource | None = None

    @property
    def is_graph(self) -> bool:
        """Whether Microsoft Graph is called."""
        return self.resource is not None and self.resource.app_id == GRAPH

    @property
    def is_batch(self) -> bool:
        """Whether several requests travel in one; each of them needs its own permissions."""
        return self.is_graph and self.path.lower().strip("/") == "$batch"

    @property
    def is_for_signed_in_user(self) -> bool:
        """Whether the path begins with /me, which has no meaning without a user."""
        first = self.path.lower().lstrip("/").partition("/")[0]
        return self.is_graph and first == "me"


@dataclass(frozen=True, slots=True)
class Need:
    """What one kind of caller needs for a call: any one of `least` and `others` will do.

    "A+B|C" in them means A together with B or C. `template` is the documented path.
    """

    scheme: Scheme
    template: str
    least: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def suggestion(self) -> tuple[str, ...]:
        """The permissions to ask for: the least privileged, each a name of its own; empty where none is documented."""
        # Where several are called least, one that only reads is less than one that writes as well.
        first = min(self.least or self.others, key=lambda each: "Write" in each, default="")
        return tuple(part.partition("|")[0] for part in first.split("+")) if first else ()

    def met_by(self, granted: Iterable[str]) -> bool:
        """Say whether the permissions `granted` are enough."""
        names = list(granted)
        return any(_enough(names, option) for option in (*self.least, *self.others))


@lru_cache(64)
def read_call(text: str) -> Call | None:
    """Return the request that `text` names ("GET https://graph.microsoft.com/v1.0/me"), or None.

    Without a method it is a GET; a path without a host is one of Microsoft Graph's.
    """
    method, _, rest = text.strip().partition(" ")
    if method.upper() not in _METHODS:
        method, rest = "GET", text.strip()
    url = rest.strip().partition(" HTTP/")[0].strip("\"'<>")
    if url.startswith("/"):
        url = f"https://graph.microsoft.com{url}"
    if "://" not in url:
        url = f"https://{url}"
    host, _, path = url.partition("://")[2].partition("/")
    host = host.rpartition("@")[2].lower().removesuffix(":443")
    return _call(method.upper(), url, host, f"/{path}") if "." in host or "localhost" in host else None


def _call(method: str, url: str, host: str, path: str) -> Call:
    resource = resource_for(f"https://{host}")
    cloud = cloud_of_host(host)
    if host not in graph_hosts():
        return Call(method, url, host, path, None, cloud, resource)
    path = unquote(re.sub(r"(?i)%2f", "%252F", re.split(r"[?#]", path, maxsplit=1)[0]))
    first, _, rest = path.lstrip("/").partition("/")
    if first.lower() in _VERSIONS:
        return Call(method, url, host, f"/{rest}", first.lower(), cloud, resource)
    return Call(method, url, host, path, None, cloud, resource)


@lru_cache(64)
def needs(call: Call) -> tuple[Need, ...]:
    """Return what each kind of caller needs for a call to Microsoft Graph; empty where it is not documented."""
    if not call.is_graph or call.is_batch or len(call.path) > _LONGEST_PATH:
        return ()
    method = "GET" if call.method == "HEAD" else call.method
    return next((found for segments in _spellings(call.path) if (found := _find(method, segments))), ())


def need_of(call: Call, scheme: Scheme) -> Need | None:
    """Return what one kind of caller needs; None where that caller can't make this call or nothing is documented."""
    return next((need for need in needs(call) if need.scheme is scheme), None)


def _find(method: str, segments: list[str]) -> tuple[Need, ...]:
    rows = [row for row in _rows(segments) if method in row[1].split(",")]
    if not rows:
        return ()
    best = min((row[0] for row in rows), key=lambda path: (path.count("{"), -path.count("{id}"), path))
    return tuple(_need(row) for row in rows if row[0] == best)


def _need(row: tuple[str, ...]) -> Need:
    least, others = (tuple(filter(None, column.split(","))) for column in row[3:5])
    return Need(Scheme(row[2]), row[0], least, others)


def _rows(segments: list[str]) -> Iterator[tuple[str, ...]]:
    if not segments:
        return
    pattern = b"\n/" + b"/".join([re.escape(segments[0].encode()), *map(_fitting, segments[1:])]) + rb"\t"
    for match in re.finditer(pattern, lowered(_TABLE)):
        yield row_at(_TABLE, match.start() + 1)


def _fitting(segment: str) -> bytes:
    """Return a pattern for this segment as it stands in the table: itself, or a placeholder for it."""
    name, bracket, _arguments = segment.partition("(")
    if bracket:
        return re.escape(name.encode()) + rb"\([^()\t]*\)"
    if segment.startswith(("$", "microsoft.graph.")):
        return re.escape(segment.encode())
    return rb"(?:%s|\{[^{}/\t]*\})" % re.escape(segment.encode())


def _spellings(path: str) -> Iterator[list[str]]:
    """Yield the ways in which the table may have written `path`, the closest first."""
    segments = _split(path.lower())
    yield segments
    plain = [each for each in segments if not each.startswith(("microsoft.graph.", "graph."))]
    keyed = [part for each in plain for part in _without_key(each)]
    yield keyed
    at_item = [part for each in keyed for part in (("items", "{id}") if each == "root" else (each,))]
    yield at_item
    for each in (keyed, at_item):
        if each and each[-1] in ("$value", "$count", "$ref"):
            yield each[:-1]
    yield from _as_other_owner(at_item)


def _as_other_owner(segments: list[str]) -> Iterator[list[str]]:
    """Yield the path as it is written for a user by id, for oneself, or for a drive by id: same permissions."""
    if segments[:1] == ["me"]:
        yield ["users", "{id}", *segments[1:]]
    if segments[:1] == ["users"] and len(segments) > 1:
        yield ["me", *segments[2:]]
    if segments[:1] == ["drives"] and len(segments) > 2:
        yield ["me", "drive", *segments[2:]]
    if "drive" in segments[:3]:
        yield ["drives", "{id}", *segments[segments.index("drive") + 1 :]]


def _split(path: str) -> list[str]:
    """Split `path` at slashes outside quotes; what is addressed by path (root:/a/b:/content) is one item."""
    if ":/" in path:
        path = re.sub(r"(/root)?:/[^:]*(?::|$)", lambda found: "/items/{id}" if found[1] else "", path)
    if "'" in path:
        path = re.sub(r"'[^']*'", "{value}", path)
    return [segment for segment in path.split("/") if segment]


def _without_key(segment: str) -> tuple[str, ...]:
    """Return users('x') as users/{id}, which OData has as the same thing; functions with named parameters stay."""
    name, bracket, inside = segment.partition("(")
    return (name, "{id}") if bracket and inside != ")" and "=" not in inside else (segment,)


def _enough(granted: list[str], option: str) -> bool:
    return all(
        any(implies(have, needed) for needed in part.split("|") for have in granted) for part in option.split("+")
    )
