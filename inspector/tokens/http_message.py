"""Raw HTTP requests and responses (RFC 9112), and whole curl, fetch and Invoke-RestMethod commands."""

import re
from functools import cache
from typing import Any

from inspector.tokens.artifact import ErrorResponse, HttpMessage, Kind, Place
from inspector.tokens.error_response import error_from
from inspector.tokens.layer import Draft, Layer, Named

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"


@cache
def _start_line() -> re.Pattern[str]:
    """Find a request line or a status line at the beginning of a line; `curl -v` and editors put > or < before it."""
    return re.compile(
        rf"^[ \t]*(?:[<>*] )?(?:(?P<method>{_METHODS}) (?P<url>(?:https?://|/)[^\s\0]*)"
        r"(?P<version> HTTP/\d(?:\.\d)?)?[ \t]*(?=\r?$)"
        r"|HTTP/\d(?:\.\d)? (?P<status>[1-5]\d\d)(?: (?P<reason>[A-Za-z' \-]{0,40}))?)",
        re.MULTILINE,
    )


_HEADER = re.compile(r"[ \t]*(?:[<>*] )?([A-Za-z][A-Za-z0-9_\-]{0,60})[ \t]?:[ \t]*([^\r\n]*)\r?(?:\n|$)").match
_FOLDED = re.compile(r"[ \t]+([^\r\n]+)\r?(?:\n|$)").match
_BLANK = re.compile(r"[ \t]*(?:[<>*] ?)?\r?(?:\n|$)").match
# Headers in whose values something can be found, and the place that this gives it.
_AUTHORIZING = (
    "authorization",
    "proxy-authorization",
    "x-ms-token-aad-access-token",
    "x-ms-token-aad-id-token",
    "x-forwarded-access-token",
    "x-auth-token",
    "dpop",
)
_TELLING = {
    **dict.fromkeys(_AUTHORIZING, Place.AUTHORIZATION_HEADER),
    **dict.fromkeys(("cookie", "set-cookie"), Place.COOKIE),
    **dict.fromkeys(("location", "www-authenticate"), Place.BARE),
    "referer": Place.QUERY,
}


def read_messages(layer: Layer) -> None:
    """Add every raw HTTP message and every command that sends one."""
    if "HTTP/" in layer.text or any(f"{method} " in layer.text for method in ("GET", "POST", "PUT", "PATCH", "DELETE")):
        _read_raw(layer)
    if "Request URL" in layer.text:
        _read_developer_tools(layer)
    if "curl" in layer.text:
        from inspector.tokens.commands import read_curl

        read_curl(layer)
    if "fetch(" in layer.text or "Invoke-" in layer.text:
        from inspector.tokens.commands import read_calls

        read_calls(layer)


@cache
def _developer_tools() -> re.Pattern[str]:
    """Find what a browser's developer tools copy of a request's general part."""
    return re.compile(
        r"Request URL:?\s{1,9}(?P<url>https?://[^\s\0]+)\s{1,9}Request Method:?\s{1,9}(?P<method>[A-Z]{3,7})"
        r"(?:\s{1,9}Status Code:?\s{1,9}(?P<status>[1-5]\d\d)(?: (?P<reason>[A-Za-z' \-]{0,40}))?)?"
    )


def _read_developer_tools(layer: Layer) -> None:
    spans = []
    for found in list(_developer_tools().finditer(layer.text))[:1_000]:
        request = HttpMessage(method=found["method"], url=found["url"])
        draft = layer.add(
            Kind.HTTP_REQUEST, layer.whole[found.start() : found.end("method")], *found.span(), http=request
        )
        layer.within(found["url"], *found.span("url"), parent=draft, place=Place.QUERY)
        if found["status"]:
            reason = (found["reason"] or "").strip() or None
            response = HttpMessage(status=int(found["status"]), reason=reason)
            start = found.start("status")
            answer = layer.add(Kind.HTTP_RESPONSE, layer.whole[start : found.end()], start, found.end(), http=response)
            _complete(layer, answer, len(layer.drafts))
        spans.append(found.span())
    layer.claim(spans)


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
        read_header(layer, draft, header)
    if rest:
        layer.within(text[line.end() : line_end], line.end(), line_end, parent=draft)
    if body:
        layer.within(text[body_at:end], body_at, end, parent=draft)
    _complete(layer, draft, count)
    return line.start(), end


