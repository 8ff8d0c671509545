"""A recording of any size as a recorded paste: streamed, only what belongs to a sign-in is kept."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from inspector.exchanges.dialects import HAR, dialect_of, head_of
from inspector.exchanges.har_entries import address_of, credential_of, may_matter, read_entry, status_of
from inspector.exchanges.json_stream import CHUNK, JsonStream
from inspector.exchanges.recorded import Recorded
from inspector.exchanges.recorder import Recorder

_CREATOR = re.compile(rb'"creator"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"\\]{1,80})"')


def read_recording(chunks: Iterable[bytes]) -> Recorded:
    """Read a recording from chunks of bytes. Never raises for what it holds; the chunks may raise."""
    rest = iter(chunks)
    head = next(rest, b"")
    dialect = dialect_of(head) or HAR
    recorder, stream = Recorder(), JsonStream(dialect.prefix)
    for item in stream.items(chain([head], rest)):
        for entry in dialect.entries(item):
            recorder.messages += 1
            if isinstance(entry, dict):
                _take(recorder, entry)
    recorder.passed_over = max(recorder.passed_over, stream.passed_over)
    source = _creator(head) if dialect is HAR else dialect.name
    return recorder.finish(source, damaged=stream.damaged, too_large=stream.too_large)


def _take(recorder: Recorder, entry: dict[str, Any]) -> None:
    """Read an entry if a glance says that it may belong to a sign-in, or that it sends a token."""
    if may_matter(entry) or recorder.wants_call(credential_of(entry), status_of(entry), address_of(entry)):
        captured, too_long = read_entry(entry, recorder.messages)
        recorder.passed_over += too_long
        recorder.take(captured)


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


def _creator(head: bytes) -> str:
    found = _CREATOR.search(head_of(head))
    return found[1].decode("utf-8", "replace") if found else ""
