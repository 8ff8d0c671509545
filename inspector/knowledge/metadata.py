"""Where an issuer publishes its keys: the metadata address for a token, built from the table of known hosts only.

Nothing is taken from a token but ids in their strict shape; a host is never read out of it unless clouds.tsv knows it.
Sources: Microsoft identity platform, access-tokens ("Validate the signature", "Validate the issuer"); OpenID Connect
Discovery section 4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from inspector.knowledge.clouds import (
    Cloud,
    Family,
    authority_hosts,
    authority_of,
    cloud_of_host,
    read_issuer,
    v1_hosts,
    v2_hosts,
)
from inspector.knowledge.identifiers import is_guid

WELL_KNOWN = "/.well-known/openid-configuration"
_PLACEHOLDER = "{tenantid}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where the discovery document of an issuer lies. `issuer` is what it must name, `host` what is contacted first.

    `known` is true where the host is Microsoft's by our own table; anything else is contacted only when the person
    gave the address.
    """

    address: str
    issuer: str
    known: bool

    @property
    def host(self) -> str:
        """The host of the address, without its port."""
        return host_of(self.address)


def metadata_for(claims: Mapping[str, Any], app_id: str | None = None) -> Metadata | None:
    """Return the metadata of the known issuer that `claims` name, or None for every other issuer.

    `app_id` asks for the keys of an application with signing keys of its own (`?appid=`); it must be a GUID.
    """
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or len(issuer) > 600:
        return None
    tenant = claims.get("tid")
    if tenant is not None and read_issuer(issuer).tenant != tenant:
        return None  # Entra ID's issuer always holds the token's own tenant
    return metadata_of_issuer(issuer, claims, app_id)


def metadata_of_issuer(issuer: str, claims: Mapping[str, Any], app_id: str | None = None) -> Metadata | None:
    """Return the metadata of a known issuer; the claims tell a user flow of Azure AD B2C and a v1.0 token's cloud."""
    read = read_issuer(issuer)
    policy = claims.get("tfp") or claims.get("acr")
    cloud = read.cloud or _cloud_told_by(claims)
    base = _known_base(issuer, read.family, cloud, read.tenant, policy if isinstance(policy, str) else None)
    if base is None:
        return None
    query = f"?appid={app_id}" if is_guid(app_id) else ""
    return Metadata(f"{base}{WELL_KNOWN}{query}", issuer, known=True)


def metadata_of_address(issuer: str) -> Metadata:
    """Return the metadata of an issuer that the person typed, wherever it is (OpenID Connect Discovery section 4)."""
    return Metadata(issuer.rstrip("/") + WELL_KNOWN, issuer, known=False)


def _known_base(issuer: str, family: Family, cloud: Cloud | None, tenant: str | None, policy: str | None) -> str | None:
    host = issuer.partition("://")[2].partition("/")[0].lower()
    if family is Family.B2C:
        return _b2c_base(host, issuer, tenant, policy)
    if not is_guid(tenant):
        return None
    if family is Family.ENTRA_V1:
        return f"https://{authority_of(cloud)}/{tenant}"
    if family in (Family.ENTRA_V2, Family.PERSONAL):
        return f"https://{host}/{tenant}/v2.0"
    if family is Family.EXTERNAL_ID and _is_subdomain(host):
        return f"https://{host}/{tenant}/v2.0"
    return None


def _cloud_told_by(claims: Mapping[str, Any]) -> Cloud | None:
    """The US Government's v1.0 issuer has the global host: its tokens are told by their audience or region."""
    audience = claims.get("aud")
    if isinstance(audience, str) and (told := cloud_of_host(host_of(audience))):
        return told
    return Cloud.US_GOV if claims.get("tenant_region_scope") in ("USGov", "USG", "DOD") else None


def _b2c_base(host: str, issuer: str, tenant: str | None, policy: str | None) -> str | None:
    """A user flow has keys of its own; its name stands in the issuer (tfp) or in the claims."""
    path = issuer.partition("://")[2].split("/")
    if len(path) > 3 and path[1] == "tfp":
        policy = path[3]
    if not is_guid(tenant) or policy is None or not _policy().fullmatch(policy) or not _is_subdomain(host):
        return None
    return f"https://{host}/{tenant}/{policy.lower()}/v2.0"


@cache
def _policy() -> re.Pattern[str]:
    return re.compile(r"[Bb]2[Cc]_1[Aa]?_[A-Za-z0-9_\-]{1,80}")


def _is_subdomain(host: str) -> bool:
    name, _dot, domain = host.partition(".")
    return (
        domain in ("ciamlogin.com", "b2clogin.com", "b2clogin.cn")
        and name.replace("-", "").isalnum()
        and name.isascii()
    )


def host_of(address: str) -> str:
    """Return the host of an address in lower case, without user, port and brackets; "" where there is none."""
    from urllib.parse import urlsplit

    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def is_known_host(host: str) -> bool:
    """Whether `host` is an authority of Microsoft's by clouds.tsv, or a subdomain of External ID's and B2C's."""
    return host in authority_hosts() or host in v1_hosts() or host in v2_hosts() or _is_subdomain(host)


def with_tenant(issuer: str, tenant: object) -> str:
    """Return `issuer` with "{tenantid}" filled in, where the tenant is a GUID; else as it stands."""
    return issuer.replace(_PLACEHOLDER, str(tenant)) if _PLACEHOLDER in issuer and is_guid(tenant) else issuer


@lru_cache(256)
def may_sign(key_issuer: str, issuer: object, tenant: object) -> bool:
    """Whether a key published for `key_issuer` may sign for a token's `iss` and `tid`.

    Entra ID's v1.0 issuer stands for the v2.0 one of the same tenant and cloud: its keys name the latter.
    """
    if not isinstance(issuer, str):
        return False
    allowed = with_tenant(key_issuer, tenant)
    if allowed == issuer:
        return True
    read = read_issuer(issuer)
    wanted = read_issuer(allowed)
    return (
        read.family is Family.ENTRA_V1
        and wanted.family in (Family.ENTRA_V2, Family.PERSONAL)
        and read.tenant == wanted.tenant
        and read.cloud in (None, wanted.cloud)
    )
