"""Where a request goes and what that endpoint understands: v1.0 or v2.0, the tenant in its address, placeholders."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, Course, Located, Met, as_scope, is_entra, scopes_of
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.surroundings import is_placeholder
from inspector.exchanges.exchange import Step
from inspector.knowledge.permissions import OIDC_SCOPES
from inspector.knowledge.resources import resource_for
from inspector.words import _

_AUTHORITY = "https://learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority"
_CREDENTIALS_FLOW = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"
_ASKING = (Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST, Step.DEVICE_AUTHORIZATION)
_SHARED = ("common", "organizations", "consumers")


def resource_on_v2(course: Course) -> Iterator[Located]:
    """The v2.0 endpoint knows scopes only; `resource` is v1.0's parameter."""
    for met in course.all(*_ASKING):
        resource = met.asked("resource")
        if resource is None or met.sighting.version != "2.0":
            continue
        yield Located(
            met.index,
            Finding(
                id="resource-on-v2",
                severity=Severity.BLOCKER,
                title=_("resource at the v2.0 endpoint"),
                why=_("The v2.0 endpoint names the API in the scope; it refuses the v1.0 parameter resource."),
                sentence=_("the request sends the v1.0 parameter resource to the v2.0 endpoint."),
                stage=Stage.CLIENT,
                evidence=(Evidence("resource", quote(resource), _("no resource; the API stands in scope")),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Leave resource out and ask for the scope instead."),
                        as_scope(_scope(resource)),
                    ),
                ),
                reference=CODE_FLOW,
                rank=15,
            ),
            ("AADSTS901002", "AADSTS70011", "AADSTS900144", "invalid_request", "invalid_scope"),
        )


def _scope(resource: str) -> str:
    known = resource_for(resource)
    return (known.default_scope if known else None) or f"{resource}/.default"


def scope_on_v1(course: Course) -> Iterator[Located]:
    """The v1.0 endpoint overlooks scopes of APIs and wants to know the resource."""
    for met in course.all(*_ASKING):
        own = [scope for scope in scopes_of(met) if scope.lower() not in OIDC_SCOPES]
        if met.sighting.version != "1.0" or not own or "resource" in met.sighting.asked or _is_redemption(met):
            continue
        yield Located(
            met.index,
            Finding(
                id="scope-on-v1",
                severity=Severity.WARNING,
                title=_("scope at the v1.0 endpoint"),
                why=_(
                    "The v1.0 endpoint does not read the API out of scope: without resource the token is for "
                    "another API."
                ),
                sentence=_("the request names its API in scope, which the v1.0 endpoint does not read."),
                stage=Stage.CLIENT,
                evidence=(Evidence("scope", quote(" ".join(own))),),
                remedies=(Remedy(Who.DEVELOPER, _("Use the v2.0 endpoint: /oauth2/v2.0/ in the address.")),),
                reference="https://learn.microsoft.com/entra/identity-platform/scopes-oidc",
                rank=30,
            ),
            ("AADSTS50001", "AADSTS500011", "AADSTS900144", "AADSTS90014", "invalid_request", "invalid_resource"),
        )


def _is_redemption(met: Met) -> bool:
    return met.sighting.asked.get("grant_type") in ("authorization_code", "refresh_token")


def versions_mixed(course: Course) -> Iterator[Located]:
    """A code of the v2.0 endpoint is redeemed at v2.0, one of v1.0 at v1.0."""
    request = course.request
    begun = request.sighting.version if request else None
    for met in course.redemptions if begun else ():
        version = met.sighting.version
        if version is None or version == begun:
            continue
        yield Located(
            met.index,
            Finding(
                id="endpoint-versions-mixed",
                severity=Severity.BLOCKER,
                title=_("v1.0 and v2.0 endpoints mixed"),
                why=_(
                    "The code was asked for at v{begun} and is redeemed at v{version}; the two don't know each "
                    "other's codes."
                ).format(begun=begun, version=version),
                sentence=_("the code comes from the v{begun} endpoint and is redeemed at v{version}.").format(
                    begun=begun, version=version
                ),
                stage=Stage.CLIENT,
                evidence=(Evidence(_("endpoint"), f"v{version}", f"v{begun}"),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Use the endpoints of one version for both: /oauth2/v2.0/authorize and /oauth2/v2.0/token."),
                    ),
                ),
                reference=CODE_FLOW,
                rank=9,
            ),
            ("AADSTS70000", "AADSTS70008", "AADSTS9002313", "AADSTS54005", "invalid_grant", "invalid_request"),
        )


