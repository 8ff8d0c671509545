"""Each claim of a token in words: its value as written, what it means for this kind of token, and how people read it."""

from dataclasses import dataclass

from inspector.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim: `value` as written, `meaning` for this kind of token, `shown` as people read it (names, times)."""

    claim: str
    value: str
    meaning: str
    shown: str


def explain_claims(subject: Subject, now: float) -> tuple[ClaimRow, ...]:
    """Return a row for each claim of `subject`, in the token's own order; duplicates each have theirs."""
    members = subject.artifact.claims.members if subject.artifact.claims else ()
    return tuple(ClaimRow(member.name, member.written, "", member.written) for member in members)
