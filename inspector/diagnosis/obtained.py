"""How a token was got, or is asked for: by which way, with what proof, and with which permissions."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import ClientAuthentication, Principal, Subject
from inspector.diagnosis.wanted import judged
from inspector.knowledge.resources import Resource
from inspector.tokens.artifact import Artifact, Kind
from inspector.words import _


class Way(StrEnum):
    """How a token was got, as far as its claims tell."""

    CLIENT_CREDENTIALS = "client_credentials"
    MANAGED_IDENTITY = "managed_identity"
    USER_AND_PUBLIC_CLIENT = "public"
    USER_AND_PROVEN_CLIENT = "proven"  # by a secret or a certificate
    USER = "user"  # by which kind of client, the claims don't say


APPLICATION = (Way.CLIENT_CREDENTIALS, Way.MANAGED_IDENTITY)
ANY_USER = (Way.USER, Way.USER_AND_PUBLIC_CLIENT, Way.USER_AND_PROVEN_CLIENT)


class Got(NamedTuple):
    """A token, or the request for one: how it is got, by what proof, with which permissions."""

    artifact: str
    way: Way
    shown: tuple[Evidence, ...]  # what tells the way
    proof: ClientAuthentication | None
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    resource: Resource | None = None
    expires: float | None = None
    asked: bool = False  # whether it is a request
    elsewhere: bool = False  # whether another issuer than Entra ID gave it


def obtained(case: Case) -> Iterator[Got]:
    """Yield the tokens; where there is none, the first request for one."""
    tokens = [got for subject in judged(case) if (got := _of_token(subject))]
    yield from tokens
    if not tokens:
        requests = (got for artifact in case.of_kind(Kind.TOKEN_REQUEST) if (got := _of_request(artifact)))
        yield from list(requests)[:1]


def _of_token(subject: Subject) -> Got | None:
    way = _way(subject)
    if way is None:
        return None
    return Got(
        subject.artifact.id,
        way,
        tuple(_shown(subject, way)),
        subject.client_authentication,
        subject.roles,
        subject.scopes,
        subject.resource,
        subject.number("exp"),
        elsewhere=bool(subject.text("iss")) and not subject.is_entra,
    )


def _shown(subject: Subject, way: Way) -> Iterator[Evidence]:
    claim = "azpacr" if subject.claim("azpacr") is not None else "appidacr"
    if way in APPLICATION:
        yield Evidence(_("app-only"), ", ".join(subject.access_evidence))
        yield Evidence(_("roles (application permissions)"), join(subject.roles, 8) or _("none"))
    else:
        yield Evidence(_("delegated"), ", ".join(subject.access_evidence))
        if subject.claim(claim) is not None:
            yield Evidence(claim, quote(subject.claim(claim)))


_GRANTS = {
    "client_credentials": Way.CLIENT_CREDENTIALS,
    "password": Way.USER,
    "authorization_code": Way.USER,
    "refresh_token": Way.USER,
    "device_code": Way.USER,
    "urn:ietf:params:oauth:grant-type:device_code": Way.USER,
}


def _of_request(artifact: Artifact) -> Got | None:
    grant = artifact.parameters.get("grant_type", "")
    way = _GRANTS.get(grant)
    if way is None:
        return None
    secret = "client_secret" in artifact.parameters
    proof = ClientAuthentication.SECRET if secret else None
    proof = ClientAuthentication.CERTIFICATE if "client_assertion" in artifact.parameters else proof
    if proof and way is Way.USER:
        way = Way.USER_AND_PROVEN_CLIENT
    shown = (Evidence("grant_type", quote(grant)), *([Evidence("client_secret", _("sent"))] if secret else []))
    return Got(artifact.id, way, shown, proof, asked=True)


def _way(subject: Subject) -> Way | None:
    if subject.is_app_only:
        managed = subject.principal is Principal.MANAGED_IDENTITY
        return Way.MANAGED_IDENTITY if managed else Way.CLIENT_CREDENTIALS
    if not subject.is_delegated:
        return None
    proof = subject.client_authentication
    if proof is None:
        return Way.USER
    return Way.USER_AND_PUBLIC_CLIENT if proof is ClientAuthentication.PUBLIC else Way.USER_AND_PROVEN_CLIENT
