"""Whether a token came in the way that its kind of client gets tokens, and what is exposed where it did not."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from inspector import moments
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


class _Way(StrEnum):
    """How a token was got, as far as its claims tell."""

    CLIENT_CREDENTIALS = "client_credentials"
    MANAGED_IDENTITY = "managed_identity"
    USER_AND_PUBLIC_CLIENT = "public"
    USER_AND_PROVEN_CLIENT = "proven"  # by a secret or a certificate
    USER = "user"  # by which kind of client, the claims don't say


class _Misfit(NamedTuple):
    """What is found where a way does not fit a client: its weight if the client was named, or only hinted at."""

    id: str
    named: Severity
    hinted: Severity | None = Severity.WARNING


_APPLICATION = (_Way.CLIENT_CREDENTIALS, _Way.MANAGED_IDENTITY)
_ANY_USER = (_Way.USER, _Way.USER_AND_PUBLIC_CLIENT, _Way.USER_AND_PROVEN_CLIENT)
_PUBLIC = (Client.SPA, Client.NATIVE, Client.CLI)
# Every pair of a client and a way that does not fit; whatever is not here fits.
_MISFITS: dict[tuple[Client, _Way], _Misfit] = {
    **{
        (client, way): _Misfit("app-only-on-user-client", Severity.BLOCKER)
        for client in (Client.SPA, Client.NATIVE, Client.WEB)
        for way in _APPLICATION
    },
    (Client.CLI, _Way.CLIENT_CREDENTIALS): _Misfit("app-only-on-user-client", Severity.WARNING, None),
    **{(Client.API, way): _Misfit("app-only-on-user-client", Severity.NOTE, None) for way in _APPLICATION},
    **{(Client.DAEMON, way): _Misfit("delegated-on-daemon", Severity.BLOCKER) for way in _ANY_USER},
    **{
        (client, _Way.USER_AND_PROVEN_CLIENT): _Misfit("secret-on-public-client", Severity.WARNING)
        for client in _PUBLIC
    },
    (Client.WEB, _Way.USER_AND_PUBLIC_CLIENT): _Misfit("public-client-on-server", Severity.WARNING, None),
    (Client.API, _Way.USER_AND_PUBLIC_CLIENT): _Misfit("public-client-on-server", Severity.NOTE, None),
}
# Flows with a user whose name tells a client where no other word does.
_FLOW_CLIENTS = {"flow:on_behalf_of": Client.API, "flow:device_code": Client.CLI, "flow:ropc": Client.CLI}


def unfit_for_client(case: Case) -> Iterator[Finding]:
    """The token came in a way that does not fit the kind of client that the person named or spoke of."""
    kinds = _kinds(case)
    for subject in judged(case) if kinds else ():
        way = _way(subject)
        found = [_misfit(case, client, way) for client in kinds] if way else []
        if way and found and all(found):  # where the words name several clients, one that fits is enough
            client, misfit = next(zip(kinds, found, strict=True))
            if misfit:
                yield _finding(case, subject, client, way, *misfit)


def _misfit(case: Case, client: Client, way: _Way) -> tuple[str, Severity] | None:
    misfit = _MISFITS.get((client, way))
    severity = _weigh(case, client, way, misfit) if misfit else None
    return (misfit.id, severity) if misfit and severity else None


def _kinds(case: Case) -> tuple[Client, ...]:
    told = clients(case)
    if not told:
        told = frozenset(client for flow, client in _FLOW_CLIENTS.items() if flow in case.signals)
    return tuple(sorted(told))


def _way(subject: Subject) -> _Way | None:
    if subject.is_app_only:
        managed = subject.principal is Principal.MANAGED_IDENTITY
        return _Way.MANAGED_IDENTITY if managed else _Way.CLIENT_CREDENTIALS
    if not subject.is_delegated:
        return None
    proof = subject.client_authentication
    if proof is None:
        return _Way.USER
    return _Way.USER_AND_PUBLIC_CLIENT if proof is ClientAuthentication.PUBLIC else _Way.USER_AND_PROVEN_CLIENT


def _weigh(case: Case, client: Client, way: _Way, misfit: _Misfit) -> Severity | None:
    """What is meant beats the table: servers do act for themselves, and on-behalf-of never gives an app-only token."""
    named = case.expectation.client == client
    by_itself = case.signals & {"flow:client_credentials", "flow:managed_identity"} or case.expectation.roles
    on_behalf = "flow:on_behalf_of" in case.signals
    if client == Client.WEB and way in _APPLICATION and (by_itself or way is _Way.MANAGED_IDENTITY):
        return Severity.WARNING if named else None
    if client is Client.API and on_behalf:
        return Severity.BLOCKER if named and way in _APPLICATION else Severity.WARNING
    if client is Client.CLI and way in _APPLICATION and "flow:device_code" in case.signals:
        return Severity.BLOCKER if named else Severity.WARNING
    return misfit.named if named else misfit.hinted


def _finding(case: Case, subject: Subject, client: Client, way: _Way, found: str, severity: Severity) -> Finding:
    words = _WORDS[found](subject, client, way)
    return Finding(
        id=found,
        severity=severity,
        artifact=subject.artifact.id,
        title=words.title,
        why=words.exposure,
        sentence=words.sentence,
        stage=Stage.REGISTRATION if found == "secret-on-public-client" else Stage.CLIENT,
        evidence=tuple(_evidence(case, subject, client, way)),
        remedies=words.remedies,
        reference=_FLOWS,
        rank=41,
    )


def _evidence(case: Case, subject: Subject, client: Client, way: _Way) -> Iterator[Evidence]:
    claim = "azpacr" if subject.claim("azpacr") is not None else "appidacr"
    shown = ", ".join(subject.access_evidence)
    if way in _APPLICATION:
        yield Evidence(_("app-only"), shown)
        yield Evidence(_("roles (application permissions)"), join(subject.roles, 8) or _("none"))
    elif client is Client.DAEMON:
        yield Evidence(_("delegated"), shown)
    else:
        yield Evidence(claim, quote(subject.claim(claim)), "0" if client in _PUBLIC else "2")
    yield Evidence(_("client"), _named(client))
    expires = subject.number("exp")
    if expires is not None and expires > case.now:
        yield Evidence(_("usable for another"), moments.duration(expires - case.now))


class _Words(NamedTuple):
    title: str
    sentence: str
    exposure: str
    remedies: tuple[Remedy, ...]


def _named(client: Client) -> str:
    return {
        Client.SPA: _("single-page app"),
        Client.WEB: _("web app with a backend"),
        Client.NATIVE: _("mobile or desktop app"),
        Client.DAEMON: _("daemon, no user"),
        Client.API: _("API on behalf of its caller"),
        Client.CLI: _("command-line tool"),
    }[client]


def _app_only(subject: Subject, client: Client, way: _Way) -> _Words:
    exposed = {
        Client.SPA: _("whoever opens the page holds the application's whole power"),
        Client.NATIVE: _("whoever has the program holds the application's whole power"),
        Client.CLI: _("on people's machines, each of them holds the application's power"),
        Client.WEB: _("each visitor acts with the application's rights, not their own"),
        Client.API: _("each caller acts with your API's rights, not their own"),
    }[client]
    origin = _("a managed identity") if way is _Way.MANAGED_IDENTITY else _("client credentials")
    return _Words(
        _("App-only token in a client for users"),
        _("This token came from {origin}, but you said {client}: {exposed}.").format(
            origin=origin, client=_named(client), exposed=exposed
        ),
        _exposed_to(client).format(reach=_reach(subject)),
        tuple(_instead_of_app_only(client, way)),
    )


def _reach(subject: Subject) -> str:
    """Return what the application permissions reach."""
    if subject.roles:
        return _("{roles} for everybody's data").format(roles=join(subject.roles, 3))
    return _("whatever this application may do")


def _exposed_to(client: Client) -> str:
    """Return what could happen, and to whom, with a place for what the permissions reach."""
    if client in (Client.SPA, Client.NATIVE):
        return _(
            "Anyone can copy the token out of the client, with whatever gets new ones, and do this as the "
            "application: {reach}. Nobody signs in, and the logs name no person."
        )
    if client is Client.CLI:
        return _(
            "Each person who has the tool has its secret, and can do this as the application: {reach}. "
            "It is fine in a pipeline, where nobody else can read it."
        )
    return _(
        "Whoever gets a request through can make the server do this: {reach}. The API cannot tell which user "
        "asked, so a user may see what belongs to others, and the logs name no person."
    )


def _instead_of_app_only(client: Client, way: _Way) -> Iterator[Remedy]:
    if client is Client.API:
        yield Remedy(
            Who.DEVELOPER,
            _("Exchange the caller's token with on-behalf-of, and request the downstream API's delegated scope."),
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer",
        )
        yield Remedy(Who.DEVELOPER, _("If the API acts for itself on purpose: check first what its caller may do."))
        return
    if client is Client.CLI:
        yield Remedy(
            Who.DEVELOPER, _("Sign people in with the device code flow or the browser; keep the secret to pipelines.")
        )
        return
    yield Remedy(
        Who.DEVELOPER,
        _("Sign the user in with the authorization code flow and PKCE, and request delegated scopes."),
    )
    if client is Client.WEB:
        yield Remedy(
            Who.DEVELOPER,
            _("If the server acts for itself on purpose: check in your code what the signed-in user may do."),
        )
        return
    yield Remedy(Who.DEVELOPER, _("If application permissions are needed: make that call from your own backend."))
    if way is _Way.CLIENT_CREDENTIALS:
        yield Remedy(
            Who.TENANT_ADMIN, _("Renew the client's secret or certificate: take what was shipped to users as known.")
        )


def _delegated(subject: Subject, _client: Client, _way_got: _Way) -> _Words:
    return _Words(
        _("User's token in a daemon"),
        _("This token acts for a user, but you said daemon, which runs without one: client credentials are meant."),
        _(
            "The job acts as that person: it reaches all that the person may, logs name the person for it, and it "
            "stops when password, session or account change."
        ),
        tuple(_instead_of_user(subject)),
    )


def _instead_of_user(subject: Subject) -> Iterator[Remedy]:
    yield Remedy(
        Who.DEVELOPER,
        _(
            "Use client credentials with the scope .default, or a managed identity; permissions then come as "
            "application permissions."
        ),
        subject.resource.default_scope if subject.resource else None,
    )
    graph = subject.resource is not None and subject.resource.app_id == GRAPH
    names = tuple(name for name in subject.scopes if graph and permission(name, PermissionKind.APPLICATION))
    if names:
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Grant the application permission {names} with admin consent. It reaches everybody's data: narrow it "
                "where the API can."
            ).format(names=join(names, 3)),
        )


def _secret_shipped(subject: Subject, client: Client, _way_got: _Way) -> _Words:
    secret = subject.client_authentication is ClientAuthentication.SECRET
    proof = _("the client secret") if secret else _("the certificate")
    return _Words(
        _("Client secret in a public client") if secret else _("Certificate in a public client"),
        _("The token was asked for with {proof}, but you said {client}, which cannot keep it.").format(
            proof=proof, client=_named(client)
        ),
        _(
            "Whoever takes it out of the client can sign in as the application itself, and redeem codes and refresh "
            "tokens of its users."
        ),
        (
            Remedy(
                Who.DEVELOPER,
                _(
                    "Remove {proof} from the client and use PKCE, with the redirect URI on the single-page or the "
                    "mobile and desktop platform."
                ).format(proof=proof),
            ),
            Remedy(Who.DEVELOPER, _("If your own server asked for the token: the client is a web app; say so.")),
        ),
    )


def _without_proof(_subject: Subject, client: Client, _way_got: _Way) -> _Words:
    if client is Client.API:
        return _Words(
            _("Not from on-behalf-of"),
            _("A public client asked for this token: it is the caller's own, not one of on-behalf-of."),
            _("A token that is passed on lets each API in the chain act as the user at every other one that takes it."),
            (
                Remedy(
                    Who.DEVELOPER,
                    _("Exchange it with on-behalf-of for a token of the next API, and never pass it on."),
                    "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer",
                ),
            ),
        )
    return _Words(
        _("Asked for by a public client"),
        _("A public client asked for this token, but you said web app with a backend, which proves itself."),
        _(
            "Without a secret or certificate, whoever gets hold of a refresh token of this client can use it; if the "
            "page asked for the token, its scripts can read it."
        ),
        (
            Remedy(
                Who.DEVELOPER,
                _(
                    "Redeem the code on the server with a certificate or secret, and register the redirect URI on the "
                    "Web platform."
                ),
            ),
            Remedy(Who.DEVELOPER, _("If the page itself asks for tokens: the client is a single-page app; say so.")),
        ),
    )


_WORDS = {
    "app-only-on-user-client": _app_only,
    "delegated-on-daemon": _delegated,
    "secret-on-public-client": _secret_shipped,
    "public-client-on-server": _without_proof,
}
