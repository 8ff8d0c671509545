"""A small API shaped like Microsoft Graph: who am I, mail, users, groups, the organization. It only reads."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from inspector.knowledge.endpoints import Scheme, need_of, read_call
from inspector.practice.api_tokens import (
    Caller,
    Failure,
    TokenRefusedError,
    claims_challenge,
    read_caller,
    wanted_claims,
)
from inspector.practice.authority import Authority
from inspector.practice.messages import Request, Response, json_response
from inspector.practice.registrations import GRAPH_ID
from inspector.practice.tenants import TENANTS, Tenant, User, user_with_id, users_of

_FAILURES = {
    Failure.MISSING: "Access token is empty.",
    Failure.MALFORMED: "IDX14100: JWT is not well formed, there are no dots (.).",
    Failure.AUDIENCE: "Access token validation failure. Invalid audience.",
    Failure.ISSUER: "Access token validation failure. Invalid issuer.",
    Failure.EXPIRED: "Lifetime validation failed, the token is expired.",
    Failure.NOT_YET_VALID: "Lifetime validation failed, the token is not yet valid.",
}
USER_INFO = ("oidc", "userinfo")
_SIGNATURE = "Signature verification failed, the token cannot be trusted."


def graph(authority: Authority, request: Request) -> Response:
    """Answer a call to /v1.0/… as Microsoft Graph would: 401, 403, 404 and 429 in its own shape."""
    api = authority.apis.find(GRAPH_ID, None)
    refused = _out_of_order(authority, request)
    if refused:
        return refused
    try:
        caller = read_caller(authority, request, api)
    except TokenRefusedError as problem:
        message = _FAILURES.get(problem.failure, _SIGNATURE)
        return _error(authority, request, 401, "InvalidAuthenticationToken", message).with_headers(
            ("WWW-Authenticate", _challenge(authority))
        )
    wanted = wanted_claims(authority, caller)
    if wanted:
        message = (
            "Continuous access evaluation resulted in challenge with result: InteractionRequired "
            "and code: TokenCreatedWithOutdatedPolicies"
        )
        return _error(authority, request, 401, "InvalidAuthenticationToken", message).with_headers(
            ("WWW-Authenticate", claims_challenge(authority, api, wanted))
        )
    return _permitted(authority, request, caller)


def _permitted(authority: Authority, request: Request, caller: Caller) -> Response:
    """Answer where Microsoft Graph's permission table lets the caller in."""
    path = request.path[1:] or ("",)
    if request.path == USER_INFO:
        return json_response(_user_info(caller))
    if path[:1] == ("me",) and caller.is_app:
        message = "/me request is only valid with delegated authentication flow."
        return _error(authority, request, 400, "BadRequest", message)
    call = read_call(f"{request.method} https://graph.microsoft.com/{'/'.join(request.path)}")
    need = need_of(call, Scheme.APPLICATION if caller.is_app else Scheme.WORK) if call else None
    if authority.strikes("api-forbidden") or (
        need and not need.met_by(caller.roles if caller.is_app else caller.scopes)
    ):
        return _forbidden(authority, request)
    if request.method not in ("GET", "HEAD"):
        message = "Specified HTTP method is not allowed for the request target."
        return _error(authority, request, 405, "Request_BadRequest", message)
    content = _content(path, caller)
    if content is None:
        message = f"Resource not found for the segment '{path[0] if path else ''}'."
        return _error(
            authority, request, 404 if need else 400, "Request_ResourceNotFound" if need else "BadRequest", message
        )
    return json_response(content)


def _forbidden(authority: Authority, request: Request) -> Response:
    if "messages" in request.path or "mailFolders" in request.path:
        message = "Access is denied. Check credentials and try again."
        return _error(authority, request, 403, "ErrorAccessDenied", message)
    message = "Insufficient privileges to complete the operation."
    return _error(authority, request, 403, "Authorization_RequestDenied", message)


def _out_of_order(authority: Authority, request: Request) -> Response | None:
    if authority.strikes("api-throttled"):
        refused = _error(authority, request, 429, "TooManyRequests", "Too many requests.")
        return refused.with_headers(("Retry-After", "10"))
    if authority.strikes("api-unavailable"):
        return _error(authority, request, 503, "serviceNotAvailable", "The service is temporarily unavailable.")
    return None


def _challenge(authority: Authority) -> str:
    address = f"{authority.pages_origin}/common/oauth2/authorize"
    return f'Bearer realm="", authorization_uri="{address}", client_id="{GRAPH_ID}"'


def _error(authority: Authority, request: Request, status: int, code: str, message: str) -> Response:
    inner = {
        "date": datetime.fromtimestamp(authority.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request.trace_id,
        "client-request-id": request.headers.get("client-request-id", request.trace_id),
    }
    return json_response({"error": {"code": code, "message": message, "innerError": inner}}, status)


def _content(path: tuple[str, ...], caller: Caller) -> dict[str, Any] | None:
    """Return what stands at `path`, or None."""
    tenant = next(each for each in TENANTS if each.id == caller.claims["tid"])
    me = user_with_id(str(caller.claims["oid"]))
    own: dict[tuple[str, ...], Callable[[User], dict[str, Any]]] = {
        ("me",): _person,
        ("me", "messages"): _messages,
        ("me", "memberOf"): _groups,
    }
    if me and path in own:
        return own[path](me)
    if path == ("users",):
        return _listed("users", [_person(user) for user in users_of(tenant)])
    if path == ("organization",):
        return _listed("organization", [_organization(tenant)])
    if len(path) == 2 and path[0] == "users":
        found = (each for each in users_of(tenant) if path[1] in (each.object_id, each.principal_name))
        return next(map(_person, found), None)
    return None


def _user_info(caller: Caller) -> dict[str, Any]:
    """Return the claims of OpenID Connect's UserInfo endpoint (Core section 5.3)."""
    claims = caller.claims
    names = {"given_name": claims.get("given_name"), "family_name": claims.get("family_name")}
    return {"sub": claims["sub"], "name": claims.get("name"), **names, "email": claims.get("unique_name")}


def _person(user: User) -> dict[str, Any]:
    return {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
        "displayName": user.name,
        "givenName": user.given_name,
        "surname": user.family_name,
        "mail": user.sign_in_name,
        "userPrincipalName": user.principal_name,
        "id": user.object_id,
    }


def _messages(user: User) -> dict[str, Any]:
    sender = {"emailAddress": {"name": "Practice", "address": "noreply@learning.practice.test"}}
    first = {
        "id": str(uuid.uuid5(uuid.UUID(user.object_id), "1")),
        "subject": f"Welcome, {user.given_name}",
        "from": sender,
    }
    return _listed(f"users('{user.object_id}')/messages", [first])


def _groups(user: User) -> dict[str, Any]:
    return _listed("directoryObjects", [{"@odata.type": "#microsoft.graph.group", "id": each} for each in user.groups])


def _organization(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "displayName": tenant.name,
        "verifiedDomains": [{"name": tenant.domain, "isDefault": True}],
    }


def _listed(context: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#{context}", "value": values}
