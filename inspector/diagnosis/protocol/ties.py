"""What ties messages together: state, nonce, the code, the redirect URI, the client."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import SPEC_OAUTH, SPEC_SECURITY, Course, Located
from inspector.diagnosis.quoting import quote, snippet
from inspector.words import _


def state(course: Course) -> Iterator[Located]:
    """The response must bring back the request's state, character by character."""
    request, response = course.request, course.response
    if request is None or response is None or request.hides:
        return
    sent, came = request.asked("state"), response.asked("state")
    if sent is None or came == sent or (came is None and "state" in response.sighting.asked):
        return
    yield Located(
        response.index,
        Finding(
            id="state-changed" if came else "state-lost",
            severity=Severity.BLOCKER,
            title=_("State did not come back"),
            why=_(
                "The answer carries another state than the request. An app must refuse it: it may be another sign-in's."
            ),
            sentence=_("the answer's state is not the one that the request sent, so the app has to refuse it.")
            if came
            else _("the answer brings no state back, so the app has to refuse it."),
            stage=Stage.AUTHORIZE,
            evidence=(Evidence("state", quote(came) if came else _("missing"), quote(sent)),),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _(
                        "Keep the state where the redirect finds it again: one per sign-in, in the session or a cookie "
                        "with SameSite=None; Secure where the answer is posted."
                    ),
                ),
            ),
            reference=SPEC_OAUTH + "#section-10.12",
            rank=10,
        ),
    )


def state_missing(course: Course) -> Iterator[Located]:
    """Without state nothing ties the answer to the browser that asked; PKCE or a nonce does it as well (RFC 9700)."""
    request = course.request
    if request is None or {"state", "request_uri", "request"} & request.sighting.asked.keys():
        return
    protected = "code_challenge" in request.sighting.asked or "nonce" in request.sighting.asked
    yield Located(
        request.index,
        Finding(
            id="state-missing",
            severity=Severity.NOTE if protected else Severity.WARNING,
            title=_("No state"),
            why=_("PKCE or the nonce protects this sign-in; state also brings the person back to where they were.")
            if protected
            else _("Nothing ties the answer to this browser: somebody else's code can be slipped in (CSRF)."),
            sentence=_("the request has no state, so somebody else's answer can be slipped in."),
            stage=Stage.AUTHORIZE,
            evidence=(Evidence("state", _("missing"), _("a random value")),),
            remedies=(Remedy(Who.DEVELOPER, _("Send a random state for each sign-in and compare it in the answer.")),),
            reference=SPEC_SECURITY + "#section-4.7",
            rank=47,  # after what is wrong with the flow itself
        ),
    )


def redirect_uri(course: Course) -> Iterator[Located]:
    """The token request must repeat the redirect URI of the authorization request (RFC 6749, section 4.1.3)."""
    request = course.request
    wanted = request.asked("redirect_uri") if request else None
    for met in course.redemptions if wanted else ():
        sent = met.asked("redirect_uri")
        if wanted is None or sent == wanted or (sent is None and "redirect_uri" in met.sighting.asked):
            continue
        yield Located(
            met.index,
            Finding(
                id="redirect-uri-changed",
                severity=Severity.BLOCKER,
                title=_("Redirect URI differs between the two requests"),
                why=_("Both requests must name the same redirect URI, character by character. {difference}").format(
                    difference=_difference(sent, wanted)
                ),
                sentence=_("the token request names another redirect URI than the authorization request.")
                if sent
                else _("the token request leaves out the redirect URI of the authorization request."),
                stage=Stage.CLIENT,
                evidence=(Evidence("redirect_uri", quote(sent) if sent else _("missing"), quote(wanted)),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Send the same redirect URI in both requests; take it from one setting."),
                        snippet(wanted),
                    ),
                ),
                reference=SPEC_OAUTH + "#section-4.1.3",
                rank=8,
            ),
            ("AADSTS500112", "AADSTS50011", "AADSTS900144", "AADSTS90014", "invalid_grant", "invalid_request"),
        )


def _difference(sent: str | None, wanted: str) -> str:
    """Say in what two addresses differ, where it is easily overlooked."""
    if sent is None:
        return ""
    if sent.rstrip("/") == wanted.rstrip("/"):
        return _("They differ by the slash at the end.")
    if sent.lower() == wanted.lower():
        return _("They differ in letter case.")
    if sent.partition("://")[2] == wanted.partition("://")[2]:
        return _("They differ in http and https.")
    return ""


def client(course: Course) -> Iterator[Located]:
    """A code belongs to the app that asked for it."""
    request = course.request
    wanted = request.asked("client_id") if request else None
    for met in course.redemptions if wanted else ():
        sent = met.asked("client_id")
        if sent and wanted and sent.lower() != wanted.lower():
            yield Located(
                met.index,
                Finding(
                    id="client-changed",
                    severity=Severity.BLOCKER,
                    title=_("Another app redeems the code"),
                    why=_("A code can be redeemed only by the app that it was issued to."),
                    sentence=_("the code is redeemed by another app than the one that asked for it."),
                    stage=Stage.CLIENT,
                    evidence=(Evidence("client_id", quote(sent), quote(wanted)),),
                    remedies=(Remedy(Who.DEVELOPER, _("Use one client id in both requests.")),),
                    reference=SPEC_OAUTH + "#section-4.1.3",
                    rank=8,
                ),
                ("AADSTS70000", "AADSTS7000220", "AADSTS700005", "invalid_grant", "invalid_client"),
            )
