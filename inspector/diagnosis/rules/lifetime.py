"""Lifetime: expired, not yet valid, clock skew, unusually long (RFC 7519 section 4.1.4 and 4.1.5)."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.words import _


def expired(case: Case) -> Iterator[Finding]:
    """The token's `exp` lies before now, allowing for clock skew."""
    for subject in case.subjects:
        exp = subject.claim("exp")
        if isinstance(exp, int | float) and exp + case.expectation.skew < case.now:
            yield Finding(
                id="token-expired",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("Expired"),
                why=_("Every API must refuse a token after its expiry time."),
                sentence=_("This token has expired."),
                stage=Stage.CLIENT,
                evidence=(Evidence("exp", str(exp)),),
                remedies=(Remedy(Who.DEVELOPER, _("Get a new token before each call.")),),
                rank=10,
            )
