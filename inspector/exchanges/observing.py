"""From message pairs to sightings: what each message is in the protocol, if it is anything of it at all."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from inspector.exchanges.captured import Captured, parameters_of, split
from inspector.exchanges.comparing import Fingerprints, is_hidden, is_word
from inspector.exchanges.exchange import Channel, Exchange, Message, Step
from inspector.exchanges.page_words import shown_code, visible_words
from inspector.exchanges.recording import mask_parameters, read_json, record_request, record_response
from inspector.exchanges.sighting import SeenToken, Sighting, Trait
from inspector.knowledge.clouds import authority_hosts
from inspector.tokens.addresses import kind_of_parameters
from inspector.tokens.artifact import Kind

_DEVICE_GRANT = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")
# Entra ID's endpoints, and Azure AD B2C's, which have the policy after the tenant.
_ENDPOINT = re.compile(
    r"^/(?P<tenant>[^/]+)(?:/[^/]+)?/oauth2/(?:(?P<v2>v2\.0)/)?(?:authorize|token|devicecode|logout)/?$", re.IGNORECASE
)
_TENANT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|common|organizations|consumers", re.IGNORECASE)
_BEARING = ("bearer", "pop", "dpop")


class Observer:
    """Knows one recording: marks of the same secret are the same everywhere in it."""

    def __init__(self) -> None:
        self._marks = Fingerprints()
        self.saml: dict[str, int] = {}  # SAML and WS-Federation messages that were passed over, by their name
        self._authorities: set[str] = set()

    def observe(self, captured: Captured) -> Iterator[Sighting]:
        """Yield what a message pair shows: the request with its answer, and a response that its redirect carries."""
        if captured.method == "OPTIONS" or self._is_saml(captured):
            return
        step = self._step(captured)
        if step is not None:
            yield self._sighting(captured, step)
        carried = _carried(captured.redirect)
        if carried and carried != _carried(captured.url):
            yield self._redirected(captured, carried)

    def _is_saml(self, captured: Captured) -> bool:
        """Whether a message is of SAML or WS-Federation; one that only leads to such a sign-in may be ours itself."""
        if found := _saml_among({*captured.query, *captured.form}):
            self.saml[found] = self.saml.get(found, 0) + 1
            return True
        if found := _saml_among(_parameters(captured.redirect)):
            self.saml[found] = self.saml.get(found, 0) + 1
        return False

    def _step(self, captured: Captured) -> Step | None:
        path = captured.path.lower().rstrip("/")
        step = _of_program(captured, path) or _of_browser(captured, path)
        if step in (Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST, Step.POLL, Step.DEVICE_AUTHORIZATION):
            self._authorities.add(captured.host)
        if step is not None:
            return step
        if _bearer(captured) is not None or (captured.status == 401 and captured.answered("www-authenticate")):
            return Step.API_CALL
        if captured.host in self._authorities and (shown_code(captured.answer) or _is_error_page(captured, path)):
            return Step.OTHER  # the page that tells the person about a refusal
        return None

    def _sighting(self, captured: Captured, step: Step) -> Sighting:
        asked = captured.query | captured.form
        if step is Step.AUTHORIZATION_RESPONSE:
            asked = captured.fragment | asked
        answered = _answered(captured, step)
        response = answered if step is not Step.AUTHORIZATION_RESPONSE else asked | answered
        bearer = _bearer(captured)
        tenant, version = _endpoint(captured)
        return Sighting(
            number=captured.number,
            exchange=_exchange(captured, step, asked),
            asked=self._marks.comparable(asked),
            answered=self._marks.comparable(_texts(response)),
            tokens=tuple(_seen(response)),
            bearer=_seen_token("authorization", bearer) if bearer else None,
            traits=frozenset(_traits(captured, step)),
            host=captured.host,
            tenant=tenant,
            version=version,
        )

    def _redirected(self, captured: Captured, carried: dict[str, str]) -> Sighting:
        """Return the authorization response that a redirect carries to the app."""
        host, path, _query, fragment = split(captured.redirect)
        scheme = captured.redirect.partition("://")[0]
        address, _message = record_request(f"{scheme}://{host}{path}", None, None)
        message = Message(parameters=mask_parameters(carried))
        started = captured.started + (captured.seconds or 0.0) if captured.started else 0.0
        exchange = Exchange(Step.AUTHORIZATION_RESPONSE, Channel.FRONT, "GET", address, message, started)
        in_fragment = bool(carried.keys() & parameters_of(fragment).keys())
        traits = {Trait.SENT, *([Trait.FRAGMENT] if in_fragment else [])}
        marks = self._marks.comparable(carried)
        return Sighting(captured.number, exchange, marks, marks, tuple(_seen(carried)), None, frozenset(traits), host)


def _saml_among(names: Collection[str]) -> str | None:
    return next((name for name in ("SAMLRequest", "SAMLResponse", "wresult", "wtrealm") if name in names), None)


def _endpoint(captured: Captured) -> tuple[str | None, str | None]:
    """Return tenant and version of an endpoint that is Entra ID's by its host, or by its tenant; else nothing."""
    place = _ENDPOINT.match(captured.path)
    if place is None:
        return None, None
    host = captured.host.partition(":")[0]
    known = host in authority_hosts() or host.endswith((".ciamlogin.com", ".b2clogin.com", ".b2clogin.cn"))
    if not known and not _TENANT.fullmatch(place["tenant"]):
        return None, None
    return place["tenant"], "2.0" if place["v2"] else "1.0"


