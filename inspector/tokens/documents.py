"""JSON documents of a paste: what each one is by its members, and what stands inside."""

from collections.abc import Mapping
from typing import Any

from inspector.tokens.artifact import JsonObject, Kind, Member, Place, Token
from inspector.tokens.compact import issue_flaws
from inspector.tokens.document_kinds import is_cache, is_cache_entry, kind_of_document
from inspector.tokens.error_documents import error_of_document
from inspector.tokens.federated import credential_parameters
from inspector.tokens.json_text import Reading, find_objects, read_at
from inspector.tokens.layer import Draft, Layer, Named, is_log_line
from inspector.tokens.member_types import type_issues
from inspector.tokens.tokens_in_text import add_opaque, read_value
from inspector.words import _

_MOST_ITEMS = 20_000
_MOST_DOCUMENTS = 3_000  # objects that stand side by side in one text


def read_documents(layer: Layer) -> None:
    """Add every JSON object, or print of one, in `layer`, and what stands inside it."""
    spans: list[tuple[int, int]] = []
    before: tuple[Draft, Reading] | None = None
    for number, reading in enumerate(find_objects(layer.text)):
        if number >= _MOST_DOCUMENTS:
            layer.left_out.append(
                _("Only the first {count} JSON objects were read.").format(count=f"{_MOST_DOCUMENTS:,}")
            )
            break
        place = Place.LOG if layer.place is Place.BARE and is_log_line(layer.whole, reading.start) else layer.place
        draft = _read_top(layer, reading, place, before)
        before = (draft, reading) if draft and draft.kind is Kind.HEADER else None
        if draft or not reading.issues:
            joined = draft is not None and layer.verbatim and draft.end - layer.start > reading.end
            spans.append((reading.start, draft.end - layer.start if draft and joined else reading.end))
    layer.claim(spans)


def _read_top(layer: Layer, reading: Reading, place: Place, before: tuple[Draft, Reading] | None) -> Draft | None:
    """Add what one object of the text is; a header directly before claims makes a token of both."""
    document = reading.object
    if document is None:
        return None
    kind = kind_of_document(document.values)
    if kind is Kind.CLAIMS and before and _adjoins(layer.text, before[1].end, reading.start):
        return _joined(layer, before[0], before[1], reading)
    return _read(layer, reading, kind, place)


def _read(layer: Layer, reading: Reading, kind: Kind | None, place: Place) -> Draft | None:
    document = reading.object
    if document is None:
        return None
    start, end = reading.start, reading.end
    source = layer.whole[start:end]
    if is_cache_entry(document.values):
        return _read_cache_entry(layer, document, None)
    if kind is None:
        if is_cache(document.values):
            place = Place.CACHE
        return _read_members(layer, document, None, place if place is not Place.BARE else Place.JSON)
    draft = layer.add(kind, source, start, end, document=document, flaws=list(issue_flaws(reading)), place=place)
    _fill(draft, document, reading)
    inner = place if place in (Place.LOG, Place.CACHE) else Place.JSON
    if kind not in _LEAVES:
        _read_members(layer, document, draft, inner)
    return draft


_LEAVES = (
    Kind.CLAIMS,
    Kind.HEADER,
    Kind.JWKS,
    Kind.DISCOVERY_DOCUMENT,
    Kind.CLAIMS_REQUEST,
    Kind.FEDERATED_CREDENTIAL,
)


def _fill(draft: Draft, document: JsonObject, reading: Reading) -> None:
    """Set the parts that fit the kind."""
    if draft.kind in (Kind.CLAIMS, Kind.HEADER):
        draft.flaws += issue_flaws(reading._replace(issues=list(type_issues(document))))
    if draft.kind is Kind.CLAIMS:
        draft.token = Token((), None, document, reading.partial)
    elif draft.kind is Kind.HEADER:
        draft.token = Token((), document, None, reading.partial)
    elif draft.kind is Kind.ERROR_RESPONSE:
        draft.error = error_of_document(document.values)
    elif draft.kind in (Kind.TOKEN_REQUEST, Kind.AUTHORIZATION_REQUEST):
        draft.parameters = {member.name: member.written for member in document.members}
    elif draft.kind is Kind.FEDERATED_CREDENTIAL:
        draft.parameters = credential_parameters(document)


def _adjoins(text: str, end: int, start: int) -> bool:
    """Whether only white space, a dot or a label stands between a header and claims."""
    between = text[end:start]
    return len(between) <= 60 and all(
        character.isalpha() or character.isspace() or character in ".:,-=#*/\0" for character in between
    )


def _joined(layer: Layer, header: Draft, before: Reading, reading: Reading) -> Draft:
    """Make one token of a header and the claims after it, as decoders print them."""
    from inspector.tokens.classify import kind_of

    partial = before.partial or reading.partial
    token = Token((), header.document, reading.object, partial)
    header.token, header.kind, header.document = token, kind_of(token), None
    rest = layer.text[reading.end : reading.end + 40]
    end = reading.end
    if rest.lower().startswith(".[signature]"):
        end += len(".[signature]")
    header.text = layer.whole[before.start : end]
    offset = reading.start - before.start
    issues = [*reading.issues, *type_issues(reading.object)] if reading.object else reading.issues
    for found in issue_flaws(reading._replace(issues=issues)):
        at = (found.start or 0) + offset
        header.flaws.append(
            type(found)(found.code, found.text, found.at, at, at + (found.end or 0) - (found.start or 0))
        )
    _start, header.end = layer.span(before.start, end)
    return header


