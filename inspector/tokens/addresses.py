"""Addresses and form bodies: redirects, authorization requests, token requests, and the tokens they carry."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import ErrorResponse, Kind, Place
from inspector.tokens.codes import OAUTH_ERRORS
from inspector.tokens.error_response import claims_of, error_from
from inspector.tokens.layer import Layer, Named
from inspector.tokens.tokens_in_text import read_value

_NAME = r"[A-Za-z_$][\w.\-%\[\]$]{0,80}"
_VALUE = r"[^\s&\"'<>`\0]*"
_FORM_VALUE = r"[^\s&\"'<>`\0?#]*"  # where a value could hold the next address, each would be read to the end again
_ERROR_PAGE = re.compile(r"(?i)login\.[\w.]+/error$")


@cache
def _address() -> re.Pattern[str]:
    return re.compile(
        r"(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{1,40}://[^\s\"'<>`\\^{|}\0?#]*[?#]"
        rf"(?:[^\s\"'<>`\\\0]*)(?:(?<=[?&])\s*\n\s*{_NAME}={_VALUE})?(?:\s*\n\s*&(?:amp;)?{_NAME}={_VALUE})*"
    )


@cache
def _pairs() -> re.Pattern[str]:
    """Find `name=value&name=value`, over several lines as documentation prints it, or one telling pair."""
    alone = "SAMLResponse|SAMLRequest|client_assertion"
    telling = f"{alone}|access_token|id_token|code|error|grant_type|error_description|client_secret"
    return re.compile(
        rf"(?<![\w.\-%$\[\]=])[?#]?{_NAME}={_FORM_VALUE}(?:\s*&(?:amp;)?\s*{_NAME}={_FORM_VALUE})+"
        rf"|(?:(?<=[\s\"'(])|^)[?#](?:{telling})={_FORM_VALUE}|(?:^|(?<=[\s\"']))(?:{alone})={_FORM_VALUE}"
    )


_MOST = 500  # parameters of one address or form


class _Stretch(NamedTuple):
    """An address or form: its span, the address before its parameters, and the ? or # with which a part begins."""

    start: int
    end: int
    base: str
    lead: str


def parse_parameters(text: str, at: int, end: int, fragment: bool) -> tuple[list[Named], bool]:
    """Return the parameters between `at` and `end`, decoded, and whether one that carries something is in the fragment.

    `fragment` says that the parameters begin in the fragment.
    """
    parameters: list[Named] = []
    carried = False
    while at < end and len(parameters) < _MOST:
        stop = _stop(text, at, end, fragment)
        name, equals, value = text[at:stop].partition("=")
        name = name.strip().removeprefix("amp;").lstrip("?#/!")
        if equals and name:
            begins = stop - len(value)
            parameters.append(
                Named(_decoded(name)[:200], _decoded(value.rstrip()), begins, begins + len(value.rstrip()))
            )
            carried = carried or (fragment and parameters[-1].name in _CARRIED)
        fragment = fragment or text[stop : stop + 1] == "#"
        at = stop + 1
    return parameters, carried


def _decoded(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text, errors="replace")


def _stop(text: str, at: int, end: int, fragment: bool) -> int:
    """Return where the parameter at `at` ends."""
    marks = "&#?" if fragment else "&#"  # a # route of a single-page application may be followed by a ?
    return min((found for mark in marks if (found := text.find(mark, at, end)) >= 0), default=end)


def read_addresses(layer: Layer) -> None:
    """Add the addresses of `layer` that are part of a sign-in or carry a token."""
    spans = []
    for found in _address().finditer(layer.text):
        text = found[0].rstrip(".,;:)!")
        mark = min(at for at in (text.find("?"), text.find("#")) if at >= 0)
        start, end = found.start(), found.start() + len(text)
        if _read(layer, _Stretch(start, end, text[:mark], text[mark])):
            spans.append((start, end))
    layer.claim(spans)


def read_forms(layer: Layer) -> None:
    """Add form bodies, and query strings and fragments that were pasted without their address."""
    spans = []
    for found in _pairs().finditer(layer.text):
        lead = layer.text[found.start()] if layer.text[found.start()] in "?#" else ""
        if _read(layer, _Stretch(*found.span(), "", lead)):
            spans.append(found.span())
    layer.claim(spans)


def _read(layer: Layer, stretch: _Stretch) -> bool:
    """Add what an address or form is, and what stands in its parameters; False where it says nothing of use."""
    start, end, base, lead = stretch
    end = _end_of_description(layer.text, start, end)
    parameters, carried = parse_parameters(layer.text, start + len(base) + len(lead), end, lead == "#")
    values = {parameter.name: parameter.value for parameter in parameters}
    place = Place.FRAGMENT if carried else Place.QUERY if base or lead == "?" else Place.FORM
    kind = kind_of_parameters(values, base) if values else None
    if kind is None:
        return _read_carried(layer, parameters, place)
    if kind is Kind.ERROR_CODE:
        code = f"AADSTS{values['code']}"
        layer.add(kind, code, start, end, error=error_from("", names=[code]))
        return True
    place = layer.place if layer.place in (Place.LOG, Place.COOKIE) else place
    parts = {"parameters": values, "place": place, "error": _error_of(values, kind)}
    draft = layer.add(kind, layer.whole[start:end], start, end, **parts)
    for parameter in parameters:
        read_value(layer, parameter, draft, place)
    return True


