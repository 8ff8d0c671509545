"""Tenant: whether the token comes from the tenant that is expected."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Principal, Subject
from inspector.diagnosis.wanted import judged
from inspector.knowledge.clouds import authority_of, is_tenant_id
from inspector.knowledge.tenants import AUDIENCE_WORDS, CONSUMERS, tenant_name
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/claims-validation#validate-the-tenant"


def other_tenant(case: Case) -> Iterator[Finding]:
    """The token's `tid` is not the tenant expected."""
    wanted = (case.expectation.tenant or "").strip()
    if not wanted:
        return
    for subject in judged(case):
        if subject.tenant and _differs(subject, wanted):
            yield _finding(subject, wanted)


def tenant_by_name(case: Case) -> Iterator[Finding]:
    """Tokens carry the tenant's id; a domain can't be compared without asking the network."""
    wanted = (case.expectation.tenant or "").strip()
    if not wanted or is_tenant_id(wanted) or wanted.lower() in AUDIENCE_WORDS:
        return
    for subject in judged(case):
        if is_tenant_id(subject.tenant):
            yield Finding(
                id="tenant-not-comparable",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Tenant not compared"),
                why=_("Tokens carry the tenant's ID. Whether {wanted} is that tenant cannot be told offline.").format(
                    wanted=quote(wanted)
                ),
                evidence=(Evidence("tid", quote(subject.tenant), quote(wanted)),),
                remedies=(Remedy(Who.DEVELOPER, _("Give the tenant as its ID, from Entra ID > Overview.")),),
                reference=_REFERENCE,
                rank=58,
            )


def _differs(subject: Subject, wanted: str) -> bool:
    word = wanted.lower()
    is_consumer = (subject.tenant or "").lower() == CONSUMERS
    if word == "consumers":
        return not is_consumer
    if word == "organizations":
        return is_consumer
    return is_tenant_id(wanted) and is_tenant_id(subject.tenant) and word != (subject.tenant or "").lower()


def _finding(subject: Subject, wanted: str) -> Finding:
    found = tenant_name(subject.tenant or "") or quote(subject.tenant)
    return Finding(
        id="tenant-mismatch",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Token of another tenant"),
        why=_why(subject),
        sentence=_("The token comes from the tenant {found}, but {wanted} is expected.").format(
            found=found, wanted=quote(wanted)
        ),
        stage=Stage.AUTHORIZE,
        evidence=(Evidence("tid", quote(subject.tenant), quote(wanted)),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Sign in at the expected tenant's authority instead of common or another tenant's."),
                f"https://{authority_of(subject.issuer.cloud)}/{wanted}"
                if is_tenant_id(wanted)
                else f"https://login.microsoftonline.com/{wanted.lower()}",
            ),
            Remedy(
                Who.API_OWNER,
                _("If several tenants may call: register the app as multitenant and accept this tenant too."),
            ),
        ),
        reference=_REFERENCE,
        rank=15,
    )


def _why(subject: Subject) -> str:
    if subject.principal is Principal.PERSONAL:
        return _("A personal Microsoft account signed in; such tokens come from the consumer tenant.")
    if subject.is_app_only:
        return _("The application asked for its token in its home tenant, or the authority names the wrong one.")
    return _("With common or organizations as authority, users get tokens from their own home tenant.")
