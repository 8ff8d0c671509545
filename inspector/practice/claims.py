"""The claims of the practice tenant's tokens, shaped as Entra ID shapes versions 1.0 and 2.0."""

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector.practice.ledger import Authentication
from inspector.practice.registrations import Registration
from inspector.practice.tenants import Tenant, User

LABEL = "practice"
LABEL_TEXT = "Token Inspector practice tenant; worth nothing anywhere else"
_BACKDATED = 300  # Entra ID dates iat and nbf five minutes back
_MOST_GROUPS = 200
_APP_ONLY = "0997a1d0-0d1d-4acb-b408-d5ca73121e90"


@dataclass(frozen=True, slots=True)
class Issuers:
    """The `iss` values: like Entra ID's, one for each token version, but of hosts that can't exist."""

    v2_origin: str = "https://practice.test"
    v1_origin: str = "https://sts.practice.test"

    def issuer(self, tenant: Tenant | str, version: str) -> str:
        """Return the issuer of tokens of `version` ("1.0" or "2.0") in `tenant`."""
        tenant_id = tenant if isinstance(tenant, str) else tenant.id
        return f"{self.v1_origin}/{tenant_id}/" if version == "1.0" else f"{self.v2_origin}/{tenant_id}/v2.0"


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """What an access token will say. `authentication` is None for an app's own token; `proof` is azpacr's value."""

    tenant: Tenant
    client: Registration
    resource: Registration
    audience: str
    proof: str
    authentication: Authentication | None = None
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    is_cae: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """What an ID token will say: who signed in to which app. `version` is the endpoint's, `oidc` the scopes asked."""

    tenant: Tenant
    client: Registration
    authentication: Authentication
    version: str
    oidc: frozenset[str] = frozenset({"openid", "profile"})


def access_token_claims(grant: AccessGrant, issuers: Issuers, now: float, lifetime: int) -> dict[str, Any]:
    """Return the claims of an access token in the version that the API is registered for."""
    version = "2.0" if grant.resource.token_version == 2 else "1.0"
    claims = _common(issuers.issuer(grant.tenant, version), grant.tenant, now, lifetime, version)
    claims["aud"] = grant.resource.client_id if version == "2.0" else grant.audience
    claims["rh"] = _resource_hint(grant.tenant, grant.resource)
    claims |= _client_claims(grant, version)
    if grant.authentication:
        claims |= _user_access_claims(grant, grant.authentication, issuers, version)
    else:
        claims |= _app_claims(grant, issuers, version)
    if grant.is_cae:
        claims["xms_cc"] = ["CP1"]
    return dict(sorted(claims.items()))


def id_token_claims(identity: Identity, issuers: Issuers, now: float) -> dict[str, Any]:
    """Return the claims of an ID token, without what only some requests ask for (nonce, c_hash)."""
    client, authentication, version = identity.client, identity.authentication, identity.version
    user = authentication.user
    claims = _common(issuers.issuer(identity.tenant, version), identity.tenant, now, 3600, version)
    claims |= {"aud": client.client_id, "oid": user.object_id, "sub": _pairwise(user, client)}
    claims["sid"] = authentication.session_id
    if version == "1.0" or "profile" in identity.oidc:
        claims |= profile_claims(user, version)
    if "email" in identity.oidc and user.is_guest:  # Entra ID has it by default for guests only
        claims["email"] = user.sign_in_name
    if client.emits_groups:
        claims |= _groups(user)
    if user.is_guest:
        claims["idp"] = issuers.issuer(user.home, "1.0")
    if authentication.contexts:
        claims["acrs"] = sorted(authentication.contexts)
    if version == "1.0":
        claims["amr"] = list(authentication.methods)
    return dict(sorted(claims.items()))


def profile_claims(user: User, version: str) -> dict[str, Any]:
    """Return the claims about a person's names."""
    name = user.sign_in_name
    if version == "2.0":
        return {"name": user.name, "preferred_username": name}
    return {
        "name": user.name,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "unique_name": name,
        "upn": user.principal_name,
    }


def client_info(home: User) -> str:
    """Return the `client_info` member of a token response: ids of the account in its home tenant."""
    return _encode(json.dumps({"uid": home.object_id, "utid": home.tenant_id}, separators=(",", ":")).encode())


def service_principal_id(tenant: Tenant, client: Registration) -> str:
    """Return the object id of the client's service principal in `tenant`."""
    return str(uuid.uuid5(uuid.UUID(tenant.id), client.client_id))


def _common(issuer: str, tenant: Tenant, now: float, lifetime: int, version: str) -> dict[str, Any]:
    issued = int(now)
    return {
        "iss": issuer,
        "iat": issued - _BACKDATED,
        "nbf": issued - _BACKDATED,
        "exp": issued + lifetime,
        "tid": tenant.id,
        "uti": _encode(secrets.token_bytes(16)),
        "ver": version,
        LABEL: LABEL_TEXT,
    }


def _client_claims(grant: AccessGrant, version: str) -> dict[str, Any]:
    client = grant.client
    if version == "2.0":
        return {"azp": client.client_id, "azpacr": grant.proof}
    return {"app_displayname": client.name, "appid": client.client_id, "appidacr": grant.proof}


def _user_access_claims(
    grant: AccessGrant, authentication: Authentication, issuers: Issuers, version: str
) -> dict[str, Any]:
    user = authentication.user
    claims: dict[str, Any] = {
        "oid": user.object_id,
        "scp": " ".join(grant.scopes),
        "sid": authentication.session_id,
        "sub": _pairwise(user, grant.resource if grant.resource.is_graph else grant.client),
        **profile_claims(user, version),
    }
    if version == "1.0":
        claims |= {"acr": "1", "acct": int(user.is_guest), "amr": list(authentication.methods)}
        claims |= {"idtyp": "user", "wids": list(user.directory_roles)}
    if user.is_guest:
        claims["idp"] = issuers.issuer(user.home, "1.0")
    if grant.roles:
        claims["roles"] = list(grant.roles)
    if authentication.contexts:
        claims["acrs"] = sorted(authentication.contexts)
    return claims | (_groups(user) if grant.resource.emits_groups else {})


def _app_claims(grant: AccessGrant, issuers: Issuers, version: str) -> dict[str, Any]:
    principal = service_principal_id(grant.tenant, grant.client)
    claims: dict[str, Any] = {"oid": principal, "sub": principal, "idtyp": "app"}
    if version == "1.0":
        claims |= {"idp": issuers.issuer(grant.tenant, "1.0"), "wids": [_APP_ONLY]}
    # An app without any granted permission gets its token all the same.
    return claims | ({"roles": list(grant.roles)} if grant.roles else {})


def _groups(user: User) -> dict[str, Any]:
    """Up to 200 groups stand in the token; beyond that none does, and a source is named in their place."""
    if len(user.groups) <= _MOST_GROUPS:
        return {"groups": list(user.groups)} if user.groups else {}
    endpoint = f"https://graph.windows.net/{user.tenant_id}/users/{user.object_id}/getMemberObjects"
    return {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": endpoint}}}


def _pairwise(user: User, app: Registration) -> str:
    return _encode(hashlib.sha256(f"{user.object_id} {app.client_id}".encode()).digest())


def _resource_hint(tenant: Tenant, resource: Registration) -> str:
    parts: Iterable[bytes] = (
        b"\x01\x00\x00",
        uuid.UUID(tenant.id).bytes_le,
        uuid.UUID(resource.client_id).bytes_le,
        secrets.token_bytes(4),
    )
    return f"1.{_encode(b''.join(parts))}."


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
