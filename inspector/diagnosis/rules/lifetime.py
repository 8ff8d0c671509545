"""Lifetime: expired, not yet valid, clock skew, unusually long (RFC 7519 sections 4.1.4 to 4.1.6)."""

from collections.abc import Iterator

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import ClientAuthentication, Subject
from inspector.diagnosis.wanted import judged
from inspector.tokens.artifact import Kind
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime"
_CAE = "https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation"
_MILLISECONDS = 1e11  # as seconds this is the year 5138
_CAE_LONG = 20 * 3600
_TIMES = ("exp", "nbf", "iat")


def expired(case: Case) -> Iterator[Finding]:
    """The token's `exp` lies before now, allowing for clock skew."""
    for subject in _timed(case):
        exp = subject.number("exp")
        if exp is None or exp > _MILLISECONDS or exp + case.expectation.skew >= case.now:
            continue
        ago = moments.duration(case.now - exp)
        yield Finding(
            id="token-expired",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("Expired"),
            why=_("Every API must refuse a token after its expiry time; nothing on the API's side mends that."),
            sentence=_("This token expired {ago} ago.").format(ago=ago),
            stage=Stage.CLIENT,
            evidence=(_moment(subject, "exp", exp), Evidence(_("now"), moments.utc(case.now))),
            remedies=tuple(_renewals(subject)),
            reference=_REFERENCE,
            rank=20,
        )


def within_skew(case: Case) -> Iterator[Finding]:
    """The token has expired, but so lately that some APIs still take it."""
    for subject in _timed(case):
        exp = subject.number("exp")
        if exp is None or not exp < case.now <= exp + case.expectation.skew:
            continue
        yield Finding(
            id="token-expired-within-skew",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("Expired a moment ago"),
            why=_("APIs allow for clocks that differ, by custom five minutes; stricter ones refuse the token already."),
            sentence=_("This token expired {ago} ago; only APIs that allow for clock skew still accept it.").format(
                ago=moments.duration(case.now - exp)
            ),
            stage=Stage.CLIENT,
            evidence=(
                _moment(subject, "exp", exp),
                Evidence(_("clock skew"), _("{count} s").format(count=case.expectation.skew)),
            ),
            remedies=tuple(_renewals(subject)),
            reference=_REFERENCE,
            rank=22,
        )


def not_yet_valid(case: Case) -> Iterator[Finding]:
    """The token's `nbf` (or, without it, `iat`) lies after now, allowing for clock skew."""
    for subject in _timed(case):
        name = "nbf" if subject.number("nbf") is not None else "iat"
        start = subject.number(name)
        if start is None or start > _MILLISECONDS or start - case.expectation.skew <= case.now:
            continue
        yield Finding(
            id="token-not-yet-valid",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("Not valid yet"),
            why=_("The token begins in the future. Usually the clock of the machine that checks it is slow."),
            sentence=_("This token is valid only in {duration}; one of the clocks is wrong.").format(
                duration=moments.duration(start - case.now)
            ),
            stage=Stage.RESOURCE,
            evidence=(_moment(subject, name, start), Evidence(_("now"), moments.utc(case.now))),
            remedies=(
                Remedy(Who.OPERATOR, _("Set the clock of the machine that checks the token by network time (NTP).")),
                Remedy(Who.API_OWNER, _("Allow for a clock skew of five minutes when checking lifetimes.")),
            ),
            reference=_REFERENCE,
            rank=21,
        )


def in_milliseconds(case: Case) -> Iterator[Finding]:
    """Times are seconds since 1970; JavaScript's Date.now() counts milliseconds."""
    for subject in case.subjects:
        names = [name for name in _TIMES if (subject.number(name) or 0) > _MILLISECONDS]
        if names:
            yield Finding(
                id="time-in-milliseconds",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("Time in milliseconds"),
                why=_("Token times are whole seconds since 1970 (RFC 7519); this value lies thousands of years ahead."),
                sentence=_("The time in {names} is in milliseconds; tokens count seconds.").format(
                    names=", ".join(names)
                ),
                stage=Stage.TOKEN,
                evidence=tuple(Evidence(name, quote(subject.claim(name)), _("seconds since 1970")) for name in names),
                remedies=(
                    Remedy(
                        Who.DEVELOPER, _("Divide by 1,000 where the token is made."), "Math.floor(Date.now() / 1000)"
                    ),
                ),
                reference="https://www.rfc-editor.org/rfc/rfc7519#section-2",
                rank=23,
            )


