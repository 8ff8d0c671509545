"""What a person asks for when signing in, and what is wrong with it before anything is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import starmap
from typing import Any, NamedTuple

from inspector.knowledge.clouds import Cloud
from inspector.knowledge.tenants import AUDIENCE_WORDS
from inspector.masking import is_secret_name
from inspector.words import _

GRAPH_COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
ADDED_BY_MSAL = frozenset({"openid", "profile", "offline_access"})
# What MSAL or the flow sets itself; an extra parameter of that name would change the protocol.
RESERVED = frozenset(
    """client_id client_secret client_assertion client_assertion_type response_type response_mode redirect_uri scope
    state nonce code code_verifier code_challenge code_challenge_method grant_type refresh_token device_code assertion
    requested_token_use claims""".split()
)
_HINTS = frozenset({"prompt", "login_hint", "domain_hint"})  # fields of their own where there is a page


class Flow(StrEnum):
    """How tokens are asked for: the grants that Microsoft and the RFCs still recommend."""

    AUTHORIZATION_CODE = "authorization_code"
    DEVICE_CODE = "device_code"
    CLIENT_CREDENTIALS = "client_credentials"
    ON_BEHALF_OF = "on_behalf_of"


class ResponseMode(StrEnum):
    """How the authorization response comes back to the loopback address."""

    FORM_POST = "form_post"
    QUERY = "query"


class Loopback(StrEnum):
    """The host of the redirect URI; Entra ID ignores the port of both."""

    LOCALHOST = "localhost"
    IP_ADDRESS = "127.0.0.1"


class Prompt(StrEnum):
    """What the sign-in page is asked to do (OpenID Connect Core 3.1.2.1)."""

    SELECT_ACCOUNT = "select_account"
    LOGIN = "login"
    CONSENT = "consent"
    NONE = "none"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a confidential client proves itself with: a secret, or a certificate with its private key.

    `certificate` is PEM text that holds both, or the bytes of a PFX file. `assertion` is the user's token that an
    on-behalf-of request exchanges.
    """

    secret: str = field(default="", repr=False)
    certificate: str | bytes = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)

    @property
    def proves_client(self) -> bool:
        """Whether there is anything that the client could prove itself with."""
        return bool(self.secret or self.certificate)


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """Everything a sign-in is made from, except the credential. Nothing in it is secret.

    `tenant` is an id, a domain, "organizations", "common" or "consumers". `host` replaces the cloud's authority host,
    `issuer` (any OpenID Connect issuer, https with a path) replaces cloud, host and tenant. `claims` is the JSON of a
    claims request. `cae` says that the client handles continuous access evaluation. `extra` goes into the
    authorization request, or into the token request of a flow that has none.
    """

    client_id: str = ""
    flow: Flow = Flow.AUTHORIZATION_CODE
    scopes: tuple[str, ...] = ()
    cloud: Cloud = Cloud.GLOBAL
    tenant: str = "organizations"
    host: str = ""
    issuer: str = ""
    loopback: Loopback = Loopback.LOCALHOST
    redirect_port: int = 0  # 0: any free one
    redirect_path: str = "/"
    response_mode: ResponseMode = ResponseMode.FORM_POST
    offline_access: bool = True  # ask for a refresh token
    prompt: Prompt | None = None
    login_hint: str = ""
    domain_hint: str = ""
    claims: str = ""
    cae: bool = False
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def asked_scopes(self) -> tuple[str, ...]:
        """The scopes to hand to MSAL, which adds openid, profile and offline_access itself and refuses them."""
        return tuple(dict.fromkeys(scope for scope in self.scopes if scope.lower() not in ADDED_BY_MSAL))

    @property
    def is_confidential(self) -> bool:
        """Whether the flow needs a credential of the client."""
        return self.flow in (Flow.CLIENT_CREDENTIALS, Flow.ON_BEHALF_OF)


class Obstacle(NamedTuple):
    """Why a request can't be sent: one sentence, and the field that it speaks of.

    `field` is one of SignInRequest's, "credential" or "assertion".
    """

    field: str
    sentence: str


def obstacles(request: SignInRequest, credential: Credential | None = None) -> tuple[str, ...]:
    """Return what keeps `request` from being sent at all, one sentence each; () where nothing does."""
    return tuple(each.sentence for each in located_obstacles(request, credential))


def located_obstacles(request: SignInRequest, credential: Credential | None = None) -> tuple[Obstacle, ...]:
    """Return the same with the field that each speaks of."""
    return tuple(starmap(Obstacle, _obstacles(request, credential or Credential())))


def advice(request: SignInRequest) -> tuple[str, ...]:
    """Return what a person should know before this request is sent, one sentence each."""
    return tuple(_advice(request))


Found = Iterator[tuple[str, str]]


