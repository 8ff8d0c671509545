"""The one door off the GUI thread and the one way back.

A task is given both `success` and `failure`. They run on the GUI thread, and only while the owner is alive and
the task isn't cancelled: what comes late is dropped.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from inspector.ui.services import Executor

T = TypeVar("T")


class Task:
    """One piece of work under way. `cancel` frees the window at once; the work may look at `cancelled`."""

    def __init__(self, tell: Callable[["Task", Callable[[], None]], None], owner: QObject) -> None:
        self._tell = tell
        self.owner = owner
        self.cancelled = False

    def cancel(self) -> None:
        """Drop whatever still comes of this task."""
        self.cancelled = True

    def call(self, function: Callable[..., None], *arguments: Any) -> None:
        """Have `function` called on the GUI thread, from any thread, unless cancelled by then."""
        self._tell(self, lambda: function(*arguments))

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits for this task."""
        return not self.cancelled and bool(shiboken6.isValid(self.owner))


class Background(QObject):
    """Runs work on the injected executor. One object, one queued signal, as long as the application lives.

    (One relay object per task loses messages to garbage collection: that was tried.)
    """

    _arrived = Signal(object)

    def __init__(self, executor: Executor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = executor
        self._arrived.connect(self._on_arrived)

    def run(
        self,
        owner: QObject,
        work: Callable[[Task], T],
        success: Callable[[T], None],
        failure: Callable[[Exception], None],
    ) -> Task:
        """Run `work` off the GUI thread, then `success` with its result or `failure` with what it raised."""
        task = self.prepare(owner)
        self.start(task, work, success, failure)
        return task

    def prepare(self, owner: QObject) -> Task:
        """Return a task to be started: who keeps it knows of it before an executor that works at once ends it."""
        return Task(self._send, owner)

    def start(
        self, task: Task, work: Callable[[Task], T], success: Callable[[T], None], failure: Callable[[Exception], None]
    ) -> None:
        """Run the work of a prepared task, as `run` does."""
        self._executor.submit(_perform, task, work, success, failure)

    def _send(self, task: Task, message: Callable[[], None]) -> None:
        if shiboken6.isValid(self):
            self._arrived.emit((task, message))

    @Slot(object)
    def _on_arrived(self, arrived: tuple[Task, Callable[[], None]]) -> None:
        task, message = arrived
        if task.wanted:
            message()


def _perform(
    task: Task, work: Callable[[Task], Any], success: Callable[[Any], None], failure: Callable[[Exception], None]
) -> None:
    try:
        result = work(task)
    except Exception as error:  # noqa: BLE001  whatever stopped the work is told to its failure
        task.call(failure, error)
    else:
        task.call(success, result)
