"""One recorded message pair of a sign-in or API call, masked before it is stored; traces and HARs are made of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """Who carries the message: the browser (front channel) or the client itself (back channel)."""

    FRONT = "front"
    BACK = "back"


class Step(StrEnum):
    """What the message is in the exchange."""

    AUTHORIZATION_REQUEST = "authorization_request"
    AUTHORIZATION_RESPONSE = "authorization_response"
    DISCOVERY = "discovery"
    KEYS = "keys"
    DEVICE_AUTHORIZATION = "device_authorization"
    TOKEN_REQUEST = "token_request"
    POLL = "poll"
    CACHE_HIT = "cache_hit"  # MSAL answered from its token cache: nothing went over the wire
    REPLAY = "replay"  # MSAL repeated an earlier answer: nothing went over the wire
    API_CALL = "api_call"
    SIGN_OUT = "sign_out"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison between two messages ("state"); `passed` is None where it could not be made, `text` says why."""

    name: str
    passed: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response. `parameters` are the decoded query, form or JSON members; secrets are masked already."""

    headers: tuple[tuple[str, str], ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header called `name` in any letter case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back. `started` is Unix time, `seconds` how long it took; None while it is under way.

    `status` is None where no answer came, and then `fault` says why in one sentence.
    """

    step: Step
    channel: Channel
    method: str
    url: str
    request: Message
    started: float
    seconds: float | None = None
    status: int | None = None
    response: Message | None = None
    fault: str | None = None
    note: str | None = None
    checks: tuple[Check, ...] = ()

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its logs (`x-ms-request-id`; `request-id` at Microsoft Graph)."""
        return self._answered("x-ms-request-id") or self._answered("request-id")

    @property
    def correlation_id(self) -> str | None:
        """What client and server call the whole attempt (`client-request-id`)."""
        return self._answered("client-request-id") or self.request.header("client-request-id")

    @property
    def seen_on_wire(self) -> bool:
        """Whether anything left the program for this step; a cache hit or a replay did not."""
        return self.step not in (Step.CACHE_HIT, Step.REPLAY)

    def _answered(self, name: str) -> str | None:
        return self.response.header(name) if self.response else None
