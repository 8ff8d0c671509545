"""A terminal that is read without echo, and without the line limit that would cut a long token (4,095 characters)."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Waits up to so many seconds (None: for ever) for input; returns what came, b"" for none, None at its end.
Read = Callable[[float | None], bytes | None]

_SETTLED = 0.3  # seconds without input after an empty line: pasted text may hold empty lines of its own


def read_until_settled(read: Read) -> bytes:
    """Return what is typed or pasted until an empty line that nothing follows, or the end of input."""
    pasted = b""
    while True:
        ended = pasted.endswith(b"\n\n") or (pasted.endswith(b"\n") and not pasted.strip())
        part = read(_SETTLED if ended and pasted.strip() else None)
        if part is None or (part == b"" and ended):
            return pasted
        pasted += part


if sys.platform == "win32":
    import msvcrt
    import time

    @contextmanager
    def unechoed() -> Iterator[Read]:
        """Give a reader of the console that shows nothing of what is typed."""
        yield _read_console

    def _read_console(timeout: float | None) -> bytes | None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while not msvcrt.kbhit():
            if deadline is not None and time.monotonic() > deadline:
                return b""
            time.sleep(0.01)
        letter = msvcrt.getwch()
        if letter == "\x03":
            raise KeyboardInterrupt
        return None if letter in "\x04\x1a" else letter.replace("\r", "\n").encode("utf-8", "surrogatepass")

else:
    import os
    import select
    import termios

    @contextmanager
    def unechoed() -> Iterator[Read]:
        """Give a reader of standard input's terminal; it echoes nothing and knows no longest line meanwhile."""
        source = sys.stdin.fileno()
        before = termios.tcgetattr(source)
        during = termios.tcgetattr(source)
        during[3] &= ~(termios.ECHO | termios.ICANON)
        try:
            termios.tcsetattr(source, termios.TCSADRAIN, during)
            yield lambda timeout: _read_terminal(source, timeout)
        finally:
            termios.tcsetattr(source, termios.TCSADRAIN, before)

    def _read_terminal(source: int, timeout: float | None) -> bytes | None:
        if not select.select([source], [], [], timeout)[0]:
            return b""
        part = os.read(source, 65536)
        return None if part in (b"", b"\x04") else part.replace(b"\r", b"\n")
