"""Commands that send a request: curl as bash, cmd and PowerShell quote it, fetch, Invoke-RestMethod."""

import re
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import HttpMessage, Kind, Place
from inspector.tokens.http_message import read_header
from inspector.tokens.json_text import read_at
from inspector.tokens.layer import Draft, Layer, Named
from inspector.tokens.powershell import body_of

_CURL = re.compile(r"(?<![\w/.-])curl(?:\.exe)?(?=[ \t\\^`]+\S)")
_MOST_WORDS = 400
_WITH_VALUE = frozenset(
    (
        "-o --output -A --user-agent -e --referer -b --cookie -c --cookie-jar -x --proxy -m --max-time -w --write-out"
        " -E --cert --key --cacert --connect-timeout --retry -u --user --resolve -F --form"
        " -K --config -T --upload-file --oauth2-bearer -X --request -H --header --url"
        " -D --dump-header"
    ).split()
)
_DATA = frozenset({"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"})
_SPACE = " \t\r"


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def read_curl(layer: Layer) -> None:
    """Add every curl command of `layer` as the request that it sends."""
    spans, at = [], 0
    while found := _CURL.search(layer.text, at):
        words, end = split_words(layer.text, found.end())
        at = max(end, found.end())
        if any("://" in word.text or "." in word.text for word in words):
            _add_request(layer, words, found.start(), end)
            spans.append((found.start(), end))
    layer.claim(spans)


def split_words(text: str, at: int) -> tuple[list[_Word], int]:
    r"""Return the words of the command that goes on at `at`, freed of quotation, and where it ends.

    Lines go on after \ (bash), ^ (cmd) or ` (PowerShell).
    """
    words: list[_Word] = []
    while len(words) < _MOST_WORDS:
        at = _skip(text, at)
        if at >= len(text) or text[at] in "\n\0;|&":
            return words, at
        word = _word(text, at)
        words.append(word)
        at = max(word.end, at + 1)
    return words, at


_GAP = re.compile(r"(?:[ \t\r]+|[\\^`][ \t]*\r?\n)*").match


def _skip(text: str, at: int) -> int:
    gap = _GAP(text, at)
    return gap.end() if gap else at


_BARE = re.compile(r"[^\s'\"\\^`\0]+").match
_IN_SINGLE = re.compile(r"'([^'\0]*)'?").match
_IN_DOUBLE = re.compile(r'"([^"\\`^\0]*(?:[\\`^](?:.|\n)[^"\\`^\0]*)*)"?').match
_IN_DOLLAR = re.compile(r"\$'([^'\\\0]*(?:\\.[^'\\\0]*)*)'?", re.DOTALL).match
_IN_CARET = re.compile(r'\^"([^"\\\n\0]*(?:\\(?:\^?")?[^"\\\n\0]*)*)"').match
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def _word(text: str, at: int) -> _Word:
    """Read one word, which may be put together of quoted and bare pieces."""
    start, pieces = at, []
    while at < len(text) and text[at] not in " \t\r\n\0":
        if found := _IN_CARET(text, at):
            pieces.append(re.sub(r"\^(.)", r"\1", found[1].removesuffix("^")).replace('\\"', '"'))
        elif found := _IN_DOLLAR(text, at):
            pieces.append(
                re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), found[1], flags=re.DOTALL)
            )
        elif text[at] == "'" and (found := _IN_SINGLE(text, at)):
            pieces.append(found[1])
        elif text[at] == '"' and (found := _IN_DOUBLE(text, at)):
            pieces.append(re.sub(r"\\\r?\n", "", re.sub(r"[\\`^]([\"\\$`])", r"\1", found[1])))
        elif found := _BARE(text, at):
            pieces.append(found[0])
        elif text[at] in "\\^`" and text[at + 1 : at + 2] not in ("", "\n", "\r"):
            pieces.append(text[at + 1])
            at += 2
            continue
        else:
            break
        at = found.end()
    return _Word("".join(pieces), start, at)


def _add_request(layer: Layer, words: list[_Word], start: int, end: int) -> None:
    """Add the request of a curl command and read what its parts carry."""
    method, url, headers, data = _options(words)
    pairs = [(word.text.partition(":")[0].strip(), word.text.partition(":")[2].strip(), word) for word in headers]
    body = "&".join(word.text for word in data)
    http = HttpMessage(
        method=(method.text if method else None) or ("POST" if data else "GET"),
        url=url.text if url else None,
        headers=(*((name.lower(), value) for name, value, _word in pairs), *_basic(words)),
        body=body,
    )
    draft = layer.add(Kind.HTTP_REQUEST, layer.whole[start:end].strip(), start, end, http=http)
    if url:
        layer.within(url.text, *layer.find(*url), parent=draft, place=Place.QUERY)
    for name, value, word in pairs:
        read_header(layer, draft, Named(name, value, *layer.find(value, word.start, word.end)))
    if data:
        span = layer.find(*data[0]) if len(data) == 1 else (data[0].start, data[-1].end)
        layer.within(body, *span, parent=draft, place=Place.BARE)


