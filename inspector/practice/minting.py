"""Tokens of the practice tenant: claims put together, spoilt where a fault asks for it, and signed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from inspector.practice.claims import (
    AccessGrant,
    Identity,
    Issuers,
    access_token_claims,
    id_token_claims,
)
from inspector.practice.faults import Fault
from inspector.practice.ledger import Ledger
from inspector.practice.registrations import LEGACY
from inspector.practice.tenants import LEARNING, PARTNER
from inspector.tokens.issuing import SigningKey, leave_unsigned, make_key, sign

_CAE_LIFETIME = 24 * 3600
_TWO_HOURS = 7200
_SHIFTS = {"token-expired": -_TWO_HOURS, "token-not-yet-valid": 3600 + 300}


@dataclass(slots=True)
class KeyRing:
    """The tenant's signing keys: one signs, those before it are still published, and one never was."""

    clock: Callable[[], float]
    published: tuple[SigningKey, ...] = ()
    _hidden: SigningKey | None = field(default=None, repr=False)

    @property
    def current(self) -> SigningKey:
        """The key that signs now; made when it is first needed."""
        if not self.published:
            self.rotate()
        return self.published[-1]

    @property
    def hidden(self) -> SigningKey:
        """A key that is not published, for tokens that nobody can verify."""
        if self._hidden is None:
            self._hidden = make_key("Practice, not published", self.clock())
        return self._hidden

    def rotate(self) -> None:
        """Sign with a new key from now on; the last one stays published, older ones go."""
        self.published = (*self.published[-1:], make_key("Practice token signing", self.clock()))


@dataclass(slots=True)
class Mint:
    """Makes access and ID tokens. `fault` is the fault that is set, if any."""

    clock: Callable[[], float]
    keys: KeyRing
    issuers: Issuers
    ledger: Ledger
    fault: Fault | None = None

    def access_token(self, grant: AccessGrant) -> tuple[str, int]:
        """Return an access token and for how many seconds it is valid."""
        lifetime = _CAE_LIFETIME if grant.is_cae else 3600 + secrets.randbelow(1800)
        if self._spoils("token-v1"):
            grant = replace(grant, resource=replace(grant.resource, token_version=1))
        claims = access_token_claims(grant, self.issuers, self._now(), lifetime)
        if self._spoils("token-wrong-audience"):
            claims["aud"] = LEGACY
        if self._spoils("token-without-scope"):
            claims = {name: value for name, value in claims.items() if name not in ("scp", "roles")}
        self.ledger.note_issue(claims["uti"], grant.authentication.methods if grant.authentication else ())
        header = {"nonce": secrets.token_urlsafe(32)} if grant.resource.is_graph else {}
        return self._sign(claims, header), lifetime

    def id_token(self, identity: Identity, **more: str) -> str:
        """Return an ID token; `more` are claims of this one request (nonce, c_hash)."""
        claims = id_token_claims(identity, self.issuers, self._now())
        claims |= {name: value for name, value in more.items() if value}
        if "nonce" in claims and self._spoils("nonce-mismatch"):
            claims["nonce"] = secrets.token_urlsafe(16)
        return self._sign(claims, {})

    def _now(self) -> float:
        return self.clock() + _SHIFTS.get(self.fault.name if self.fault else "", 0)

    def _sign(self, claims: dict[str, Any], header: dict[str, Any]) -> str:
        if self._spoils("token-wrong-issuer"):
            other = PARTNER if claims["tid"] == LEARNING.id else LEARNING
            claims["iss"] = self.issuers.issuer(other, claims["ver"])
        key = self.keys.hidden if self._spoils("token-key-unpublished") else self.keys.current
        header = {**header, "kid": key.key_id}
        if claims["ver"] == "1.0":
            header["x5t"] = key.key_id
        if self._spoils("token-alg-none"):
            return leave_unsigned(claims, header)
        token = sign(claims, key, header)
        return _with_other_signature(token) if self._spoils("token-bad-signature") else token

    def _spoils(self, name: str) -> bool:
        return self.fault is not None and self.fault.name == name


def _with_other_signature(token: str) -> str:
    """Return `token` with a signature of the right form that verifies nothing."""
    head, _dot, signature = token.rpartition(".")
    return f"{head}.{'B' if signature.startswith('A') else 'A'}{signature[1:]}"
