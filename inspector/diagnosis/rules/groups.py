"""Groups: a user in too many of them gets none in the token (entra_facts 72 to 76)."""

from collections.abc import Iterator, Mapping

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Subject
from inspector.knowledge.clouds import Cloud
from inspector.knowledge.identifiers import is_guid
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim"
_GRAPH = {Cloud.US_GOV: "graph.microsoft.us", Cloud.CHINA: "microsoftgraph.chinacloudapi.cn"}


def overage(case: Case) -> Iterator[Finding]:
    """Above 200 groups (five in the implicit flow) all are left out, and a pointer stands in their place."""
    for subject in case.subjects:
        if subject.is_token and is_overage(subject):
            yield Finding(
                id="groups-overage",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("Too many groups: none are in the token"),
                why=_(
                    "Above 200 groups (five in the implicit flow) Entra ID leaves all of them out. "
                    "Code that looks for groups finds the user in none."
                ),
                sentence=_(
                    "The user is in too many groups, so the token carries none of them; authorizing by groups fails."
                ),
                stage=Stage.TOKEN,
                evidence=tuple(_evidence(subject)),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Ask Microsoft Graph for the groups; the address in the token is of a retired API."),
                        _call(subject),
                    ),
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Or let Token configuration emit only groups assigned to the application, or use app roles "
                            "instead of groups."
                        ),
                        '"groupMembershipClaims": "ApplicationGroup"',
                    ),
                ),
                reference=_REFERENCE,
                rank=42,
            )


def is_overage(subject: Subject) -> bool:
    """Whether groups were left out because there are too many (entra_facts 72 to 76)."""
    if subject.claim("groups") is not None:
        return False
    names = subject.claim("_claim_names")
    pointed = isinstance(names, Mapping) and "groups" in names
    return pointed or subject.claim("groups:src1") is not None or subject.claim("hasgroups") in (True, "true")


def _evidence(subject: Subject) -> Iterator[Evidence]:
    for name in ("_claim_names", "groups:src1", "hasgroups"):
        if subject.claim(name) is not None:
            yield Evidence(name, quote(subject.claim(name)), "groups")


def _call(subject: Subject) -> str:
    host = _GRAPH.get(subject.issuer.cloud or Cloud.GLOBAL, "graph.microsoft.com")
    oid = subject.text("oid")
    who = "servicePrincipals" if subject.is_app_only else "users"
    return f"POST https://{host}/v1.0/{who}/{oid if is_guid(oid) else 'OBJECT_ID'}/getMemberObjects"
