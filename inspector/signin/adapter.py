"""From what MSAL returns and raises to our own values; nothing untyped of MSAL's gets past this file."""

from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from inspector import moments
from inspector.exchanges.exchange import Channel, Exchange, Step
from inspector.exchanges.recording import mask_json, read_json
from inspector.exchanges.trace import Trace
from inspector.knowledge.clouds import Cloud, authority_of
from inspector.signin.cancellation import CancelledError
from inspector.signin.faults import FlowError, UnfitAssertionError
from inspector.signin.outcome import SignInOutcome, Status, Tokens
from inspector.signin.registration_guide import consent_address
from inspector.signin.request import SignInRequest
from inspector.signin.transport import seconds_to_wait
from inspector.words import _

_PERSONS_NO = ("AADSTS65004", "AADB2C90091")  # the person pressed “Cancel”, at Entra ID and at Azure AD B2C
_ISSUERS_NO = ("AADSTS", "AADB2C")  # any other code of theirs is the issuer's own decision, whatever `error` says
_CONSENT_NEEDED = ("AADSTS65001", "AADSTS90094", "AADSTS90095", "AADSTS900981")
_SKEW = 120  # seconds that clocks may differ before it is worth a word


def read_result(request: SignInRequest, result: Mapping[str, Any] | None, trace: Trace, now: float) -> SignInOutcome:
    """Return the outcome of MSAL's `result` dict: tokens, or an issuer's error; None is an empty cache."""
    if result is None:
        return SignInOutcome(
            Status.FAILED,
            _("Nobody is signed in here that could be renewed."),
            _("Sign in again."),
            trace=trace.exchanges,
        )
    if "error" in result:
        return _refused(request, result, trace)
    if not (_text(result, "access_token") or _text(result, "id_token")):
        return SignInOutcome(
            Status.FAILED,
            _("The issuer's answer holds neither a token nor a refusal."),
            _("Check the issuer's address; something else may have answered in its place."),
            asked_scopes=request.scopes,
            trace=trace.exchanges,
        )
    return _signed_in(request, result, trace, now)


def read_failure(request: SignInRequest, error: Exception, trace: Trace) -> SignInOutcome:
    """Return the outcome of an exception of MSAL's, of the transport's or of ours."""
    if isinstance(error, CancelledError):
        return SignInOutcome(Status.CANCELLED, _("The sign-in was cancelled."), trace=trace.exchanges)
    told = _told(error)
    if told is not None:
        return replace(told, asked_scopes=request.scopes, trace=trace.exchanges)
    answer = _last_answer(trace)
    document = read_json(answer.response.body) if answer and answer.response else None
    if isinstance(document, dict) and isinstance(document.get("error"), str):
        return _refused(request, document, trace)
    sentence, next_step = _explain(error, answer)
    return SignInOutcome(Status.FAILED, sentence, next_step, asked_scopes=request.scopes, trace=trace.exchanges)


def _told(error: Exception) -> SignInOutcome | None:
    """Return the outcome of what our own flows raise, without the trace."""
    if isinstance(error, UnfitAssertionError):
        sentence = " ".join(check.text for check in error.checks if check.passed is False)
        step = _("Take the access token that a client called your API with.")
        return SignInOutcome(Status.FAILED, sentence, step, checks=error.checks)
    if not isinstance(error, FlowError):
        return None
    return SignInOutcome(Status.TIMED_OUT if error.is_late else Status.FAILED, error.sentence, error.next_step)


def _signed_in(request: SignInRequest, result: Mapping[str, Any], trace: Trace, now: float) -> SignInOutcome:
    from_cache = result.get("token_source") == "cache"
    granted = tuple(_text(result, "scope").split())
    notes = tuple(note for note in (_clock_note(trace),) if note)
    return SignInOutcome(
        Status.SIGNED_IN,
        _("The token was still good; nothing was sent.") if from_cache else _("Signed in."),
        tokens=Tokens(
            _text(result, "access_token"),
            _text(result, "id_token"),
            _text(result, "refresh_token"),
            _text(result, "token_type") or "Bearer",
            _expiry(result, now),
        ),
        asked_scopes=request.scopes,
        granted_scopes=granted,
        notes=notes,
        from_cache=from_cache,
        trace=trace.exchanges,
    )


def _expiry(result: Mapping[str, Any], now: float) -> float | None:
    try:
        return now + int(result["expires_in"])
    except (KeyError, TypeError, ValueError):
        return None


def _refused(request: SignInRequest, result: Mapping[str, Any], trace: Trace) -> SignInOutcome:
    import json

    error = _text(result, "error")
    declined = _is_decline(error, _text(result, "error_description"))
    sentence = _("The person declined on the sign-in page.") if declined else _("The sign-in was refused.")
    words = {name: value for name, value in result.items() if name in _ERROR_MEMBERS}
    return SignInOutcome(
        Status.DECLINED if declined else Status.REFUSED,
        sentence,
        "" if declined else _next_step(request, result, trace),
        asked_scopes=request.scopes,
        refusal=json.dumps(mask_json(words), ensure_ascii=False, indent=2),
        error=error,
        claims_challenge=_text(result, "claims"),
        notes=tuple(note for note in (_replay_note(trace), _clock_note(trace)) if note),
        trace=trace.exchanges,
    )


