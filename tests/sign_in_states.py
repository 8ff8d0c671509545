"""The states of the sign-in page for `screenshots.py`: real sign-ins at the practice tenant, by a browser of our own."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

sys.path[:0] = [str(Path(__file__).parent / "signin")]

_PATIENCE = 30.0  # seconds


class _Browser(QObject):
    """Remembers where it was sent; goes through the pages where `walks` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.walks = False
        self.opened = 0
        for scheme in ("http", "https"):
            QDesktopServices.setUrlHandler(scheme, self, "open")

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Take an address."""
        from visitor import Visitor

        self.opened += 1
        address = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if self.walks:
            threading.Thread(target=Visitor().visit, args=(address,), daemon=True).start()


def show_form(window) -> None:
    """Show the form of a usual request."""
    from inspector.signin.request import SignInRequest

    window._parts.sign_in.begin(
        SignInRequest(
            client_id="6a1f2c3d-7b8e-4f90-a1b2-c3d4e5f60718", tenant="contoso.onmicrosoft.com",
            scopes=("api://orders/Orders.Read", "Directory.Read.All", "openid"),
        ),
        practice=False,
    )  # fmt: skip
    _wait(lambda: window._parts.sign_in.desk.keeping is not None)


def show_obstacles(window) -> None:
    """Press the button of a form in which nearly everything is missing."""
    from inspector.signin.request import Flow, SignInRequest

    window._parts.sign_in.begin(SignInRequest(flow=Flow.CLIENT_CREDENTIALS), practice=False)
    _page(window).form.send()


def show_waiting(window) -> None:
    """Wait for a browser that does not answer."""
    browser = window.browser = _Browser()
    _practise(window)
    _page(window).form.send()
    _wait(lambda: browser.opened)
    _page(window).front.waiting.show_help(shown=True)


def show_device_code(window) -> None:
    """Show a code to enter."""
    from inspector.signin.request import Flow

    window.browser = _Browser()
    _practise(window, Flow.DEVICE_CODE)
    _page(window).form.send()
    _wait(lambda: _page(window).front.panel is _page(window).front.device)


def show_outcome(window, fault: str | None = None) -> None:
    """Sign in, or be refused by a fault."""
    window.browser = _Browser()
    window.browser.walks = True
    _practise(window)
    window._parts.sign_in.desk.set_fault(fault)
    _page(window).form.send()
    _wait(lambda: _page(window)._ended is not None)


def show_guide(window) -> None:
    """Show how to register an app."""
    show_form(window)
    _page(window).form.guide_asked.emit()


def _practise(window, flow=None) -> None:
    from inspector.signin.request import Flow, SignInRequest

    window._parts.sign_in.begin(SignInRequest(flow=flow or Flow.AUTHORIZATION_CODE), practice=True)
    _wait(lambda: _page(window).form.tenant is not None)


def _page(window):
    from inspector.ui.pages import Page

    return window._workspace.page(Page.SIGN_IN)


def _wait(until: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)
    assert until()
