"""From a case to a diagnosis: every rule is asked, the root cause is put first, and the verdict drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.rules import Rule, rules_for
from inspector.diagnosis.verdict import Outcome, Verdict, draw_verdict
from inspector.tokens.artifact import Kind
from inspector.words import _

if TYPE_CHECKING:
    from inspector.exchanges.attempt import Attempt
    from inspector.exchanges.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found in a case, root cause first, and the verdict over it."""

    case: Case
    verdict: Verdict
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...] = ()
    attempts: "tuple[Attempt, ...]" = ()


_WEIGHT = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def diagnose(case: Case) -> Diagnosis:
    """Ask every rule about `case` and order what they find."""
    found = _collect(case, rules_for(case))
    attempts: tuple[Attempt, ...] = ()
    if case.recorded is not None:
        found, attempts = _judge_protocol(case, case.recorded, found)
    findings = _ordered(found)
    verdict = draw_verdict(case, findings)
    return Diagnosis(case, verdict, findings, tuple(_not_checked(case, verdict, findings)), attempts)


def _judge_protocol(
    case: Case, recorded: "Recorded", found: list[Finding]
) -> "tuple[list[Finding], tuple[Attempt, ...]]":
    from inspector.diagnosis.protocol.judge import judge

    judgement = judge(case, recorded, found)
    return judgement.findings, judgement.attempts


def _collect(case: Case, rules: Iterable[Rule]) -> list[Finding]:
    findings: list[Finding] = []
    for rule in rules:
        try:
            findings.extend(rule(case))
        except Exception as error:  # noqa: BLE001  a rule that fails must not take the others with it
            findings.append(_broken(rule, error))
    return findings


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Blockers before warnings before notes; within each, roots before consequences, then by rank."""
    present = {finding.id for finding in findings}
    return tuple(sorted(findings, key=lambda each: (_WEIGHT[each.severity], each.consequence_of in present, each.rank)))


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


# What was expected and could not be compared, by the finding that says why.
_UNCOMPARED = {"tenant-not-comparable": "tenant", "call-permissions-unknown": "permissions"}


def _not_checked(case: Case, verdict: Verdict, findings: tuple[Finding, ...]) -> Iterator[str]:
    """Name what an API would also look at; said whenever a token stands unblocked."""
    tokens = [subject for subject in case.subjects if subject.is_token]
    if not tokens:
        if any(each.kind is Kind.CLIENT_ASSERTION for each in case.subjects):
            yield from ("signature", "tenant") if case.expectation.tenant else ("signature",)
        return
    yield "signature"
    yield from (name for identifier, name in _UNCOMPARED.items() if any(each.id == identifier for each in findings))
    if verdict.outcome in (Outcome.ACCEPTED, Outcome.EXPLAINED):
        expected = case.expectation
        if not (expected.audiences or expected.calling):
            yield "audience"
        if not (expected.scopes or expected.roles or expected.calling):
            yield "scope"
        yield "revocation"
