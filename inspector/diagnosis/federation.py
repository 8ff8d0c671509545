"""What a workload presents beside what a federated credential holds, and where they differ, character by character."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from inspector.diagnosis.case import Case
from inspector.diagnosis.subject import Subject
from inspector.knowledge.resources import TOKEN_EXCHANGE
from inspector.knowledge.workloads import GITHUB, Workload, fits_glob, workload_of
from inspector.tokens.artifact import Artifact, Kind
from inspector.tokens.federated import is_variable

EXCHANGE = "api://AzureADTokenExchange"
EXCHANGES = frozenset({EXCHANGE, f"{EXCHANGE}USGov", f"{EXCHANGE}China"})
LONGEST = 600  # characters that Entra ID keeps of an issuer, a subject or an audience


class Part(StrEnum):
    """The three values that must agree."""

    ISSUER = "issuer"
    SUBJECT = "subject"
    AUDIENCE = "audience"


PARTS = tuple(Part)
CLAIMS = {Part.ISSUER: "iss", Part.SUBJECT: "sub", Part.AUDIENCE: "aud"}


class Presented(NamedTuple):
    """What a workload sent: the claims of its token, or what a refusal says of them. None is what is not known."""

    issuer: str | None
    subject: str | None
    audience: str | None
    artifact: str
    subject_read: Subject | None = None  # where the token itself, or its claims, are at hand

    def value(self, part: Part) -> str | None:
        """Return one of the three values."""
        return {Part.ISSUER: self.issuer, Part.SUBJECT: self.subject, Part.AUDIENCE: self.audience}[part]

    @property
    def workload(self) -> Workload | None:
        """The service that the workload runs in."""
        return workload_of(self.issuer or "", self.subject or "")


class Held(NamedTuple):
    """A federated credential of the paste. `expression` is that of a flexible one, which has no subject."""

    issuer: str
    subject: str | None
    audiences: tuple[str, ...]
    expression: str | None
    name: str
    resource: str  # its ARM id, where it belongs to a managed identity
    artifact: str
    is_template: bool = False  # written in Terraform, Bicep or a command, and so mended there

    def value(self, part: Part) -> str | None:
        """Return one of the three values."""
        first = self.audiences[0] if self.audiences else None
        return {Part.ISSUER: self.issuer, Part.SUBJECT: self.subject, Part.AUDIENCE: first}[part]


def is_federated(subject: Subject) -> bool:
    """Say whether a token stands for a client by a federated credential: another service's, or for the exchange."""
    if any(audience.lower().startswith(EXCHANGE.lower()) for audience in subject.audiences):
        return True
    if subject.resource and subject.resource.app_id == TOKEN_EXCHANGE:
        return True
    return subject.kind is Kind.CLIENT_ASSERTION and subject.claim("iss") != subject.claim("sub")


def presented_tokens(case: Case) -> Iterator[Presented]:
    """Yield what the workloads' tokens of the paste present; a user's token of Entra ID can't be presented at all."""
    for subject in case.subjects:
        if is_federated(subject) and not subject.is_delegated:
            yield Presented(
                subject.text("iss"), subject.text("sub"), _audience(subject), subject.artifact.id, subject_read=subject
            )


def _audience(subject: Subject) -> str | None:
    """Return the audience as a credential has it: tokens of Entra ID itself name the exchange by its id."""
    if subject.resource and subject.resource.app_id == TOKEN_EXCHANGE and subject.is_entra:
        return EXCHANGE
    return subject.audiences[0] if len(subject.audiences) == 1 else None


_REFUSALS = ("AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213", "AADSTS7002138")


def presented_by_refusals(case: Case) -> Iterator[Presented]:
    """Yield what refusals of the exchange say was presented."""
    for artifact in case.artifacts:
        error = artifact.error
        if error is not None and set(error.codes) & set(_REFUSALS):
            values = error.values
            presented = Presented(values.get("issuer"), values.get("subject"), values.get("audience"), artifact.id)
            yield presented._replace(issuer=presented.issuer or _implied_issuer(presented.subject or ""))


def _implied_issuer(subject: str) -> str | None:
    """GitHub's subjects are told by their beginning, and its issuer is the same for everybody on github.com."""
    return GITHUB if subject.startswith("repo:") and "/" in subject else None


def held_credentials(case: Case) -> tuple[Held, ...]:
    """Return the federated credentials of the paste, or else the one whose subject the person names around it."""
    return tuple(_held(artifact) for artifact in case.of_kind(Kind.FEDERATED_CREDENTIAL)) or tuple(_spoken_of(case))


# A subject as people quote it: GitHub's, a Kubernetes service account's, an Azure DevOps service connection's.
_SUBJECT = re.compile(
    r"\brepo:[\w.@/-]+:[^\s,;'\"“”()]+|\bsystem:serviceaccount:[\w.-]+:[\w.-]+|\bsc://[^\s,;'\"“”()]+"
)


