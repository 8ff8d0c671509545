"""The one thread that talks to the keyring: calls wait their turn, and whoever asked waits no longer than they will."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

Job = Callable[[], Any]


class TooLateError(Exception):
    """The keyring has not answered in time; its call may still be waiting."""


class KeyringThread:
    """A daemon thread, started with the first question. One that a keyring keeps waiting does not hold up the exit."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Job, SimpleQueue[tuple[Any, Exception | None]]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def ask(self, job: Job, seconds: float) -> Any:
        """Return what `job` returns, or raise what it raises; TooLateError after `seconds`."""
        answers: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
        self._start()
        self._jobs.put((job, answers))
        try:
            value, error = answers.get(timeout=seconds)
        except Empty:
            raise TooLateError from None
        if error is not None:
            raise error
        return value

    def close(self) -> None:
        """Let the thread end after the call that it is in."""
        self._jobs.put(None)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (given := self._jobs.get()) is not None:
            job, answers = given
            try:
                answers.put((job(), None))
            except Exception as error:  # noqa: BLE001  it is raised again for whoever asked
                answers.put((None, error))
