"""What a token's own claims say it is: who issued it, for whom, about whom, through which flow."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector.knowledge.applications import application
from inspector.knowledge.clouds import Family, Issuer, read_issuer
from inspector.knowledge.resources import Resource, resource_for
from inspector.knowledge.tenants import CONSUMERS
from inspector.tokens.artifact import Artifact, Kind, Place
from inspector.tokens.classify import kind_of


class Access(StrEnum):
    """On whose behalf an access token works: a signed-in user's through a client, or the client's own."""

    DELEGATED = "delegated"
    APP_ONLY = "app-only"


class Principal(StrEnum):
    """Whom a token is about."""

    USER = "user"  # a person; of which kind, the claims don't say
    MEMBER = "member"
    GUEST = "guest"
    PERSONAL = "personal"
    SERVICE_PRINCIPAL = "service-principal"
    MANAGED_IDENTITY = "managed-identity"
    AGENT = "agent"
    AGENT_USER = "agent-user"  # an agent's own user account


class ClientAuthentication(StrEnum):
    """How the client proved itself when it asked for the token (`azpacr`, `appidacr`)."""

    PUBLIC = "public"
    SECRET = "secret"
    CERTIFICATE = "certificate"  # or any other signed assertion: federated credentials, managed identities


class Flow(StrEnum):
    """The flow that produced a token, where it can be told."""

    CLIENT_CREDENTIALS = "client_credentials"
    MANAGED_IDENTITY = "managed_identity"
    IMPLICIT = "implicit"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class Subject:
    """A token's claims, read once, so that every rule speaks of the same thing. None means "can't tell".

    `kind` is ACCESS_TOKEN, ID_TOKEN or TOKEN for tokens and bare claims, else the artifact's own.
    `version` is the token's ("1.0", "2.0"), `tenant` its `tid` or its issuer's. `resource` is set when
    the audience is an API of Microsoft's. Evidence is the claims that decided, as "name value".
    """

    artifact: Artifact
    kind: Kind
    issuer: Issuer
    version: str | None
    tenant: str | None
    audiences: tuple[str, ...]
    resource: Resource | None
    scopes: tuple[str, ...]
    roles: tuple[str, ...]
    access: Access | None
    access_evidence: tuple[str, ...]
    principal: Principal | None
    principal_evidence: str | None
    client_id: str | None
    client_name: str | None
    client_authentication: ClientAuthentication | None
    flow: Flow | None
    flow_evidence: str | None

    def claim(self, name: str) -> object:
        """Return the claim's value, or None."""
        return self.artifact.claims.get(name) if self.artifact.claims else None

    def text(self, name: str) -> str | None:
        """Return the claim's value if it is a string that is not empty."""
        value = self.claim(name)
        return value if isinstance(value, str) and value else None

    def number(self, name: str) -> float | None:
        """Return the claim's value if it is a number; a boolean is none."""
        value = self.claim(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
            return value
        return None

    @property
    def is_token(self) -> bool:
        """Whether an issuer's statement is at hand (a token or its claims), not a client's own (an assertion)."""
        return self.kind in _ISSUED

    @property
    def is_entra(self) -> bool:
        """Whether Microsoft Entra ID issued it; bare claims without an issuer count when they carry its claims."""
        return self.issuer.family.is_entra or (self.text("iss") is None and self.version is not None)

    @property
    def is_app_only(self) -> bool:
        """Whether it is certain that no user is behind the token."""
        return self.access is Access.APP_ONLY

    @property
    def is_delegated(self) -> bool:
        """Whether it is certain that an access token acts for a user."""
        return self.access is Access.DELEGATED

    @property
    def tags(self) -> tuple[str, ...]:
        """What a claim's meaning can depend on, the most specific first (knowledge.claims)."""
        tags: list[str] = [self.principal.value] if self.principal else []
        if self.principal and self.principal.value not in ("service-principal", "managed-identity", "agent"):
            tags.append("user")
        if self.access:
            tags.append("app" if self.is_app_only else "delegated")
        tags.append({Kind.ACCESS_TOKEN: "access", Kind.ID_TOKEN: "id"}.get(self.kind, self.kind.value))
        if self.version:
            tags.append("v1" if self.version == "1.0" else "v2")
        tags.append("entra" if self.is_entra else "other")
        return tuple(tags)


_ISSUED = frozenset({Kind.ACCESS_TOKEN, Kind.ID_TOKEN, Kind.TOKEN})
_NOBODY = Issuer(Family.OTHER)
_USER_NAMES = ("upn", "unique_name", "preferred_username", "name", "given_name", "family_name", "email")
_APP_MARKER = "0997a1d0-0d1d-4acb-b408-d5ca73121e90"
_GUEST_MARKER = "13bd1c72-6f4a-4dcf-985f-18d3b80f208a"
_MEMBER_MARKER = "b79fbf4d-3ef9-4689-8143-76b194e85509"
_TOLD = {"app": Access.APP_ONLY, "user": Access.DELEGATED}
_AUTHENTICATION = {
    "0": ClientAuthentication.PUBLIC,
    "1": ClientAuthentication.SECRET,
    "2": ClientAuthentication.CERTIFICATE,
}


def read_subject(artifact: Artifact) -> Subject:
    """Read what the claims of `artifact` say; values of unexpected types are taken as absent."""
    claims = artifact.claims.values if artifact.claims else {}
    iss = claims.get("iss")
    issuer = read_issuer(iss) if isinstance(iss, str) and len(iss) < 600 else _NOBODY
    audiences = texts_of(claims.get("aud"))
    resource = _resource(audiences)
    scopes = words_of(claims.get("scp") or claims.get("scope"))
    roles = texts_of(claims.get("roles"))
    kind = _kind(artifact, claims, resource)
    access, evidence = _access(claims, kind, scopes, roles)
    principal, principal_evidence = _principal(claims, access, issuer)
    client_id = _text(claims.get("azp")) or _text(claims.get("appid"))
    flow, flow_evidence = _flow(artifact, claims, kind, access, principal)
    return Subject(
        artifact=artifact,
        kind=kind,
        issuer=issuer,
        version=_version(claims, issuer),
        tenant=_text(claims.get("tid")) or issuer.tenant,
        audiences=audiences,
        resource=resource,
        scopes=scopes,
        roles=roles,
        access=access,
        access_evidence=evidence,
        principal=principal,
        principal_evidence=principal_evidence,
        client_id=client_id,
        client_name=_client_name(claims, client_id),
        client_authentication=_AUTHENTICATION.get(str(claims.get("azpacr", claims.get("appidacr")))),
        flow=flow,
        flow_evidence=flow_evidence,
    )


def texts_of(value: object) -> tuple[str, ...]:
    """Return a claim that is one string or a list of strings as strings; whatever else is in it is left out."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def words_of(value: object) -> tuple[str, ...]:
    """Return a space-separated claim (or a list that stands in its place) as words."""
    return tuple(value.split()) if isinstance(value, str) else texts_of(value)


def odd_numbers(value: object) -> frozenset[int]:
    """Return the odd integers of a space-separated claim; in these claims the even ones are noise to be ignored."""
    words = value.split() if isinstance(value, str) else []
    return frozenset(
        int(word) for word in words if len(word) < 6 and word.isdecimal() and word.isascii() and int(word) % 2
    )


def _resource(audiences: tuple[str, ...]) -> Resource | None:
    """Old service tokens have "{app id}/{host}@{tid}" there."""
    if len(audiences) != 1:
        return None
    first = audiences[0]
    return resource_for(first.partition("/")[0] if "@" in first and "://" not in first else first)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _version(claims: Any, issuer: Issuer) -> str | None:
    ver = claims.get("ver")
    return ver if ver in ("1.0", "2.0") else issuer.version


def _kind(artifact: Artifact, claims: Any, resource: Resource | None) -> Kind:
    """What was recognised stands; bare claims are told apart like a token's, and an ID token is never for an API."""
    kind = artifact.kind
    if kind is Kind.CLAIMS and artifact.token:
        kind = kind_of(artifact.token)
        kind = Kind.ACCESS_TOKEN if kind is Kind.ID_TOKEN and "://" in str(claims.get("aud")) else kind
    if kind is Kind.TOKEN and resource:
        return Kind.ACCESS_TOKEN
    return Kind.TOKEN if kind is Kind.CLAIMS else kind


def _access(
    claims: Any, kind: Kind, scopes: tuple[str, ...], roles: tuple[str, ...]
) -> tuple[Access | None, tuple[str, ...]]:
    if kind not in _ISSUED:
        return None, ()
    told = _TOLD.get(str(claims.get("idtyp")))
    if told:
        return told, (f"idtyp {claims['idtyp']}",)
    if kind is Kind.ID_TOKEN:
        return Access.DELEGATED, ("ID token",)
    itself = tuple(_client_signs(claims))
    if itself:
        return Access.APP_ONLY, itself
    if scopes:
        return Access.DELEGATED, ("scp present" if "scp" in claims else "scope present",)
    signs = tuple(_app_signs(claims))
    if signs:
        return Access.APP_ONLY, (*signs, "roles without scp") if roles else signs
    name = next((name for name in _USER_NAMES if name in claims), None)
    if name:
        return Access.DELEGATED, (f"{name} present",)
    return (Access.APP_ONLY, ("roles without scp",)) if roles and kind is Kind.ACCESS_TOKEN else (None, ())


def _client_signs(claims: Any) -> Iterator[str]:
    """Yield what shows that other issuers gave a client its own token, scopes or not: Auth0, Okta, Keycloak, RFC 9068.

    RFC 9068 section 2.2: without a resource owner `sub` should be the client's id.
    """
    if claims.get("gty") == "client-credentials":
        yield "gty client-credentials"
    subject = _text(claims.get("sub"))
    name = next((name for name in ("client_id", "cid", "azp") if subject and claims.get(name) == subject), None)
    if name:
        yield f"sub equals {name}"
    elif subject and subject == f"{claims.get('azp')}@clients":
        yield "sub ends with @clients"
    if str(claims.get("preferred_username")).startswith("service-account-"):
        yield "preferred_username of a service account"


def _app_signs(claims: Any) -> Iterator[str]:
    if "xms_mirid" in claims:
        yield "xms_mirid present"
    oid = claims.get("oid")
    if isinstance(oid, str) and oid and oid == claims.get("sub"):
        yield "oid equals sub"
    if _APP_MARKER in texts_of(claims.get("wids")):
        yield "wids has the app-only marker"
    if "xms_idrel" in claims and odd_numbers(claims["xms_idrel"]) & {7, 13, 33}:
        yield f"xms_idrel {claims['xms_idrel']}"


def _principal(claims: Any, access: Access | None, issuer: Issuer) -> tuple[Principal | None, str | None]:
    subject_facets = odd_numbers(claims.get("xms_sub_fct")) if "xms_sub_fct" in claims else frozenset()
    if 13 in subject_facets:
        return Principal.AGENT_USER, "xms_sub_fct 13"
    if access is Access.APP_ONLY:
        return _application_kind(claims, subject_facets)
    return _user_kind(claims, issuer) if access else (None, None)


def _application_kind(claims: Any, subject_facets: frozenset[int]) -> tuple[Principal, str | None]:
    if 11 in subject_facets:
        return Principal.AGENT, "xms_sub_fct 11"
    if "xms_mirid" in claims:
        return Principal.MANAGED_IDENTITY, "xms_mirid present"
    if 33 in odd_numbers(claims.get("xms_idrel")):
        return Principal.MANAGED_IDENTITY, "xms_idrel 33"
    return Principal.SERVICE_PRINCIPAL, None


def _user_kind(claims: Any, issuer: Issuer) -> tuple[Principal, str | None]:
    if claims.get("tid") == CONSUMERS or issuer.family is Family.PERSONAL:
        return Principal.PERSONAL, "consumer tenant"
    guest = _guest_sign(claims, issuer)
    if guest:
        return Principal.GUEST, guest
    if claims.get("acct") in (0, "0") and claims.get("acct") is not False:
        return Principal.MEMBER, "acct 0"
    if 1 in odd_numbers(claims.get("xms_idrel")):
        return Principal.MEMBER, "xms_idrel 1"
    if _MEMBER_MARKER in texts_of(claims.get("wids")):
        return Principal.MEMBER, "wids has the member marker"
    return Principal.USER, None


def _guest_sign(claims: Any, issuer: Issuer) -> str | None:
    acct = claims.get("acct")
    if acct in (1, "1") and acct is not True:
        return "acct 1"
    if "xms_idrel" in claims and 5 in odd_numbers(claims["xms_idrel"]):
        return "xms_idrel 5"
    if _GUEST_MARKER in texts_of(claims.get("wids")):
        return "wids has the guest marker"
    for name in ("upn", "unique_name", "preferred_username"):
        value = claims.get(name)
        if isinstance(value, str) and ("#EXT#" in value.upper() or value.startswith("live.com#")):
            return f"{name} names an external account"
    return "idp differs from iss" if _is_foreign(claims, issuer) else None


def _is_foreign(claims: Any, issuer: Issuer) -> bool:
    idp = claims.get("idp")
    if not isinstance(idp, str) or not idp or len(idp) > 600:
        return False
    if issuer.family not in (Family.ENTRA_V1, Family.ENTRA_V2):
        return False
    home = read_issuer(idp).tenant
    return home != (claims.get("tid") or issuer.tenant) if home else idp in ("live.com", "mail", "google.com")


def _client_name(claims: Any, client_id: str | None) -> str | None:
    name = _text(claims.get("app_displayname"))
    if name or not client_id:
        return name
    known = application(client_id)
    return known.name or None if known else None


def _flow(
    artifact: Artifact, claims: Any, kind: Kind, access: Access | None, principal: Principal | None
) -> tuple[Flow | None, str | None]:
    if kind not in _ISSUED:
        return None, None
    if artifact.place is Place.FRAGMENT and "c_hash" not in claims:
        return Flow.IMPLICIT, "fragment of a redirect"
    if claims.get("hasgroups") in (True, "true"):
        return Flow.IMPLICIT, "hasgroups, which stands in tokens of this flow only"
    if kind is Kind.ID_TOKEN:
        return (Flow.HYBRID, "c_hash present") if "c_hash" in claims else (None, None)
    if access is not Access.APP_ONLY:
        return None, None
    if principal is Principal.MANAGED_IDENTITY:
        return Flow.MANAGED_IDENTITY, "xms_mirid present" if "xms_mirid" in claims else "xms_idrel 33"
    return Flow.CLIENT_CREDENTIALS, "app-only"
