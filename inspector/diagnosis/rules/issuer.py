"""Issuer: whether `iss`, `ver`, `tid` and cloud belong together (RFC 7519 section 4.1.1, OIDC Core 3.1.3.7)."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.wanted import judged, wanted_audiences, wanted_call
from inspector.knowledge.clouds import Cloud, Family, authority_of, cloud_of_host, is_tenant_id
from inspector.knowledge.resources import resource_for
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer"
_CLOUDS = "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud"
_MARKS = ("microsoftonline", "windows.net", "chinacloudapi", "ciamlogin", "b2clogin")
_ENTRA_CLAIMS = ("tid", "oid", "uti", "azpacr", "appidacr")


def version_contradicts(case: Case) -> Iterator[Finding]:
    """`ver` decides the shape of the issuer; Entra ID never mixes them."""
    for subject in case.subjects:
        issuer, ver = subject.issuer, subject.text("ver")
        if (
            issuer.family not in (Family.ENTRA_V1, Family.ENTRA_V2)
            or ver not in ("1.0", "2.0")
            or ver == issuer.version
        ):
            continue
        yield Finding(
            id="issuer-version-mismatch",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("Issuer and version disagree"),
            why=_(
                "v1.0 tokens come from sts.windows.net, v2.0 tokens from login.microsoftonline.com; this mixture is "
                "never issued."
            ),
            sentence=_("The issuer is of version {version}, but ver says {ver}: Entra ID issues no such token.").format(
                version=issuer.version, ver=ver
            ),
            stage=Stage.TOKEN,
            evidence=(Evidence("iss", quote(subject.text("iss"))), Evidence("ver", ver, issuer.version)),
            remedies=(Remedy(Who.DEVELOPER, _("Check where the token comes from; it was changed or made by hand.")),),
            reference=_REFERENCE,
            rank=13,
        )


def tenant_contradicts(case: Case) -> Iterator[Finding]:
    """The tenant in `iss` must be the one in `tid`."""
    for subject in case.subjects:
        named, tid = subject.issuer.tenant, subject.text("tid")
        if not named or not tid or subject.issuer.family is Family.B2C or named.lower() == tid.lower():
            continue
        placeholder = not is_tenant_id(named)
        yield Finding(
            id="issuer-tenant-mismatch",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("Issuer and tenant disagree"),
            why=_("Libraries compare the tenant in the issuer with tid and refuse the token when they differ."),
            sentence=(
                _("The issuer has “{named}” where the tenant's ID must stand.").format(named=quote(named))
                if placeholder
                else _("The issuer names one tenant and tid another: Entra ID issues no such token.")
            ),
            stage=Stage.TOKEN,
            evidence=(Evidence("iss", quote(subject.text("iss"))), Evidence("tid", quote(tid), quote(named))),
            remedies=(Remedy(Who.DEVELOPER, _("Check where the token comes from; it was changed or made by hand.")),),
            reference=_REFERENCE,
            rank=13,
        )


def lookalike(case: Case) -> Iterator[Finding]:
    """An issuer that looks like Entra ID's and is not."""
    for subject in case.subjects:
        iss = subject.text("iss")
        if not iss or subject.issuer.family is not Family.OTHER or not subject.is_token:
            continue
        low = iss.lower()
        if not any(mark in low for mark in _MARKS) or not any(
            subject.claim(name) is not None for name in _ENTRA_CLAIMS
        ):
            continue
        yield Finding(
            id="issuer-lookalike",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("Not an issuer of Entra ID"),
            why=_(
                "Issuers are compared character by character. "
                "This one resembles Entra ID's, but is none of its issuers."
            ),
            sentence=_("The issuer {iss} resembles Entra ID's, but is none.").format(iss=quote(iss)),
            stage=Stage.TOKEN,
            evidence=(Evidence("iss", quote(iss), "https://login.microsoftonline.com/{tid}/v2.0"),),
            remedies=(Remedy(Who.DEVELOPER, _("Check where the token comes from before you trust anything in it.")),),
            reference=_REFERENCE,
            rank=14,
        )


def other_cloud(case: Case) -> Iterator[Finding]:
    """A token of one cloud is worth nothing in another."""
    for subject in judged(case):
        have = subject.issuer.cloud
        want = _wanted_cloud(case) or _audience_cloud(subject)
        if have in (None, want, Cloud.PRACTICE) or want is None or subject.issuer.family is Family.OTHER:
            continue
        yield Finding(
            id="cloud-mismatch",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("Token of another cloud"),
            why=_(
                "National clouds have their own authorities, registrations and APIs; tokens do not cross between them."
            ),
            sentence=_("The token comes from the {have} cloud, but the API belongs to the {want} cloud.").format(
                have=_name(have), want=_name(want)
            ),
            stage=Stage.AUTHORIZE,
            evidence=(Evidence("iss", quote(subject.text("iss")), f"https://{authority_of(want)}/…"),),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Sign in at the authority of the API's cloud, with an app registered there."),
                    f"https://{authority_of(want)}/{subject.tenant if is_tenant_id(subject.tenant) else 'TENANT_ID'}",
                ),
            ),
            reference=_CLOUDS,
            rank=12,
        )


def practice(case: Case) -> Iterator[Finding]:
    """A token of this program's own practice tenant is worth nothing anywhere else."""
    for subject in case.subjects:
        if subject.issuer.cloud is Cloud.PRACTICE and subject.is_token:
            yield Finding(
                id="practice-token",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Practice token"),
                why=_("This program's practice tenant issued it. Only the practice APIs accept it."),
                evidence=(Evidence("iss", quote(subject.text("iss"))),),
                rank=70,
            )


def _wanted_cloud(case: Case) -> Cloud | None:
    call = wanted_call(case)
    if call and call.cloud:
        return call.cloud
    clouds = [
        resource.cloud for wanted in wanted_audiences(case) if (resource := resource_for(wanted)) and resource.cloud
    ]
    return Cloud(clouds[0]) if clouds else None


def _audience_cloud(subject: Subject) -> Cloud | None:
    """US Government's own hosts tell the cloud; others may be served by several."""
    host = subject.audiences[0].partition("://")[2].partition("/")[0] if len(subject.audiences) == 1 else ""
    return cloud_of_host(host) if host and subject.resource else None


def _name(cloud: Cloud) -> str:
    return {
        Cloud.PRACTICE: _("practice"),
        Cloud.GLOBAL: _("global"),
        Cloud.US_GOV: _("US Government"),
        Cloud.CHINA: _("China"),
        Cloud.GERMANY: _("former German"),
    }[cloud]
