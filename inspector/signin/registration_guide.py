"""How to register an app of one's own: the steps in the portal, and the same as commands for the Azure CLI."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.knowledge.clouds import Cloud, authority_of
from inspector.knowledge.resources import resource_for
from inspector.masking import shell_quote
from inspector.signin.authority import admin_consent_address
from inspector.signin.request import Flow, Loopback, SignInRequest
from inspector.words import _

# The admin center of each cloud and what the Azure CLI calls the cloud (Microsoft Learn: national clouds).
_PORTALS = {Cloud.US_GOV: "entra.microsoft.us", Cloud.CHINA: "entra.microsoftonline.cn"}
_CLI_CLOUDS = {Cloud.US_GOV: "AzureUSGovernment", Cloud.CHINA: "AzureChinaCloud"}
_BLADE = "/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade"
# Who may sign in, by the tenant that the sign-in names: a registration for fewer is refused (AADSTS50194, 9002332).
_AUDIENCES = {
    "organizations": "AzureADMultipleOrgs",
    "common": "AzureADandPersonalMicrosoftAccount",
    "consumers": "PersonalMicrosoftAccount",
}
_PERSONAL = ("common", "consumers")  # these take v2.0 tokens only
_REFERENCE_ELSEWHERE = "https://www.rfc-editor.org/rfc/rfc8252"
REFERENCE = "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app"


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step: what to do, and what to copy for it (a value for the portal, or a command)."""

    text: str
    snippet: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """The way to a registration that fits a request: by hand in the portal, or with the Azure CLI.

    An issuer that is no Entra ID has no `commands`.
    """

    portal: tuple[GuideStep, ...]
    commands: tuple[GuideStep, ...]
    reference: str = REFERENCE


def guide(request: SignInRequest, name: str = "Token Inspector") -> Guide:
    """Return how to register an app for `request`; `name` is what the registration will be called."""
    reference = _REFERENCE_ELSEWHERE if request.issuer else REFERENCE
    return Guide(tuple(_portal(request, name)), tuple(_commands(request, name)), reference)


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
    if request.issuer:
        yield from _elsewhere(request)
        return
    yield GuideStep(
        _("Open “App registrations” in the Microsoft Entra admin center and choose “New registration”."),
        f"https://{_PORTALS.get(_cloud(request), 'entra.microsoft.com')}{_BLADE}",
    )
    yield GuideStep(_("Give it a name."), name)
    yield GuideStep(_who_may_sign_in(request))
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


def _elsewhere(request: SignInRequest) -> Iterator[GuideStep]:
    """What every OpenID Connect issuer wants to know of a client, whatever its pages call it (RFC 7591 2)."""
    if request.is_confidential:
        yield GuideStep(
            _("Register a confidential client at the issuer, with a secret or a certificate."), request.issuer
        )
    else:
        yield GuideStep(_("Register a public client (native, without a secret) at the issuer."), request.issuer)
    if request.flow is Flow.AUTHORIZATION_CODE:
        yield GuideStep(
            _(
                "Allow the grants “authorization_code” (with PKCE) and “refresh_token”, and this redirect URI at any "
                "port."
            ),
            registered_redirect_uri(request),
        )
    if request.flow is Flow.DEVICE_CODE:
        yield GuideStep(_("Allow the device authorization grant."), "urn:ietf:params:oauth:grant-type:device_code")
    if request.flow is Flow.CLIENT_CREDENTIALS:
        yield GuideStep(_("Allow the client credentials grant."), "client_credentials")
    yield GuideStep(_("Allow the scopes."), " ".join(request.asked_scopes) or "openid profile offline_access")
    yield GuideStep(_("Copy the client ID into the sign-in."))


def _cloud(request: SignInRequest) -> Cloud:
    """Return the cloud, also where its host was given in its place."""
    named = request.host.strip().rstrip("/").lower()
    return next((each for each in _PORTALS if authority_of(each) == named), request.cloud)


def _who_may_sign_in(request: SignInRequest) -> str:
    return {
        "organizations": _("Under “Supported account types”, choose accounts in any organizational directory."),
        "common": _("Under “Supported account types”, choose any organizational directory and personal accounts."),
        "consumers": _("Under “Supported account types”, choose personal Microsoft accounts only."),
    }.get(
        request.tenant.lower(), _("Under “Supported account types”, choose accounts in this organizational directory.")
    )


def _permissions(request: SignInRequest) -> str:
    if request.flow is Flow.CLIENT_CREDENTIALS:
        return _("Under “API permissions”, add application permissions and let an administrator grant consent.")
    return _("Under “API permissions”, add the delegated permissions; an administrator may have to grant consent.")


def _commands(request: SignInRequest, name: str) -> Iterator[GuideStep]:
    if request.issuer:
        return
    if _cloud(request) in _CLI_CLOUDS:
        yield GuideStep(_("Turn the CLI to this cloud."), f"az cloud set --name {_CLI_CLOUDS[_cloud(request)]}")
    yield GuideStep(_("Sign in to your tenant."), _login(request))
    yield GuideStep(_("Create the registration; this prints its client ID."), _create(request, name))
    if request.is_confidential:
        yield GuideStep(
            _("Add a certificate that the command makes; it prints where the file with its key lies."),
            "az ad app credential reset --id CLIENT_ID --create-cert",
        )
    yield GuideStep(_("Make it known in the tenant."), "az ad sp create --id CLIENT_ID")
    if request.flow is Flow.CLIENT_CREDENTIALS:
        yield GuideStep(_("Find the IDs of the API's application permissions."), _list_roles(request))
        yield GuideStep(_("Add those that the app needs."), _add_role(request))
        yield GuideStep(
            _("Grant the application permissions that were added, as an administrator."),
            "az ad app permission admin-consent --id CLIENT_ID",
        )
    else:
        address = consent_address(replace(request, client_id=request.client_id.strip() or "CLIENT_ID"))
        if address:
            yield GuideStep(_("Where an administrator must consent, this address asks them to."), address)


def _login(request: SignInRequest) -> str:
    tenant = shell_quote(request.tenant) if request.tenant.lower() not in _AUDIENCES else None
    return f"az login --tenant {tenant} --allow-no-subscriptions" if tenant else "az login --allow-no-subscriptions"


def _create(request: SignInRequest, name: str) -> str | None:
    quoted = shell_quote(name)
    if quoted is None:
        return None
    tenant = request.tenant.lower()
    words = f"az ad app create --display-name {quoted} --sign-in-audience {_AUDIENCES.get(tenant, 'AzureADMyOrg')}"
    if tenant in _PERSONAL:
        words += " --requested-access-token-version 2"
    if request.flow is Flow.AUTHORIZATION_CODE:
        words += f" --public-client-redirect-uris {registered_redirect_uri(request)}"
    if request.flow is Flow.DEVICE_CODE:
        words += " --is-fallback-public-client true"
    return words + " --query appId --output tsv"


def _add_role(request: SignInRequest) -> str:
    return f"az ad app permission add --id CLIENT_ID --api {_api(request)} --api-permissions PERMISSION_ID=Role"


def _list_roles(request: SignInRequest) -> str:
    return f'az ad sp show --id {_api(request)} --query "appRoles[].[value, id]" --output table'


def _api(request: SignInRequest) -> str:
    """Return the client ID of the API that is asked for, where it is one of Microsoft's, or a word in its place."""
    scope = next(iter(request.asked_scopes), "")
    known = resource_for(scope.removesuffix("/.default")) if scope else None
    return known.app_id if known else "API_CLIENT_ID"
