"""The loopback listener: what it accepts, what it turns away, and that it ends at once whatever clients do."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from urllib.parse import urlencode

import pytest
from browser import FORM, bring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.signin import listener as listener_module
from inspector.signin.authorization_response import AuthorizationResponse, Reception
from inspector.signin.faults import ListenerError
from inspector.signin.listener import Listener
from inspector.signin.request import Loopback

STATE = "state-of-this-sign-in"


class Waiting:
    """A listener that waits for one answer."""

    def __init__(self, path: str = "/", loopback: Loopback = Loopback.LOCALHOST) -> None:
        self._taken: SimpleQueue[AuthorizationResponse] = SimpleQueue()
        self.turned_away: list[str] = []
        self.reception = Reception(STATE, path, self._taken.put, lambda reason, _given: self.turned_away.append(reason))
        self.listener = Listener(self.reception.respond, loopback)
        self.reception.listen_on(self.listener.port)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.listener.port

    def take(self) -> AuthorizationResponse:
        """Return the answer that was taken; it is handed over right after its page."""
        return self._taken.get(timeout=5)

    @property
    def took_nothing(self) -> bool:
        """Whether no answer was taken."""
        return self._taken.empty()

    def send(self, raw: bytes, host: str = "127.0.0.1") -> bytes:
        """Send bytes as they are and return what comes back until the end."""
        with socket.create_connection((host, self.port), timeout=10) as client:
            received = b""
            try:
                client.sendall(raw)
                while chunk := client.recv(65536):
                    received += chunk
            except ConnectionError:
                pass
            return received


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """A listener that is closed in the end, with every thread of it gone."""
    before = set(threading.enumerate())
    made = Waiting()
    yield made
    made.listener.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)  # an answer under way may still be leaving
    assert set(threading.enumerate()) <= before


def _get(target: str, host: str = "localhost", port: int = 0) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()


@pytest.mark.parametrize("mode", ["form_post", "query"])
def test_takes_one_answer(waiting: Waiting, mode: str) -> None:
    """The first answer with the right state is taken; a second one is refused."""
    address = f"http://localhost:{waiting.port}"
    status, page = bring(address, {"code": "secret-code", "state": STATE}, mode)
    assert status == 200
    assert "secret-code" not in page
    taken = waiting.take()
    assert (taken.parameters["code"], taken.mode) == ("secret-code", mode)
    assert bring(address, {"code": "other", "state": STATE}, mode)[0] == 410
    assert waiting.took_nothing
    assert waiting.turned_away == ["again"]


def test_both_families(waiting: Waiting) -> None:
    """localhost may lead to ::1 or 127.0.0.1; both are answered on one port, and nothing else is."""
    for host in ("127.0.0.1", "::1"):
        assert waiting.send(_get("/", port=waiting.port), host).startswith(b"HTTP/1.1 400")
    addresses = {each.getsockname()[0] for each in waiting.listener._sockets}
    assert addresses == {"127.0.0.1", "::1"}


def test_only_the_address_where_it_was_chosen() -> None:
    """127.0.0.1 listens there alone."""
    waiting = Waiting(loopback=Loopback.IP_ADDRESS)
    assert [each.getsockname()[0] for each in waiting.listener._sockets] == ["127.0.0.1"]
    waiting.listener.close()


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        (f"/?code=x&state={STATE}", "evil.test", 421),
        (f"/?code=x&state={STATE}", "localhost.evil.test", 421),
        (f"/other?code=x&state={STATE}", "localhost", 404),
        ("/favicon.ico", "localhost", 404),
        ("/", "localhost", 400),
        ("/?code=x", "localhost", 403),
        ("/?code=x&state=", "localhost", 403),
        (f"/?code=x&state={STATE}x", "localhost", 403),
        (f"/?code=x&code=y&state={STATE}", "localhost", 400),
        (f"/?code=x&error=y&state={STATE}", "localhost", 400),
        (f"/?state={STATE}", "localhost", 400),
        ("/?" + "&".join(f"p{number}=1" for number in range(50)), "localhost", 400),
        ("//[?code=x", "localhost", 404),
        ("http://[?code=x", "localhost", 400),
    ],
)
def test_turns_away(waiting: Waiting, target: str, host: str, status: int) -> None:
    """Another host, another path, no or another state, a parameter twice: nothing of it is taken."""
    answer = waiting.send(_get(target, host, waiting.port))
    assert answer.startswith(f"HTTP/1.1 {status}".encode())
    assert b"evil" not in answer
    assert b"no-store" in answer
    assert waiting.took_nothing


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"PUT / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
        (b"OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
        (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
    ],
)
def test_wrong_requests(waiting: Waiting, raw: bytes, status: bytes) -> None:
    """Wrong verbs, lengths and sizes get a status and the fixed page."""
    answer = waiting.send(raw)
    assert answer.startswith((b"HTTP/1.1 " + status, b"HTTP/1.0 " + status)) or answer == b""
    assert waiting.took_nothing


def test_large_body(waiting: Waiting) -> None:
    """A body of a megabyte is not read."""
    body = urlencode({"code": "x" * 1_000_000, "state": STATE}).encode()
    head = f"POST / HTTP/1.1\r\nHost: localhost:{waiting.port}\r\nContent-Type: {FORM['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
    waiting.send(head.encode() + body)
    assert waiting.took_nothing
    assert bring(f"http://localhost:{waiting.port}", {"code": "x", "state": STATE})[0] == 200


def test_no_form(waiting: Waiting) -> None:
    """A body that is no form is not read as one."""
    assert (
        bring(
            f"http://localhost:{waiting.port}", {"code": "x", "state": STATE}, **{"Content-Type": "application/json"}
        )[0]
        == 415
    )


def test_tls_bytes(waiting: Waiting) -> None:
    """A browser that tries https is answered, and the next request is served."""
    with (
        pytest.raises((ssl.SSLError, ConnectionError)),
        socket.create_connection(("127.0.0.1", waiting.port), timeout=5) as raw,
    ):
        ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")
    assert bring(f"http://localhost:{waiting.port}", {"code": "x", "state": STATE})[0] == 200


def test_a_thousand_requests(waiting: Waiting) -> None:
    """A program that knocks a thousand times keeps nobody out."""
    for _number in range(1000):
        assert waiting.send(_get("/?code=x&state=guess", "localhost", waiting.port)).startswith(b"HTTP/1.1 403")
    assert bring(f"http://localhost:{waiting.port}", {"code": "x", "state": STATE})[0] == 200
    assert waiting.take().parameters["code"] == "x"


def test_silent_clients(waiting: Waiting) -> None:
    """Connections that say nothing, more than there may be, keep neither the answer nor the end waiting."""
    silent = [socket.create_connection(("127.0.0.1", waiting.port), timeout=5) for _number in range(100)]
    assert bring(f"http://localhost:{waiting.port}", {"code": "x", "state": STATE})[0] == 200
    began = time.monotonic()
    waiting.listener.close()
    assert time.monotonic() - began < 2
    for each in silent:
        each.close()


def test_oldest_clients_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many connect and say nothing, only so many threads serve them: the oldest are dropped."""
    monkeypatch.setattr(listener_module, "PATIENCE", 60.0)
    waiting = Waiting()
    silent = [socket.create_connection(("127.0.0.1", waiting.port), timeout=20) for _number in range(100)]
    try:
        for each in silent[: 100 - listener_module.MOST_CLIENTS]:
            with suppress(ConnectionResetError):
                assert each.recv(1) == b""
        assert sum(each.name == "sign-in-answer" for each in threading.enumerate()) <= listener_module.MOST_CLIENTS + 1
    finally:
        waiting.listener.close()
        for each in silent:
            each.close()


