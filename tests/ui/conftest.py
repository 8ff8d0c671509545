"""A window for tests: real parts all the way down, an executor that works at once, settings that go nowhere."""

import pytest
from window_parts import NOW, make_services

from inspector.samples import mint_samples
from inspector.ui.theme import Theme
from inspector.ui.window import MainWindow


@pytest.fixture
def make_window(qtbot):
    """Return a function that opens a window; what it opened is closed after the test."""
    opened = []

    def make(theme: str = "light", **changed) -> MainWindow:
        window = MainWindow(make_services(**changed), Theme(theme))
        qtbot.addWidget(window)
        window.show()
        window.warm_up()
        window.activateWindow()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Everything outside a window that signs in: issuer, practice tenant, keyring, profiles."""
    from sign_in_parts import World

    monkeypatch.setattr("inspector.practice.device_grant.DEVICE_CODE_INTERVAL", 1)  # the shortest that is kept to
    return World(tmp_path)


@pytest.fixture
def browser(qapp, monkeypatch):
    """The system's browser, as the desktop would start it; the tests themselves may run without one."""
    from sign_in_parts import Browser

    from inspector.signin.request import Flow
    from inspector.ui import sign_in_page

    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(sign_in_page, "first_flow", lambda: Flow.AUTHORIZATION_CODE)
    opened = Browser()
    yield opened
    opened.close()


@pytest.fixture
def signing(make_window, world, browser):
    """A window that signs in there, with real threads."""
    from inspector.workers import DaemonExecutor

    return make_window(sign_in=world.services(), executor=DaemonExecutor())


@pytest.fixture
def samples():
    """Return the samples by name."""
    return {sample.name[3:]: sample for sample in mint_samples(NOW)}
