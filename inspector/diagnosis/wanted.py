"""What is expected of which tokens, drawn from all that the person gave: audiences, scopes, the call, the client."""

from typing import TYPE_CHECKING

from inspector.diagnosis.audience import Comparison, Match, compare
from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.subject import Subject
from inspector.knowledge.permissions import OIDC_SCOPES, resource_part, short_name
from inspector.knowledge.resources import TOKEN_EXCHANGE
from inspector.tokens.artifact import HttpMessage, Kind
from inspector.words import _

if TYPE_CHECKING:
    from inspector.knowledge.endpoints import Call

_UNREADABLE = frozenset({Kind.OPAQUE_TOKEN, Kind.ENCRYPTED_TOKEN})


def judged(case: Case) -> tuple[Subject, ...]:
    """Return the tokens that an API would be shown: access tokens, and ID tokens only where there is no other token."""
    tokens = tuple(
        subject for subject in case.subjects if subject.is_token and subject.artifact.name != "id_token_hint"
    )
    others = tuple(subject for subject in tokens if subject.kind is not Kind.ID_TOKEN)
    hidden = any(artifact.kind in _UNREADABLE for artifact in case.artifacts)
    return others if others or hidden else tokens


def wanted_call(case: Case) -> "Call | None":
    """Return the request of `--calling`, or the one in the paste where it goes to an API of Microsoft's, or None."""
    if not names_call(case):
        return None
    from inspector.knowledge.endpoints import read_call  # rarely needed, so loaded when it is

    if case.expectation.calling:
        return read_call(case.expectation.calling)
    for artifact in case.of_kind(Kind.HTTP_REQUEST):
        http = artifact.http
        call = read_call(f"{http.method} {_address(http)}") if http and http.method and http.url else None
        if call and call.resource:
            return call
    return None


def _address(http: HttpMessage) -> str:
    """Return the address of a request; a path alone is completed by the header Host (RFC 9110, section 7.2)."""
    url, host = http.url or "", http.header("host")
    return f"https://{host}{url}" if host and url.startswith("/") else url


def names_call(case: Case) -> bool:
    """Whether a request is known that is made with the token."""
    return bool(case.expectation.calling) or any(case.of_kind(Kind.HTTP_REQUEST))


def names_assertion(case: Case) -> bool:
    """Whether a token that stands for a client, a federated credential or its refusal is in the paste."""
    return any(
        artifact.kind in (Kind.CLIENT_ASSERTION, Kind.FEDERATED_CREDENTIAL)
        or (artifact.error is not None and any(code.startswith("AADSTS7002") for code in artifact.error.codes))
        for artifact in case.artifacts
    ) or any(
        subject.kind is Kind.CLIENT_ASSERTION or (subject.resource and subject.resource.app_id == TOKEN_EXCHANGE)
        for subject in case.subjects
    )


def wanted_audiences(case: Case) -> tuple[str, ...]:
    """Return the audiences of which the token must have one: given, or else those of the call or of the full scopes."""
    if case.expectation.audiences:
        return case.expectation.audiences
    call = wanted_call(case)
    if call:
        uri = call.resource.uri if call.resource else None
        return (uri or _("the API at {host}").format(host=call.host),)
    named = {
        part for scope in case.expectation.scopes if (part := resource_part(scope)) and ("://" in part or "-" in part)
    }
    return tuple(sorted(named))


def wanted_scopes(case: Case) -> tuple[str, ...]:
    """Return the permissions expected as scopes, without resource, OIDC scopes and .default, which no API checks."""
    names = [short_name(scope) for given in case.expectation.scopes for scope in given.split()]
    return tuple(dict.fromkeys(name for name in names if name and name.lower() not in OIDC_SCOPES | {".default"}))


def wanted_roles(case: Case) -> tuple[str, ...]:
    """Return the roles expected, each a name of its own."""
    return tuple(dict.fromkeys(role.strip() for role in case.expectation.roles if role.strip()))


def audience_of(case: Case, subject: Subject) -> Comparison | None:
    """Return how the token's audience compares with what is expected; None where either is missing."""
    wanted = wanted_audiences(case)
    return compare(subject.audiences, wanted, subject.version) if wanted and subject.audiences else None


def audience_fault(case: Case, subject: Subject) -> str | None:
    """Return the id of the finding that says the token is for another API or of the wrong kind, or None."""
    if is_misused_id_token(case, subject):
        return "id-token-as-access-token"
    comparison = audience_of(case, subject)
    return AUDIENCE_FINDINGS.get(comparison.match) if comparison else None


AUDIENCE_FINDINGS = {
    Match.OTHER: "audience-mismatch",
    Match.PERHAPS: "audience-version",
    Match.VERSION: "audience-version",
    Match.SLASH: "audience-trailing-slash",
    Match.CASE: "audience-letter-case",
    Match.INVISIBLE: "audience-invisible-character",
}


def is_misused_id_token(case: Case, subject: Subject) -> bool:
    """Say whether an ID token stands where an access token is expected: scopes, a call, or another audience."""
    if subject.kind is not Kind.ID_TOKEN:
        return False
    if case.expectation.scopes or wanted_call(case):
        return True
    comparison = audience_of(case, subject)
    return comparison is not None and comparison.match is not Match.SAME


def clients(case: Case) -> frozenset[Client]:
    """Return the kinds of client that the person named, or that their words suggest."""
    if case.expectation.client:
        return frozenset({case.expectation.client})
    return frozenset(client for client in Client if f"client:{client.value}" in case.signals)
