"""How a client proves itself at the token endpoint: by secret, by signed assertion (RFC 7523), or not at all."""

import base64
import binascii
from dataclasses import replace
from urllib.parse import unquote_plus

from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.faults import Where
from inspector.practice.messages import Request
from inspector.practice.refusals import RefusedError, instant
from inspector.practice.registrations import Registration
from inspector.tokens.issuing import NotSignedError, read_header, read_signed

PUBLIC, SECRET, CERTIFICATE = "0", "1", "2"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SKEW = 300
_REASONS = {
    "key": "The key was not found.",
    "signature": "The provided signature value did not match the expected signature value.",
    "algorithm": "The signature algorithm is not supported.",
}
# Which proof a request must carry for a fault of the client's proof to be believable.
_SPOILT = {
    7000218: ("",),
    700025: ("client_secret", "client_assertion"),
    7000215: ("client_secret",),
    7000222: ("client_secret",),
    700027: ("client_assertion",),
    700024: ("client_assertion",),
}


def with_basic_credentials(request: Request) -> Request:
    """Return `request` with client id and secret of its Authorization header as parameters (RFC 6749 section 2.3.1)."""
    scheme, _space, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request
    try:
        name, _colon, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return request
    given = {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}
    return replace(request, parameters={**request.parameters, **given})


def prove(authority: Authority, request: Request, client: Registration, realm: Realm, *, needed: bool) -> str:
    """Return how the client proved itself ("0" not, "1" secret, "2" assertion), the value of azpacr.

    Refuses with the code of what failed; a public client must not prove itself (700025).
    """
    secret, assertion = request.get("client_secret"), request.get("client_assertion")
    values = values_of(realm, client)
    _strike(authority, request, values)
    if secret and assertion:
        raise RefusedError(9002324)
    if not needed and (secret or assertion):
        raise RefusedError(700025)
    if needed and not (secret or assertion):
        raise RefusedError(7000218)
    if secret:
        _check_secret(authority, client, secret, values)
    if assertion:
        _check_assertion(authority, request, client, realm)
    return SECRET if secret else CERTIFICATE if assertion else PUBLIC


def _strike(authority: Authority, request: Request, values: dict[str, object]) -> None:
    given = next((name for name in ("client_secret", "client_assertion") if request.get(name)), "")
    code = authority.fault.code if authority.fault else None
    if code and given in _SPOILT.get(code, ()):
        began, expired = (instant(authority.clock() - hours * 3600) for hours in (2, 1))
        known = {"reason": _REASONS["key"], "thumbprint": "0" * 40, "configured": "", "began": began}
        known["expires"] = expired
        authority.strike(Where.CLIENT_PROOF, **values, **known)


def _check_secret(authority: Authority, client: Registration, secret: str, values: dict[str, object]) -> None:
    found = next((each for each in client.secrets if each.value == secret), None)
    if found is None:
        raise RefusedError(7000215, **values)
    if found.expires < authority.clock():
        raise RefusedError(7000222, **values)


def _check_assertion(authority: Authority, request: Request, client: Registration, realm: Realm) -> None:
    if request.get("client_assertion_type") != _ASSERTION_TYPE:
        raise RefusedError(900144, parameter="client_assertion_type")
    assertion = request.get("client_assertion")
    try:
        claims = read_signed(assertion, client.certificates, ("PS256", "RS256"))
    except NotSignedError as failure:
        raise _not_signed(str(failure), assertion, client) from None
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        raise RefusedError(700021)
    if not _is_for(claims.get("aud"), authority, realm):
        raise RefusedError(50012, audience=claims.get("aud"))
    _check_times(claims, authority.clock())


def _not_signed(failure: str, assertion: str, client: Registration) -> RefusedError:
    if failure == "malformed":
        return RefusedError(50027)
    header = read_header(assertion)
    named = str(header.get("x5t#S256") or header.get("x5t") or header.get("kid") or "")
    configured = ", ".join(f"Key {number}: {key.key_id}" for number, key in enumerate(client.certificates))
    return RefusedError(
        700027,
        reason=_REASONS[failure],
        thumbprint=_hexadecimal(named),
        configured=configured,
        client_id=client.client_id,
    )


def _is_for(audience: object, authority: Authority, realm: Realm) -> bool:
    """Whether the assertion's audience is this token endpoint (v1 or v2.0) or issuer."""
    bases = {f"{authority.origin}/{segment}" for segment in (realm.word, realm.segment)}
    accepted = {f"{base}/oauth2/{path}" for base in bases for path in ("token", "v2.0/token")}
    return audience in accepted | {f"{base}/v2.0" for base in bases}


def _check_times(claims: dict[str, object], now: float) -> None:
    began, expires = claims.get("nbf", claims.get("iat", now)), claims.get("exp")
    numbers = isinstance(began, int | float) and isinstance(expires, int | float)
    if not numbers:
        raise RefusedError(50027)
    assert isinstance(began, int | float)
    assert isinstance(expires, int | float)
    if not began - _SKEW <= now <= expires + _SKEW:
        raise RefusedError(700024, now=instant(now), began=instant(began), expires=instant(expires))


def _hexadecimal(thumbprint: str) -> str:
    try:
        return base64.urlsafe_b64decode(thumbprint + "=" * (-len(thumbprint) % 4)).hex().upper()
    except (binascii.Error, ValueError):
        return thumbprint