def _obstacles(request: SignInRequest, credential: Credential) -> Found:
    if not request.client_id.strip():
        yield "client_id", _("Give the client ID of your app registration.")
    if not request.issuer and not request.tenant.strip():
        yield "tenant", _("Give the tenant: its ID, a domain, or “organizations”.")
    yield from _address_obstacles(request)
    if request.is_confidential and not credential.proves_client:
        yield "credential", _("This flow needs a client secret or a certificate.")
    if credential.secret and credential.certificate:
        yield "credential", _("Give either a secret or a certificate, not both.")
    if request.flow is Flow.ON_BEHALF_OF and not credential.assertion.strip():
        yield "assertion", _("Give the access token to exchange.")
    yield from _scope_obstacles(request)
    if request.claims and not _is_object(request.claims):
        yield "claims", _("The claims request is not a JSON object.")
    reserved = RESERVED | _HINTS if request.flow is Flow.AUTHORIZATION_CODE else RESERVED
    for name, _value in request.extra:
        if name.lower() in reserved:
            text = _("“{name}” is set by the sign-in itself and can't be an extra parameter.")
            yield "extra", text.format(name=name)


def _address_obstacles(request: SignInRequest) -> Found:
    from inspector.signin.authority import address_problem

    problem = address_problem(request)
    if problem:
        yield "issuer" if request.issuer else "host", problem
    if not request.redirect_path.startswith("/") or any(letter in request.redirect_path for letter in "?# "):
        yield "redirect_path", _("The path of the redirect URI begins with a slash and has no query.")
    if not 0 <= request.redirect_port < 65536:
        yield "redirect_port", _("The port of the redirect URI lies between 0 (any) and 65535.")


def _scope_obstacles(request: SignInRequest) -> Found:
    resources = {scope.rpartition("/")[0] for scope in request.asked_scopes if scope.endswith("/.default")}
    if request.flow is Flow.CLIENT_CREDENTIALS and not request.issuer:
        if len(request.asked_scopes) != 1 or not resources:
            text = _(
                "An app that signs in as itself asks for exactly one scope: the resource followed by “/.default”, such "
                "as https://graph.microsoft.com/.default."
            )
            yield "scopes", text
    elif request.flow is Flow.ON_BEHALF_OF and not request.asked_scopes:
        yield "scopes", _("Give the scope of the further API, such as https://graph.microsoft.com/.default.")
    if len(resources) > 1:
        yield "scopes", _("One token is for one API: ask for “.default” of a single resource.")


def _advice(request: SignInRequest) -> Iterator[str]:
    if request.flow is Flow.CLIENT_CREDENTIALS:
        yield _("This signs in the app itself. Where a person is present, use the authorization code flow instead.")
        if not request.issuer and request.tenant.lower() in AUDIENCE_WORDS:
            yield _("An app that signs in as itself needs its tenant; “{tenant}” names none.").format(
                tenant=request.tenant
            )
    if request.flow is Flow.DEVICE_CODE:
        yield _(
            "Enter a device code only when you started the sign-in yourself: whoever sends you a code signs in as you."
        )
    if request.client_id.lower() == GRAPH_COMMAND_LINE_TOOLS:
        yield _(
            "This borrows Microsoft Graph Command Line Tools. Every consent widens one grant that all its users in the "
            "tenant share; prefer an app registration of your own."
        )
    if request.cae:
        yield _("With CAE, access tokens live 20 to 28 hours and can be revoked at once.")
    if request.prompt is Prompt.NONE:
        yield _("With prompt=none the page shows nothing: it answers with an error where it would have asked.")


def _is_object(text: str) -> bool:
    import json

    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def to_profile(request: SignInRequest, *, keep_login_hint: bool = False) -> dict[str, Any]:
    """Return `request` as plain JSON values for a profile; whatever could be secret or names a person stays out."""
    kept = request if keep_login_hint else replace(request, login_hint="")
    extra = [[name, value] for name, value in kept.extra if not is_secret_name(name)]
    values: dict[str, Any] = {each.name: getattr(kept, each.name) for each in fields(SignInRequest)}
    return values | {"scopes": list(kept.scopes), "extra": extra}


def from_profile(values: Mapping[str, Any]) -> SignInRequest:
    """Return the request in a profile; what is missing, unknown or of the wrong type has its default."""
    request = SignInRequest()
    for name in (each.name for each in fields(SignInRequest)):
        if name in values:
            request = replace(request, **_fitting(name, getattr(request, name), values[name]))
    return request


def _fitting(name: str, default: Any, value: Any) -> dict[str, Any]:
    """Return {name: value} in the field's own type, or {} where `value` does not fit it."""
    if name == "prompt":
        return {name: Prompt(value)} if value in list(Prompt) else {}
    if isinstance(default, StrEnum):
        return {name: type(default)(value)} if value in list(type(default)) else {}
    if name == "extra":
        return {name: tuple((str(pair[0]), str(pair[1])) for pair in value)} if _are_pairs(value) else {}
    if name == "scopes":
        return {name: tuple(map(str, value))} if isinstance(value, list | tuple) else {}
    return {name: value} if type(value) is type(default) else {}


def _are_pairs(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value)
