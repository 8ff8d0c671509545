"""Every request that left this machine, in order; told from whatever thread made it."""

import threading
import time
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from inspector.masking import visible
from inspector.ui.text import shorten
from inspector.words import _


class Request(NamedTuple):
    """One request: when (Unix seconds), how and to which address."""

    moment: float
    method: str
    address: str
    inside: bool = False  # to the practice tenant, in this program: nothing left the machine

    @property
    def in_words(self) -> tuple[str, str]:
        """When, and what: made harmless and free of what a query may hold of a sign-in."""
        address = visible(self.address.partition("?")[0])
        moment = time.strftime("%H:%M:%S", time.localtime(self.moment))
        said = f"{self.method} {shorten(address, 160)}"
        return moment, _("{request} (practice: stayed in this program)").format(request=said) if self.inside else said


class RequestLog(QObject):
    """`changed` is emitted after each request, and arrives on the GUI thread."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._all: list[Request] = []

    def add(self, method: str, address: str) -> None:
        """Note a request; may be called from any thread."""
        with self._lock:
            self._all.append(Request(time.time(), method, address))
        self.changed.emit()

    def add_inside(self, method: str, address: str) -> None:
        """Note a request that the practice tenant answered; nothing left this machine."""
        with self._lock:
            self._all.append(Request(time.time(), method, address, inside=True))
        self.changed.emit()

    @property
    def left(self) -> int:
        """How many requests left this machine."""
        return sum(not each.inside for each in self.all())

    def all(self) -> tuple[Request, ...]:
        """Return the requests made so far."""
        with self._lock:
            return tuple(self._all)
