"""An API of one's own, answering as ASP.NET Core with Microsoft.Identity.Web does: scopes, app roles, a step-up."""

from dataclasses import dataclass
from datetime import UTC, datetime

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
from inspector.practice.registrations import ORDERS

_ORDERS = ({"id": 1, "item": "Notebook", "count": 3}, {"id": 2, "item": "Pencil", "count": 12})
_FAILURES = {
    Failure.ISSUER: "The issuer '{value}' is invalid",
    Failure.AUDIENCE: "The audience '{value}' is invalid",
    Failure.EXPIRED: "The token expired at '{value}'",
    Failure.NOT_YET_VALID: "The token is not valid before '{value}'",
    Failure.KEY: "The signature key was not found",
    Failure.SIGNATURE: "The signature is invalid",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a call needs: one of the scopes of a user's token, or the role of an app's own."""

    scopes: tuple[str, ...]
    role: str
    step_up: bool = False


_RULES = {
    "GET": Rule(("Orders.Read", "Orders.Write", "Orders.Manage"), "Orders.Read.All"),
    "POST": Rule(("Orders.Write", "Orders.Manage"), "Orders.Write.All"),
    "DELETE": Rule(("Orders.Write", "Orders.Manage"), "Orders.Write.All", step_up=True),
}


def orders(authority: Authority, request: Request) -> Response:
    """Answer a call to /orders: list with GET, add with POST, delete (after a step-up) with DELETE."""
    if authority.strikes("api-throttled"):
        return _text("Too many requests.", 429).with_headers(("Retry-After", "10"))
    if authority.strikes("api-unavailable"):
        return _text("Service unavailable.", 503)
    rule = _RULES.get(request.method)
    if rule is None:
        return _text("Method not allowed.", 405)
    api = authority.apis.find(ORDERS, None)
    try:
        caller = read_caller(authority, request, api)
    except TokenRefusedError as problem:
        return _text("", 401).with_headers(("WWW-Authenticate", _challenge(problem)))
    wanted = wanted_claims(authority, caller, step_up=rule.step_up)
    if wanted:
        return _text("", 401).with_headers(("WWW-Authenticate", claims_challenge(authority, api, wanted)))
    return _permitted(authority, request, caller, rule)


def _permitted(authority: Authority, request: Request, caller: Caller, rule: Rule) -> Response:
    complaint = _complaint(caller, rule)
    if complaint or authority.strikes("api-forbidden"):
        return _text(complaint or "Forbidden.", 403)
    if request.method == "GET":
        return json_response({"orders": list(_ORDERS)})
    return json_response({"id": 3}, 201) if request.method == "POST" else Response(204)


def _complaint(caller: Caller, rule: Rule) -> str | None:
    """Return what Microsoft.Identity.Web says of a token without the permission, or None where it has it."""
    if not caller.scopes and not caller.roles:
        return "IDW10201: Neither scope nor roles claim was found in the bearer token."
    if caller.is_app:
        if rule.role in caller.roles:
            return None
        return f"IDW10204: The 'roles' or 'role' claim does not contain roles '{rule.role}' or was not found."
    if set(rule.scopes) & set(caller.scopes):
        return None
    needed = rule.scopes[0]
    return f"IDW10203: The 'scope' or 'scp' claim does not contain scopes '{needed}' or was not found."


def _challenge(problem: TokenRefusedError) -> str:
    """Return the header as JwtBearer writes it: bare without a token, described where it can say why."""
    if problem.failure is Failure.MISSING:
        return "Bearer"
    value = problem.value
    if isinstance(value, int | float):
        value = datetime.fromtimestamp(value, UTC).strftime("%m/%d/%Y %H:%M:%S")
    said = _FAILURES.get(problem.failure)
    return 'Bearer error="invalid_token"' + (f', error_description="{said.format(value=value)}"' if said else "")


def _text(words: str, status: int) -> Response:
    headers = (("Content-Type", "text/plain; charset=utf-8"),) if words else ()
    return Response(status, headers, words.encode())
