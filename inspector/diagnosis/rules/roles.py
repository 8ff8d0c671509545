"""Roles: app roles of users and application permissions, whether those expected are there."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.wanted import audience_fault, clients, judged, wanted_roles
from inspector.knowledge.permissions import PermissionKind, implied_by_any, permissions_named
from inspector.knowledge.resources import GRAPH, SHAREPOINT
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps"


def role_missing(case: Case) -> Iterator[Finding]:
    """A role that is expected is not among the token's `roles`."""
    wanted = wanted_roles(case)
    for subject in judged(case) if wanted else ():
        missing = tuple(name for name in wanted if not _held(subject, name))
        if not missing:
            continue
        respelled = tuple(name for name in missing if name.lower() in {role.lower() for role in subject.roles})
        yield _respelled(case, subject, respelled) if respelled == missing else _missing(case, subject, missing)


def roles_empty(case: Case) -> Iterator[Finding]:
    """An empty `roles` is never issued by Entra ID; it shows what the API's framework made of a missing claim."""
    for subject in judged(case):
        if subject.claim("roles") == [] and not wanted_roles(case):
            yield Finding(
                id="roles-empty",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("No app roles"),
                why=_(
                    "roles holds app roles of this application. "
                    "Directory roles such as Global Administrator never appear in it."
                ),
                sentence=_("The roles claim is empty: no app role of this application is assigned."),
                stage=Stage.REGISTRATION,
                evidence=(Evidence("roles", "[]"),),
                remedies=tuple(_assignments()),
                reference=_REFERENCE,
                rank=34,
            )


def application_without_roles(case: Case) -> Iterator[Finding]:
    """An application that was granted nothing still gets a token (entra_facts 40).

    Azure's own APIs don't look at this claim: they ask for roles in Azure.
    """
    for subject in judged(case):
        asks = subject.resource is None or subject.resource.app_id in _ASKING_FOR_ROLES
        bare = subject.is_app_only and subject.is_entra and not subject.roles and not subject.scopes
        if bare and asks and subject.claim("roles") != [] and not wanted_roles(case):
            yield Finding(
                id="application-without-roles",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("The application was granted nothing"),
                why=_(
                    "Entra ID also issues app-only tokens to applications without any permission; "
                    "an API that asks for a role answers 403 to them."
                ),
                sentence=_(
                    "This app-only token carries no roles: no application permission was granted to the client."
                ),
                stage=Stage.REGISTRATION,
                evidence=(Evidence("roles", None, _("a role that the API checks")),),
                remedies=tuple(_grants(subject)),
                reference=_REFERENCE,
                rank=34,
            )


_ASKING_FOR_ROLES = frozenset({GRAPH, SHAREPOINT, "00000002-0000-0ff1-ce00-000000000000"})


def _grants(subject: Subject) -> Iterator[Remedy]:
    if subject.resource is None:
        yield Remedy(
            Who.API_OWNER,
            _("Define an app role for applications: App registrations > your API > App roles > Create app role."),
        )
    yield Remedy(
        Who.TENANT_ADMIN,
        _("Grant the client the application permission with admin consent: API permissions > Application permissions."),
    )
    yield Remedy(Who.DEVELOPER, _("Then get a new token: the old one, cached for up to a day, keeps what it has."))


def roles_of_user(case: Case) -> Iterator[Finding]:
    """In a user's token, roles are the user's own app roles; application permissions stand in app-only tokens."""
    for subject in judged(case):
        if subject.is_delegated and subject.roles and not wanted_roles(case):
            shown = bool(clients(case) & {Client.SPA, Client.NATIVE})
            yield Finding(
                id="roles-of-user",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Roles of the user, not of the application"),
                why=(
                    _(
                        "These app roles are assigned to the user or a group of theirs. The client may show or hide "
                        "by them, but only the API protects: whoever has the client can change it."
                    )
                    if shown
                    else _(
                        "These app roles are assigned to the user or a group of theirs. They are no application "
                        "permissions: what the client may do for the user stands in scp."
                    )
                ),
                evidence=(
                    Evidence("roles", join(subject.roles, 8)),
                    Evidence(_("delegated"), ", ".join(subject.access_evidence)),
                ),
                remedies=(Remedy(Who.API_OWNER, _("Check both: the scope of the client and the role of the user.")),),
                reference=_REFERENCE,
                rank=66,
            )


