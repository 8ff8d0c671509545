"""What an artifact holds, name by name: members of header and claims, parameters, parts of an error, headers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from inspector.diagnosis.comparison.difference import Held
from inspector.diagnosis.comparison.side import Side
from inspector.tokens.artifact import Artifact, ErrorResponse, HttpMessage, JsonObject, Member

HEADER, CLAIMS, MESSAGE = "header", "claims", "message"
_MOST = 500  # of one artifact
_DEEPEST = 3  # levels of a document that are compared name by name


class Entry(NamedTuple):
    """One thing that an artifact holds. `part` keeps a header's `nonce` apart from a claim of that name."""

    part: str
    held: Held
    times: int = 1  # how often the name stands there

    def __repr__(self) -> str:
        return f"Entry({self.part!r}, {self.held!r})"


def entries_of(side: Side) -> list[Entry]:
    """Return what the artifact holds, in its own order; of a name that stands twice, the last value."""
    artifact = side.artifact
    if artifact.token:
        return [*_members(artifact.header, HEADER), *_members(artifact.claims, CLAIMS)][:_MOST]
    return [Entry(MESSAGE, Held(*each)) for each in _message(side)][:_MOST]


def _members(part: JsonObject | None, name: str) -> Iterator[Entry]:
    if part is None:
        return
    last = {member.name: member for member in part.members}
    counts: dict[str, int] = {}
    for member in part.members:
        counts[member.name] = counts.get(member.name, 0) + 1
    for member in last.values():
        for held in _taken_apart(member):
            yield Entry(name, held, counts[member.name])


# Objects that say what they say as a whole.
_WHOLE = frozenset({"_claim_names", "_claim_sources", "cnf", "xms_st", "jwk", "pop_jwk", "secaud"})


def _taken_apart(member: Member) -> Iterator[Held]:
    """Yield a claim, or the members of an object in it: a list of roles inside is compared as a set."""
    if not isinstance(member.value, Mapping) or not member.value or member.name in _WHOLE:
        yield Held(member.name, member.value, member.written)
        return
    for where, value, words in _document(f"{member.name}.", member.value, 1):
        yield Held(where, value, words)


def _message(side: Side) -> Iterator[tuple[str, Any, str]]:
    artifact = side.artifact
    if artifact.http:
        yield from _http(artifact.http)
    elif artifact.error and not artifact.challenge:
        yield from _error(artifact.error)
    elif artifact.challenge:
        yield ("scheme", artifact.challenge.scheme, artifact.challenge.scheme)
        yield from ((name, value, value) for name, value in artifact.challenge.parameters.items())
    elif artifact.document:
        yield from _document("", artifact.document.values, 0)
    else:
        yield from _endpoint(address_of(side))
        yield from ((name, value, value) for name, value in artifact.parameters.items())


def address_of(side: Side) -> str:
    """Return the address that a request goes to: its own, or that of the HTTP message that it stands in."""
    artifact = side.artifact
    parent = next((each for each in side.diagnosis.case.artifacts if each.id == artifact.inside), None)
    if parent is not None and parent.http and parent.http.url:
        return _absolute(parent.http)
    return _own_address(artifact)


def _absolute(http: HttpMessage) -> str:
    """Return where a message goes: its target by itself names no host (RFC 9112 section 3.2)."""
    url, host = http.url or "", dict(http.headers).get("host", "")
    return f"https://{host}{url}" if url.startswith("/") and host else url


def _own_address(artifact: Artifact) -> str:
    text = artifact.text.strip()
    return text if text.startswith(("http://", "https://")) and not any(letter.isspace() for letter in text) else ""


def _endpoint(address: str) -> Iterator[tuple[str, Any, str]]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.netloc:
        where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        yield "endpoint", where, where


def _query(address: str) -> list[tuple[str, str]]:
    """Return the parameters of an address; of a name that stands twice, the last value."""
    try:
        return list(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True, max_num_fields=_MOST)).items())
    except ValueError:
        return []


def _error(error: ErrorResponse) -> Iterator[tuple[str, Any, str]]:
    named = {
        "error code": error.code, "error": error.error, "suberror": error.suberror, "status": error.status,
        "description": error.description, "claims": error.claims.values if error.claims else None,
        "trace_id": error.trace_id, "correlation_id": error.correlation_id, "timestamp": error.timestamp,
    }  # fmt: skip
    for name, value in (named | {name: value for name, value in error.values.items() if name not in named}).items():
        if value not in (None, ""):
            yield name, value, written(value)


def _http(http: HttpMessage) -> Iterator[tuple[str, Any, str]]:
    for name, value in (("method", http.method), ("status", http.status)):
        if value is not None:
            yield name, value, str(value)
    yield from _endpoint(http.url or "")
    yield from ((f"query.{name}", value, value) for name, value in _query(http.url or ""))
    yield from ((name, value, value) for name, value in dict(http.headers).items())
    if http.body.strip():
        yield "body", http.body, http.body.strip()


def _document(prefix: str, values: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any, str]]:
    for name, value in values.items():
        where = f"{prefix}{name}"
        keyed = _by_key_id(value)
        if keyed is not None:
            yield from ((f"{where} {key_id}", key, written(_public(key))) for key_id, key in keyed.items())
        elif isinstance(value, Mapping) and value and depth < _DEEPEST:
            yield from _document(f"{where}.", value, depth + 1)
        else:
            yield where, value, written(value)


def _by_key_id(value: Any) -> Mapping[str, Any] | None:
    """Return the keys of a key set by their ids: which key is which says more than its place in the list."""
    if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
        return None
    ids = [each.get("kid") for each in value]
    if not all(isinstance(each, str) for each in ids) or len(set(ids)) < len(ids):
        return None
    return {key_id: dict(each) for key_id, each in zip(ids, value, strict=True)}


# The private members of keys (RFC 7518, 6.2 to 6.4).
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def _public(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in _PRIVATE}


def written(value: Any) -> str:
    """Return a value as JSON writes it, a string as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
