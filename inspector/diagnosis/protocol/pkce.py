"""PKCE (RFC 7636): a challenge in the first request, its verifier in the second, joined by S256."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import SPEC_PKCE, Course, Located, Met, is_browsers
from inspector.diagnosis.quoting import quote
from inspector.words import _

_GRANT_CODES = (
    "AADSTS501481",
    "AADSTS50148",
    "AADSTS501491",
    "AADSTS501471",
    "AADSTS50147",
    "invalid_grant",
    "invalid_request",
)


def pkce_missing(course: Course) -> Iterator[Located]:
    """Every code request should carry a challenge (RFC 9700, section 2.1.1); a SPA's must."""
    request = course.request
    if request is None or "code" not in (request.asked("response_type") or "").split():
        return
    if "code_challenge" in request.sighting.asked or "request_uri" in request.sighting.asked:
        return
    public = any(is_browsers(met) for met in course.redemptions)
    yield Located(
        request.index,
        Finding(
            id="pkce-missing",
            severity=Severity.BLOCKER if public else Severity.WARNING,
            title=_("No PKCE"),
            why=_(
                "Without a challenge, whoever gets hold of the code can redeem it. For single-page apps Entra "
                "ID insists on one."
            ),
            sentence=_("the authorization request has no PKCE challenge."),
            stage=Stage.AUTHORIZE,
            evidence=(Evidence("code_challenge", _("missing"), _("the S256 hash of a fresh code_verifier")),),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Use PKCE with S256; MSAL and other current libraries do it by themselves."),
                    "code_challenge_method=S256",
                ),
            ),
            reference=SPEC_PKCE,
            rank=41,
        ),
        ("AADSTS9002325", "invalid_request"),
    )


def pkce_plain(course: Course) -> Iterator[Located]:
    """With `plain` the challenge is the secret itself; that is also what a missing method means."""
    request = course.request
    if request is None or "code_challenge" not in request.sighting.asked:
        return
    method = request.sighting.asked.get("code_challenge_method", "")
    if method != "S256":
        yield Located(
            request.index,
            Finding(
                id="pkce-plain",
                severity=Severity.WARNING,
                title=_("PKCE without S256"),
                why=_(
                    "The challenge stands in the address as it is, so whoever reads the address has the verifier, too."
                )
                if method.lower() == "plain"
                else _(
                    "Without code_challenge_method=S256 the challenge counts as plain, and a hashed verifier "
                    "won't match."
                ),
                sentence=_("the PKCE challenge is not made with S256."),
                stage=Stage.AUTHORIZE,
                evidence=(Evidence("code_challenge_method", quote(method) if method else _("missing"), "S256"),),
                remedies=(Remedy(Who.DEVELOPER, _("Send the S256 hash and say so."), "code_challenge_method=S256"),),
                reference=SPEC_PKCE + "#section-4.2",
                rank=42,
            ),
            _GRANT_CODES,
        )


def challenge_size(course: Course) -> Iterator[Located]:
    """A challenge has 43 to 128 characters of base64url, without padding."""
    request = course.request
    challenge = request.asked("code_challenge") if request else None
    if request is None or challenge is None:
        return
    hashed = request.sighting.asked.get("code_challenge_method") == "S256"
    good = 43 <= len(challenge) <= 128 and not set(challenge) & set("+/= ") and not (hashed and len(challenge) != 43)
    if not good:
        yield Located(
            request.index,
            Finding(
                id="pkce-challenge-form",
                severity=Severity.BLOCKER,
                title=_("PKCE challenge in the wrong form"),
                why=_("An S256 challenge is 43 characters of base64url: no +, / or = in it, and no hexadecimal."),
                sentence=_("the PKCE challenge is no base64url of a SHA-256 hash."),
                stage=Stage.AUTHORIZE,
                evidence=(
                    Evidence(
                        "code_challenge",
                        _("{count} characters").format(count=len(challenge)),
                        _("43 characters of base64url"),
                    ),
                ),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Encode the hash's 32 bytes as base64url and leave out the padding.")),
                ),
                reference=SPEC_PKCE + "#section-4.2",
                rank=20,
            ),
            _GRANT_CODES,
        )


def verifier(course: Course) -> Iterator[Located]:
    """The verifier must come with the code, and its hash must be the challenge."""
    request = course.request
    for met in course.redemptions:
        if request is None:
            yield from _alone(met)
        elif (finding := _compare(request, met)) is not None:
            missing = ("AADSTS900144", "AADSTS90014") if finding.id == "pkce-verifier-missing" else ()
            yield Located(met.index, finding, (*_GRANT_CODES, "AADSTS9002325", *missing))


