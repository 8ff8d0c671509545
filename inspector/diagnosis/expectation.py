"""What the API expects of a token, and what the person says around it."""

from dataclasses import dataclass
from enum import StrEnum


class Client(StrEnum):
    """The kind of client that the person says it is (`--client`)."""

    SPA = "spa"
    WEB = "web"
    NATIVE = "native"
    DAEMON = "daemon"
    API = "api"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the API expects of the token and what is known around it. All of it is optional.

    `calling` is an HTTP method and an address ("GET https://graph.microsoft.com/v1.0/me").
    `context` is what the person says around the paste, in their words.
    """

    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tenant: str | None = None
    calling: str | None = None
    client: Client | None = None
    context: str = ""
    skew: int = 300  # seconds

    @property
    def given(self) -> bool:
        """Whether there is anything that a token can be accepted or rejected against."""
        return bool(self.audiences or self.scopes or self.roles or self.tenant or self.calling or self.client)