def _headers(text: str, at: int, stop: int) -> tuple[list[Named], int]:
    """Return the headers that stand at `at`, and where the body begins."""
    headers: list[Named] = []
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
            headers.append(Named(found[1], found[2].strip(), found.start(2), found.start(2) + len(found[2].rstrip())))
            at = found.end()
        else:
            break
    return headers, min(at, stop)


def read_header(layer: Layer, draft: Draft, header: Named) -> None:
    """Read the value of one header of a message: tokens, challenges, addresses."""
    name, value, start, end = header
    low = name.lower()
    if low in ("www-authenticate", "proxy-authenticate"):
        _read_challenges(layer, draft, header)
    elif low == "authorization":
        _read_authorization(layer, draft, header)
    elif low in _TELLING or "eyJ" in value:
        layer.within(value, start, end, parent=draft, name=low, place=_TELLING.get(low, Place.AUTHORIZATION_HEADER))


def _read_authorization(layer: Layer, draft: Draft, header: Named) -> None:
    """Read a credential with its scheme before it, so that a doubled scheme is seen."""
    parts: dict[str, Any] = {"parent": draft, "place": Place.AUTHORIZATION_HEADER}
    count = len(layer.drafts)
    layer.within(header.value, header.start, header.end, name="authorization", **parts)
    scheme, _space, credential = header.value.partition(" ")
    credential = credential.strip()
    known = len(layer.drafts) > count or scheme.lower() not in ("bearer", "pop")
    if known or len(credential) < 20 or " " in credential:
        return
    from inspector.tokens.tokens_in_text import add_opaque

    span = layer.find(credential, header.start, header.end)
    add_opaque(layer, Named("authorization", credential, *span), Kind.OPAQUE_TOKEN, **parts)


def _read_challenges(layer: Layer, draft: Draft, header: Named) -> None:
    from inspector.tokens.challenge import error_of, parse

    for challenge, begins, ends in parse(header.value):
        exact = header.end - header.start == len(header.value)
        span = (header.start + begins, header.start + ends) if exact else (header.start, header.end)
        parts: dict[str, Any] = {"challenge": challenge, "error": error_of(challenge), "parent": draft}
        layer.add(Kind.CHALLENGE, header.value[begins:ends], *span, name="www-authenticate", **parts)


_IDS = {
    "trace_id": ("request-id", "x-ms-request-id"),
    "correlation_id": ("client-request-id", "x-ms-client-request-id", "x-ms-correlation-request-id"),
}


def _ids(http: HttpMessage | None) -> dict[str, Any]:
    """Return the ids of the request that the headers of a response name."""
    found = {
        name: next((value for header in headers if http and (value := http.header(header))), None)
        for name, headers in _IDS.items()
    }
    return {name: value for name, value in found.items() if value}


def _diagnostics(http: HttpMessage | None) -> str | None:
    """Return what Exchange says of a refused token in a header of its own."""
    said = http.header("x-ms-diagnostics") if http else None
    return f"x-ms-diagnostics: {said}" if said else None


def _explained_by(error: ErrorResponse, reason: str) -> ErrorResponse:
    """Return a refusal that has no words of its own with those of `reason`."""
    from dataclasses import replace

    if error.description:
        return error
    spoken = error_from(reason)
    return replace(error, description=reason, values=dict(spoken.values) | dict(error.values))


def _complete(layer: Layer, draft: Draft, count: int) -> None:
    """Give the status to the refusals of a response; a refusal that says nothing more is one of its own."""
    from dataclasses import replace

    status = draft.http.status if draft.http else None
    if status is None or status < 400:
        return
    refusals = [inner for inner in layer.drafts[count:] if inner.error]
    ids = _ids(draft.http)
    reason = _diagnostics(draft.http)
    if reason is not None:
        for inner in refusals:
            inner.error = _explained_by(inner.error, reason) if inner.error else None
    for inner in refusals:
        known: dict[str, Any] = {
            name: value for name, value in ids.items() if inner.error and not getattr(inner.error, name)
        }
        if inner.error:
            inner.error = replace(inner.error, **known, status=inner.error.status or status)
    if not refusals:
        line = draft.text.partition("\n")[0].strip()
        start = draft.start - layer.start
        error = error_from(reason or line, status=status)
        layer.add(Kind.ERROR_RESPONSE, line, start, start + len(line), parent=draft, error=replace(error, **ids))
