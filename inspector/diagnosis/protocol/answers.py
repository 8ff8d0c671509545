"""Answers that are no answer of the protocol: throttled, failed, cut off, or somebody else's page."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import Course, Located, Met, is_browsers
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.exchanges.sighting import Trait
from inspector.words import _

_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#section-15"
_ASKING = (Step.TOKEN_REQUEST, Step.POLL, Step.DEVICE_AUTHORIZATION)
_EXPECTED = frozenset({"access_token", "id_token", "device_code", "error", "token_type", "error_description"})


def busy_or_failing(course: Course) -> Iterator[Located]:
    """429 and 5xx say nothing about the request: the same one may go through later."""
    for met in course.all(*_ASKING, Step.API_CALL):
        status = met.sighting.exchange.status
        if status is None or (status < 500 and status != 429) or "error" in met.sighting.answered:
            continue
        yield Located(met.index, _busy(met) if status == 429 else _failing(met, status))


def _busy(met: Met) -> Finding:
    wait = met.sighting.exchange.response.header("retry-after") if met.sighting.exchange.response else None
    return Finding(
        id="answer-throttled",
        severity=Severity.BLOCKER,
        title=_("Too many requests"),
        why=_("The server limits how often it is asked (429). The request itself may be right."),
        sentence=_("the server was asked too often and did not answer (429)."),
        stage=Stage.RESOURCE,
        evidence=(Evidence("Retry-After", quote(wait) if wait else _("missing")),),
        remedies=(
            Remedy(
                Who.DEVELOPER, _("Wait as long as Retry-After says, ask less often, and keep tokens until they expire.")
            ),
        ),
        reference=_HTTP,
        rank=30,
    )


def _failing(met: Met, status: int) -> Finding:
    return Finding(
        id="answer-failed",
        severity=Severity.BLOCKER,
        title=_("The server failed ({status})").format(status=status),
        why=_("The server, or a gateway before it, had a fault of its own; the request itself may be right."),
        sentence=_("the server failed with status {status}.").format(status=status),
        stage=Stage.RESOURCE,
        evidence=(Evidence(_("answer"), str(status)), Evidence(_("address"), quote(met.sighting.exchange.url))),
        remedies=(
            Remedy(Who.DEVELOPER, _("Try again after a while, each time waiting longer.")),
            Remedy(Who.OPERATOR, _("If it goes on: look at the server's and the gateway's logs at this moment.")),
        ),
        reference=_HTTP,
        rank=31,
    )


def unusable(course: Course) -> Iterator[Located]:
    """The token endpoint answers in JSON with members that are known; anything else came from somewhere else."""
    for met in course.all(*_ASKING):
        sighting = met.sighting
        status = sighting.exchange.status
        if status is None or status >= 400 or _EXPECTED & sighting.answered.keys() or not course.is_file:
            continue
        if is_browsers(met) and status in (301, 302, 303, 307, 308):
            continue
        if sighting.exchange.note:
            yield Located(met.index, _unread(sighting.exchange.note))
            continue
        kind = sighting.exchange.response.header("content-type") if sighting.exchange.response else None
        yield Located(
            met.index,
            Finding(
                id="answer-unusable",
                severity=Severity.BLOCKER,
                title=_("No answer of a token endpoint"),
                why=_(
                    "It holds neither a token nor an error: it was cut off, or a proxy, portal or other server gave it."
                ),
                sentence=_("what came back is no answer of a token endpoint."),
                stage=Stage.TOKEN,
                evidence=(
                    Evidence(_("answer"), f"{status}, {quote(kind) if kind else _('no type')}", "application/json"),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Look at the body: a sign-in page of the network, a proxy's notice, or a wrong address."),
                    ),
                    Remedy(Who.DEVELOPER, _("If there is none: export the recording with response bodies.")),
                ),
                reference="https://www.rfc-editor.org/rfc/rfc6749#section-5",
                rank=32,
            ),
        )


def _unread(note: str) -> Finding:
    """Return that an answer is there but can't be read, so that nothing is known to be wrong with it."""
    return Finding(
        id="answer-not-read",
        severity=Severity.WARNING,
        title=_("The answer can't be read"),
        why=_("The recording holds the body in a form that is not read here, so the tokens in it are not judged."),
        sentence=_("the answer can't be judged. {note}").format(note=quote(note)),
        stage=Stage.TOKEN,
        evidence=(Evidence(_("recorded"), quote(note)),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Export the recording with decoded bodies: a browser's own export has them; in Fiddler press "
                    "Decode, in mitmproxy leave out Accept-Encoding."
                ),
            ),
        ),
        reference=_HTTP,
        rank=47,
    )


def unfinished(course: Course) -> Iterator[Located]:
    """A sign-in that never came back to the app: the recording ends too early, or the person stayed on a page."""
    request = course.request
    if not course.is_file or request is None or course.response is not None or request.sighting.refused:
        return
    if request.sighting.is_from(Trait.ERROR_PAGE) or any(met.sighting.refused for met in course.all(Step.OTHER)):
        return
    if any(course.redemptions):
        return
    yield Located(
        request.index,
        Finding(
            id="sign-in-unfinished",
            severity=Severity.WARNING,
            title=_("The sign-in did not come back"),
            why=_(
                "No answer to this request is in the recording: it ends too early, or the sign-in stopped on a page."
            ),
            sentence=_("the sign-in began, but no answer to it is in the recording."),
            stage=Stage.AUTHORIZE,
            evidence=(Evidence(_("answer"), _("missing"), _("a redirect to the app")),),
            remedies=(
                Remedy(Who.DEVELOPER, _("Record on until the app shows the result, with “Preserve log” switched on.")),
                Remedy(Who.USER, _("If a page showed an error: copy its text with the code, and paste that.")),
            ),
            reference="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2",
            rank=46,
        ),
    )
