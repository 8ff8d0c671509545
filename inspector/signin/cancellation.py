"""Stopping a sign-in from another thread: at once, whatever it waits for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class CancelledError(Exception):
    """The sign-in was cancelled; nothing of it is used."""


class Cancellation:
    """Given to a sign-in by whoever may stop it. `cancel` may be called from any thread, any number of times."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._actions: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """Stop the sign-in: waits end, connections under way are closed."""
        with self._lock:
            self._event.set()
            actions = tuple(self._actions)
        for action in actions:
            with suppress(Exception):  # one thing that can't be stopped must not keep the next from it
                action()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise CancelledError if `cancel` was called."""
        if self._event.is_set():
            raise CancelledError

    def wait(self, seconds: float) -> None:
        """Wait; raise CancelledError as soon as `cancel` is called."""
        if self._event.wait(seconds):
            raise CancelledError

    @contextmanager
    def on_cancel(self, action: Callable[[], None]) -> Iterator[None]:
        """Have `action` called by `cancel` while the block runs; raise CancelledError if it is too late already."""
        with self._lock:
            self.check()
            self._actions.append(action)
        try:
            yield
        finally:
            with self._lock:
                self._actions.remove(action)
