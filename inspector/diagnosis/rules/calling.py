"""The call: whether the token carries what a request to Microsoft Graph needs."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import Principal, Subject
from inspector.diagnosis.wanted import audience_fault, judged, wanted_call
from inspector.knowledge.endpoints import Call, Need, Scheme, need_of, needs
from inspector.knowledge.permissions import PermissionKind, permission
from inspector.knowledge.resources import scope_of
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/graph/permissions-reference"
_ABOUT_KINDS = "https://learn.microsoft.com/graph/auth/auth-concepts"


def me_without_user(case: Case) -> Iterator[Finding]:
    """/me is the signed-in user; an app-only token has none."""
    call = wanted_call(case)
    for subject in _callers(case, call) if call and call.is_for_signed_in_user else ():
        if not subject.is_app_only or call is None:
            continue
        by_id = f"{call.method} https://{call.host}/{call.version or 'v1.0'}/users/{{user-id}}{call.path[3:]}"
        yield Finding(
            id="me-without-user",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("/me needs a signed-in user"),
            why=_(
                "/me stands for the user behind the token. "
                "Client credentials and managed identities give tokens without a user."
            ),
            sentence=_("You call /me with an app-only token; there is no signed-in user that /me could stand for."),
            stage=Stage.CLIENT,
            evidence=(
                Evidence(_("call"), quote(f"{call.method} {call.path}")),
                Evidence(_("app-only"), ", ".join(subject.access_evidence)),
            ),
            remedies=(
                Remedy(Who.DEVELOPER, _("Name the user in the address: call /users/{id} instead of /me."), by_id),
                Remedy(
                    Who.DEVELOPER, _("Or sign the user in (authorization code with PKCE) and use that delegated token.")
                ),
            ),
            reference=_ABOUT_KINDS,
            rank=16,
        )


def permission_missing(case: Case) -> Iterator[Finding]:
    """The token holds none of the permissions with which this request is allowed."""
    call = wanted_call(case)
    for subject in _callers(case, call) if call else ():
        scheme = _scheme(subject)
        if call is None or scheme is None or not needs(call):
            continue
        need = need_of(call, scheme)
        if need is None:
            if not (subject.is_app_only and call.is_for_signed_in_user):
                yield _unsupported(call, subject, scheme)
        elif not need.met_by(_granted(subject)) and need.suggestion:
            yield _missing(call, subject, need)


def call_not_checked(case: Case) -> Iterator[Finding]:
    """A batch, or a path that no table knows: the permissions were not compared."""
    call = wanted_call(case)
    if call is None or not call.is_graph or (needs(call) and not call.is_batch):
        return
    yield Finding(
        id="call-permissions-unknown",
        severity=Severity.NOTE,
        title=_("Permissions of the call not checked"),
        why=(
            _("A batch needs the permissions of every request inside it.")
            if call.is_batch
            else _("No documented permission is known offline for {method} {path}.").format(
                method=call.method, path=quote(call.path)
            )
        ),
        evidence=(Evidence(_("call"), quote(f"{call.method} {call.path}")),),
        remedies=(
            Remedy(Who.DEVELOPER, _("Check each request of the batch by itself."))
            if call.is_batch
            else Remedy(Who.DEVELOPER, _("Look the method up in the Graph reference: its page names the permissions.")),
        ),
        reference=_REFERENCE,
        rank=56,
    )


def _callers(case: Case, call: Call | None) -> Iterator[Subject]:
    """Yield the tokens that are for Graph at all; the others are refused before permissions are looked at."""
    if call is None or not call.is_graph:
        return iter(())
    return (subject for subject in judged(case) if audience_fault(case, subject) is None)


def _scheme(subject: Subject) -> Scheme | None:
    if subject.is_app_only:
        return Scheme.APPLICATION
    if not subject.is_delegated:
        return None
    return Scheme.PERSONAL if subject.principal is Principal.PERSONAL else Scheme.WORK


def _granted(subject: Subject) -> tuple[str, ...]:
    return subject.roles if subject.is_app_only else subject.scopes


def _missing(call: Call, subject: Subject, need: Need) -> Finding:
    names = need.suggestion
    where = "roles" if subject.is_app_only else "scp"
    template = (
        _("{method} {path} needs the application permission {names}, which this token lacks.")
        if subject.is_app_only
        else _("{method} {path} needs the delegated permission {names}, which this token lacks.")
    )
    return Finding(
        id="permission-missing",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Permission missing for this call"),
        why=_("Microsoft Graph allows this request with {all}; the first is the least privileged.").format(
            all=join((*(need.least or ()), *need.others), 4)
        ),
        sentence=template.format(method=call.method, path=quote(need.template), names=_(" and ").join(names)),
        stage=Stage.RESOURCE,
        evidence=(Evidence(where, join(_granted(subject), 10) or None, _(" and ").join(names)),),
        remedies=tuple(_remedies(call, subject, names)),
        reference=_REFERENCE,
        rank=31,
    )


def _remedies(call: Call, subject: Subject, names: tuple[str, ...]) -> Iterator[Remedy]:
    together = _(" and ").join(names)
    base = call.resource.uri if call.resource and call.resource.uri else "https://graph.microsoft.com"
    if subject.is_app_only:
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Add {names} as application permission under App registrations > API permissions, and grant admin "
                "consent."
            ).format(names=together),
            " ".join(names),
        )
        yield Remedy(Who.DEVELOPER, _("Then get a new token with the scope .default."), scope_of(base))
        return
    yield Remedy(
        Who.DEVELOPER,
        _("Request the scope {names} and sign in again, so that a new token is issued.").format(names=together),
        " ".join(scope_of(base, name) for name in names),
    )
    if any(known.admin_consent for name in names if (known := permission(name, PermissionKind.DELEGATED))):
        yield Remedy(
            Who.TENANT_ADMIN, _("Grant admin consent: App registrations > API permissions > Grant admin consent.")
        )


def _unsupported(call: Call, subject: Subject, scheme: Scheme) -> Finding:
    who = {
        Scheme.APPLICATION: _("applications without a user"),
        Scheme.PERSONAL: _("personal Microsoft accounts"),
        Scheme.WORK: _("signed-in users"),
    }[scheme]
    return Finding(
        id="call-not-supported",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Not open to this kind of token"),
        why=_("The documentation lists no permission that would allow this request for {who}.").format(who=who),
        sentence=_("{method} {path} is not open to {who}.").format(method=call.method, path=quote(call.path), who=who),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(_("call"), quote(f"{call.method} {call.path}")),
            Evidence(_("token"), ", ".join(subject.access_evidence) or None),
        ),
        remedies=(
            Remedy(Who.DEVELOPER, _("Sign a user in with a work or school account and use that delegated token."))
            if scheme is not Scheme.WORK
            else Remedy(Who.DEVELOPER, _("Call with an app-only token (client credentials), after admin consent.")),
        ),
        reference=_REFERENCE,
        rank=30,
    )
