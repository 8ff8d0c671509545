"""What a claim's value says: names for identifiers, words for numbers and codes (entra_facts 43 to 65)."""

from collections.abc import Callable, Mapping
from functools import cache

from inspector.knowledge.applications import application
from inspector.knowledge.clouds import Cloud, Family, read_issuer
from inspector.knowledge.directory_roles import directory_role
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.permissions import permission_with_id
from inspector.knowledge.resources import resource_for
from inspector.knowledge.tenants import tenant_name
from inspector.words import _, plural

_MOST = 12  # of a list; the rest is counted


def reading_of(name: str, value: object) -> str | None:
    """Return in words what `value` of the claim `name` says, or None where the value speaks for itself.

    Moments are not read here: they need to know the present one.
    """
    read = _readers().get(name)
    return read(value) if read and value is not None else None


@cache
def _readers() -> Mapping[str, Callable[[object], str | None]]:
    return {
        "aud": _audience,
        "iss": _issuer,
        "idp": _provider,
        "tid": _tenant,
        "home_tid": _tenant,
        "xms_tntid": _tenant,
        "appid": _application,
        "azp": _application,
        "client_id": _application,
        "xms_par_app_azp": _application,
        "wids": _each(_role),
        "roles": _each(_permission),
        "amr": _each(_from(_methods)),
        "xms_cc": _each(_from(_capabilities)),
        "acr": _from(_classes),
        "acct": _from(_accounts),
        "idtyp": _from(_subject_kinds),
        "appidacr": _from(_authentications),
        "azpacr": _from(_authentications),
        "ver": _from(_versions),
        "xms_idrel": _numbers(_relations),
        "xms_act_fct": _numbers(_facets),
        "xms_sub_fct": _numbers(_facets),
        "xms_mirid": _managed_identity,
        "xms_az_rid": _azure_resource,
        "groups": _groups,
        "alg": _from(_algorithms),
    }


def _from(table: Callable[[], Mapping[str, str]]) -> Callable[[object], str | None]:
    return lambda value: table().get(_key(value))


