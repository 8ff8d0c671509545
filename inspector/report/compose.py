"""From a diagnosis to the report that people and programs read: masked, with names in place of identifiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.finding import Finding
from inspector.diagnosis.verdict import Verdict
from inspector.tokens.artifact import Artifact, Flaw


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim: `value` as written, `meaning` for this kind of token, `shown` as people read it (names, times)."""

    claim: str
    value: str
    meaning: str
    shown: str


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The moments of a token, Unix seconds; None where the claim is missing or no number."""

    issued: float | None
    starts: float | None
    expires: float | None


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """An artifact as shown: `label` ("Access token"), `about` ("Microsoft Graph · v1.0"), `status` ("42 min", "expired")."""

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
    original: str | None = None  # the server's own words or the message as pasted, secrets masked


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown, copied, printed and saved. Holds no signature, secret, refresh token or code."""

    verdict: Verdict
    artifacts: tuple[ArtifactRow, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()
    truncated: str | None = None
    now: float = field(default=0.0)


def compose(diagnosis: Diagnosis, *, hide_values: bool = False) -> Report:
    """Return the report of `diagnosis`; `hide_values` also masks names, addresses and ids, consistently."""
    case = diagnosis.case
    rows = tuple(_row(artifact) for artifact in case.artifacts)
    return Report(diagnosis.verdict, rows, diagnosis.findings, diagnosis.not_checked, case.pasted.truncated, case.now)


def _row(artifact: Artifact) -> ArtifactRow:
    claims = artifact.claims
    header = artifact.header
    return ArtifactRow(
        id=artifact.id,
        inside=artifact.inside,
        kind=artifact.kind.value,
        label=artifact.kind.value.replace("_", " ").capitalize(),
        about="",
        status="",
        version=str(claims.get("ver")) if claims and "ver" in claims else None,
        fingerprint=artifact.fingerprint,
        header=header.values if header else None,
        claims=claims.values if claims else None,
        flaws=artifact.flaws,
        claims_explained=tuple(ClaimRow(m.name, m.written, "", m.written) for m in claims.members) if claims else (),
    )
