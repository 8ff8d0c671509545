"""Recordings that are no HAR: Postman's collections and Charles' sessions, item by item as HAR entries."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from inspector.exchanges.json_stream import as_utf8

Entry = dict[str, Any]
_HEAD = 1 << 16  # bytes by which a file is told
_DEEPEST = 20  # folders inside folders of a collection

_HAR = re.compile(rb'^\s*\{\s*(?:"[^"\\]{1,40}"\s*:\s*(?:"[^"\\]{0,400}"|[-\w.]{1,40}|null)\s*,\s*){0,8}"log"\s*:\s*\{')
_INSIDE = re.compile(rb'"(?:entries|creator|browser|pages|version|comment)"\s*:|^[^"]*$|^\s*$')


class Dialect(NamedTuple):
    """Where the items of a recording stand, and what HAR entries an item makes."""

    name: str
    prefix: str
    entries: Callable[[Any], Iterator[Any]]


def is_recording(head: bytes) -> bool:
    """Whether a file that begins with `head` is a recording of messages, by its content; it may be cut off."""
    return dialect_of(head) is not None


def head_of(content: bytes) -> bytes:
    """Return the beginning of a file as UTF-8."""
    return b"".join(as_utf8([content[:_HEAD]]))


def dialect_of(content: bytes) -> Dialect | None:
    """Return what a file that begins with `content` is; None for what is no recording."""
    head = head_of(content)
    begun = _HAR.match(head)
    if begun and _INSIDE.search(head[begun.end() :]):
        return HAR
    if head.lstrip()[:1] == b"{" and (b"schema.getpostman.com" in head or b'"_postman_id"' in head):
        return _POSTMAN
    if head.lstrip()[:1] == b"[" and b'"protocolVersion"' in head and b'"actualPort"' in head:
        return _CHARLES
    return None


def _as_it_is(item: Any) -> Iterator[Any]:
    yield item


def _of_postman(item: Any, depth: int = 0) -> Iterator[Entry]:
    """Yield the request of a collection's item, with each answer that was saved beside it; or those of a folder."""
    if not isinstance(item, dict) or depth > _DEEPEST:
        return
    for inner in _list(item.get("item")):
        yield from _of_postman(inner, depth + 1)
    if "request" not in item:
        return
    answers = _list(item.get("response")) or [{}]
    for answer in answers:
        saved = answer if isinstance(answer, dict) else {}
        yield _postman_entry(saved.get("originalRequest") or item["request"], saved)


def _postman_entry(request: Any, answer: Entry) -> Entry:
    asked = request if isinstance(request, dict) else {"url": request}
    url = asked.get("url")
    headers = [*_pairs(asked.get("header")), *_postman_authorization(asked.get("auth"))]
    return {
        "request": {
            "method": asked.get("method") or "GET",
            "url": str(url.get("raw", "")) if isinstance(url, dict) else str(url or ""),
            "headers": headers,
            "postData": _postman_body(asked.get("body")),
        },
        "response": {
            "status": answer.get("code"),
            "headers": _pairs(answer.get("header")),
            "content": {"text": answer.get("body") or ""},
        },
    }


def _postman_body(body: Any) -> Entry:
    if not isinstance(body, dict):
        return {}
    fields = [
        each for each in _list(body.get(str(body.get("mode")))) if isinstance(each, dict) and not each.get("disabled")
    ]
    if fields:
        pairs = [(str(each.get("key", "")), str(each.get("value", ""))) for each in fields]
        return {"mimeType": "application/x-www-form-urlencoded", "text": urlencode(pairs)}
    return {"text": str(body.get("raw") or "")}


def _postman_authorization(auth: Any) -> list[Entry]:
    """Return the header that Postman makes of its bearer tokens."""
    bearer = _list(auth.get("bearer")) if isinstance(auth, dict) and auth.get("type") == "bearer" else []
    token = next((each.get("value") for each in bearer if isinstance(each, dict) and each.get("key") == "token"), None)
    return [{"name": "Authorization", "value": f"Bearer {token}"}] if token else []


def _of_charles(item: Any) -> Iterator[Entry]:
    """Yield one transaction of Charles' JSON session."""
    if not isinstance(item, dict):
        return
    query = f"?{item['query']}" if item.get("query") else ""
    port = item.get("port")
    place = f"{item.get('host', '')}{f':{port}' if port and port not in (80, 443) else ''}"
    times, durations = _dict(item.get("times")), _dict(item.get("durations"))
    yield {
        "startedDateTime": times.get("start"),
        "time": durations.get("total"),
        "request": _charles_message(item.get("request"))
        | {
            "method": item.get("method"),
            "url": f"{item.get('scheme', 'https')}://{place}{item.get('path', '')}{query}",
        },
        "response": _charles_message(item.get("response")),
    }


def _charles_message(message: Any) -> Entry:
    whole = _dict(message)
    body = _dict(whole.get("body"))
    packed = body.get("encoded")
    content = {"text": packed, "encoding": "base64"} if packed else {"text": body.get("text") or ""}
    headers = _list(_dict(whole.get("header")).get("headers"))
    return {"status": whole.get("status"), "headers": headers, "postData": content, "content": content}


def _dict(value: Any) -> Entry:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(items: Any) -> list[Entry]:
    """Return Postman's key and value as name and value."""
    named = [each for each in _list(items) if isinstance(each, dict) and not each.get("disabled")]
    return [{"name": each.get("key"), "value": each.get("value")} for each in named if isinstance(each.get("key"), str)]


HAR = Dialect("HAR", "log.entries.item", _as_it_is)
_POSTMAN = Dialect("Postman", "item.item", _of_postman)
_CHARLES = Dialect("Charles", "item", _of_charles)
