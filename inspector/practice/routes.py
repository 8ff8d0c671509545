"""Which endpoint answers which address, and how a refusal leaves: as a page for browsers, as JSON for programs."""

from collections.abc import Callable, Iterable, Mapping
from threading import RLock
from typing import Any

from inspector.practice import authorize_endpoint, device_grant, discovery, pages
from inspector.practice.authority import Authority
from inspector.practice.device_pages import DevicePages
from inspector.practice.faults import Where
from inspector.practice.graph_api import USER_INFO, graph
from inspector.practice.interactions import Interactions
from inspector.practice.messages import Request, Response, StartResponse, json_response, read_request, write_response
from inspector.practice.orders_api import orders
from inspector.practice.refusals import RefusedError, UncodedRefusedError, error_body, wordings
from inspector.practice.token_endpoint import token
from inspector.words import _

_V1, _V2 = ("oauth2",), ("oauth2", "v2.0")
_DISCOVERY = (".well-known", "openid-configuration")
_RETRY_AFTER = ("Retry-After", "10")
_SLOW = 30.0


class Routes:
    """The whole practice tenant as one WSGI application. Requests are answered one at a time."""

    def __init__(self, authority: Authority, pause: Callable[[float], object]) -> None:
        self._authority = authority
        self._pause = pause
        self._interactions = Interactions(authority)
        self._device_pages = DevicePages(authority, self._interactions)
        self._lock = RLock()

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer programs and browsers: every address."""
        return self._serve(environ, start_response, self._answer)

    def browser_pages(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer browsers only: no tokens, no APIs."""
        return self._serve(environ, start_response, lambda request: self._page(request) or _not_found())

    def _serve(
        self,
        environ: Mapping[str, Any],
        start_response: StartResponse,
        answer: Callable[[Request], Response],
    ) -> Iterable[bytes]:
        request = read_request(environ)
        with self._lock:
            response = answer(request)
            headers = (*self._identifying(request), *_cross_origin(request))
        if response.delay:
            self._pause(response.delay)
        return write_response(response.with_headers(*headers), start_response)

    def _answer(self, request: Request) -> Response:
        page = self._page(request)
        if page is not None:
            return page
        if request.method == "OPTIONS":
            return Response(204)
        return self._spoilt(request) or self._program(request)

    def _page(self, request: Request) -> Response | None:
        """Return what a browser gets, or None where the address is not one for browsers."""
        try:
            return self._browser(request)
        except RefusedError as refused:
            trace = self._authority.trace(request)
            self._authority.on_error_page(error_body(refused, trace, self._authority.origin))
            lines = (
                f"Request Id: {trace.trace_id}",
                f"Correlation Id: {trace.correlation_id}",
                f"Timestamp: {trace.timestamp}",
            )
            return pages.refused(refused.sentence, lines)

    def _browser(self, request: Request) -> Response | None:
        authority, path = self._authority, request.path
        if path == ("login",):
            return self._interactions.resume(request)
        if path in (("devicelogin",), ("common", "oauth2", "deviceauth")):
            return self._device_pages.answer(request)
        if path == ("error",):
            return pages.notice(*_looked_up(request.get("code")))
        for version, prefix in (("1.0", _V1), ("2.0", _V2)):
            if path[1:] == (*prefix, "authorize"):
                realm = authority.realm(path[0])
                return authorize_endpoint.authorize(authority, self._interactions, request, realm, version)
            if path[1:] == (*prefix, "logout"):
                return authorize_endpoint.sign_out(authority, request)
        if path[1:] in (("adminconsent",), ("v2.0", "adminconsent")):
            realm = authority.realm(path[0])
            return authorize_endpoint.consent_as_administrator(authority, self._interactions, request, realm)
        return None

    def _program(self, request: Request) -> Response:
        authority, path = self._authority, request.path
        if path[0] in ("v1.0", "beta") or path == USER_INFO:
            return graph(authority, request)
        if path[0] == "orders":
            return orders(authority, request)
        try:
            return self._back_channel(request) or _not_found()
        except (RefusedError, UncodedRefusedError) as refused:
            return refusal(authority, request, refused)

    def _back_channel(self, request: Request) -> Response | None:
        authority, path = self._authority, request.path
        if path == ("common", "discovery", "instance"):
            return discovery.instance(authority, request)
        rest = path[1:]
        if rest == ("v2.0", *_DISCOVERY):
            return discovery.openid_configuration(authority, authority.realm(path[0]), "2.0")
        if rest == _DISCOVERY:
            return discovery.openid_configuration(authority, authority.realm(path[0]), "1.0")
        if rest in (("discovery", "v2.0", "keys"), ("discovery", "keys")):
            return discovery.keys(authority, authority.realm(path[0]), "2.0" if "v2.0" in rest else "1.0")
        for version, prefix in (("1.0", _V1), ("2.0", _V2)):
            if rest == (*prefix, "token"):
                return token(authority, request, authority.realm(path[0]), version)
            if rest == (*prefix, "devicecode"):
                return device_grant.start(authority, request, authority.realm(path[0]), version)
        return None

    def _spoilt(self, request: Request) -> Response | None:
        """Return what a fault puts in the place of the answer, if one is set that does."""
        fault = self._authority.fault
        if fault is None or Where.ANSWER not in fault.where:
            return None
        if fault.code is not None:
            refused = self._authority.refusal(fault.code)
            return refusal(self._authority, request, refused).with_headers(_RETRY_AFTER)
        if fault.name == "html":
            return pages.captive_portal()
        if fault.name == "gateway-timeout":
            return pages.gateway_timeout()
        whole = self._program(request)
        slow = fault.name == "slow"
        return Response(whole.status, whole.headers, whole.body, delay=_SLOW if slow else 0, cut=not slow)

    def _identifying(self, request: Request) -> tuple[tuple[str, str], ...]:
        trace = self._authority.trace(request)
        return (
            ("x-ms-request-id", trace.trace_id),
            ("client-request-id", trace.correlation_id),
            ("x-ms-ests-server", "practice"),
        )


def refusal(authority: Authority, request: Request, refused: RefusedError | UncodedRefusedError) -> Response:
    """Return the JSON body of a refusal, with its status."""
    status = refused.wording.status if isinstance(refused, RefusedError) else 400
    return json_response(error_body(refused, authority.trace(request), authority.origin), status)


def _looked_up(code: str) -> tuple[str, str]:
    """Return heading and text for the address that refusals give as their error_uri."""
    wording = wordings().get(int(code)) if code.isdecimal() and len(code) < 10 else None
    return f"AADSTS{code}", wording.text if wording else _("The practice tenant does not use this code.")


def _not_found() -> Response:
    return json_response({"error": "not_found"}, 404)


def _cross_origin(request: Request) -> tuple[tuple[str, str], ...]:
    """Let scripts of other origins read the answer, as Entra ID lets SPAs (Fetch standard, CORS)."""
    origin = request.headers.get("origin")
    if not origin or not origin.isprintable():
        return ()
    return (
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
        ("Access-Control-Allow-Headers", request.headers.get("access-control-request-headers", "*")),
        ("Access-Control-Expose-Headers", "WWW-Authenticate, x-ms-request-id"),
        ("Vary", "Origin"),
    )
