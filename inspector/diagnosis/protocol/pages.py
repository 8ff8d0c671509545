"""Pages that end a sign-in: the server's, without a code that is known, and the app's own at its redirect URI."""

import re
from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, Course, Located, Met
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.words import _

_REDIRECT = re.compile(r"redirect|callback", re.IGNORECASE)
_LOST = re.compile(
    r"correlation failed|correlation cookie|state.{0,40}(?:mismatch|invalid|missing|not match)", re.IGNORECASE
)
_NOT_FOUND = 404


def sign_in_page_failed(course: Course) -> Iterator[Located]:
    """A sign-in that the server ended with a page of its own: the app never hears of it."""
    request = course.request
    for met in course.all(Step.AUTHORIZATION_REQUEST, Step.OTHER):
        status = met.sighting.exchange.status
        if course.is_file and status is not None and status >= 400 and "error" not in met.sighting.answered:
            yield Located(met.index, _page(met, status, request.asked("redirect_uri") if request else None))


def _page(met: Met, status: int, redirect_uri: str | None) -> Finding:
    words = met.sighting.answered.get("page", "")
    return Finding(
        id="sign-in-page-failed",
        severity=Severity.BLOCKER,
        title=_("The sign-in ended on an error page"),
        why=_("The server shows such errors to the person and does not send them to the app."),
        sentence=_("the server shows an error page ({status}): {words}").format(status=status, words=quote(words))
        if words
        else _("the server answers the sign-in with status {status}.").format(status=status),
        stage=Stage.AUTHORIZE,
        evidence=(
            Evidence(_("answer"), str(status)),
            *([Evidence("redirect_uri", quote(redirect_uri))] if redirect_uri and _REDIRECT.search(words) else []),
        ),
        remedies=(_after_page(words, redirect_uri),),
        reference="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1",
        rank=8,
    )


def _after_page(words: str, redirect_uri: str | None) -> Remedy:
    if _REDIRECT.search(words) and redirect_uri:
        return Remedy(
            Who.DEVELOPER,
            _("Register {address} for this client exactly as it is sent, or send one that is registered.").format(
                address=quote(redirect_uri)
            ),
        )
    return Remedy(
        Who.DEVELOPER,
        _("Mend what the page names: client id, redirect URI and scopes must be those of the registration."),
    )


def app_callback_failed(course: Course) -> Iterator[Located]:
    """An app that fails at the answer which it was given: the issuer has done its part."""
    for met in course.all(Step.AUTHORIZATION_RESPONSE):
        status = met.sighting.exchange.status
        if course.is_file and status is not None and status >= 400 and "error" not in met.sighting.asked:
            yield Located(met.index, _callback(met, status))


def _callback(met: Met, status: int) -> Finding:
    words = met.sighting.answered.get("page", "")
    return Finding(
        id="app-callback-failed",
        severity=Severity.BLOCKER,
        title=_("The app failed at the answer"),
        why=_("The issuer signed the person in and answered; the app did not accept it, or failed while it did."),
        sentence=_("the sign-in succeeded, but the app answered its result with status {status}.").format(
            status=status
        ),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(_("address"), quote(met.sighting.exchange.url), _("a page of the app")),
            *([Evidence(_("page"), quote(words))] if words else []),
        ),
        remedies=(_after_callback(words, status),),
        reference=CODE_FLOW,
        rank=21,
    )


def _after_callback(words: str, status: int) -> Remedy:
    if _LOST.search(words):
        return Remedy(
            Who.DEVELOPER,
            _(
                "Keep the cookie that the sign-in began with: SameSite=None; Secure over https, one host name, and "
                "data protection keys that all instances share."
            ),
        )
    if status == _NOT_FOUND:
        return Remedy(
            Who.DEVELOPER, _("Let the app answer at this address (CallbackPath, route), or register the one it has.")
        )
    return Remedy(
        Who.DEVELOPER,
        _("Look into the app's log at this moment; its redeeming of the code and its keys don't stand in a recording."),
    )
