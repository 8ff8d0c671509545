"""HTTP requests and responses of the practice tenant as values, and their way through WSGI (PEP 3333)."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
_LONGEST_BODY = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `parameters` are the query's and the form's, the first value where a name stands twice.

    `repeated` are the names that stood twice; header names are in lower case.
    """

    method: str
    path: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    repeated: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    trace_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get(self, name: str) -> str:
        """Return the parameter `name`, or an empty string."""
        return self.parameters.get(name, "")


@dataclass(frozen=True, slots=True)
class Response:
    """One response. `delay` is how long it is held back, in seconds; `cut` sends only half of the body."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    delay: float = 0
    cut: bool = False

    def with_headers(self, *headers: tuple[str, str]) -> "Response":
        """Return the same response with `headers` added."""
        return Response(self.status, self.headers + headers, self.body, self.delay, self.cut)


def json_response(document: Any, status: int = 200) -> Response:
    """Return `document` as a JSON response that nobody may keep."""
    headers = (("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store, no-cache"))
    return Response(status, (*headers, ("Pragma", "no-cache")), json.dumps(document, separators=(",", ":")).encode())


def html_response(page: str, status: int = 200) -> Response:
    """Return `page` as a response that nobody may keep, frame or give away by its address."""
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    )
    return Response(status, headers, page.encode())


def redirect(address: str) -> Response:
    """Return a redirect to `address`, which becomes a GET there."""
    return Response(302, (("Location", _header_value(address)), ("Cache-Control", "no-store")))


def with_parameters(address: str, parameters: Mapping[str, str], *, in_fragment: bool = False) -> str:
    """Return `address` with `parameters` added to its query, or put in its fragment."""
    parts = urlsplit(address)
    path = parts.path or "/" if parts.scheme in ("http", "https") else parts.path
    if in_fragment:
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, urlencode(parameters)))
    query = "&".join(filter(None, (parts.query, urlencode(parameters))))
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def read_request(environ: Mapping[str, Any]) -> Request:
    """Return the request that a WSGI server hands over; a form that is no form has no parameters."""
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=200)
    pairs += _form(environ)
    parameters: dict[str, str] = {}
    repeated = set()
    for name, value in pairs:
        if name in parameters:
            repeated.add(name)
        parameters.setdefault(name, value)
    path = str(environ.get("PATH_INFO", "/")).encode("latin-1", "replace").decode("utf-8", "replace")
    return Request(
        method=str(environ.get("REQUEST_METHOD", "GET")).upper(),
        path=tuple(path.strip("/").split("/")),
        parameters=parameters,
        repeated=frozenset(repeated),
        headers=_headers(environ),
        cookies=_cookies(str(environ.get("HTTP_COOKIE", ""))),
    )


def write_response(response: Response, start_response: StartResponse) -> Iterable[bytes]:
    """Hand `response` to a WSGI server. A cut one raises ConnectionResetError in the middle of its body."""
    reason = HTTPStatus(response.status).phrase
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    start_response(f"{response.status} {reason}", headers)
    return _half(response.body) if response.cut else [response.body]


def _half(body: bytes) -> Iterable[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionResetError("the practice tenant cut the connection")


def _form(environ: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not str(environ.get("CONTENT_TYPE", "")).startswith("application/x-www-form-urlencoded"):
        return []
    try:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LONGEST_BODY)
        text = environ["wsgi.input"].read(length).decode("utf-8", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return []


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    return {
        name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name.startswith("HTTP_")
    }


def _cookies(text: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(text).items()}
    except CookieError:
        return {}


def _header_value(text: str) -> str:
    """Return `text` without what would end the header."""
    return "".join(character for character in text if character.isprintable()).encode("ascii", "ignore").decode()
