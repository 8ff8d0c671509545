"""JSON documents of a paste: what each one is by its members, and what stands inside."""

from collections.abc import Mapping
from typing import Any

from inspector.tokens.artifact import JsonObject, Kind, Member, Place, Token
from inspector.tokens.compact import issue_flaws
from inspector.tokens.error_response import error_of_document
from inspector.tokens.json_text import Reading, find_objects, read_at
from inspector.tokens.layer import Draft, Layer
from inspector.tokens.member_types import type_issues
from inspector.tokens.tokens_in_text import add_opaque, read_value
from inspector.words import _

_TOKENS = ("access_token", "id_token", "refresh_token", "accessToken", "idToken", "refreshToken", "Token", "AccessToken", "IdToken", "RefreshToken")
_CACHES = ("AccessToken", "RefreshToken", "IdToken", "Account", "AppMetadata")
_CLAIMS = frozenset({
    "aud", "iss", "scp", "tid", "oid", "appid", "azp", "upn", "roles", "wids", "idtyp", "uti", "appidacr", "azpacr", "unique_name",
    "preferred_username", "amr", "acr", "acrs", "nbf", "exp", "iat", "aio", "rh", "idp", "xms_mirid", "xms_cc", "groups", "_claim_names", "hasgroups",
})  # fmt: skip
_FURTHER_CLAIMS = frozenset({"sub", "name", "email", "nonce", "ver", "sid", "ipaddr", "family_name", "given_name", "scope", "client_id", "jti", "azp", "deviceid"})
_HEADER = frozenset({"alg", "typ", "kid", "x5t", "x5t#S256", "enc", "nonce", "crit", "x5c", "jku", "x5u", "jwk", "cty", "zip"})
_MOST_ITEMS = 20_000
_MOST_DOCUMENTS = 3_000  # objects that stand side by side in one text


def read_documents(layer: Layer) -> None:
    """Add every JSON object, or print of one, in `layer`, and what stands inside it."""
    from inspector.tokens.layer import is_log_line

    spans: list[tuple[int, int]] = []
    before: tuple[Draft, Reading] | None = None
    for number, reading in enumerate(find_objects(layer.text)):
        if number >= _MOST_DOCUMENTS:
            layer.left_out.append(_("Only the first {count} JSON objects were read.").format(count=f"{_MOST_DOCUMENTS:,}"))
            break
        place = Place.LOG if layer.place is Place.BARE and is_log_line(layer.whole, reading.start) else layer.place
        draft = _read_top(layer, reading, place, before)
        before = (draft, reading) if draft and draft.kind is Kind.HEADER else None
        if draft or not reading.issues:
            spans.append((reading.start, draft.end - layer.start if draft and draft.end > reading.end + layer.start and layer.verbatim else reading.end))
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
    assert document is not None  # noqa: S101  narrowed by the caller
    start, end = reading.start, reading.end
    source = layer.whole[start:end]
    if kind is None:
        if _is_cache(document.values):
            place = Place.CACHE
        return _read_members(layer, document, None, place if place is not Place.BARE else Place.JSON, start, end)
    draft = layer.add(kind, source, start, end, document=document, flaws=list(issue_flaws(reading)), place=place)
    _fill(draft, document, reading)
    inner = place if place in (Place.LOG, Place.CACHE) else Place.JSON
    if kind not in (Kind.CLAIMS, Kind.HEADER, Kind.JWKS, Kind.DISCOVERY_DOCUMENT, Kind.CLAIMS_REQUEST):
        _read_members(layer, document, draft, inner, start, end)
    return draft


def _fill(draft: Draft, document: JsonObject, reading: Reading) -> None:
    """Set the parts that fit the kind."""
    if draft.kind in (Kind.CLAIMS, Kind.HEADER):
        draft.flaws += issue_flaws(reading._replace(issues=list(type_issues(document))))
    if draft.kind is Kind.CLAIMS:
        draft.token = Token((), None, document, reading.partial)
    elif draft.kind is Kind.HEADER:
        draft.token = Token((), document, None, reading.partial)
    elif draft.kind is Kind.ERROR_RESPONSE:
        draft.error = error_of_document(document.values, draft.text)
    elif draft.kind in (Kind.TOKEN_REQUEST, Kind.AUTHORIZATION_REQUEST):
        draft.parameters = {member.name: member.written for member in document.members}


