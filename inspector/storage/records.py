"""Records in a keyring: split where the keyring's values are short, and whole or gone, whenever the program is killed.

A record is a manifest, and either its text stands in the manifest or in pieces under a generation of their own. Pieces
are written and read back before the manifest points to them, and the old ones are removed after. A journal names the
generations that may have to be removed, so that a killed program leaves nothing behind for good.
"""

import json
from collections.abc import Iterator
from typing import Any, Protocol

_VERSION = 1
_USER = "token-inspector"  # the same everywhere; entries are told apart by their service name, as Windows needs it
_PREFIX = "token-inspector/"
_MOST_PIECES = 64
_INDEX = "index"


class Keyring(Protocol):
    """What a backend of the library keyring does. Its methods raise what they like."""

    def get_password(self, service: str, username: str) -> str | None: ...  # noqa: D102
    def set_password(self, service: str, username: str, password: str) -> None: ...  # noqa: D102
    def delete_password(self, service: str, username: str) -> None: ...  # noqa: D102


class KeptBadlyError(Exception):
    """The keyring gave back something else than what it was given."""


class Records:
    """Named texts in `keyring`, whose values hold `limit` characters (None: any number). Raises what that raises."""

    def __init__(self, keyring: Keyring, limit: int | None = None) -> None:
        self._keyring = keyring
        self._limit = limit

    def names(self) -> tuple[str, ...]:
        """Return the names of the records, also of one that was being written when the program was killed."""
        found = _parse(self._read_text(_INDEX))
        names = found.get("names") if found else None
        return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()

    def read(self, name: str) -> str | None:
        """Return the text of a record; None where there is none, or not all of it."""
        return self._read_text(f"record/{name}")

    def write(self, name: str, text: str) -> None:
        """Write a record. It is listed before it is there, so that it can be found and removed in any case."""
        self._list(name)
        self._write_text(f"record/{name}", text)
        self._list(name)  # another process may have written its own list meanwhile

    def _list(self, name: str) -> None:
        names = self.names()
        if name not in names:
            self._write_text(_INDEX, json.dumps({"names": [*names, name]}))

    def erase(self, name: str) -> None:
        """Remove a record and whatever is left of earlier ones of that name."""
        self._erase_text(f"record/{name}")
        names = self.names()
        if name in names:
            self._write_text(_INDEX, json.dumps({"names": [each for each in names if each != name]}))

    def _read_text(self, entry: str) -> str | None:
        manifest = _parse(self._get(entry))
        if manifest is None or manifest.get("version") != _VERSION:
            return None
        if isinstance(manifest.get("text"), str):
            return str(manifest["text"])
        pieces = [self._get(each) for each in _pieces(entry, manifest)]
        if not pieces or None in pieces:
            return None
        written = "".join(filter(None, pieces))
        return str(json.loads(written)) if _digest(written) == manifest.get("sha256") else None

    def _write_text(self, entry: str, text: str) -> None:
        if self._limit is None:
            self._set(entry, json.dumps({"version": _VERSION, "text": text}))
            return
        self._sweep(entry)
        before = _parse(self._get(entry)) or {}
        written = json.dumps(text)  # ASCII, so that a piece's length is the same however the keyring counts
        after = self._manifest(written)
        self._set(f"{entry}/journal", json.dumps({"generations": [_generation(before), _generation(after)]}))
        for place, piece in zip(_pieces(entry, after), self._split(written), strict=True):
            self._set(place, piece)
            if self._get(place) != piece:
                raise KeptBadlyError
        self._set(entry, json.dumps(after))
        self._sweep(entry)

    def _erase_text(self, entry: str) -> None:
        self._sweep(entry)
        manifest = _parse(self._get(entry))
        if manifest and _generation(manifest):
            self._set(f"{entry}/journal", json.dumps({"generations": [_generation(manifest)]}))
        self._delete(entry)
        self._sweep(entry)

    def _sweep(self, entry: str) -> None:
        """Remove the pieces of all generations in the journal but the manifest's, then the journal."""
        journal = _parse(self._get(f"{entry}/journal"))
        if journal is None:
            return
        current = _generation(_parse(self._get(entry)) or {})
        listed = journal.get("generations")
        for generation in listed if isinstance(listed, list) else ():
            if isinstance(generation, dict) and generation and generation != current:
                for place in _pieces(entry, generation):
                    self._delete(place)
        self._delete(f"{entry}/journal")

    def _manifest(self, text: str) -> dict[str, Any]:
        count = len(list(self._split(text)))
        if count > _MOST_PIECES:
            raise KeptBadlyError
        import secrets  # here, as `hashlib` below: both load OpenSSL, 4 MB that a window without accounts never needs

        return {"version": _VERSION, "generation": secrets.token_hex(6), "count": count, "sha256": _digest(text)}

    def _split(self, text: str) -> Iterator[str]:
        size = self._limit or len(text)
        return (text[start : start + size] for start in range(0, max(1, len(text)), size))

    def _get(self, entry: str) -> str | None:
        return self._keyring.get_password(_PREFIX + entry, _USER)

    def _set(self, entry: str, value: str) -> None:
        self._keyring.set_password(_PREFIX + entry, _USER, value)

    def _delete(self, entry: str) -> None:
        if self._get(entry) is None:
            return
        try:
            self._keyring.delete_password(_PREFIX + entry, _USER)
        except Exception:
            if self._get(entry) is not None:  # otherwise it was gone already, which is what was wanted
                raise


def _pieces(entry: str, manifest: dict[str, Any]) -> list[str]:
    """Return the entries that a manifest or a journal's line points to."""
    generation, count = manifest.get("generation"), manifest.get("count")
    if not isinstance(generation, str) or not isinstance(count, int) or not 0 < count <= _MOST_PIECES:
        return []
    return [f"{entry}/{generation}/{number}" for number in range(count)]


def _generation(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: manifest[name] for name in ("generation", "count") if name in manifest}


def _parse(text: str | None) -> dict[str, Any] | None:
    try:
        document = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _digest(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()
