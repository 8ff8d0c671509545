"""What is left of a token whose beginning is missing, and SAML messages in base64: known by what they decode to."""

import re

from inspector.tokens.artifact import JsonObject, Token
from inspector.tokens.base64url import decode
from inspector.tokens.classify import kind_of
from inspector.tokens.flaws import flaw
from inspector.tokens.json_text import read_object
from inspector.tokens.layer import Layer

_ENCODED = re.compile(r"[A-Za-z0-9_+/.\-=\s]+").fullmatch
_MEMBER = re.compile(r'"[A-Za-z_][\w.\-]{0,60}"\s{0,5}:')
_SAML = re.compile(rb"<(?:\w{1,12}:)?(?:Assertion|EncryptedAssertion|Response|AuthnRequest|LogoutRe)")
_MOST = 2_000_000  # bytes to which a SAML message may inflate


def read_remnant(layer: Layer, text: str) -> None:
    """Add the token of which `text` is the end, or the SAML message that it encodes; else nothing."""
    named = bool(layer.name) and str(layer.name).lower() in ("samlresponse", "samlrequest", "wresult", "assertion")
    if (named or _begins_as_markup(text) or _is_base64(text)) and is_saml(text):
        from inspector.tokens.markup import add_saml

        start = max(layer.text.find(text), 0)
        add_saml(layer, text, start, start + len(text))
        return
    if _ENCODED(text) is None:
        return
    segments = "".join(text.split()).split(".")
    if len(segments) > 3:
        return
    for claims in (_middle(segment) for segment in segments):
        if claims is not None:
            _add(layer, text, segments, claims)
            return


def _is_base64(text: str) -> bool:
    return "." not in text and len(text) < 100_000 and _ENCODED(text) is not None


def _begins_as_markup(text: str) -> bool:
    return text[:4] in ("PHNh", "PD94", "PEFz", "PFJl")


def is_saml(text: str) -> bool:
    """Whether base64 text is a SAML message, plain or deflated (SAML 2.0 bindings, section 3.4.4.1)."""
    raw, _damages = decode("".join(text.split()))
    if _SAML.search(raw[:4_000]):
        return True
    import zlib

    try:
        return bool(_SAML.search(zlib.decompressobj(-15).decompress(raw[:100_000], _MOST)[:4_000]))
    except zlib.error:
        return False


def _middle(segment: str) -> JsonObject | None:
    """Return the members that stand in an encoded stretch whose beginning is missing."""
    for shift in range(4):
        source = decode(segment[shift:])[0].decode("utf-8", "replace")
        first = _MEMBER.search(source)
        if first and source.isprintable():
            return read_object("{" + source[first.start() :]).object
    return None


def _add(layer: Layer, text: str, segments: list[str], claims: JsonObject) -> None:
    start = max(layer.text.find(text), 0)
    token = Token(("", *segments) if len(segments) < 3 else tuple(segments), None, claims, partial=True)
    missing = flaw("start-missing", "payload", 0, 0, 0)
    layer.add(kind_of(token, layer.name), text, start, start + len(text), token=token, flaws=[missing])
