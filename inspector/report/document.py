"""The report as the JSON document of `--json` (schema 1)."""

from typing import Any

from inspector.diagnosis.finding import Finding
from inspector.masking import as_json
from inspector.report.compose import ArtifactRow, Report


def to_json(report: Report) -> str:
    """Return the report as indented JSON text."""
    return as_json(to_document(report))


def to_document(report: Report) -> dict[str, Any]:
    """Return the report as the plain values of schema 1."""
    verdict = report.verdict
    return {
        "schema": 1,
        "verdict": {"outcome": verdict.outcome.value, "sentence": verdict.sentence, "remedy": verdict.remedy},
        "artifacts": [_artifact(row) for row in report.artifacts],
        "findings": [_finding(finding) for finding in report.findings],
        "not_checked": list(report.not_checked),
        "truncated": report.truncated,
        "attempts": _attempts(report),
    }


def _attempts(report: Report) -> list[dict[str, Any]]:
    if not report.attempts:
        return []
    from inspector.report.attempts import to_document as attempt_document

    return [attempt_document(attempt) for attempt in report.attempts]


def _artifact(row: ArtifactRow) -> dict[str, Any]:
    document: dict[str, Any] = {"id": row.id, "inside": row.inside, "kind": row.kind, "version": row.version}
    if row.header is not None:
        document["header"] = row.header
    if row.claims is not None:
        document["claims"] = row.claims
    return document | {
        "flaws": [{"code": flaw.code, "text": flaw.text, "at": flaw.at} for flaw in row.flaws],
        "claims_explained": [
            {"claim": each.claim, "value": each.value, "meaning": each.meaning, "shown": each.shown}
            for each in row.claims_explained
        ],
        "error": row.error,
        "fingerprint": row.fingerprint,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "artifact": finding.artifact,
        "severity": finding.severity.value,
        "title": finding.title,
        "why": finding.why,
        "consequence_of": finding.consequence_of,
        "stage": finding.stage.value if finding.stage else None,
        "evidence": [
            {"where": each.where, "found": each.found, "expected": each.expected} for each in finding.evidence
        ],
        "remedies": [{"who": each.who.value, "text": each.text, "snippet": each.snippet} for each in finding.remedies],
        "codes": list(finding.codes),
        "reference": finding.reference,
    }
