"""Addresses and form bodies: redirects, authorization requests, token requests, and the tokens they carry."""

import re
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import ErrorResponse, Kind, Place
from inspector.tokens.error_response import claims_of, error_from
from inspector.tokens.layer import Layer
from inspector.tokens.tokens_in_text import read_value

_NAME = r"[A-Za-z_$][\w.\-%\[\]$]{0,80}"
_VALUE = r"[^\s&\"'<>`\0]*"
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
    telling = "access_token|id_token|code|error|grant_type|client_assertion|SAMLResponse|SAMLRequest|error_description|client_secret"
    return re.compile(
        rf"(?<![\w.\-%$\[\]])[?#]?{_NAME}={_VALUE}(?:\s*&(?:amp;)?\s*{_NAME}={_VALUE})+"
        rf"|(?:(?<=[\s\"'(])|^)[?#](?:{telling})={_VALUE}|(?:^|(?<=[\s\"']))(?:SAMLResponse|SAMLRequest|client_assertion)={_VALUE}"
    )


class Parameter(NamedTuple):
    """One parameter: its decoded name and value, the span of the written value, and whether it is in the fragment."""

    name: str
    value: str
    start: int
    end: int
    fragment: bool


def parse_parameters(text: str, at: int, end: int, fragment: bool = False) -> list[Parameter]:
    """Return the parameters written between `at` and `end`; a # begins the fragment."""
    from urllib.parse import unquote_plus

    parameters = []
    while at < end:
        stops = [stop for stop in (text.find("&", at, end), text.find("#", at, end), text.find("?", at, end) if fragment else -1) if stop >= 0]
        stop = min(stops, default=end)
        name, equals, value = text[at:stop].partition("=")
        name = name.strip().removeprefix("amp;").lstrip("?#/!")
        if equals and name:
            begins = stop - len(value)
            decoded = unquote_plus(value.rstrip(), errors="replace")
            parameters.append(Parameter(unquote_plus(name, errors="replace")[:200], decoded, begins, begins + len(value.rstrip()), fragment))
        fragment = fragment or text[stop : stop + 1] == "#"
        at = stop + 1
    return parameters


def read_addresses(layer: Layer) -> None:
    """Add the addresses of `layer` that are part of a sign-in or carry a token."""
    spans = []
    for found in _address().finditer(layer.text):
        text = found[0].rstrip(".,;:)!")
        mark = min(at for at in (text.find("?"), text.find("#")) if at >= 0)
        start, end = found.start(), found.start() + len(text)
        parameters = parse_parameters(layer.text, start + mark + 1, end, text[mark] == "#")
        if parameters and _read(layer, text, start, end, parameters, text[:mark]):
            spans.append((start, end))
    layer.claim(spans)


def read_forms(layer: Layer) -> None:
    """Add form bodies, and query strings and fragments that were pasted without their address."""
    spans = []
    for found in _pairs().finditer(layer.text):
        start, end = found.span()
        lead = layer.text[start] if layer.text[start] in "?#" else ""
        parameters = parse_parameters(layer.text, start + len(lead), end, lead == "#")
        if parameters and _read(layer, found[0], start, end, parameters, "", lead):
            spans.append((start, end))
    layer.claim(spans)


def _read(layer: Layer, text: str, start: int, end: int, parameters: list[Parameter], base: str, lead: str = "") -> bool:
    """Add what an address or form is, and what stands in its parameters; False where it says nothing of use."""
    values = {parameter.name: parameter.value for parameter in parameters}
    kind = kind_of_parameters(values, base)
    if kind is Kind.ERROR_CODE:
        layer.add(kind, f"AADSTS{values['code']}", start, end, error=error_from("", names=[f"AADSTS{values['code']}"]))
        return True
    fragment = any(parameter.fragment and parameter.name in _CARRIED for parameter in parameters)
    place = Place.FRAGMENT if fragment else Place.QUERY if base or lead == "?" else Place.FORM
    if kind is None:
        return _read_carried(layer, parameters, place)
    if layer.place in (Place.LOG, Place.COOKIE):
        place = layer.place
    draft = layer.add(kind, layer.whole[start:end], start, end, parameters=values, place=place, error=_error_of(values, kind))
    for parameter in parameters:
        read_value(layer, parameter.name, parameter.value, parameter.start, parameter.end, draft, place)
    return True


