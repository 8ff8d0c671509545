"""The app registrations of the practice tenant, one of each kind, with secrets and certificates made at each start."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from inspector.knowledge.permissions import PermissionKind, permission
from inspector.practice.tenants import LEARNING, PARTNER, Tenant
from inspector.tokens.issuing import SigningKey, make_key

GRAPH_ID = "00000003-0000-0000-c000-000000000000"
_LOOPBACK = ("localhost", "127.0.0.1")


class Platform(StrEnum):
    """Where a redirect URI is registered; it decides who may redeem the code."""

    WEB = "web"
    SPA = "spa"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class RedirectUri:
    """A registered redirect URI and its platform."""

    address: str
    platform: Platform

    def fits(self, address: str) -> bool:
        """Whether `address` matches: exactly, but for the port of a loopback host and a lone slash at the end."""
        return _comparable(self.address) == _comparable(address)


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret. `expires` is Unix time."""

    value: str = field(repr=False)
    key_id: str
    expires: float


@dataclass(frozen=True, slots=True)
class Scope:
    """A delegated permission that an API exposes."""

    name: str
    title: str
    admin_only: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """One app registration. `present_in` are the tenants that hold a service principal of it.

    `delegated` and `application` are the permissions that it lists, by the API's client id.
    """

    client_id: str
    name: str
    about: str = ""
    home: Tenant = LEARNING
    is_multi_tenant: bool = False
    present_in: frozenset[str] = frozenset({LEARNING.id})
    redirect_uris: tuple[RedirectUri, ...] = ()
    allows_public_flows: bool = False
    issues_id_tokens_directly: bool = False
    secrets: tuple[Secret, ...] = field(default=(), repr=False)
    certificates: tuple[SigningKey, ...] = field(default=(), repr=False)
    assignment_required: bool = False
    assigned: frozenset[str] = frozenset()
    identifier_uris: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    app_roles: tuple[str, ...] = ()
    token_version: int = 1
    is_cae_enabled: bool = False
    emits_groups: bool = False
    delegated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    application: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_confidential(self) -> bool:
        """Whether the app has a secret or certificate of its own."""
        return bool(self.secrets or self.certificates)

    @property
    def is_graph(self) -> bool:
        """Whether this is the Graph-like API, whose permissions are Microsoft Graph's own."""
        return self.client_id == GRAPH_ID

    def redirect_uri(self, address: str) -> RedirectUri | None:
        """Return the registered redirect URI that `address` matches."""
        return next((each for each in self.redirect_uris if each.fits(address)), None)

    def answers_to(self, identifier: str) -> bool:
        """Whether `identifier` names this API: its client id, api://{client id} or an Application ID URI."""
        wanted = identifier.rstrip("/").lower()
        return wanted in {self.client_id, f"api://{self.client_id}", *(each.lower() for each in self.identifier_uris)}

    def scope_named(self, name: str) -> Scope | None:
        """Return the delegated permission `name` (letter case ignored) that this API exposes."""
        if self.is_graph:
            found = permission(name, PermissionKind.DELEGATED)
            return Scope(found.name, found.name, found.admin_consent) if found else None
        return next((each for each in self.scopes if each.name.lower() == name.lower()), None)


DESKTOP = "c0ffee00-aaaa-4000-8000-000000000001"
SPA = "c0ffee00-aaaa-4000-8000-000000000002"
WEB = "c0ffee00-aaaa-4000-8000-000000000003"
DAEMON = "c0ffee00-aaaa-4000-8000-000000000004"
MIDDLE_TIER = "c0ffee00-aaaa-4000-8000-000000000005"
ORDERS = "c0ffee00-aaaa-4000-8000-000000000006"
LEGACY = "c0ffee00-aaaa-4000-8000-000000000007"
SHARED = "c0ffee00-aaaa-4000-8000-000000000008"
EXPENSES = "c0ffee00-aaaa-4000-8000-000000000009"
CONSOLE = "c0ffee00-aaaa-4000-8000-000000000010"
ELSEWHERE = "c0ffee00-aaaa-4000-8000-000000000011"

_YEAR = 365 * 86400


def make_registrations(now: float) -> tuple[Registration, ...]:
    """Return every registration; secrets and the daemon's certificate are made afresh, valid from `now`."""
    return (*_clients(now), *_apis(now))


