"""A session that is opened when it is first used, off the GUI thread, and closed once, from any thread."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, TypeVar

T = TypeVar("T")


class ClosedError(Exception):
    """The place was closed; whatever wanted it is not wanted any more."""


class Place(Generic[T]):
    """Opens with `open_one()` at the first `enter`; every later one gets the same."""

    def __init__(self, open_one: Callable[[], AbstractContextManager[T]]) -> None:
        self._open_one = open_one
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._opened: T | None = None
        self._closed = False

    def enter(self) -> T:
        """Return what was opened, opening it first where need be. Raises ClosedError, and what opening raises."""
        with self._lock:
            if self._opened is None and not self._closed:
                self._opened = self._stack.enter_context(self._open_one())
            opened = self._opened
        if self._closed or opened is None:
            self.close()
            raise ClosedError
        return opened

    @property
    def opened(self) -> T | None:
        """What was opened, or None where nothing was yet or nothing is any more; waits for nobody."""
        return None if self._closed else self._opened

    def close(self) -> None:
        """Close what was opened. Where another thread is about to open it, that one closes it again."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            try:
                self._stack.close()
            finally:
                self._lock.release()