def _key(value: object) -> str:
    """A number that stands where a string belongs is read like the string; a boolean is not a number."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and abs(value) < 100 else ""


def _each(read: Callable[[object], str | None]) -> Callable[[object], str | None]:
    def read_list(value: object) -> str | None:
        values = value if isinstance(value, list) else [value]
        words = [words for one in values[:_MOST] if (words := read(one))]
        if words and len(values) > _MOST:
            words.append(_("{count} more").format(count=len(values) - _MOST))
        return ", ".join(words) or None

    return read_list


def _numbers(table: Callable[[], Mapping[str, str]]) -> Callable[[object], str | None]:
    """Only odd numbers of such a list mean anything; the even ones are there to be ignored."""

    def read(value: object) -> str | None:
        words = value.split()[:40] if isinstance(value, str) else []
        return ", ".join(table()[word] for word in words if word in table()) or None

    return read


def _audience(value: object) -> str | None:
    known = resource_for(value) if isinstance(value, str) else None
    return known.name if known else None


def _application(value: object) -> str | None:
    known = application(value) if isinstance(value, str) else None
    return known.name or None if known else None


def _tenant(value: object) -> str | None:
    return tenant_name(value) if is_guid(value) and isinstance(value, str) else None


def _role(value: object) -> str | None:
    known = directory_role(value) if is_guid(value) and isinstance(value, str) else None
    if known is None:
        return None
    return _("{name} (a marker, not a role)").format(name=known.name) if known.implicit else known.name


def _permission(value: object) -> str | None:
    known = permission_with_id(value) if isinstance(value, str) else None
    return known.name if known else None


def _issuer(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > 600:
        return None
    issuer = read_issuer(value)
    words = _families().get(issuer.family)
    cloud = _clouds().get(issuer.cloud) if issuer.cloud else None
    return _("{family}, {cloud}").format(family=words, cloud=cloud) if words and cloud else words


def _provider(value: object) -> str | None:
    named = _providers().get(value) if isinstance(value, str) else None
    if named or not isinstance(value, str) or len(value) > 600:
        return named
    tenant = read_issuer(value).tenant
    if not tenant:
        return None
    return tenant_name(tenant) or _("the Entra tenant {tenant}").format(tenant=tenant)


def _groups(value: object) -> str | None:
    return plural("{count} group", "{count} groups", len(value)) if isinstance(value, list) else None


def _managed_identity(value: object) -> str | None:
    parts = _arm_parts(value)
    if parts is None:
        return None
    kind, name = parts
    if kind.lower() == "userassignedidentities":
        return _("user-assigned identity {name}").format(name=name)
    return _("system-assigned identity of {name} ({kind})").format(name=name, kind=kind)


def _azure_resource(value: object) -> str | None:
    parts = _arm_parts(value)
    return _("{name} ({kind})").format(name=parts[1], kind=parts[0]) if parts else None


def _arm_parts(value: object) -> tuple[str, str] | None:
    """Return type and name of an Azure resource id, which ends in /{type}/{name}."""
    if not isinstance(value, str) or len(value) > 2000 or not value.lower().startswith("/subscriptions/"):
        return None
    parts = value.strip("/").split("/")
    return (parts[-2], parts[-1]) if len(parts) >= 4 else None


def _families() -> Mapping[Family, str]:
    return {
        Family.ENTRA_V1: _("Entra ID, v1.0 issuer"),
        Family.ENTRA_V2: _("Entra ID, v2.0 issuer"),
        Family.PERSONAL: _("Microsoft accounts (personal)"),
        Family.EXTERNAL_ID: _("Entra External ID"),
        Family.B2C: _("Azure AD B2C"),
        Family.ACS: _("Access Control Service (old service-to-service tokens)"),
    }


def _clouds() -> Mapping[Cloud, str]:
    return {
        Cloud.US_GOV: _("US Government"),
        Cloud.CHINA: _("China"),
        Cloud.GERMANY: _("Germany (closed)"),
        Cloud.PRACTICE: _("practice, not Microsoft's"),
    }


def _providers() -> Mapping[str, str]:
    return {
        "live.com": _("a personal Microsoft account"),
        "mail": _("e-mail one-time passcode"),
        "google.com": _("Google"),
        "facebook.com": _("Facebook"),
    }


def _methods() -> Mapping[str, str]:
    return {
        "pwd": _("password or client secret"),
        "rsa": _("key or certificate"),
        "mfa": _("multifactor authentication completed"),
        "otp": _("one-time code"),
        "totp": _("code from an authenticator app"),
        "hotp": _("code from a hardware token"),
        "sms": _("text message"),
        "tel": _("phone call"),
        "fido": _("security key or passkey"),
        "hwk": _("key in hardware"),
        "swk": _("key in software"),
        "x509": _("certificate"),
        "wia": _("Windows sign-in (Kerberos)"),
        "wiaormfa": _("Windows sign-in or multifactor authentication"),
        "ngcmfa": _("multifactor authentication by a registered key"),
        "emailotp": _("code by e-mail"),
        "fed": _("federated sign-in"),
        "none": _("none completed"),
    }


def _capabilities() -> Mapping[str, str]:
    words = _("handles claims challenges (continuous access evaluation)")
    return {"cp1": words, "CP1": words}


def _classes() -> Mapping[str, str]:
    return {
        "0": _("did not meet ISO/IEC 29115"),
        "1": _("met ISO/IEC 29115"),
    }


def _accounts() -> Mapping[str, str]:
    return {"0": _("member"), "1": _("guest")}


def _subject_kinds() -> Mapping[str, str]:
    return {"app": _("application without a user"), "user": _("user"), "device": _("device")}


def _authentications() -> Mapping[str, str]:
    return {
        "0": _("public client, no proof"),
        "1": _("client secret"),
        "2": _("certificate, federated credential or managed identity"),
    }


def _versions() -> Mapping[str, str]:
    return {"1.0": _("v1.0"), "2.0": _("v2.0")}


def _algorithms() -> Mapping[str, str]:
    return {
        "none": _("not signed"),
        "RS256": _("RSA signature, SHA-256"),
        "PS256": _("RSA-PSS signature, SHA-256"),
        "ES256": _("elliptic curve signature, SHA-256"),
        "HS256": _("shared secret, SHA-256"),
    }


def _relations() -> Mapping[str, str]:
    return {
        "1": _("member"),
        "3": _("member with a personal account"),
        "5": _("guest"),
        "7": _("application (service principal)"),
        "9": _("device"),
        "11": _("delegated administrator (GDAP)"),
        "13": _("application without a service principal"),
        "15": _("passed through"),
        "27": _("synchronized member of a multitenant organization"),
        "29": _("weak member of a multitenant organization"),
        "31": _("delegated administrator (DAP)"),
        "33": _("federated managed identity"),
    }


def _facets() -> Mapping[str, str]:
    return {"11": _("agent identity"), "13": _("agent's user account")}
