"""The exact requests of each flow as values: address, parameters in their order, and what each parameter is for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.details import Details, request_scopes
from inspector.exchanges.exchange import Channel, Step
from inspector.exchanges.parameters import explain_parameter
from inspector.words import _

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Values that are made or received while the flow runs; `Request.filled` puts them in.
STATE, NONCE, CODE_CHALLENGE, CODE_VERIFIER, CODE = "STATE", "NONCE", "CODE_CHALLENGE", "CODE_VERIFIER", "CODE"
CLIENT_ASSERTION, USER_TOKEN = "CLIENT_ASSERTION", "ACCESS_TOKEN_OF_THE_CALLER"
DEVICE_CODE, REFRESH_TOKEN = "DEVICE_CODE", "REFRESH_TOKEN"

# Where each platform's answers go unless the person names an address.
REDIRECT_URIS = {
    Client.WEB: "https://app.example/signin-oidc",
    Client.SPA: "https://app.example/redirect.html",
    Client.NATIVE: "http://localhost",
}
_SIGNS_IN = (Client.WEB, Client.SPA, Client.NATIVE)
_PROVES_ITSELF = (Client.WEB, Client.DAEMON, Client.API)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, and in a sentence what it is for."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request. A GET carries its parameters in the query, a POST as a form. `note` says what surprises."""

    title: str
    step: Step
    method: str
    url: str
    parameters: tuple[Parameter, ...]
    headers: tuple[tuple[str, str], ...] = ()
    note: str | None = None

    @property
    def channel(self) -> Channel:
        """Who carries it."""
        return Channel.FRONT if self.step is Step.AUTHORIZATION_REQUEST else Channel.BACK

    @property
    def address(self) -> str:
        """The address as it is opened: with the parameters of a GET."""
        return f"{self.url}?{urlencode(self.form)}" if self.method == "GET" else self.url

    @property
    def form(self) -> dict[str, str]:
        """The parameters by name."""
        return {each.name: each.value for each in self.parameters}

    def filled(self, values: Mapping[str, str]) -> "Request":
        """Return the request with its placeholders (`STATE`, `CODE` …) replaced by `values`."""
        parameters = (replace(each, value=values.get(each.value, each.value)) for each in self.parameters)
        headers = ((name, values.get(value, value)) for name, value in self.headers)
        return replace(self, parameters=tuple(parameters), headers=tuple(headers))


def requests_of(client: Client, details: Details) -> tuple[Request, ...]:
    """Return the requests of `client`'s flow, in their order."""
    return tuple(_requests(client, details))


def redirect_uri_of(client: Client, details: Details) -> str | None:
    """Return where `client`'s authorization response goes, or None for a flow without one."""
    return (details.redirect_uri or REDIRECT_URIS[client]) if client in _SIGNS_IN else None


def _requests(client: Client, details: Details) -> Iterator[Request]:
    if client in _SIGNS_IN:
        yield _authorization_request(client, details)
        yield _token_request(_("Redeem the code"), client, details, _code_form(client, details))
    elif client is Client.CLI:
        yield _device_request(details)
        yield replace(_token_request(_("Ask until it was entered"), client, details, _device_form()), step=Step.POLL)
    elif client is Client.DAEMON:
        yield _token_request(
            _("Get a token"), client, details, {"grant_type": "client_credentials"} | _scope(client, details)
        )
    else:
        yield _token_request(_("Exchange the caller's token"), client, details, _exchange_form(details))
    if client in (*_SIGNS_IN, Client.CLI):
        yield _token_request(_("Renew the tokens"), client, details, _renewal_form(client, details))


def _authorization_request(client: Client, details: Details) -> Request:
    form = {
        "client_id": details.shown_client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri_of(client, details) or "",
        "response_mode": "fragment" if client is Client.SPA else "form_post",
        **_scope(client, details),
        "state": STATE,
        "nonce": NONCE,
        "code_challenge": CODE_CHALLENGE,
        "code_challenge_method": "S256",
    }
    address = f"{details.authority}/oauth2/v2.0/authorize"
    return Request(_("Send the browser to sign in"), Step.AUTHORIZATION_REQUEST, "GET", address, _explained(form))


def _device_request(details: Details) -> Request:
    form = {"client_id": details.shown_client_id, **_scope(Client.CLI, details)}
    note = _("Show the message of the answer: the person opens verification_uri anywhere and types user_code there.")
    address = f"{details.authority}/oauth2/v2.0/devicecode"
    return Request(_("Get a code to type"), Step.DEVICE_AUTHORIZATION, "POST", address, _explained(form), note=note)


def _token_request(title: str, client: Client, details: Details, form: Mapping[str, str]) -> Request:
    proof = _proof() if client in _PROVES_ITSELF else {}
    return Request(
        title,
        Step.TOKEN_REQUEST,
        "POST",
        f"{details.authority}/oauth2/v2.0/token",
        _explained({"client_id": details.shown_client_id, **form, **proof}),
        _headers(client, details),
        _note(client, form["grant_type"]),
    )


def with_secret(request: Request, secret: str) -> Request:
    """Return a token request that is proven by a client secret instead of a signed assertion."""
    kept = tuple(each for each in request.parameters if not each.name.startswith("client_assertion"))
    return replace(request, parameters=(*kept, *_explained({"client_secret": secret})))


def _code_form(client: Client, details: Details) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": redirect_uri_of(client, details) or "",
        "code_verifier": CODE_VERIFIER,
        **_scope(client, details),
    }


def _device_form() -> dict[str, str]:
    return {"grant_type": DEVICE_GRANT, "device_code": DEVICE_CODE}


def _exchange_form(details: Details) -> dict[str, str]:
    form = {"grant_type": JWT_GRANT, "assertion": USER_TOKEN, "requested_token_use": "on_behalf_of"}
    return form | _scope(Client.API, details)


def _renewal_form(client: Client, details: Details) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN, **_scope(client, details)}


def _scope(client: Client, details: Details) -> dict[str, str]:
    return {"scope": " ".join(request_scopes(client, details))}


def _proof() -> dict[str, str]:
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": CLIENT_ASSERTION}


def _headers(client: Client, details: Details) -> tuple[tuple[str, str], ...]:
    """Return the header by which Entra ID tells a page's script from any other program (AADSTS9002327)."""
    if client is not Client.SPA:
        return ()
    scheme, _colons, rest = (redirect_uri_of(client, details) or "").partition("://")
    return (("Origin", f"{scheme}://{rest.partition('/')[0]}"),)


def _note(client: Client, grant: str) -> str | None:
    if client is Client.SPA:
        return _("The browser adds the Origin header by itself; only a page can redeem a code of the SPA platform.")
    if grant == DEVICE_GRANT:
        return _("Every `interval` seconds: authorization_pending means not yet, slow_down five seconds longer.")
    if client in _PROVES_ITSELF:
        return _("With a secret, client_secret stands in place of client_assertion and its type.")
    return None


def _explained(form: Mapping[str, str]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, value, explain_parameter(name, value) or "") for name, value in form.items())
