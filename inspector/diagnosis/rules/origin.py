"""Which flow produced a token, with the claims that show it, or honestly that it can't be told."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Severity
from inspector.diagnosis.subject import ClientAuthentication, Flow, Subject, texts_of
from inspector.words import _


def flow(case: Case) -> Iterator[Finding]:
    """The flow behind the first access token of Entra ID."""
    subject = next((each for each in case.subjects if each.is_token and each.is_entra and each.access), None)
    if subject is not None:
        yield Finding(
            id="flow",
            severity=Severity.NOTE,
            artifact=subject.artifact.id,
            title=_title(case, subject),
            why=_why(case, subject),
            evidence=tuple(_evidence(subject)),
            rank=70,
        )


def _evidence(subject: Subject) -> Iterator[Evidence]:
    shown = (subject.flow_evidence,) if subject.flow_evidence else subject.access_evidence
    for each in shown:
        yield Evidence(_("flow"), each)
    if _may_be_password(subject):
        yield Evidence("amr", "pwd", _("mfa as well, where a second factor was asked for"))


def _may_be_password(subject: Subject) -> bool:
    """Say whether the claims would be the same after a password grant: a public client, and nothing but a password."""
    return (
        subject.flow is None
        and texts_of(subject.claim("amr")) == ("pwd",)
        and subject.client_authentication is ClientAuthentication.PUBLIC
    )


def _said_password(case: Case) -> bool:
    return "flow:ropc" in case.signals


def _title(case: Case, subject: Subject) -> str:
    titles = {
        Flow.CLIENT_CREDENTIALS: _("From client credentials: no user"),
        Flow.MANAGED_IDENTITY: _("From a managed identity: no user"),
        Flow.IMPLICIT: _("From the implicit flow"),
        Flow.HYBRID: _("From the hybrid flow"),
    }
    if subject.flow:
        return titles[subject.flow]
    if _said_password(case):
        return _("A user's password was sent for it (ROPC), as you say")
    return _("A user signed in; by which flow can't be told")


def _why(case: Case, subject: Subject) -> str:
    if subject.flow is None:
        return _delegated(case, subject)
    if subject.flow in (Flow.CLIENT_CREDENTIALS, Flow.MANAGED_IDENTITY):
        return _("The application got this token for itself; its rights stand in roles, and nobody was asked.")
    return _("The token came to the browser in the answer to the authorization request itself.")


def _delegated(case: Case, subject: Subject) -> str:
    if _said_password(case):
        return _(
            "The claims can't show it, nor deny it. The app learns the password with this flow, and it fails as soon "
            "as a second factor is asked for: sign in with code and PKCE or a device code instead."
        )
    if _may_be_password(subject):
        return _(
            "Authorization code, device code and refresh leave the same claims. A password alone at a public client "
            "(amr pwd, azpacr 0) fits the password grant (ROPC) as well: a sign, no proof."
        )
    return _("Authorization code, device code, on-behalf-of and refresh leave the same claims in a delegated token.")
