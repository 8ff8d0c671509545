"""A JSON file of any size as the items of one of its arrays, one by one, in bounded memory.

ijson (yajl in C) walks the file; what it must not see is mended on the way to it: other encodings, bytes that are no
text, and strings so long that they would fill the memory.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any

LONGEST_STRING = 8 << 20  # bytes of one string that are read; what follows is passed over
CUT = "⟦cut⟧"  # the end of a string that was longer than that
_LARGEST = 128 << 20  # bytes of one item
_MOST_VALUES = 2_000_000  # of one item
_DEEPEST = 4000  # levels of nesting
_SLICE = 4096  # bytes that are looked at together where they could lead deeper
CHUNK = 1 << 18  # bytes of a file at a time


class NotARecordingError(ValueError):
    """A file holds nothing of what was looked for in it; its text says so."""


class JsonStream:
    """Reads the items at `prefix` ("log.entries.item") from chunks of bytes.

    After the last item, `damaged` says whether the file broke off or is no JSON from some place on, and `passed_over`
    counts the strings that were cut.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._shortener = Shortener()
        self._guard = Guard()
        self.damaged = False

    @property
    def too_large(self) -> bool:
        """Whether reading stopped at an item that would fill the memory."""
        return self._guard.tripped

    @property
    def passed_over(self) -> int:
        """How many strings were too long."""
        return self._shortener.count

    def items(self, chunks: Iterable[bytes]) -> Iterator[Any]:
        """Yield each item; numbers are int or float. Never raises for what the file holds."""
        import ijson

        found = ijson.sendable_list()
        parser = ijson.items_coro(found, self._prefix, use_float=True)
        try:
            for chunk in self._passed(chunks):
                if admitted := self._guard.admit(chunk):
                    parser.send(admitted)
                if self._guard.tripped:
                    break
                if found:
                    self._guard.reset()
                yield from found
                del found[:]
            parser.close()
        except (ijson.JSONError, StopIteration, ValueError, RecursionError, OverflowError):
            self.damaged = True
        yield from found

    def _passed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what the parser gets; an empty chunk would be the end to it."""
        for chunk in as_utf8(chunks):
            if passed := self._shortener.shorten(chunk):
                yield passed
        if rest := self._shortener.rest():
            yield rest


class Guard:
    """Stops at items that would fill the memory: too many bytes, too many values, or nested too deeply.

    (Of nesting, the parser keeps the path to every level, which grows with its square.) What stands inside strings
    counts as well, for and against; each item that was complete sets the counts back.
    """

    def __init__(self) -> None:
        self._level = self._bytes = self._values = 0
        self.tripped = False

    def reset(self) -> None:
        """Begin anew: an item was complete."""
        self._level = self._bytes = self._values = 0

    def admit(self, chunk: bytes) -> bytes:
        """Return what of `chunk` can still be read; `tripped` says that it is the last."""
        marks = chunk.translate(None, _OTHER_BYTES)
        self._bytes += len(chunk)
        self._values += marks.count(b",")
        admitted = self._shallow(chunk) if self._level + _opened(marks) > _DEEPEST else len(chunk)
        if admitted == len(chunk):
            self._level = max(self._level + _balance(marks), 0)
        self.tripped = self._bytes > _LARGEST or self._values > _MOST_VALUES or admitted < len(chunk)
        return chunk[:admitted]

    def _shallow(self, chunk: bytes) -> int:
        """Return how much of `chunk`, in slices, is not nested too deeply."""
        level = self._level
        for at in range(0, len(chunk), _SLICE):
            level = max(level + _balance(chunk[at : at + _SLICE]), 0)
            if level > _DEEPEST:
                return at
        return len(chunk)


_OTHER_BYTES = bytes(each for each in range(256) if each not in b"[]{},")


def _opened(marks: bytes) -> int:
    return marks.count(b"[") + marks.count(b"{")


def _balance(marks: bytes) -> int:
    """Return how many brackets more are opened than closed."""
    return _opened(marks) - marks.count(b"]") - marks.count(b"}")


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same text as UTF-8 without its mark, in whole characters; what is no text becomes U+FFFD."""
    decoder: codecs.IncrementalDecoder | None = None
    waiting = b""
    for chunk in chunks:
        if decoder is None:
            waiting += chunk
            if len(waiting) < 4:
                continue
            decoder, chunk = codecs.getincrementaldecoder(encoding_of(waiting))("replace"), waiting  # noqa: PLW2901
        yield decoder.decode(chunk).encode("utf-8", "replace")
    if decoder is None:
        decoder, rest = codecs.getincrementaldecoder(encoding_of(waiting))("replace"), waiting
    else:
        rest = b""
    yield decoder.decode(rest, final=True).encode("utf-8", "replace")