def _spoken_of(case: Case) -> Iterator[Held]:
    """Yield the credential that the person's words name, where its subject is not the one that was refused."""
    said = {found[0].rstrip(".") for found in _SUBJECT.finditer(case.expectation.context[:4_000])}
    for presented in presented_by_refusals(case) if said else ():
        others = sorted(said - {presented.subject})
        if presented.subject and len(others) == 1:
            audience = presented.audience or EXCHANGE
            yield Held(presented.issuer or "", others[0], (audience,), None, "", "", presented.artifact)


def _held(artifact: Artifact) -> Held:
    given = artifact.parameters
    identifier = given.get("id", "")
    return Held(
        given.get("issuer", ""),
        given.get("subject"),
        tuple(given.get("audiences", EXCHANGE).split("\n")),
        given.get("expression"),
        given.get("name", ""),
        identifier if "/userassignedidentities/" in identifier.lower() else "",
        artifact.id,
        is_template=artifact.document is None,
    )


class Difference(NamedTuple):
    """How one value differs. `position` counts characters from 1; `found` and `expected` are the whole values."""

    part: Part
    found: str
    expected: str
    kind: "Unlike"
    position: int


class Unlike(StrEnum):
    """In what two values differ that should be the same."""

    SLASH = "slash"
    CASE = "case"
    INVISIBLE = "invisible"
    LOOKALIKE = "lookalike"
    ENCODED = "encoded"
    WILDCARD = "wildcard"
    EXPRESSION = "expression"  # the expression of a flexible credential does not hold
    OTHER = "other"


def differences(presented: Presented, held: Held) -> tuple[Difference, ...]:
    """Return where a credential does not fit what is presented; what either side leaves open is not compared."""
    found = (_difference(part, presented.value(part), held.value(part)) for part in PARTS)
    flexible = _expression_difference(presented, held)
    return tuple(each for each in (*found, flexible) if each)


def nearest(presented: Presented, held: tuple[Held, ...]) -> Held:
    """Return the credential that fits best: the fewest differences, then the longest common beginning."""
    return min(held, key=lambda each: _distance(presented, each))


def _distance(presented: Presented, held: Held) -> tuple[int, int]:
    unlike = differences(presented, held)
    return len(unlike), -sum(each.position for each in unlike)


def _difference(part: Part, found: str | None, expected: str | None) -> Difference | None:
    if found is None or expected is None or found == expected or is_variable(expected):
        return None
    return Difference(part, found, expected, unlike(found, expected), first_difference(found, expected))


def first_difference(found: str, expected: str) -> int:
    """Return the place, counted from 1, of the first character that differs."""
    shorter = min(len(found), len(expected))
    return next((at for at in range(shorter) if found[at] != expected[at]), shorter) + 1


def unlike(found: str, expected: str) -> Unlike:
    """Return in what two different values differ, the least visible kind first."""
    if _seen(found) == _seen(expected):
        return Unlike.INVISIBLE
    checks = {
        Unlike.SLASH: found.rstrip("/") == expected.rstrip("/"),
        Unlike.CASE: found.lower() == expected.lower(),
        Unlike.LOOKALIKE: _skeleton(found) == _skeleton(expected),
        Unlike.ENCODED: _decoded(found) == _decoded(expected),
        Unlike.WILDCARD: "*" in expected and fits_glob(found, expected),
    }
    return next((kind for kind, holds in checks.items() if holds), Unlike.OTHER)


def _seen(value: str) -> str:
    """Return `value` without what nobody sees: white space anywhere, zero-width and control characters."""
    return "".join(letter for letter in value if letter.isprintable() and not letter.isspace() and letter != "\u3164")


_ALIKE = str.maketrans(
    "аесоорхуіјѕԁһԛԝкмтвнАВЕКМНОРСТХІЈЅοανρτικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ‐‑‒–—−⁄∕",
    "aecoopxyijsdhqwkmtbhABEKMHOPCTXIJSoavptikABEZHIKMNOPTYX------//",
)


def _skeleton(value: str) -> str:
    """Return `value` with letters that look like Latin ones replaced by those, letter case ignored."""
    if value.isascii():
        return value.lower()
    import unicodedata

    return unicodedata.normalize("NFKC", value.translate(_ALIKE)).lower()


def _decoded(value: str) -> str:
    if "%" not in value:
        return value
    from urllib.parse import unquote

    return unquote(value)


_CONDITION = re.compile(
    r"claims\[['\"](?P<claim>[\w-]{1,60})['\"]\]\s{1,9}(?P<verb>eq|matches)\s{1,9}'(?P<value>[^']{0,600})'"
)


def _expression_difference(presented: Presented, held: Held) -> Difference | None:
    """Return what does not hold of a flexible credential's expression, `claims['sub'] matches 'repo:o/*' and …`."""
    read = presented.subject_read
    for found in _CONDITION.finditer(held.expression or ""):
        value = read.text(found["claim"]) if read else (presented.subject if found["claim"] == "sub" else None)
        fits = value == found["value"] if found["verb"] == "eq" else value and fits_glob(value, found["value"])
        if value is not None and not fits:
            place = first_difference(value, found["value"].partition("*")[0])
            return Difference(Part.SUBJECT, value, found["value"], Unlike.EXPRESSION, place)
    return None
