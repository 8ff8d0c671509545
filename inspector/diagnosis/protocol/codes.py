"""The authorization code: redeemed once, at once, and as it came."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import CODE_FLOW, SPEC_OAUTH, Course, Located, Met
from inspector.words import _


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
