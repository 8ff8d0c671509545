"""The ID token belongs to the request: nonce, audience and tenant (OpenID Connect Core, 3.1.3.7)."""

from collections.abc import Iterator, Mapping

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import SPEC_OIDC, Course, Located, Met
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.knowledge.identifiers import is_guid
from inspector.words import _


def nonce(course: Course) -> Iterator[Located]:
    """The ID token must carry the nonce of the authorization request (OpenID Connect Core, 3.1.3.7)."""
    request = course.request
    if request is None or request.hides:
        return
    sent = request.asked("nonce")
    for met in (*([course.response] if course.response else []), *course.redemptions):
        for token in met.sighting.tokens:
            came = token.claims.get("nonce")
            if token.name != "id_token" or not token.claims or came == sent or (sent is None and came is None):
                continue
            yield Located(met.index, _nonce_differs(sent, came if isinstance(came, str) else None))


def _nonce_differs(sent: str | None, came: str | None) -> Finding:
    return Finding(
        id="nonce-changed",
        severity=Severity.BLOCKER if sent else Severity.WARNING,
        title=_("Nonce did not come back"),
        why=_("The ID token belongs to another request: an app must refuse it, or a stolen token could be replayed."),
        sentence=_("the ID token does not carry the nonce that the request sent, so the app has to refuse it."),
        stage=Stage.TOKEN,
        evidence=(
            Evidence("nonce", quote(came) if came else _("missing"), quote(sent) if sent else _("none was sent")),
        ),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Keep one nonce per sign-in, and compare the ID token with that one, not with a newer one."),
            ),
        ),
        reference=SPEC_OIDC + "#IDTokenValidation",
        rank=11,
    )


def nonce_missing(course: Course) -> Iterator[Located]:
    """A request for an ID token in the front channel must have a nonce."""
    request = course.request
    if request is None or "id_token" not in (request.asked("response_type") or "").split():
        return
    if "nonce" not in request.sighting.asked:
        yield Located(
            request.index,
            Finding(
                id="nonce-missing",
                severity=Severity.BLOCKER,
                title=_("No nonce"),
                why=_("Where the ID token comes through the browser, the nonce is what ties it to the request."),
                sentence=_("the request asks for an ID token without a nonce."),
                stage=Stage.AUTHORIZE,
                evidence=(Evidence("nonce", _("missing"), _("a random value")),),
                remedies=(Remedy(Who.DEVELOPER, _("Send a random nonce, and compare it with the ID token's.")),),
                reference=SPEC_OIDC + "#ImplicitAuthRequest",
                rank=20,
            ),
            ("AADSTS90014", "AADSTS900144", "invalid_request"),
        )


def audience_of_id_token(course: Course) -> Iterator[Located]:
    """An ID token is for the app that asked; another app's must be refused (OpenID Connect Core, 3.1.3.7)."""
    for met, claims in _id_tokens(course):
        client = met.asked("client_id") or (course.request.asked("client_id") if course.request else None)
        audiences = claims.get("aud") if isinstance(claims.get("aud"), list) else [claims.get("aud")]
        if client is None or not claims.get("aud") or client in audiences:  # type: ignore[operator]  # a list, as just made
            continue
        yield Located(
            met.index,
            Finding(
                id="id-token-of-another-app",
                severity=Severity.BLOCKER,
                title=_("ID token for another app"),
                why=_("The audience of an ID token is the app that signed in; an app must refuse any other."),
                sentence=_("the ID token was issued to another app than the one that asked."),
                stage=Stage.TOKEN,
                evidence=(Evidence("aud", quote(claims.get("aud")), quote(client)),),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Use one client id for the request and for checking the ID token.")),
                ),
                reference=SPEC_OIDC + "#IDTokenValidation",
                rank=12,
            ),
        )


def tenant_of_id_token(course: Course) -> Iterator[Located]:
    """Asked of one tenant, the ID token must be of that tenant."""
    for met, claims in _id_tokens(course):
        asked, tid = (
            met.sighting.tenant or (course.request.sighting.tenant if course.request else None),
            claims.get("tid"),
        )
        if not is_guid(asked) or not isinstance(tid, str) or asked is None or tid.lower() == asked.lower():
            continue
        yield Located(
            met.index,
            Finding(
                id="id-token-of-another-tenant",
                severity=Severity.BLOCKER,
                title=_("ID token of another tenant"),
                why=_(
                    "The request went to one tenant and the ID token names another; apps for one tenant must refuse it."
                ),
                sentence=_("the ID token is of another tenant than the one that was asked."),
                stage=Stage.TOKEN,
                evidence=(Evidence("tid", quote(tid), quote(asked)),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Sign in at the tenant whose users are meant, and compare iss and tid with it."),
                    ),
                ),
                reference=SPEC_OIDC + "#IDTokenValidation",
                rank=13,
            ),
        )


def _id_tokens(course: Course) -> Iterator[tuple[Met, Mapping[str, object]]]:
    """Yield the claims of the ID tokens that came, with their messages."""
    for met in course.all(Step.AUTHORIZATION_RESPONSE, Step.TOKEN_REQUEST, Step.POLL):
        for token in met.sighting.tokens:
            if token.name == "id_token" and token.claims:
                yield met, token.claims
