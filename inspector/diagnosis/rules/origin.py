"""Which flow produced a token, with the claims that show it, or honestly that it can't be told."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Severity
from inspector.diagnosis.subject import Flow, Subject
from inspector.words import _


def flow(case: Case) -> Iterator[Finding]:
    """The flow behind the first access token of Entra ID."""
    subject = next((each for each in case.subjects if each.is_token and each.is_entra and each.access), None)
    if subject is not None:
        yield Finding(
            id="flow",
            severity=Severity.NOTE,
            artifact=subject.artifact.id,
            title=_title(subject),
            why=_why(subject),
            evidence=tuple(Evidence(_("flow"), each) for each in _shown_by(subject)),
            rank=70,
        )


def _shown_by(subject: Subject) -> tuple[str, ...]:
    return (subject.flow_evidence,) if subject.flow_evidence else subject.access_evidence


def _title(subject: Subject) -> str:
    titles = {
        Flow.CLIENT_CREDENTIALS: _("From client credentials: no user"),
        Flow.MANAGED_IDENTITY: _("From a managed identity: no user"),
        Flow.IMPLICIT: _("From the implicit flow"),
        Flow.HYBRID: _("From the hybrid flow"),
    }
    return titles[subject.flow] if subject.flow else _("A user signed in; by which flow can't be told")


def _why(subject: Subject) -> str:
    if subject.flow is None:
        return _(
            "Authorization code, device code, on-behalf-of and refresh leave the same claims in a delegated token."
        )
    if subject.flow in (Flow.CLIENT_CREDENTIALS, Flow.MANAGED_IDENTITY):
        return _("The application got this token for itself; its rights stand in roles, and nobody was asked.")
    return _("The token came to the browser in the answer to the authorization request itself.")
