"""What the practice tenant has handed out and must know again: codes, refresh tokens, device codes, sessions."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from inspector.practice.registrations import Platform
from inspector.practice.scopes import Scopes
from inspector.practice.tenants import Tenant, User

CODE_LIFETIME = 600
DEVICE_CODE_LIFETIME = 900
DEVICE_CODE_INTERVAL = 5
REFRESH_TOKEN_LIFETIME = 90 * 86400
SPA_REFRESH_TOKEN_LIFETIME = 86400
_USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXYZ23456789"  # nothing that reads as a word or as another character


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who signed in, by which methods (the `amr` claim), when, and which authentication contexts hold (`acrs`)."""

    user: User
    methods: tuple[str, ...]
    time: float
    session_id: str
    contexts: frozenset[str] = frozenset()

    @property
    def has_mfa(self) -> bool:
        """Whether a second factor was given."""
        return "mfa" in self.methods


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code and everything that its redemption is checked against."""

    client_id: str
    tenant: Tenant
    redirect_uri: str
    platform: Platform
    authentication: Authentication
    scopes: Scopes
    version: str
    issued: float
    nonce: str = ""
    challenge: str = ""
    challenge_method: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    redeemed: bool = False


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token: for one user and client, for every API. `first_issued` is its first predecessor's."""

    client_id: str
    tenant: Tenant
    authentication: Authentication
    scopes: Scopes
    issued: float
    first_issued: float
    platform: Platform = Platform.NATIVE

    @property
    def expires(self) -> float:
        """When it ends: 90 days after its issue; for a SPA, a day after its first predecessor's."""
        if self.platform is Platform.SPA:
            return self.first_issued + SPA_REFRESH_TOKEN_LIFETIME
        return self.issued + REFRESH_TOKEN_LIFETIME


class DeviceState(StrEnum):
    """How far the person is with a device code."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    REDEEMED = "redeemed"


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A device code under way. `interval` grows by each poll that comes too early.

    `authentication` and `tenant` are known once the person has signed in.
    """

    client_id: str
    tenant: Tenant | None
    user_code: str
    scopes: Scopes
    issued: float
    interval: int
    claims: Mapping[str, Any] = field(default_factory=dict)
    polled: float = 0
    state: DeviceState = DeviceState.PENDING
    authentication: Authentication | None = None


@dataclass(slots=True)
class Ledger:
    """Everything handed out since the start, in memory. Values are found by what was handed out."""

    _codes: dict[str, AuthorizationCode] = field(default_factory=dict, repr=False)
    _refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict, repr=False)
    _device_codes: dict[str, DeviceCode] = field(default_factory=dict, repr=False)
    _sessions: dict[str, tuple[Authentication, ...]] = field(default_factory=dict, repr=False)
    _issues: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def keep_code(self, code: AuthorizationCode) -> str:
        """Return a new code that stands for `code`."""
        value = _opaque("1.AW")
        self._codes[value] = code
        return value

    def code(self, value: str) -> AuthorizationCode | None:
        """Return what the code `value` stands for."""
        return self._codes.get(value)

    def mark_redeemed(self, value: str) -> None:
        """Let the code `value` be of no further use."""
        self._codes[value] = replace(self._codes[value], redeemed=True)

    def keep_refresh_token(self, token: RefreshToken) -> str:
        """Return a new refresh token that stands for `token`; earlier ones go on working."""
        value = _opaque("1.AR")
        self._refresh_tokens[value] = token
        return value

    def refresh_token(self, value: str) -> RefreshToken | None:
        """Return what the refresh token `value` stands for."""
        return self._refresh_tokens.get(value)

    def keep_device_code(self, code: DeviceCode) -> str:
        """Return a new device code that stands for `code`."""
        value = _opaque("DAQ")
        self._device_codes[value] = code
        return value

    def device_code(self, value: str) -> DeviceCode | None:
        """Return what the device code `value` stands for."""
        return self._device_codes.get(value)

    def change_device_code(self, value: str, code: DeviceCode) -> None:
        """Let the device code `value` stand for `code` from now on."""
        self._device_codes[value] = code

    def device_code_typed(self, user_code: str) -> tuple[str, DeviceCode] | None:
        """Return the device code that belongs to what a person typed; spaces, dashes and letter case don't count."""
        typed = user_code.replace("-", "").replace(" ", "").upper()
        found = ((value, code) for value, code in self._device_codes.items() if code.user_code == typed)
        return next(found, None)

    def keep_session(self, session_id: str, authentication: Authentication) -> None:
        """Let the browser session know `authentication`, in the place of an earlier one of the same user."""
        others = (each for each in self.session(session_id) if each.user != authentication.user)
        self._sessions[session_id] = (authentication, *others)

    def session(self, session_id: str) -> tuple[Authentication, ...]:
        """Return who is signed in in a browser session, the latest first."""
        return self._sessions.get(session_id, ())

    def end_session(self, session_id: str) -> None:
        """Forget a browser session."""
        self._sessions.pop(session_id, None)

    def note_issue(self, identifier: str, methods: tuple[str, ...] = ()) -> None:
        """Remember an access token by its `uti`: its place in the order of issue, and how its user signed in."""
        self._issues[identifier] = len(self._issues) + 1, methods

    def position(self, identifier: str) -> int:
        """Return the place of an access token in the order of issue; 0 for one that was not issued here."""
        return self._issues.get(identifier, (0, ()))[0]

    def methods(self, identifier: str) -> tuple[str, ...]:
        """Return how the user of an access token signed in (`amr`), which v2.0 tokens don't say themselves."""
        return self._issues.get(identifier, (0, ()))[1]

    @property
    def last_position(self) -> int:
        """The place of the access token that was issued last."""
        return len(self._issues)


def new_user_code() -> str:
    """Return a code of nine characters that a person can type."""
    return "".join(secrets.choice(_USER_CODE_ALPHABET) for _each in range(9))


def _opaque(beginning: str) -> str:
    return f"{beginning}{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(90)}"
