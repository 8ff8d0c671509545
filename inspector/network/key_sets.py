"""The keys of issuers, fetched and kept in memory: for 24 hours, and fetched anew for an unknown kid.

A token can name any kid, so an unknown one brings about a request at most every five minutes (Microsoft's advice on
signing key rollover). What an issuer stopped publishing is remembered, so that rotation can be told from forgery.
"""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import httpx

from inspector.knowledge.metadata import Metadata
from inspector.network.discovery import discover
from inspector.network.fetching import FetchError, fetch_json
from inspector.tokens.keys import Key, KeySet, read_key_set
from inspector.words import _

LIFETIME = 24 * 3600.0  # seconds
PAUSE = 5 * 60.0
_MOST_RETIRED = 50


@dataclass(frozen=True, slots=True)
class FetchedKeys:
    """The keys that an issuer publishes. `fetched_at` is Unix seconds; `jwks_uri` where they came from.

    `retired` are keys that it published before and no longer does; `added` the ids that were not there at the fetch
    before, which was at `before`.
    """

    keys: KeySet
    jwks_uri: str
    fetched_at: float
    retired: tuple[Key, ...] = ()
    added: frozenset[str] = frozenset()
    before: float | None = None
    tried_at: float = field(default=0.0, compare=False)  # the last attempt, a failed one too


class KeySets:
    """The cache. May be used from several threads; one fetch runs at a time.

    `confirmed` are the hosts that the person allowed for keys, and may grow; `clock` gives Unix seconds.
    """

    def __init__(
        self, client: httpx.Client, confirmed: Collection[str] = frozenset(), clock: Callable[[], float] = time.time
    ) -> None:
        self._client = client
        self._confirmed = confirmed
        self._clock = clock
        self._kept: dict[str, FetchedKeys] = {}
        self._lock = threading.Lock()

    def get(self, metadata: Metadata, *, key_id: str | None = None, tenant: object = None) -> FetchedKeys:
        """Return the keys of the issuer behind `metadata`, fetched where needed. Raises FetchError.

        `key_id` is the kid that a token names. Where refetching for it fails, the keys at hand are returned.
        """
        with self._lock:
            kept = self._kept.get(metadata.address)
            now = self._clock()
            if kept is not None and not _is_due(kept, key_id, now):
                return kept
            return self._fetch(metadata, kept, now, tenant)

    def peek(self, metadata: Metadata) -> FetchedKeys | None:
        """Return what is kept for `metadata` and not out of date, without fetching."""
        kept = self._kept.get(metadata.address)
        return kept if kept is not None and self._clock() - kept.fetched_at < LIFETIME else None

    def _fetch(self, metadata: Metadata, kept: FetchedKeys | None, now: float, tenant: object) -> FetchedKeys:
        try:
            fetched = self._fetch_anew(metadata, now, tenant)
        except FetchError:
            if kept is None or now - kept.fetched_at >= LIFETIME:
                raise
            self._kept[metadata.address] = _tried(kept, now)
            return self._kept[metadata.address]
        self._kept[metadata.address] = _after(kept, fetched)
        return self._kept[metadata.address]

    def _fetch_anew(self, metadata: Metadata, now: float, tenant: object) -> FetchedKeys:
        discovery = discover(self._client, metadata, tenant, self._confirmed)
        document = fetch_json(self._client, discovery.jwks_uri)
        if not isinstance(document.get("keys"), list):
            raise FetchError(_("What lies at {address} is no set of keys.").format(address=discovery.jwks_uri))
        keys = read_key_set(document, discovery.jwks_uri, fetched=True)
        return FetchedKeys(keys, discovery.jwks_uri, now, tried_at=now)


def _is_due(kept: FetchedKeys, key_id: str | None, now: float) -> bool:
    if now - kept.fetched_at >= LIFETIME or now < kept.fetched_at:
        return True
    return key_id is not None and key_id not in _ids(kept.keys) and now - kept.tried_at >= PAUSE


def _tried(kept: FetchedKeys, now: float) -> FetchedKeys:
    return FetchedKeys(kept.keys, kept.jwks_uri, kept.fetched_at, kept.retired, kept.added, kept.before, now)


def _after(kept: FetchedKeys | None, fetched: FetchedKeys) -> FetchedKeys:
    """Return what was fetched together with what it says about rotation."""
    if kept is None:
        return fetched
    ids = _ids(fetched.keys)
    gone = [key for key in kept.keys.keys + kept.retired if key.key_id is not None and key.key_id not in ids]
    retired = tuple({key.key_id: key for key in gone}.values())[:_MOST_RETIRED]
    added = frozenset(ids - _ids(kept.keys))
    return FetchedKeys(
        fetched.keys, fetched.jwks_uri, fetched.fetched_at, retired, added, kept.fetched_at, fetched.tried_at
    )


def _ids(keys: KeySet) -> set[str]:
    return {key.key_id for key in keys.keys if key.key_id is not None}
