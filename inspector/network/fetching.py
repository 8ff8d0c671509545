"""Fetching a small JSON document: https, no redirects, at most 1 MB in 10 seconds, every failure in one sentence."""

import json
import re
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from inspector.network.client import PrivateAddressError, time_limit
from inspector.words import _

LIMIT = 1 << 20  # bytes
SECONDS = 10.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REFUSED_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "image/",
    "text/css",
    "application/javascript",
    "text/javascript",
)


class FetchError(Exception):
    """A document could not be fetched; its text is a sentence or two: what happened, and what to do."""


class UnconfirmedHostError(FetchError):
    """The next address lies on a host that nobody named; the person may confirm `host` after reading `address`."""

    def __init__(self, host: str, address: str) -> None:
        text = _(
            "The issuer's metadata points to keys on another host, {host}. "
            "Confirm this host if it belongs to the issuer."
        )
        super().__init__(text.format(host=host))
        self.host = host
        self.address = address


def fetch_json(client: httpx.Client, address: str) -> Mapping[str, Any]:
    """Return the JSON object at `address`. Raises FetchError."""
    check_address(address)
    host = urlsplit(address).hostname or address
    try:
        with time_limit(SECONDS):
            content = _read(client, address, host)
    except PrivateAddressError as error:
        raise FetchError(_private(error)) from None
    except httpx.TimeoutException:
        raise FetchError(
            _("{host} did not answer within {count} seconds. Try again.").format(host=host, count=int(SECONDS))
        ) from None
    except httpx.ConnectError as error:
        raise FetchError(_unreachable(host, error)) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchError(
            _("The connection to {host} broke: {error}.").format(host=host, error=type(error).__name__)
        ) from None
    return _parse(content, host)


def check_address(address: str) -> SplitResult:
    """Return `address` in parts; raise FetchError unless it is https (loopback excepted) and names a host alone."""
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        raise FetchError(_("This is not a web address: {address}").format(address=address[:200])) from None
    if not parts.hostname or not address.isascii() or not address.isprintable() or " " in address:
        raise FetchError(_("This is not a web address: {address}").format(address=address[:200]))
    if parts.username is not None or parts.password is not None:
        raise FetchError(_("The address holds a user name, which no issuer's does: {host}").format(host=parts.hostname))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise FetchError(_("Only https is fetched, and this is not: {address}").format(address=address[:200]))
    return parts


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its name or address."""
    return host in _LOOPBACK or (host.startswith("127.") and host.replace(".", "").isdigit())


def _read(client: httpx.Client, address: str, host: str) -> bytes:
    """Return the body, read no further than the limit; a compressed one could be far larger than what arrives."""
    with client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as response:
        _check_answer(response, host)
        content = b""
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > LIMIT:
                raise FetchError(_("{host} sends more than 1 MB, which no set of keys needs.").format(host=host))
        return content


def _check_answer(response: httpx.Response, host: str) -> None:
    status = response.status_code
    if 300 <= status < 400:
        target = urlsplit(response.headers.get("Location", "")).hostname or "?"
        raise FetchError(
            _("{host} redirects to {target}. Redirects are not followed; give the final address.").format(
                host=host, target=target[:200]
            )
        )
    if status != 200:
        raise FetchError(
            _("{host} answered with HTTP {status}{detail}.").format(host=host, status=status, detail=_detail(response))
        )
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise FetchError(_("{host} sends compressed data that was not asked for.").format(host=host))
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind.startswith(_REFUSED_TYPES):
        raise FetchError(
            _("{host} answered with {kind} instead of JSON; perhaps a proxy or sign-in page stands between.").format(
                host=host, kind=kind[:60]
            )
        )


def _detail(response: httpx.Response) -> str:
    """Return the code that Entra ID gives in the body of a refusal, as " (AADSTS90002)"."""
    body = b""
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > 20_000:
            break
    found = re.search(rb"AADSTS\d{4,8}", body)
    return f" ({found[0].decode()})" if found else ""


def _private(error: PrivateAddressError) -> str:
    text = _(
        "{host} leads to {address}, an address of a private network. "
        "Type the issuer's address yourself if this is meant."
    )
    return text.format(host=error.host, address=error.address)


def _unreachable(host: str, error: httpx.ConnectError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            text = _(
                "The certificate of {host} is not trusted here ({why}). If a proxy inspects TLS, give its CA file."
            )
            return text.format(host=host, why=cause.verify_message or _("no reason given"))
        cause = cause.__cause__ or cause.__context__
    return _("{host} could not be reached. Check the name and the network.").format(host=host)


def _parse(content: bytes, host: str) -> Mapping[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FetchError(_("What {host} sent is not JSON.").format(host=host)) from None
    if not isinstance(document, dict):
        raise FetchError(_("What {host} sent is JSON, but not an object.").format(host=host))
    return document