def _of_program(captured: Captured, path: str) -> Step | None:
    """Return what a program's own message is: to the token endpoint, for metadata, for a device code."""
    sent = captured.form
    if "/.well-known/openid-configuration" in path or "/.well-known/oauth-authorization-server" in path:
        return Step.DISCOVERY
    grant = sent.get("grant_type") or captured.query.get("grant_type")
    if grant:
        return Step.POLL if grant in _DEVICE_GRANT else Step.TOKEN_REQUEST
    if captured.method == "POST" and path.endswith(("/devicecode", "/device_authorization", "/device/code")):
        return Step.DEVICE_AUTHORIZATION
    if captured.method == "POST" and path.endswith("/token") and (sent or "oauth" in path):
        return Step.TOKEN_REQUEST
    if path.endswith(("/keys", "/jwks", "/jwks.json", "/certs")) and '"kty"' in captured.answer:
        return Step.KEYS
    return None


def _of_browser(captured: Captured, path: str) -> Step | None:
    """Return what a message of the front channel is."""
    asked = captured.query | captured.form
    names = asked.keys()
    if path.endswith(("/logout", "/endsession", "/end_session")) or "post_logout_redirect_uri" in names:
        return Step.SIGN_OUT
    if "response_type" in names or path.endswith("/authorize"):
        known = "client_id" in names or "request_uri" in names or "response_type" in names
        return Step.AUTHORIZATION_REQUEST if known else None
    if _carried(captured.url) or (captured.method == "POST" and _is_response(captured.form)):
        return Step.AUTHORIZATION_RESPONSE
    return None


def _is_response(parameters: Mapping[str, str]) -> bool:
    code = parameters.get("code", "")
    if is_hidden(code) or is_word(code):  # taken out by a program, whose word is short
        return "grant_type" not in parameters
    if kind_of_parameters(parameters, "") is not Kind.AUTHORIZATION_RESPONSE:
        return False
    return "state" in parameters or "error" in parameters or len(code) > 15 or _has_token(parameters)


def _has_token(parameters: Mapping[str, str]) -> bool:
    return "access_token" in parameters or "id_token" in parameters


def _parameters(address: str) -> dict[str, str]:
    _host, _path, query, fragment = split(address)
    return parameters_of(query) | parameters_of(fragment)


def _carried(address: str) -> dict[str, str]:
    """Return the parameters of an authorization response that an address carries, or nothing."""
    parameters = _parameters(address)
    return parameters if parameters and _is_response(parameters) else {}


