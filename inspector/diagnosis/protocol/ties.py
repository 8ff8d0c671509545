"""What ties messages together: state, nonce, the code, the redirect URI, the client."""

from collections.abc import Iterator, Mapping

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, SPEC_OAUTH, SPEC_OIDC, SPEC_SECURITY, Course, Located, Met
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.knowledge.identifiers import is_guid
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
            rank=40,
        ),
    )


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


def code_reused(course: Course) -> Iterator[Located]:
    """A code is good for one redemption; the second one is refused, and the first one's tokens may be revoked."""
    seen: dict[str, Met] = {}
    for met in course.redemptions:
        code = met.asked("code")
        if code is None:
            continue
        first = seen.setdefault(code, met)
        if first.index != met.index and first.sighting.has_answer and not _is_retry(first):
            yield Located(
                met.index, _reused(first, met), ("AADSTS54005", "AADSTS70000", "AADSTS70008", "invalid_grant")
            )


def _is_retry(first: Met) -> bool:
    """Whether the first redemption failed in a way that leaves the code unused."""
    status = first.sighting.exchange.status
    return status is not None and (status == 429 or status >= 500)


def _reused(first: Met, second: Met) -> Finding:
    return Finding(
        id="code-redeemed-twice",
        severity=Severity.BLOCKER,
        title=_("Code redeemed twice"),
        why=_("The same code was handed in at step {first} already. A code is good for one redemption.").format(
            first=first.index + 1
        ),
        sentence=_("the app redeems a code for the second time."),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(
                "code",
                _("redeemed at steps {first} and {second}").format(first=first.index + 1, second=second.index + 1),
                _("once"),
            ),
        ),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Redeem the code once: take it out of the address right after the redirect, and look for "
                    "what runs twice "
                    "(a reload, two instances of the library, React's strict mode, a retrying proxy)."
                ),
            ),
        ),
        reference=SPEC_OAUTH + "#section-4.1.2",
        rank=9,
    )


_CODE_LIVES = 600.0  # seconds


def code_changed(course: Course) -> Iterator[Located]:
    """The code that is redeemed must be the one that came, byte for byte; encoding it twice or not at all breaks it."""
    response = course.response
    came = response.asked("code") if response else None
    for met in course.redemptions if response and came else ():
        sent = met.asked("code")
        if sent is None or sent == came or response is None or "code" not in met.sighting.asked:
            continue
        same = met.asked("code.loose") == response.asked("code.loose")
        yield Located(
            met.index,
            Finding(
                id="code-changed",
                severity=Severity.BLOCKER,
                title=_("Another code than the one that came"),
                why=_("The code reaches the token endpoint in another spelling: it was encoded twice, or not at all.")
                if same
                else _("The code that is redeemed did not come with this attempt's answer."),
                sentence=_("the app redeems another code than the one that came in the answer."),
                stage=Stage.CLIENT,
                evidence=(
                    Evidence("code", _("differs from the answer's"), _("the same, decoded once and encoded once")),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _(
                            "Take the code from the redirect with a URL parser, and let the HTTP library encode "
                            "the form."
                        ),
                    ),
                ),
                reference=CODE_FLOW,
                rank=9,
            ),
            ("AADSTS70000", "AADSTS9002313", "AADSTS70008", "invalid_grant", "invalid_request"),
        )


def code_late(course: Course) -> Iterator[Located]:
    """A code lives about ten minutes at Entra ID."""
    response = course.response
    for met in course.redemptions if response else ():
        if response is None:
            return
        began, redeemed = response.sighting.exchange.started, met.sighting.exchange.started
        if began and redeemed - began > _CODE_LIVES and met.asked("code") == response.asked("code"):
            yield Located(
                met.index,
                Finding(
                    id="code-redeemed-late",
                    severity=Severity.WARNING,
                    title=_("Code redeemed late"),
                    why=_(
                        "A code lives for about ten minutes; this one was redeemed {minutes} minutes after it came."
                    ).format(minutes=round((redeemed - began) / 60)),
                    sentence=_("the code was redeemed after it had expired."),
                    stage=Stage.CLIENT,
                    remedies=(Remedy(Who.DEVELOPER, _("Redeem the code at once, in the handler of the redirect.")),),
                    reference=CODE_FLOW,
                    rank=12,
                ),
                ("AADSTS70008", "invalid_grant"),
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
                        wanted if wanted.isprintable() else None,
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
