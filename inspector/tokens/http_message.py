"""Raw HTTP requests and responses (RFC 9112), and whole curl, fetch and Invoke-RestMethod commands."""

import re
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import HttpMessage, Kind, Place
from inspector.tokens.error_response import error_from
from inspector.tokens.layer import Draft, Layer

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"


@cache
def _start_line() -> re.Pattern[str]:
    """Find a request line or a status line at the beginning of a line; `curl -v` and editors put > or < before it."""
    return re.compile(
        rf"^[ \t]*(?:[<>*] )?(?:(?P<method>{_METHODS}) (?P<url>(?:https?://|/)[^\s\0]*)(?P<version> HTTP/\d(?:\.\d)?)?[ \t]*(?=\r?$)"
        r"|HTTP/\d(?:\.\d)? (?P<status>[1-5]\d\d)(?: (?P<reason>[A-Za-z' \-]{0,40}))?)",
        re.MULTILINE,
    )


_HEADER = re.compile(r"[ \t]*(?:[<>*] )?([A-Za-z][A-Za-z0-9_\-]{0,60})[ \t]?:[ \t]*([^\r\n]*)\r?(?:\n|$)").match
_FOLDED = re.compile(r"[ \t]+([^\r\n]+)\r?(?:\n|$)").match
_BLANK = re.compile(r"[ \t]*(?:[<>*] ?)?\r?(?:\n|$)").match
# Headers in whose values something can be found, and the place that this gives it.
_TELLING = {
    "authorization": Place.AUTHORIZATION_HEADER, "proxy-authorization": Place.AUTHORIZATION_HEADER, "cookie": Place.COOKIE,
    "set-cookie": Place.COOKIE, "location": Place.BARE, "referer": Place.QUERY, "www-authenticate": Place.BARE,
    "x-ms-token-aad-access-token": Place.AUTHORIZATION_HEADER, "x-ms-token-aad-id-token": Place.AUTHORIZATION_HEADER,
    "x-forwarded-access-token": Place.AUTHORIZATION_HEADER, "x-auth-token": Place.AUTHORIZATION_HEADER, "dpop": Place.AUTHORIZATION_HEADER,
}  # fmt: skip


class _Header(NamedTuple):
    name: str
    value: str
    start: int
    end: int


def read_messages(layer: Layer) -> None:
    """Add every raw HTTP message and every command that sends one."""
    if "HTTP/" in layer.text or any(f"{method} " in layer.text for method in ("GET", "POST", "PUT", "PATCH", "DELETE")):
        _read_raw(layer)
    if "curl" in layer.text:
        from inspector.tokens.commands import read_curl

        read_curl(layer)
    if "fetch(" in layer.text or "Invoke-" in layer.text:
        from inspector.tokens.commands import read_calls

        read_calls(layer)


def _read_raw(layer: Layer) -> None:
    starts = list(_start_line().finditer(layer.text))[:1_000]
    spans = []
    for number, line in enumerate(starts):
        stop = starts[number + 1].start() if number + 1 < len(starts) else len(layer.text)
        spans.append(_read_message(layer, line, stop))
    layer.claim(spans)


def _read_message(layer: Layer, line: re.Match[str], stop: int) -> tuple[int, int]:
    """Add one message that ends before `stop`, and what it carries."""
    text = layer.text
    newline = text.find("\n", line.end(), stop)
    line_end = stop if newline < 0 else newline + 1
    headers, at = _headers(text, line_end, stop)
    whole = bool(headers) or line["version"] is not None or line["status"] is not None
    body_at, end = (at, stop) if whole else (line_end, line_end)
    rest = text[line.end() : line_end].strip(" .\t\r\n")
    body = text[body_at:end].replace("\0", " ").strip()
    http = HttpMessage(
        method=line["method"],
        url=line["url"],
        status=int(line["status"]) if line["status"] else None,
        reason=(line["reason"] or "").strip() or None,
        headers=tuple((header.name.lower(), header.value) for header in headers),
        body=body,
    )
    kind = Kind.HTTP_REQUEST if line["method"] else Kind.HTTP_RESPONSE
    start = line.start() + len(line[0]) - len(line[0].lstrip())
    draft = layer.add(kind, layer.whole[start:end].strip(), start, end, http=http)
    count = len(layer.drafts)
    if line["url"]:
        layer.within(line["url"], line.start("url"), line.end("url"), parent=draft, place=Place.QUERY)
    for header in headers:
        read_header(layer, draft, header.name, header.value, header.start, header.end)
    if rest:
        layer.within(text[line.end() : line_end], line.end(), line_end, parent=draft)
    if body:
        layer.within(text[body_at:end], body_at, end, parent=draft)
    _complete(layer, draft, count)
    return line.start(), end


