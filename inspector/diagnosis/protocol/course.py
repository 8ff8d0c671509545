"""One attempt as its judges look at it: its messages by step, and findings with the step that they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.diagnosis.finding import Evidence, Finding
from inspector.diagnosis.quoting import quote, snippet
from inspector.exchanges.comparing import UNKNOWN
from inspector.exchanges.exchange import Step
from inspector.exchanges.sighting import Sighting, Strand, Trait
from inspector.words import _

SPEC_OAUTH = "https://www.rfc-editor.org/rfc/rfc6749"
SPEC_PKCE = "https://www.rfc-editor.org/rfc/rfc7636"
SPEC_SECURITY = "https://www.rfc-editor.org/rfc/rfc9700"
SPEC_OIDC = "https://openid.net/specs/openid-connect-core-1_0.html"
CODE_FLOW = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow"


@dataclass(frozen=True, slots=True)
class Located:
    """A finding at a step. `explains` are codes of refusals at that step that follow from it."""

    index: int
    finding: Finding
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """A message with its place in the attempt."""

    index: int
    sighting: Sighting

    def asked(self, name: str) -> str | None:
        """Return a parameter of the request; None where it is missing or hidden."""
        return known(self.sighting.asked.get(name))

    def answered(self, name: str) -> str | None:
        """Return a member of the answer; None where it is missing or hidden."""
        return known(self.sighting.answered.get(name))

    @property
    def hides(self) -> bool:
        """Whether the recording hides values of this message."""
        return UNKNOWN in self.sighting.asked.values()


@dataclass(frozen=True, slots=True)
class Course:
    """The attempt under judgement."""

    strand: Strand
    is_file: bool = True
    sanitised: bool = False  # the recording leaves out headers with credentials

    def all(self, *steps: Step) -> Iterator[Met]:
        """Yield the messages of these steps, in order."""
        return (Met(at, each) for at, each in enumerate(self.strand.sightings) if each.step in steps)

    def first(self, step: Step) -> Met | None:
        """Return the first message of a step."""
        return next(self.all(step), None)

    def last(self, step: Step) -> Met | None:
        """Return the last message of a step."""
        return next(reversed(list(self.all(step))), None)

    @property
    def request(self) -> Met | None:
        """The authorization request, the last one where it was sent again."""
        return self.last(Step.AUTHORIZATION_REQUEST)

    @property
    def response(self) -> Met | None:
        """The authorization response."""
        return self.first(Step.AUTHORIZATION_RESPONSE)

    def grants(self, *kinds: str) -> Iterator[Met]:
        """Yield the token requests of these grant types, or all of them."""
        for met in self.all(Step.TOKEN_REQUEST, Step.POLL):
            if not kinds or met.sighting.asked.get("grant_type") in kinds:
                yield met

    @property
    def redemptions(self) -> tuple[Met, ...]:
        """The token requests that hand in a code."""
        return tuple(self.grants("authorization_code"))


def known(value: str | None) -> str | None:
    """Return a value that can be compared: not missing, not hidden."""
    return value if value and value != UNKNOWN else None


def is_entra(sighting: Sighting) -> bool:
    """Whether the address is shaped like Entra ID's, whoever answers there."""
    return sighting.version is not None


def may_be_entra(sighting: Sighting) -> bool:
    """Whether the address is shaped like Entra ID's, or not known."""
    return sighting.version is not None or not sighting.host


def scopes_of(met: Met) -> tuple[str, ...]:
    """Return the scopes that a request asks for."""
    return tuple((met.asked("scope") or "").split())


def as_scope(scope: str) -> str | None:
    """Return the parameter that asks for `scope`, to copy; None where it is nothing to copy."""
    value = snippet(scope)
    return f"scope={value}" if value else None


def went_through(met: Met) -> bool:
    """Whether the server is known to have taken the message as it was."""
    sighting = met.sighting
    return sighting.has_answer and not sighting.refused and Trait.ERROR_PAGE not in sighting.traits


def is_browsers(met: Met) -> bool:
    """Whether a script in a page sent the token request, so that whatever is in it is public: it names its origin.

    (Not every recorder keeps the Sec-Fetch headers that would say so, too; a server has no reason to send an Origin.)
    """
    return met.sighting.is_from(Trait.ORIGIN)


def sent_origin(met: Met) -> Evidence:
    """Return the Origin that a request was sent with, as evidence."""
    return Evidence("Origin", quote(met.sighting.exchange.request.header("origin") or _("sent")))
