"""Fetching over real TLS on loopback: every way in which a server can misbehave ends in a sentence."""

import socket
import threading
from contextlib import closing
from pathlib import Path

import pytest

from inspector.network import fetching
from inspector.network.client import is_public, open_client
from inspector.network.fetching import FetchError, check_address, fetch_json, is_loopback
from tests.network.serving import Answer, Site, write_authority


@pytest.fixture
def site(tmp_path: Path):
    """A site on loopback over TLS."""
    with closing(Site(tmp_path)) as served:
        yield served


@pytest.fixture
def client(tmp_path: Path):
    """A client that trusts the test CA; the person typed localhost."""
    with open_client(ca_file=write_authority(tmp_path), typed_hosts={"localhost"}) as opened:
        yield opened


def complaint(client, address: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetch_json(client, address)
    return str(caught.value)


def test_a_document_is_fetched(site: Site, client):
    """A JSON object comes back as it was sent."""
    site.pages["/x"] = Answer({"a": 1})
    assert fetch_json(client, f"{site.address}/x") == {"a": 1}


def test_every_request_is_told_before_it_leaves(site: Site, tmp_path: Path):
    """The window counts and lists them, redirected and failed ones too."""
    told: list[tuple[str, str]] = []
    with open_client(
        ca_file=write_authority(tmp_path), typed_hosts={"localhost"}, on_request=lambda *each: told.append(each)
    ) as client:
        complaint(client, f"{site.address}/missing")
    assert told == [("GET", f"{site.address}/missing")]


@pytest.mark.parametrize(
    "target", ["https://evil.test/x", "https://169.254.169.254/latest", "http://127.0.0.1:1/", "/elsewhere", ""]
)
def test_redirects_are_not_followed(site: Site, client, target: str):
    """Neither to another host nor to a private address nor on the same host."""
    site.pages["/x"] = Answer(b"", 302, {"Location": target})
    assert "redirects to" in complaint(client, f"{site.address}/x")
    assert site.asked == ["/x"]


def test_an_untyped_host_must_not_lead_into_a_private_network(site: Site, tmp_path: Path):
    """The address connected to is looked at, not the name; nothing is sent."""
    site.pages["/x"] = Answer({"a": 1})
    with open_client(ca_file=write_authority(tmp_path), typed_hosts=set()) as client:
        words = complaint(client, f"{site.address}/x")
    assert "private network" in words
    assert "127.0.0.1" in words
    assert site.asked == []


def test_a_host_may_be_typed_later(site: Site, tmp_path: Path):
    """The set of typed hosts is asked at each connection."""
    site.pages["/x"] = Answer({"a": 1})
    typed: set[str] = set()
    with open_client(ca_file=write_authority(tmp_path), typed_hosts=typed) as client:
        complaint(client, f"{site.address}/x")
        typed.add("localhost")
        assert fetch_json(client, f"{site.address}/x") == {"a": 1}


def test_an_unknown_authority_is_not_trusted(site: Site):
    """Without the test CA the certificate is refused, and the CA file is named as the way out."""
    with open_client(typed_hosts={"localhost"}) as client:
        assert "CA file" in complaint(client, f"{site.address}/x")
    assert site.asked == []


def test_a_name_that_the_certificate_lacks_is_refused(site: Site, tmp_path: Path):
    """TLS checks the host's name."""
    with open_client(ca_file=write_authority(tmp_path), typed_hosts={"127.0.0.2"}) as client:
        assert complaint(client, site.address.replace("localhost", "127.0.0.2"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(
            Answer(b"<html>sign in</html>", headers={"Content-Type": "text/html; charset=utf-8"}),
            "text/html",
            id="a page",
        ),
        pytest.param(
            Answer(b'{"keys":[]}', headers={"Content-Type": "text/html"}), "text/html", id="JSON called a page"
        ),
        pytest.param(Answer(b"{"), "not JSON", id="cut"),
        pytest.param(Answer(b"[" * 100_000), "not JSON", id="nested"),
        pytest.param(Answer(b"\xff\xfe"), "not JSON", id="no UTF-8"),
        pytest.param(Answer([1]), "not an object", id="a list"),
        pytest.param(Answer(b"", 204), "204", id="no content"),
        pytest.param(
            Answer({"error_description": "AADSTS90002: Tenant not found."}, 400), "AADSTS90002", id="Entra ID's refusal"
        ),
        pytest.param(Answer(b"x", 503), "503", id="unavailable"),
        pytest.param(Answer(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "compressed", id="compressed"),
    ],
)
def test_odd_answers_are_named(site: Site, client, answer: Answer, words: str):
    """The sentence says what came instead of JSON."""
    site.pages["/x"] = answer
    assert words in complaint(client, f"{site.address}/x")


@pytest.mark.parametrize("kind", ["application/jwk-set+json", "text/plain", "application/octet-stream", ""])
def test_json_under_another_plain_type_is_read(site: Site, client, kind: str):
    """Static servers name types carelessly; what is JSON is read."""
    site.pages["/x"] = Answer({"a": 1}, headers={"Content-Type": kind})
    assert fetch_json(client, f"{site.address}/x") == {"a": 1}


def test_a_flood_is_cut_at_one_megabyte(site: Site, client):
    """Reading stops at the limit, whatever the server still sends."""

    def flood(stream, stopping: threading.Event) -> None:
        while not stopping.is_set():
            stream.write(b"x" * 65536)

    site.pages["/x"] = Answer(write=flood)
    assert "more than 1 MB" in complaint(client, f"{site.address}/x")


@pytest.mark.parametrize("drip", [b"", b" "])
def test_a_slow_server_is_given_up(site: Site, client, drip: bytes, monkeypatch: pytest.MonkeyPatch):
    """The time limit holds for the whole answer, also where a byte comes now and then."""
    monkeypatch.setattr(fetching, "SECONDS", 0.3)

    def stall(stream, stopping: threading.Event) -> None:
        while not stopping.wait(0.05):
            stream.write(drip)
            stream.flush()

    site.pages["/x"] = Answer(write=stall)
    assert "did not answer" in complaint(client, f"{site.address}/x")


def test_a_server_that_never_speaks_tls_is_given_up(client, monkeypatch: pytest.MonkeyPatch):
    """The limit holds while connecting too."""
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "did not answer" in complaint(client, f"https://localhost:{silent.getsockname()[1]}/")


def test_nobody_listening_is_said(client):
    """A closed port is an ordinary situation."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "could not be reached" in complaint(client, f"https://localhost:{port}/")


def test_plain_http_is_for_loopback_alone(tmp_path: Path, client):
    """A development server may go without TLS; anything else may not."""
    with closing(Site(tmp_path, secure=False)) as site:
        site.pages["/x"] = Answer({"a": 1})
        assert fetch_json(client, f"{site.address}/x") == {"a": 1}
    assert "Only https" in complaint(client, "http://login.microsoftonline.com/x")


@pytest.mark.parametrize(
    "address",
    ["", "https://", "https:///x", "ftp://localhost/", "file:///etc/passwd", "https://a b/", "https://user:pw@localhost/", "https://user@localhost/", "https://localhost:99999/", "https://[::1", "https://loc\nalhost/", "https://bücher.test/", "javascript:alert(1)", "//localhost/x", "http://127.0.0.1.evil.test/"],
)  # fmt: skip
def test_odd_addresses_are_never_contacted(address: str):
    """Only plain https addresses of a host are fetched."""
    with pytest.raises(FetchError):
        check_address(address)


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("127.evil.test", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_this_machine(host: str, is_it: bool):
    """Names that only begin like it are not."""
    assert is_loopback(host) is is_it


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("20.190.159.1", True), ("2603:1006:2000::1", True), ("10.0.0.1", False), ("172.16.0.1", False), ("192.168.1.1", False), ("127.0.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("::ffff:20.190.159.1", True), ("64:ff9b::10.0.0.1", False), ("64:ff9b::20.190.159.1", True),
        ("2002:0a00:0001::", False), ("", False), ("localhost", False),
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_disguise(address: str, public: bool):
    """Also an IPv4 address inside an IPv6 one."""
    assert is_public(address) is public


def test_a_proxy_of_the_system_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the environment names a proxy, it is asked, and its refusal is told."""
    with closing(Site(tmp_path, secure=False)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with open_client() as client:
            assert complaint(client, "https://issuer.test/keys")
        assert proxy.asked == ["CONNECT issuer.test:443"]
