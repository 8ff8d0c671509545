"""One side of a comparison: an artifact, what its claims say, and how its paste was judged."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.verdict import Outcome
from inspector.tokens.artifact import Artifact, Kind


@dataclass(frozen=True, slots=True)
class Side:
    """An artifact with its judgement. `alone`: the other side stands in the same paste, whose verdict is of both."""

    diagnosis: Diagnosis
    artifact: Artifact
    subject: Subject | None
    alone: bool = False

    @property
    def kind(self) -> Kind:
        """What the artifact is; bare claims count as the token they were taken from."""
        return self.subject.kind if self.subject else self.artifact.kind

    @property
    def blocker(self) -> Finding | None:
        """The finding for which the artifact is refused, or None."""
        return next((each for each in self._findings() if each.severity is Severity.BLOCKER), None)

    @property
    def is_accepted(self) -> bool:
        """Whether something was expected of it and nothing blocks it."""
        return self.diagnosis.verdict.outcome is Outcome.ACCEPTED or (
            self.diagnosis.case.expectation.given and self.blocker is None and self.subject is not None
        )

    def _findings(self) -> Iterator[Finding]:
        return (each for each in self.diagnosis.findings if not self.alone or each.artifact == self.artifact.id)


_TOKENS = (Kind.ACCESS_TOKEN, Kind.TOKEN, Kind.CLAIMS, Kind.ID_TOKEN, Kind.POP_TOKEN, Kind.CLIENT_ASSERTION)
REQUESTS = (Kind.AUTHORIZATION_REQUEST, Kind.TOKEN_REQUEST)
ANSWERS = (Kind.TOKEN_RESPONSE, Kind.AUTHORIZATION_RESPONSE)
_OTHERS = (
    *ANSWERS, *REQUESTS, Kind.ERROR_RESPONSE, Kind.CHALLENGE, Kind.ENCRYPTED_TOKEN, Kind.DISCOVERY_DOCUMENT, Kind.JWKS,
    Kind.HTTP_RESPONSE, Kind.HTTP_REQUEST, Kind.CLAIMS_REQUEST, Kind.DEVICE_AUTHORIZATION_RESPONSE, Kind.ERROR_CODE,
)  # fmt: skip


def side_of(diagnosis: Diagnosis, artifact: Artifact, *, alone: bool = False) -> Side:
    """Return `artifact` of a diagnosis as one side."""
    subject = next((each for each in diagnosis.case.subjects if each.artifact.id == artifact.id), None)
    return Side(diagnosis, artifact, subject, alone)


def choose_sides(left: Diagnosis, right: Diagnosis) -> tuple[Side, Side] | None:
    """Return the artifact of each paste that is best compared with the other's; None where one holds nothing.

    Tokens go before what carried them; a request is set beside the answer to it; else like beside like.
    """
    ours, theirs = _ranked(left), _ranked(right)
    if not ours or not theirs:
        return None
    pairs = ((one, other) for one in ours for other in theirs)
    one, other = min(pairs, key=lambda pair: _closeness(*pair))
    one, other = _grants(left, one, right, other) or (one, other)
    if one.text == other.text:
        one, other = _carriers(left, one), _carriers(right, other)
    return side_of(left, one), side_of(right, other)


def _grants(left: Diagnosis, one: Artifact, right: Diagnosis, other: Artifact) -> tuple[Artifact, Artifact] | None:
    """Return the answers around two ID tokens whose access tokens can't be read, where they grant other scopes."""
    if not one.kind is other.kind is Kind.ID_TOKEN:
        return None
    answers = [_answer_around(left, one), _answer_around(right, other)]
    granted = [_granted(each) if each else None for each in answers]
    if answers[0] is None or answers[1] is None or None in granted or granted[0] == granted[1]:
        return None
    return answers[0], answers[1]


def _answer_around(diagnosis: Diagnosis, artifact: Artifact) -> Artifact | None:
    found = (each for each in diagnosis.case.artifacts if each.id == artifact.inside)
    return next((each for each in found if each.kind is Kind.TOKEN_RESPONSE), None)


def _granted(answer: Artifact) -> frozenset[str] | None:
    scope = answer.document.get("scope") if answer.document else None
    return frozenset(scope.lower().split()) if isinstance(scope, str) else None


def _carriers(diagnosis: Diagnosis, artifact: Artifact) -> Artifact:
    """Return the request that a token was sent in: of one token sent twice, the requests are what can differ."""
    found = (each for each in diagnosis.case.artifacts if each.id == artifact.inside and each.http)
    return next(found, artifact)


def choose_within(diagnosis: Diagnosis) -> tuple[Side, Side] | None:
    """Return the two artifacts of one paste that are best compared; None where it holds fewer than two."""
    found = _ranked(diagnosis)
    pairs = [(one, other) for at, one in enumerate(found) for other in found[at + 1 :]]
    if not pairs:
        return None
    one, other = min(pairs, key=lambda pair: _closeness(*pair))
    one, other = (one, other) if one.start <= other.start else (other, one)
    return side_of(diagnosis, one, alone=True), side_of(diagnosis, other, alone=True)


_MOST = 60  # artifacts of a paste that are weighed


def _ranked(diagnosis: Diagnosis) -> list[Artifact]:
    """What stands in a request to prove something (a hint, an assertion) is no token of its own."""
    artifacts = diagnosis.case.artifacts
    requests = {each.id for each in artifacts if each.kind in REQUESTS}
    own = [each for each in artifacts if each.inside not in requests]
    return (own or list(artifacts))[:_MOST]


def _closeness(one: Artifact, other: Artifact) -> tuple[int, int]:
    """Tokens of a kind, request and answer, other tokens, like and like; among these, the kinds that say more."""
    places = (_place(one), _place(other))
    if _is_token(one) and _is_token(other):
        return (0 if one.kind is other.kind else 2), sum(places)
    if {one.kind in REQUESTS, other.kind in REQUESTS} == {True, False}:
        answer = other if one.kind in REQUESTS else one
        if answer.kind in ANSWERS or _is_token(answer):
            return 1, sum(places)
    return (3 if one.kind is other.kind else 4), sum(places)


def _is_token(artifact: Artifact) -> bool:
    return artifact.kind in _TOKENS


def _place(artifact: Artifact) -> int:
    order = (*_TOKENS, *_OTHERS)
    return order.index(artifact.kind) if artifact.kind in order else len(order)
