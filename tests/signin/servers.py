"""Small servers on loopback for bad weather: they answer with bytes as they are, or not at all."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Answer = bytes | None  # None: accept, read, never answer


class Server:
    """Answers each connection with the next of `answers` (the last one again and again)."""

    def __init__(self, answers: list[Answer], tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.answers, self.requests = answers, list[bytes]()
        self._tls, self._open = tls, list[socket.socket]()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="test-server")
        self._thread.start()

    def close(self) -> None:
        """Stop, cutting every connection."""
        for each in (self._listening, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            with suppress(OSError):
                self._answer(client)

    def _answer(self, client: socket.socket) -> None:
        client.settimeout(5)
        client = self._tls.wrap_socket(client, server_side=True) if self._tls else client
        self._open.append(client)
        self.requests.append(_read(client))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            client.sendall(answer)
            client.close()


def _read(client: socket.socket) -> bytes:
    """Return a whole request: a server that closes with something unread resets the connection."""
    request = client.recv(65536)
    head, _end, body = request.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(answers: list[Answer], folder: Path | None = None) -> Iterator[Server]:
    """Serve `answers`, over TLS with the certificate in `folder` where it is given."""
    tls = None
    if folder:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(folder / "server.pem", folder / "server.key")
    server = Server(answers, tls)
    try:
        yield server
    finally:
        server.close()


def http(status: str, body: str, **headers: str) -> bytes:
    """Return an HTTP response."""
    named = {
        "content-length": str(len(body.encode())),
        "connection": "close",
        "content-type": "application/json",
    } | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n{body}".encode()
