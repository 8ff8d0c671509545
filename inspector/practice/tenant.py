"""The practice tenant as others use it: an Entra-shaped authority in process, its pages on loopback."""

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.practice import faults as every_fault
from inspector.practice.authority import Authority
from inspector.practice.claims import Issuers
from inspector.practice.faults import Fault
from inspector.practice.minting import KeyRing
from inspector.practice.registrations import Registration, make_registrations
from inspector.practice.routes import Routes
from inspector.practice.server import LoopbackServer
from inspector.practice.tenants import LEARNING, USERS, Tenant, User
from inspector.tokens.issuing import SigningKey


@dataclass(frozen=True, slots=True)
class Api:
    """An API that can be called with the tenant's tokens: an address to GET and the scope it needs."""

    name: str
    address: str
    scope: str


class PracticeTenant:
    """An authority shaped like Entra ID, with apps, people and APIs. Nothing of it outlives the process.

    `wsgi` answers everything at `authority`'s host; its pages are served where `serve_pages` says.
    """

    def __init__(self, authority: Authority) -> None:
        self._state = authority
        self._closed = threading.Event()
        self._servers: list[LoopbackServer] = []
        self.wsgi = Routes(authority, self._closed.wait)

    @property
    def tenant(self) -> Tenant:
        """The home directory: its id, domain and name."""
        return LEARNING

    @property
    def authority(self) -> str:
        """The authority address that programs are given, such as https://practice.test/{tenant id}."""
        return f"{self._state.origin}/{LEARNING.id}"

    @property
    def issuer(self) -> str:
        """The issuer of v2.0 tokens."""
        return self._state.issuers.issuer(LEARNING, "2.0")

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """The app registrations, clients first; their secrets and certificates are in them."""
        return self._state.registrations

    @property
    def users(self) -> tuple[User, ...]:
        """Everybody who can sign in."""
        return USERS

    @property
    def apis(self) -> tuple[Api, ...]:
        """The APIs that can be called."""
        origin = self._state.origin
        return (
            Api("Microsoft Graph (practice)", f"{origin}/v1.0/me", "User.Read"),
            Api("Orders", f"{origin}/orders", "api://orders/Orders.Read"),
        )

    @property
    def fault(self) -> Fault | None:
        """The fault that is set."""
        return self._state.fault

    def faults(self) -> tuple[Fault, ...]:
        """Return every fault that can be set: name, what it does, the AADSTS code it ends in."""
        return every_fault.faults()

    def set_fault(self, name: str | None) -> None:
        """Let the fault called `name` strike from now on, or none; raises KeyError for an unknown name."""
        fault = every_fault.fault_named(name) if name else None
        self._state.revoked_up_to = self._state.ledger.last_position
        self._state.fault = fault

    def hear_error_pages(self, listener: Callable[[Mapping[str, Any]], None]) -> None:
        """Let `listener` hear, on a thread of the server's, of each error that a page shows and no program is told.

        It gets the members that an error response would have.
        """
        self._state.on_error_page = listener

    def published_keys(self) -> Mapping[str, Any]:
        """Return the key set (JWKS) that programs would fetch."""
        return {"keys": [key.jwk() for key in self._state.keys.published]}

    def rotate_keys(self) -> None:
        """Sign with a new key from now on; tokens of the last one can still be verified."""
        self._state.keys.rotate()

    def serve_pages(self, port: int = 0) -> str:
        """Serve the browser's pages on 127.0.0.1 until `close`; return their origin, "http://127.0.0.1:{port}"."""
        server = self._serve(LoopbackServer(self.wsgi.browser_pages, port))
        self._state.pages_origin = f"http://127.0.0.1:{server.port}"
        return self._state.pages_origin

    def serve_everything(self, tls: ssl.SSLContext, port: int = 0, *, as_issuer: bool = False) -> str:
        """Serve the whole tenant over https on loopback until `close`; return its origin, "https://localhost:{port}".

        `as_issuer` lets the issuer of v2.0 tokens begin with that origin, for programs that insist on it.
        """
        server = self._serve(LoopbackServer(self.wsgi, port, tls))
        self._state.origin = self._state.pages_origin = f"https://localhost:{server.port}"
        if as_issuer:
            self._state.issuers = Issuers(v2_origin=self._state.origin)
        return self._state.origin

    def close(self) -> None:
        """Stop serving and holding answers back; every thread of the tenant has ended when this returns."""
        self._closed.set()
        while self._servers:
            self._servers.pop().close()

    def _serve(self, server: LoopbackServer) -> LoopbackServer:
        self._servers.append(server)
        server.start()
        return server


def practice_app(
    clock: Callable[[], float] = time.time,
    keys: Iterable[SigningKey] = (),
    registrations: Iterable[Registration] | None = None,
) -> PracticeTenant:
    """Return a practice tenant that reads `clock` (Unix seconds), reached at https://practice.test through `wsgi`.

    Its signing keys, secrets and certificates are made now, unless `keys` and `registrations` are given.
    """
    apps = tuple(registrations) if registrations is not None else make_registrations(clock())
    return PracticeTenant(Authority(clock, apps, KeyRing(clock, tuple(keys))))
