"""A request that nothing speaks against, in one sentence: what it is and what protects it."""

from collections.abc import Iterator

from inspector.diagnosis.protocol.course import Course, Met
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.exchanges.naming import step_name
from inspector.exchanges.recorded import Recorded
from inspector.exchanges.sighting import Trait
from inspector.words import _


def summary(recorded: Recorded) -> str | None:
    """Return the sentence for a single message without an answer; None where there are several, or none to judge."""
    messages = [sighting for strand in recorded.strands for sighting in strand.sightings]
    if len(messages) != 1 or messages[0].has_answer or messages[0].step not in _JUDGED:
        return None
    met = next(Course(recorded.strands[0], recorded.is_file).all(messages[0].step))
    step, signs = step_name(met.sighting.step), ", ".join(map(quote, _signs(met)))
    if not signs:
        return _("This {step} is in order by itself; only its answer shows whether it is accepted.").format(step=step)
    return _("This {step} is in order by itself ({signs}); only its answer shows whether it is accepted.").format(
        step=step, signs=signs
    )


_JUDGED = (Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST, Step.DEVICE_AUTHORIZATION, Step.POLL)


def _signs(met: Met) -> Iterator[str]:
    asked = met.sighting.asked
    if met.sighting.step is Step.AUTHORIZATION_REQUEST:
        yield asked.get("response_type", "code")
    elif "grant_type" in asked:
        yield asked["grant_type"].rpartition(":")[2]
    if asked.get("code_challenge_method") == "S256":
        yield _("PKCE with S256")
    for name in ("code_verifier", "client_secret", "client_assertion", "state", "nonce"):
        if name in asked:
            yield name
    if met.sighting.is_from(Trait.BASIC):
        yield _("client authentication in the header")
