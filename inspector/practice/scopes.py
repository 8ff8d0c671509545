"""What a `scope` (v2.0) or `resource` (v1) parameter asks for, by Entra ID's rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import GRAPH_ID, Registration
from inspector.practice.tenants import Tenant

OIDC = ("openid", "profile", "email", "offline_access")
DEFAULT = ".default"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one API. `audience` is the API as the request named it, `names` its permissions."""

    resource: Registration
    audience: str
    names: tuple[str, ...]

    @property
    def is_default(self) -> bool:
        """Whether everything that was granted is asked for (.default)."""
        return DEFAULT in self.names

    def as_written(self, name: str) -> str:
        """Return the scope value for `name`, in the form that the request used."""
        return name if self.audience == GRAPH_ID else f"{self.audience}/{name}"


@dataclass(frozen=True, slots=True)
class Scopes:
    """A whole `scope` parameter: OpenID Connect's own scopes, and what is asked of each API, in order."""

    oidc: frozenset[str]
    apis: tuple[Asked, ...]

    @property
    def first(self) -> Asked | None:
        """The API that the access token will be for."""
        return self.apis[0] if self.apis else None


class Apis:
    """The APIs that a request may ask for, found by identifier."""

    def __init__(self, registrations: Iterable[Registration]) -> None:
        self._apis = tuple(each for each in registrations)

    def find(self, identifier: str, tenant: Tenant | None) -> Registration:
        """Return the API called `identifier`; refuses with 500011 where `tenant` has none."""
        for each in self._apis:
            if each.answers_to(identifier) and (tenant is None or tenant.id in each.present_in):
                return each
        raise RefusedError(500011, resource=identifier, tenant_name=tenant.name if tenant else "organizations")

    def read_scopes(self, text: str, client: Registration, tenant: Tenant | None) -> Scopes:
        """Return what `text` asks for. Refuses with 70011, 500011 or 650053."""
        asked: dict[str, list[str]] = {}
        words = text.split()
        for word in words:
            if word not in OIDC:
                identifier, name = split_scope(word)
                asked.setdefault(identifier, []).append(name)
        apis = tuple(self._asked(identifier, names, client, tenant, text) for identifier, names in asked.items())
        if any(one.is_default and _goes_further(one, apis) for one in apis):
            raise RefusedError(70011, scope=text)
        return Scopes(frozenset(word for word in words if word in OIDC), apis)

    def _asked(
        self, identifier: str, names: list[str], client: Registration, tenant: Tenant | None, text: str
    ) -> Asked:
        if not all(names) or (DEFAULT in names and len(set(names)) > 1):
            raise RefusedError(70011, scope=text)
        resource = self.find(identifier, tenant)
        return Asked(resource, identifier, tuple(_canonical(resource, name, client) for name in names))


def _goes_further(default: Asked, apis: Iterable[Asked]) -> bool:
    """Whether the API of a .default is asked by another of its names for named permissions as well."""
    return any(each.resource is default.resource and not each.is_default for each in apis)


def split_scope(scope: str) -> tuple[str, str]:
    """Return API and permission: what stands before and after the last slash. Graph needs no name.

    Of "https://management.azure.com//.default" the API keeps its own slash.
    """
    if "/" not in scope:
        return GRAPH_ID, scope
    identifier, _slash, name = scope.rpartition("/")
    return identifier, name


def _canonical(resource: Registration, name: str, client: Registration) -> str:
    if name == DEFAULT:
        return name
    found = resource.scope_named(name)
    if found is None:
        raise RefusedError(650053, client_name=client.name, scope=name, resource=resource.client_id)
    return found.name
