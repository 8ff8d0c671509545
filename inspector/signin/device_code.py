"""Device authorization grant (RFC 8628): the code is entered on any device with a browser, and polled for here."""

from collections.abc import Mapping
from typing import Any

from inspector.signin.application import build_public
from inspector.signin.authority import is_page
from inspector.signin.faults import BadEndpointError, CodeExpiredError, NoDeviceEndpointError, TransportError
from inspector.signin.outcome import EnterCode
from inspector.signin.run import Run

_PENDING = frozenset({"authorization_pending", "slow_down"})


def sign_in(run: Run) -> Mapping[str, Any] | None:
    """Return MSAL's result. Raises CodeExpiredError and NoDeviceEndpointError besides what the transport raises."""
    app = build_public(run)
    if not run.transport.discovery.get("device_authorization_endpoint"):
        raise NoDeviceEndpointError
    flow: dict[str, Any] = app.initiate_device_flow(
        list(run.request.asked_scopes), claims_challenge=run.request.claims or None
    )
    if "user_code" not in flow:
        return flow if "error" in flow else {"error": "invalid_response", **flow}
    # An interval of 0 would have MSAL poll without pause.
    flow["interval"] = max(1, flow["interval"])
    until = run.clock() + flow["expires_in"]
    run.tell(_code(flow, until))
    return _poll(run, app, flow, until)


def _code(flow: Mapping[str, Any], until: float) -> EnterCode:
    address = str(flow.get("verification_uri") or flow.get("verification_url") or "")
    complete = str(flow.get("verification_uri_complete") or "")
    if not is_page(address):
        raise BadEndpointError
    return EnterCode(
        user_code=str(flow["user_code"]),
        verification_uri=address,
        verification_uri_complete=complete if is_page(complete) else "",
        until=until,
        interval=flow["interval"],
    )


def _poll(run: Run, app: Any, flow: dict[str, Any], until: float) -> Mapping[str, Any]:
    """Poll once per interval, first after one interval, until there is an answer or the code expires."""
    while True:
        pause = max(flow["interval"], run.transport.retry_after)
        if run.clock() + pause >= until:
            run.cancellation.wait(max(0.0, until - run.clock()))
            raise CodeExpiredError
        run.cancellation.wait(pause)
        result = _poll_once(run, app, flow)
        if result is not None and result.get("error") == "expired_token":
            raise CodeExpiredError
        if result is not None and result.get("error") not in _PENDING:
            return result


def _poll_once(run: Run, app: Any, flow: dict[str, Any]) -> Mapping[str, Any] | None:
    """Return MSAL's result of one poll; None where none came, which slows the next one down (RFC 8628 3.5)."""
    from msal.exceptions import MsalServiceError

    run.http_cache.clear()  # MSAL would repeat "busy" for a minute instead of asking
    try:
        result: Mapping[str, Any] = app.acquire_token_by_device_flow(
            flow, claims_challenge=run.request.claims or None, exit_condition=lambda _flow: True
        )
    except (TransportError, MsalServiceError, ValueError):  # ValueError: a page in place of JSON
        flow["interval"] += 5
        return None
    return None if run.transport.status == 429 else result
