"""What holds for every test: nothing is left over (threads, windows), and nobody's settings are read or written."""

import os
import signal
import sys
import threading
import time

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
# A shell that starts the tests in the background lets them ignore Ctrl+C, and all that they start with them.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory):
    """Give the whole run folders of its own in place of the person's."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
            place = folder / name.lower()
            place.mkdir(mode=0o700)
            patch.setenv(name, str(place))
        yield


@pytest.fixture(autouse=True)
def _nothing_left_over():
    """Fail a test that leaves a thread running or a window open."""
    before = set(threading.enumerate())
    yield
    windows = _close_windows()
    assert not windows, f"left open: {windows}"
    assert not _threads_after(before), f"still running: {_threads_after(before)}"


def _threads_after(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the threads that are not in `before`, giving those about to end two seconds."""
    deadline = time.monotonic() + 2
    while left := [thread for thread in threading.enumerate() if thread not in before]:
        if time.monotonic() > deadline:
            return left
        left[0].join(0.05)
    return []


def _close_windows() -> list[str]:
    """Return what is still shown; let go of windows that were closed but not yet deleted."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    shown = [repr(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return shown


def pytest_sessionfinish(session, exitstatus):
    """Fail a run of CI in which a test was skipped: what tests need is installed there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == pytest.ExitCode.OK and reporter.stats.get("skipped"):
        reporter.write_line("\nA test was skipped, and CI installs what tests need.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
