"""A HAR file of any size as a recorded paste: streamed, only what belongs to a sign-in is kept."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from inspector.exchanges.har_entries import credential_of, may_matter, read_entry, status_of
from inspector.exchanges.json_stream import CHUNK, JsonStream, as_utf8
from inspector.exchanges.recorded import Recorded
from inspector.exchanges.recorder import Recorder

_HEAD = 1 << 16  # bytes by which a file is told
_LOG = re.compile(rb'^\s*\{\s*(?:"[^"\\]{1,40}"\s*:\s*(?:"[^"\\]{0,400}"|[-\w.]{1,40}|null)\s*,\s*){0,8}"log"\s*:\s*\{')
_INSIDE = re.compile(rb'"(?:entries|creator|browser|pages|version|comment)"\s*:|^[^"]*$|^\s*$')
_CREATOR = re.compile(rb'"creator"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"\\]{1,80})"')


def is_har(head: bytes) -> bool:
    """Whether a file that begins with `head` is a HAR, by its content; it may be cut off."""
    text = b"".join(as_utf8([head[:_HEAD]]))
    begun = _LOG.match(text)
    return begun is not None and _INSIDE.search(text[begun.end() :]) is not None


def read_har(chunks: Iterable[bytes]) -> Recorded:
    """Read a HAR from chunks of bytes. Never raises for what it holds; the chunks may raise."""
    rest = iter(chunks)
    head = next(rest, b"")
    recorder, stream = Recorder(), JsonStream("log.entries.item")
    for entry in stream.items(chain([head], rest)):
        recorder.messages += 1
        if isinstance(entry, dict) and (
            may_matter(entry) or recorder.wants_call(credential_of(entry), status_of(entry))
        ):
            captured, too_long = read_entry(entry, recorder.messages)
            recorder.passed_over += too_long
            recorder.take(captured)
    recorder.passed_over = max(recorder.passed_over, stream.passed_over)
    return recorder.finish(_source(head), damaged=stream.damaged)


def read_chunks(
    path: Path, progress: Callable[[float], None] = lambda _share: None, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[bytes]:
    """Yield a file piece by piece; `progress` hears of the share that was read. Raises OSError."""
    size, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while not cancelled() and (chunk := file.read(CHUNK)):
            yield chunk
            done += len(chunk)
            progress(done / max(size, done))


def _source(head: bytes) -> str:
    found = _CREATOR.search(b"".join(as_utf8([head[:_HEAD]])))
    return found[1].decode("utf-8", "replace") if found else ""