def _basic(words: list[_Word]) -> list[tuple[str, str]]:
    """Return the header that curl makes of `-u name:password` (RFC 7617)."""
    for at, word in enumerate(words[:-1]):
        if word.text in ("-u", "--user") and ":" in words[at + 1].text:
            from base64 import b64encode

            return [("authorization", f"Basic {b64encode(words[at + 1].text.encode('utf-8', 'replace')).decode()}")]
    return []


def _options(words: list[_Word]) -> tuple[_Word | None, _Word | None, list[_Word], list[_Word]]:
    """Return method, address, headers and data of a curl command line."""
    method = url = None
    headers: list[_Word] = []
    data: list[_Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        name, value, taken = _option(words, at)
        at += taken
        if name in ("-X", "--request"):
            method = value
        elif name in ("-H", "--header") and value:
            headers.append(value)
        elif name in _DATA and value:
            data.append(value)
        elif name == "--oauth2-bearer" and value:
            headers.append(_Word(f"Authorization: Bearer {value.text}", value.start, value.end))
        elif name in ("-b", "--cookie") and value:
            headers.append(_Word(f"Cookie: {value.text}", value.start, value.end))
        elif name == "--url":
            url = value
        elif name is None and url is None and word.text:
            url = word
    return method, url, headers, data


def _option(words: list[_Word], at: int) -> tuple[str | None, _Word | None, int]:
    """Return the option at `at`, its value, and how many words both took; None for a word that is no option."""
    word = words[at]
    text = word.text
    if not text.startswith("-") or len(text) < 2:
        return None, None, 1
    name, equals, rest = text.partition("=")
    if text.startswith("--") and equals:
        return name, _Word(rest, word.start, word.end), 1
    if text in _WITH_VALUE or text in _DATA:
        return text, words[at + 1] if at + 1 < len(words) else None, 2
    if not text.startswith("--") and text[:2] in _WITH_VALUE | _DATA:
        return text[:2], _Word(text[2:], word.start, word.end), 1
    return text, None, 1


@cache
def _call() -> re.Pattern[str]:
    return re.compile(
        r"\bfetch\(\s{0,20}[\"'`](?P<fetched>https?://[^\"'`\s]+)[\"'`]"
        r"|\bInvoke-(?:RestMethod|WebRequest)\b(?P<rest>[^\n\0]{0,4000}(?:`\s*\n[^\n\0]{0,4000}){0,40})"
    )


def read_calls(layer: Layer) -> None:
    """Add the requests of `fetch(…)` and Invoke-RestMethod; the credentials in them are found by other readers."""
    for found in list(_call().finditer(layer.text))[:200]:
        if found["fetched"]:
            _add_fetch(layer, found)
        else:
            _add_invoke(layer, found)


def _add_fetch(layer: Layer, found: re.Match[str]) -> None:
    brace = layer.text.find("{", found.end(), found.end() + 20)
    options = read_at(layer.text, brace).object if brace >= 0 else None
    headers = options.get("headers") if options else None
    pairs = (
        tuple((str(name).lower(), str(value)) for name, value in headers.items()) if isinstance(headers, dict) else ()
    )
    body = options.get("body") if options else None
    http = HttpMessage(
        method=str(options.get("method", "GET")) if options else "GET",
        url=found["fetched"],
        headers=pairs,
        body=body if isinstance(body, str) else "",
    )
    draft = _add(layer, found, http)
    if http.body:
        span = layer.find(http.body, found.start(), min(len(layer.text), found.end() + 20_000))
        layer.within(http.body, *span, parent=draft, place=Place.BARE)


def _add_invoke(layer: Layer, found: re.Match[str]) -> None:
    url = re.search(r"-Uri\s{1,20}[\"']?(https?://[^\s\"']+)|[\"' ](https?://[^\s\"']+)", found["rest"])
    if url is None:
        return
    method = re.search(r"(?i)-Method\s{1,20}[\"']?(\w{1,10})", found["rest"])
    body = body_of(layer.text, found["rest"], found.start("rest"))
    words = body.text if body else ""
    sent = HttpMessage(method=method[1].upper() if method else "GET", url=url[1] or url[2], body=words)
    start = min(found.start(), body.start) if body else found.start()  # a variable stands before the call
    whole = layer.whole[start : found.end()]
    draft = layer.add(Kind.HTTP_REQUEST, whole, start, found.end(), http=sent)
    if body:
        layer.within(body.text, body.start, body.end, parent=draft, place=Place.BARE)
        layer.claim([(body.start, body.end)])


def _add(layer: Layer, found: re.Match[str], http: HttpMessage) -> Draft:
    return layer.add(Kind.HTTP_REQUEST, layer.whole[found.start() : found.end()], *found.span(), http=http)
