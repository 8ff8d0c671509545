"""HTML in a redacted copy: the markup stays, what it says to people goes, except for what was refused.

Nobody can tell a person's name on a page from any other words, so words go as a whole; scripts and styles likewise.
"""

import html
import re
from collections.abc import Callable, Iterator

from inspector.exchanges.page_words import unescaped

_PIECES = re.compile(r"(<(script|style)\b.*?(?:</\2\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_PAGE = re.compile(r"\s{0,200}(?:<!doctype html|<html|<head|<body|<form|<!--)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]{1,60})(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_KEPT = frozenset("id class type method action href src rel name charset http-equiv lang content for".split())
_ADDRESSES = frozenset({"action", "href", "src", "content"})
# A refusal with what identifies it: what the page was recorded for.
_REFUSAL = re.compile(r"(?:AADSTS\d{4,8}|AADB2C\d{4,6}|MSIS\d{4,5})[^<>\"\\]{0,1000}")
_IDENTIFIED = re.compile(r"\s*(?:request id|trace id|correlation id|timestamp)\b", re.IGNORECASE)

Redact = Callable[[str], str]
RedactNamed = Callable[[str, str], str]


def is_page(text: str) -> bool:
    """Whether a body is HTML, by its beginning."""
    return _PAGE.match(text) is not None


def redact_page(text: str, redact: Redact, named: RedactNamed) -> str:
    """Return a page with its markup; `redact` is for addresses and refusals, `named` for fields of forms."""
    return "".join(_pieces(text, redact, named))


def _pieces(text: str, redact: Redact, named: RedactNamed) -> Iterator[str]:
    at = 0
    for found in _PIECES.finditer(text):
        yield _words(text[at : found.start()], redact)
        yield _markup(found[0], found[2], redact, named)
        at = found.end()
    yield _words(text[at:], redact)


def _words(text: str, redact: Redact) -> str:
    """Return what stands between two tags: nothing but a refusal, its ids and times."""
    if not text.strip():
        return text
    if _IDENTIFIED.match(text):
        return redact(text)
    refusal = _REFUSAL.search(text)
    return html.escape(redact(html.unescape(refusal[0])), quote=False) if refusal else "…"


def _markup(piece: str, block: str | None, redact: Redact, named: RedactNamed) -> str:
    if block:
        said = " ".join(redact(each[0]) for each in _REFUSAL.finditer(unescaped(piece)))
        return f"<{block}>/* … {said} */</{block}>"
    if piece.startswith(("<!--", "</")):
        return "<!-- … -->" if piece.startswith("<!--") else piece
    name, _space, rest = piece[1:-1].strip("/ ").partition(" ")
    attributes = {each[1].lower(): (each[2] or "").strip("\"'") for each in _ATTRIBUTE.finditer(rest)}
    return f"<{name}{''.join(_attributes(attributes, redact, named))}>"


def _attributes(attributes: dict[str, str], redact: Redact, named: RedactNamed) -> Iterator[str]:
    field = attributes.get("name", "")
    for name, value in attributes.items():
        plain = html.unescape(value)
        if name == "value":
            yield f' value="{html.escape(named(field, plain))}"'
        elif name in _KEPT:
            yield f' {name}="{html.escape(redact(plain) if name in _ADDRESSES or len(plain) > 20 else plain)}"'
