"""The few words of one step in a sequence drawing: what was asked, what came back, what went wrong."""

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from inspector.exchanges.exchange import Channel, Check, Exchange, Step
from inspector.report.trace import step_name
from inspector.words import _

_PENDING = frozenset({"authorization_pending", "slow_down"})
_HANDED_IN = "code code_verifier refresh_token assertion device_code username client_secret client_assertion".split()
_OIDC_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
_CODE = re.compile(r"\bAADSTS\d{4,9}\b")
_CHALLENGE_ERROR = re.compile(r'\berror="([^"]{1,80})"')
_AFTER_SENTENCE = re.compile(r"\s*(?:Trace ID:|[\r\n])")
_MARKS = {True: "✓", False: "✗", None: "?"}
_LONGEST = 400  # characters of a server's own sentence


def is_pending(exchange: Exchange) -> bool:
    """Whether this is a poll that came too early, or is still under way: one of many alike."""
    if exchange.step is not Step.POLL:
        return False
    if exchange.response is None:
        return exchange.fault is None and exchange.status is None
    return exchange.response.parameters.get("error") in _PENDING


def request_words(exchange: Exchange) -> str:
    """Return what was asked ("token request: code + code_verifier", "GET /orders + token")."""
    step = exchange.step
    if step in (Step.API_CALL, Step.OTHER):
        asked = f"{exchange.method} {path_of(exchange.url)}".strip()
        return asked + (_(" with the token") if exchange.request.header("authorization") else "")
    if step in (Step.TOKEN_REQUEST, Step.POLL):
        handed = " + ".join(name for name in _HANDED_IN if name in exchange.request.parameters)
        return f"{step_name(step)}: {handed}" if handed else step_name(step)
    return step_name(step)


def request_detail(exchange: Exchange, checks: Mapping[str, bool | None]) -> str:
    """Return the second line: what protects an authorization request, or time and status.

    `checks` are the results of the whole attempt by name: a state that did not come back is no protection.
    """
    if exchange.step is Step.AUTHORIZATION_REQUEST:
        return "  ".join(_protections(exchange.request.parameters, checks))
    if exchange.step is Step.AUTHORIZATION_RESPONSE:
        return "  ".join([_("by {mode}").format(mode=_mode(exchange)), *map(check_mark, exchange.checks)])
    if exchange.seconds is None:
        # What was pasted without its answer has no moment either: nothing of it goes on.
        goes_on = exchange.started and exchange.status is None and exchange.fault is None
        return _("under way …") if goes_on else _status(exchange)
    return " · ".join(filter(None, (milliseconds(exchange.seconds), _status(exchange))))


def answer_words(exchange: Exchange) -> str:
    """Return what came back ("access token, ID token", "403 Authorization_RequestDenied")."""
    if exchange.step is Step.AUTHORIZATION_RESPONSE:
        return _brought(exchange.request.parameters)
    if exchange.status is not None and exchange.status >= 400:
        return " ".join(filter(None, (str(exchange.status), *error_names(exchange))))
    parameters = exchange.response.parameters if exchange.response else {}
    if "error" in parameters and exchange.step is not Step.API_CALL:
        return " ".join(error_names(exchange))
    return _brought(parameters) or _phrase(exchange)


def answer_detail(exchange: Exchange) -> str:
    """Return the second line of an answer: asked and granted scopes, where a code is entered, how it waits."""
    parameters = exchange.response.parameters if exchange.response else {}
    if "verification_uri" in parameters:
        return _("to enter at {address}").format(address=parameters["verification_uri"])
    if "access_token" not in parameters:
        return ""
    asked, granted = _scopes(exchange.request.parameters), _scopes(parameters)
    if not granted:
        return ""
    given = {scope.lower() for scope in granted}
    left = [scope for scope in asked if scope.lower() not in given and scope.lower() != ".default"]
    words = (
        (_("asked {scopes}"), asked),
        (_("granted {scopes}"), granted),
        (_("not granted {scopes}"), left),
    )
    return " · ".join(text.format(scopes=" ".join(scopes)) for text, scopes in words if scopes)


def trouble_words(exchange: Exchange) -> str:
    """Return in a sentence what went wrong at this step, in the server's words where it has some; "" where nothing."""
    if exchange.fault:
        return exchange.fault
    failed = [check.text for check in exchange.checks if check.passed is False]
    if failed:
        return " ".join(failed)
    if is_pending(exchange):
        return ""
    refused = exchange.status is not None and exchange.status >= 400
    error = "error" in _answered(exchange) and exchange.step not in (Step.API_CALL, Step.OTHER)
    return _said(exchange) or _by_status(exchange) or answer_words(exchange) if refused or error else ""