def kind_of_document(values: Mapping[str, Any]) -> Kind | None:
    """Return what an object is by its members, or None where it only holds other things."""
    names = values.keys()
    if "log" in names and isinstance(values["log"], Mapping) and "entries" in values["log"]:
        return Kind.RECORDED_FLOW
    if "keys" in names and _is_key_set(values["keys"]) or ("kty" in names and ("n" in names or "crv" in names or "x" in names)):
        return Kind.JWKS
    if "jwks_uri" in names or ("issuer" in names and ("authorization_endpoint" in names or "token_endpoint" in names)):
        return Kind.DISCOVERY_DOCUMENT
    if "user_code" in names and ("device_code" in names or "verification_uri" in names or "verification_url" in names):
        return Kind.DEVICE_AUTHORIZATION_RESPONSE
    if "grant_type" in names or ("client_assertion" in names and "scope" in names):
        return Kind.TOKEN_REQUEST
    if any(isinstance(values.get(name), str) and len(values[name]) > 10 for name in _TOKENS) and not _is_cache(values):
        return Kind.TOKEN_RESPONSE
    if _is_claims_request(values):
        return Kind.CLAIMS_REQUEST
    return _kind_of_jwt_part(values) or (Kind.ERROR_RESPONSE if error_of_document(values) else None)


def _kind_of_jwt_part(values: Mapping[str, Any]) -> Kind | None:
    """Return whether an object is a token's header or its claims."""
    names = values.keys()
    if "alg" in names and names <= _HEADER | {"iss", "ver", "ctx", "kdf_ver"} and not names & {"aud", "exp", "sub"}:
        return Kind.HEADER
    if {"typ", "kid"} <= names <= _HEADER:
        return Kind.HEADER
    if names & {"error", "errorCode", "code", "message"}:
        return None
    if names & _CLAIMS or len(names & _FURTHER_CLAIMS) >= 3:
        return Kind.CLAIMS
    return None


def _is_key_set(keys: Any) -> bool:
    return isinstance(keys, list) and any(isinstance(key, Mapping) and ("kty" in key or "kid" in key) for key in keys)


def _is_cache(values: Mapping[str, Any]) -> bool:
    """Whether this is an MSAL cache: maps of entries by kind of credential, or one such entry."""
    maps = sum(isinstance(values.get(name), Mapping) for name in _CACHES)
    return maps >= 2 or (maps == 1 and len(values) == 1) or ("secret" in values and ("credentialType" in values or "credential_type" in values))


def _is_claims_request(values: Mapping[str, Any]) -> bool:
    """Whether this is a `claims` parameter (OpenID Connect Core section 5.5)."""
    parts = [values[name] for name in ("access_token", "id_token", "userinfo", "xms_cc") if name in values]
    if not parts or any(isinstance(part, str) for part in parts):
        return False
    return all(part is None or isinstance(part, Mapping) for part in parts)


def _adjoins(text: str, end: int, start: int) -> bool:
    """Whether only white space, a dot or a label stands between a header and claims."""
    between = text[end:start]
    return len(between) <= 60 and all(character.isalpha() or character.isspace() or character in ".:,-=#*/\0" for character in between)


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
        header.flaws.append(type(found)(found.code, found.text, found.at, at, at + (found.end or 0) - (found.start or 0)))
    _start, header.end = layer.span(before.start, end)
    return header


def _read_members(layer: Layer, document: JsonObject, draft: Draft | None, place: Place, start: int, end: int) -> Draft | None:
    """Read what stands in the members: tokens by name, documents inside documents, texts that hold errors."""
    first = len(layer.drafts)
    for member in document.members:
        at, stop = _span_of(member)
        if isinstance(member.value, str):
            _read_string(layer, member.name, member.value, at, stop, draft, place)
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


