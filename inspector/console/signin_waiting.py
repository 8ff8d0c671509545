"""Waiting in a terminal for what takes long: on a thread of its own, so that Ctrl+C takes effect at once everywhere."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from inspector.signin.cancellation import Cancellation

Result = TypeVar("Result")
_GLANCE = 0.2  # seconds; Windows delivers Ctrl+C only between two waits


class _Task(Generic[Result]):
    """One call on a daemon thread, and what comes of it."""

    def __init__(self, perform: Callable[[Cancellation], Result], cancellation: Cancellation) -> None:
        self._perform = perform
        self._cancellation = cancellation
        self._results: list[Result | BaseException] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sign-in", daemon=True)

    def _run(self) -> None:
        try:
            self._results.append(self._perform(self._cancellation))
        except BaseException as error:  # noqa: BLE001  it is raised again for whoever waits
            self._results.append(error)
        finally:
            self._over.set()

    def result(self) -> Result:
        """Return the result, or raise what was raised. Ctrl+C at any moment cancels, a second one interrupts."""
        while not self._results:
            # Ctrl+C may be noticed anywhere in the loop, so all of it stands inside.
            try:
                while not self._results:
                    self._wait()
            except KeyboardInterrupt:
                if self._cancellation.cancelled:
                    raise
                self._cancellation.cancel()
        found = self._results[0]
        if isinstance(found, BaseException):
            raise found
        return found

    def _wait(self) -> None:
        if self._thread.ident is None:
            self._thread.start()
        self._over.wait(_GLANCE)


def carry_out(perform: Callable[[Cancellation], Result], cancellation: Cancellation | None = None) -> Result:
    """Return what `perform` returns; Ctrl+C cancels it, and it says itself how it ended."""
    return _Task(perform, cancellation or Cancellation()).result()
