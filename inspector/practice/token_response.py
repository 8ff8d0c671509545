"""What the token endpoint hands out: tokens, and what is said about them (RFC 6749 section 5.1)."""

from typing import Any

from inspector.practice.authority import Authority
from inspector.practice.claims import AccessGrant, Identity, client_info
from inspector.practice.entitlement import UserGrant, granted_scopes, understands_challenges
from inspector.practice.ledger import RefreshToken
from inspector.practice.messages import Response, json_response
from inspector.practice.registrations import GRAPH_ID
from inspector.practice.scopes import DEFAULT, Asked
from inspector.practice.tenants import home_account


def respond_to_user_grant(authority: Authority, grant: UserGrant) -> Response:
    """Return the token response for a user. Refuses with 65001 where consent is missing."""
    body: dict[str, Any] = {"token_type": "Bearer"}
    asked = grant.scopes.first or _graph(authority)
    # Asked for itself with .default, an app learns who signed in and gets no access token.
    if not (asked.is_default and asked.resource.client_id == grant.client.client_id):
        body |= _access_token(authority, grant, asked)
    if "offline_access" in grant.scopes.oidc or grant.version == "1.0":
        body["refresh_token"] = authority.ledger.keep_refresh_token(_refresh_token(authority, grant))
    if "openid" in grant.scopes.oidc or grant.version == "1.0":
        body["id_token"] = id_token(authority, grant)
    if grant.wants_client_info:
        body["client_info"] = client_info(home_account(grant.authentication.user))
    return json_response(body if grant.version == "2.0" else _as_v1(body, asked, authority.clock()))


def respond_to_app_grant(authority: Authority, grant: AccessGrant, version: str) -> Response:
    """Return the token response for an app's own token: no refresh token, no scope."""
    token, lifetime = authority.mint.access_token(grant)
    body = {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}
    asked = Asked(grant.resource, grant.audience, ())
    return json_response(body if version == "2.0" else _as_v1(body, asked, authority.clock()))


def id_token(authority: Authority, grant: UserGrant, **more: str) -> str:
    """Return the ID token of this grant; `more` are claims of this one response."""
    identity = Identity(grant.tenant, grant.client, grant.authentication, grant.version, grant.scopes.oidc)
    return authority.mint.id_token(identity, nonce=grant.nonce, **more)


def _access_token(authority: Authority, grant: UserGrant, asked: Asked) -> dict[str, Any]:
    user = grant.authentication.user.object_id
    names = granted_scopes(authority, grant.tenant, grant.client, user, asked)
    oidc = tuple(sorted(grant.scopes.oidc - {"offline_access"})) if asked.resource.is_graph else ()
    token, lifetime = authority.mint.access_token(
        AccessGrant(
            tenant=grant.tenant,
            client=grant.client,
            resource=asked.resource,
            audience=asked.audience,
            proof=grant.proof,
            authentication=grant.authentication,
            scopes=(*names, *oidc),
            is_cae=asked.resource.is_cae_enabled and understands_challenges(grant.claims),
        )
    )
    default = (asked.as_written(DEFAULT),) if asked.is_default else ()
    scope = " ".join((*(asked.as_written(name) for name in names), *oidc, *default))
    return {"scope": scope, "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}


def _refresh_token(authority: Authority, grant: UserGrant) -> RefreshToken:
    now = authority.clock()
    return RefreshToken(
        client_id=grant.client.client_id,
        tenant=grant.tenant,
        authentication=grant.authentication,
        scopes=grant.scopes,
        issued=now,
        first_issued=now if grant.first_issued is None else grant.first_issued,
        platform=grant.platform,
    )


def _graph(authority: Authority) -> Asked:
    """Return what is given where only OpenID Connect's scopes were asked: a token for the Graph-like API."""
    return Asked(authority.apis.find(GRAPH_ID, None), GRAPH_ID, ())


def _as_v1(body: dict[str, Any], asked: Asked, now: float) -> dict[str, Any]:
    """Return the response as the v1 endpoint writes it: numbers as strings, with the resource."""
    if "access_token" not in body:
        return body
    lifetime = body["expires_in"]
    return body | {
        "expires_in": str(lifetime),
        "ext_expires_in": str(lifetime),
        "expires_on": str(int(now) + lifetime),
        "not_before": str(int(now) - 300),
        "resource": asked.audience,
    }
