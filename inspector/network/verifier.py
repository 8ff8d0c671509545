"""Verifying for a whole session: keys that were fetched are kept, hosts that the person allowed are remembered."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.diagnosis.verification import Asked, Verification, verify
from inspector.knowledge.metadata import host_of
from inspector.network.plan import Plan, plan_fetch
from inspector.tokens.keys import KeySet

if TYPE_CHECKING:
    import httpx

    from inspector.network.key_sets import FetchedKeys, KeySets


class Verifier:
    """`fetch` is the one method that contacts anybody; the HTTP client is loaded when it is first called.

    `on_request(method, address)` is told of every request, on the thread that makes it.
    """

    def __init__(self, on_request: Callable[[str, str], None] | None = None, ca_file: Path | None = None) -> None:
        self._on_request = on_request
        self._ca_file = ca_file
        self._typed: set[str] = set()
        self._confirmed: set[str] = set()
        self._client: httpx.Client | None = None
        self._key_sets: KeySets | None = None
        self._lock = threading.Lock()

    def tell(self, on_request: Callable[[str, str], None]) -> None:
        """Let `on_request` be told of the requests from now on."""
        self._on_request = on_request

    def plan(self, text: str, issuer: str | None = None, app_id: str | None = None) -> Plan | None:
        """Return what `fetch` would contact for this token; contacts nobody."""
        return plan_fetch(text, issuer, app_id)

    def judge(self, text: str, given: KeySet, asked: Asked, *, app_id: str | None = None) -> Verification:
        """Verify with the keys `given` and those fetched before; contacts nobody."""
        kept = self.kept(text, asked.issuer, app_id)
        if kept is None:
            return verify(text, given, asked)
        from inspector.network.online import judge_with

        return judge_with(text, given, asked, kept)

    def kept(self, text: str, issuer: str | None = None, app_id: str | None = None) -> "FetchedKeys | None":
        """Return the keys that were fetched before for this token's issuer, or None."""
        if self._key_sets is None:
            return None
        planned = plan_fetch(text, issuer, app_id)
        return self._key_sets.peek(planned.metadata) if planned and planned.metadata else None

    def fetch(
        self, text: str, given: KeySet, asked: Asked, *, app_id: str | None = None, typed: bool = False
    ) -> Verification:
        """Fetch the keys of this token's issuer, of the trusted one where `asked` names it, and verify with them.

        `typed` says that the person wrote the trusted issuer by hand, so that it may lie in a private network.
        Takes seconds; to be called off the GUI thread.
        """
        from inspector.network.online import verify_online

        if typed and asked.issuer:
            self._typed.add(host_of(asked.issuer))
        return verify_online(text, given, asked, self._open(), app_id=app_id)

    def confirm(self, host: str) -> None:
        """Let keys come from `host` as well: the person said so, after reading its name."""
        self._confirmed.add(host.lower())

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _open(self) -> "KeySets":
        with self._lock:
            if self._key_sets is None:
                from inspector.network.client import open_client
                from inspector.network.key_sets import KeySets

                self._client = open_client(on_request=self._told, ca_file=self._ca_file, typed_hosts=self._typed)
                self._key_sets = KeySets(self._client, self._confirmed)
            return self._key_sets

    def _told(self, method: str, address: str) -> None:
        if self._on_request is not None:
            self._on_request(method, address)