def test_slow_client_is_given_up(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that stops in the middle is dropped after a while."""
    monkeypatch.setattr(listener_module, "PATIENCE", 0.1)
    assert waiting.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nco") == b""


def test_port_is_free_afterwards() -> None:
    """Nothing listens once it is closed, and closing twice is no harm."""
    waiting = Waiting()
    waiting.listener.close()
    waiting.listener.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", waiting.port), timeout=1)


def test_ipv6_taken_by_another() -> None:
    """Where another program holds ::1 at a chosen port, the code could go to it: that port is not used."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenerError):
            Listener(lambda *_request: (200, b"", None), Loopback.LOCALHOST, port)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.binary(max_size=300)
    | st.text(max_size=200).map(
        lambda text: f"GET /?{text} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("utf-8", "replace")
    )
)
def test_any_bytes(waiting: Waiting, raw: bytes) -> None:
    """Whatever arrives, nothing is taken, and the listener lives on."""
    with socket.create_connection(("127.0.0.1", waiting.port), timeout=5) as client:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        try:
            while client.recv(65536):
                pass
        except ConnectionError:
            pass
    assert waiting.took_nothing
    assert waiting.listener._thread.is_alive()


@given(target=st.text(max_size=200), host=st.text(max_size=50), body=st.binary(max_size=200), post=st.booleans())
def test_any_request(target: str, host: str, body: bytes, post: bool) -> None:
    """No request makes the decision raise, and none without the state is taken."""
    reception = Reception(STATE, "/", lambda _response: pytest.fail("taken"), lambda _reason, _given: None)
    reception.listen_on(8400)
    for named in (host, "localhost:8400"):
        status, _page, after = reception.respond("POST" if post else "GET", named, target, FORM["Content-Type"], body)
        assert status != 200
        assert after is None
