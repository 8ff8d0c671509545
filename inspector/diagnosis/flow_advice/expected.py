"""What comes back in each flow: the tokens, the claims that prove which flow it was, and what is still to verify."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.details import Details, api_scopes, resource_of
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.resources import resource_for
from inspector.words import _

_USERS = (Client.WEB, Client.SPA, Client.NATIVE, Client.CLI)


@dataclass(frozen=True, slots=True)
class ExpectedToken:
    """A token, whether it comes, and what to know of it."""

    name: str
    comes: bool
    about: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim of the access token, what it holds after this flow (so written where `literal`), and what that proves."""

    claim: str
    value: str
    meaning: str
    literal: bool = False


def tokens_of(client: Client) -> tuple[ExpectedToken, ...]:
    """Return access, ID and refresh token in that order, whether or not they come."""
    return (_access_token(client), _id_token(client), _refresh_token(client))


def proofs_of(client: Client, details: Details) -> tuple[Proof, ...]:
    """Return the claims of the access token by which the flow is recognised."""
    return tuple(_proofs(client, details))


def checks_of(client: Client) -> tuple[str, ...]:
    """Return what to verify once it works, one sentence each, in the order of the flow."""
    return tuple(_checks(client))


def _access_token(client: Client) -> ExpectedToken:
    if client is Client.DAEMON:
        about = _(
            "For the API, in the app's own name; 60 to 90 minutes, a day with a managed identity. Then ask again."
        )
    else:
        about = _("For the API, in the user's name; 60 to 90 minutes.")
    return ExpectedToken(_("Access token"), comes=True, about=about)


def _id_token(client: Client) -> ExpectedToken:
    if client in _USERS:
        return ExpectedToken(_("ID token"), comes=True, about=_("For the app itself: who signed in. Never for an API."))
    if client is Client.DAEMON:
        return ExpectedToken(_("ID token"), comes=False, about=_("Nobody has signed in."))
    return ExpectedToken(
        _("ID token"), comes=False, about=_("The user signed in at the caller's; add openid if you need one.")
    )


def _refresh_token(client: Client) -> ExpectedToken:
    name = _("Refresh token")
    if client is Client.DAEMON:
        return ExpectedToken(name, comes=False, about=_("The app can always prove itself again."))
    if client is Client.SPA:
        return ExpectedToken(
            name,
            comes=True,
            about=_("With offline_access; ends 24 hours after the sign-in, however often it is renewed."),
        )
    if client is Client.API:
        return ExpectedToken(
            name, comes=False, about=_("Only with offline_access, for work that outlasts the call; MSAL asks for it.")
        )
    return ExpectedToken(name, comes=True, about=_("With offline_access; 90 days, and a new one with each use."))


def _proofs(client: Client, details: Details) -> Iterator[Proof]:
    scopes = api_scopes(client, details)
    yield _audience(resource_of(scopes[0], details.graph))
    if client is Client.DAEMON:
        yield Proof("roles", _("the granted application permissions"), _("App-only: permissions of the app itself."))
        yield Proof("scp", _("absent"), _("No user has delegated anything."))
        yield Proof(
            "idtyp", "app", _("Says app-only outright, where the API asks for this optional claim."), literal=True
        )
        yield Proof("oid, sub", _("equal"), _("Both name the app's service principal."))
    else:
        yield Proof(
            "scp", _names(client, scopes), _("Delegated: what the app may do in the user's name."), literal=True
        )
        yield Proof("oid", _("the user"), _("The same user in every app of the tenant."))
        yield Proof("idtyp", _("absent, or user"), _("Never app."))
    yield _authentication(client)


def _audience(resource: str) -> Proof:
    """Microsoft's APIs are named as they were asked for; others by client id in v2.0 tokens (access token claims)."""
    if resource_for(resource) or is_guid(resource):
        return Proof("aud", resource, _("The API that was asked for, by its address or client ID."), literal=True)
    value = _("the API's client ID (v1.0: {resource})").format(resource=resource)
    return Proof("aud", value, _("The API that was asked for: v2.0 tokens name it by its client ID alone."))


def _names(client: Client, scopes: tuple[str, ...]) -> str:
    names = [scope.rpartition("/")[2] for scope in scopes]
    return _("what was consented to") if client is Client.API or ".default" in names else " ".join(names)


def _authentication(client: Client) -> Proof:
    if client in (Client.WEB, Client.DAEMON, Client.API):
        meaning = _(
            "The app proved itself: 2 by a certificate, federated credential or managed identity, 1 by a secret."
        )
        return Proof("azpacr (v1.0: appidacr)", "2", meaning, literal=True)
    meaning = _("A public client: it proved nothing but PKCE or the device code.")
    return Proof("azpacr (v1.0: appidacr)", "0", meaning, literal=True)


def _checks(client: Client) -> Iterator[str]:
    if client in (Client.WEB, Client.SPA, Client.NATIVE):
        yield _("State and nonce come back as they were sent, and an answer with another state is refused.")
        yield _("The code can be redeemed once only, and not without the code_verifier.")
    if client in _USERS:
        yield _("The ID token's signature, iss, aud (your client ID), exp and nonce; users are keyed by oid and tid.")
    if client in (Client.WEB, Client.SPA):
        yield _("Nothing but a code is in the browser's history, and no token in logs or addresses.")
    if client in (Client.SPA, Client.NATIVE, Client.CLI):
        yield _("No secret is in what you ship or in the registration.")
    if client is Client.CLI:
        yield _("Conditional Access does not block device code flow for these users; many tenants do, and rightly.")
        yield _("The program says which app asks and where to enter the code, and nobody else sends codes to users.")
    if client is Client.DAEMON:
        yield _("The API authorizes by roles and refuses a token without the role it needs.")
        yield _("No permission is broader than the calls need; the credential has an owner and a date for its renewal.")
    if client is Client.API:
        yield _("The incoming token is checked first: signature, iss, aud (this API), exp and scp.")
        yield _("A claims challenge of the further API is handed back to the caller, who alone can ask the user.")
        yield _("The token cache is kept apart for each user.")
    yield _("The API refuses a token with another aud, and one without the permission it needs.")
