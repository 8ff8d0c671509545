"""Who has agreed to what: delegated grants of users and administrators, and application permissions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from inspector.practice.registrations import DAEMON, DESKTOP, GRAPH_ID, MIDDLE_TIER, ORDERS, SPA, WEB
from inspector.practice.tenants import LEARNING

_EVERYONE = ""


@dataclass(slots=True)
class Consents:
    """The grants of all tenants. A grant for everyone was given by an administrator."""

    _delegated: dict[tuple[str, str, str, str], set[str]] = field(default_factory=dict)
    _roles: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)

    def grant(self, tenant: str, client: str, resource: str, scopes: Iterable[str], user: str = _EVERYONE) -> None:
        """Keep that `user` (object id; everyone where left out) lets `client` use `scopes` of `resource`."""
        self._delegated.setdefault((tenant, client, resource, user), set()).update(scopes)

    def granted(self, tenant: str, client: str, resource: str, user: str) -> frozenset[str]:
        """Return the scopes of `resource` that `client` may use for `user`."""
        return frozenset(scope for who in {_EVERYONE, user} for scope in self._scopes(tenant, client, resource, who))

    def grant_roles(self, tenant: str, client: str, resource: str, roles: Iterable[str]) -> None:
        """Keep that an administrator gave `client` these application permissions of `resource`."""
        self._roles.setdefault((tenant, client, resource), set()).update(roles)

    def roles(self, tenant: str, client: str, resource: str) -> tuple[str, ...]:
        """Return the application permissions of `client` at `resource`, sorted."""
        return tuple(sorted(self._roles.get((tenant, client, resource), ())))

    def withdraw(self, client: str) -> None:
        """Forget everything that was granted to `client`."""
        for key in [key for key in self._delegated if key[1] == client]:
            del self._delegated[key]
        for role_key in [key for key in self._roles if key[1] == client]:
            del self._roles[role_key]

    def _scopes(self, tenant: str, client: str, resource: str, user: str) -> Iterator[str]:
        yield from self._delegated.get((tenant, client, resource, user), ())


def first_consents() -> Consents:
    """Return what is granted when the practice tenant starts; everything else meets the consent page or 65001."""
    consents, tenant = Consents(), LEARNING.id
    for client in (DESKTOP, SPA, WEB):
        consents.grant(tenant, client, GRAPH_ID, ("User.Read",))
    consents.grant(tenant, DESKTOP, ORDERS, ("Orders.Read",))
    consents.grant(tenant, DESKTOP, MIDDLE_TIER, ("access_as_user",))
    consents.grant(tenant, MIDDLE_TIER, ORDERS, ("Orders.Read",))
    consents.grant_roles(tenant, DAEMON, GRAPH_ID, ("User.Read.All",))
    consents.grant_roles(tenant, DAEMON, ORDERS, ("Orders.Read.All",))
    return consents
