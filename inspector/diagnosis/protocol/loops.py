"""Sign-ins that succeed and begin again at once: the app does not keep what it was given."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, Course, Met
from inspector.diagnosis.protocol.weighing import Placed
from inspector.exchanges.recorded import Place, Recorded
from inspector.words import _

_AT_ONCE = 10.0  # seconds after the last answer within which nobody signs in again by hand
_TIMES = 3
_SAME = ("client_id", "redirect_uri", "scope", "prompt")


def sign_in_loop(recorded: Recorded) -> Iterator[Placed]:
    """Yield a finding at the third sign-in of a row that each began right after the last one's answer."""
    runs: dict[tuple[str | None, ...], tuple[int, float]] = {}
    for at, strand in enumerate(recorded.strands if recorded.is_file else ()):
        request, answered = Course(strand).request, _answered(Course(strand))
        if request is None or answered is None or request.asked("prompt") == "none":
            continue
        key = tuple(request.asked(name) for name in _SAME)
        count, last = runs.get(key, (0, 0.0))
        follows = bool(last) and 0 <= request.sighting.exchange.started - last <= _AT_ONCE
        runs[key] = (count + 1 if follows else 1, answered)
        if runs[key][0] == _TIMES:
            yield Placed(Place(at, request.index), _loop())


def _answered(course: Course) -> float | None:
    """Return when a sign-in was answered with what was asked for; None where it was not, or nothing tells when."""
    response: Met | None = course.response
    if response is None or "error" in response.sighting.asked or not response.sighting.exchange.started:
        return None
    return response.sighting.exchange.started


def _loop() -> Finding:
    return Finding(
        id="sign-in-loop",
        severity=Severity.WARNING,
        title=_("The sign-in goes round in a loop"),
        why=_("The issuer answered each time, so the app does not find the session that it began, and asks again."),
        sentence=_("the app begins the same sign-in for the third time, right after it succeeded."),
        stage=Stage.CLIENT,
        evidence=(Evidence(_("sign-ins in a row"), str(_TIMES), "1"),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Look at the app's session cookie after the answer: blocked (SameSite, Secure, http), for another "
                    "host name or path, too large, or made by an instance with other keys."
                ),
            ),
            Remedy(Who.DEVELOPER, _("In a page: let the library finish the redirect before anything asks for a user.")),
        ),
        reference=CODE_FLOW,
        rank=22,
    )
