"""How the app must be registered for each flow: platform, redirect URI, flags, permissions, credential."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.details import CLIENT_ID, Details
from inspector.diagnosis.flow_advice.reasons import row_of
from inspector.diagnosis.flow_advice.requests import redirect_uri_of
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the registration. `manifest` is what the manifest calls it; a `literal` value stands there so.

    `is_credential` marks the one that `credentials_of` says more about.
    """

    name: str
    value: str
    why: str
    manifest: str | None = None
    literal: bool = False
    is_credential: bool = False


def registration_of(client: Client, details: Details) -> tuple[Setting, ...]:
    """Return the settings of the registration, in the order in which the portal shows them."""
    return tuple(_settings(client, details))


def credentials_of(client: Client) -> tuple[str, ...]:
    """Return what the client may prove itself with, the best first; () for a public client."""
    if not row_of(client).is_confidential:
        return ()
    if client is Client.DAEMON:
        identity = _("Managed identity: nothing to register, store or renew. A script grants it its permissions.")
    else:
        identity = _(
            "Managed identity, as a federated credential of the app: there is nothing to store, copy or renew."
        )
    return (
        identity,
        _("Federated credential: where the host issues tokens of its own (GitHub Actions, Kubernetes, another cloud)."),
        _("Certificate: its private key stays in the host's key store."),
        _("Client secret: the last choice, since it can be copied unnoticed and expires."),
    )


def credential_in_short(client: Client) -> str:
    """Return what a confidential client should prove itself with, in a few words."""
    if client is Client.DAEMON:
        return _("managed identity or federated credential; else a certificate; a secret last")
    return _("certificate or federated credential; a secret last")


def _settings(client: Client, details: Details) -> Iterator[Setting]:
    yield from _platform(client, details)
    yield _public_flows(client)
    if client in (Client.WEB, Client.SPA):
        yield Setting(
            _("Implicit grant and hybrid flows"),
            "false",
            _("Leave both boxes empty: the code flow needs neither."),
            "web.implicitGrantSettings.enableAccessTokenIssuance, enableIdTokenIssuance",
            literal=True,
        )
    if row_of(client).is_confidential:
        yield Setting(
            _("Credential"),
            credential_in_short(client),
            _("Proves the app at the token endpoint."),
            "keyCredentials, federatedIdentityCredentials",
            is_credential=True,
        )
    if client is Client.API:
        yield from _exposed(details)
    yield _permissions(client)
    yield _token_version(client)


def _platform(client: Client, details: Details) -> Iterator[Setting]:
    if client is Client.CLI or not (address := redirect_uri_of(client, details)):
        yield Setting(_("Platform"), _("none"), _("The answer comes without a browser, so there is no redirect URI."))
        return
    name, member, why = _platforms()[client]
    yield Setting(_("Platform"), name, why, member)
    yield Setting(_("Redirect URI"), address, _redirect_reason(client), member, literal=True)


def _platforms() -> dict[Client, tuple[str, str, str]]:
    return {
        Client.WEB: (
            _("Web"),
            "web.redirectUris",
            _("Codes of this platform are redeemed by a server with a credential."),
        ),
        Client.SPA: (
            _("Single-page application"),
            "spa.redirectUris",
            _("Codes of this platform are redeemed by a page, across origins (AADSTS9002326 on any other)."),
        ),
        Client.NATIVE: (
            _("Mobile and desktop applications"),
            "publicClient.redirectUris",
            _("Codes of this platform are redeemed without a credential."),
        ),
    }


def _redirect_reason(client: Client) -> str:
    return {
        Client.WEB: _("Your own address, to the letter; http only for localhost."),
        Client.SPA: _("The page that takes the answer in, to the letter; http only for localhost."),
        Client.NATIVE: _("Any port will do: Entra ID ignores it for localhost. A broker has an address of its own."),
    }[client]  # fmt: skip


def _public_flows(client: Client) -> Setting:
    if client is Client.CLI:
        return Setting(
            _("Allow public client flows"),
            "true",
            _("Without a redirect URI nothing else says that the client is public (AADSTS7000218 otherwise)."),
            "isFallbackPublicClient",
            literal=True,
        )
    reason = (
        _("The redirect URI's platform says it already.")
        if client in (Client.SPA, Client.NATIVE)
        else _("It proves itself.")
    )
    return Setting(_("Allow public client flows"), "false", reason, "isFallbackPublicClient", literal=True)


def _exposed(details: Details) -> Iterator[Setting]:
    yield Setting(
        _("Application ID URI"),
        f"api://{details.client_id or CLIENT_ID}",
        _("Clients ask for this API by it."),
        "identifierUris",
        literal=True,
    )
    yield Setting(
        _("Scope that is exposed"),
        "access_as_user",
        _("Clients call this API with it; without one there is no user's token to exchange."),
        "api.oauth2PermissionScopes",
        literal=True,
    )
    yield Setting(
        _("Known client applications"),
        _("the client id of each client"),
        _("Lets users consent to both APIs at once; this API can't ask them itself."),
        "api.knownClientApplications",
    )


def _permissions(client: Client) -> Setting:
    if client is Client.DAEMON:
        return Setting(
            _("API permissions"),
            _("application permissions"),
            _("An administrator must grant each; they reach the data of everybody, so choose the narrowest."),
            "requiredResourceAccess (Role)",
        )
    return Setting(
        _("API permissions"),
        _("delegated permissions"),
        _("The app can never do more than its user; some need an administrator's consent."),
        "requiredResourceAccess (Scope)",
    )


def _token_version(client: Client) -> Setting:
    if client is Client.API:
        return Setting(
            _("Access token version"),
            "2",
            _("Makes the tokens that clients send to this API v2.0: its own registration decides, not the client's."),
            "api.requestedAccessTokenVersion",
            literal=True,
        )
    return Setting(
        _("Access token version"),
        "2",
        _("In the registration of the API that is called, if it is yours; Microsoft's APIs decide for themselves."),
        "api.requestedAccessTokenVersion",
        literal=True,
    )  # fmt: skip
