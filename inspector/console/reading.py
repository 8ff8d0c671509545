"""What is given to a subcommand: a file, standard input, or a paste that is asked for without echo."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from inspector.words import _


class MisuseError(Exception):
    """The call's words are off, or nothing usable was given; its text says what to do."""


LIMIT = 1 << 30  # bytes of a file; beyond it, the part that matters should be cut out first
TEXT_LIMIT = 1 << 20  # beyond it a paste is read as a log


def read_paste(file: str | None) -> str:
    """Return the text of `file`, of standard input ("-", or None in a pipe), or of a paste that is asked for."""
    if file is None and sys.stdin.isatty():
        return _ask()
    if file in (None, "-"):
        return _decode(sys.stdin.buffer.read(LIMIT + 1))
    path = Path(str(file))
    if str(file).startswith("eyJ"):
        raise MisuseError(
            _("A token as an argument is visible to other programs. Pipe it, or start without it and paste.")
        )
    try:
        if path.stat().st_size > LIMIT:
            raise MisuseError(
                _("{file} is larger than 1 GB. Cut out the lines around the failure first.").format(file=path)
            )
        return _decode(path.read_bytes())
    except OSError as problem:
        raise MisuseError(f"{path}: {problem.strerror}") from None


_HEAD = 1 << 16  # bytes by which a recording is told
_PIECE = 1 << 18


def open_recording(
    file: str | None, is_recording: Callable[[bytes], bool]
) -> AbstractContextManager[Iterator[bytes]] | None:
    """Return a recording in pieces, or None where `file` or standard input is none; then nothing is used up."""
    if file is None and sys.stdin.isatty():
        return None
    if file in (None, "-"):
        head = _peek(sys.stdin.buffer) if isinstance(sys.stdin.buffer, BufferedReader) else b""
        return nullcontext(_pieces(sys.stdin.buffer)) if is_recording(head) else None
    try:
        opened = Path(str(file)).open("rb")  # noqa: SIM115  whoever asked closes it
    except OSError:
        return None  # said by read_paste
    if not is_recording(_peek(opened)):
        opened.close()
        return None
    return _closing(opened)


@contextmanager
def _closing(opened: BufferedReader) -> Iterator[Iterator[bytes]]:
    with opened:
        yield _pieces(opened)


def _peek(source: BufferedReader) -> bytes:
    """Return what the source begins with, as far as it can be seen without using it up."""
    return source.peek(_HEAD)[:_HEAD]


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def read_moment(at: str | None) -> float | None:
    """Return the moment that `--at` names as Unix seconds, or None where it is not given."""
    if at is None:
        return None
    try:
        if abs(seconds := float(at)) < 1e12:  # neither infinite nor "nan", which no moment compares with
            return seconds
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise MisuseError(_("--at takes Unix seconds or ISO 8601, for example 2026-11-23T10:00:00Z.")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _ask() -> str:
    """Ask for the paste without echoing it; it ends with Enter on an empty line, or with Ctrl+D."""
    from inspector.console import terminal

    with terminal.unechoed() as read:
        print(
            _("Paste what you have, then press Enter on an empty line. Nothing is shown."), file=sys.stderr, flush=True
        )
        return _decode(terminal.read_until_settled(read))


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # PowerShell's > writes UTF-16
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")
