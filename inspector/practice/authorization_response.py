"""The answer of the authorize endpoint: by query, fragment or form post, or on a page (RFC 6749 section 4.1.2)."""

import base64
import hashlib
import secrets

from inspector.practice import pages
from inspector.practice.authority import Authority
from inspector.practice.authorization_request import AuthorizationRequest, Destination
from inspector.practice.entitlement import UserGrant
from inspector.practice.ledger import Authentication, AuthorizationCode
from inspector.practice.messages import Response, redirect, with_parameters
from inspector.practice.refusals import RefusedError, Trace, description
from inspector.practice.tenants import Tenant
from inspector.practice.token_response import id_token


def grant_response(
    authority: Authority, asked: AuthorizationRequest, authentication: Authentication, tenant: Tenant
) -> Response:
    """Answer with what was asked for: a code, an ID token, both or none."""
    destination, parameters = asked.destination, {}
    code = _code(authority, asked, authentication, tenant)
    if "code" in destination.response_type:
        parameters["code"] = code
    if "id_token" in destination.response_type:
        grant = UserGrant(
            tenant, destination.client, authentication, asked.scopes, asked.version, "0", nonce=asked.nonce
        )
        parameters["id_token"] = id_token(authority, grant, c_hash=_half_hash(parameters.get("code", "")))
    state = destination.state
    if state is not None:
        parameters["state"] = secrets.token_urlsafe(16) if authority.strikes("state-mismatch") else state
    parameters["session_state"] = authentication.session_id
    return _deliver(destination, parameters)


def refusal_response(authority: Authority, destination: Destination, refused: RefusedError, trace: Trace) -> Response:
    """Answer with an error at the redirect URI."""
    parameters = {"error": refused.error, "error_description": description(refused, trace)}
    if refused.code == 65004:
        parameters["error_subcode"] = "cancel"
    parameters["error_uri"] = f"{authority.origin}/error?code={refused.code}"
    if destination.state is not None:
        parameters["state"] = destination.state
    return _deliver(destination, parameters)


def _code(authority: Authority, asked: AuthorizationRequest, authentication: Authentication, tenant: Tenant) -> str:
    destination = asked.destination
    return authority.ledger.keep_code(
        AuthorizationCode(
            client_id=destination.client.client_id,
            tenant=tenant,
            redirect_uri=destination.redirect_uri,
            platform=destination.platform,
            authentication=authentication,
            scopes=asked.scopes,
            version=asked.version,
            issued=authority.clock(),
            nonce=asked.nonce,
            challenge=asked.challenge,
            challenge_method=asked.challenge_method,
            claims=asked.claims,
        )
    )


def _deliver(destination: Destination, parameters: dict[str, str]) -> Response:
    if destination.response_mode == "form_post":
        return pages.form_post(destination.redirect_uri, parameters)
    in_fragment = destination.response_mode == "fragment"
    return redirect(with_parameters(destination.redirect_uri, parameters, in_fragment=in_fragment))


def _half_hash(code: str) -> str:
    """Return the `c_hash` of a code (OpenID Connect Core section 3.3.2.11), nothing for none."""
    if not code:
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(code.encode()).digest()[:16]).rstrip(b"=").decode()
