"""Single messages to an authority or an API: no redirect followed, a bounded reply, every failure in one sentence."""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from inspector.network.client import OnRequest, PrivateAddressError, none_left_open, proxy_of, time_limit
from inspector.words import _

LIMIT = 4 << 20  # bytes of a reply
SECONDS = 40.0  # for the whole message, however slowly it drips in

Opened = Callable[[Callable[[], None]], None]


class MessageError(Exception):
    """No usable reply came; its text is a sentence or two: what happened, and what to do."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status; header names as they were sent, looked up in any letter case."""

    status_code: int
    headers: httpx.Headers
    text: str = field(repr=False)


class Messages:
    """Sends messages over `client`. The whole of one is sent and read on the calling thread."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def request(
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, Any] | str | None = None,
        headers: Mapping[str, str] | None = None,
        opened: Opened | None = None,
    ) -> Reply:
        """Send one message and return the reply. Raises MessageError.

        `data` is a form, or a body as it stands. `opened` is given, as soon as there is a connection, a function that
        cuts it; any other thread may call that.
        """
        host = urlsplit(url).hostname or url[:200]
        try:
            with time_limit(SECONDS), none_left_open():
                return self._send(method, url, _content(data), _headers(headers, data), opened)
        except PrivateAddressError as error:
            raise MessageError(_private(error)) from None
        except httpx.ProxyError as error:
            raise MessageError(_proxy(error)) from None
        except httpx.TimeoutException:
            raise MessageError(_("{host} did not answer in time.").format(host=host)) from None
        except httpx.ConnectError as error:
            raise MessageError(_unreachable(host, error, proxy_of(self._client, url))) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            text = _("The connection to {host} broke ({error}).")
            raise MessageError(text.format(host=host, error=type(error).__name__)) from None
        except MessageError:
            raise
        except Exception:
            proxy = proxy_of(self._client, url)
            if proxy is None:
                raise
            # httpcore asserts what a SOCKS proxy answers.
            raise MessageError(_("The proxy {proxy} does not answer as one.").format(proxy=proxy)) from None

    def _send(
        self, method: str, url: str, content: bytes | None, headers: dict[str, str], opened: Opened | None
    ) -> Reply:
        extensions = {"trace": _Watch(opened)} if opened else {}
        with self._client.stream(method, url, content=content, headers=headers, extensions=extensions) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LIMIT:
                    text = _("{host} sends more than {count} MB; nothing of it is used.")
                    raise MessageError(text.format(host=response.url.host, count=LIMIT >> 20))
            return Reply(response.status_code, response.headers, _decode(response, body))


def open_in_process(wsgi: Callable[..., Iterable[bytes]], on_request: OnRequest | None = None) -> httpx.Client:
    """Return a client for which there is nothing but `wsgi`, whatever the host. No socket is opened."""
    hooks: dict[str, list[Callable[..., Any]]] = {}
    if on_request is not None:
        hooks = {"request": [lambda request: on_request(request.method, str(request.url))]}
    return httpx.Client(transport=httpx.WSGITransport(app=wsgi), trust_env=False, event_hooks=hooks)


class _Watch:
    """Told by httpcore of each step of a request; hands out the way to cut the connection once there is one."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            connected = info["return_value"].get_extra_info("socket")
            if connected is not None:
                self._opened(lambda: _cut(connected))


def _cut(connected: socket.socket) -> None:
    """Wake whoever reads from the connection; closing it from another thread would not."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _content(data: Mapping[str, Any] | str | None) -> bytes | None:
    if data is None:
        return None
    return data.encode() if isinstance(data, str) else urlencode(data, doseq=True).encode()


def _headers(headers: Mapping[str, str] | None, data: object) -> dict[str, str]:
    """Ask for the connection to be closed: each message has its own, so that cutting one harms no other."""
    form = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(data, Mapping) else {}
    return form | dict(headers or {}) | {"Connection": "close"}


def _decode(response: httpx.Response, body: bytes) -> str:
    try:
        return body.decode(response.charset_encoding or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _private(error: PrivateAddressError) -> str:
    text = _("{host} leads to {address}, an address of a private network, and nobody chose this host.")
    return text.format(host=error.host, address=error.address)


def _unreachable(host: str, error: httpx.ConnectError, proxy: str | None) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            text = _(
                "The certificate of {host} is not trusted here ({why}). If a proxy inspects TLS, give its CA file."
            )
            return text.format(host=host, why=cause.verify_message or _("no reason given"))
        if isinstance(cause, socket.gaierror) and not proxy:
            return _("The name {host} was not found. Check its spelling and the network.").format(host=host)
        cause = cause.__cause__ or cause.__context__
    if proxy:
        text = _(
            "The proxy {proxy}, which the system's settings name, could not be reached. Check HTTPS_PROXY and the like."
        )
        return text.format(proxy=proxy)
    return _("{host} could not be reached. Check the name and the network.").format(host=host)


def _proxy(error: httpx.ProxyError) -> str:
    if "407" in str(error):
        return _("The proxy asks for a user name and password. Set HTTPS_PROXY with both, or ask who runs it.")
    return _("The proxy refused the connection: {words}").format(words=str(error)[:120] or type(error).__name__)
