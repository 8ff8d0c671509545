"""Practising a fault from a terminal: which flow meets it, what must follow the sign-in, and what pages show of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inspector.practice import registrations as apps
from inspector.practice.faults import Fault, Where
from inspector.practice.tenant import PracticeTenant
from inspector.rehearsal import practice_credential
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import SignInOutcome, Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.words import _

_RENEWING = frozenset({Where.REFRESH_TOKEN, Where.USER_GRANT})
_PAGES = frozenset({Where.REDIRECT_URI, Where.AUTHORIZE, Where.CODE, Where.CONSENT})
_WITH_CERTIFICATE = (700027, 700024)
_WITHOUT_PROOF = 7000218
_REVOKES = "api-session-revoked"  # what was issued before it is set
_BY_THE_BROWSER = ("nonce-mismatch", "state-mismatch")  # token faults that the sign-in itself meets


@dataclass(frozen=True, slots=True)
class Drill:
    """How a fault is met. `flow` is None where any will do.

    `later`: somebody signs in first, and then the fault strikes. `renews`: the tokens are renewed by force after the
    sign-in. `calls`: an API is called with them.
    """

    flow: Flow | None = None
    later: bool = False
    renews: bool = False
    calls: bool = False


def drill_for(fault: Fault | None) -> Drill:
    """Return how `fault` is met by a sign-in."""
    if fault is None:
        return Drill()
    where = fault.where
    if Where.CLIENT_PROOF in where:
        return Drill(Flow.AUTHORIZATION_CODE if fault.code == _WITHOUT_PROOF else Flow.CLIENT_CREDENTIALS)
    if Where.ASSERTION in where:
        return Drill(Flow.ON_BEHALF_OF)
    if Where.DEVICE_CODE in where:
        return Drill(Flow.DEVICE_CODE)
    if where & _PAGES or fault.name in _BY_THE_BROWSER:
        return Drill(Flow.AUTHORIZATION_CODE)
    if where & {Where.TOKENS, Where.API}:
        return Drill(calls=True, later=fault.name == _REVOKES)
    return Drill(later=where <= _RENEWING, renews=bool(where & _RENEWING))


def credential_for(request: SignInRequest, tenant: PracticeTenant, fault: Fault | None) -> Credential:
    """Return what the app of `request` proves itself with, of the kind that `fault` is about."""
    app = next((each for each in tenant.registrations if each.client_id == request.client_id), None)
    if request.is_confidential and fault and fault.code in _WITH_CERTIFICATE and app and app.certificates:
        key = app.certificates[0]
        return Credential(certificate=key.private_pem() + key.certificate_pem())
    return practice_credential(request, tenant)


def call_for(request: SignInRequest, tenant: PracticeTenant) -> str:
    """Return the address of the practice API that the scopes of `request` are for."""
    graph, orders = tenant.apis
    mine = any(scope.startswith("api://orders/") for scope in request.asked_scopes)
    return orders.address if mine or request.client_id == apps.DAEMON else graph.address


def explained_address(url: str, tenant: PracticeTenant) -> str:
    """Return the address whose rules explain `url`: Microsoft Graph's own for the tenant's Graph-like API."""
    ours = tenant.apis[0].address.removesuffix("me")
    return f"https://graph.microsoft.com/v1.0/{url.removeprefix(ours)}" if url.startswith(ours) else url


class ErrorPages:
    """Reads along which error a page of `tenant` shows: nobody but the person at the browser would ever know."""

    def __init__(self, tenant: PracticeTenant, cancellation: Cancellation) -> None:
        self._shown: Mapping[str, Any] | None = None
        self._cancellation = cancellation
        tenant.hear_error_pages(self._hear)

    def _hear(self, error: Mapping[str, Any]) -> None:
        self._shown = self._shown or error
        self._cancellation.cancel()

    def told(self, outcome: SignInOutcome) -> SignInOutcome:
        """Return `outcome`, or the refusal that a page showed in its place."""
        import json

        if self._shown is None or outcome.status is not Status.CANCELLED:
            return outcome
        return replace(
            outcome,
            status=Status.REFUSED,
            sentence=_("The sign-in page shows an error and does not come back."),
            next_step=_("Elsewhere only the browser knows: copy what the page says and let “explain” read it."),
            refusal=json.dumps(self._shown, ensure_ascii=False, indent=2),
            error=str(self._shown.get("error", "")),
        )
