"""The device authorization grant (RFC 8628): codes for a device, and its polls."""

from dataclasses import replace

from inspector.practice.authority import Authority, Realm, values_of
from inspector.practice.client_proof import prove
from inspector.practice.entitlement import UserGrant, read_claims
from inspector.practice.faults import Where
from inspector.practice.ledger import (
    DEVICE_CODE_INTERVAL,
    DEVICE_CODE_LIFETIME,
    DeviceCode,
    DeviceState,
    new_user_code,
)
from inspector.practice.messages import Request, Response, json_response
from inspector.practice.refusals import RefusedError, UncodedRefusedError
from inspector.practice.token_request import TokenRequest, asked_of, asked_resource
from inspector.practice.token_response import respond_to_user_grant


def start(authority: Authority, request: Request, realm: Realm, version: str) -> Response:
    """Return a device code and the code to type. Refuses as the token endpoint does."""
    if request.method != "POST":
        raise RefusedError(900561, accepted="POST", method=request.method)
    client = authority.client(request, realm)
    asking = TokenRequest(authority, request, client, realm, version)
    scopes = asked_of(asking) if version == "2.0" else asked_resource(asking)
    code = DeviceCode(
        client.client_id,
        realm.tenant,
        new_user_code(),
        scopes,
        authority.clock(),
        DEVICE_CODE_INTERVAL,
        read_claims(request.get("claims")),
    )
    address = f"{authority.pages_origin}/devicelogin"
    message = (
        f"To sign in, use a web browser to open the page {address} and enter the code {code.user_code} to authenticate."
    )
    body = {
        "user_code": code.user_code,
        "device_code": authority.ledger.keep_device_code(code),
        "verification_uri": address,
        "expires_in": DEVICE_CODE_LIFETIME,
        "interval": code.interval,
        "message": message,
    }
    if version == "1.0":
        body["verification_url"] = body.pop("verification_uri")
    return json_response(body)


def poll(asking: TokenRequest) -> Response:
    """Answer a device's poll: pending, too early, declined, expired, or the tokens."""
    authority, client = asking.authority, asking.client
    value = asking.request.get("device_code") or asking.request.get("code")
    if not value:
        raise RefusedError(900144, parameter="device_code")
    code = authority.ledger.device_code(value)
    if code is None or code.client_id != client.client_id:
        raise RefusedError(7000014)
    authority.strike(Where.DEVICE_CODE, **values_of(asking.realm, client))
    proof = prove(authority, asking.request, client, asking.realm, needed=not client.allows_public_flows)
    if authority.clock() > code.issued + DEVICE_CODE_LIFETIME:
        raise RefusedError(70020)
    _check_pace(authority, value, code)
    return _tokens(asking, value, code, proof)


def _check_pace(authority: Authority, value: str, code: DeviceCode) -> None:
    """A poll before its time makes the interval five seconds longer (RFC 8628 section 3.5)."""
    now = authority.clock()
    # The person may be quicker than the interval; half a second is the network's.
    early = bool(code.polled) and now < code.polled + code.interval - 0.5 and code.state is DeviceState.PENDING
    early = early or authority.strikes("device-code-slow-down")
    interval = code.interval + 5 if early else code.interval
    authority.ledger.change_device_code(value, replace(code, polled=now, interval=interval))
    if early:
        raise UncodedRefusedError("slow_down", "The client polls too often. Wait five seconds longer between polls.")


def _tokens(asking: TokenRequest, value: str, code: DeviceCode, proof: str) -> Response:
    authority = asking.authority
    if code.state is DeviceState.DECLINED or authority.strikes("device-code-declined"):
        raise UncodedRefusedError("authorization_declined", "The end user denied the authorization request.")
    if code.authentication is None or code.tenant is None:
        raise RefusedError(70016)
    if code.state is DeviceState.REDEEMED:
        raise RefusedError(70020)
    grant = UserGrant(
        tenant=code.tenant,
        client=asking.client,
        authentication=code.authentication,
        scopes=code.scopes,
        version=asking.version,
        proof=proof,
        claims=code.claims,
        wants_client_info=asking.request.get("client_info") == "1",
    )
    response = respond_to_user_grant(authority, grant)
    authority.ledger.change_device_code(value, replace(code, state=DeviceState.REDEEMED))
    return response
