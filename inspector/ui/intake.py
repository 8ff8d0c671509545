"""What comes in: text within the limit, files, dropped things. Reading a file happens off the GUI thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData

from inspector.ui.background import Task
from inspector.ui.services import LogText, Services
from inspector.words import _

LONGEST_TEXT = 1_000_000  # characters
LARGEST_FILE = 1_000_000_000  # bytes


class TooLargeError(Exception):
    """The input is over a limit; its text says which, and what to do."""


def check_length(text: str) -> None:
    """Raise TooLargeError where `text` is more than the window takes at once."""
    if len(text) > LONGEST_TEXT:
        raise TooLargeError(
            _(
                "This text has {count:,} characters; the window takes {limit:,} at once. "
                "Save it as a file and open that: files up to 1 GB are searched for tokens and errors."
            ).format(count=len(text), limit=LONGEST_TEXT)
        )


def read_file(path: Path, services: Services, task: Task, progress: Callable[[float], None]) -> str | LogText:
    """Return the text of a file, or, of one over the limit, what was found in it. Raises OSError, TooLargeError."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise TooLargeError(
            _("This file has {size:.1f} GB; the limit is 1 GB. Cut out the part around the failure.").format(
                size=size / 1e9
            )
        )
    if size > LONGEST_TEXT:
        return services.read_log(path, lambda share: task.call(progress, share), lambda: task.cancelled)
    return decode(path.read_bytes())


def decode(content: bytes) -> str:
    """Return text from UTF-8 or UTF-16 (by its mark); bytes that are neither become the replacement character."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return content.decode(encoding, "replace")


def dropped_file(data: QMimeData) -> Path | None:
    """Return the local file that was dropped."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
