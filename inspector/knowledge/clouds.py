"""The clouds of Entra ID, and what an issuer says about the token: family, cloud, tenant (clouds.tsv)."""

from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.tables import rows_of
from inspector.knowledge.tenants import CONSUMERS


class Cloud(StrEnum):
    """The separate installations of Entra ID; a token of one is worth nothing in another."""

    GLOBAL = "global"
    US_GOV = "us-gov"
    CHINA = "china"
    GERMANY = "germany"
    PRACTICE = "practice"  # no cloud of Microsoft's: this program's own practice tenant


class Family(StrEnum):
    """The shape of an issuer: which service issued the token, and so which rules it keeps."""

    ENTRA_V1 = "entra-v1"
    ENTRA_V2 = "entra-v2"
    PERSONAL = "personal"  # Microsoft accounts, the consumer tenant
    EXTERNAL_ID = "external-id"
    B2C = "b2c"
    ACS = "acs"  # the old service-to-service tokens, 00000001-0000-0000-c000-000000000000@{tid}
    OTHER = "other"

    @property
    def is_entra(self) -> bool:
        """Whether Microsoft Entra ID in any of its forms issued the token."""
        return self is not Family.OTHER


class Issuer(NamedTuple):
    """What an `iss` value says. `cloud` is None where it can't be told: US Government shares the v1 issuer's host.

    `tenant` is the tenant as it stands there, an id or a name or a placeholder; `version` "1.0" or "2.0".
    """

    family: Family
    cloud: Cloud | None = None
    tenant: str | None = None
    version: str | None = None
    host: str = ""


_ACS_PREFIX = "00000001-0000-0000-c000-000000000000@"


@lru_cache(256)
def read_issuer(iss: str) -> Issuer:
    """Return what the issuer `iss` says; the family is OTHER for whatever is no issuer of Microsoft's."""
    if iss.startswith(_ACS_PREFIX):
        return Issuer(Family.ACS, tenant=iss[len(_ACS_PREFIX) :])
    scheme, _, rest = iss.partition("://")
    host, _, path = rest.partition("/")
    if scheme != "https" or not path:
        return Issuer(Family.OTHER, host=host)
    return _read(host, path.split("/"))


def _read(host: str, path: list[str]) -> Issuer:
    if host in v1_hosts() and path[1:] in ([], [""]):
        return Issuer(Family.ENTRA_V1, v1_hosts()[host], path[0], "1.0", host)
    if host in v2_hosts() and path[1:] in (["v2.0"], ["v2.0", ""]):
        return Issuer(_family_v2(path), v2_hosts()[host], path[0], "2.0", host)
    if host.endswith(".ciamlogin.com"):
        return Issuer(Family.EXTERNAL_ID, Cloud.GLOBAL, path[0], "2.0", host)
    if host.endswith((".b2clogin.com", ".b2clogin.cn")):
        cloud = Cloud.CHINA if host.endswith(".cn") else Cloud.GLOBAL
        return Issuer(Family.B2C, cloud, path[1] if path[0] == "tfp" and len(path) > 1 else path[0], "2.0", host)
    return Issuer(Family.OTHER, host=host)


def _family_v2(path: list[str]) -> Family:
    if path[0] == CONSUMERS:
        return Family.PERSONAL
    # Only B2C on its old host has a slash at the end there.
    return Family.B2C if path[-1] == "" else Family.ENTRA_V2


@cache
def authority_hosts() -> dict[str, Cloud]:
    """Return the hosts of authorities and of v2.0 issuers with the cloud of each."""
    hosts: dict[str, Cloud] = {}
    for name, authority, *_rest in rows_of("clouds.tsv"):
        cloud = _cloud(name)
        if cloud and "{" not in authority:
            hosts.setdefault(authority, cloud)
    return hosts


@cache
def v2_hosts() -> dict[str, Cloud]:
    """Return the hosts of v2.0 issuers with the cloud of each."""
    hosts = {row[2].partition("://")[2].partition("/")[0]: _cloud(row[0]) for row in rows_of("clouds.tsv")}
    return {host: cloud for host, cloud in hosts.items() if host and cloud and "{" not in host}


@cache
def v1_hosts() -> dict[str, Cloud | None]:
    """Return the hosts of v1.0 issuers; None is the cloud of a host that several clouds share."""
    hosts: dict[str, Cloud | None] = {}
    for name, _authority, _v2, host, *_rest in rows_of("clouds.tsv"):
        if host:
            cloud = _cloud(name)
            hosts[host] = cloud if hosts.get(host, cloud) is cloud else None
    return hosts


@cache
def graph_hosts() -> dict[str, Cloud]:
    """Return the hosts of Microsoft Graph with the cloud of each."""
    return {row[4]: cloud for row in rows_of("clouds.tsv") if row[4] and (cloud := _cloud(row[0]))}


def authority_of(cloud: Cloud | None) -> str:
    """Return the host to sign in at for `cloud`; the global one where the cloud is not known."""
    return {
        Cloud.US_GOV: "login.microsoftonline.us",
        Cloud.CHINA: "login.partner.microsoftonline.cn",
        Cloud.GERMANY: "login.microsoftonline.de",
        Cloud.PRACTICE: "practice.test",
    }.get(cloud or Cloud.GLOBAL, "login.microsoftonline.com")


_ENDINGS = (
    (".azure.us", Cloud.US_GOV),
    (".microsoft.us", Cloud.US_GOV),
    (".sharepoint.us", Cloud.US_GOV),
    (".usgovcloudapi.net", Cloud.US_GOV),
    (".chinacloudapi.cn", Cloud.CHINA),
    (".azure.cn", Cloud.CHINA),
    (".sharepoint.cn", Cloud.CHINA),
)


def cloud_of_host(host: str) -> Cloud | None:
    """Return the cloud that an API's or authority's `host` belongs to, or None where it tells nothing."""
    known = graph_hosts().get(host) or authority_hosts().get(host)
    if known:
        return known
    return next((cloud for ending, cloud in _ENDINGS if host.endswith(ending)), None)


def is_tenant_id(tenant: str | None) -> bool:
    """Say whether `tenant` is an id rather than a name, a placeholder or a word such as "common"."""
    return is_guid(tenant)


def _cloud(name: str) -> Cloud | None:
    first = name.split(" ", 1)[0]
    return next((cloud for cloud in Cloud if cloud == first), None)
