"""What signing in is tested with: the practice tenant and a made-up issuer, a keyring in memory, browsers of our own."""

import threading
import time
from contextlib import contextmanager
from pathlib import Path

from browser import bring
from fake_issuer import FakeIssuer
from keyring_fakes import MemoryKeyring
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)
from visitor import Visitor

from inspector.network.messages import Messages, open_in_process
from inspector.practice.registrations import make_registrations
from inspector.practice.tenant import practice_app
from inspector.signin.session import Session
from inspector.storage.keyrings import Known, NoKeyringError
from inspector.storage.vault import Vault
from inspector.tokens.issuing import make_key
from inspector.ui.services import SignInServices

_made = []  # keys and registrations of the practice tenant, which take long to make


class World:
    """Everything outside the window. `kept` is what the keyring holds, from window to window."""

    def __init__(self, folder: Path) -> None:
        self.issuer = FakeIssuer()
        self.kept = MemoryKeyring()
        self.locked = False
        self.profiles = folder / "profiles.json"
        self.opened: list[str] = []  # sessions, as they were opened and closed

    def services(self) -> SignInServices:
        """Return what a window signs in with."""
        return SignInServices(self._session, self._practice, lambda: self.profiles)

    @contextmanager
    def _session(self, on_request):
        self.opened.append("session")
        vault = Vault(self._keyring)
        client = _Counted(self.issuer, on_request)
        yield Session(client, vault), vault
        vault.close()
        self.opened.append("session closed")

    def _keyring(self):
        if self.locked:
            raise NoKeyringError("The keyring is locked.")
        return self.kept, Known("memory", "Test Keyring", ("linux",), lambda: None)

    @contextmanager
    def _practice(self, on_request):
        if not _made:
            now = time.time()
            _made.extend(((make_key("Practice token signing", now),), make_registrations(now)))
        tenant = practice_app(time.time, *_made)
        tenant.serve_pages()
        try:
            with open_in_process(tenant.wsgi, on_request) as client:
                yield Session(Messages(client)), tenant
        finally:
            tenant.close()


class _Counted:
    """Tells of every request, as the network's client does."""

    def __init__(self, issuer, on_request) -> None:
        self._issuer, self._on_request = issuer, on_request

    def request(self, method, url, **more):
        self._on_request(method, url)
        return self._issuer.request(method, url, **more)


class Browser(QObject):
    """Stands in for the system's browser: remembers what it was sent to, and does `visit(address)` on a thread."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.visit = None
        self._threads: list[threading.Thread] = []
        for scheme in ("http", "https"):
            QDesktopServices.setUrlHandler(scheme, self, "open")

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Take an address, as the desktop's services hand it over."""
        self.addresses.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if self.visit is not None:
            self._threads.append(threading.Thread(target=self.visit, args=(self.addresses[-1],)))
            self._threads[-1].start()

    def walk(self) -> None:
        """From now on, go through the practice tenant's pages."""
        self.visit = lambda address: Visitor().visit(address)

    def answer_for(self, issuer: FakeIssuer) -> None:
        """From now on, bring back what the made-up issuer answers."""
        from urllib.parse import parse_qsl, urlsplit

        def visit(address: str) -> None:
            bring(dict(parse_qsl(urlsplit(address).query))["redirect_uri"], issuer.answer_of(address))

        self.visit = visit

    def close(self) -> None:
        """Give the schemes back and end every visit."""
        for scheme in ("http", "https"):
            QDesktopServices.unsetUrlHandler(scheme)
        for thread in self._threads:
            thread.join()


def said(window: QWidget) -> str:
    """Return every text that any widget of `window` holds, shown or not, spoken or not."""
    found: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
        if isinstance(widget, QComboBox):
            found += [f"{widget.itemText(at)} {widget.itemData(at)}" for at in range(widget.count())]
        if isinstance(widget, QListView) and widget.model():
            model = widget.model()
            found += [str(model.index(row, 0).data() or "") for row in range(model.rowCount())]
        found += [paragraph.text for paragraph, *_place in getattr(widget, "_ink", ())]
    return "\n".join(found)


def settle() -> None:
    """Let everything that has been posted arrive."""
    for _ in range(3):
        QApplication.processEvents()
