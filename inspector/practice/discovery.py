"""The documents by which programs find their way: metadata, keys, aliases (OpenID Connect Discovery 1.0)."""

from typing import Any
from urllib.parse import urlsplit

from inspector.practice.authority import Authority, Realm
from inspector.practice.messages import Request, Response, json_response
from inspector.practice.refusals import RefusedError

_ALGORITHMS = ["RS256"]


def openid_configuration(authority: Authority, realm: Realm, version: str) -> Response:
    """Return the metadata document of the v1 or v2.0 endpoints."""
    base, pages = f"{authority.origin}/{realm.segment}", f"{authority.pages_origin}/{realm.segment}"
    path = "oauth2/v2.0" if version == "2.0" else "oauth2"
    keys = "discovery/v2.0/keys" if version == "2.0" else "discovery/keys"
    document: dict[str, Any] = {
        "token_endpoint": f"{base}/{path}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{keys}",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": _ALGORITHMS,
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": authority.issuers.issuer(realm.tenant or "{tenantid}", version),
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": f"{authority.origin}/oidc/userinfo",
        "authorization_endpoint": f"{pages}/{path}/authorize",
        "device_authorization_endpoint": f"{base}/{path}/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{pages}/{path}/logout",
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "acr", "nonce", "preferred_username", "name", "tid"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "tenant_region_scope": None,
        "cloud_instance_name": urlsplit(authority.origin).netloc,
        "msgraph_host": urlsplit(authority.origin).netloc,
    }
    return json_response(document)


def keys(authority: Authority, realm: Realm, version: str) -> Response:
    """Return the published keys; those of v2.0 say which issuer they sign for."""
    authority.keys.current  # noqa: B018  the first key is made when it is first needed
    issuer = authority.issuers.issuer(realm.tenant or "{tenantid}", "2.0") if version == "2.0" else None
    return json_response({"keys": [key.jwk(issuer) for key in authority.keys.published]})


def instance(authority: Authority, request: Request) -> Response:
    """Return the aliases of the authority's host, and where the tenant's metadata is."""
    asked = urlsplit(request.get("authorization_endpoint"))
    own = urlsplit(authority.origin).netloc
    if not asked.netloc:
        raise RefusedError(900144, parameter="authorization_endpoint")
    if asked.netloc not in (own, urlsplit(authority.pages_origin).netloc):
        raise RefusedError(50049, value=asked.netloc)
    tenant = asked.path.strip("/").partition("/")[0]
    document = {
        "tenant_discovery_endpoint": f"{authority.origin}/{tenant}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": own, "preferred_cache": own, "aliases": [own]}],
    }
    return json_response(document)
