"""The token endpoint (RFC 6749 section 3.2), v1 and v2.0: which grant is presented, and the checks that all share."""

from collections.abc import Callable

from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.claims import AccessGrant
from inspector.practice.client_proof import prove, with_basic_credentials
from inspector.practice.code_grant import redeem_code
from inspector.practice.device_grant import poll
from inspector.practice.messages import Request, Response
from inspector.practice.on_behalf_of import exchange
from inspector.practice.refresh_grant import refresh
from inspector.practice.refusals import RefusedError
from inspector.practice.token_request import TokenRequest, asked_of
from inspector.practice.token_response import respond_to_app_grant

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def token(authority: Authority, request: Request, realm: Realm, version: str) -> Response:
    """Answer a token request. Refuses with the code of the first check that fails."""
    if request.method != "POST":
        raise RefusedError(900561, accepted="POST", method=request.method)
    request = with_basic_credentials(request)
    grant_type = request.get("grant_type")
    if not grant_type:
        raise RefusedError(900144, parameter="grant_type")
    if request.repeated:
        raise RefusedError(9002313)
    answer = _GRANTS.get(grant_type)
    if answer is None:
        raise RefusedError(70003, grant_type=grant_type)
    if grant_type == "client_credentials" and realm.tenant is None:
        raise RefusedError(9001023)
    client = authority.client(request, realm)
    if version == "2.0" and request.get("resource"):
        raise RefusedError(901002)
    origin = request.headers.get("origin", "")
    if origin and grant_type not in _OF_BROWSERS:
        raise RefusedError(9002326, origin=origin)
    return answer(TokenRequest(authority, request, client, realm, version))


def _client_credentials(asking: TokenRequest) -> Response:
    """An app asks for itself: it gets every application permission that an administrator granted (.default)."""
    realm, client = asking.realm, asking.client
    if realm.tenant is None:
        raise RefusedError(9001023)
    if client.is_confidential and not asking.has_proof:
        raise RefusedError(7000216)
    proof = prove(asking.authority, asking.request, client, realm, needed=True)
    asked = asked_of(asking).first
    scope = asking.request.get("scope")
    if asked is None or (asking.version == "2.0" and not asked.is_default):
        raise RefusedError(1002012, scope=scope)
    roles = asking.authority.consents.roles(realm.tenant.id, client.client_id, asked.resource.client_id)
    if asked.resource.assignment_required and not roles:
        values = values_of(realm, client, resource_id=asked.resource.client_id, resource=asked.resource.name)
        raise RefusedError(501051, **values)
    grant = AccessGrant(realm.tenant, client, asked.resource, asked.audience, proof, roles=roles)
    return respond_to_app_grant(asking.authority, grant, asking.version)


# The grants whose codes and tokens may belong to a SPA; they check themselves where they come from.
_OF_BROWSERS = ("authorization_code", "refresh_token")
_GRANTS: dict[str, Callable[[TokenRequest], Response]] = {
    "authorization_code": redeem_code,
    "refresh_token": refresh,
    "client_credentials": _client_credentials,
    JWT_BEARER: exchange,
    DEVICE_CODE: poll,
    "device_code": poll,  # what the v1 endpoint calls it
}
