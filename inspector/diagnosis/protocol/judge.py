"""All attempts of a recording judged: what went wrong at which step, the first such step first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Severity
from inspector.diagnosis.protocol import (
    answers,
    api,
    client_secrets,
    clients,
    codes,
    endpoints,
    grants,
    id_tokens,
    loops,
    pages,
    pkce,
    scopes,
    ties,
)
from inspector.diagnosis.protocol.checks import checked
from inspector.diagnosis.protocol.course import Course, Located
from inspector.diagnosis.protocol.weighing import Placed, weigh, went_on
from inspector.exchanges.attempt import Attempt, Trouble
from inspector.exchanges.captured import split
from inspector.exchanges.exchange import Step
from inspector.exchanges.naming import step_name
from inspector.exchanges.recorded import Place, Recorded
from inspector.exchanges.sighting import Strand
from inspector.words import _

Rule = Callable[[Course], Iterable[Located]]

RULES: tuple[Rule, ...] = (
    endpoints.placeholders,
    ties.state,
    ties.state_missing,
    id_tokens.nonce,
    id_tokens.nonce_missing,
    pkce.pkce_missing,
    pkce.pkce_plain,
    pkce.challenge_size,
    pkce.verifier,
    codes.code_reused,
    codes.code_changed,
    codes.code_late,
    ties.redirect_uri,
    ties.client,
    id_tokens.audience_of_id_token,
    id_tokens.tenant_of_id_token,
    endpoints.resource_on_v2,
    endpoints.scope_on_v1,
    endpoints.versions_mixed,
    endpoints.tenants_mixed,
    endpoints.shared_authority,
    scopes.several_resources,
    scopes.default_mixed,
    scopes.default_missing,
    scopes.scope_not_granted,
    scopes.openid_missing,
    scopes.offline_access_missing,
    client_secrets.secret_in_browser,
    client_secrets.secret_in_native_app,
    client_secrets.secret_in_address,
    client_secrets.secret_form,
    clients.front_channel,
    clients.query_with_tokens,
    clients.refresh_token_in_browser,
    clients.origin_of_another_platform,
    clients.answer_withheld,
    clients.password_grant,
    clients.redirect_insecure,
    grants.parameter_missing,
    grants.client_unproven,
    grants.not_a_form,
    grants.polled_too_fast,
    answers.busy_or_failing,
    answers.unusable,
    answers.unfinished,
    pages.sign_in_page_failed,
    pages.app_callback_failed,
    api.no_token,
)
# Of a sign-in between two issuers, what a developer can mend: nothing of its form is theirs.
_OF_ISSUERS: tuple[Rule, ...] = (ties.state, pages.sign_in_page_failed, answers.unfinished)
# A recorded token is judged as of the call that it was sent with, not as of today.
_OF_THE_MOMENT = frozenset({"token-expired", "token-expired-within-skew", "token-not-yet-valid"})
_FIRST = -1_000_000  # the rank of what stands at a step: before everything that has no place in time
_MOST_NAMED = 4  # further places of the same finding that are named


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every finding of a case, those of steps with their step, and the attempts with what went wrong in them."""

    findings: list[Finding]
    attempts: tuple[Attempt, ...]


def judge(case: Case, recorded: Recorded, found: list[Finding]) -> Judgement:
    """Judge the attempts; `found` is what the other rules say of the tokens and refusals inside."""
    found = [each for each in found if not (recorded.is_file and each.id in _OF_THE_MOMENT)]
    ours = (*_of_protocol(case, recorded, {each.id for each in found}), *loops.sign_in_loop(recorded))
    placed = [*ours, *_of_artifacts(recorded, found)]
    weighed = [weigh(recorded, each, placed) for each in placed]
    ordered = sorted(weighed, key=_order)
    elsewhere = [each for each in found if each.artifact not in recorded.places]
    told = [_told(recorded, group) for group in _alike(ordered)]
    return Judgement([*told, *elsewhere], tuple(_attempts(recorded, ordered)))


def _of_protocol(case: Case, recorded: Recorded, known: set[str]) -> Iterator[Placed]:
    for at, strand in enumerate(recorded.strands):
        course = Course(strand, recorded.is_file, recorded.sanitised)
        rules = _OF_ISSUERS if _is_between_issuers(recorded, strand) else RULES
        located = [each for rule in rules for each in rule(course)]
        if recorded.is_file:
            located += api.refused_token(case, course)
        for each in located:
            if recorded.is_file or each.finding.id not in known:
                place = Place(at, each.index)
                finding = replace(each.finding, artifact=each.finding.artifact or _artifact_at(recorded, place))
                yield Placed(place, finding, each.explains)


def _is_between_issuers(recorded: Recorded, strand: Strand) -> bool:
    """Whether the answer goes to an issuer that signs somebody in: a sign-in inside a sign-in (federation)."""
    request = Course(strand).request
    wanted = split(request.asked("redirect_uri") or "")[0] if request else ""
    if request is None or not wanted or wanted == request.sighting.host:
        return False
    others = (Course(each).request for each in recorded.strands if each is not strand)
    return any(other is not None and other.sighting.host == wanted for other in others)


