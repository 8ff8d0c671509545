"""The authorize endpoint (RFC 6749 section 3.1) and what else a browser visits: sign-in, admin consent, sign-out."""

import secrets
from collections.abc import Callable
from functools import partial

from inspector.practice import pages
from inspector.practice.authority import Authority, Realm
from inspector.practice.authorization_request import read_authorization_request, read_destination
from inspector.practice.authorization_response import grant_response, refusal_response
from inspector.practice.interactions import Interaction, Interactions
from inspector.practice.ledger import Authentication
from inspector.practice.messages import Request, Response, redirect, with_parameters
from inspector.practice.refusals import RefusedError, description
from inspector.practice.registrations import Registration
from inspector.practice.scopes import DEFAULT, Asked, Scopes
from inspector.practice.tenants import Tenant
from inspector.words import _


def authorize(
    authority: Authority, interactions: Interactions, request: Request, realm: Realm, version: str
) -> Response:
    """Answer an authorization request: a page, or a redirect with code or error."""
    if request.method not in ("GET", "POST"):
        raise RefusedError(900561, accepted="POST, GET", method=request.method)
    destination = read_destination(authority, request, realm)
    trace = authority.trace(request)
    try:
        asked = read_authorization_request(authority, request, destination, version)
    except RefusedError as refused:
        return refusal_response(authority, destination, refused, trace)
    return in_session(
        request,
        lambda session: interactions.begin(
            Interaction(
                realm=realm,
                client=destination.client,
                session_id=session,
                started=authority.clock(),
                finish=partial(grant_response, authority, asked),
                refuse=lambda refused: refusal_response(authority, destination, refused, trace),
                scopes=asked.scopes,
                prompt=asked.prompt,
                login_hint=asked.login_hint,
                domain_hint=asked.domain_hint,
                claims=asked.claims,
            )
        ),
    )


def consent_as_administrator(
    authority: Authority, interactions: Interactions, request: Request, realm: Realm
) -> Response:
    """Ask an administrator to grant everything that a registration lists, or the `scope` given."""
    if realm.tenant is None and realm.word != "organizations":
        raise RefusedError(9002328)
    client = authority.client(request, realm)
    address = request.get("redirect_uri")
    if client.redirect_uri(address) is None:
        raise RefusedError(50011, redirect_uri=address, client_id=client.client_id)
    scopes = _all_listed(authority, client)
    if request.get("scope"):
        scopes = authority.apis.read_scopes(request.get("scope"), client, realm.tenant)
    trace = authority.trace(request)

    def finish(_authentication: Authentication, tenant: Tenant) -> Response:
        _grant_all(authority, client, tenant, scopes)
        granted = {"admin_consent": "True", "tenant": tenant.id, "state": request.get("state")}
        return redirect(with_parameters(address, {name: value for name, value in granted.items() if value}))

    def refuse(refused: RefusedError) -> Response:
        said = {"error": refused.error, "error_description": description(refused, trace), "admin_consent": "True"}
        return redirect(with_parameters(address, said | {"state": request.get("state")}))

    return in_session(
        request,
        lambda session: interactions.begin(
            Interaction(
                realm, client, session, authority.clock(), finish, refuse,
                scopes=scopes, prompt=frozenset({"select_account", "consent"}), wants_administrator=True,
            )
        ),
    )  # fmt: skip


def sign_out(authority: Authority, request: Request) -> Response:
    """End the browser's session; go on to post_logout_redirect_uri only where it is registered."""
    authority.ledger.end_session(request.cookies.get(pages.COOKIE, ""))
    address = request.get("post_logout_redirect_uri")
    if address and any(each.redirect_uri(address) for each in authority.registrations):
        state = request.get("state")
        return redirect(with_parameters(address, {"state": state} if state else {}))
    return pages.notice(_("You signed out"), _("It’s a good idea to close all browser windows."))


def in_session(request: Request, answer: Callable[[str], Response]) -> Response:
    """Return what `answer` makes of the browser's session id; a session begins here where there is none."""
    session = request.cookies.get(pages.COOKIE) or secrets.token_urlsafe(24)
    cookie = f"{pages.COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax"
    return answer(session).with_headers(("Set-Cookie", cookie))


def _all_listed(authority: Authority, client: Registration) -> Scopes:
    apis = tuple(
        Asked(authority.apis.find(api, None), api, names or (DEFAULT,)) for api, names in client.delegated.items()
    )
    return Scopes(frozenset(), apis)


def _grant_all(authority: Authority, client: Registration, tenant: Tenant, scopes: Scopes) -> None:
    for asked in scopes.apis:
        names = asked.names if not asked.is_default else client.delegated.get(asked.resource.client_id, ())
        authority.consents.grant(tenant.id, client.client_id, asked.resource.client_id, names)
    for resource, roles in client.application.items():
        authority.consents.grant_roles(tenant.id, client.client_id, resource, roles)
