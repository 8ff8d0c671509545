"""What a client may have of an API: the permissions that were granted, and whether a policy stands in the way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.faults import Where
from inspector.practice.ledger import Authentication
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Platform, Registration
from inspector.practice.scopes import DEFAULT, Asked, Scopes
from inspector.practice.tenants import Tenant


@dataclass(frozen=True, slots=True)
class UserGrant:
    """Everything that a token response for a user depends on. `proof` is how the client proved itself."""

    tenant: Tenant
    client: Registration
    authentication: Authentication
    scopes: Scopes
    version: str
    proof: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    nonce: str = ""
    platform: Platform = Platform.NATIVE
    first_issued: float | None = None
    wants_client_info: bool = False


def read_claims(text: str) -> Mapping[str, Any]:
    """Return the `claims` parameter (OpenID Connect Core section 5.5). Refuses with 9002313 unless it is an object."""
    if not text:
        return {}
    try:
        claims = json.loads(text)
    except (ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        raise RefusedError(9002313)
    return claims


def asked_values(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the values that a claims request asks for the access token's claim `name`."""
    part = claims.get("access_token")
    member = part.get(name) if isinstance(part, Mapping) else None
    if not isinstance(member, Mapping):
        return ()
    values = member.get("values", [member.get("value")])
    return tuple(str(value) for value in values if value is not None) if isinstance(values, list) else ()


def understands_challenges(claims: Mapping[str, Any]) -> bool:
    """Whether the client declares that it can answer claims challenges (xms_cc cp1): it gets long tokens."""
    return "cp1" in (value.lower() for value in asked_values(claims, "xms_cc"))


def missing_scopes(
    authority: Authority, tenant: Tenant, client: Registration, user: str, asked: Asked
) -> tuple[str, ...]:
    """Return what is asked and not granted yet. For .default that is the client's whole list, or nothing."""
    have = authority.consents.granted(tenant.id, client.client_id, asked.resource.client_id, user)
    if asked.is_default:
        return () if have else client.delegated.get(asked.resource.client_id, ())
    return tuple(name for name in asked.names if name not in have)


def granted_scopes(
    authority: Authority, tenant: Tenant, client: Registration, user: str, asked: Asked
) -> tuple[str, ...]:
    """Return all delegated permissions of the API that the client has, those asked for first. Refuses with 65001."""
    have = authority.consents.granted(tenant.id, client.client_id, asked.resource.client_id, user)
    if missing_scopes(authority, tenant, client, user, asked) or (asked.is_default and not have):
        raise RefusedError(65001, **values_of(Realm(tenant.id, tenant), client))
    first = [name for name in asked.names if name != DEFAULT]
    return (*first, *sorted(have - set(first)))


def check_listed(client: Registration, asked: Asked) -> None:
    """Refuse with 650057 where the v1 endpoint is asked for an API that the registration doesn't list."""
    resource = asked.resource
    if resource.client_id not in client.delegated and resource.client_id not in client.application:
        raise RefusedError(
            650057,
            client_id=client.client_id,
            client_name=client.name,
            resource=asked.audience,
            resource_id=resource.client_id,
            listed=", ".join({**client.delegated, **client.application}),
        )


def check_policies(authority: Authority, grant: UserGrant) -> None:
    """Refuse a grant without a person present, where a policy, a revocation or a claims request wants one."""
    asked, authentication = grant.scopes.first, grant.authentication
    values = values_of(Realm(grant.tenant.id, grant.tenant), grant.client, user=authentication.user.sign_in_name)
    values["resource_id"] = asked.resource.client_id if asked else grant.client.client_id
    if not authentication.user.is_enabled:
        raise RefusedError(50057)
    if not (authority.strikes("mfa-required") and authentication.has_mfa):
        authority.strike(Where.USER_GRANT, **values, state="unregistered")
    wanted = asked_values(grant.claims, "acrs")
    if wanted and not authentication.contexts & set(wanted):
        context = {"access_token": {"acrs": {"essential": True, "value": wanted[0]}}}
        raise authority.refusal(50076, **values).asking_for(context)
    if asked_values(grant.claims, "capolids") and not authentication.has_mfa:
        raise authority.refusal(50076, **values)
