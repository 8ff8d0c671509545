"""Who has signed in, from start to start: refresh tokens and account records in the vault, nothing else anywhere."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from inspector.signin.application import new_token_cache
from inspector.signin.outcome import Account

_KEPT = ("Account", "RefreshToken", "AppMetadata")  # MSAL's names of its maps
_VERSION = 1


class Vault(Protocol):
    """Where records are kept; storage.vault.Vault fits. None of its methods raises."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the records that are kept."""

    def read(self, name: str) -> str | None:
        """Return the text of a record, or None."""

    def write(self, name: str, text: str) -> bool:
        """Keep a record; return whether it will be there after the next start."""

    def erase(self, name: str) -> None:
        """Remove a record."""


class Accounts:
    """MSAL's token caches, one for each authority and client, and what of them outlives the program."""

    def __init__(self, vault: Vault | None) -> None:
        self._vault = vault
        self._caches: dict[tuple[str, str], Any] = {}
        self._written: dict[str, str] = {}  # record name -> hash of its text

    def cache(self, authority: str, client_id: str) -> Any:
        """Return MSAL's token cache for this authority and client, the same one each time."""
        key = (authority, client_id)
        if key not in self._caches:
            self._caches[key] = new_token_cache()
        return self._caches[key]

    def restore(self) -> None:
        """Read the vault's records into the caches; what can't be read is signed out."""
        for name in self._vault.names() if self._vault else ():
            text = self._vault.read(name) if self._vault else None
            record = _parse(text) if text else None
            if record is not None and text is not None:
                _add(self.cache(record["authority"], record["client_id"]), record["cache"])
                self._written[name] = _hash(text)

    def list(self) -> tuple[Account, ...]:
        """Return everybody who has signed in, in the order of their first sign-in."""
        return tuple(account for key in tuple(self._caches) for account in self._accounts(*key))

    def owner(self, authority: str, client_id: str, access_token: str) -> Account | None:
        """Return the account that MSAL keeps `access_token` for."""
        cache = self.cache(authority, client_id)
        found = cache.search(cache.CredentialType.ACCESS_TOKEN, query={"secret": access_token})
        owners = {_owner(entry) for entry in list(found)}
        return next((each for each in self._accounts(authority, client_id) if each.id in owners), None)

    def keep(self, authority: str, client_id: str) -> None:
        """Write this client's records that have changed since they were written; a new access token is no change."""
        if self._vault is None:
            return
        for name, text in _records(authority, client_id, self.cache(authority, client_id)):
            if self._written.get(name) != _hash(text) and self._vault.write(name, text):
                self._written[name] = _hash(text)

    def keep_all(self) -> None:
        """Write what could not be kept before, as after the vault was unlocked."""
        for key in tuple(self._caches):
            self.keep(*key)

    def forget(self, account: Account) -> None:
        """Remove every token of `account` from memory and vault."""
        cache = self.cache(account.authority, account.client_id)
        maps = json.loads(cache.serialize())
        kept = {
            kind: {key: each for key, each in found.items() if _owner(each) != account.id}
            for kind, found in maps.items()
        }
        cache.deserialize(json.dumps(kept))
        name = _record_name(account.authority, account.client_id, account.id)
        self._written.pop(name, None)
        if self._vault is not None:
            self._vault.erase(name)

    def _accounts(self, authority: str, client_id: str) -> Iterator[Account]:
        maps = json.loads(self._caches[authority, client_id].serialize())
        seen = {_owner(each): each for each in maps.get("Account", {}).values()}
        for account_id, each in seen.items():
            name = _record_name(authority, client_id, account_id)
            yield Account(account_id, str(each.get("username", "")), authority, client_id, name in self._written)


def _records(authority: str, client_id: str, cache: Any) -> Iterator[tuple[str, str]]:
    """Yield name and text of one record for each account that has a refresh token."""
    maps = json.loads(cache.serialize())
    for account_id in {_owner(each) for each in maps.get("RefreshToken", {}).values()}:
        own = {kind: _of(maps.get(kind, {}), account_id) for kind in _KEPT}
        record = {"version": _VERSION, "authority": authority, "client_id": client_id, "cache": own}
        yield _record_name(authority, client_id, account_id), json.dumps(record, separators=(",", ":"), sort_keys=True)


def _of(entries: Mapping[str, Any], account_id: str) -> dict[str, Any]:
    """Return the entries of one account; application metadata belongs to all."""
    return {key: each for key, each in entries.items() if _owner(each) in (account_id, "")}


def _add(cache: Any, maps: Mapping[str, Any]) -> None:
    joined = json.loads(cache.serialize())
    for kind, entries in maps.items():
        joined.setdefault(kind, {}).update(entries)
    cache.deserialize(json.dumps(joined))


def _parse(text: str) -> dict[str, Any] | None:
    """Return a record with every member of the type it should have, or None."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("version") != _VERSION or not isinstance(record.get("cache"), dict):
        return None
    named = isinstance(record.get("authority"), str) and isinstance(record.get("client_id"), str)
    maps = {kind: entries for kind, entries in record["cache"].items() if kind in _KEPT and isinstance(entries, dict)}
    return record | {"cache": maps} if named else None


def _record_name(authority: str, client_id: str, account_id: str) -> str:
    return hashlib.sha256(f"{authority}\n{client_id}\n{account_id}".encode()).hexdigest()[:16]


def _owner(entry: Mapping[str, Any]) -> str:
    return str(entry.get("home_account_id") or "")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