def tenants_mixed(course: Course) -> Iterator[Located]:
    """Both requests go to one authority."""
    request = course.request
    begun = request.sighting.tenant if request else None
    for met in course.redemptions if request and begun and is_entra(request.sighting) else ():
        tenant = met.sighting.tenant
        if not tenant or not begun or tenant.lower() == begun.lower() or not is_entra(met.sighting):
            continue
        shared = {tenant.lower(), begun.lower()} & set(_SHARED)
        yield Located(
            met.index,
            Finding(
                id="authority-changed",
                severity=Severity.NOTE if shared else Severity.WARNING,
                title=_("Another authority than at the start"),
                why=_("The code was asked for at {begun} and is redeemed at {tenant}.").format(
                    begun=quote(begun), tenant=quote(tenant)
                ),
                sentence=_("the code is redeemed at another tenant than the one that issued it."),
                stage=Stage.CLIENT,
                evidence=(Evidence(_("tenant"), quote(tenant), quote(begun)),),
                remedies=(Remedy(Who.DEVELOPER, _("Configure one authority and use it for both requests.")),),
                reference=_AUTHORITY,
                rank=35,
            ),
            ("AADSTS700005", "AADSTS70000", "AADSTS90002", "invalid_grant"),
        )


def shared_authority(course: Course) -> Iterator[Located]:
    """Without a user no tenant can be told from the account: these grants need the tenant in the address."""
    for met in course.grants("client_credentials", "password"):
        tenant = (met.sighting.tenant or "").lower()
        password = met.sighting.asked.get("grant_type") == "password"
        if tenant not in _SHARED or not is_entra(met.sighting) or (password and tenant == "organizations"):
            continue
        yield Located(
            met.index,
            Finding(
                id="tenant-not-named",
                severity=Severity.BLOCKER,
                title=_("/{tenant} instead of the tenant").format(tenant=tenant),
                why=_("Client credentials have no user whose account could say which tenant is meant.")
                if not password
                else _("A password sign-in needs the tenant, or /organizations, in the address."),
                sentence=_("the request goes to /{tenant}, but this flow needs the tenant's own address.").format(
                    tenant=tenant
                ),
                stage=Stage.CLIENT,
                evidence=(Evidence(_("authority"), f"/{tenant}", _("the tenant's id or domain")),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Put the tenant's id or domain into the address."),
                        "https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token",
                    ),
                ),
                reference=_CREDENTIALS_FLOW,
                rank=9,
            ),
            (
                "AADSTS50059",
                "AADSTS900023",
                "AADSTS53003",
                "AADSTS90002",
                "AADSTS9001023",
                "AADSTS70016",
                "AADSTS700016",
                "AADSTS50194",
                "invalid_request",
            ),
        )


def _is_left_in(course: Course, value: str) -> bool:
    """Whether a value is a placeholder; what Postman fills in from its variables ({{name}}) is none."""
    return is_placeholder(value) and not (course.is_file and "{{" in value)


_FILLED_IN = ("client_id", "redirect_uri", "scope", "resource", "client_secret", "code")


def placeholders(course: Course) -> Iterator[Located]:
    """A sample's placeholder that nobody replaced."""
    for met in course.all(*_ASKING):
        found = [name for name in _FILLED_IN if (value := met.asked(name)) and _is_left_in(course, value)]
        tenant = met.sighting.tenant
        values = [Evidence(name, quote(met.asked(name)), _("your own value")) for name in found]
        if tenant and _is_left_in(course, tenant):
            values.insert(0, Evidence(_("tenant in the address"), quote(tenant), _("the tenant's id or domain")))
        if values:
            yield Located(
                met.index,
                Finding(
                    id="placeholder-sent",
                    severity=Severity.BLOCKER,
                    title=_("A placeholder was left in"),
                    why=_(
                        "Sent like this, the request is refused. If you put it in for this paste only, "
                        "everything else here "
                        "is judged as it stands."
                    ),
                    sentence=_("a placeholder stands in {name}, where your own value belongs.").format(
                        name=values[0].where
                    ),
                    stage=Stage.CLIENT,
                    evidence=tuple(values),
                    remedies=(
                        Remedy(
                            Who.DEVELOPER,
                            _("Fill in the values of your app registration: Overview shows client id and tenant id."),
                        ),
                    ),
                    reference="https://learn.microsoft.com/entra/identity-platform/quickstart-register-app",
                    rank=60,
                ),
                (
                    "AADSTS900023",
                    "AADSTS90002",
                    "AADSTS700016",
                    "AADSTS90013",
                    "AADSTS50011",
                    "AADSTS700038",
                    "invalid_request",
                    "unauthorized_client",
                ),
            )
