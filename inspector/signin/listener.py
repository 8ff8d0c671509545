"""The loopback listener that the browser brings the authorization response to (RFC 8252 7.3).

Python's own http.server reads the requests; accepting, limiting and stopping are ours, so that cancel takes effect at
once whatever a client is doing, and no client can keep another one out.
"""

import errno
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

from inspector.signin.faults import ListenerError
from inspector.signin.request import Loopback
from inspector.words import _

MOST_CLIENTS = 32  # at a time; the oldest is dropped for a new one
LONGEST_BODY = 64 * 1024  # bytes
PATIENCE = 5.0  # seconds for each read
_ATTEMPTS = 20

# (method, host header, target, content type, body) -> (HTTP status, page, what to do once the page is sent)
Answer = tuple[int, bytes, Callable[[], None] | None]
Respond = Callable[[str, str, str, str, bytes], Answer]


class Listener:
    """Listens on 127.0.0.1, and on ::1 at the same port where there is IPv6, from construction until `close`."""

    def __init__(self, respond: Respond, loopback: Loopback = Loopback.LOCALHOST, port: int = 0) -> None:
        self._respond = respond
        self._sockets = _bind(loopback, port)
        self.port: int = self._sockets[0].getsockname()[1]
        self._wake, self._sleeper = socket.socketpair()
        self._lock = threading.Lock()
        self._clients: dict[socket.socket, threading.Thread] = {}
        self._closing = False
        self._thread = threading.Thread(target=self._accept_all, name="sign-in-listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop at once; when this returns, no thread and no socket is left."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
        self._wake.send(b"x")
        self._thread.join()
        for client, thread in self._dropped(0):
            _cut(client)
            thread.join()
        for each in (*self._sockets, self._wake, self._sleeper):
            each.close()

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (*self._sockets, self._sleeper):
                selector.register(each, selectors.EVENT_READ)
            while not self._closing:
                for key, _events in selector.select():
                    if isinstance(key.fileobj, socket.socket) and key.fileobj is not self._sleeper:
                        self._accept(key.fileobj)

    def _accept(self, listening: socket.socket) -> None:
        try:
            client, _address = listening.accept()
        except OSError:  # gone again, or no file descriptors left for the moment
            return
        client.settimeout(PATIENCE)
        thread = threading.Thread(target=self._serve, args=(client,), name="sign-in-answer", daemon=True)
        for oldest, _thread in self._dropped(MOST_CLIENTS - 1):
            _cut(oldest)
        with self._lock:
            self._clients[client] = thread
        thread.start()

    def _dropped(self, keep: int) -> list[tuple[socket.socket, threading.Thread]]:
        """Return the oldest clients beyond the newest `keep`."""
        with self._lock:
            return list(self._clients.items())[: max(0, len(self._clients) - keep)]

    def _serve(self, client: socket.socket) -> None:
        try:
            with suppress(OSError):  # the client went away, or was cut off
                _Handler(client, self._respond)
        finally:
            with self._lock:
                self._clients.pop(client, None)
            _cut(client)
            client.close()


class _Handler(BaseHTTPRequestHandler):
    """Reads one request, answers it with a fixed page, closes. No keep-alive, no log, no reflected value."""

    protocol_version = default_request_version = "HTTP/1.1"
    server_version = "TokenInspector"
    sys_version = ""

    def __init__(self, client: socket.socket, respond: Respond) -> None:
        self._respond = respond
        super().__init__(client, ("", 0), None)  # type: ignore[arg-type]  # there is no socketserver behind it

    def handle(self) -> None:
        self.close_connection = True
        self.handle_one_request()

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            return self.send_error(411)
        if int(length[:9]) > LONGEST_BODY:
            return self.send_error(413)
        body = self.rfile.read(int(length))
        return self._answer(body) if len(body) == int(length) else None

    def send_error(self, code: int, *_words: str | None) -> None:
        """Send the page of an error without quoting anything that was sent to us."""
        from inspector.signin.pages import error_page

        self._send(code, error_page(code))

    def log_message(self, *_words: object) -> None:
        """Log nothing: request lines hold codes."""

    def _answer(self, body: bytes) -> None:
        host, kind = self.headers.get("Host", ""), self.headers.get("Content-Type", "")
        status, page, after = self._respond(self.command, host, self.path, kind, body)
        try:
            self._send(status, page)
        finally:
            if after:
                after()

    def _send(self, status: int, page: bytes) -> None:
        self.send_response(status)
        for name, value in _HEADERS:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        self.wfile.flush()


_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ("Connection", "close"),
)


def _bind(loopback: Loopback, port: int) -> list[socket.socket]:
    """Return listening sockets on one port: IPv4, and IPv6 where `localhost` may lead there."""
    for _attempt in range(1 if port else _ATTEMPTS):
        try:
            first = _listen(socket.AF_INET, "127.0.0.1", port)
        except OSError as error:
            raise ListenerError(_taken(port) if port else str(error)) from None
        if loopback is Loopback.IP_ADDRESS:
            return [first]
        try:
            return [first, _listen(socket.AF_INET6, "::1", first.getsockname()[1])]
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                return [first]  # no IPv6 here
            first.close()  # another program holds ::1 at this port and could receive the code
    raise ListenerError(_taken(port))


def _taken(port: int) -> str:
    if port:
        return _("Port {port} is taken by another program. Choose another one, or 0 for any.").format(port=port)
    return _("No free port was found on this machine.")


def _listen(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:  # on Windows two programs could listen on one port otherwise
            listening.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, port))
        listening.listen(128)
        listening.setblocking(False)  # noqa: FBT003  the socket's own signature
    except OSError:
        listening.close()
        raise
    return listening


def _cut(client: socket.socket) -> None:
    with suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)
