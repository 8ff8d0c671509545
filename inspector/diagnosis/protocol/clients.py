"""What the client may hold and show: secrets, tokens in addresses, refresh tokens in a page, the Origin header."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import (
    CODE_FLOW,
    SPEC_SECURITY,
    Course,
    Located,
    Met,
    is_browsers,
    is_entra,
    sent_origin,
    went_through,
)
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.exchanges.sighting import Trait
from inspector.words import _

_SPA = "https://learn.microsoft.com/entra/identity-platform/reply-url"
_IMPLICIT = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow"
_PASSWORD = "https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc"
_DAY = 86_400


def front_channel(course: Course) -> Iterator[Located]:
    """Tokens in the address: the implicit and hybrid flows."""
    for met in course.all(Step.AUTHORIZATION_REQUEST, Step.AUTHORIZATION_RESPONSE):
        wanted = (met.asked("response_type") or "").split()
        carried = met.sighting.step is Step.AUTHORIZATION_RESPONSE and "access_token" in met.sighting.asked
        if "token" not in wanted and not carried:
            continue
        yield Located(
            met.index,
            Finding(
                id="implicit-flow",
                severity=Severity.WARNING,
                title=_("Implicit flow"),
                why=_(
                    "The access token travels in the address: it stands in the browser's history, and scripts "
                    "can read it."
                ),
                sentence=_("the access token travels in the address (implicit flow); use code with PKCE."),
                stage=Stage.AUTHORIZE,
                evidence=(Evidence("response_type", quote(" ".join(wanted) or "token"), "code"),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Use response_type=code with PKCE, and register the redirect URI on the Single-page "
                            "application platform."
                        ),
                        "response_type=code",
                    ),
                ),
                reference=_IMPLICIT,
                rank=43,
            ),
        )
        return


def query_with_tokens(course: Course) -> Iterator[Located]:
    """Tokens must not be asked for in the query (OAuth 2.0 Multiple Response Types, section 3)."""
    request = course.request
    wanted = (request.asked("response_type") or "").split() if request else []
    if request and {"token", "id_token"} & set(wanted) and request.asked("response_mode") == "query":
        yield Located(
            request.index,
            Finding(
                id="tokens-in-query",
                severity=Severity.BLOCKER,
                title=_("Tokens asked for in the query"),
                why=_("A query reaches servers and their logs; issuers refuse to put tokens there."),
                sentence=_("the request wants tokens in the query of the redirect."),
                stage=Stage.AUTHORIZE,
                evidence=(Evidence("response_mode", "query", "form_post"),),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Use form_post, or fragment in a page."), "response_mode=form_post"),
                ),
                reference="https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html",
                rank=19,
            ),
            ("AADSTS70007", "invalid_request"),
        )


def refresh_token_in_browser(course: Course) -> Iterator[Located]:
    """A refresh token in a page: any script can take it. Entra ID ends a SPA's after a day."""
    for met in course.grants("authorization_code", "refresh_token"):
        if not is_browsers(met) or "refresh_token" not in met.sighting.answered or not went_through(met):
            continue
        lives = met.answered("refresh_token_expires_in") or ""
        short = lives.isdigit() and int(lives) <= _DAY
        yield Located(
            met.index,
            Finding(
                id="refresh-token-in-browser",
                severity=Severity.NOTE if short or is_entra(met.sighting) else Severity.WARNING,
                title=_("Refresh token in the browser"),
                why=_(
                    "A script in the page holds it. Entra ID lets those of the Single-page application platform "
                    "end after 24 hours; keep them in memory or session storage."
                )
                if short or is_entra(met.sighting)
                else _("Whatever runs in the page can take it and go on for as long as it lives."),
                sentence=_("the browser was given a refresh token."),
                stage=Stage.CLIENT,
                evidence=(sent_origin(met),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Keep it short-lived and rotated, or keep tokens on a server (backend for frontend)."),
                    ),
                ),
                reference=SPEC_SECURITY + "#section-4.14",
                rank=61,
            ),
        )


def origin_of_another_platform(course: Course) -> Iterator[Located]:
    """Entra ID wants an Origin where the redirect URI is a SPA's, and none where it is not (AADSTS9002326, 9002327)."""
    for met in course.grants():
        codes = met.answered("error_codes") or ""
        said = met.answered("error_description") or ""
        if "9002326" in codes + said and met.sighting.is_from(Trait.ORIGIN):
            yield Located(met.index, _origin_sent(met), ("AADSTS9002326",))
        elif "9002327" in codes + said and not met.sighting.is_from(Trait.ORIGIN):
            yield Located(met.index, _origin_missing(), ("AADSTS9002327",))


