"""What is known of one's own registration: it fills the requests and snippets; the rest are placeholders."""

from dataclasses import dataclass

from inspector.diagnosis.expectation import Client
from inspector.knowledge.clouds import Cloud, authority_hosts, graph_hosts
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.permissions import OIDC_SCOPES

CLIENT_ID, TENANT_ID = "YOUR_CLIENT_ID", "YOUR_TENANT_ID"
GLOBAL_HOST = "login.microsoftonline.com"
_GRAPH = "https://graph.microsoft.com"
_BY_DEFAULT = frozenset({Client.DAEMON, Client.API})  # what these were granted stands in the registration
_OIDC = ("openid", "profile", "offline_access")


@dataclass(frozen=True, slots=True)
class Details:
    """Client id, tenant and scopes of a registration. What is left empty shows as a placeholder, or as a good default.

    `host` is the authority's; `redirect_uri` "" means the usual one of the platform.
    """

    client_id: str = ""
    tenant: str = ""
    scopes: tuple[str, ...] = ()
    redirect_uri: str = ""
    host: str = GLOBAL_HOST

    @property
    def shown_client_id(self) -> str:
        """The client id, or its placeholder."""
        return self.client_id or CLIENT_ID

    @property
    def authority(self) -> str:
        """The address of the tenant at its authority."""
        return f"https://{self.host}/{self.tenant or TENANT_ID}"

    @property
    def graph(self) -> str:
        """Microsoft Graph of the authority's cloud, which a scope without an API means."""
        cloud = authority_hosts().get(self.host, Cloud.GLOBAL)
        host = next((host for host, of in graph_hosts().items() if of is cloud), "")
        return f"https://{host}" if host else _GRAPH

    @property
    def is_filled(self) -> bool:
        """Whether client id and tenant are known, so that a sign-in can be tried."""
        return bool(self.client_id and self.tenant)


def resource_of(scope: str, graph: str = _GRAPH) -> str:
    """Return the API that `scope` is of, as it stands before the last slash; `graph` for a bare name.

    A resource by itself ("api://orders", a client id) is its own; the doubled slash of
    https://management.azure.com//.default is kept (Microsoft: scopes and permissions).
    """
    if _is_bare(scope):
        return scope
    return scope.rpartition("/")[0] if "/" in scope else graph


def api_scopes(client: Client, details: Details) -> tuple[str, ...]:
    """Return the scopes of one API that an access token of `client` is asked with; those of the first API named."""
    named = _named(details)
    if client in _BY_DEFAULT:
        return (f"{resource_of(named[0], details.graph) if named else details.graph}/.default",)
    if not named:
        return ("User.Read",)
    resource = resource_of(named[0])
    scopes = tuple(_whole(scope) for scope in named if resource_of(scope) == resource)
    # `.default` can't be mixed with named scopes of its API (AADSTS70011).
    return next(((scope,) for scope in scopes if scope.endswith("/.default")), scopes)


def scopes_of_other_apis(details: Details) -> tuple[str, ...]:
    """Return the named scopes that need an access token of their own."""
    named = _named(details)
    return tuple(scope for scope in named if resource_of(scope) != resource_of(named[0]))


def request_scopes(client: Client, details: Details) -> tuple[str, ...]:
    """Return what the `scope` parameter holds: OpenID Connect's scopes only where the client signs a user in."""
    return api_scopes(client, details) if client in _BY_DEFAULT else (*_OIDC, *api_scopes(client, details))


def _named(details: Details) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scope for scope in details.scopes if scope and scope.lower() not in OIDC_SCOPES))


def _whole(scope: str) -> str:
    """Return a resource without a permission as a scope: everything that was granted of it."""
    return f"{scope}/.default" if resource_of(scope) == scope else scope


def _is_bare(scope: str) -> bool:
    """Whether `scope` names an API and no permission of it: an id, or an address that ends with its host or an id."""
    rest = scope.partition("://")[2]
    return is_guid(scope.rpartition("/")[2]) or (bool(rest) and ("/" not in rest or rest.endswith("/")))