_CARRIED = ("access_token", "id_token", "code", "error", "refresh_token")
_TOKENS = ("access_token", "id_token", "id_token_hint", "token", "assertion", "client_assertion", "refresh_token", "bearer", "authtoken", "jwt")


def _read_carried(layer: Layer, parameters: list[Parameter], place: Place) -> bool:
    """Read the tokens in an address that is no part of a sign-in, such as `?access_token=` in a call."""
    count = len(layer.drafts)
    for parameter in parameters:
        if parameter.name.lower() in _TOKENS or parameter.value.startswith("eyJ"):
            layer.within(parameter.value, parameter.start, parameter.end, name=parameter.name, place=place)
        elif parameter.name == "claims" and parameter.value.startswith("{"):
            layer.within(parameter.value, parameter.start, parameter.end, name=parameter.name, place=place)
        elif "AADSTS" in parameter.value:
            layer.within(parameter.value, parameter.start, parameter.end, name=parameter.name, place=place)
    return len(layer.drafts) > count


def kind_of_parameters(values: dict[str, str], base: str) -> Kind | None:
    """Return what an address or form with these parameters is, or None."""
    if "grant_type" in values or ("client_assertion" in values and "response_type" not in values) or ("device_code" in values and "client_id" in values):
        return Kind.TOKEN_REQUEST
    path = base.lower().rstrip("/")
    if _ERROR_PAGE.search(path) and values.get("code", "").isascii() and values.get("code", "").isdigit():
        return Kind.ERROR_CODE
    if "SAMLResponse" in values or "SAMLRequest" in values:
        return Kind.AUTHORIZATION_RESPONSE if "SAMLResponse" in values else Kind.AUTHORIZATION_REQUEST
    if "response_type" in values and ("client_id" in values or path.endswith("/authorize")):
        return Kind.AUTHORIZATION_REQUEST
    if path.endswith(("/oauth2/authorize", "/oauth2/v2.0/authorize", "/adminconsent", "/authorize")) and "client_id" in values:
        return Kind.AUTHORIZATION_REQUEST
    if _is_response(values, base):
        return Kind.AUTHORIZATION_RESPONSE
    if "client_id" in values and "redirect_uri" in values:
        return Kind.AUTHORIZATION_REQUEST
    return None


def _is_response(values: dict[str, str], base: str) -> bool:
    if "error" in values and ("error_description" in values or "state" in values or "error_uri" in values or values["error"] in _errors()):
        return True
    if "code" in values and (not base or "state" in values or "session_state" in values or len(values["code"]) > 30):
        return len(values["code"]) > 8 or "state" in values
    if "admin_consent" in values:
        return True
    return ("access_token" in values or "id_token" in values) and bool({"state", "token_type", "expires_in", "session_state", "id_token"} & values.keys())


def _errors() -> frozenset[str]:
    from inspector.tokens.error_response import OAUTH_ERRORS

    return OAUTH_ERRORS


def _error_of(values: dict[str, str], kind: Kind) -> ErrorResponse | None:
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




def add_posted(layer: Layer, values: dict[str, str], start: int, end: int) -> None:
    """Add the authorization response that a page's form posts (response_mode=form_post)."""
    kind = kind_of_parameters(values, "") or Kind.AUTHORIZATION_RESPONSE
    draft = layer.add(kind, layer.whole[start:end], start, end, parameters=values, place=Place.FORM, error=_error_of(values, kind))
    for name, value in values.items():
        at = layer.whole.find(value, start, end) if value else -1
        read_value(layer, name, value, *((at, at + len(value)) if at >= 0 else (start, end)), draft, Place.FORM)
