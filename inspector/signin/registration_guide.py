"""How to register an app of one's own: the steps in the portal, and the same as commands for the Azure CLI."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.masking import shell_quote
from inspector.signin.authority import admin_consent_address
from inspector.signin.request import Flow, Loopback, SignInRequest
from inspector.words import _

PORTAL = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade"
REFERENCE = "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app"


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step: what to do, and what to copy for it (a value for the portal, or a command)."""

    text: str
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """The way to a registration that fits a request: by hand in the portal, or with the Azure CLI."""

    portal: tuple[GuideStep, ...]
    commands: tuple[GuideStep, ...]
    reference: str = REFERENCE


def guide(request: SignInRequest, name: str = "Token Inspector") -> Guide:
    """Return how to register an app for `request`; `name` is what the registration will be called."""
    return Guide(tuple(_portal(request, name)), tuple(_commands(request, name)))


def registered_redirect_uri(request: SignInRequest) -> str:
    """Return the redirect URI to register: without a port, which Entra ID ignores for this host."""
    path = "" if request.redirect_path == "/" else request.redirect_path
    return f"http://{request.loopback.value}{path}"


def consent_address(request: SignInRequest) -> str | None:
    """Return where an administrator consents to `request`, coming back to its own redirect URI where it has one.

    The page there can't be shown once the sign-in is over; the consent was given all the same.
    """
    back = registered_redirect_uri(request) if request.flow is Flow.AUTHORIZATION_CODE else ""
    return admin_consent_address(request, back)


def _portal(request: SignInRequest, name: str) -> Iterator[GuideStep]:
    yield GuideStep(
        _("Open “App registrations” in the Microsoft Entra admin center and choose “New registration”."), PORTAL
    )
    yield GuideStep(_("Give it a name, and choose who may sign in."), name)
    if request.flow is Flow.AUTHORIZATION_CODE:
        yield GuideStep(
            _("Under “Authentication”, add the platform “Mobile and desktop applications” with this redirect URI."),
            registered_redirect_uri(request),
        )
        if request.loopback is Loopback.IP_ADDRESS:
            yield GuideStep(
                _("The page refuses http://127.0.0.1; enter it under “Manifest”, in publicClient.redirectUris.")
            )
    if request.flow is Flow.DEVICE_CODE:
        yield GuideStep(_("Under “Authentication”, set “Allow public client flows” to “Yes”."))
    if request.is_confidential:
        yield GuideStep(_("Under “Certificates & secrets”, add a certificate; a secret only for trying things out."))
    if request.flow is Flow.ON_BEHALF_OF:
        yield GuideStep(_("Under “Expose an API”, add a scope: the caller's token must be for this app."))
    yield GuideStep(_permissions(request), " ".join(request.asked_scopes) or None)
    yield GuideStep(_("Copy “Application (client) ID” and “Directory (tenant) ID” from “Overview” into the sign-in."))


def _permissions(request: SignInRequest) -> str:
    if request.flow is Flow.CLIENT_CREDENTIALS:
        return _("Under “API permissions”, add application permissions and let an administrator grant consent.")
    return _("Under “API permissions”, add the delegated permissions; an administrator may have to grant consent.")


def _commands(request: SignInRequest, name: str) -> Iterator[GuideStep]:
    yield GuideStep(_("Sign in to your tenant."), _login(request))
    yield GuideStep(_("Create the registration; this prints its client ID."), _create(request, name))
    if request.is_confidential:
        yield GuideStep(
            _("Add a certificate that the command makes; it prints where the file with its key lies."),
            "az ad app credential reset --id CLIENT_ID --create-cert",
        )
    yield GuideStep(_("Make it known in the tenant."), "az ad sp create --id CLIENT_ID")
    if request.flow is Flow.CLIENT_CREDENTIALS:
        yield GuideStep(
            _("Grant the application permissions that were added, as an administrator."),
            "az ad app permission admin-consent --id CLIENT_ID",
        )
    else:
        address = consent_address(replace(request, client_id=request.client_id.strip() or "CLIENT_ID"))
        if address:
            yield GuideStep(_("Where an administrator must consent, this address asks them to."), address)


def _login(request: SignInRequest) -> str:
    tenant = shell_quote(request.tenant) if request.tenant.lower() not in ("organizations", "common") else None
    return f"az login --tenant {tenant} --allow-no-subscriptions" if tenant else "az login --allow-no-subscriptions"


def _create(request: SignInRequest, name: str) -> str | None:
    quoted = shell_quote(name)
    if quoted is None:
        return None
    words = f"az ad app create --display-name {quoted} --sign-in-audience AzureADMyOrg"
    if request.flow is Flow.AUTHORIZATION_CODE:
        words += f" --public-client-redirect-uris {registered_redirect_uri(request)}"
    if request.flow is Flow.DEVICE_CODE:
        words += " --is-fallback-public-client true"
    return words + " --query appId --output tsv"
