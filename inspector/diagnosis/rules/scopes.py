"""Scopes: whether a delegated token carries the permissions that are expected (RFC 6749 section 3.3)."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, snippet
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.wanted import audience_fault, clients, judged, wanted_scopes
from inspector.knowledge.permissions import PermissionKind, implied_by_any, permission
from inspector.knowledge.resources import GRAPH, scope_of
from inspector.tokens.artifact import Kind
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/scopes-oidc"
_GRAPH = "https://learn.microsoft.com/graph/permissions-reference"


def scope_missing(case: Case) -> Iterator[Finding]:
    """Scopes are compared without letter case, and a wider one includes a narrower one."""
    wanted = wanted_scopes(case)
    for subject in judged(case) if wanted else ():
        if (subject.is_app_only and not subject.scopes) or subject.kind is Kind.ID_TOKEN:
            continue  # other issuers give an application its own scopes
        missing = tuple(name for name in wanted if not implied_by_any(subject.scopes, name))
        if missing:
            yield _missing(case, subject, missing)


def scopes_of_application(case: Case) -> Iterator[Finding]:
    """Scopes are what a user lets a client do; an application by itself has roles."""
    wanted = wanted_scopes(case)
    for subject in judged(case) if wanted else ():
        if not subject.is_app_only or subject.scopes:
            continue
        fault = audience_fault(case, subject)
        held = tuple(name for name in wanted if implied_by_any(subject.roles, name))
        yield Finding(
            id="app-only-for-scope",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("App-only token where a user is expected"),
            why=_(
                "Client credentials give a token without a user: permissions stand in roles, and scp is absent. "
                "An API that checks scopes refuses it."
            ),
            sentence=_("This token is app-only and carries no scopes; the delegated scope {names} is expected.").format(
                names=join(wanted, 3)
            ),
            consequence_of=fault,
            stage=Stage.CLIENT,
            evidence=(
                Evidence("scp", None, " ".join(wanted)),
                Evidence("roles", join(subject.roles) or None),
                Evidence(_("app-only"), ", ".join(subject.access_evidence)),
            ),
            remedies=tuple(_for_application(case, subject, wanted, held)),
            reference="https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview",
            rank=30,
        )


def scope_by_another_name(case: Case) -> Iterator[Finding]:
    """A wider scope includes the expected one by custom; an API of one's own may still ask for the exact name."""
    wanted = wanted_scopes(case)
    for subject in judged(case) if wanted else ():
        if subject.resource is not None or subject.is_app_only:
            continue
        for name in wanted:
            granted = implied_by_any(subject.scopes, name)
            if granted and granted.lower() != name.lower():
                yield Finding(
                    id="scope-implied",
                    severity=Severity.NOTE,
                    artifact=subject.artifact.id,
                    title=_("{name} is included in {granted}").format(name=name, granted=granted),
                    why=_(
                        "By custom the wider scope includes it. An API that compares names literally still refuses the "
                        "token."
                    ),
                    evidence=(Evidence("scp", granted, name),),
                    remedies=(Remedy(Who.API_OWNER, _("Let the API accept both names, or request the exact one.")),),
                    reference=_REFERENCE,
                    rank=57,
                )


def _missing(case: Case, subject: Subject, missing: tuple[str, ...]) -> Finding:
    names = join(missing, 3)
    return Finding(
        id="scope-missing",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Scope missing"),
        why=_why(subject),
        sentence=(
            _("This token lacks the scope {names}; it carries {held}.").format(
                names=names, held=join(subject.scopes, 4)
            )
            if subject.scopes
            else _("This token lacks the scope {names}; it carries no scopes at all.").format(names=names)
        ),
        consequence_of=audience_fault(case, subject),
        stage=Stage.TOKEN,
        evidence=(Evidence("scp", " ".join(subject.scopes[:20]) or None, " ".join(missing)),),
        remedies=tuple(_remedies(subject, missing)),
        reference=_GRAPH if _is_graph(subject) else _REFERENCE,
        rank=31,
    )


def _why(subject: Subject) -> str:
    if _is_graph(subject):
        return _(
            "A token carries only scopes that were consented to; a cached token keeps the scopes it was issued with."
        )
    if subject.is_app_only:
        return _("The token carries only the scopes that the client was granted at this API.")
    return _("A delegated token carries only the scopes that the client asked for and somebody consented to.")


def _remedies(subject: Subject, missing: tuple[str, ...]) -> Iterator[Remedy]:
    if subject.is_app_only:
        yield Remedy(
            Who.API_OWNER,
            _("Grant the client the scope {names} at the issuer, and let it ask for a new token.").format(
                names=join(missing, 3)
            ),
        )
        return
    scope = " ".join(filter(None, (_full_scope(subject, name) for name in missing))) or None
    yield Remedy(
        Who.DEVELOPER,
        _("Request the scope {names} and sign in again, so that a new token is issued.").format(names=join(missing, 3)),
        scope,
    )
    if _needs_admin(subject, missing):
        yield Remedy(
            Who.TENANT_ADMIN, _("Grant admin consent: App registrations > API permissions > Grant admin consent.")
        )
    elif not _is_graph(subject):
        yield Remedy(
            Who.API_OWNER,
            _("If the scope does not exist yet: add it under App registrations > your API > Expose an API."),
        )


def _for_application(case: Case, subject: Subject, wanted: tuple[str, ...], held: tuple[str, ...]) -> Iterator[Remedy]:
    if held or clients(case) & {Client.DAEMON}:
        yield Remedy(
            Who.API_OWNER,
            _("If applications may call without a user: let the API check roles as well as scp."),
            "roles",
        )
    yield Remedy(
        Who.DEVELOPER,
        _("If a user is present: sign the user in (authorization code with PKCE) and request this scope."),
        _full_scope(subject, wanted[0]),
    )
    if not held:
        yield Remedy(
            Who.API_OWNER,
            _("If no user is present: define an app role, assign it to the client, and check roles instead of scp."),
        )


def _full_scope(subject: Subject, name: str) -> str | None:
    if subject.resource and subject.resource.uri:
        return snippet(scope_of(subject.resource.uri, name))
    audience = subject.audiences[0] if len(subject.audiences) == 1 else ""
    if "://" in audience:
        return snippet(scope_of(audience.rstrip("/"), name))
    return snippet(f"api://{audience}/{name}") if audience else None


def _is_graph(subject: Subject) -> bool:
    return subject.resource is not None and subject.resource.app_id == GRAPH


def _needs_admin(subject: Subject, missing: tuple[str, ...]) -> bool:
    if not _is_graph(subject):
        return False
    return any(known.admin_consent for name in missing if (known := permission(name, PermissionKind.DELEGATED)))