def _is_decline(error: str, description: str) -> bool:
    """Whether a person said no; Entra ID's policies say access_denied, too, with a code of their own."""
    if any(code in description for code in _PERSONS_NO):
        return True
    return error == "authorization_declined" or (
        error == "access_denied" and not any(code in description for code in _ISSUERS_NO)
    )


def _next_step(request: SignInRequest, result: Mapping[str, Any], trace: Trace) -> str:
    """Return what only this sign-in knows: where an administrator consents, how long a busy server wants to rest."""
    answer = _last_answer(trace)
    if answer is not None and (answer.status == 429 or (answer.status or 0) >= 500):
        return _again(answer)
    if any(f"{code}:" in _text(result, "error_description") for code in _CONSENT_NEEDED):
        address = consent_address(request) if request.host != authority_of(Cloud.PRACTICE) else None
        return _("An administrator can consent for everyone here: {address}").format(address=address) if address else ""
    return ""


# What an error response holds (RFC 6749 5.2, Microsoft's additions); MSAL adds members of its own.
_ERROR_MEMBERS = frozenset(
    """error error_description error_codes error_uri suberror claims timestamp trace_id correlation_id
    error_subcode""".split()
)


def _explain(error: Exception, answer: Exchange | None) -> tuple[str, str]:
    """Return what went wrong and what to do, the most certain reason first."""
    if answer is not None:
        found = _explain_answer(answer)
        if found:
            return found
    if isinstance(error, KeyError) and error.args:
        name = str(error.args[0])[:60]
        return _("The issuer's answer lacks “{name}”, without which nothing can follow.").format(name=name), ""
    if answer is not None and answer.status == 200 and isinstance(error, (AttributeError, IndexError, TypeError)):
        text = _("The issuer's answer is not made as it should be ({problem}).")  # MSAL stumbled over it
        return text.format(problem=_own_words(error)), ""
    return _("The sign-in failed: {problem}").format(problem=_own_words(error)), ""


def _explain_answer(answer: Exchange) -> tuple[str, str] | None:
    status, host = answer.status or 0, answer.url.partition("://")[2].partition("/")[0]
    if status == 407:
        return (
            _("The proxy asks for a user name and password."),
            _("Set HTTPS_PROXY with both, or ask who runs the proxy for an exception."),
        )
    if 300 <= status < 400:
        return (
            _("{host} redirects elsewhere instead of answering.").format(host=host),
            _("Open a page in the browser: this network may want you to sign in to it first."),
        )
    if status == 429 or status >= 500:
        return _busy(answer, host)
    if answer.response is not None and not isinstance(read_json(answer.response.body), dict):
        return (
            _("{host} answered with a page in place of JSON (HTTP {status}).").format(host=host, status=status),
            _("A captive portal or proxy may stand between. Open any page in the browser, then try again."),
        )
    if answer.step is Step.DISCOVERY and status >= 400:
        return (
            _("{host} has no sign-in configuration at this address (HTTP {status}).").format(host=host, status=status),
            _("Check the tenant or the issuer."),
        )
    return None


def _busy(answer: Exchange, host: str) -> tuple[str, str]:
    return _("{host} is too busy to answer (HTTP {status}).").format(host=host, status=answer.status), _again(answer)


def _again(answer: Exchange) -> str:
    """Return when to try again: when Retry-After says so, otherwise in a minute."""
    wait = seconds_to_wait(answer.response.header("retry-after") or "" if answer.response else "", answer.started)
    return _("Try again in {duration}.").format(duration=_wait(wait)) if wait else _("Try again in a minute.")


def _wait(seconds: int) -> str:
    return _("{count} seconds").format(count=seconds) if seconds < 60 else moments.duration(seconds)


def _own_words(error: Exception) -> str:
    """Return MSAL's own message where it can hold no secret: its checks of addresses and parameters."""
    from inspector.masking import redact

    return redact(str(error))[:300] or type(error).__name__


def _last_answer(trace: Trace) -> Exchange | None:
    answered = [each for each in trace.exchanges if each.channel is Channel.BACK and each.seen_on_wire]
    return answered[-1] if answered and answered[-1].response else None


def _replay_note(trace: Trace) -> str | None:
    replayed = any(each.step is Step.REPLAY for each in trace.exchanges)
    return _("MSAL repeated an earlier answer; nothing was sent.") if replayed else None


def _clock_note(trace: Trace) -> str | None:
    """Compare this machine's clock with the Date header of the newest answer (RFC 9110 6.6.1)."""
    answer = _last_answer(trace)
    date = answer.response.header("date") if answer and answer.response else None
    if answer is None or not date:
        return None
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return None
    ahead = answer.started + (answer.seconds or 0) - theirs
    if abs(ahead) <= _SKEW:
        return None
    words = (
        _("This machine's clock is {duration} ahead.") if ahead > 0 else _("This machine's clock is {duration} behind.")
    )
    return words.format(duration=moments.duration(ahead))


def _text(result: Mapping[str, Any], name: str) -> str:
    value = result.get(name)
    return value if isinstance(value, str) else ""
