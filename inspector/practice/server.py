"""Serving the practice tenant on the loopback interface, on daemon threads that end with it."""

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from inspector.practice.certificates import NAMES

_IDLE = 15  # seconds that a connection may say nothing


class LoopbackServer:
    """A WSGI application on 127.0.0.1; over TLS where a context is given. `port` 0 takes a free one."""

    def __init__(self, app: Callable[..., Iterable[bytes]], port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.tls = tls
        self._server.set_app(_only_loopback(app))
        self._thread = threading.Thread(target=self._serve, name="practice-pages", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.server_port

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop, cut the connections that are open, and wait until every thread has ended."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)


class _Server(WSGIServer):
    """A thread for each connection; closing ends them all."""

    tls: ssl.SSLContext | None = None

    def __init__(self, *arguments: Any) -> None:
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        super().__init__(*arguments)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are."""
        if os.name != "nt":  # there it would let two servers share the port
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer one connection on a thread of its own, known before it starts."""
        thread = threading.Thread(target=self._answer, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[thread] = request
        thread.start()

    def _answer(self, request: socket.socket, client_address: Any) -> None:
        request.settimeout(_IDLE)
        try:
            self.finish_request(self._secured(request), client_address)
        except (OSError, ValueError):  # not TLS, gone, or closed under its feet
            pass
        finally:
            with self._lock:
                connection = self._open.pop(threading.current_thread())
            self.shutdown_request(connection)

    def _secured(self, request: socket.socket) -> socket.socket:
        """Return the connection under TLS; negotiated on its thread, so that a silent client holds nobody up."""
        if self.tls is None:
            return request
        secured = self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open[threading.current_thread()] = secured
        secured.do_handshake()
        return secured

    def server_close(self) -> None:
        """Close the listening socket and every connection, and wait for their threads."""
        super().server_close()
        with self._lock:
            still_open = dict(self._open)
        for thread, connection in still_open.items():
            _cut(connection)
            thread.join()


class _Handler(WSGIRequestHandler):
    """Answers without logging: addresses hold codes and names."""

    server_version = "practice"
    sys_version = ""

    def log_message(self, *arguments: Any) -> None:
        """Write nothing."""


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _only_loopback(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Refuse requests for other hosts: a page elsewhere must not reach us under its own name (DNS rebinding)."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = str(environ.get("HTTP_HOST", "")).rpartition(":")[0] or str(environ.get("HTTP_HOST", ""))
        if host not in ("127.0.0.1", *NAMES):
            start_response("421 Misdirected Request", [("Content-Length", "0")])
            return [b""]
        return app(environ, start_response)

    return answer
