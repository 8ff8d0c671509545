"""The tokens and refusals inside a recording, as artifacts that are explained like pasted ones."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from inspector.exchanges.captured import Captured, parameters_of, split
from inspector.exchanges.comparing import is_hidden
from inspector.exchanges.exchange import Step
from inspector.exchanges.page_words import refusal_words
from inspector.exchanges.recording import read_json
from inspector.exchanges.sighting import Sighting
from inspector.tokens.artifact import Kind, Place
from inspector.tokens.layer import Draft, Layer, Named
from inspector.tokens.recognise import read_layer
from inspector.tokens.tokens_in_text import read_value

_LONGEST = 20_000  # characters of an answer in which a refusal is looked for
_WAITING = ("authorization_pending", "slow_down")
_TOKENS = ("access_token", "id_token")
# Of an answer's headers, those that say something of a refusal.
_TELLING = ("www-authenticate", "content-type", "x-ms-request-id", "request-id", "client-request-id", "retry-after")


class Carried(NamedTuple):
    """A draft of an artifact, and the number of the message that carried it."""

    draft: Draft
    number: int


def carried_by(captured: Captured, sighting: Sighting, flow: Draft) -> Iterator[Carried]:
    """Yield the tokens and refusals that a message pair carries, as drafts inside `flow`."""
    drafts: list[Draft] = []
    layer = Layer("", captured.number, captured.number, drafts, read_layer, verbatim=False, parent=flow)
    for name, token, place in _tokens(captured, sighting):
        if not is_hidden(token):
            read_value(layer, Named(name, token, 0, 0), flow, place)
    count = len(drafts)
    if sighting.refused and sighting.answered.get("error") not in _WAITING:
        layer.within(_refusal(captured, sighting), 0, 0)
    for draft in drafts[:count]:
        yield Carried(draft, captured.number)
    for draft in drafts[count:]:
        if draft.error or draft.kind is Kind.CHALLENGE:
            draft.parent = flow
            yield Carried(draft, captured.number)


def _tokens(captured: Captured, sighting: Sighting) -> Iterator[tuple[str, str, Place]]:
    """Yield the tokens with their names and how they were carried."""
    document = read_json(captured.answer) if sighting.step in (Step.TOKEN_REQUEST, Step.POLL) else None
    for name in _TOKENS:
        value = document.get(name) if isinstance(document, dict) else None
        if isinstance(value, str):
            yield name, value, Place.JSON
    for address in (captured.redirect, captured.url):
        _host, _path, query, fragment = split(address)
        for part, place in ((fragment, Place.FRAGMENT), (query, Place.QUERY)):
            parameters = parameters_of(part)
            yield from ((name, parameters[name], place) for name in _TOKENS if parameters.get(name))
    if sighting.step is Step.AUTHORIZATION_RESPONSE:
        yield from ((name, captured.form[name], Place.FORM) for name in _TOKENS if captured.form.get(name))
    scheme, _space, token = (captured.header("authorization") or "").strip().partition(" ")
    if scheme.lower() in ("bearer", "pop", "dpop") and token.strip():
        yield "authorization", token.strip(), Place.AUTHORIZATION_HEADER


def _refusal(captured: Captured, sighting: Sighting) -> str:
    """Return a refusal as text that the readers of refusals know: an address, an HTTP message, a page's words."""
    if sighting.step is Step.AUTHORIZATION_RESPONSE:
        for address in (captured.redirect, captured.url):
            if "error=" in address:
                return address[:_LONGEST]
        return captured.body[:_LONGEST]
    if sighting.step in (Step.AUTHORIZATION_REQUEST, Step.OTHER):
        words = refusal_words(captured.answer)[:2_000]
        return words if words.startswith("AADSTS") else urlencode({"error_description": words}) if words else ""
    headers = "".join(f"{name}: {value}\n" for name, value in captured.answer_headers if name.lower() in _TELLING)
    return f"HTTP/1.1 {captured.status or 400}\n{headers}\n{captured.answer[:_LONGEST]}"
