"""Redeeming an authorization code (RFC 6749 section 4.1.3) with PKCE (RFC 7636)."""

import base64
import hashlib
import hmac

from inspector.practice.authority import values_of
from inspector.practice.client_proof import prove
from inspector.practice.entitlement import UserGrant, read_claims
from inspector.practice.faults import Where
from inspector.practice.ledger import CODE_LIFETIME, AuthorizationCode
from inspector.practice.messages import Response
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Platform
from inspector.practice.token_request import TokenRequest, asked_of, check_origin
from inspector.practice.token_response import respond_to_user_grant


def redeem_code(asking: TokenRequest) -> Response:
    """Return tokens for an authorization code, once. Refuses with the code of the first check that fails."""
    value = asking.required("code")
    code = _known(asking, value)
    asking.authority.strike(
        Where.CODE, **values_of(asking.realm, asking.client), redirect_uri=code.redirect_uri, expected="(another)"
    )
    _check_fit(asking, code)
    _check_platform(asking, code)
    proof = prove(asking.authority, asking.request, asking.client, asking.realm, needed=code.platform is Platform.WEB)
    _check_verifier(asking, code)
    request = asking.request
    narrowed = request.get("resource" if asking.version == "1.0" else "scope")
    grant = UserGrant(
        tenant=code.tenant,
        client=asking.client,
        authentication=code.authentication,
        scopes=asked_of(asking) if narrowed else code.scopes,
        version=asking.version,
        proof=proof,
        claims=read_claims(request.get("claims")) or code.claims,
        nonce=code.nonce,
        platform=code.platform,
        wants_client_info=request.get("client_info") == "1",
    )
    response = respond_to_user_grant(asking.authority, grant)
    asking.authority.ledger.mark_redeemed(value)
    return response


def _known(asking: TokenRequest, value: str) -> AuthorizationCode:
    code = asking.authority.ledger.code(value)
    if code is None:
        raise RefusedError(9002313).named("invalid_grant")
    if code.client_id != asking.client.client_id:
        raise RefusedError(7000220)
    if code.redeemed:
        raise RefusedError(54005)
    if asking.authority.clock() > code.issued + CODE_LIFETIME:
        raise RefusedError(70008)
    return code


def _check_fit(asking: TokenRequest, code: AuthorizationCode) -> None:
    """The code was issued for this tenant and redirect URI."""
    if asking.realm.tenant and asking.realm.tenant != code.tenant:
        raise RefusedError(700005)
    redirect_uri = asking.required("redirect_uri")
    if redirect_uri != code.redirect_uri:
        raise RefusedError(500112, redirect_uri=redirect_uri, expected=code.redirect_uri)


def _check_platform(asking: TokenRequest, code: AuthorizationCode) -> None:
    """A browser redeems what belongs to a SPA, with PKCE, and nothing else."""
    check_origin(asking.request, code.platform)
    if code.platform is Platform.SPA and not code.challenge:
        raise RefusedError(9002325)


def _check_verifier(asking: TokenRequest, code: AuthorizationCode) -> None:
    if not code.challenge:
        return
    verifier = asking.required("code_verifier")
    if code.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not hmac.compare_digest(verifier.encode(), code.challenge.encode()):
        raise RefusedError(501481)