_OPEN_DESCRIPTION = re.compile(r"[?#&]?error_description=[^&\s]*$")
_REST_OF_LINE = re.compile(r"[ :;.,)!'\"][^\n\0]{0,8000}(?:\r?\n(?i:trace|correlation|timestamp)[^\n\0]{0,200}){0,3}")


def _end_of_description(text: str, start: int, end: int) -> int:
    """Return the end of parameters of which the last is a description that was not encoded: its line's end."""
    name = text.rfind("error_description=", start, end)
    if name < 0 or not _OPEN_DESCRIPTION.match(text[name:end]):
        return end
    rest = _REST_OF_LINE.match(text, end)
    return rest.end() if rest else end


_CARRIED = ("access_token", "id_token", "code", "error", "refresh_token")
_TOKENS = frozenset(
    ("access_token id_token id_token_hint token assertion client_assertion refresh_token bearer authtoken jwt").split()
)


@cache
def _lines() -> re.Pattern[str]:
    """Find parameters written one a line with a colon, as tools list the fields of a form."""
    line = r"[ \t]{0,20}[A-Za-z_]{2,40}[ \t]{0,5}:[ \t]{0,5}[^\n\0]{0,8000}"
    return re.compile(
        rf"^(?:{line}\n){{0,12}}[ \t]{{0,20}}grant_type[ \t]{{0,5}}:[^\n\0]{{1,200}}(?:\n{line}){{0,12}}", re.MULTILINE
    )


def read_lines(layer: Layer) -> None:
    """Add token requests that are written as lines of `name: value`."""
    spans = []
    for found in _lines().finditer(layer.text):
        pairs = (line.partition(":") for line in found[0].splitlines())
        values = {name.strip(): value.strip() for name, _colon, value in pairs if name.strip()}
        source = layer.whole[found.start() : found.end()]
        draft = layer.add(Kind.TOKEN_REQUEST, source, *found.span(), parameters=values, place=Place.FORM)
        for name, value in values.items():
            read_value(layer, Named(name, value, *layer.find(value, *found.span())), draft, Place.FORM)
        spans.append(found.span())
    layer.claim(spans)


def _read_carried(layer: Layer, parameters: list[Named], place: Place) -> bool:
    """Read the tokens in an address that is no part of a sign-in, such as `?access_token=` in a call."""
    count = len(layer.drafts)
    for name, value, start, end in parameters:
        claims = name == "claims" and value.startswith("{")
        if name.lower() in _TOKENS or value.startswith("eyJ") or claims or "AADSTS" in value:
            layer.within(value, start, end, name=name, place=place)
    return len(layer.drafts) > count


def kind_of_parameters(values: Mapping[str, str], base: str) -> Kind | None:
    """Return what an address or form with these parameters is, or None; `base` is the address before them."""
    path, names = base.lower().rstrip("/"), values.keys()
    if _is_token_request(names):
        return Kind.TOKEN_REQUEST
    if _ERROR_PAGE.search(path) and values.get("code", "").isascii() and values.get("code", "").isdigit():
        return Kind.ERROR_CODE
    if _is_request(names, path):
        return Kind.AUTHORIZATION_REQUEST
    if "SAMLResponse" in names or _is_response(values, base):
        return Kind.AUTHORIZATION_RESPONSE
    return Kind.AUTHORIZATION_REQUEST if {"client_id", "redirect_uri"} <= names else None


def _is_request(names: AbstractSet[str], path: str) -> bool:
    """Whether these are the parameters of an authorization request (RFC 6749 section 4.1.1), or of SAML's."""
    if "SAMLRequest" in names or {"response_type", "client_id"} <= names:
        return True
    if path.endswith(("/authorize", "/adminconsent")):
        return "client_id" in names or "response_type" in names
    return False


def _is_token_request(names: AbstractSet[str]) -> bool:
    asserted = "client_assertion" in names and "response_type" not in names
    return "grant_type" in names or asserted or {"device_code", "client_id"} <= names


def _is_response(values: Mapping[str, str], base: str) -> bool:
    """Whether these are the parameters of an authorization response (RFC 6749, sections 4.1.2 and 4.2.2)."""
    names = values.keys()
    if "error" in names:
        return bool(names & {"error_description", "state", "error_uri"}) or values["error"] in OAUTH_ERRORS
    if "code" in names:
        return bool(names & {"state", "session_state"}) or len(values["code"]) > (30 if base else 8)
    if "access_token" in names or "id_token" in names:
        return bool(names & {"state", "token_type", "expires_in", "session_state", "id_token"})
    return "admin_consent" in names


def _error_of(values: Mapping[str, str], kind: Kind) -> ErrorResponse | None:
    if kind is not Kind.AUTHORIZATION_RESPONSE or "error" not in values:
        return None
    claims = values.get("claims")
    return error_from(
        values.get("error_description", ""),
        names=[values["error"]],
        error=values["error"],
        suberror=values.get("error_subcode") or values.get("suberror"),
        claims=claims_of(claims) if claims else None,
        claims_text=claims,
        trace_id=values.get("trace_id"),
        correlation_id=values.get("correlation_id"),
    )


def add_posted(layer: Layer, values: Mapping[str, str], start: int, end: int) -> None:
    """Add the authorization response that a page's form posts (response_mode=form_post)."""
    kind = kind_of_parameters(values, "") or Kind.AUTHORIZATION_RESPONSE
    parts = {"parameters": values, "place": Place.FORM, "error": _error_of(values, kind)}
    draft = layer.add(kind, layer.whole[start:end], start, end, **parts)
    for name, value in values.items():
        read_value(layer, Named(name, value, *layer.find(value, start, end)), draft, Place.FORM)
