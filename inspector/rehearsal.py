"""Signing in at the practice tenant: which of its apps fits a request, and what that app proves itself with."""

from dataclasses import replace

from inspector.practice import registrations as apps
from inspector.practice.registrations import Registration
from inspector.practice.tenant import PracticeTenant
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import OnProgress, SignInOutcome, Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session

_CLIENTS = {
    Flow.AUTHORIZATION_CODE: apps.DESKTOP,
    Flow.DEVICE_CODE: apps.DESKTOP,
    Flow.CLIENT_CREDENTIALS: apps.DAEMON,
    Flow.ON_BEHALF_OF: apps.MIDDLE_TIER,
}
_SCOPES = {
    Flow.AUTHORIZATION_CODE: "api://orders/Orders.Read",
    Flow.DEVICE_CODE: "api://orders/Orders.Read",
    Flow.CLIENT_CREDENTIALS: "api://orders/.default",
    Flow.ON_BEHALF_OF: "api://orders/.default",
}


def practice_request(request: SignInRequest, tenant: PracticeTenant) -> SignInRequest:
    """Return `request` at `tenant`, with an app and a scope that fit where none are named."""
    named = request.tenant if request.tenant != SignInRequest().tenant else tenant.tenant.id
    return replace(
        request,
        host=tenant.authority.removeprefix("https://").partition("/")[0],
        tenant=named,
        issuer="",
        client_id=request.client_id or _CLIENTS[request.flow],
        scopes=request.scopes or (_SCOPES[request.flow],),
    )


def client_choices(tenant: PracticeTenant) -> tuple[Registration, ...]:
    """Return the apps of `tenant` that somebody may sign in with, APIs that only receive tokens left out."""
    receives_only = (apps.ORDERS, apps.LEGACY, apps.GRAPH_ID)
    return tuple(each for each in tenant.registrations if each.client_id not in receives_only)


def practice_credential(request: SignInRequest, tenant: PracticeTenant) -> Credential:
    """Return the secret of the app that `request` names; a made-up one for an app that has none."""
    if not request.is_confidential:
        return Credential()
    app = next((each for each in tenant.registrations if each.client_id == request.client_id), None)
    return Credential(app.secrets[0].value if app and app.secrets else "made-up secret")


def rehearse(
    session: Session,
    tenant: PracticeTenant,
    request: SignInRequest,
    credential: Credential,
    *,
    tell: OnProgress,
    cancellation: Cancellation,
) -> SignInOutcome:
    """Carry out `request` at `tenant`, with what its app proves itself with where `credential` has nothing.

    Before somebody is acted for, they sign in to call the API. A token that does not fit is sent all the same: the
    tenant's refusal is what practice is for. Raises ObstacleError.
    """
    asked = practice_request(request, tenant)
    proof = credential if credential.proves_client else practice_credential(asked, tenant)
    if asked.flow is Flow.ON_BEHALF_OF:
        assertion = credential.assertion
        if not assertion:
            caller = session.sign_in(caller_of(asked), tell=tell, cancellation=cancellation)
            if caller.status is not Status.SIGNED_IN:
                return caller
            assertion = caller.tokens.access_token
        proof = replace(proof, assertion=assertion)
    return session.sign_in(asked, credential=proof, insist=True, tell=tell, cancellation=cancellation)


def caller_of(request: SignInRequest) -> SignInRequest:
    """Return the sign-in of somebody who calls the middle tier, which then acts on their behalf by `request`."""
    scopes = ("api://middle-tier/access_as_user",)
    return replace(request, flow=Flow.AUTHORIZATION_CODE, client_id=apps.DESKTOP, scopes=scopes)