def _clients(now: float) -> tuple[Registration, ...]:
    graph_and_orders = {GRAPH_ID: ("User.Read", "Mail.Read"), ORDERS: ("Orders.Read",)}
    return (
        Registration(
            DESKTOP, "Practice desktop", "a mobile and desktop app: a public client",
            redirect_uris=_redirects(Platform.NATIVE, "http://localhost", "http://127.0.0.1"),
            allows_public_flows=True, delegated={**graph_and_orders, MIDDLE_TIER: ("access_as_user",)},
        ),
        Registration(
            SPA, "Practice SPA", "a single-page app: only a browser may redeem its codes",
            redirect_uris=_redirects(Platform.SPA, "http://localhost", "https://spa.practice.test/"),
            delegated=graph_and_orders,
        ),
        Registration(
            WEB, "Practice web app", "a web app with a secret, and another one that has expired",
            redirect_uris=_redirects(Platform.WEB, "http://localhost", "https://web.practice.test/signin-oidc"),
            issues_id_tokens_directly=True, secrets=(_secret(now), _expired_secret(now)), emits_groups=True,
            delegated=graph_and_orders,
        ),
        Registration(
            DAEMON, "Practice daemon", "a service without a user, with a secret and a certificate",
            secrets=(_secret(now), _expired_secret(now)), certificates=(make_key("Practice daemon", now),),
            application={GRAPH_ID: ("User.Read.All", "Mail.Read"), ORDERS: ("Orders.Read.All", "Orders.Write.All")},
        ),
        Registration(
            SHARED, "Practice multi-tenant app", "a web and desktop app that any tenant may use",
            is_multi_tenant=True, present_in=frozenset({LEARNING.id, PARTNER.id}), secrets=(_secret(now),),
            redirect_uris=(
                *_redirects(Platform.NATIVE, "http://localhost"),
                *_redirects(Platform.WEB, "https://shared.practice.test/signin-oidc"),
            ),
            allows_public_flows=True, delegated={GRAPH_ID: ("User.Read",)},
        ),
        Registration(
            EXPENSES, "Practice expenses", "a desktop app that admits assigned users only: Alice",
            redirect_uris=_redirects(Platform.NATIVE, "http://localhost"), allows_public_flows=True,
            assignment_required=True, assigned=frozenset({"alice@learning.practice.test"}),
            delegated={GRAPH_ID: ("User.Read",)},
        ),
        Registration(
            CONSOLE, "Practice console", "a command-line app that does not allow public client flows",
            delegated=graph_and_orders,
        ),
        Registration(
            ELSEWHERE, "Practice supplier", "an app of the partner tenant, unknown in the practice tenant",
            home=PARTNER, present_in=frozenset({PARTNER.id}), allows_public_flows=True,
            redirect_uris=_redirects(Platform.NATIVE, "http://localhost"), delegated={GRAPH_ID: ("User.Read",)},
        ),
    )  # fmt: skip


def _apis(now: float) -> tuple[Registration, ...]:
    return (
        Registration(
            MIDDLE_TIER, "Practice middle tier", "an API that calls Orders and Graph on behalf of its caller",
            redirect_uris=_redirects(Platform.WEB, "http://localhost"), secrets=(_secret(now),),
            identifier_uris=("api://middle-tier",), token_version=2,
            scopes=(Scope("access_as_user", "Call the middle tier as you"),),
            delegated={GRAPH_ID: ("User.Read",), ORDERS: ("Orders.Read",)},
        ),
        Registration(
            ORDERS, "Orders", "an API with v2.0 tokens, continuous access evaluation and a step-up",
            identifier_uris=("api://orders",), token_version=2, is_cae_enabled=True, emits_groups=True,
            scopes=(
                Scope("Orders.Read", "Read your orders"),
                Scope("Orders.Write", "Change your orders"),
                Scope("Orders.Manage", "Manage everybody's orders", admin_only=True),
            ),
            app_roles=("Orders.Read.All", "Orders.Write.All"),
        ),
        Registration(
            LEGACY, "Practice legacy API", "an API with v1.0 tokens",
            identifier_uris=("https://legacy.practice.test",),
            scopes=(Scope("user_impersonation", "Use the legacy API as you"),),
        ),
        Registration(
            GRAPH_ID, "Microsoft Graph (practice)", "a small API shaped like Microsoft Graph",
            present_in=frozenset({LEARNING.id, PARTNER.id}), identifier_uris=("https://graph.microsoft.com",),
            is_cae_enabled=True,
        ),
    )  # fmt: skip


def _redirects(platform: Platform, *addresses: str) -> tuple[RedirectUri, ...]:
    return tuple(RedirectUri(address, platform) for address in addresses)


def _secret(now: float) -> Secret:
    return Secret(secrets.token_urlsafe(30), _key_id(), now + _YEAR)


def _expired_secret(now: float) -> Secret:
    return Secret(secrets.token_urlsafe(30), _key_id(), now - _YEAR / 12)


def _key_id() -> str:
    token = secrets.token_hex(16)
    return f"{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"


def _comparable(address: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return (address,)
    host = (parts.hostname or "").lower()
    if parts.scheme == "http" and host in _LOOPBACK:
        port = None
    return parts.scheme.lower(), host, port, parts.path if parts.path != "/" else "", parts.query, parts.fragment
