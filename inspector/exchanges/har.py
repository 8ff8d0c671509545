"""A trace as a HAR 1.2 file: what was recorded is masked already, and what names a person is replaced on request."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from inspector import __version__
from inspector.exchanges.exchange import Channel, Exchange, Message
from inspector.exchanges.hiding import hide_body
from inspector.masking import Mask


def to_har(exchanges: Iterable[Exchange], mask: Mask | None = None) -> str:
    """Return the exchanges as the text of a HAR; with `mask`, names, addresses and ids are replaced consistently."""
    entries = [_entry(each, mask) for each in exchanges]
    creator = {"name": "Token Inspector", "version": __version__}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, indent=2, ensure_ascii=False)


def _entry(exchange: Exchange, mask: Mask | None) -> dict[str, Any]:
    total = (exchange.seconds or 0.0) * 1000
    entry: dict[str, Any] = {
        "startedDateTime": _moment(exchange.started),
        "time": total,
        "request": _request(exchange, mask),
        "response": _response(exchange, mask),
        "cache": {},
        "timings": {"send": 0, "wait": total, "receive": 0},
        # Members that begin with an underscore are ours (HAR 1.2, section "custom fields").
        "_step": exchange.step.value,
        "_channel": exchange.channel.value,
    }
    if exchange.note or exchange.fault:
        entry["comment"] = _text(mask, " ".join(filter(None, (exchange.fault, exchange.note))))
    if exchange.checks:
        entry["_checks"] = [
            {"name": each.name, "passed": each.passed, "text": _text(mask, each.text)} for each in exchange.checks
        ]
    return entry


def _moment(seconds: float) -> str:
    """Return Unix seconds as ISO 8601; the beginning of Unix time for what is no date."""
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        found = datetime.fromtimestamp(0, UTC)
    return found.isoformat().replace("+00:00", "Z")


def _request(exchange: Exchange, mask: Mask | None) -> dict[str, Any]:
    pairs = _pairs(mask, exchange.request.parameters)
    posted = exchange.method == "POST"
    query = [] if posted else pairs
    url = _text(mask, exchange.url) + (
        "?" + urlencode([(each["name"], each["value"]) for each in query]) if query else ""
    )
    request = _message(exchange.request, mask) | {
        "method": exchange.method or "GET",
        "url": url,
        "queryString": query,
        "cookies": [],
    }
    if posted:
        text = urlencode([(each["name"], each["value"]) for each in pairs])
        request["postData"] = {"mimeType": "application/x-www-form-urlencoded", "params": pairs, "text": text}
    return request


def _response(exchange: Exchange, mask: Mask | None) -> dict[str, Any]:
    message = exchange.response or Message()
    status = exchange.status or 0
    body = message.body if exchange.channel is Channel.BACK else ""
    body = hide_body(body, mask) if mask else body
    return _message(message, mask) | {
        "status": status,
        "statusText": _phrase(status),
        "cookies": [],
        "redirectURL": "",
        "content": {
            "size": len(body.encode()),
            "mimeType": message.header("content-type") or "application/octet-stream",
            "text": body,
        },
    }


def _message(message: Message, mask: Mask | None) -> dict[str, Any]:
    return {
        "httpVersion": "HTTP/1.1",
        "headers": _pairs(mask, message.headers),
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(mask: Mask | None, pairs: "Mapping[str, str] | Iterable[tuple[str, str]]") -> list[dict[str, str]]:
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [{"name": name, "value": str(mask.value(name, value)) if mask else value} for name, value in items]


def _text(mask: Mask | None, text: str) -> str:
    return mask.text(text) if mask else text


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
