"""An issuer's discovery document (OpenID Connect Discovery 4, RFC 8414), and which of its addresses are trusted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from inspector.knowledge.metadata import Metadata, host_of, is_known_host, with_tenant
from inspector.network.fetching import FetchError, UnconfirmedHostError, check_address, fetch_json
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a discovery document promises: its issuer and where its keys lie."""

    issuer: str
    jwks_uri: str
    document: Mapping[str, Any] = field(repr=False)


def discover(
    client: httpx.Client, metadata: Metadata, tenant: object = None, confirmed: Collection[str] = frozenset()
) -> Discovery:
    """Fetch and check the discovery document at `metadata`. Raises FetchError.

    `tenant` fills "{tenantid}" in the document's issuer. `confirmed` are hosts that the person allowed for keys.
    """
    document = fetch_json(client, metadata.address)
    issuer, jwks_uri = document.get("issuer"), document.get("jwks_uri")
    if not isinstance(issuer, str) or not isinstance(jwks_uri, str):
        raise FetchError(
            _("What lies at {address} is no discovery document: issuer or jwks_uri is missing.").format(
                address=metadata.address
            )
        )
    if with_tenant(issuer, tenant) != metadata.issuer:
        text = _("The document at {address} is of another issuer, {issuer}, so its keys were not fetched.")
        raise FetchError(text.format(address=metadata.address, issuer=issuer[:200]))
    _check_keys_address(jwks_uri, metadata, confirmed)
    return Discovery(issuer, jwks_uri, document)


def _check_keys_address(jwks_uri: str, metadata: Metadata, confirmed: Collection[str]) -> None:
    """Keys lie on the issuer's own host, on one of Microsoft's, or on one that the person confirmed."""
    parts = check_address(jwks_uri)
    host = (parts.hostname or "").lower()
    if host in (host_of(metadata.issuer), metadata.host) or host in confirmed:
        return
    if is_known_host(host) and parts.port in (None, 443):
        return
    raise UnconfirmedHostError(host, jwks_uri)
