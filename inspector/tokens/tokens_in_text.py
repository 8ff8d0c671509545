"""Tokens in running text: compact ones in any wrapping, and opaque ones by their shape."""

import re
from functools import cache
from typing import Any

from inspector.tokens.artifact import Flaw, Kind, Place
from inspector.tokens.classify import kind_of
from inspector.tokens.compact import read_token
from inspector.tokens.flaws import flaw
from inspector.tokens.layer import Draft, Layer, Named
from inspector.tokens.standing import Standing
from inspector.tokens.wrapping import Found, find_tokens
from inspector.words import _

_KINDS = {
    **dict.fromkeys(("refresh_token", "refreshtoken", "secret"), Kind.REFRESH_TOKEN),
    **dict.fromkeys(("code", "authorization_code", "authorizationcode"), Kind.AUTHORIZATION_CODE),
    **dict.fromkeys(("access_token", "accesstoken", "token", "authorization"), Kind.OPAQUE_TOKEN),
}


_MOST = 1_000  # compact tokens read in one text


def read_compact(layer: Layer) -> None:
    """Add every compact token of `layer`, and the token inside each proof of possession."""
    spans = []
    for number, found in enumerate(find_tokens(layer.text)):
        if number >= _MOST:
            layer.left_out.append(_("Only the first {count} tokens were read.").format(count=f"{_MOST:,}"))
            break
        standing = Standing(layer.text, found.start, layer.name)
        flaws = list(found.flaws)
        if standing.doubled:
            flaws.insert(0, flaw("bearer-twice"))
        if standing.quoted:
            flaws.insert(0, flaw("quotes-sent"))
        name, place = standing.name or layer.name, layer.place if standing.place is Place.BARE else standing.place
        _add_compact(layer, found._replace(flaws=flaws), name, place)
        spans.append((found.start, found.end))
    layer.claim(spans)


def _add_compact(layer: Layer, found: Found, name: str | None, place: Place) -> None:
    """Add a compact token, read and classified, and the token inside a proof of possession."""
    token, own = read_token(found.text)
    parts = {"token": token, "flaws": found.flaws + own, "name": name, "place": place}
    draft = layer.add(kind_of(token, name), found.text, found.start, found.end, **parts)
    inner = token.claims.get("at") if token.claims else None
    if isinstance(inner, str) and draft.kind is Kind.POP_TOKEN and inner.startswith("ey"):
        layer.within(inner, found.start, found.end, parent=draft, name="at", place=draft.place)


# The shapes of tokens that carry nothing readable; each begins with something rare.
_OPAQUE = (
    (r"(?<![A-Za-z0-9+/_-])(?:t=)?Ew[A-D][A-Za-z0-9+/_-]{60,}={0,2}", Kind.OPAQUE_TOKEN),
    (r"(?<![A-Za-z0-9+/_.-])M\.[A-Z]\d{1,4}_[A-Z0-9]{2,6}\.[\w.*!$-]{20,}", None),
    (r"(?<![A-Za-z0-9+/_.-])[01]\.A[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]{20,}){0,4}", None),
    (r"(?<![A-Za-z0-9+/_.-])(?:A[wQg]AB|OAAAB)[A-Za-z0-9_-]{90,}", None),
    (r"(?<![A-Za-z0-9+/_.-])ya29\.[A-Za-z0-9_-]{30,}", Kind.OPAQUE_TOKEN),
    # Whatever was sent as Bearer and has a digit in it, as no name of a challenge's parameter has
    (r"(?<=[Bb]earer )(?!e[yw])(?=[A-Za-z._~+/-]{0,200}\d)[\w.~+/-]{30,}={0,2}(?![\w=])", Kind.OPAQUE_TOKEN),
)
_HINTS = ("ya29.", "earer ", "EwA", "EwB", "EwC", "EwD", "M.", "0.A", "1.A", "AwAB", "AQAB", "AgAB", "OAAAB")
_GUID_END = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_opaque(layer: Layer) -> None:
    """Add the tokens of `layer` that can only be named: of personal accounts, refresh tokens, authorization codes."""
    if not any(hint in layer.text for hint in _HINTS):
        return
    for pattern, kind in _OPAQUE:
        spans = []
        for found in _shape(pattern).finditer(layer.text):
            text = found[0].rstrip(".") if kind is None else found[0].removeprefix("t=")
            standing = Standing(layer.text, found.start())
            name = standing.name or layer.name
            place = layer.place if standing.place is Place.BARE else standing.place
            add_opaque(layer, Named(name or "", text, *found.span()), kind, place=place)
            spans.append(found.span())
        layer.claim(spans)


def add_opaque(layer: Layer, named: Named, kind: Kind | None, **parts: Any) -> Draft:
    """Add a credential that is not decoded; its kind is told by its name, else by its shape."""
    flaws: list[Flaw] = []
    told = _KINDS.get(named.name.lower())
    if kind is None:
        kind = told if told and told is not Kind.OPAQUE_TOKEN else _by_shape(named.value)
        if kind is None:
            kind = Kind.REFRESH_TOKEN
            flaws.append(flaw("kind-unsure"))
    elif told in (Kind.REFRESH_TOKEN, Kind.AUTHORIZATION_CODE):
        kind = told
    return layer.add(kind, named.value, named.start, named.end, flaws=flaws, name=named.name or None, **parts)


def _by_shape(text: str) -> Kind | None:
    """Tell what the shape tells: a personal account's code ends in a GUID; all others can't be told apart."""
    if text.startswith("M."):
        return Kind.AUTHORIZATION_CODE if _GUID_END.search(text) else Kind.REFRESH_TOKEN
    return None


def read_value(layer: Layer, named: Named, parent: Draft, place: Place) -> None:
    """Read the value of a parameter or member that can hold a credential, a claims request or an error."""
    named = named._replace(value=named.value.strip())
    low, value = named.name.lower(), named.value
    if low in _OWN_NOTES and value.count(".") < 2:
        return
    encoded = "ey" in value or "ew" in value
    if not value or (encoded and _read_within(layer, named, parent, place)):
        return
    if low in _KINDS and low not in ("token", "authorization") and len(value) >= 20 and " " not in value:
        add_opaque(layer, named, _KINDS[low], parent=parent, place=place)
    elif (
        low in _HOLDERS or (low == "claims" and not parent.error) or ("AADSTS" in value and low != "error_description")
    ):
        _read_within(layer, named, parent, place)


# What apps and MSAL write as base64 of JSON, which begins like a token and is none.
_OWN_NOTES = frozenset({"state", "nonce", "client_info", "relaystate"})
_HOLDERS = ("assertion", "client_assertion", "samlresponse", "samlrequest", "wresult")


def _read_within(layer: Layer, named: Named, parent: Draft, place: Place) -> bool:
    """Read a value as a text of its own; return whether anything was found in it."""
    count = len(layer.drafts)
    layer.within(named.value, named.start, named.end, parent=parent, name=named.name, place=place)
    return len(layer.drafts) > count
