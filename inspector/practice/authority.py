"""The state of the practice tenant that its endpoints share, and the checks that all of them make first."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.practice.claims import Issuers
from inspector.practice.consents import Consents, first_consents
from inspector.practice.faults import Fault, Where
from inspector.practice.ledger import Ledger
from inspector.practice.messages import Request
from inspector.practice.minting import KeyRing, Mint
from inspector.practice.refusals import RefusedError, Trace, instant
from inspector.practice.registrations import Registration
from inspector.practice.scopes import Apis
from inspector.practice.tenants import Tenant, tenant_named

_POLICY = "c0ffee00-cccc-4000-8000-000000000001"  # the id of the Conditional Access policy that a refusal names
_BLOCKED_BY_POLICY = (50076, 50079, 53000, 53003)
_NO_APP = "00000000-0000-0000-0000-000000000000"
ORGANIZATIONS = ("organizations", "common")


@dataclass(frozen=True, slots=True)
class Realm:
    """The first segment of an address: a tenant, or a word for many (organizations, common); then `tenant` is None."""

    word: str
    tenant: Tenant | None = None

    @property
    def segment(self) -> str:
        """What addresses say: the tenant's id, or the word."""
        return self.tenant.id if self.tenant else self.word


@dataclass(slots=True)
class Authority:
    """Everything the endpoints know. `origin` is where programs reach it, `pages_origin` where browsers do."""

    clock: Callable[[], float]
    registrations: tuple[Registration, ...]
    keys: KeyRing
    issuers: Issuers = field(default_factory=Issuers)
    origin: str = "https://practice.test"
    pages_origin: str = "https://practice.test"
    ledger: Ledger = field(default_factory=Ledger)
    consents: Consents = field(default_factory=first_consents)
    fault: Fault | None = None
    on_error_page: Callable[[Mapping[str, Any]], None] = lambda _error: None  # hears what a browser is shown
    revoked_up_to: int = 0  # access tokens issued up to here meet a claims challenge

    @property
    def mint(self) -> Mint:
        """What makes tokens now, spoilt by the fault that is set."""
        return Mint(self.clock, self.keys, self.issuers, self.ledger, self.fault)

    @property
    def apis(self) -> Apis:
        """The registrations that requests may ask tokens for."""
        return Apis(self.registrations)

    def trace(self, request: Request) -> Trace:
        """Return the ids under which the answer to `request` is known; the client's own id is kept."""
        given = request.get("client-request-id") or request.headers.get("client-request-id", "")
        return Trace(request.trace_id, given if _is_guid(given) else request.trace_id, self.clock())

    def realm(self, word: str) -> Realm:
        """Return what the first segment of an address names. Refuses with 900023 or 90002."""
        self.strike(Where.TENANT, tenant=word)
        if word in ORGANIZATIONS or word == "consumers":
            return Realm(word)
        tenant = tenant_named(word)
        if tenant is None:
            raise RefusedError(90002 if _is_guid(word) or "." in word else 900023, tenant=word)
        return Realm(word, tenant)

    def client(self, request: Request, realm: Realm) -> Registration:
        """Return the app that asks. Refuses with 900144, 700038, 700016, 9002332 or 50194."""
        client_id = request.get("client_id")
        if not client_id:
            raise RefusedError(900144, parameter="client_id")
        if client_id == _NO_APP:
            raise RefusedError(700038)
        found = next((each for each in self.registrations if each.client_id == client_id.lower()), None)
        values = values_of(realm, found, client_id=client_id)
        self.strike(Where.CLIENT, **values)
        if found is None or (realm.tenant and realm.tenant.id not in found.present_in):
            raise RefusedError(700016, **values)
        if realm.word == "consumers":
            raise RefusedError(9002332, **values)
        if realm.tenant is None and not found.is_multi_tenant:
            raise RefusedError(50194, **values)
        return found

    def strike(self, where: Where, **values: object) -> None:
        """Refuse, if the fault that is set strikes at `where` with a code."""
        if self.fault and self.fault.code and where in self.fault.where:
            raise self.refusal(self.fault.code, **values)

    def strikes(self, name: str) -> bool:
        """Whether the fault called `name` is set."""
        return self.fault is not None and self.fault.name == name

    def refusal(self, code: int, **values: object) -> RefusedError:
        """Return a refusal with what every wording may need; policies add the claims that a retry must ask for."""
        long_ago = instant(self.clock() - 100 * 86400)
        values = {"now": instant(self.clock()), "issued": long_ago, "expires": long_ago, "lifetime": 3600} | values
        return RefusedError(code, **values).asking_for(policy_claims() if code in _BLOCKED_BY_POLICY else None)


def policy_claims() -> Mapping[str, Any]:
    """Return the claims request that names the Conditional Access policy to satisfy."""
    return {"access_token": {"capolids": {"essential": True, "values": [_POLICY]}}}


def values_of(realm: Realm, client: Registration | None, **more: object) -> dict[str, object]:
    """Return the values by which refusals name tenant and app; `more` are added."""
    values: dict[str, object] = {"tenant": realm.segment}
    values["tenant_name"] = realm.tenant.name if realm.tenant else realm.word
    if client:
        values |= {"client_id": client.client_id, "client_name": client.name}
    return values | more


def _is_guid(text: str) -> bool:
    try:
        return len(text) == 36 and bool(uuid.UUID(text))
    except ValueError:
        return False
