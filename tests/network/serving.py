"""A real HTTPS server on loopback with a certificate of a test CA made on the spot."""

import datetime as dt
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PEM = serialization.Encoding.PEM
_FORMAT = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2120, 1, 1, tzinfo=dt.UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


@cache
def authority() -> tuple[Any, x509.Certificate]:
    """Return the key and the certificate of the test CA."""
    private = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(_name("Test CA"), _name("Test CA"), private.public_key(), 1, START, END)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    return private, builder.sign(private, hashes.SHA256())


def write_authority(folder: Path) -> Path:
    """Write the CA's certificate and return the file."""
    path = folder / "ca.pem"
    path.write_bytes(authority()[1].public_bytes(PEM))
    return path


def _context(folder: Path) -> ssl.SSLContext:
    private, ca = authority()
    own = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = x509.CertificateBuilder(
        ca.subject, _name("localhost"), own.public_key(), x509.random_serial_number(), START, END
    )
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(private.public_key()), critical=False
    )
    certificate = builder.sign(private, hashes.SHA256())
    path = folder / "server.pem"
    path.write_bytes(own.private_bytes(PEM, *_FORMAT) + certificate.public_bytes(PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@dataclass
class Answer:
    """What a path answers with. `write` may take over after the headers, to drip, stall or flood."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    write: Callable[[Any, threading.Event], None] | None = None

    def content(self) -> bytes:
        """Return the body as bytes; anything but bytes as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Site:
    """The server. `pages` maps paths to answers and may change; `asked` lists the paths that were requested."""

    def __init__(self, folder: Path, *, secure: bool = True) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if secure:
            self._server.socket = _context(folder).wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "https" if secure else "http"
        self.address = f"{scheme}://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        """Stop serving and wait for the end."""
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def publish(self, keys: list[Any], path: str = "/tenant", **members: Any) -> str:
        """Serve a discovery document and its keys; return the issuer."""
        issuer = f"{self.address}{path}"
        document = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"} | members
        self.pages[f"{path}/.well-known/openid-configuration"] = Answer(document)
        self.pages[f"{path}/keys"] = Answer({"keys": keys})
        return issuer


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            answer = site.pages.get(self.path, Answer({"error": "not found"}, 404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            content = answer.content()
            if answer.write is None:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if answer.write is not None:
                answer.write(self.wfile, site.stopping)
            else:
                self.wfile.write(content)

        def do_CONNECT(self) -> None:
            site.asked.append(f"CONNECT {self.path}")
            self.send_error(403)

        def log_message(self, *_arguments: Any) -> None:
            """Stay silent: tests look at what was asked, not at standard error."""

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ssl.SSLError):
                return  # a client that breaks off is part of what is tested

    return Handler