def error_names(exchange: Exchange) -> Iterator[str]:
    """Yield what a refusal is called: OAuth's `error` and the AADSTS code, or an API's own code."""
    parameters = _answered(exchange)
    inner = _object(parameters.get("error", ""))
    if inner is not None:
        yield str(inner.get("code", ""))[:80]
    elif parameters.get("error"):
        yield parameters["error"][:80]
    elif exchange.response is not None:
        found = _CHALLENGE_ERROR.search(exchange.response.header("www-authenticate") or "")
        yield found[1] if found else _phrase(exchange).partition(" ")[2]
    code = _CODE.search(parameters.get("error_description", ""))
    if code:
        yield code[0]


def check_mark(check: Check) -> str:
    """Return a check as one word with its mark: "state ✓"."""
    return f"{check.name} {_MARKS[check.passed]}"


def milliseconds(seconds: float) -> str:
    """Return a duration as people read it: "214 ms", "12.4 s"."""
    if seconds >= 10:
        return _("{count} s").format(count=f"{seconds:.1f}")
    return _("{count} ms").format(count=round(seconds * 1000))


def path_of(url: str) -> str:
    """Return the path of an address, the whole where it has none."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return url[:80]


def host_of(url: str) -> str:
    """Return the host of an address with its port, "" where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _protections(parameters: Mapping[str, str], checks: Mapping[str, bool | None]) -> Iterator[str]:
    for name in ("state", "nonce"):
        if name in parameters:
            yield f"{name} {_MARKS[checks.get(name) is not False]}"
    if "code_challenge" in parameters:
        method = parameters.get("code_challenge_method", "plain")[:10]
        yield f"{method} {_MARKS[method == 'S256' and checks.get('code_challenge') is not False]}"
    elif "code" in parameters.get("response_type", "code").split():
        yield _("no PKCE")


def _mode(exchange: Exchange) -> str:
    return "form_post" if exchange.method == "POST" else "query"


def _status(exchange: Exchange) -> str:
    return str(exchange.status) if exchange.status is not None and exchange.channel is Channel.BACK else ""


def _brought(parameters: Mapping[str, str]) -> str:
    names = {
        "error": _("error: {error}").format(error=parameters.get("error", "")[:80]),
        "code": _("code"),
        "access_token": _("access token"),
        "id_token": _("ID token"),
        "refresh_token": _("refresh token"),
        "user_code": _("user code, device code"),
    }
    return ", ".join(words for name, words in names.items() if name in parameters)


def _phrase(exchange: Exchange) -> str:
    if exchange.status is None:
        return ""
    try:
        return f"{exchange.status} {HTTPStatus(exchange.status).phrase}"
    except ValueError:
        return str(exchange.status)


def _scopes(parameters: Mapping[str, str]) -> list[str]:
    named = (scope for scope in parameters.get("scope", "").split() if scope.lower() not in _OIDC_SCOPES)
    return [scope.rpartition("/")[2] or scope for scope in named]


def _said(exchange: Exchange) -> str:
    """Return the server's own sentence about its refusal, without the ids that stand below it."""
    parameters = _answered(exchange)
    inner = _object(parameters.get("error", ""))
    text = str((inner or {}).get("message") or parameters.get("error_description") or parameters.get("message") or "")
    return _AFTER_SENTENCE.split(text.strip()[:_LONGEST], maxsplit=1)[0]


def _by_status(exchange: Exchange) -> str:
    """Return what an API's refusal without a sentence means by its status."""
    challenge = (exchange.response.header("www-authenticate") if exchange.response else None) or ""
    if "insufficient_claims" in challenge:
        return _("The API wants a token with more claims (a claims challenge).")
    words = {
        401: _("The API does not accept this token."),
        403: _("The API accepts the token and refuses this call."),
        429: _("Too many requests: wait as long as Retry-After says."),
    }
    if exchange.status is not None and exchange.status >= 500:
        return _("The server failed (HTTP {status}).").format(status=exchange.status)
    called = exchange.step in (Step.API_CALL, Step.OTHER) or exchange.status == 429
    return words.get(exchange.status or 0, "") if called else ""


def _answered(exchange: Exchange) -> Mapping[str, str]:
    if exchange.step is Step.AUTHORIZATION_RESPONSE:
        return exchange.request.parameters
    return exchange.response.parameters if exchange.response else {}


def _object(text: str) -> Mapping[str, object] | None:
    """Return the JSON object that `text` is, or None: APIs put theirs where OAuth has a word."""
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
