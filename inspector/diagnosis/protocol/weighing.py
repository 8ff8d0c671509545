"""What a finding at a step weighs: did the server refuse the message, take it, or take it later."""

from dataclasses import dataclass, replace

from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.protocol.course import Course, Met, went_through
from inspector.exchanges.exchange import Step
from inspector.exchanges.recorded import Place, Recorded

# What the app has to refuse, whatever the server did.
_OF_THE_APP = frozenset(
    {
        "state-changed",
        "state-lost",
        "nonce-changed",
        "id-token-of-another-app",
        "id-token-of-another-tenant",
        "answer-withheld",
        "no-token-sent",
        "token-not-recorded",
        "answer-unusable",
        "app-callback-failed",
    }
)


# What says nothing about the message itself, so that sending it again may mend it.
_PASSING = frozenset({"answer-failed", "answer-throttled"})
_EVERY = "*"


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with the step at which it was made; `ours` tells the protocol's own from what was found anyway."""

    place: Place
    finding: Finding
    explains: tuple[str, ...] = ()
    ours: bool = True


def weigh(recorded: Recorded, placed: Placed, all_placed: list[Placed]) -> Placed:
    """Return a finding with the weight that the rest of its attempt gives it."""
    if not placed.ours and _led_to_sign_in(recorded, placed.place):
        return replace(placed, finding=replace(placed.finding, severity=Severity.NOTE))
    if placed.finding.severity is not Severity.BLOCKER:
        return placed
    course = Course(recorded.strands[placed.place.attempt], recorded.is_file)
    met = Met(placed.place.index, course.strand.sightings[placed.place.index])
    if placed.ours:
        return _weighed_ours(course, met, placed, all_placed)
    if _was_mended(course, met):
        return replace(placed, finding=replace(placed.finding, severity=Severity.WARNING))
    cause = next((each for each in all_placed if each.ours and _explains(each, placed)), None)
    if cause is None or placed.finding.consequence_of:
        return placed
    return replace(placed, finding=replace(placed.finding, consequence_of=cause.finding.id))


def _weighed_ours(course: Course, met: Met, placed: Placed, all_placed: list[Placed]) -> Placed:
    """What did not come true is a warning: the server took the message, or refused it for another reason."""
    refusals = [each for each in all_placed if not each.ours and each.finding.codes and _is_blocker(each)]
    explained = [each for each in refusals if _explains(placed, each)]
    if explained:
        return replace(placed, finding=replace(placed.finding, codes=explained[0].finding.codes))
    if placed.finding.id in _OF_THE_APP:
        return placed
    otherwise = any(each.place == placed.place for each in refusals)
    mended = placed.finding.id in _PASSING and _was_mended(course, met)
    if otherwise or mended or _was_accepted(course, met):
        return replace(placed, finding=replace(placed.finding, severity=Severity.WARNING))
    return placed


def _is_blocker(placed: Placed) -> bool:
    return placed.finding.severity is Severity.BLOCKER


def _explains(cause: Placed, refusal: Placed) -> bool:
    """Whether a refusal at a step follows from what was found at that step or before it."""
    if cause.place.attempt != refusal.place.attempt or cause.place.index > refusal.place.index:
        return False
    if cause.finding.severity is not Severity.BLOCKER:
        return False
    if _EVERY in cause.explains:
        return cause.place.index == refusal.place.index
    return bool(
        {code.lower() for code in cause.explains} & {refusal.finding.id, *map(str.lower, refusal.finding.codes)}
    )


def _was_accepted(course: Course, met: Met) -> bool:
    """Whether the server is known to have taken a message that looks wrong."""
    if met.sighting.step is Step.AUTHORIZATION_REQUEST:
        response = course.response
        return response is not None and response.index > met.index and not response.sighting.refused
    return went_through(met)


def _was_mended(course: Course, met: Met) -> bool:
    """Whether the same message went through later in the same attempt."""
    sighting = met.sighting
    if sighting.step not in (Step.TOKEN_REQUEST, Step.POLL, Step.API_CALL):
        return False
    later = (each for each in course.all(sighting.step) if each.index > met.index)
    return any(each.sighting.exchange.url == sighting.exchange.url and went_through(each) for each in later)


# With these a server asks for the person where a refresh token does not do.
_ASKING = frozenset({"interaction_required", "login_required", "consent_required", "invalid_grant"})


def _led_to_sign_in(recorded: Recorded, place: Place) -> bool:
    """Whether a refresh was refused and the app then signed the person in, as it should."""
    sighting = recorded.strands[place.attempt].sightings[place.index]
    renews = sighting.step is Step.TOKEN_REQUEST and sighting.asked.get("grant_type") == "refresh_token"
    return renews and sighting.answered.get("error") in _ASKING and went_on(recorded, place)


def went_on(recorded: Recorded, place: Place) -> bool:
    """Whether the same app was answered later: what was asked for in between was given."""
    strand = recorded.strands[place.attempt]
    client = next((value for each in strand.sightings if (value := each.asked.get("client_id"))), None)
    later = list(strand.sightings[place.index + 1 :])
    for other in recorded.strands[place.attempt + 1 :]:
        later += [each for each in other.sightings if each.asked.get("client_id", client) == client]
    return any(each.tokens or ("code" in each.asked and not each.refused) for each in later)
