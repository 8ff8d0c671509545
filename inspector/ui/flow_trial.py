"""A sign-in that tries an advised flow."""

from typing import NamedTuple

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.details import api_scopes
from inspector.signin.request import Flow, SignInRequest

# Web apps and pages are tried as a desktop app signs in: the same flow, with this program's redirect URI.
_FLOWS = {Client.DAEMON: Flow.CLIENT_CREDENTIALS, Client.API: Flow.ON_BEHALF_OF, Client.CLI: Flow.DEVICE_CODE}


class Trial(NamedTuple):
    """What is asked for, and whether at the practice tenant."""

    request: SignInRequest
    practice: bool


def trial_of(advice: Advice, *, practice: bool) -> Trial:
    """Return the sign-in that tries `advice`: filled with what was typed, or left to the practice tenant's own apps."""
    flow = _FLOWS.get(advice.client, Flow.AUTHORIZATION_CODE)
    if practice:
        return Trial(SignInRequest(flow=flow), practice)
    details = advice.details
    scopes = api_scopes(advice.client, details)
    tenant = details.tenant or SignInRequest().tenant
    return Trial(SignInRequest(details.client_id, flow, scopes, tenant=tenant), practice)
