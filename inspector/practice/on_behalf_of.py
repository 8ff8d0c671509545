"""On-behalf-of: a middle tier exchanges its caller's token (RFC 7523 with Microsoft's requested_token_use)."""

from collections.abc import Mapping
from typing import Any

from inspector.practice.authority import Authority, values_of
from inspector.practice.client_proof import prove
from inspector.practice.entitlement import UserGrant, check_policies, read_claims
from inspector.practice.faults import Where
from inspector.practice.ledger import Authentication
from inspector.practice.messages import Response
from inspector.practice.refusals import RefusedError, instant
from inspector.practice.registrations import Platform
from inspector.practice.tenants import Tenant, tenant_named, user_with_id
from inspector.practice.token_request import TokenRequest, asked_of
from inspector.practice.token_response import respond_to_user_grant
from inspector.tokens.issuing import NotSignedError, read_header, read_signed

_SKEW = 300
_REASON = "The provided signature value did not match the expected signature value."


def exchange(asking: TokenRequest) -> Response:
    """Return tokens for another API in the name of the assertion's user. Refuses with the code of what fails first."""
    assertion = asking.required("assertion")
    if asking.required("requested_token_use") != "on_behalf_of":
        raise RefusedError(90023, parameter="requested_token_use", value=asking.request.get("requested_token_use"))
    proof = prove(asking.authority, asking.request, asking.client, asking.realm, needed=True)
    claims = _checked(asking, assertion)
    request = asking.request
    grant = UserGrant(
        tenant=_tenant(claims),
        client=asking.client,
        authentication=_authentication(claims, asking.authority),
        scopes=asked_of(asking),
        version=asking.version,
        proof=proof,
        claims=read_claims(request.get("claims")),
        platform=Platform.WEB,
        wants_client_info=request.get("client_info") == "1",
    )
    check_policies(asking.authority, grant)
    return respond_to_user_grant(asking.authority, grant)


def _checked(asking: TokenRequest, assertion: str) -> Mapping[str, Any]:
    """Return the assertion's claims: an unexpired access token for this very app, in the name of a user."""
    authority, client = asking.authority, asking.client
    claims = _signed(authority, assertion)
    values = values_of(asking.realm, client, audience=claims.get("aud"), expected=client.client_id)
    values |= {"reason": _REASON, "thumbprint": authority.keys.current.key_id}
    authority.strike(Where.ASSERTION, **values)
    if not any(name in claims for name in ("azp", "appid")):
        raise RefusedError(240002)
    if not client.answers_to(str(claims.get("aud"))):
        raise RefusedError(500131, **values)
    now = authority.clock()
    if now > claims["exp"] + _SKEW:
        raise RefusedError(500133, now=instant(now), expires=instant(claims["exp"]))
    if "scp" not in claims:
        raise RefusedError(7000114, **values)
    return claims


def _signed(authority: Authority, assertion: str) -> Mapping[str, Any]:
    try:
        return read_signed(assertion, authority.keys.published)
    except NotSignedError as failure:
        if str(failure) == "malformed":
            raise RefusedError(50027) from None
        named = str(read_header(assertion).get("kid", ""))
        reason = "The key was not found." if str(failure) == "key" else _REASON
        raise RefusedError(50013, reason=reason, thumbprint=named) from None


def _tenant(claims: Mapping[str, Any]) -> Tenant:
    tenant = tenant_named(claims["tid"])
    assert tenant is not None  # the tenant itself has signed it
    return tenant


def _authentication(claims: Mapping[str, Any], authority: Authority) -> Authentication:
    """Return who signed in at the caller's: the middle tier's token says no more than the assertion did."""
    user = user_with_id(claims["oid"])
    assert user is not None
    contexts = frozenset(claims.get("acrs", ()))
    return Authentication(user, authority.ledger.methods(claims["uti"]), claims["iat"], claims["sid"], contexts)
