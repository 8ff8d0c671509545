r"""JSON that stands escaped in running text: {\"error\":\"invalid_grant\"}, once, twice or more often."""

import re

from inspector.tokens.artifact import Place
from inspector.tokens.layer import Layer

_OPENING = re.compile(r"\{\s{0,200}(?:\\{1,2}[rnt]\s{0,50}){0,20}(\\{1,16})\"")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def read_escaped(layer: Layer) -> None:
    """Read each stretch of escaped JSON as the text that it stands for."""
    spans, at = [], 0
    while found := _OPENING.search(layer.text, at):
        start = found.start()
        end = _end(layer.text, start, len(found[1]))
        inner = unescape(layer.text[start:end])
        count = len(layer.drafts)
        layer.within(inner, start, end, name=layer.name, place=Place.JSON if layer.place is Place.BARE else layer.place)
        if len(layer.drafts) > count:
            spans.append((start, end))
        at = max(end, found.end())
    layer.claim(spans)


def _end(text: str, start: int, level: int) -> int:
    """Return where the escaped stretch ends: at a quotation mark that is escaped less often."""
    for found in re.compile(r"(\\*)\"").finditer(text, start):
        if len(found[1]) < level:
            return found.end(1) - len(found[1])
    return len(text)


def unescape(text: str) -> str:
    """Undo one level of JSON's escapes; what is no escape stays."""
    return _ESCAPE.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _SIMPLE.get(code, code)
