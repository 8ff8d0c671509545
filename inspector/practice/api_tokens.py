"""What the practice APIs check in a bearer token, in the order in which real ones do (RFC 6750, RFC 9068 section 4)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector.practice.authority import Authority
from inspector.practice.messages import Request
from inspector.practice.registrations import Registration
from inspector.tokens.issuing import NotSignedError, read_signed

_SKEW = 300
STEP_UP_CONTEXT = "c1"


class Failure(StrEnum):
    """The check of a token that failed."""

    MISSING = "missing"
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"


class TokenRefusedError(Exception):
    """A token failed a check; `value` is the claim's value that decided."""

    def __init__(self, failure: Failure, value: object = None) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.value = value


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a token that holds speaks for: scopes for a user's, roles for an app's own."""

    claims: Mapping[str, Any]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The delegated permissions."""
        return tuple(str(self.claims.get("scp", "")).split())

    @property
    def roles(self) -> tuple[str, ...]:
        """The application permissions or app roles."""
        return tuple(self.claims.get("roles", ()))

    @property
    def is_app(self) -> bool:
        """Whether no user is behind the token."""
        return "scp" not in self.claims


def read_caller(authority: Authority, request: Request, api: Registration) -> Caller:
    """Return whom the request's bearer token speaks for; raises TokenRefusedError for the first check that fails."""
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefusedError(Failure.MISSING)
    try:
        claims = read_signed(token.strip(), authority.keys.published)
    except NotSignedError as failure:
        raise TokenRefusedError(Failure(str(failure))) from None
    version = "2.0" if api.token_version == 2 else "1.0"
    if claims["iss"] not in {authority.issuers.issuer(tenant, version) for tenant in api.present_in}:
        raise TokenRefusedError(Failure.ISSUER, claims["iss"])
    if not api.answers_to(str(claims["aud"])):
        raise TokenRefusedError(Failure.AUDIENCE, claims["aud"])
    now = authority.clock()
    if now < claims["nbf"] - _SKEW:
        raise TokenRefusedError(Failure.NOT_YET_VALID, claims["nbf"])
    if now > claims["exp"] + _SKEW:
        raise TokenRefusedError(Failure.EXPIRED, claims["exp"])
    return Caller(claims)


def wanted_claims(authority: Authority, caller: Caller, *, step_up: bool = False) -> Mapping[str, Any] | None:
    """Return the claims request that the token must satisfy first, or None (continuous access evaluation)."""
    position = authority.ledger.position(caller.claims["uti"])
    if authority.strikes("api-session-revoked") and position <= authority.revoked_up_to:
        return {"access_token": {"nbf": {"essential": True, "value": str(int(authority.clock()))}}}
    step_up = step_up or authority.strikes("api-step-up")
    if step_up and not caller.is_app and STEP_UP_CONTEXT not in caller.claims.get("acrs", ()):
        return {"access_token": {"acrs": {"essential": True, "value": STEP_UP_CONTEXT}}}
    return None


def claims_challenge(authority: Authority, api: Registration, claims: Mapping[str, Any]) -> str:
    """Return the WWW-Authenticate value that asks the client to come back with `claims` satisfied."""
    encoded = base64.b64encode(json.dumps(claims, separators=(",", ":")).encode()).decode()
    address = f"{authority.pages_origin}/common/oauth2/authorize"
    return (
        f'Bearer realm="", authorization_uri="{address}", client_id="{api.client_id}", '
        f'error="insufficient_claims", claims="{encoded}"'
    )
