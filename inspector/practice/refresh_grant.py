"""Refreshing (RFC 6749 section 6): a refresh token serves every API that the user has consented to."""

from inspector.practice.authority import values_of
from inspector.practice.client_proof import prove
from inspector.practice.entitlement import UserGrant, check_policies, read_claims
from inspector.practice.faults import Where
from inspector.practice.ledger import RefreshToken
from inspector.practice.messages import Response
from inspector.practice.refusals import RefusedError, instant
from inspector.practice.registrations import Platform
from inspector.practice.tenants import object_in
from inspector.practice.token_request import TokenRequest, asked_of, check_origin
from inspector.practice.token_response import respond_to_user_grant


def refresh(asking: TokenRequest) -> Response:
    """Return new tokens for a refresh token, which goes on working. Refuses with the code of what fails first."""
    token = _known(asking)
    check_origin(asking.request, token.platform)
    needed = token.platform is Platform.WEB
    proof = prove(asking.authority, asking.request, asking.client, asking.realm, needed=needed)
    request = asking.request
    narrowed = request.get("resource" if asking.version == "1.0" else "scope")
    grant = UserGrant(
        tenant=asking.realm.tenant or token.tenant,
        client=asking.client,
        authentication=token.authentication,
        scopes=asked_of(asking) if narrowed else token.scopes,
        version=asking.version,
        proof=proof,
        claims=read_claims(request.get("claims")),
        platform=token.platform,
        first_issued=token.first_issued,
        wants_client_info=request.get("client_info") == "1",
    )
    _check_policies(asking, grant)
    return respond_to_user_grant(asking.authority, grant)


def _check_policies(asking: TokenRequest, grant: UserGrant) -> None:
    """A policy refuses a refresh with invalid_grant on v2.0, with interaction_required on v1 (MSAL.js issue 5491)."""
    try:
        check_policies(asking.authority, grant)
    except RefusedError as refused:
        is_policys = refused.error == "interaction_required" and asking.version == "2.0"
        raise (refused.named("invalid_grant") if is_policys else refused) from None


def _known(asking: TokenRequest) -> RefreshToken:
    token = asking.authority.ledger.refresh_token(asking.required("refresh_token"))
    if token is None:
        raise RefusedError(9002313).named("invalid_grant")
    if token.client_id != asking.client.client_id:
        raise RefusedError(7000220)
    asking.authority.strike(Where.REFRESH_TOKEN, **values_of(asking.realm, asking.client))
    if asking.authority.clock() > token.expires:
        from_spa = token.platform is Platform.SPA
        issued = token.first_issued if from_spa else token.issued
        raise RefusedError(700084 if from_spa else 700082, issued=instant(issued))
    tenant = asking.realm.tenant
    if tenant and object_in(tenant, token.authentication.user) is None:
        user = token.authentication.user
        values = values_of(asking.realm, asking.client, user=user.sign_in_name, provider=user.home)
        raise RefusedError(50020, **values).named("invalid_grant")
    return token
