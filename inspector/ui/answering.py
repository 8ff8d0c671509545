"""The sign-in that answers what an API asked for: the request that got the token, with the claims in it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.knowledge.clouds import Cloud
from inspector.signin.claims import answer_challenge
from inspector.signin.request import Flow, SignInRequest
from inspector.ui.api_call_panel import bearer_of
from inspector.ui.pastes import Paste

if TYPE_CHECKING:
    from inspector.diagnosis.subject import Subject
    from inspector.ui.seats import Seat


def answer(paste: Paste, artifact: str | None, claims: str, seats: "Iterable[Seat]") -> tuple[SignInRequest, bool]:
    """Return the request with `claims` (JSON) in it, and whether it is one for the practice tenant.

    It is the one that was made last with the token's account where that is among `seats`, else one made of what the
    token says about itself.
    """
    subject = _subject(paste, artifact)
    if subject is None:
        return answer_challenge(SignInRequest(), claims), False
    practice = subject.issuer.cloud is Cloud.PRACTICE
    asked = next((seat.request for seat in seats if seat.request and _fits(seat, subject, practice=practice)), None)
    return answer_challenge(asked or _request_of(subject), claims), practice


def _subject(paste: Paste, artifact: str | None) -> "Subject | None":
    case = paste.diagnosis.case if paste.diagnosis else None
    token = bearer_of(case.artifacts, artifact) if case else None
    return next((each for each in case.subjects if each.artifact is token), None) if case else None


def _fits(seat: "Seat", subject: "Subject", *, practice: bool) -> bool:
    """Whether the account at `seat` got the token: the same app, and the same user where the token names one."""
    same_app = seat.account.client_id.lower() == (subject.client_id or "").lower()
    user = subject.text("oid")
    return seat.practice is practice and same_app and (user is None or seat.account.id.startswith(user))


def _request_of(subject: "Subject") -> SignInRequest:
    audience = subject.audiences[0] if subject.audiences else ""
    names = (".default",) if subject.is_app_only or not subject.scopes else subject.scopes
    request = SignInRequest(
        client_id=subject.client_id or "",
        flow=Flow.CLIENT_CREDENTIALS if subject.is_app_only else Flow.AUTHORIZATION_CODE,
        scopes=tuple(f"{audience.rstrip('/')}/{name}" for name in names) if audience else (),
        tenant=subject.tenant or SignInRequest().tenant,
        cae="cp1" in str(subject.claim("xms_cc")).lower(),
    )
    if not subject.is_entra:
        return replace(request, issuer=subject.text("iss") or "", scopes=subject.scopes)
    cloud = subject.issuer.cloud
    return request if cloud in (None, Cloud.PRACTICE) else replace(request, cloud=cloud)
