"""The whole answer: why this flow, how to register, what to ask for, what comes back, and what to verify."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.details import (
    Details,
    api_scopes,
    request_scopes,
    scopes_of_other_apis,
)
from inspector.diagnosis.flow_advice.expected import ExpectedToken, Proof, checks_of, proofs_of, tokens_of
from inspector.diagnosis.flow_advice.reasons import Row, Tempting, row_of, tempting_of
from inspector.diagnosis.flow_advice.registration import Setting, credentials_of, registration_of
from inspector.diagnosis.flow_advice.requests import Request, redirect_uri_of, requests_of
from inspector.diagnosis.quoting import join
from inspector.words import _


@dataclass(frozen=True, slots=True)
class AskedScope:
    """A scope to ask for, and what it brings."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What fits one client. Everything in it is for people, except `requests`, which can be sent once filled."""

    client: Client
    row: Row
    details: Details
    tempting: tuple[Tempting, ...]
    registration: tuple[Setting, ...]
    credentials: tuple[str, ...]
    scopes: tuple[AskedScope, ...]
    tokens: tuple[ExpectedToken, ...]
    proofs: tuple[Proof, ...]
    requests: tuple[Request, ...]
    checks: tuple[str, ...]
    notes: tuple[str, ...]


def advise(client: Client, details: Details | None = None) -> Advice:
    """Return the advice for `client`, filled with `details` where they are known."""
    known = details or Details()
    return Advice(
        client=client,
        row=row_of(client),
        details=known,
        tempting=tempting_of(client),
        registration=registration_of(client, known),
        credentials=credentials_of(client),
        scopes=tuple(_scopes(client, known)),
        tokens=tokens_of(client),
        proofs=proofs_of(client, known),
        requests=requests_of(client, known),
        checks=checks_of(client),
        notes=tuple(_notes(client, known)),
    )


def _scopes(client: Client, details: Details) -> Iterator[AskedScope]:
    meanings = {
        "openid": _("Brings the ID token. MSAL adds it by itself."),
        "profile": _("Brings name, user name and object ID. MSAL adds it by itself."),
        "offline_access": _("Brings the refresh token. MSAL adds it by itself."),
    }
    for scope in request_scopes(client, details):
        yield AskedScope(scope, meanings.get(scope) or _api_scope(client, scope))


def _is_address(text: str) -> bool:
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:  # brackets that are no IPv6 address
        return False


def _api_scope(client: Client, scope: str) -> str:
    if client is Client.DAEMON:
        return _(
            "All application permissions that were granted for this API: named scopes are refused (AADSTS1002012)."
        )
    if client is Client.API:
        return _("All delegated permissions that were granted for the further API: nobody can be asked for more here.")
    if scope.endswith("/.default"):
        return _("All delegated permissions that were registered for this API.")
    if "/" not in scope:
        return _("A delegated permission of Microsoft Graph, which a name without an API means.")
    return _("A delegated permission of the API before the last slash.")


def _notes(client: Client, details: Details) -> Iterator[str]:
    address = urlsplit(redirect_uri_of(client, details) or "") if _is_address(details.redirect_uri) else None
    if address and address.scheme == "http" and address.hostname not in ("localhost", "127.0.0.1"):
        yield _("Entra ID takes a redirect URI with http for localhost alone: “{address}” has to be https.").format(
            address=details.redirect_uri
        )
    others = scopes_of_other_apis(details)
    if others:
        yield _("One access token is for one API: {names} takes a token request of its own.").format(names=join(others))
    named = tuple(scope for scope in details.scopes if scope not in others)
    if client in (Client.DAEMON, Client.API) and named and set(named) - set(api_scopes(client, details)):
        yield _(
            "This flow asks for {scope} instead of {names}; the permissions are granted in the registration."
        ).format(scope=api_scopes(client, details)[0], names=join(named))
    if client is Client.DAEMON and details.tenant.lower() in ("common", "organizations", "consumers"):
        yield _("An app that signs in as itself needs its tenant; “{tenant}” names none.").format(tenant=details.tenant)