def _origin_sent(met: Met) -> Finding:
    return Finding(
        id="origin-not-allowed",
        severity=Severity.BLOCKER,
        title=_("A page redeems, but the redirect URI is no single-page app's"),
        why=_(
            "The request carries an Origin, so a browser sent it. Entra ID allows that only for redirect URIs "
            "of the Single-page application platform."
        ),
        sentence=_(
            "a browser redeems the code, but the redirect URI is not registered on the Single-page application "
            "platform."
        ),
        stage=Stage.REGISTRATION,
        evidence=(sent_origin(met),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Move the redirect URI from the Web to the Single-page application platform (App "
                    "registrations > Authentication)."
                ),
            ),
            Remedy(Who.DEVELOPER, _("Or redeem the code on your server, without the Origin header.")),
        ),
        reference=_SPA,
        rank=3,
    )


def _origin_missing() -> Finding:
    return Finding(
        id="origin-missing",
        severity=Severity.BLOCKER,
        title=_("A single-page app's code is redeemed outside a page"),
        why=_(
            "The redirect URI is on the Single-page application platform, so only a page may redeem its codes; "
            "this request has no Origin."
        ),
        sentence=_("a server or program redeems the code, but the redirect URI is a single-page app's."),
        stage=Stage.REGISTRATION,
        evidence=(Evidence("Origin", _("missing"), _("the page's origin")),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Register the redirect URI on the Web platform, or on Mobile and desktop, if a server or "
                    "program redeems the code."
                ),
            ),
            Remedy(Who.DEVELOPER, _("Or let the page redeem it, with MSAL.js.")),
        ),
        reference=_SPA,
        rank=3,
    )


def answer_withheld(course: Course) -> Iterator[Located]:
    """No answer to a page's token request: the browser withholds it where CORS does not allow it."""
    for met in course.grants():
        if course.is_file and met.sighting.exchange.status is None and is_browsers(met):
            yield Located(
                met.index,
                Finding(
                    id="answer-withheld",
                    severity=Severity.BLOCKER,
                    title=_("The browser did not get the answer"),
                    why=_(
                        "The token endpoint answered without allowing this origin (CORS), or not at all. At "
                        "Entra ID only redirect URIs of the Single-page application platform allow it."
                    ),
                    sentence=_("the page got no answer from the token endpoint (CORS)."),
                    stage=Stage.REGISTRATION,
                    evidence=(sent_origin(met),),
                    remedies=(
                        Remedy(Who.DEVELOPER, _("Register the redirect URI on the Single-page application platform.")),
                        Remedy(
                            Who.DEVELOPER,
                            _("If it is there: look at the console for what was blocked, an extension or a proxy."),
                        ),
                    ),
                    reference=_SPA,
                    rank=4,
                ),
            )


def password_grant(course: Course) -> Iterator[Located]:
    """The app handles the person's password: no second factor, no consent, no federation."""
    for met in course.grants("password"):
        yield Located(
            met.index,
            Finding(
                id="password-grant",
                severity=Severity.WARNING,
                title=_("Password grant (ROPC)"),
                why=_(
                    "The app sees the person's password. Second factors, consent, federation and personal "
                    "accounts don't work with it."
                ),
                sentence=_(
                    "the app sends the person's password itself (ROPC), which fails as soon as a second factor "
                    "is asked for."
                ),
                stage=Stage.CLIENT,
                evidence=(Evidence("grant_type", "password", _("authorization_code with PKCE")),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Sign people in with code and PKCE; in a terminal with the device code flow; "
                            "without a person with client credentials."
                        ),
                    ),
                ),
                reference=_PASSWORD,
                rank=44,
            ),
        )


def redirect_insecure(course: Course) -> Iterator[Located]:
    """A code that travels over http can be read on the way; only loopback addresses are exempt (RFC 8252)."""
    request = course.request
    address = request.asked("redirect_uri") if request else None
    if request is None or address is None or not address.lower().startswith("http://"):
        return
    host = address[7:].partition("/")[0].rpartition("@")[2].lower()
    if host.partition(":")[0] in ("localhost", "127.0.0.1") or host.startswith("[::1]"):
        return
    yield Located(
        request.index,
        Finding(
            id="redirect-uri-insecure",
            severity=Severity.WARNING,
            title=_("Redirect URI over http"),
            why=_("Entra ID registers http for localhost only, and the code could be read on its way."),
            sentence=_("the redirect URI is an http address."),
            stage=Stage.REGISTRATION,
            evidence=(Evidence("redirect_uri", quote(address), "https://…"),),
            remedies=(
                Remedy(
                    Who.DEVELOPER, _("Use https. Behind a proxy that ends TLS, let the app believe X-Forwarded-Proto.")
                ),
            ),
            reference=CODE_FLOW,
            rank=33,
        ),
        ("AADSTS50011", "AADSTS500117", "invalid_request"),
    )