def unreadable_times(case: Case) -> Iterator[Finding]:
    """A time that is no number stops every check of the lifetime."""
    for subject in case.subjects:
        names = [name for name in _TIMES if subject.claim(name) is not None and subject.number(name) is None]
        if names:
            yield Finding(
                id="time-not-a-number",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("A time is not a number"),
                why=_("RFC 7519 wants numbers of seconds; libraries refuse a string or skip the check."),
                sentence=_("The lifetime cannot be judged: {names} is not a number.").format(names=", ".join(names)),
                stage=Stage.TOKEN,
                evidence=tuple(Evidence(name, quote(subject.claim(name)), _("a number of seconds")) for name in names),
                remedies=(
                    Remedy(
                        Who.DEVELOPER, _("Write the time as a number, without quotation marks."), '"exp": 1700000000'
                    ),
                ),
                reference="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
                rank=24,
            )


def without_end(case: Case) -> Iterator[Finding]:
    """A signed token without `exp` never ends; Entra ID issues none."""
    for subject in case.subjects:
        whole = subject.artifact.kind in _WHOLE and subject.artifact.token and not subject.artifact.token.partial
        if whole and subject.claim("exp") is None and subject.claim("iss") is not None:
            yield Finding(
                id="expiry-missing",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("No expiry time"),
                why=_("A token without exp works until its key is changed; careful APIs refuse it."),
                stage=Stage.TOKEN,
                evidence=(Evidence("exp", None, _("a number of seconds")),),
                remedies=(Remedy(Who.DEVELOPER, _("Let the issuer set exp, minutes to an hour after iat.")),),
                reference="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
                rank=25,
            )


_WHOLE = frozenset({Kind.ACCESS_TOKEN, Kind.ID_TOKEN, Kind.TOKEN, Kind.CLIENT_ASSERTION})


def long_lived(case: Case) -> Iterator[Finding]:
    """Tokens of 20 to 28 hours come from continuous access evaluation and can be revoked before they expire."""
    for subject in case.subjects:
        start = subject.number("nbf") or subject.number("iat")
        exp = subject.number("exp")
        if (
            start is None
            or exp is None
            or not _is_cae(subject)
            or not _CAE_LONG <= exp - start <= 30 * 3600
            or exp < case.now
        ):
            continue
        yield Finding(
            id="token-long-lived",
            severity=Severity.NOTE,
            artifact=subject.artifact.id,
            title=_("Lives about a day (continuous access evaluation)"),
            why=_(
                "Such a token can be revoked before it expires: unexpired does not mean accepted. "
                "The API then answers 401 with a claims challenge."
            ),
            stage=Stage.CLIENT,
            evidence=(Evidence("exp − nbf", moments.duration(exp - start)),),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Handle the challenge: on 401 with insufficient_claims, request a token with these claims."),
                ),
            ),
            reference=_CAE,
            rank=60,
        )


def _timed(case: Case) -> Iterator[Subject]:
    """Yield what is refused once its time is over; an ID token beside an access token has done its work."""
    yield from judged(case)
    yield from (subject for subject in case.subjects if subject.kind is Kind.CLIENT_ASSERTION)


def _is_cae(subject: Subject) -> bool:
    """Managed identities have day-long tokens too, and without it."""
    return subject.is_entra and subject.kind is Kind.ACCESS_TOKEN and subject.claim("xms_mirid") is None


def _moment(subject: Subject, name: str, value: float) -> Evidence:
    return Evidence(name, moments.utc(value) or quote(subject.claim(name)))


def _renewals(subject: Subject) -> Iterator[Remedy]:
    if subject.is_app_only:
        yield Remedy(
            Who.DEVELOPER,
            _("Get a new token before each call; MSAL's AcquireTokenForClient returns a cached one while it is valid."),
        )
    elif subject.kind is Kind.CLIENT_ASSERTION:
        yield Remedy(Who.DEVELOPER, _("Make a new assertion for each token request; let it live five to ten minutes."))
    else:
        yield Remedy(
            Who.DEVELOPER,
            _("Get a new token with AcquireTokenSilent before each call; it renews with the refresh token by itself."),
        )
    if subject.client_authentication is ClientAuthentication.PUBLIC or subject.is_delegated:
        yield Remedy(Who.USER, _("Sign in again where the renewal fails."))
