"""Bad weather between the program and the issuer: every storm ends in a sentence, nothing hangs, nothing is left over."""

import json
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from fake_issuer import ACCESS
from oidc_provider import make_certificates
from servers import Answer, Server, http, serving

from inspector.network import client as client_module
from inspector.network import messages
from inspector.network.client import ProxySettingError, open_client
from inspector.network.messages import Messages
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import SignInOutcome, Status, StepReached
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session

SECRET = Credential("the-secret-of-the-daemon")
PORTAL = http("200 OK", "<html>Welcome to our hotel</html>", content_type="text/html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CA and a server's certificate."""
    folder = tmp_path_factory.mktemp("weather")
    make_certificates(folder)
    return folder


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxy settings don't count here."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def threads_end() -> Iterator[None]:
    """No thread is left, whatever happened."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 5
    while set(threading.enumerate()) - before and time.monotonic() < end:
        time.sleep(0.01)
    assert set(threading.enumerate()) - before == set()


def discovery(port: int) -> bytes:
    """A discovery document for the server at `port`."""
    base = f"https://localhost:{port}/realm"
    return http(
        "200 OK",
        json.dumps(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/a",
                "token_endpoint": f"{base}/t",
                "device_authorization_endpoint": f"{base}/d",
            }
        ),
    )


def sign_in(server: Server, folder: Path, **options: object) -> SignInOutcome:
    """Sign in as a daemon at `server`."""
    request = SignInRequest(
        client_id="daemon", issuer=f"https://localhost:{server.port}/realm", flow=Flow.CLIENT_CREDENTIALS
    )
    with open_client(ca_file=folder / "ca.pem", typed_hosts={"localhost"}) as client:
        return Session(Messages(client)).sign_in(request, credential=SECRET, **options)  # type: ignore[arg-type]


def at_discovery(folder: Path, answer: Answer) -> SignInOutcome:
    """Let `answer` be all that the server says."""
    with serving([answer], folder) as server:
        return sign_in(server, folder)


def at_token(folder: Path, answer: Answer) -> SignInOutcome:
    """Let `answer` be what the token endpoint says."""
    with serving([answer], folder) as server:
        server.answers.insert(0, discovery(server.port))
        return sign_in(server, folder)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (PORTAL, "page in place of JSON"),
        (http("302 Found", "", location="https://portal.test/"), "redirects"),
        (http("503 Service Unavailable", "down", retry_after="90"), "1 minute"),
        (http("500 Internal Server Error", "oops"), "HTTP 500"),
        (http("429 Too Many Requests", "", retry_after="20"), "20 seconds"),
        (http("407 Proxy Authentication Required", "<html>"), "proxy"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{", "broke"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "broke"),
        (b"", "broke"),
        (http("200 OK", "[" * 100_000), "JSON"),
        (http("200 OK", "{" + " " * 5_000_000), "4 MB"),
    ],
    ids=["captive portal", "redirect", "503", "500", "429", "407", "cut off", "no HTTP", "closed", "nested", "huge"],
)
@pytest.mark.parametrize("where", [at_discovery, at_token])
def test_odd_answers(folder: Path, where: object, answer: bytes, words: str) -> None:
    """A page, a redirect, a busy server, half an answer: each has its sentence, at discovery as at the token request."""
    outcome: SignInOutcome = where(folder, answer)  # type: ignore[operator]
    assert outcome.status is Status.FAILED
    assert words in f"{outcome.sentence} {outcome.next_step}"
    assert SECRET.secret not in repr(outcome)


def test_missing_tenant(folder: Path) -> None:
    """A refusal in place of the discovery document is the issuer's own, and is explained as such."""
    body = json.dumps(
        {"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant 'x' not found.", "error_codes": [90002]}
    )
    outcome = at_discovery(folder, http("400 Bad Request", body))
    assert outcome.status is Status.REFUSED
    assert "AADSTS90002" in outcome.refusal


@pytest.mark.parametrize("where", [at_discovery, at_token])
def test_silence(folder: Path, where: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing is given up after the time limit."""
    monkeypatch.setattr(messages, "SECONDS", 0.3)
    outcome: SignInOutcome = where(folder, None)  # type: ignore[operator]
    assert outcome.status is Status.FAILED
    assert "in time" in outcome.sentence


def test_silent_handshake(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is one that does not even negotiate TLS."""
    monkeypatch.setattr(messages, "SECONDS", 0.3)
    with serving([None]) as server:
        assert "in time" in sign_in(server, folder).sentence


@pytest.mark.parametrize("tls", [True, False], ids=["answer", "handshake"])
def test_cancel_while_the_server_is_silent(folder: Path, tls: bool) -> None:
    """Cancelling cuts the connection under way, in the handshake as in the answer; its thread and socket are gone at once."""
    cancellation = Cancellation()
    with serving([None], folder if tls else None) as server:
        began = time.monotonic()
        timer = threading.Timer(0.2, cancellation.cancel)
        timer.start()
        outcome = sign_in(server, folder, cancellation=cancellation)
        timer.join()
    assert outcome.status is Status.CANCELLED
    assert time.monotonic() - began < 3


def test_cancelled_before(folder: Path) -> None:
    """A sign-in that is cancelled before it begins sends nothing."""
    cancellation = Cancellation()
    cancellation.cancel()
    with serving([PORTAL], folder) as server:
        assert sign_in(server, folder, cancellation=cancellation).status is Status.CANCELLED
        assert server.requests == []


def test_unknown_name(folder: Path) -> None:
    """A name that nobody knows is said to be unknown."""
    with open_client() as client:
        outcome = Session(Messages(client)).sign_in(
            SignInRequest(
                client_id="c",
                host="login.invalid",
                tenant="t",
                scopes=("https://graph.microsoft.com/.default",),
                flow=Flow.CLIENT_CREDENTIALS,
            ),
            credential=SECRET,
        )
    assert outcome.status is Status.FAILED
    assert "login.invalid" in outcome.sentence


def test_nobody_listens(folder: Path) -> None:
    """Neither is a closed port the end of the world."""
    with serving([PORTAL]) as server:
        pass
    assert "could not be reached" in sign_in(server, folder).sentence


@pytest.mark.parametrize("minutes", [-10, 10])
def test_clock(folder: Path, minutes: int) -> None:
    """A clock that is ten minutes off is named, whatever came of the sign-in."""
    tokens = json.dumps({"access_token": ACCESS, "token_type": "Bearer", "expires_in": 3600})
    outcome = at_token(folder, http("200 OK", tokens, date=formatdate(time.time() - 60 * minutes, usegmt=True)))
    assert outcome.status is Status.SIGNED_IN
    assert any(("ahead" if minutes > 0 else "behind") in note for note in outcome.notes)


def test_proxy_asks_for_a_password(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy of the environment is used; one that wants a password is named."""
    with (
        serving([b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"]) as proxy,
        serving([PORTAL], folder) as server,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        outcome = sign_in(server, folder)
        assert b"CONNECT localhost" in proxy.requests[0]
        assert server.requests == []
    assert "password" in outcome.sentence


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_proxy_that_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Where the proxy of the environment can't be reached, it is named, not the host behind it."""
    with serving([PORTAL]) as gone:
        pass
    with serving([PORTAL], folder) as server:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{gone.port}")
        outcome = sign_in(server, folder)
        assert server.requests == []
    assert outcome.status is Status.FAILED
    assert f"proxy 127.0.0.1:{gone.port}" in outcome.sentence


@pytest.mark.parametrize("setting", ["ftp://user:hidden@127.0.0.1:1", "http://127.0.0.1:port", "http://["])
def test_proxy_setting_that_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    """A proxy setting that is no proxy's address is named by its variable, without what stands in it."""
    monkeypatch.setenv("HTTPS_PROXY", setting)
    with serving([PORTAL], folder) as server:
        try:
            said = sign_in(server, folder).sentence
        except ProxySettingError as error:
            said = str(error)
        assert server.requests == []
    assert "proxy" in said
    assert "hidden" not in said


def test_socks_proxy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOCKS proxy of the environment is asked for the host by name (RFC 1928); its refusal is a sentence."""
    with serving([b"\x05\x00"]) as proxy, serving([PORTAL], folder) as server:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        outcome = sign_in(server, folder)
        assert proxy.requests[0].startswith(b"\x05\x01")
        assert server.requests == []
    assert outcome.status is Status.FAILED
    assert outcome.sentence


def test_ca_of_the_system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CA that the system trusts, as one of a proxy that inspects TLS, needs no file of its own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    with serving([PORTAL], folder) as server, open_client(typed_hosts={"localhost"}) as client:
        request = SignInRequest(
            client_id="c", issuer=f"https://localhost:{server.port}/realm", flow=Flow.CLIENT_CREDENTIALS
        )
        assert "in place of JSON" in Session(Messages(client)).sign_in(request, credential=SECRET).sentence


def test_discovery_leads_into_a_private_network(folder: Path) -> None:
    """A token endpoint on a private address that nobody chose gets no secret."""
    base = "https://127.0.0.1:9/realm"
    document = {"issuer": base, "authorization_endpoint": base, "token_endpoint": base}
    with serving([PORTAL], folder) as inside, serving([PORTAL], folder) as server:
        document["token_endpoint"] = f"https://127.0.0.1:{inside.port}/realm/t"
        document["issuer"] = f"https://localhost:{server.port}/realm"
        server.answers.insert(0, http("200 OK", json.dumps(document)))
        outcome = sign_in(server, folder)
        assert inside.requests == []
    assert "private" in outcome.sentence


def test_each_step_is_told(folder: Path) -> None:
    """Whoever watches hears of each request before and after its answer."""
    told: list[StepReached] = []
    with serving([PORTAL], folder) as server:
        sign_in(server, folder, tell=told.append)
    assert [(each.index, each.exchange.status) for each in told] == [(0, None), (0, 200)]
    assert client_module.READ_SECONDS <= messages.SECONDS
