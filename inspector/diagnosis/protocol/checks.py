"""What a recording proves: comparisons between its messages, shown at the step that had to repeat a value."""

from collections.abc import Iterator
from dataclasses import replace

from inspector.diagnosis.protocol.course import Course, Met
from inspector.exchanges.exchange import Check, Exchange, Step
from inspector.words import _


def checked(course: Course) -> tuple[Exchange, ...]:
    """Return the steps of an attempt, each with what could be compared at it."""
    return tuple(
        replace(sighting.exchange, checks=(*sighting.exchange.checks, *_checks(course, Met(index, sighting))))
        for index, sighting in enumerate(course.strand.sightings)
    )


def _checks(course: Course, met: Met) -> Iterator[Check]:
    request = course.request
    if request is None or request.index >= met.index:
        return
    if met.sighting.step is Step.TOKEN_REQUEST:
        yield from _verifier(request, met)
    if met.sighting.step in (Step.TOKEN_REQUEST, Step.AUTHORIZATION_RESPONSE):
        yield from _nonce(request, met)


def _verifier(request: Met, met: Met) -> Iterator[Check]:
    challenge, made = request.asked("code_challenge"), met.asked("verifier.challenge")
    if challenge is None or made is None or request.sighting.asked.get("code_challenge_method") != "S256":
        return
    fits = challenge == made
    words = _("Fits the challenge that was sent.") if fits else _("Does not fit the challenge that was sent.")
    yield Check("code_challenge", fits, words)


def _nonce(request: Met, met: Met) -> Iterator[Check]:
    sent = request.asked("nonce")
    for token in met.sighting.tokens:
        came = token.claims.get("nonce")
        if token.name == "id_token" and sent is not None and came is not None:
            same = came == sent
            words = _("The nonce that was sent.") if same else _("Not the nonce that was sent.")
            yield Check("nonce", same, words)
