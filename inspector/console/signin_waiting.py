"""Waiting in a terminal for what takes long: on a thread of its own, so that Ctrl+C takes effect at once everywhere."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from inspector.signin.cancellation import Cancellation

Result = TypeVar("Result")
_GLANCE = 0.2  # seconds; Windows delivers Ctrl+C only between two waits


class _Task(Generic[Result]):
    """One call on a daemon thread, and what comes of it."""

    def __init__(self, perform: Callable[[Cancellation], Result], cancellation: Cancellation) -> None:
        self._perform = perform
        self._cancellation = cancellation
        self._results: SimpleQueue[Result | BaseException] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sign-in", daemon=True)

    def _run(self) -> None:
        try:
            self._results.put(self._perform(self._cancellation))
        except BaseException as error:  # noqa: BLE001  it is raised again for whoever waits
            self._results.put(error)

    def result(self) -> Result:
        """Return the result, or raise what was raised. Ctrl+C at any moment cancels, a second one interrupts."""
        while True:
            try:
                found = self._next()
            except KeyboardInterrupt:
                if self._cancellation.cancelled:
                    raise
                self._cancellation.cancel()
                continue
            if isinstance(found, BaseException):
                raise found
            if found is not None:
                return found

    def _next(self) -> Result | BaseException | None:
        """Wait a glance long for the result."""
        if self._thread.ident is None:
            self._thread.start()
        try:
            return self._results.get(timeout=_GLANCE)
        except Empty:
            return None


def carry_out(perform: Callable[[Cancellation], Result], cancellation: Cancellation | None = None) -> Result:
    """Return what `perform` returns, never None; Ctrl+C cancels it, and it says itself how it ended."""
    return _Task(perform, cancellation or Cancellation()).result()