def _bearer(captured: Captured) -> str | None:
    """Return the token that a request sends to an API."""
    scheme, _space, credential = (captured.header("authorization") or "").strip().partition(" ")
    if scheme.lower() in _BEARING and credential.strip():
        return credential.strip()
    return captured.query.get("access_token")


def _answered(captured: Captured, step: Step) -> dict[str, Any]:
    """Return the members of a JSON answer, or what an error page shows."""
    if step in (Step.AUTHORIZATION_REQUEST, Step.OTHER, Step.SIGN_OUT):
        shown = shown_code(captured.answer) if _is_page(captured) else None
        return {"error": shown} if shown else _page(captured)
    if step is Step.AUTHORIZATION_RESPONSE:
        return _page(captured)
    document = read_json(captured.answer) if step not in (Step.DISCOVERY, Step.KEYS) else None
    if not isinstance(document, dict):
        return {}
    if step is Step.API_CALL:
        return {}  # the API's own data is nobody's business here
    return document


def _page(captured: Captured) -> dict[str, Any]:
    """Return what a failing page says to the person."""
    failed = captured.status is not None and captured.status >= 400 and _is_page(captured)
    words = visible_words(captured.answer) if failed else ""
    return {"page": words} if words else {}


def _is_error_page(captured: Captured, path: str) -> bool:
    """Whether a person was led to a page that fails, rather than a script or picture."""
    if captured.status is None or captured.status < 400 or captured.status == 401 or not _is_page(captured):
        return False
    return "error" in path or captured.header("sec-fetch-mode") == "navigate"


def _is_page(captured: Captured) -> bool:
    return "html" in (captured.answered("content-type") or "html").lower()


def _texts(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in document.items()}


def _traits(captured: Captured, step: Step) -> Iterator[Trait]:
    origin = captured.header("origin")
    checks = {
        Trait.ORIGIN: bool(origin) and origin != "null",
        Trait.JSON_BODY: captured.body.lstrip().startswith("{"),
        Trait.QUERY: captured.method == "POST" and "grant_type" in captured.query,
        Trait.BASIC: (captured.header("authorization") or "").lower().startswith("basic "),
        Trait.FRAGMENT: step is Step.AUTHORIZATION_RESPONSE and _is_response(captured.fragment),
        Trait.ERROR_PAGE: step in (Step.AUTHORIZATION_REQUEST, Step.OTHER)
        and _is_page(captured)
        and shown_code(captured.answer) is not None,
        Trait.SENT: captured.status is not None or captured.started is not None,
    }
    return (trait for trait, holds in checks.items() if holds)


_TOKENS = ("access_token", "id_token")


def _seen(answer: Mapping[str, Any]) -> Iterator[SeenToken]:
    for name in _TOKENS:
        value = answer.get(name)
        if isinstance(value, str) and value:
            yield _seen_token(name, value)


def _seen_token(name: str, token: str) -> SeenToken:
    from inspector.tokens.compact import read_token
    from inspector.tokens.recognise import fingerprint

    claims = read_token(token)[0].claims if token.startswith("ey") and "." in token else None
    return SeenToken(name, fingerprint(token), claims.values if claims else {})


_FRONT = (Step.AUTHORIZATION_REQUEST, Step.AUTHORIZATION_RESPONSE, Step.SIGN_OUT, Step.OTHER)


def _exchange(captured: Captured, step: Step, asked: Mapping[str, str]) -> Exchange:
    channel = Channel.FRONT if step in _FRONT else Channel.BACK
    address, request = record_request(captured.url, dict(captured.headers), None)
    request = Message(request.headers, mask_parameters(asked))
    response = None
    if captured.status is not None:
        page = step in (*_FRONT, Step.API_CALL) and captured.status < 400
        response = record_response(captured.answer_headers, "" if page else captured.answer)
    return Exchange(
        step, channel, captured.method, address, request, captured.started or 0.0,
        seconds=captured.seconds, status=captured.status, response=response, fault=captured.fault, note=captured.note,
    )  # fmt: skip