def _read_string(layer: Layer, name: str, value: str, at: int, stop: int, draft: Draft | None, place: Place) -> None:
    if draft is not None and draft.error is not None and name in ("error_description", "message", "error", "claims", "error_uri"):
        return
    if draft is not None and draft.kind in (Kind.TOKEN_RESPONSE, Kind.TOKEN_REQUEST, Kind.DEVICE_AUTHORIZATION_RESPONSE):
        read_value(layer, _PLAIN_NAMES.get(name.lower(), name), value, at, stop, draft, place)
    elif _is_worth_reading(value):
        layer.within(value, at, stop, parent=draft or layer.parent, name=name, place=place)


def _is_worth_reading(value: str) -> bool:
    """Whether a string can hold an artifact at all: cheap tests, for documents have many strings."""
    if len(value) < 5:
        return False
    return any(mark in value for mark in ("eyJ", "AADSTS", "IDX", "IDW", "{", "Bearer ", "invalid_", "_token=", "code=", "error", "0.A", "1.A", "EwB", "M.C", "<", "Authorization_", "InvalidAuth"))


def _read_nested(layer: Layer, member: Member, draft: Draft | None, place: Place) -> None:
    """Read an object or array that is a member's value, as it is written."""
    if isinstance(member.value, dict):
        _read_inner(layer, read_at(layer.text, member.start), member.name, draft, place)
        return
    for item in member.value[:_MOST_ITEMS]:
        if isinstance(item, str) and _is_worth_reading(item):
            start = layer.whole.find(item, member.start, member.end)
            span = (start, start + len(item)) if start >= 0 else (member.start, member.end)
            layer.within(item, *span, parent=draft or layer.parent, name=member.name, place=place)
    if any(isinstance(item, dict | list) for item in member.value):
        for reading in find_objects(layer.text, member.start, member.end):
            _read_inner(layer, reading, member.name, draft, place)


def _read_inner(layer: Layer, reading: Reading, name: str, draft: Draft | None, place: Place) -> None:
    """Read an object within a document: as an artifact where it means something by itself, else its members."""
    document = reading.object
    if document is None:
        return
    if _is_entry(document.values):
        _read_cache_entry(layer, document, draft)
        return
    kind = _inner_kind(document.values, draft)
    if kind is None:
        inner = Place.CACHE if _is_cache(document.values) else place
        _read_members(layer, document, draft, inner, reading.start, reading.end)
        return
    source = layer.whole[reading.start : reading.end]
    parts = {"parent": draft or layer.parent, "name": name, "place": place, "document": document}
    inner_draft = layer.add(kind, source, reading.start, reading.end, flaws=list(issue_flaws(reading)), **parts)
    _fill(inner_draft, document, reading)
    if kind is not Kind.CLAIMS_REQUEST:
        _read_members(layer, document, inner_draft, place, reading.start, reading.end)


def _inner_kind(values: Mapping[str, Any], draft: Draft | None) -> Kind | None:
    """Return the kind of an object inside another; a refusal's own parts and a response's claims belong to it."""
    if draft is not None and draft.kind in (Kind.ERROR_RESPONSE, Kind.TOKEN_RESPONSE):
        return None
    kind = kind_of_document(values)
    return None if kind in (Kind.HEADER, Kind.JWKS, Kind.CLAIMS) else kind


def _is_entry(values: Mapping[str, Any]) -> bool:
    """Whether this is one credential of an MSAL cache."""
    return isinstance(values.get("secret"), str) and ("credential_type" in values or "credentialType" in values or "home_account_id" in values)


def _read_cache_entry(layer: Layer, entry: JsonObject, draft: Draft | None) -> None:
    """Add the credential of one entry of an MSAL cache."""
    secret = next(member for member in reversed(entry.members) if member.name == "secret")
    kind = str(entry.get("credential_type", entry.get("credentialType", ""))).lower()
    names = {"accesstoken": "access_token", "idtoken": "id_token", "refreshtoken": "refresh_token"}
    name = names.get(kind.removesuffix("_with_authscheme"), "secret")
    at, stop = _span_of(secret)
    parent = draft or layer.parent
    if secret.written.startswith("ey"):
        layer.within(secret.written, at, stop, parent=parent, name=name, place=Place.CACHE)
        return
    plain = Kind.OPAQUE_TOKEN if name in ("access_token", "id_token") else Kind.REFRESH_TOKEN
    add_opaque(layer, secret.written, at, stop, plain, parent=parent, name=name, place=Place.CACHE)
