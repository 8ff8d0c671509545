"""Raw requests and responses as the masked messages that are kept: no secret gets past this file."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from inspector.exchanges.exchange import Message
from inspector.masking import is_secret_name, mask_secret, redact

LONGEST_BODY = 64_000  # characters kept of a body; what follows is counted
_SCHEMES = frozenset({"bearer", "basic", "pop", "dpop", "negotiate", "ntlm", "digest"})
# Headers that name the user or their account, or are credentials by another name.
_PRIVATE_HEADERS = frozenset({"x-anchormailbox", "x-ms-client-principal", "proxy-authenticate", "dpop"})


def record_request(url: str, headers: Mapping[str, str] | None, form: Mapping[str, str] | None) -> tuple[str, Message]:
    """Return the address without its query, and the message with query and form parameters, secrets masked."""
    address, parameters = split_address(url)
    return address, Message(mask_headers((headers or {}).items()), mask_parameters(parameters | dict(form or {})))


def record_response(headers: Iterable[tuple[str, str]], body: str) -> Message:
    """Return the message with the members of a JSON body as parameters; any other body is kept as redacted text."""
    document = read_json(body)
    if isinstance(document, dict):
        masked = mask_json(document)
        return Message(mask_headers(headers), _as_text(masked), _cut(json.dumps(masked, indent=2, ensure_ascii=False)))
    return Message(mask_headers(headers), {}, _cut(redact(body[: 2 * LONGEST_BODY])))


def split_address(url: str) -> tuple[str, dict[str, str]]:
    """Return `url` without user information, query and fragment, and its decoded query parameters, unmasked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return redact(url), {}
    host = parts.netloc.rpartition("@")[2]
    return redact(f"{parts.scheme}://{host}{parts.path}"), dict(parse_qsl(parts.query, keep_blank_values=True))


def mask_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return `parameters` with every credential masked, by name and by shape."""
    return {name: mask_value(name, value) for name, value in parameters.items()}


def mask_value(name: str, value: str) -> str:
    """Return one value, masked where its name or its shape says that it is a credential."""
    return mask_secret(value) if value and is_secret_name(name) else redact(value)


def mask_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return `headers` in order, with credentials, cookies and what names the user masked."""
    return tuple((name, _mask_header(name, value)) for name, value in headers)


def _mask_header(name: str, value: str) -> str:
    if name.lower() in _PRIVATE_HEADERS:
        return mask_secret(value)
    scheme, space, credential = value.partition(" ")
    if name.lower() == "authorization" and space and scheme.lower() in _SCHEMES:
        return f"{scheme} {mask_secret(credential)}"  # how it is presented is no secret
    return mask_value(name, value)


def mask_json(value: Any, name: str = "") -> Any:
    """Return a JSON value with every credential in it masked, however deep it lies."""
    if isinstance(value, dict):
        return {key: mask_json(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [mask_json(inner, name) for inner in value]
    if not isinstance(value, str):
        return value
    # In JSON `code` is what an error is called; authorization codes travel as parameters.
    return redact(value) if name == "code" else mask_value(name, value)


def read_json(body: str) -> Any:
    """Return the JSON value of `body`, or None where it is none (HTML of a captive portal, nothing at all)."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _as_text(document: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in document.items()
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}…({len(text) - LONGEST_BODY} characters more)"
