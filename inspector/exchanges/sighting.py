"""One message of a sign-in as a judge needs it: what people are shown, and what is compared, no secret in either."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inspector.exchanges.exchange import Exchange, Step


class Trait(StrEnum):
    """Something about how a message was sent that a judge asks for."""

    ORIGIN = "origin"  # with an Origin header: a script of another site
    JSON_BODY = "json-body"  # where a form belongs
    QUERY = "query"  # what belongs into the body stands in the address
    BASIC = "basic"  # the client proved itself in the Authorization header
    FRAGMENT = "fragment"  # the answer stood after the #
    ERROR_PAGE = "error-page"  # the refusal was shown to the person, not to the app
    SENT = "sent"  # it really went over the wire, and wasn't merely pasted


@dataclass(frozen=True, slots=True)
class SeenToken:
    """A token that went by: its name, its fingerprint as artifacts have it, and the claims that are compared."""

    name: str
    fingerprint: str
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message pair of a sign-in. `number` is its place in the recording.

    `asked` and `answered` are parameters with secrets as marks (see comparing.py). `tokens` came with the answer,
    `bearer` was sent. `tenant` ("common", an id, a domain) and `version` ("1.0", "2.0") are those of the address.
    """

    number: int
    exchange: Exchange
    asked: Mapping[str, str] = field(repr=False)
    answered: Mapping[str, str] = field(default_factory=dict, repr=False)
    tokens: tuple[SeenToken, ...] = ()
    bearer: SeenToken | None = None
    traits: frozenset[Trait] = frozenset()
    host: str = ""
    tenant: str | None = None
    version: str | None = None

    @property
    def step(self) -> Step:
        """What the message is."""
        return self.exchange.step

    @property
    def refused(self) -> bool:
        """Whether the answer is a refusal."""
        status = self.exchange.status
        return "error" in self.answered or (status is not None and status >= 400)

    @property
    def has_answer(self) -> bool:
        """Whether anything came back."""
        return self.exchange.status is not None or bool(self.answered)

    def is_from(self, trait: Trait) -> bool:
        """Whether `trait` holds."""
        return trait in self.traits


@dataclass(frozen=True, slots=True)
class Strand:
    """The messages of one attempt, in their order, under a name for people."""

    title: str
    sightings: tuple[Sighting, ...]
