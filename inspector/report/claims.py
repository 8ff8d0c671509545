"""Each claim in words: its value as written, what it means for this kind of token, and how people read the value."""

from typing import NamedTuple

from inspector import moments
from inspector.diagnosis.subject import Subject
from inspector.knowledge.claims import advice_on, meaning_of
from inspector.knowledge.readings import reading_of
from inspector.masking import is_secret_name, mask_secret, redact
from inspector.tokens.artifact import Member

# Claims whose value is a moment in Unix seconds (RFC 7519, OIDC Core, Entra ID's access token claims).
_MOMENTS = frozenset({"iat", "nbf", "exp", "auth_time", "xms_tcdt", "updated_at", "ts", "signin_state_time"})
_MOST = 4000  # characters of a value that a row shows


class ClaimRow(NamedTuple):
    """One claim: `value` as written, `meaning` for this kind of token, `shown` as people read it (names, times)."""

    claim: str
    value: str
    meaning: str
    shown: str


def explain_claims(subject: Subject, now: float) -> tuple[ClaimRow, ...]:
    """Return a row for each claim of `subject`, in the token's own order; duplicates each have theirs."""
    claims = subject.artifact.claims
    tags = subject.tags
    return tuple(_row(member, tags, now) for member in claims.members) if claims else ()


def _row(member: Member, tags: tuple[str, ...], now: float) -> ClaimRow:
    value = _harmless(member)
    meaning = meaning_of(member.name, tags)
    advice = advice_on(member.name, tags)
    return ClaimRow(member.name, value, f"{meaning} {advice}" if advice else meaning, _shown(member, now) or value)


def _harmless(member: Member) -> str:
    """Return the value as written, a token in it masked, its middle left out where it is very long."""
    written = member.written
    if is_secret_name(member.name) and len(written) > 8:
        return mask_secret(written)
    written = redact(written) if len(written) > 24 else written
    return written if len(written) <= _MOST else f"{written[:_MOST]}…"


def _shown(member: Member, now: float) -> str | None:
    value = member.value
    if member.name in _MOMENTS and isinstance(value, int | float) and not isinstance(value, bool):
        return moments.in_words(float(value), now) if abs(value) < 1e15 else None
    return reading_of(member.name, value)
