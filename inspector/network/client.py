"""The one HTTP client: the system's trust store, no redirects, private addresses only where the person typed the host.

Every request is told to `on_request` before it leaves, so that the window can count and list them.
"""

import ipaddress
import os
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpcore
import httpx
import truststore

from inspector import __version__
from inspector.words import _

OnRequest = Callable[[str, str], None]  # method, address

_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_opened: ContextVar[list[httpcore.NetworkStream] | None] = ContextVar("opened", default=None)


class PrivateAddressError(Exception):
    """A host that nobody typed leads into a private network; `host` and `address` say which and where."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} leads to {address}")
        self.host = host
        self.address = address


class ProxySettingError(OSError):
    """The environment or the system names a proxy that is none; the text says which variables, not what is in them."""

    def __init__(self) -> None:
        names = ", ".join(sorted(each for each in os.environ if each.lower() in _PROXY_VARIABLES))
        text = _("The proxy in {names} is no address of an HTTP or SOCKS proxy.")
        super().__init__(text.format(names=names or _("the system's settings")))


def open_client(
    *,
    on_request: OnRequest | None = None,
    ca_file: Path | None = None,
    typed_hosts: Collection[str] = frozenset(),
) -> httpx.Client:
    """Return the client. `ca_file` holds extra certificate authorities (PEM), beside those that the system trusts.

    `typed_hosts` are the hosts that the person gave; it is asked at each connection and may grow meanwhile.
    Raises OSError or ssl.SSLError where `ca_file` can't be read, ProxySettingError for a proxy that is none.
    """
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    try:
        client = httpx.Client(
            verify=context,
            follow_redirects=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": f"token-inspector/{__version__}", "Accept": "application/json"},
            event_hooks={"request": [_telling(on_request)] if on_request else []},
        )
    except (ValueError, httpx.InvalidURL):
        raise ProxySettingError from None
    _guard(client, typed_hosts)
    return client


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let all that this thread sends and receives within take `seconds`; then httpx.ReadTimeout is raised."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def none_left_open() -> Iterator[None]:
    """Close what this thread connected to within, where it fails: httpcore leaves a SOCKS proxy's connection open."""
    opened: list[httpcore.NetworkStream] = []
    token = _opened.set(opened)
    try:
        yield
    except BaseException:
        for stream in opened:
            with suppress(OSError):
                stream.close()
        raise
    finally:
        _opened.reset(token)


def _telling(on_request: OnRequest) -> Callable[[httpx.Request], None]:
    return lambda request: on_request(request.method, str(request.url))


def _guard(client: httpx.Client, typed_hosts: Collection[str]) -> None:
    """Put our own connections under httpx's transports, which offer no other way to see the address connected to.

    Behind a proxy the address is the proxy's, which the system's settings name; only the time limit holds there.
    """
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001
        if isinstance(transport, httpx.HTTPTransport):
            pool = transport._pool  # noqa: SLF001
            proxied = isinstance(pool, httpcore.HTTPProxy | httpcore.SOCKSProxy)
            pool._network_backend = _Connections(None if proxied else typed_hosts)  # noqa: SLF001


def proxy_of(client: httpx.Client, url: str) -> str | None:
    """Return host and port of the proxy through which `client` reaches `url`, as the system's settings say, or None."""
    transport = client._transport_for_url(httpx.URL(url))  # noqa: SLF001
    pool = getattr(transport, "_pool", None)
    if not isinstance(pool, httpcore.HTTPProxy | httpcore.SOCKSProxy):
        return None
    named = pool._proxy_url  # noqa: SLF001
    return f"{named.host.decode('ascii', 'replace')}:{named.port or 80}"


class _Connections(httpcore.NetworkBackend):
    """Opens sockets, and closes at once those that lead where they may not."""

    def __init__(self, typed_hosts: Collection[str] | None) -> None:
        self._backend = httpcore.SyncBackend()
        self._typed_hosts = typed_hosts

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(host, port, _left(timeout), local_address, socket_options)
        opened = _opened.get()
        if opened is not None:
            opened.append(stream)
        if self._typed_hosts is not None and host.lower().strip("[]") not in self._typed_hosts:
            address = stream.get_extra_info("server_addr")
            if not is_public(address[0] if address else ""):
                stream.close()
                raise PrivateAddressError(host, address[0] if address else "?")
        return _Stream(stream)

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002  the interface's
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol("no local sockets")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection on which no single operation outlasts the time limit; a slow drip would outlast httpx's own."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    """Return `timeout`, or what the time limit leaves of it."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time limit is over")
    return left if timeout is None else min(left, timeout)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also one that hides an IPv4 address inside IPv6."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1] or _translated(found)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """NAT64 (RFC 6052) carries an IPv4 address in the last four bytes."""
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(address.packed[-4:])
    return None
