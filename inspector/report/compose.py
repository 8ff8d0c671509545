"""From a diagnosis to the report that people and programs read: masked, with names in place of identifiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.finding import Evidence, Finding, Remedy
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.verdict import Verdict
from inspector.masking import Mask, is_secret_name, mask_secret, redact
from inspector.report.claims import ClaimRow, explain_claims
from inspector.report.wording import kind_label
from inspector.tokens.artifact import Artifact, ErrorResponse, Flaw, Kind
from inspector.words import plural

if TYPE_CHECKING:
    from inspector.exchanges.attempt import Attempt
    from inspector.exchanges.recorded import Recorded

Part = TypeVar("Part", Verdict, Finding, Remedy, "ArtifactRow")

_MOST_ORIGINAL = 4000  # characters of the server's own words that are shown


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The moments of a token, Unix seconds; None where the claim is missing or no number."""

    issued: float | None
    starts: float | None
    expires: float | None


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """An artifact as shown: `label` ("Access token"), `about` ("Microsoft Graph · v1.0"), `status` ("expired").

    `header` and `claims` are the values of the JSON report; `original` the server's own words, secrets masked.
    """

    id: str
    inside: str | None
    kind: str
    label: str
    about: str
    status: str
    version: str | None
    fingerprint: str | None
    header: Mapping[str, Any] | None = None
    claims: Mapping[str, Any] | None = None
    flaws: tuple[Flaw, ...] = ()
    claims_explained: tuple[ClaimRow, ...] = ()
    error: Mapping[str, Any] | None = None
    lifetime: Lifetime | None = None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown, copied, printed and saved. Holds no signature, secret, refresh token or code."""

    verdict: Verdict
    artifacts: tuple[ArtifactRow, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]
    truncated: str | None
    now: float
    attempts: "tuple[Attempt, ...]" = ()


def compose(diagnosis: Diagnosis, *, hide_values: bool = False) -> Report:
    """Return the report of `diagnosis`; `hide_values` also masks names, addresses and ids, consistently."""
    case = diagnosis.case
    subjects = {subject.artifact.id: subject for subject in case.subjects}
    rows = tuple(_row(case, artifact, subjects.get(artifact.id)) for artifact in case.artifacts)
    findings = tuple(_redacted(finding) for finding in diagnosis.findings)
    verdict = replace(diagnosis.verdict, sentence=redact(diagnosis.verdict.sentence))
    report = Report(verdict, rows, findings, diagnosis.not_checked, case.pasted.truncated, case.now, diagnosis.attempts)
    return _hide(report, case) if hide_values else report


def _row(case: Case, artifact: Artifact, subject: Subject | None) -> ArtifactRow:
    claims, header = artifact.claims, artifact.header
    label, about, status = heading_of(case, artifact, subject)
    return ArtifactRow(
        id=artifact.id,
        inside=artifact.inside,
        kind=artifact.kind.value,
        label=label,
        about=about,
        status=status,
        version=subject.version if subject else None,
        fingerprint=artifact.fingerprint,
        header=_without_secrets(header.values) if header else None,
        claims=_without_secrets(claims.values) if claims else None,
        flaws=artifact.flaws,
        claims_explained=explain_claims(subject, case.now) if subject else (),
        error=_error(artifact.error) if artifact.error else None,
        lifetime=Lifetime(*map(subject.number, ("iat", "nbf", "exp"))) if subject else None,
        original=_original(artifact),
    )


def heading_of(case: Case, artifact: Artifact, subject: Subject | None) -> tuple[str, str, str]:
    """Return how an artifact is headed: its label, what it is about, its status (ArtifactRow)."""
    about = " · ".join(_about(artifact, subject, case.recorded))
    return kind_label(artifact.kind), about, _status(case, subject)


def _about(artifact: Artifact, subject: Subject | None, recorded: "Recorded | None" = None) -> Iterator[str]:
    if subject:
        name = subject.resource.name if subject.resource else next(iter(subject.audiences), None)
        yield from ([name] if name else [])
        yield from ([f"v{subject.version}"] if subject.version else [])
    if artifact.error and artifact.error.code:
        yield artifact.error.code
    if artifact.challenge:
        yield artifact.challenge.scheme
    if artifact.kind is Kind.FEDERATED_CREDENTIAL and (name := artifact.parameters.get("name")):
        yield name[:80]
    if artifact.kind is Kind.RECORDED_FLOW and recorded is not None:
        yield from (recorded.source[:40],) if recorded.source else ()
        yield plural("{count} message", "{count} messages", recorded.messages)
    if artifact.http:
        yield from (str(each) for each in (artifact.http.method, artifact.http.status) if each)


def _status(case: Case, subject: Subject | None) -> str:
    expires = subject.number("exp") if subject else None
    return moments.remaining(expires, case.now) if expires is not None else ""


_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "k")  # members of a JWK that only its owner knows (RFC 7518, section 6)


def _without_secrets(value: Any, name: str = "") -> Any:
    """Return JSON values with every token in them masked, such as the access token inside a PoP token (`at`)."""
    if isinstance(value, Mapping):
        private = _PRIVATE if "kty" in value else ()
        return {key: _without_secrets(inner, "secret" if key in private else key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_secrets(inner, name) for inner in value]
    if isinstance(value, str):
        return mask_secret(value) if is_secret_name(name) and len(value) > 8 else redact(value)
    return value


def _error(error: ErrorResponse) -> dict[str, Any]:
    return {
        "code": error.code,
        "codes": list(error.codes),
        "error": error.error,
        "suberror": error.suberror,
        "description": redact(error.description),
        "trace_id": error.trace_id,
        "correlation_id": error.correlation_id,
        "timestamp": error.timestamp,
        "claims": _without_secrets(error.claims.values) if error.claims else None,
    }


_SHOWN_AS_PASTED = frozenset({
    Kind.ERROR_RESPONSE, Kind.CHALLENGE, Kind.HTTP_RESPONSE, Kind.ERROR_CODE, Kind.FEDERATED_CREDENTIAL,
})  # fmt: skip


def _original(artifact: Artifact) -> str | None:
    if artifact.kind not in _SHOWN_AS_PASTED or artifact.inside:
        return None
    words = redact(artifact.text.strip())
    return words if len(words) <= _MOST_ORIGINAL else f"{words[:_MOST_ORIGINAL]}…"


def _redacted(finding: Finding) -> Finding:
    """Evidence and remedies quote the paste: whatever credential is in them is masked."""
    return replace(
        finding,
        sentence=redact(finding.sentence) if finding.sentence else None,
        evidence=tuple(
            Evidence(each.where, each.found and redact(each.found), each.expected and redact(each.expected))
            for each in finding.evidence
        ),
        remedies=tuple(
            Remedy(each.who, redact(each.text), each.snippet and redact(each.snippet)) for each in finding.remedies
        ),
    )


def _hide(report: Report, case: Case) -> Report:
    mask = Mask()
    for artifact in case.artifacts:
        for part in (artifact.header, artifact.claims):
            for member in part.members if part else ():
                mask.learn(member.name, member.value)
        for name, value in artifact.parameters.items():
            mask.learn(name, value)
    return replace(
        report,
        verdict=_masked(mask, report.verdict, "sentence", "remedy", "snippet"),
        artifacts=tuple(_hidden_row(mask, row) for row in report.artifacts),
        findings=tuple(_hidden_finding(mask, finding) for finding in report.findings),
        attempts=_hidden_attempts(mask, report),
    )


def _hidden_attempts(mask: Mask, report: Report) -> "tuple[Attempt, ...]":
    if not report.attempts:
        return ()
    from inspector.report.attempts import hide_attempt

    return tuple(hide_attempt(mask, each) for each in report.attempts)


def _masked(mask: Mask, part: Part, *names: str) -> Part:
    """Return the dataclass `part` with its fields `names` masked where they are set."""
    changed: Any = {name: mask.text(value) for name in names if (value := getattr(part, name))}
    return replace(part, **changed)


def _hidden_row(mask: Mask, row: ArtifactRow) -> ArtifactRow:
    return replace(
        _masked(mask, row, "about", "original"),
        header=mask.value("header", row.header) if row.header is not None else None,
        claims=mask.value("claims", row.claims) if row.claims is not None else None,
        error=_hidden_error(mask, row.error) if row.error is not None else None,
        claims_explained=tuple(_hidden_claim(mask, each) for each in row.claims_explained),
    )


def _hidden_error(mask: Mask, error: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: mask.text(value) if isinstance(value, str) else value for name, value in error.items()}
    return words | {"claims": mask.value("claims", error["claims"])}


def _hidden_claim(mask: Mask, row: ClaimRow) -> ClaimRow:
    value = mask.value(row.claim, row.value)
    return row._replace(value=value, shown=value if row.shown == row.value else mask.text(row.shown))


def _hidden_finding(mask: Mask, finding: Finding) -> Finding:
    return replace(
        _masked(mask, finding, "why", "sentence"),
        evidence=tuple(_hidden_evidence(mask, each) for each in finding.evidence),
        remedies=tuple(_masked(mask, each, "text", "snippet") for each in finding.remedies),
    )


def _hidden_evidence(mask: Mask, each: Evidence) -> Evidence:
    found = mask.value(each.where, each.found) if each.found is not None else None
    return Evidence(each.where, found, mask.text(each.expected) if each.expected is not None else None)