def _alone(met: Met) -> Iterator[Located]:
    """A verifier's form can be judged by itself."""
    if met.asked("verifier.form") == "bad":
        yield Located(met.index, _of_wrong_form(met), _GRANT_CODES)


def _compare(request: Met, met: Met) -> Finding | None:
    challenge, hides = (
        request.asked("code_challenge"),
        "code_verifier" in met.sighting.asked and not met.asked("code_verifier"),
    )
    if hides or ("code_challenge" in request.sighting.asked and challenge is None):
        return None
    if challenge and not met.asked("code_verifier"):
        return _without_verifier()
    if met.asked("code_verifier") and not challenge:
        return _unasked()
    if challenge is None:
        return None
    if met.asked("verifier.form") == "bad":
        return _of_wrong_form(met)
    method = request.sighting.asked.get("code_challenge_method") or "plain"
    if method == "S256":
        return None if met.asked("verifier.challenge") == challenge else _mismatch(hashed=True)
    if method == "plain":
        same = met.asked("code_verifier") == request.asked("challenge.mark")
        return None if same else _mismatch(hashed=met.asked("verifier.challenge") != challenge)
    return None


def _mismatch(*, hashed: bool) -> Finding:
    return Finding(
        id="pkce-mismatch",
        severity=Severity.BLOCKER,
        title=_("Verifier does not fit the challenge"),
        why=_("The hash of the code_verifier is another one than the code_challenge of this sign-in.")
        if hashed
        else _("The challenge is the verifier's S256 hash, but the request did not say so: it counts as plain."),
        sentence=_("the code_verifier does not belong to the code_challenge that the sign-in began with."),
        stage=Stage.CLIENT,
        evidence=(Evidence("code_verifier", _("hashes to another value"), "code_challenge"),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _(
                    "Keep the verifier of each sign-in with its state, and hand in that one; a second sign-in "
                    "must not overwrite it."
                )
                if hashed
                else _("Add code_challenge_method=S256 to the authorization request."),
                None if hashed else "code_challenge_method=S256",
            ),
        ),
        reference=SPEC_PKCE + "#section-4.6",
        rank=7,
    )


def _without_verifier() -> Finding:
    return Finding(
        id="pkce-verifier-missing",
        severity=Severity.BLOCKER,
        title=_("Verifier missing"),
        why=_("The sign-in began with a PKCE challenge, so the code can be redeemed only with its verifier."),
        sentence=_("the token request lacks the code_verifier of the challenge that the sign-in began with."),
        stage=Stage.CLIENT,
        evidence=(Evidence("code_verifier", _("missing"), _("the value that the challenge was made of")),),
        remedies=(Remedy(Who.DEVELOPER, _("Keep the verifier from the first request and send it with the code.")),),
        reference=SPEC_PKCE + "#section-4.5",
        rank=7,
    )


def _unasked() -> Finding:
    return Finding(
        id="pkce-challenge-lost",
        severity=Severity.BLOCKER,
        title=_("Verifier without a challenge"),
        why=_("The authorization request carried no challenge, so there is nothing that the verifier could fit."),
        sentence=_("the token request sends a code_verifier, but the sign-in began without a challenge."),
        stage=Stage.AUTHORIZE,
        evidence=(Evidence("code_challenge", _("missing"), _("the verifier's S256 hash")),),
        remedies=(
            Remedy(
                Who.DEVELOPER, _("Send code_challenge and code_challenge_method=S256 in the authorization request.")
            ),
        ),
        reference=SPEC_PKCE,
        rank=7,
    )


def _of_wrong_form(met: Met) -> Finding:
    return Finding(
        id="pkce-verifier-form",
        severity=Severity.BLOCKER,
        title=_("Verifier in the wrong form"),
        why=_("A code_verifier has 43 to 128 characters: letters, digits, - . _ ~ and no others."),
        sentence=_("the code_verifier is not what PKCE allows."),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(
                "code_verifier",
                _("{count} characters").format(count=met.asked("verifier.length") or "?"),
                _("43 to 128 of A-Z a-z 0-9 - . _ ~"),
            ),
        ),
        remedies=(Remedy(Who.DEVELOPER, _("Make it of 32 random bytes in base64url without padding.")),),
        reference=SPEC_PKCE + "#section-4.1",
        rank=7,
    )
