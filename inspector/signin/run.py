"""One sign-in under way: the request with everything that its flow needs to be carried out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from inspector.exchanges.trace import Trace
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import OnProgress
from inspector.signin.request import Credential, SignInRequest
from inspector.signin.transport import Transport


@dataclass(slots=True)
class Run:
    """What a flow is given. `token_cache` is MSAL's; `nonce` is set by the flow that sends one, for the ID token."""

    request: SignInRequest
    transport: Transport
    trace: Trace
    cancellation: Cancellation
    tell: OnProgress
    clock: Callable[[], float]
    token_cache: Any = field(repr=False, default=None)
    credential: Credential = field(default_factory=Credential)
    nonce: str | None = None
    http_cache: dict[str, Any] = field(repr=False, default_factory=dict)  # MSAL's memory of refusals and busy servers
