"""On-behalf-of (Microsoft's use of RFC 7523): an API exchanges the token it was called with for a further API's."""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector import moments
from inspector.diagnosis.subject import Subject, read_subject
from inspector.exchanges.exchange import Check
from inspector.knowledge.identifiers import guid_in, is_guid
from inspector.signin.application import build_confidential
from inspector.signin.run import Run
from inspector.tokens.artifact import Kind
from inspector.tokens.recognise import recognise
from inspector.words import _


def sign_in(run: Run) -> Mapping[str, Any] | None:
    """Return MSAL's result of the exchange. MSAL keeps what it gets, so the cache is new each time."""
    app = build_confidential(run)
    result: Mapping[str, Any] | None = app.acquire_token_on_behalf_of(
        run.credential.assertion, list(run.request.asked_scopes), claims_challenge=run.request.claims or None
    )
    return result


def judge_assertion(assertion: str, client_id: str, now: float) -> tuple[Check, ...]:
    """Return whether `assertion` fits an exchange by the API `client_id`: kind, audience, user, lifetime."""
    pasted = recognise(assertion)
    artifact = next((each for each in pasted.artifacts if each.claims is not None), None)
    if artifact is None:
        return (
            Check(
                "assertion",
                passed=False,
                text=_("This is no token that can be read; on-behalf-of needs an access token."),
            ),
        )
    return tuple(_checks(read_subject(artifact), client_id.strip().lower(), now))


def _checks(subject: Subject, client_id: str, now: float) -> Iterator[Check]:
    if subject.kind is Kind.ID_TOKEN:
        yield Check(
            "kind", passed=False, text=_("This is an ID token. Exchange the access token that the API was called with.")
        )
    yield _check_audience(subject, client_id)
    yield _check_user(subject)
    yield _check_lifetime(subject, now)


def _check_audience(subject: Subject, client_id: str) -> Check:
    if any(guid_in(each) == client_id or each.lower() == client_id for each in subject.audiences):
        return Check("aud", passed=True, text=_("The token is for the API that exchanges it."))
    named = ", ".join(subject.audiences)[:200] or _("nobody")
    foreign = subject.resource is not None or any(is_guid(each) for each in subject.audiences) or not subject.audiences
    if foreign:
        text = _("The token is for {audience}, not for the API that exchanges it (AADSTS500131).")
        return Check("aud", passed=False, text=text.format(audience=named))
    text = _("The token is for {audience}; whether that is this API, its registration says.")
    return Check("aud", None, text.format(audience=named))


def _check_user(subject: Subject) -> Check:
    if subject.is_app_only:
        return Check(
            "user", passed=False, text=_("The token is an app's own; on-behalf-of needs a user's (AADSTS7000114).")
        )
    if subject.is_delegated:
        return Check("user", passed=True, text=_("The token acts for a user."))
    return Check("user", None, _("The token does not say whether it acts for a user."))


def _check_lifetime(subject: Subject, now: float) -> Check:
    expires = subject.number("exp")
    if expires is None:
        return Check("exp", None, _("The token does not say when it expires."))
    if expires <= now:
        text = _("The token expired {when} (AADSTS500133).").format(when=moments.relative(expires, now))
        return Check("exp", passed=False, text=text)
    return Check("exp", passed=True, text=_("The token expires {when}.").format(when=moments.relative(expires, now)))
