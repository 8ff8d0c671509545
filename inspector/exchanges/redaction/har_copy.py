"""Writing the redacted copy of a HAR of any size: read twice, entry by entry, never whole in memory."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.exchanges.bodies import read_body
from inspector.exchanges.json_stream import CUT, JsonStream, NotARecordingError, as_utf8
from inspector.exchanges.redaction.parts import Parts, dump
from inspector.exchanges.redaction.vocabulary import Vocabulary
from inspector.knowledge.resources import ARM, GRAPH, SHAREPOINT
from inspector.words import _

_STATIC = ("javascript", "ecmascript", "css", "font", "image/", "audio/", "video/", "wasm")
_ADDRESSES = frozenset({"url", "redirectURL", "documentURL"})
_LOG_MEMBERS = ("version", "creator", "browser", "pages", "comment")
# Members of HAR 1.2 whose text is fixed words of the format.
_FIXED = frozenset(
    {"method", "httpVersion", "mimeType", "startedDateTime", "version", "statusText", "_resourceType", "_priority"}
)


@dataclass(frozen=True, slots=True)
class Copied:
    """How a copy went: entries written, different values replaced, bodies left out, whether the original broke off."""

    entries: int
    replaced: int
    left_out: int
    damaged: bool


def copy_redacted(open_chunks: Callable[[], Iterable[bytes]], write: Callable[[str], object]) -> Copied:
    """Write the redacted copy with `write`; `open_chunks` gives the original from its beginning, twice.

    Raises NotARecordingError where the original holds no entries, so is no HAR.
    """
    words = Vocabulary(frozenset({GRAPH, ARM, SHAREPOINT}))
    entries = _Entries(Parts(words))
    first = JsonStream("log.entries.item")
    for entry in first.items(open_chunks()):
        entries.redact(entry)
    members = _log_members(open_chunks, entries)
    write(_head(members))
    count = 0
    entries.begin_writing()
    second = JsonStream("log.entries.item")
    for entry in second.items(open_chunks()):
        write(("," if count else "") + "\n" + dump(entries.redact(entry)))
        count += 1
    write("\n]}}\n")
    if not count and not members:
        raise NotARecordingError(_("This file is no readable HAR: no message of it could be read."))
    return Copied(count, len(words), entries.left_out, second.damaged or second.too_large)


def _log_members(open_chunks: Callable[[], Iterable[bytes]], entries: "_Entries") -> dict[str, Any]:
    """Return what stands beside the entries, redacted."""
    found: dict[str, Any] = {}
    for name in (*_LOG_MEMBERS, *_own_members(open_chunks())):
        values = list(JsonStream(f"log.{name}").items(_head_of(open_chunks())))
        if values:
            found[name] = entries.value(name, values[0])
    return found


_OWN_MEMBER = re.compile(rb'"(_[A-Za-z][\w-]{0,60})"\s*:')
_MOST_OWN = 10


def _own_members(chunks: Iterable[bytes]) -> list[str]:
    """Return the names of members that a program added to the log (HAR 1.2, section "custom fields")."""
    head = next(as_utf8(chunks), b"").partition(b'"entries"')[0]
    return list(dict.fromkeys(found[1].decode() for found in _OWN_MEMBER.finditer(head)))[:_MOST_OWN]


_LONGEST_HEAD = 4 << 20  # bytes in which creator, pages and the like stand


def _head_of(chunks: Iterable[bytes]) -> Iterable[bytes]:
    taken = 0
    for chunk in chunks:
        yield chunk
        taken += len(chunk)
        if taken > _LONGEST_HEAD:
            return


def _head(members: Mapping[str, Any]) -> str:
    note = _("Redacted by Token Inspector: secrets and personal data are replaced, the same value by the same word.")
    shown = {"version": "1.2", "creator": {"name": "", "version": ""}} | dict(members) | {"comment": note}
    return '{"log":' + dump(shown)[:-1] + ',"entries":['


class _Entries:
    """Redacts entries, member by member."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.left_out = 0

    def begin_writing(self) -> None:
        """Begin anew, now that everything is known."""
        self.left_out = 0
        self._parts.begin_writing()

    def redact(self, entry: Any) -> Any:
        """Return an entry with its structure as it was."""
        try:
            return self.value("", entry)
        except RecursionError:
            return self._left_out(_("nested too deeply"))

    def value(self, name: str, value: Any) -> Any:
        """Return a member of an entry."""
        if isinstance(value, dict):
            return self._object(name, value)
        if isinstance(value, list):
            return [self._listed(name, each) for each in value]
        if not isinstance(value, str) or name in _FIXED:
            return value
        if value.endswith(CUT):
            return self._left_out(_("over 8 MB"))
        if name == "title" and "://" not in value:
            return _("(title)")  # of a page: it often names a person
        return self._parts.address(value) if name in _ADDRESSES else self._parts.value(name, value)

    def _object(self, name: str, value: dict[str, Any]) -> dict[str, Any]:
        if name in ("content", "postData"):
            return self._body(value)
        return {key: self.value(key, inner) for key, inner in value.items()}

    def _listed(self, name: str, item: Any) -> Any:
        """Return an item of a list: headers, cookies and parameters are pairs of name and value."""
        if (
            not isinstance(item, dict)
            or not isinstance(item.get("name"), str)
            or not isinstance(item.get("value"), str)
        ):
            return self.value(name, item)
        called, value = item["name"], item["value"]
        if value.endswith(CUT):
            redacted = self._left_out(_("over 8 MB"))
        elif name == "cookies":
            redacted = self._parts.cookies(f"x={value}")[2:]
        elif name == "headers":
            redacted = self._parts.header(called, value)
        else:
            redacted = str(self._parts.value(called, value))
        return {
            key: redacted if key == "value" else inner if key == "name" else self.value(key, inner)
            for key, inner in item.items()
        }

    def _body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body as text, redacted; what can't be judged is replaced by a note that says so."""
        done = {key: self.value(key, inner) for key, inner in body.items() if key not in ("text", "encoding")}
        text = body.get("text")
        if isinstance(text, str) and text:
            done["text"] = self._body_text(body)
        return done

    def _body_text(self, body: dict[str, Any]) -> str:
        kind = str(body.get("mimeType", "")).lower()
        if any(each in kind for each in _STATIC):
            return self._left_out(kind.partition(";")[0])
        read = read_body(body)
        if not read.text:
            return self._left_out(read.note or "")
        return self._parts.text(read.text)

    def _left_out(self, why: str) -> str:
        self.left_out += 1
        return _("[left out: {why}]").format(why=why)