def _headers(text: str, at: int, stop: int) -> tuple[list[_Header], int]:
    """Return the headers that stand at `at`, and where the body begins."""
    headers: list[_Header] = []
    while at < stop:
        blank = _BLANK(text, at)
        if blank and blank.end() > at:
            return headers, blank.end()
        folded = _FOLDED(text, at) if headers else None
        found = _HEADER(text, at)
        if found and found[2].startswith("//"):
            found = None  # an address, not a header
        if folded and not found:
            last = headers.pop()
            headers.append(last._replace(value=f"{last.value} {folded[1].strip()}", end=folded.end(1)))
            at = folded.end()
        elif found:
            headers.append(_Header(found[1], found[2].strip(), found.start(2), found.start(2) + len(found[2].rstrip())))
            at = found.end()
        else:
            break
    return headers, min(at, stop)


def read_header(layer: Layer, draft: Draft, name: str, value: str, start: int, end: int) -> None:
    """Read the value of one header of a message: tokens, challenges, addresses."""
    low = name.lower()
    if low in ("www-authenticate", "proxy-authenticate"):
        _read_challenges(layer, draft, value, start, end)
    elif low == "authorization":
        _read_authorization(layer, draft, value, start, end)
    elif low in _TELLING or "eyJ" in value:
        layer.within(value, start, end, parent=draft, name=low, place=_TELLING.get(low, Place.AUTHORIZATION_HEADER))


def _read_authorization(layer: Layer, draft: Draft, value: str, start: int, end: int) -> None:
    """Read a credential with its scheme before it, so that a doubled scheme is seen."""
    count = len(layer.drafts)
    layer.within(value, start, end, parent=draft, name="authorization", place=Place.AUTHORIZATION_HEADER)
    scheme, _space, credential = value.partition(" ")
    if len(layer.drafts) == count and scheme.lower() in ("bearer", "pop") and len(credential.strip()) >= 20 and " " not in credential.strip():
        from inspector.tokens.tokens_in_text import add_opaque

        at = end - len(credential.strip())
        parts = {"parent": draft, "name": "authorization", "place": Place.AUTHORIZATION_HEADER}
        add_opaque(layer, credential.strip(), at, end, Kind.OPAQUE_TOKEN, **parts)


def _read_challenges(layer: Layer, draft: Draft, value: str, start: int, end: int) -> None:
    from inspector.tokens.challenge import error_of, parse

    for challenge, begins, ends in parse(value):
        exact = end - start == len(value)
        span = (start + begins, start + ends) if exact else (start, end)
        parts = {"challenge": challenge, "error": error_of(challenge), "parent": draft, "name": "www-authenticate"}
        layer.add(Kind.CHALLENGE, value[begins:ends], *span, **parts)


def _complete(layer: Layer, draft: Draft, count: int) -> None:
    """Give the status to the refusals of a response; a refusal that says nothing more is one of its own."""
    from dataclasses import replace

    status = draft.http.status if draft.http else None
    if status is None or status < 400:
        return
    refusals = [inner for inner in layer.drafts[count:] if inner.error]
    for inner in refusals:
        if inner.error and inner.error.status is None:
            inner.error = replace(inner.error, status=status)
    if not refusals:
        line = draft.text.partition("\n")[0].strip()
        parts = {"parent": draft, "error": error_from(line, status=status)}
        layer.add(Kind.ERROR_RESPONSE, line, draft.start - layer.start, draft.start - layer.start + len(line), **parts)
