"""An authorization request, checked in the order in which Entra ID checks it (OpenID Connect Core section 3.1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.entitlement import check_listed, read_claims
from inspector.practice.faults import Where
from inspector.practice.messages import Request
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Platform, Registration
from inspector.practice.scopes import DEFAULT, OIDC, Asked, Scopes

_RESPONSE_TYPES = frozenset({"code", "id_token", "token", "none"})
_RESPONSE_MODES = ("query", "fragment", "form_post")
_PROMPTS = frozenset({"login", "none", "consent", "select_account", "create", "admin_consent"})


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the answer goes: a registered redirect URI, as the request wrote it, and how."""

    client: Registration
    realm: Realm
    redirect_uri: str
    platform: Platform
    response_type: frozenset[str]
    response_mode: str
    state: str | None


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that holds. `version` is the endpoint's."""

    destination: Destination
    version: str
    scopes: Scopes
    prompt: frozenset[str] = frozenset()
    login_hint: str = ""
    domain_hint: str = ""
    nonce: str = ""
    challenge: str = ""
    challenge_method: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)


def read_destination(authority: Authority, request: Request, realm: Realm) -> Destination:
    """Return where the answer goes. What it refuses is shown on a page: the redirect URI can't be trusted yet."""
    client = authority.client(request, realm)
    types = frozenset(request.get("response_type").split())
    if not types:
        raise RefusedError(900144, parameter="response_type")
    if not types <= _RESPONSE_TYPES:
        raise RefusedError(70005)
    address, platform = _redirect_uri(authority, request, client, realm)
    mode = request.get("response_mode") or ("query" if types == {"code"} else "fragment")
    if mode not in _RESPONSE_MODES or (mode == "query" and types & {"id_token", "token"}):
        raise RefusedError(70007, response_mode=mode)
    return Destination(client, realm, address, platform, types, mode, request.parameters.get("state"))


def read_authorization_request(
    authority: Authority, request: Request, destination: Destination, version: str
) -> AuthorizationRequest:
    """Return the rest of the request. What it refuses is sent to the redirect URI."""
    client, realm = destination.client, destination.realm
    authority.strike(Where.AUTHORIZE, **values_of(realm, client), resource="api://unknown", scope="Unknown.Scope")
    if request.repeated:
        raise RefusedError(9002313)
    _check_response_type(client, destination.response_type)
    scopes = _scopes(authority, request, destination, version)
    prompt = frozenset(request.get("prompt").split())
    if not prompt <= _PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise RefusedError(90023, parameter="prompt", value=request.get("prompt"))
    if "id_token" in destination.response_type and not request.get("nonce"):
        raise RefusedError(900144, parameter="nonce")
    challenge, method = _challenge(request)
    return AuthorizationRequest(
        destination=destination,
        version=version,
        scopes=scopes,
        prompt=prompt,
        login_hint=request.get("login_hint"),
        domain_hint=request.get("domain_hint"),
        nonce=request.get("nonce"),
        challenge=challenge,
        challenge_method=method,
        claims=read_claims(request.get("claims")),
    )


def _redirect_uri(authority: Authority, request: Request, client: Registration, realm: Realm) -> tuple[str, Platform]:
    address = request.get("redirect_uri")
    authority.strike(Where.REDIRECT_URI, **values_of(realm, client), redirect_uri=address)
    if not address:
        if not client.redirect_uris:
            raise RefusedError(900971)
        return client.redirect_uris[0].address, client.redirect_uris[0].platform
    if ":" not in address:
        raise RefusedError(90102, parameter="redirect_uri")
    registered = client.redirect_uri(address)
    if registered is None:
        raise RefusedError(50011, redirect_uri=address, client_id=client.client_id).named("invalid_request")
    return address, registered.platform


def _check_response_type(client: Registration, types: frozenset[str]) -> None:
    if "id_token" in types and not client.issues_id_tokens_directly:
        raise RefusedError(700054)
    if "token" in types:
        raise RefusedError(700051)


def _scopes(authority: Authority, request: Request, destination: Destination, version: str) -> Scopes:
    client, tenant = destination.client, destination.realm.tenant
    if version == "1.0":
        identifier = request.get("resource")
        oidc = frozenset({"openid", "profile", "offline_access"})
        if not identifier:
            return Scopes(oidc, ())
        asked = Asked(authority.apis.find(identifier, tenant), identifier, (DEFAULT,))
        check_listed(client, asked)
        return Scopes(oidc, (asked,))
    if request.get("resource"):
        raise RefusedError(901002)
    text = request.get("scope")
    if not text:
        raise RefusedError(900144, parameter="scope")
    if "id_token" in destination.response_type and OIDC[0] not in text.split():
        raise RefusedError(70011, scope=text)
    return authority.apis.read_scopes(text, client, tenant)


def _challenge(request: Request) -> tuple[str, str]:
    """Return code_challenge and its method, "plain" where none is given (RFC 7636 section 4.3)."""
    challenge, method = request.get("code_challenge"), request.get("code_challenge_method")
    if method and method not in ("plain", "S256"):
        raise RefusedError(50149)
    if (challenge or method) and not 43 <= len(challenge) <= 128:
        raise RefusedError(501491)
    return challenge, method or "plain"
