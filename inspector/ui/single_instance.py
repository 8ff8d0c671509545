"""One window a person: a second start hands its file path or text to the first, over a socket only they can open."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LIMIT = 2_000_000  # bytes of one handed-over message
_PATIENCE = 2_000  # milliseconds


def default_folder() -> Path:
    """Return a folder of this user alone for the lock and the socket."""
    folder = _private_place() / "token-inspector"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)  # it may be older, or made under a lax umask
    return folder


def _private_place() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        return Path(runtime)
    from PySide6.QtCore import QStandardPaths

    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation))


class SingleInstance(QObject):
    """The first window's end: `received` carries what a later start hands over, as {"file": …} or {"text": …} or {}."""

    received = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = str(folder / "socket")
        self._lock = QLockFile(str(folder / "lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Whether this process holds the lock, taking it where it is free."""
        return self._lock.isLocked() or self._lock.tryLock(0)

    def listen(self) -> bool:
        """Open the socket (the first process only) and return whether that worked."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._address)  # left over by a process that crashed: the lock is ours
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        return self._server.listen(self._address)

    def hand_over(self, message: dict[str, str]) -> bool:
        """Give `message` to the first process; False where nobody takes it."""
        from PySide6.QtCore import QByteArray
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(_PATIENCE):
            return False
        import json

        socket.write(QByteArray(json.dumps(message).encode("ascii") + b"\n"))
        # The answer, not the sending, says that somebody has it.
        return socket.waitForReadyRead(_PATIENCE) and bytes(socket.readAll().data()) == b"ok\n"

    def close(self) -> None:
        """Stop listening and give the lock back."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(_reader(socket, self.received.emit))


def _reader(socket: "QLocalSocket", deliver: Callable[[object], None]) -> Callable[[], None]:
    arrived = bytearray()

    def read() -> None:
        arrived.extend(bytes(socket.readAll().data()))
        if len(arrived) > LIMIT:
            socket.abort()
        elif arrived.endswith(b"\n"):
            message = _parse(bytes(arrived))
            arrived.clear()
            socket.write(b"ok\n")
            socket.flush()
            deliver(message)

    return read


def _parse(line: bytes) -> dict[str, str]:
    import json

    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in message.items() if isinstance(value, str)} if isinstance(message, dict) else {}
