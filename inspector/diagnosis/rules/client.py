"""The client: how it proved itself, and whether it holds more power than it needs."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import ClientAuthentication, Subject
from inspector.diagnosis.wanted import clients, judged
from inspector.knowledge.permission_names import TAKES_OVER
from inspector.knowledge.permissions import PermissionKind, permission
from inspector.knowledge.resources import GRAPH
from inspector.words import _

_CERTIFICATES = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"
_LEAST = "https://learn.microsoft.com/graph/permissions-overview"


def secret_instead_of_certificate(case: Case) -> Iterator[Finding]:
    """A secret can be read and copied; a certificate or federated credential can't."""
    for subject in judged(case):
        shipped = clients(case) & {Client.SPA, Client.NATIVE, Client.CLI}  # where no proof can be kept at all
        if subject.client_authentication is ClientAuthentication.SECRET and not (shipped and subject.is_delegated):
            yield Finding(
                id="client-secret-used",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Client secret instead of a certificate"),
                why=_(
                    "The client proved itself with a secret: whoever reads it once in a setting, log or repository is "
                    "the client until it expires, unnoticed."
                ),
                stage=Stage.REGISTRATION,
                evidence=(_authentication(subject),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER, _("Prefer a managed identity or federated credential; otherwise a certificate.")
                    ),
                ),
                reference=_CERTIFICATES,
                rank=64,
            )


def broad_permissions(case: Case) -> Iterator[Finding]:
    """Application permissions for everything in the tenant, which the client rarely needs."""
    for subject in judged(case):
        if not subject.is_app_only or not subject.resource or subject.resource.app_id != GRAPH:
            continue
        broad = tuple(role for role in subject.roles if _is_broad(role))
        if broad:
            yield _broad(subject, broad, tuple(role for role in broad if role in TAKES_OVER))


def token_for_itself(case: Case) -> Iterator[Finding]:
    """The client asked for a token whose audience is the client."""
    for subject in judged(case):
        if not subject.client_id or subject.client_id not in subject.audiences or not subject.is_delegated:
            continue
        if clients(case) & {Client.SPA, Client.NATIVE, Client.WEB} or case.expectation.audiences:
            continue
        yield Finding(
            id="client-is-audience",
            severity=Severity.NOTE,
            artifact=subject.artifact.id,
            title=_("Client and API share one registration"),
            why=_(
                "The audience is the client itself. That is right for a client with its own API, and wrong for any "
                "other API."
            ),
            stage=Stage.REGISTRATION,
            evidence=(Evidence("aud", join(subject.audiences)), Evidence(_("client"), quote(subject.client_id))),
            remedies=(Remedy(Who.DEVELOPER, _("If another API is called: request that API's scope.")),),
            reference="https://learn.microsoft.com/entra/identity-platform/scopes-oidc",
            rank=62,
        )


def _is_broad(role: str) -> bool:
    """Write access to everything of a kind, by a permission that Graph knows as an application's."""
    writes = role in TAKES_OVER or (
        role.endswith(".All") and any(verb in role for verb in ("ReadWrite", "FullControl", "Manage"))
    )
    return writes and permission(role, PermissionKind.APPLICATION) is not None


def _broad(subject: Subject, broad: tuple[str, ...], takes_over: tuple[str, ...]) -> Finding:
    return Finding(
        id="broad-application-permissions",
        severity=Severity.WARNING if takes_over else Severity.NOTE,
        artifact=subject.artifact.id,
        title=_("Permissions over the whole tenant") if takes_over else _("Broad application permissions"),
        why=(
            _("With {names} the application can give itself every right in the tenant.").format(
                names=join(takes_over, 3)
            )
            if takes_over
            else _("{names} let the application change everything of its kind in the tenant.").format(
                names=join(broad, 3)
            )
        ),
        sentence=_("It can take over the tenant with {names}; treat it like an administrator's password.").format(
            names=join(takes_over, 2)
        )
        if takes_over
        else None,
        stage=Stage.REGISTRATION,
        evidence=(Evidence("roles", join(broad, 8)),),
        remedies=(
            Remedy(
                Who.TENANT_ADMIN,
                _("Grant the narrowest permission that the calls need, such as .Read.All, .OwnedBy or .Selected."),
            ),
        ),
        reference=_LEAST,
        rank=44 if takes_over else 63,
    )


def _authentication(subject: Subject) -> Evidence:
    name = "azpacr" if subject.claim("azpacr") is not None else "appidacr"
    return Evidence(name, quote(subject.claim(name)), "2")
