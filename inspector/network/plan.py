"""What verifying online would contact, known before it is done. Loads no HTTP client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.diagnosis.verification import read_claims
from inspector.knowledge.metadata import Metadata, metadata_for, metadata_of_address, metadata_of_issuer, with_tenant
from inspector.tokens.jws import JwsError, read_jws


@dataclass(frozen=True, slots=True)
class Plan:
    """What verifying online would contact, to be shown before it is done; `metadata` is None where nothing may be."""

    metadata: Metadata | None
    tenant: object = None
    key_id: str | None = None
    issuer: str | None = None  # as the token names it


def plan_fetch(text: str, issuer: str | None = None, app_id: str | None = None) -> Plan | None:
    """Return what to contact for the token `text`; None where it is no signed token that keys could help with.

    `issuer` is one that the person trusts; then only its address is contacted, whatever the token says.
    `app_id` asks for the keys of an application with signing keys of its own.
    """
    try:
        jws = read_jws(text)
    except JwsError:
        return None
    claims = read_claims(jws) or {}
    named = claims.get("iss") if isinstance(claims.get("iss"), str) else None
    return Plan(_metadata(claims, issuer, app_id), claims.get("tid"), jws.key_id, named)


def _metadata(claims: Mapping[str, Any], issuer: str | None, app_id: str | None) -> Metadata | None:
    if issuer is None:
        return metadata_for(claims, app_id)
    trusted = with_tenant(issuer, claims.get("tid"))
    return metadata_of_issuer(trusted, claims, app_id) or metadata_of_address(trusted)
