"""Opening the system's browser from the window, on the GUI thread, with the environment that a browser expects."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_page(address: str) -> bool:
    """Open `address` and return whether a browser took it, which does not prove that it shows the page.

    Only https is opened, and http on this machine: another scheme would start whatever program the system has for it.
    """
    from inspector.signin.authority import is_page
    from inspector.signin.browser import open_browser, open_chosen

    if not is_page(address):
        return False
    return open_chosen(address) or _open_by_desktop(address) or open_browser(address)


def _open_by_desktop(address: str) -> bool:
    with _environment_of_a_child():
        return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


@contextmanager
def _environment_of_a_child() -> Iterator[None]:
    """Let Qt start the browser as if this program were not frozen: it passes its own environment on."""
    from inspector.signin.surroundings import child_environment

    before, wanted = dict(os.environ), child_environment()
    _become(wanted)
    try:
        yield
    finally:
        _become(before)


def _become(environment: dict[str, str]) -> None:
    """Change the environment to this one, touching only what differs."""
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