def _read_members(layer: Layer, document: JsonObject, draft: Draft | None, place: Place) -> Draft | None:
    """Read what stands in the members: tokens by name, documents inside documents, texts that hold errors."""
    first = len(layer.drafts)
    for member in document.members:
        if isinstance(member.value, str):
            _read_string(layer, Named(member.name, member.value, *_span_of(member)), draft, place)
        elif isinstance(member.value, dict | list):
            _read_nested(layer, member, draft, place)
    return draft or (layer.drafts[first] if len(layer.drafts) > first else None)


def _span_of(member: Member) -> tuple[int, int]:
    """Return the span of a member's value, without the quotation marks of a string written plainly."""
    if isinstance(member.value, str) and member.end - member.start == len(member.value) + 2:
        return member.start + 1, member.end - 1
    return member.start, member.end


_PLAIN_NAMES = {
    "accesstoken": "access_token", "idtoken": "id_token", "refreshtoken": "refresh_token", "devicecode": "device_code",
}  # fmt: skip


_CREDENTIALS = (Kind.TOKEN_RESPONSE, Kind.TOKEN_REQUEST, Kind.DEVICE_AUTHORIZATION_RESPONSE)
_OF_THE_ERROR = ("error_description", "message", "error", "claims", "error_uri")


def _read_string(layer: Layer, named: Named, draft: Draft | None, place: Place) -> None:
    """Read a member that is a string; what an error's own members say is in the error already."""
    if draft is not None and draft.error is not None and (named.name in _OF_THE_ERROR or "eyJ" not in named.value):
        return
    if draft is not None and draft.kind in _CREDENTIALS:
        read_value(layer, named._replace(name=_PLAIN_NAMES.get(named.name.lower(), named.name)), draft, place)
    elif _is_worth_reading(named.value):
        parent = draft or layer.parent
        layer.within(named.value, named.start, named.end, parent=parent, name=named.name, place=place)


def _is_worth_reading(value: str) -> bool:
    """Whether a string can hold an artifact at all: cheap tests, for documents have many strings."""
    if len(value) < 5:
        return False
    return any(
        mark in value
        for mark in (
            "eyJ",
            "AADSTS",
            "IDX",
            "IDW",
            "{",
            "Bearer ",
            "invalid_",
            "_token=",
            "code=",
            "error",
            "0.A",
            "1.A",
            "EwB",
            "M.C",
            "<",
            "Authorization_",
            "InvalidAuth",
        )
    )


def _read_nested(layer: Layer, member: Member, draft: Draft | None, place: Place) -> None:
    """Read an object or array that is a member's value, as it is written."""
    if isinstance(member.value, dict):
        _read_inner(layer, read_at(layer.text, member.start), member.name, draft, place)
        return
    for item in member.value[:_MOST_ITEMS]:
        if isinstance(item, str) and _is_worth_reading(item):
            span = layer.find(item, member.start, member.end)
            layer.within(item, *span, parent=draft or layer.parent, name=member.name, place=place)
    if any(isinstance(item, dict | list) for item in member.value):
        for reading in find_objects(layer.text, member.start, member.end):
            _read_inner(layer, reading, member.name, draft, place)


def _read_inner(layer: Layer, reading: Reading, name: str, draft: Draft | None, place: Place) -> None:
    """Read an object within a document: as an artifact where it means something by itself, else its members."""
    document = reading.object
    if document is None:
        return
    if is_cache_entry(document.values):
        _read_cache_entry(layer, document, draft)
        return
    kind = _inner_kind(document.values, draft)
    if kind is None:
        inner = Place.CACHE if is_cache(document.values) else place
        _read_members(layer, document, draft, inner)
        return
    source = layer.whole[reading.start : reading.end]
    parts = {"parent": draft or layer.parent, "name": name, "place": place, "document": document}
    inner_draft = layer.add(kind, source, reading.start, reading.end, flaws=list(issue_flaws(reading)), **parts)
    _fill(inner_draft, document, reading)
    if kind is not Kind.CLAIMS_REQUEST:
        _read_members(layer, document, inner_draft, place)


def _inner_kind(values: Mapping[str, Any], draft: Draft | None) -> Kind | None:
    """Return the kind of an object inside another; a refusal's own parts and a response's claims belong to it."""
    if draft is not None and draft.kind in (Kind.ERROR_RESPONSE, Kind.TOKEN_RESPONSE):
        return None
    kind = kind_of_document(values)
    return None if kind in (Kind.HEADER, Kind.JWKS, Kind.CLAIMS) else kind


def _read_cache_entry(layer: Layer, entry: JsonObject, draft: Draft | None) -> Draft | None:
    """Add the credential of one entry of an MSAL cache, and return it."""
    first = len(layer.drafts)
    secret = next(member for member in reversed(entry.members) if member.name == "secret")
    kind = str(entry.get("credential_type", entry.get("credentialType", ""))).lower()
    names = {"accesstoken": "access_token", "idtoken": "id_token", "refreshtoken": "refresh_token"}
    name = names.get(kind.removesuffix("_with_authscheme"), "secret")
    at, stop = _span_of(secret)
    parent = draft or layer.parent
    if secret.written.startswith("ey"):
        layer.within(secret.written, at, stop, parent=parent, name=name, place=Place.CACHE)
    else:
        plain = Kind.OPAQUE_TOKEN if name in ("access_token", "id_token") else Kind.REFRESH_TOKEN
        add_opaque(layer, Named(name, secret.written, at, stop), plain, parent=parent, place=Place.CACHE)
    return layer.drafts[first] if len(layer.drafts) > first else None
