"""What a sign-in ends in, and what is told on the way: plain values for window and terminal."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from inspector.exchanges.exchange import Check, Exchange


class Status(StrEnum):
    """How a sign-in ended."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"  # the issuer said no; `refusal` holds its words
    DECLINED = "declined"  # the person said no on the sign-in page
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    FAILED = "failed"  # no usable answer: network, proxy, a page in place of JSON, a check of ours


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has signed in. `id` is MSAL's home account id, stable for one user across tenants."""

    id: str
    username: str
    authority: str
    client_id: str
    kept: bool = False  # the keyring holds it, so that it is still there after the next start


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that came back, "" where there is none. The refresh token stays in MSAL's cache unless asked for."""

    access_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    token_type: str = ""
    expires_at: float | None = None  # of the access token, Unix seconds

    def __iter__(self) -> Iterator[tuple[str, str]]:
        named = (
            ("access_token", self.access_token),
            ("id_token", self.id_token),
            ("refresh_token", self.refresh_token),
        )
        return iter([(name, value) for name, value in named if value])


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """How a sign-in ended and what came of it.

    `sentence` says it, `next_step` what to do about it. `refusal` is the issuer's answer as it came (JSON or form),
    made to be given to `explain`; "" where no issuer refused. `from_cache` is true when nothing went over the wire.
    """

    status: Status
    sentence: str
    next_step: str = ""
    tokens: Tokens = Tokens()
    asked_scopes: tuple[str, ...] = ()
    granted_scopes: tuple[str, ...] = ()
    account: Account | None = None
    refusal: str = field(default="", repr=False)
    error: str = ""  # OAuth's `error` value
    claims_challenge: str = ""  # claims to send with the next sign-in, as JSON
    checks: tuple[Check, ...] = ()  # of the ID token
    notes: tuple[str, ...] = ()
    from_cache: bool = False
    trace: tuple[Exchange, ...] = ()

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """The scopes that were asked for and not granted; letter case and a resource before the name don't count."""
        granted = {_bare(scope) for scope in self.granted_scopes} | {each.lower() for each in self.granted_scopes}
        asked = (scope for scope in self.asked_scopes if not scope.lower().endswith(".default"))
        return tuple(scope for scope in asked if scope.lower() not in granted and _bare(scope) not in granted)

    @property
    def for_explain(self) -> str:
        """What goes to explain: the tokens as a token response, or the refusal; "" where there is neither."""
        if self.status is not Status.SIGNED_IN:
            return self.refusal
        tokens = {name: token for name, token in self.tokens if name != "refresh_token"}
        return json.dumps({"token_type": self.tokens.token_type} | tokens)


@dataclass(frozen=True, slots=True)
class OpenBrowser:
    """The browser should open `url` now; the answer is awaited at `redirect_uri` until `until` (Unix seconds)."""

    url: str = field(repr=False)
    redirect_uri: str
    until: float


@dataclass(frozen=True, slots=True)
class NothingHappened:
    """The browser has not answered for a while: offer the address to copy, another browser, device code, cancel."""

    url: str = field(repr=False)
    until: float


@dataclass(frozen=True, slots=True)
class EnterCode:
    """The person should open `verification_uri` and enter `user_code` there until `until` (Unix seconds)."""

    user_code: str
    verification_uri: str
    verification_uri_complete: str
    until: float
    interval: int  # seconds between two polls


@dataclass(frozen=True, slots=True)
class StepReached:
    """An exchange of the trace has begun or changed; `index` is its place in it."""

    index: int
    exchange: Exchange


Progress = OpenBrowser | NothingHappened | EnterCode | StepReached
OnProgress = Callable[[Progress], None]


def _bare(scope: str) -> str:
    return scope.rpartition("/")[2].lower()