def _held(subject: Subject, name: str) -> bool:
    """Role names are compared literally; only Graph's follow a pattern in which one includes another."""
    if name in subject.roles:
        return True
    return _is_graph(subject) and implied_by_any(subject.roles, name) is not None


def _missing(case: Case, subject: Subject, missing: tuple[str, ...]) -> Finding:
    in_scopes = tuple(name for name in missing if implied_by_any(subject.scopes, name))
    return Finding(
        id="role-missing",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Role missing"),
        why=_why(subject, in_scopes),
        sentence=_sentence(subject, missing, in_scopes),
        consequence_of=audience_fault(case, subject),
        stage=Stage.REGISTRATION,
        evidence=(Evidence("roles", join(subject.roles) or None, " ".join(missing)),),
        remedies=tuple(_remedies(subject, missing, in_scopes)),
        reference=_REFERENCE,
        rank=32,
    )


def _sentence(subject: Subject, missing: tuple[str, ...], in_scopes: tuple[str, ...]) -> str:
    names = join(missing, 3)
    if in_scopes:
        return _("{names} is there as a delegated scope; an application role is expected.").format(names=names)
    if subject.roles:
        return _("This token lacks the role {names}; it carries {held}.").format(
            names=names, held=join(subject.roles, 4)
        )
    return _("This token lacks the role {names}; it carries no roles.").format(names=names)


def _why(subject: Subject, in_scopes: tuple[str, ...]) -> str:
    if in_scopes:
        return _(
            "The token acts for a user, so its permissions stand in scp. "
            "Application permissions stand in roles of app-only tokens."
        )
    if subject.is_app_only:
        return _("An app-only token carries the application permissions that an administrator granted to the client.")
    return _(
        "A user's token carries the app roles assigned to the user, or to a group of the user's, in the enterprise "
        "application."
    )


def _remedies(subject: Subject, missing: tuple[str, ...], in_scopes: tuple[str, ...]) -> Iterator[Remedy]:
    if in_scopes:
        yield Remedy(
            Who.DEVELOPER,
            _(
                "If no user is meant: get the token with client credentials and the scope .default, after admin "
                "consent to the application permission."
            ),
        )
        yield Remedy(
            Who.API_OWNER, _("If a user is meant: let the API check scp for this permission instead of roles.")
        )
        return
    if not subject.is_app_only:
        yield from _assignments()
        return
    if _is_graph(subject) and any(
        known.kind is PermissionKind.APPLICATION for name in missing for known in permissions_named(name)
    ):
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Add {names} as application permission under App registrations > API permissions, and grant admin "
                "consent."
            ).format(names=join(missing, 3)),
        )
    else:
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Grant the app role to the client: App registrations > API permissions > Application permissions, then "
                "admin consent."
            ),
        )
    if subject.principal and subject.principal.value == "managed-identity":
        yield Remedy(
            Who.OPERATOR, _("A managed identity's token is cached for about a day: new roles appear hours later.")
        )
    else:
        yield Remedy(Who.DEVELOPER, _("Then get a new token; a cached one keeps its old roles."))


def _assignments() -> Iterator[Remedy]:
    yield Remedy(
        Who.TENANT_ADMIN,
        _(
            "Define app roles on the app registration, and assign the user or group to them in Enterprise applications "
            "> Users and groups."
        ),
    )
    yield Remedy(Who.USER, _("Sign in again afterwards: a token keeps the roles it was issued with."))


def _respelled(case: Case, subject: Subject, names: tuple[str, ...]) -> Finding:
    return Finding(
        id="role-letter-case",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Letter case of a role"),
        why=_("Most frameworks compare role values with attention to upper and lower case."),
        sentence=_("The token carries the role in another letter case than the expected {names}.").format(
            names=join(names, 3)
        ),
        consequence_of=audience_fault(case, subject),
        stage=Stage.RESOURCE,
        evidence=(Evidence("roles", join(subject.roles), join(names)),),
        remedies=(Remedy(Who.API_OWNER, _("Write the role in the API exactly as the app role's value.")),),
        reference=_REFERENCE,
        rank=33,
    )


def _is_graph(subject: Subject) -> bool:
    return subject.resource is not None and subject.resource.app_id == GRAPH