def _artifact_at(recorded: Recorded, place: Place) -> str | None:
    """Return the artifact that a finding at a step is about: the recording, or the request in the paste."""
    if recorded.is_file:
        return next((each.id for each in recorded.artifacts), None)
    return next((identifier for identifier, each in recorded.places.items() if each == place), None)


def _of_artifacts(recorded: Recorded, found: Iterable[Finding]) -> Iterator[Placed]:
    for finding in found:
        if finding.artifact and finding.artifact in recorded.places:
            place = _place_of_refusal(recorded, finding) or recorded.places[finding.artifact]
            yield Placed(place, finding, ours=False)


def _place_of_refusal(recorded: Recorded, finding: Finding) -> Place | None:
    """Return where a refusal with the finding's codes was given: a token's finding may explain one of a later call."""
    refusals = [artifact for artifact in recorded.artifacts if artifact.error]
    if any(artifact.id == finding.artifact for artifact in refusals):
        return None
    for artifact in refusals:
        if artifact.error and set(finding.codes) & set(artifact.error.codes) and artifact.id in recorded.places:
            return recorded.places[artifact.id]
    return None


def _order(placed: Placed) -> tuple[int, ...]:
    """Order by attempt and step; at one step, a cause comes before the refusal that follows from it."""
    finding = placed.finding
    return (placed.place.attempt, placed.place.index, finding.consequence_of is not None, finding.rank)


def _alike(ordered: list[Placed]) -> Iterator[list[Placed]]:
    """Yield what is the same finding at several steps together, in the order of the first ones."""
    groups: dict[tuple[str, Severity, str | None], list[Placed]] = {}
    for each in ordered:
        sentence = each.finding.sentence if each.finding.severity is Severity.BLOCKER else None
        groups.setdefault((each.finding.id, each.finding.severity, sentence), []).append(each)
    yield from groups.values()


def _told(recorded: Recorded, group: list[Placed]) -> Finding:
    """Return a finding with the step in its sentence and evidence."""
    first, *others = group
    finding, place = first.finding, first.place
    evidence = [*finding.evidence]
    if _has_steps(recorded):
        places = [_named(recorded, each.place) for each in (first, *others[:_MOST_NAMED])]
        more = len(others) - _MOST_NAMED
        words = "; ".join(places) + (_(" and {count} more").format(count=more) if more > 0 else "")
        evidence.insert(0, Evidence(_("step"), words))
    blocks = finding.severity is Severity.BLOCKER or (_is_interrupt(first) and not went_on(recorded, first.place))
    sentence = _located(recorded, place, finding) if blocks or first.ours else finding.sentence
    # A single message comes before nothing: what the token lacks for the call may explain the answer to it.
    in_time = blocks and _has_steps(recorded)
    rank = _FIRST + place.attempt * 10_000 + place.index * 100 + min(finding.rank, 99) if in_time else finding.rank
    return replace(finding, evidence=tuple(evidence), sentence=sentence, rank=rank)


def _is_interrupt(placed: Placed) -> bool:
    """Whether a refusal asks for something rather than failing: a sign-in, consent, a second factor."""
    return not placed.ours and placed.finding.severity is Severity.NOTE and bool(placed.finding.codes)


def _has_steps(recorded: Recorded) -> bool:
    return recorded.is_file or sum(len(strand.sightings) for strand in recorded.strands) > 1


def _located(recorded: Recorded, place: Place, finding: Finding) -> str:
    """Return the sentence with the step before it."""
    said = finding.sentence or f"{finding.title.rstrip('.')}."
    if not _has_steps(recorded):
        return said[:1].upper() + said[1:]
    if len(recorded.strands) == 1:
        words = _("At step {number} ({step}): {sentence}")
    else:
        words = _("In attempt {attempt} at step {number} ({step}): {sentence}")
    return words.format(
        attempt=place.attempt + 1, number=place.index + 1, step=step_name(_step(recorded, place)), sentence=said
    )


def _named(recorded: Recorded, place: Place) -> str:
    number, step = place.index + 1, step_name(_step(recorded, place))
    if len(recorded.strands) == 1:
        return _("{number}, {step}").format(number=number, step=step)
    return _("{number}, {step} (attempt {attempt})").format(number=number, step=step, attempt=place.attempt + 1)


def _step(recorded: Recorded, place: Place) -> Step:
    return recorded.strands[place.attempt].sightings[place.index].step


def _attempts(recorded: Recorded, ordered: list[Placed]) -> Iterator[Attempt]:
    for at, strand in enumerate(recorded.strands):
        mine = [each for each in ordered if each.place.attempt == at and _is_trouble(each)]
        mine.sort(key=lambda each: (each.finding.severity is not Severity.BLOCKER, _order(each)))
        troubles = (Trouble(each.place.index, _sentence(each.finding)) for each in mine)
        yield Attempt(strand.title, checked(Course(strand, recorded.is_file)), tuple(dict.fromkeys(troubles)))


def _is_trouble(placed: Placed) -> bool:
    return placed.finding.severity is not Severity.NOTE or _is_interrupt(placed)


def _sentence(finding: Finding) -> str:
    said = finding.sentence or f"{finding.title.rstrip('.')}."
    return said[:1].upper() + said[1:]
