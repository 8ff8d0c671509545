"""The client: whether the token fits the kind of client, and whether the client holds more power than it needs."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import ClientAuthentication, Principal, Subject
from inspector.diagnosis.wanted import clients, judged
from inspector.knowledge.permissions import PermissionKind, permission
from inspector.knowledge.resources import GRAPH
from inspector.words import _

_FLOWS = "https://learn.microsoft.com/entra/identity-platform/authentication-flows-app-scenarios"
_CERTIFICATES = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"
_LEAST = "https://learn.microsoft.com/graph/permissions-overview"
# With one of these an application can make itself or anybody administrator of the tenant.
_TAKES_OVER = frozenset({
    "RoleManagement.ReadWrite.Directory",
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
    "PrivilegedAccess.ReadWrite.AzureAD",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
    "UserAuthenticationMethod.ReadWrite.All",
})  # fmt: skip


def app_only_on_user_client(case: Case) -> Iterator[Finding]:
    """A browser or device can't keep a secret, so it must never hold an app-only token."""
    kinds = clients(case) & {Client.SPA, Client.NATIVE}
    for subject in judged(case) if kinds and not clients(case) & {Client.DAEMON} else ():
        if subject.is_app_only:
            yield Finding(
                id="app-only-on-user-client",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("App-only token in a client for users"),
                why=_(
                    "An app-only token has the application's whole power, whoever uses the client; its secret would be "
                    "in everyone's hands."
                ),
                sentence=_(
                    "This app-only token does not belong in a browser or on a device; sign the user in instead."
                ),
                stage=Stage.CLIENT,
                evidence=(
                    Evidence(_("app-only"), ", ".join(subject.access_evidence)),
                    Evidence(_("client"), ", ".join(sorted(kinds))),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Sign the user in with the authorization code flow and PKCE, and request delegated scopes."),
                    ),
                    Remedy(
                        Who.DEVELOPER, _("If application permissions are needed: make that call from your own backend.")
                    ),
                ),
                reference=_FLOWS,
                rank=40,
            )


def secret_on_user_client(case: Case) -> Iterator[Finding]:
    """A secret shipped in a SPA or device app is public."""
    kinds = clients(case) & {Client.SPA, Client.NATIVE}
    for subject in judged(case) if kinds else ():
        if subject.is_delegated and subject.client_authentication is ClientAuthentication.SECRET:
            yield Finding(
                id="secret-on-public-client",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("Client secret in a public client"),
                why=_(
                    "The token was asked for with a client secret. "
                    "What runs in a browser or on a device cannot keep one."
                ),
                stage=Stage.REGISTRATION,
                evidence=(_authentication(subject), Evidence(_("client"), ", ".join(sorted(kinds)))),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Remove the secret and use PKCE, with the redirect URI on the single-page or the mobile "
                            "and desktop platform."
                        ),
                    ),
                ),
                reference=_FLOWS,
                rank=41,
            )


def user_on_daemon(case: Case) -> Iterator[Finding]:
    """A job without a user should work by itself; a user's token ends with the user's session."""
    kinds = clients(case)
    for subject in judged(case) if kinds == {Client.DAEMON} else ():
        if subject.is_delegated:
            yield Finding(
                id="delegated-on-daemon",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("User's token in a daemon"),
                why=_(
                    "The token acts for a user. It stops when the user's password, session or account changes, and "
                    "needs an interactive sign-in."
                ),
                sentence=_(
                    "This token acts for a user, but a daemon runs without one: client credentials are meant here."
                ),
                stage=Stage.CLIENT,
                evidence=(Evidence(_("delegated"), ", ".join(subject.access_evidence)),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Use client credentials with the scope .default, or a managed identity; permissions then "
                            "come as application permissions."
                        ),
                        subject.resource.default_scope if subject.resource else None,
                    ),
                ),
                reference=_FLOWS,
                rank=41,
            )


def secret_instead_of_certificate(case: Case) -> Iterator[Finding]:
    """A secret can be read and copied; a certificate or federated credential can't."""
    for subject in judged(case):
        if subject.client_authentication is ClientAuthentication.SECRET and subject.is_app_only:
            yield Finding(
                id="client-secret-used",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Client secret instead of a certificate"),
                why=_("The client proved itself with a secret, which can be copied unnoticed and expires."),
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
            yield _broad(subject, broad, tuple(role for role in broad if role in _TAKES_OVER))


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
    writes = role in _TAKES_OVER or (
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
    return Evidence(
        name, quote(subject.claim(name)), "0" if subject.principal is not Principal.SERVICE_PRINCIPAL else "2"
    )