def encoding_of(head: bytes) -> str:
    """Return the encoding of a JSON text by its first bytes (RFC 4627, section 3, and the byte order marks)."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:1] == b"\0" else "utf-8-sig"


class Shortener:
    """Cuts what is over LONGEST_STRING out of the strings of the JSON that passes through it, chunk by chunk."""

    def __init__(self) -> None:
        self.count = 0
        self._unseen = 0  # bytes in which a glance saw no quotation mark
        self._run = 0  # bytes in which there surely is none
        self._cutting = False
        self._held = b""

    def shorten(self, chunk: bytes) -> bytes:
        """Return what is passed on of the next chunk; no escape is cut in two."""
        chunk = self._held + chunk
        whole = _whole_escapes(chunk)
        self._held, chunk = chunk[whole:], chunk[:whole]
        if self._cutting:
            mark = find_quote(chunk)
            self._cutting, kept = mark < 0, b"" if mark < 0 else chunk[mark:]
            return kept
        self._measure(chunk)
        if self._run > LONGEST_STRING:
            self.count, self._cutting, self._run, self._unseen = self.count + 1, True, 0, 0
            return CUT.encode()
        return chunk

    def _measure(self, chunk: bytes) -> None:
        """Count on how long no quotation mark was seen: at a glance first, exactly once that is suspiciously long."""
        if has_quote(chunk[:_GLANCE]) or has_quote(chunk[-_GLANCE:]):
            self._unseen = self._run = 0
        elif self._unseen < LONGEST_STRING // 2:
            self._unseen += len(chunk)
        elif find_quote(chunk) >= 0:
            self._unseen = self._run = 0
        else:
            self._run += len(chunk)

    def rest(self) -> bytes:
        """Return what was held back at the end."""
        return b"" if self._cutting else self._held


_GLANCE = 2048  # bytes at each end of a piece
# What stands before a quotation mark that opens a string or ends one; inside a string a backslash would.
_BEFORE_QUOTES = (b',"', b':"', b' "', b'{"')


def has_quote(chunk: bytes) -> bool:
    """Whether a quotation mark surely stands in `chunk` that is not escaped."""
    return any(mark in chunk for mark in _BEFORE_QUOTES)


def find_quote(chunk: bytes) -> int:
    """Return where the first quotation mark stands that is not escaped, or -1; `chunk` begins outside any escape."""
    mark = chunk.find(b'"')
    if mark < 0 or not chunk.endswith(b"\\", 0, mark):
        return mark
    return chunk.replace(b"\\\\", b"__").replace(b'\\"', b"__").find(b'"')


_OPEN_ESCAPE = re.compile(rb"\\[^\\]{0,5}\Z")
_LONGEST_RUN = 4096  # backslashes in a row, looked at together


def _whole_escapes(chunk: bytes) -> int:
    """Return how much of `chunk` can be passed on without cutting an escape (backslash, u and four digits) in two."""
    found = _OPEN_ESCAPE.search(chunk, max(len(chunk) - 6, 0))
    if found is None:
        return len(chunk)
    start = found.start()
    stop = max(start - _LONGEST_RUN, 0)
    while start > stop and chunk[start - 1] == 0x5C:
        start -= 1
    return start
