"""From a case to a diagnosis: every rule is asked, then the root cause is put first and the verdict drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.rules import RULES, Rule
from inspector.words import _


class Outcome(StrEnum):
    """The verdict in one word."""

    REJECTED = "rejected"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPLAINED = "explained"
    UNDECIDED = "undecided"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence, and one remedy where there is one. `snippet` is the remedy's text to copy."""

    outcome: Outcome
    sentence: str
    remedy: str | None = None
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found in a case, root cause first, and the verdict over it."""

    case: Case
    verdict: Verdict
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()


_WEIGHT = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def diagnose(case: Case, rules: Iterable[Rule] = RULES) -> Diagnosis:
    """Ask every rule about `case` and order what they find."""
    findings = tuple(sorted(_collect(case, rules), key=lambda found: (_WEIGHT[found.severity], found.rank)))
    return Diagnosis(case, _verdict(case, findings), findings, ("signature",) if case.subjects else ())


def _collect(case: Case, rules: Iterable[Rule]) -> list[Finding]:
    findings: list[Finding] = []
    for rule in rules:
        try:
            findings.extend(rule(case))
        except Exception as error:  # noqa: BLE001  a rule that fails must not take the others with it
            findings.append(_broken(rule, error))
    return findings


def _broken(rule: Rule, error: Exception) -> Finding:
    return Finding(
        id="rule-failed",
        severity=Severity.NOTE,
        title=_("One check could not run"),
        why=_("The check “{rule}” stopped with {error}. The other checks ran.").format(
            rule=getattr(rule, "__name__", "?"), error=type(error).__name__
        ),
        rank=99,
    )


def _verdict(case: Case, findings: tuple[Finding, ...]) -> Verdict:
    if not case.artifacts:
        return Verdict(Outcome.NOTHING_FOUND, _("Nothing usable was found."))
    root = findings[0] if findings and findings[0].severity is Severity.BLOCKER else None
    if root is None:
        return Verdict(Outcome.ACCEPTED if case.expectation.given else Outcome.EXPLAINED, _("Nothing blocks this token."))
    remedy = root.remedies[0] if root.remedies else None
    refused = bool(root.codes)
    return Verdict(
        Outcome.REFUSED if refused else Outcome.REJECTED,
        root.sentence or root.title,
        remedy.text if remedy else None,
        remedy.snippet if remedy else None,
    )
