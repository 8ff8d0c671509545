"""Calls to APIs: no token sent, an ID token sent, or a token that the API must refuse, judged as of that moment."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import Course, Located, Met
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import read_subject
from inspector.exchanges.exchange import Step
from inspector.knowledge.clouds import Cloud
from inspector.knowledge.endpoints import read_call
from inspector.tokens.artifact import Artifact, Kind, Pasted
from inspector.words import _

_VALIDATE = "https://learn.microsoft.com/entra/identity-platform/access-tokens"
_BEARER = "https://www.rfc-editor.org/rfc/rfc6750#section-2.1"
_EVERY = "*"  # whatever code the API gave, the token explains it


def no_token(course: Course) -> Iterator[Located]:
    """A call without a token that is answered with 401, and no call with one after it."""
    for met in course.all(Step.API_CALL):
        if met.sighting.exchange.status != 401 or met.sighting.bearer is not None or _is_asked_again(course, met):
            continue
        if course.sanitised:
            yield Located(met.index, _left_out(met), (_EVERY,))
        else:
            yield Located(met.index, _missing(met), (_EVERY,))


def _missing(met: Met) -> Finding:
    return Finding(
        id="no-token-sent",
        severity=Severity.BLOCKER,
        title=_("No token was sent"),
        why=_(
            "The request has no Authorization header. Browsers leave it out of exported recordings unless sensitive "
            "data is included."
        ),
        sentence=_("the API was called without a token."),
        stage=Stage.CLIENT,
        evidence=(Evidence("Authorization", _("missing"), "Bearer …"), _call(met)),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Send the access token in the Authorization header; with MSAL's interceptors, list this address "
                    "among the protected resources."
                ),
            ),
        ),
        reference=_BEARER,
        rank=20,
    )


def _left_out(met: Met) -> Finding:
    return Finding(
        id="token-not-recorded",
        severity=Severity.BLOCKER,
        title=_("The recording leaves tokens out"),
        why=_(
            "No message of it has a cookie or an Authorization header: the browser exported it without sensitive "
            "data, so whether a token was sent, and which, can't be told."
        ),
        sentence=_("the API answered 401, and the recording leaves out whether a token was sent."),
        stage=Stage.CLIENT,
        evidence=(Evidence("Authorization", _("left out"), "Bearer …"), _call(met)),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Export the recording again with sensitive data: in Chrome or Edge hold the export button down "
                    "(first allow it under Settings > Preferences > Network)."
                ),
            ),
        ),
        reference=_BEARER,
        rank=20,
    )


def _call(met: Met) -> Evidence:
    exchange = met.sighting.exchange
    return Evidence(_("call"), quote(f"{exchange.method} {exchange.url}"))


def _is_asked_again(course: Course, met: Met) -> bool:
    url = met.sighting.exchange.url
    return any(later.index > met.index and later.sighting.exchange.url == url for later in course.all(Step.API_CALL))


def refused_token(case: Case, course: Course) -> Iterator[Located]:
    """The very token that an API refused, judged by the call that it was sent with and at the moment of the call."""
    for met in course.all(Step.API_CALL):
        token = _token_of(case, met)
        if token is None or met.sighting.exchange.status not in (401, 403):
            continue
        yield from (Located(met.index, finding, (_EVERY,)) for finding in _judged(case, met, token))


def _token_of(case: Case, met: Met) -> Artifact | None:
    bearer = met.sighting.bearer
    return next((each for each in case.artifacts if bearer and each.fingerprint == bearer.fingerprint), None)


def _judged(case: Case, met: Met, token: Artifact) -> Iterator[Finding]:
    """Yield what blocks `token` at this call."""
    from inspector.diagnosis.case import build_case
    from inspector.diagnosis.rules import RULES, calling

    exchange = met.sighting.exchange
    if token.kind is Kind.ID_TOKEN:
        yield _id_token(met)
        return
    call = read_call(f"{exchange.method} {exchange.url}")
    meant = _meant_for(token)
    if meant and call and call.resource is None:
        yield _for_microsoft(met, meant)
        return
    named = f"{exchange.method} {exchange.url}" if call and call.resource else None
    expected = Expectation(calling=named, skew=case.expectation.skew)
    small = build_case(Pasted("", (token,)), expected, exchange.started or case.now)
    for rule in (*RULES, *((calling.me_without_user, calling.permission_missing) if named else ())):
        yield from (each for each in rule(small) if each.severity is Severity.BLOCKER)


def _id_token(met: Met) -> Finding:
    return Finding(
        id="id-token-sent",
        severity=Severity.BLOCKER,
        title=_("An ID token was sent to the API"),
        why=_("An ID token tells the app who signed in. It is not for APIs, whatever its audience says."),
        sentence=_("the app sent its ID token to the API instead of the access token."),
        stage=Stage.CLIENT,
        evidence=(Evidence(_("call"), quote(f"{met.sighting.exchange.method} {met.sighting.exchange.url}")),),
        remedies=(
            Remedy(Who.DEVELOPER, _("Ask for a scope of the API and send the access token that comes with it.")),
        ),
        reference=_VALIDATE,
        rank=3,
    )


def _meant_for(token: Artifact) -> str | None:
    """Return the Microsoft API that a token is for; None where it is for another, or from the practice tenant."""
    subject = read_subject(token)
    practice = subject.issuer.cloud is Cloud.PRACTICE or not subject.is_entra
    return subject.resource.name if subject.resource and not practice else None


def _for_microsoft(met: Met, name: str) -> Finding:
    host = met.sighting.host
    return Finding(
        id="audience-mismatch",
        severity=Severity.BLOCKER,
        title=_("Wrong audience"),
        why=_(
            "A token is for one API. Another API must refuse it, or anybody's token for {name} would open it."
        ).format(name=name),
        sentence=_("the token is for {name}, but it was sent to {host}.").format(name=name, host=quote(host)),
        stage=Stage.CLIENT,
        evidence=(Evidence("aud", name, _("the API at {host}").format(host=quote(host))),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Ask for a scope of that API (Expose an API: api://…/scope) and send the token that comes with it."),
            ),
        ),
        reference=_VALIDATE,
        rank=3,
    )
