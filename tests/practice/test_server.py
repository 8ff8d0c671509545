"""Serving on loopback: pages over http, everything over https, nothing left over."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import closing, suppress

import httpx
import pytest
from person import client
from test_authorization_request import GOOD

from inspector.practice import registrations as apps
from inspector.practice.certificates import make_tls
from inspector.practice.tenants import LEARNING

PATH = f"/{LEARNING.id}/oauth2/v2.0"


@pytest.fixture
def pages(tenant):
    """The origin of the served pages."""
    return tenant.serve_pages()


def connect(origin: str) -> socket.socket:
    """Return a plain connection to the server."""
    host, _colon, port = origin.partition("://")[2].partition(":")
    return socket.create_connection((host, int(port)), timeout=5)


def test_the_authorize_page_is_served(pages):
    """On 127.0.0.1, for a real browser."""
    answer = httpx.get(f"{pages}{PATH}/authorize", params=GOOD)
    assert answer.status_code == 200
    assert "Pick an account" in answer.text


def test_metadata_sends_browsers_to_the_served_pages(tenant, pages, program):
    """Programs stay at the in-process address."""
    document = program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration").json()
    assert document["authorization_endpoint"] == f"{pages}{PATH}/authorize"
    assert document["token_endpoint"].startswith("https://practice.test/")


def test_a_whole_sign_in_by_a_browser_on_loopback(tenant, pages, desktop_at, person):
    """MSAL in process, the browser over HTTP."""
    flow = desktop_at.initiate_auth_code_flow(
        ["User.Read"], redirect_uri="http://localhost:5000", response_mode="form_post"
    )
    assert flow["auth_uri"].startswith(f"{pages}/")
    person.browser.close()
    person.browser = httpx.Client(base_url=pages)
    result = desktop_at.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"]))
    assert "access_token" in result


@pytest.fixture
def desktop_at(tenant, pages, program, app):
    """MSAL for the desktop app, made after the pages were served."""
    return client(tenant, app(apps.DESKTOP), program)


@pytest.mark.parametrize("path", [f"{PATH}/token", f"/{LEARNING.id}/discovery/v2.0/keys", "/v1.0/me", "/orders"])
def test_only_pages_are_served_over_http(pages, path):
    """No tokens, no APIs."""
    assert httpx.post(f"{pages}{path}", data={}).status_code == 404


def test_other_hosts_are_misdirected(pages):
    """A page elsewhere can't reach us under its own name."""
    answer = httpx.get(f"{pages}{PATH}/authorize", params=GOOD, headers={"Host": "evil.example"})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 70000]
)
def test_noise_does_no_harm(pages, noise):
    """TLS bytes, nothing, nonsense, much of it: the next request is answered."""
    with closing(connect(pages)) as connection:
        connection.sendall(noise)
    assert httpx.get(f"{pages}/devicelogin").status_code == 200


def test_a_silent_connection_does_not_hold_up_closing(tenant, pages):
    """Its thread has ended when `close` returns."""
    before = threading.active_count()
    with closing(connect(pages)) as connection:
        while threading.active_count() == before:
            threading.Event().wait(0.01)
        tenant.close()
        assert not [each.name for each in threading.enumerate() if "practice" in each.name]
        assert threading.active_count() < before
        assert connection.recv(1) == b""


def test_everything_is_served_over_https(tenant, person, app):
    """With a certificate of a CA made on the spot, which MSAL's client trusts by its file."""
    ca, tls = make_tls(time.time())
    origin = tenant.serve_everything(tls)
    trust = ssl.create_default_context(cadata=ca)
    with httpx.Client(verify=trust) as program:
        document = program.get(f"{tenant.authority}/v2.0/.well-known/openid-configuration").json()
        assert document["token_endpoint"] == f"{origin}{PATH}/token"
        assert document["issuer"] == f"https://practice.test/{LEARNING.id}/v2.0"
        daemon = client(tenant, app(apps.DAEMON), program, client_credential=app(apps.DAEMON).secrets[0].value)
        token = daemon.acquire_token_for_client(["api://orders/.default"])["access_token"]
        answer = program.get(f"{origin}/orders", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_the_issuer_can_be_the_address(tenant):
    """For programs that compare it with the authority they were given."""
    _ca, tls = make_tls(time.time())
    origin = tenant.serve_everything(tls, as_issuer=True)
    assert tenant.issuer == f"{origin}/{LEARNING.id}/v2.0"


def test_plain_http_at_the_https_port_is_dropped(tenant):
    """Nobody else is held up by it."""
    ca, tls = make_tls(time.time())
    origin = tenant.serve_everything(tls)
    with closing(connect(origin)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with suppress(ConnectionResetError):
            assert b"200 OK" not in connection.recv(1000)
    silent = connect(origin)
    assert httpx.get(f"{origin}/devicelogin", verify=ssl.create_default_context(cadata=ca)).status_code == 200
    tenant.close()
    silent.close()


def test_the_certificate_is_for_loopback_only():
    """It names localhost, practice.test and 127.0.0.1; the CA signs nothing else."""
    ca, _tls = make_tls(time.time())
    context = ssl.create_default_context(cadata=ca)
    (authority,) = context.get_ca_certs()
    assert authority["subject"][0][0][1].startswith("Token Inspector practice CA")


def test_a_cut_answer_breaks_off_on_the_wire(tenant, app):
    """Half of the body, then nothing."""
    ca, tls = make_tls(time.time())
    origin = tenant.serve_everything(tls)
    tenant.set_fault("cut")
    trust = ssl.create_default_context(cadata=ca)
    with httpx.Client(verify=trust) as program, pytest.raises(httpx.TransportError):
        program.get(f"{origin}/{LEARNING.id}/v2.0/.well-known/openid-configuration")


def test_a_port_in_use_is_an_oserror(tenant, pages):
    """As for any server."""
    with pytest.raises(OSError, match="in use"):
        tenant.serve_pages(int(pages.rpartition(":")[2]))


def test_a_keep_alive_client_gets_an_answer_to_each_request(pages):
    """Connections are closed after one; clients open another."""
    connection = http.client.HTTPConnection(pages.partition("://")[2], timeout=5)
    for _each in range(3):
        connection.request("GET", "/devicelogin")
        assert connection.getresponse().read()
    connection.close()
