import threading

import pytest
from PySide6.QtCore import QObject, QThread
from window_parts import InlineExecutor

from inspector.ui.background import Background
from inspector.workers import DaemonExecutor


@pytest.fixture
def owner(qapp):
    return QObject()


def test_success_arrives_on_the_gui_thread(qtbot, owner):
    """Work runs off the GUI thread; its result arrives on it."""
    background, arrived = Background(DaemonExecutor()), []
    background.run(
        owner,
        lambda _task: threading.current_thread().name,
        lambda name: arrived.append((name, QThread.currentThread() is owner.thread())),
        pytest.fail,
    )
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived[0][0] != threading.main_thread().name
    assert arrived[0][1]


def test_failure_is_told(owner):
    """What the work raises goes to `failure`, not to the excepthook."""
    failures = []
    Background(InlineExecutor()).run(owner, lambda _task: 1 // 0, pytest.fail, failures.append)
    assert [type(each) for each in failures] == [ZeroDivisionError]


def test_inline_is_synchronous(owner):
    """With an executor that works at once, the result is there when `run` returns."""
    results = []
    Background(InlineExecutor()).run(owner, lambda _task: 42, results.append, pytest.fail)
    assert results == [42]


def test_cancelled_work_is_dropped(qtbot, owner):
    """What comes after `cancel` is dropped, success and progress alike."""
    background, gate, arrived = Background(DaemonExecutor()), threading.Event(), []

    def work(task):
        gate.wait(5)
        task.call(arrived.append, "progress")
        return "result"

    task = background.run(owner, work, arrived.append, pytest.fail)
    task.cancel()
    gate.set()
    done = []
    background.run(owner, lambda _task: gate.wait(5), done.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(done))
    assert arrived == []


def test_a_dead_owner_is_not_called(owner):
    """Where the owner is gone, nothing is called any more."""
    import shiboken6

    results = []
    background = Background(InlineExecutor())

    def work(_task):
        shiboken6.delete(owner)
        return 1

    background.run(owner, work, results.append, results.append)
    assert results == []
