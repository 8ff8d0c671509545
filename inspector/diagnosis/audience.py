"""Audience mathematics: whether the API that a token is for is the API that is expected, and how the two differ."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from inspector.diagnosis.quoting import visible
from inspector.knowledge.applications import application_for
from inspector.knowledge.identifiers import guid_in, is_guid
from inspector.knowledge.resources import Resource, resource_for


class Match(StrEnum):
    """How an audience compares with the expected one, the closest first."""

    SAME = "same"
    UNKNOWN = "unknown"  # the expectation is words, not an audience
    INVISIBLE = "invisible"  # they differ by characters that nobody sees
    SLASH = "slash"
    CASE = "case"
    VERSION = "version"  # the same application, as v1.0 and as v2.0 tokens name it
    PERHAPS = "perhaps"  # an id on one side and an address on the other: one application's, or two
    OTHER = "other"


_CLOSENESS = {match: place for place, match in enumerate(Match)}


class Comparison(NamedTuple):
    """One audience of a token beside one that is expected."""

    found: str
    expected: str
    match: Match


def compare(found: tuple[str, ...], expected: tuple[str, ...], version: str | None = None) -> Comparison:
    """Return the closest of all pairs; `version` is the token's. Neither may be empty."""
    pairs = (Comparison(have, want, _match(have, want, version)) for have in found for want in expected)
    return min(pairs, key=lambda pair: _CLOSENESS[pair.match])


def is_literal(expected: str) -> bool:
    """Say whether an expectation is an audience, and not words about one ("the API's client ID", "api://<client-id>")."""
    inner = expected.strip()
    return bool(inner) and not any(letter in inner for letter in " <>{}\t\n")


def resource_of(audience: str) -> Resource | None:
    """Return the API of Microsoft's that an audience belongs to, the old "{app id}/{host}@{tid}" too."""
    return resource_for(audience.partition("/")[0] if "@" in audience and "://" not in audience else visible(audience))


@lru_cache(256)
def _match(found: str, expected: str, version: str | None) -> Match:
    if found == expected:
        return Match.SAME
    if not is_literal(expected):
        return Match.OTHER if resource_of(found) else Match.UNKNOWN
    have, want = visible(found), visible(expected)
    if have == want:
        return Match.INVISIBLE
    ours, theirs = resource_of(have), resource_of(want)
    if ours and theirs and _is_one_api(ours, theirs):
        return Match.SLASH if _differs_by_slash(have, want) and not _takes_both(have) else Match.SAME
    return _match_own(have, want, version, bool(ours or theirs))


def _is_one_api(one: Resource, other: Resource) -> bool:
    """SharePoint and Dataverse have an address per tenant; the other APIs have several names for one thing."""
    if one.app_id != other.app_id or (one.cloud and other.cloud and one.cloud != other.cloud):
        return False
    return one.uri == other.uri or is_guid(one.uri) or not (one.uri and other.uri) or not _has_own_host(one)


def _has_own_host(resource: Resource) -> bool:
    return (resource.uri or "").endswith((".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".dynamics.com"))


def _takes_both(audience: str) -> bool:
    known = application_for(audience)
    bare = audience.rstrip("/").lower()
    return known is not None and {bare, f"{bare}/"} <= {uri.lower() for uri in known.uris}


def _differs_by_slash(one: str, other: str) -> bool:
    return one.rstrip("/") == other.rstrip("/")


def _match_own(have: str, want: str, version: str | None, microsoft: bool) -> Match:
    if _differs_by_slash(have, want):
        return Match.SLASH
    if have.rstrip("/").lower() == want.rstrip("/").lower():
        return Match.CASE
    if microsoft:
        return Match.OTHER
    if guid_in(have) and guid_in(have) == guid_in(want):
        return Match.VERSION
    id_for_address = is_guid(have) and version == "2.0" and "://" in want and not guid_in(want)
    address_for_id = is_guid(want) and version == "1.0" and "://" in have and not guid_in(have)
    return Match.PERHAPS if id_for_address or address_for_id else Match.OTHER
