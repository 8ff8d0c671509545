"""Identity: whom the token is about, where that changes what an API may do with it."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Principal
from inspector.diagnosis.wanted import judged
from inspector.words import _

_CLAIMS = "https://learn.microsoft.com/entra/identity-platform/claims-validation"


def guest(case: Case) -> Iterator[Finding]:
    """A guest's token comes from the tenant that was visited."""
    for subject in judged(case):
        if subject.principal is Principal.GUEST:
            yield Finding(
                id="guest-user",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("The user is a guest in this tenant"),
                why=_(
                    "iss and tid are of the tenant that was visited; names and mail come from the home organization "
                    "and may be out of date."
                ),
                evidence=(
                    Evidence("idp", quote(subject.claim("idp")))
                    if subject.claim("idp")
                    else Evidence("tid", subject.principal_evidence),
                ),
                remedies=(Remedy(Who.API_OWNER, _("Know the user by tid and oid, never by mail or name.")),),
                reference=_CLAIMS,
                rank=65,
            )


def personal_account(case: Case) -> Iterator[Finding]:
    """Personal accounts have one tenant for all, and no administrator."""
    for subject in judged(case):
        if subject.principal is Principal.PERSONAL:
            yield Finding(
                id="personal-account",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Personal Microsoft account"),
                why=_("The tenant is the same for every personal account, so tid tells nothing about an organization."),
                evidence=(Evidence("tid", quote(subject.tenant)),),
                remedies=(
                    Remedy(
                        Who.API_OWNER,
                        _(
                            "If only work accounts may call: refuse this tenant, or register the app without personal "
                            "accounts."
                        ),
                    ),
                ),
                reference=_CLAIMS,
                rank=65,
            )


def agent(case: Case) -> Iterator[Finding]:
    """An agent's own user account looks like a person, apart from one claim."""
    for subject in judged(case):
        if subject.principal is Principal.AGENT_USER:
            yield Finding(
                id="agent-user",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Not a person: an agent's user account"),
                why=_("The token looks like a user's; only xms_sub_fct shows that an AI agent acts here."),
                evidence=(Evidence("xms_sub_fct", quote(subject.claim("xms_sub_fct")), _("no 13 for people")),),
                remedies=(Remedy(Who.API_OWNER, _("Decide by xms_sub_fct whether agents may do what people may.")),),
                reference="https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims",
                rank=65,
            )


def mail_unverified(case: Case) -> Iterator[Finding]:
    """Entra ID itself says that the owner of the mail address was not verified."""
    for subject in judged(case):
        if subject.claim("email") is not None and subject.claim("xms_edov") in (False, 0, "0", "false"):
            yield Finding(
                id="email-unverified",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("The mail address is not verified"),
                why=_(
                    "xms_edov says that nobody proved to own the address's domain; anybody could have written it there."
                ),
                stage=Stage.RESOURCE,
                evidence=(
                    Evidence("email", quote(subject.claim("email"))),
                    Evidence("xms_edov", quote(subject.claim("xms_edov")), "true"),
                ),
                remedies=(
                    Remedy(Who.API_OWNER, _("Never find an account by this address; use tid with oid, or sub.")),
                ),
                reference="https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization",
                rank=45,
            )
