"""What is said where a token does not fit its kind of client: what is exposed to whom, and what to do instead."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Remedy, Who
from inspector.diagnosis.obtained import Got, Way
from inspector.diagnosis.quoting import join
from inspector.diagnosis.subject import ClientAuthentication
from inspector.knowledge.permissions import PermissionKind, permission
from inspector.knowledge.resources import GRAPH
from inspector.words import _


class Words(NamedTuple):
    """One misfit in words; `exposure` says what could happen, and to whom."""

    title: str
    sentence: str
    exposure: str
    remedies: tuple[Remedy, ...]


def client_name(client: Client) -> str:
    """Return what a kind of client is called."""
    return {
        Client.SPA: _("single-page app"),
        Client.WEB: _("web app with a backend"),
        Client.NATIVE: _("mobile or desktop app"),
        Client.DAEMON: _("daemon, no user"),
        Client.API: _("API on behalf of its caller"),
        Client.CLI: _("command-line tool"),
    }[client]


def _app_only(got: Got, client: Client) -> Words:
    exposed = {
        Client.SPA: _("whoever opens the page holds the application's whole power"),
        Client.NATIVE: _("whoever has the program holds the application's whole power"),
        Client.CLI: _("on people's machines, each of them holds the application's power"),
        Client.WEB: _("each visitor acts with the application's rights, not their own"),
        Client.API: _("each caller acts with your API's rights, not their own"),
    }[client]
    origin = _("a managed identity") if got.way is Way.MANAGED_IDENTITY else _("client credentials")
    template = (
        _("This request is for {origin}, but you said {client}: {exposed}.")
        if got.asked
        else _("This token came from {origin}, but you said {client}: {exposed}.")
    )
    return Words(
        _("App-only token in a client for users"),
        template.format(origin=origin, client=client_name(client), exposed=exposed),
        _exposed_to(client).format(reach=_reach(got)),
        tuple(_instead_of_app_only(client, got.way)),
    )


def _reach(got: Got) -> str:
    """Return what the application permissions reach."""
    if got.roles:
        return _("{roles} for everybody's data").format(roles=join(got.roles, 3))
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


def _instead_of_app_only(client: Client, way: Way) -> Iterator[Remedy]:
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
    if way is Way.CLIENT_CREDENTIALS:
        yield Remedy(
            Who.TENANT_ADMIN, _("Renew the client's secret or certificate: take what was shipped to users as known.")
        )


def _delegated(got: Got, _client: Client) -> Words:
    return Words(
        _("User's token in a daemon"),
        _("This request is for a user's token, but you said daemon: client credentials are meant.")
        if got.asked
        else _(
            "This token acts for a user, but you said daemon, which runs without one: client credentials are meant."
        ),
        _(
            "The job acts as that person: it reaches all that the person may, logs name the person for it, and it "
            "stops when password, session or account change."
        ),
        tuple(_instead_of_user(got)),
    )


def _instead_of_user(got: Got) -> Iterator[Remedy]:
    if got.elsewhere:
        text = _(
            "Use client credentials: let the issuer give the job a client of its own, with permissions of its own."
        )
        yield Remedy(Who.DEVELOPER, text, "grant_type=client_credentials")
        return
    yield Remedy(
        Who.DEVELOPER,
        _(
            "Use client credentials with the scope .default, or a managed identity; permissions then come as "
            "application permissions."
        ),
        got.resource.default_scope if got.resource else None,
    )
    graph = got.resource is not None and got.resource.app_id == GRAPH
    names = tuple(name for name in got.scopes if graph and permission(name, PermissionKind.APPLICATION))
    if names:
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Grant the application permission {names} with admin consent. It reaches everybody's data: narrow it "
                "where the API can."
            ).format(names=join(names, 3)),
        )


def _secret_shipped(got: Got, client: Client) -> Words:
    secret = got.proof is ClientAuthentication.SECRET
    proof = _("the client secret") if secret else _("the certificate")
    return Words(
        _("Client secret in a public client") if secret else _("Certificate in a public client"),
        _("The token is asked for with {proof}, but you said {client}, which cannot keep it.").format(
            proof=proof, client=client_name(client)
        ),
        _(
            "Whoever takes it out of the client can sign in as the application itself, and redeem codes and refresh "
            "tokens of its users."
        ),
        (
            Remedy(
                Who.DEVELOPER,
                _("Leave out {proof}, and set Allow public client flows to Yes (Authentication).").format(proof=proof)
                if client is Client.CLI
                else _(
                    "Remove {proof} from the client and use PKCE, with the redirect URI on the single-page or the "
                    "mobile and desktop platform."
                ).format(proof=proof),
            ),
            Remedy(Who.DEVELOPER, _("If your own server asked for the token: the client is a web app; say so.")),
        ),
    )


def _without_proof(_got: Got, client: Client) -> Words:
    if client is Client.API:
        return Words(
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
    return Words(
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


WORDS = {
    "app-only-on-user-client": _app_only,
    "delegated-on-daemon": _delegated,
    "secret-on-public-client": _secret_shipped,
    "public-client-on-server": _without_proof,
}
