"""Markup: HTML error pages and form posts, XML errors of Storage and SharePoint, SAML assertions."""

import re
from functools import cache

from inspector.tokens.artifact import Kind, Place
from inspector.tokens.error_response import error_from
from inspector.tokens.flaws import flaw
from inspector.tokens.layer import Layer


@cache
def _saml() -> re.Pattern[str]:
    return re.compile(
        r"<(?:\w{1,12}:)?(Assertion|EncryptedAssertion|Response|AuthnRequest)\b[^<>]{0,4000}(?:SAML|urn:oasis)[^<>]{0,4000}>"
    )


@cache
def _xml_error() -> re.Pattern[str]:
    """An error in XML: Storage's <Error><Code>, OData's <m:error><m:code>."""
    return re.compile(
        r"<(?:\w{1,8}:)?error\b[^<>]{0,500}>\s{0,200}<(?:\w{1,8}:)?code>([^<]{0,300})</(?:\w{1,8}:)?code>\s{0,200}"
        r"<(?:\w{1,8}:)?message\b[^<>]{0,200}>([^<]{0,8000})",
        re.IGNORECASE,
    )


@cache
def _hidden_field() -> re.Pattern[str]:
    return re.compile(r"<input\b[^<>]{0,40000}>", re.IGNORECASE)


_ATTRIBUTE = re.compile(r"(?i)\b(name|value)\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)')")
_TAG = re.compile(r"<(?:!--.{0,20000}?--|/?[A-Za-z!][^<>]{0,20000})>", re.DOTALL)
_SCRIPT = re.compile(r"<style\b[^<>]{0,2000}>[^<]*</style>", re.IGNORECASE)
_POSTED = ("code", "id_token", "access_token", "error", "samlresponse", "samlrequest", "wresult")


def read_markup(layer: Layer) -> None:
    """Add SAML assertions and XML errors; read an HTML page as the text that a browser shows, and its form fields."""
    text = layer.text
    low = text[:200_000].lower()
    if "saml" in low or "urn:oasis" in low:
        _read_saml(layer)
    if "error" in low and "code>" in low:
        _read_xml_errors(layer)
    if "<input" in low and "value" in low:
        _read_form_post(layer)
    if "</" in layer.text and any(
        tag in low for tag in ("<html", "<body", "<div", "<p>", "<span", "<h1", "<title", "<td", "<br")
    ):
        _read_page(layer)


def _read_saml(layer: Layer) -> None:
    spans, at = [], 0
    while found := _saml().search(layer.text, at):
        start = found.start()
        tag = re.match(r"<([\w:]+)", found[0])
        close = layer.text.find(f"</{tag[1]}>" if tag else ">", found.end())
        end = len(layer.text) if close < 0 else close + len(tag[1] if tag else "") + 3
        add_saml(layer, layer.whole[start:end], start, end)
        spans.append((start, end))
        at = end
    layer.claim(spans)


def add_saml(layer: Layer, text: str, start: int, end: int, **parts: object) -> None:
    """Add a SAML assertion, response or request, which is named but not decoded."""
    layer.add(Kind.SAML_ASSERTION, text, start, end, flaws=[flaw("not-decoded")], **parts)


def _read_xml_errors(layer: Layer) -> None:
    from html import unescape

    spans = []
    for found in _xml_error().finditer(layer.text):
        close = re.compile(r"</(?:\w{1,8}:)?error>", re.IGNORECASE).search(layer.text, found.end(), found.end() + 4_000)
        end = close.end() if close else found.end()
        name = found[1].strip().rpartition(", ")[2].rpartition(".")[2]
        detail = re.search(r"(?i)<AuthenticationErrorDetail>([^<]*)", layer.text[found.end() : end])
        words = " ".join(part.strip() for part in (found[2], detail[1] if detail else "") if part.strip())
        names = [name] if name and not name.lstrip("-").isdigit() else []
        layer.add(
            Kind.ERROR_RESPONSE,
            layer.whole[found.start() : end],
            found.start(),
            end,
            error=error_from(unescape(words), names=names),
        )
        spans.append((found.start(), end))
    layer.claim(spans)


def _read_form_post(layer: Layer) -> None:
    """Read the hidden fields with which a page posts an authorization response."""
    from html import unescape

    values: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for found in _hidden_field().finditer(layer.text):
        given = {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(found[0])}
        if "name" in given and given.get("value"):
            values[given["name"]] = given["value"]
            spans.append(found.span())
    if not any(name.lower() in _POSTED for name in values):
        return
    from inspector.tokens.addresses import add_posted

    add_posted(layer, values, spans[0][0], spans[-1][1])
    layer.claim(spans)


def _read_page(layer: Layer) -> None:
    """Read the words of a page, entities undone; scripts are kept, for error pages carry their codes in them."""
    from html import unescape

    text = _SCRIPT.sub(" ", layer.text)
    words = unescape(_TAG.sub(_replacement, text))
    words = re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t\r\f\v\u00a0]+", " ", words))
    if words.strip("\0 \n") and words != layer.text:
        end = len(layer.text)
        layer.within(words, 0, end, name=layer.name, place=layer.place if layer.place is not Place.BARE else Place.BARE)
        layer.claim([(0, end)])


def _replacement(tag: re.Match[str]) -> str:
    """Keep words apart where a browser does."""
    inline = ("<a", "</a", "<b>", "</b>", "<i>", "</i>", "<sp", "</sp", "<em", "</em", "<st", "</st", "<co", "</co")
    return "" if tag[0].lower().startswith(inline) else "\n"
