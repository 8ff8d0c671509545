"""Calling an API with a token that was got: what must be asked first, the call itself, and what came back."""

import base64
import binascii
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from inspector.diagnosis.subject import read_subject
from inspector.exchanges.exchange import Exchange, Step
from inspector.exchanges.trace import Trace
from inspector.knowledge.clouds import Cloud, authority_of
from inspector.knowledge.resources import Resource, resource_for
from inspector.signin.cancellation import Cancellation, CancelledError
from inspector.signin.messages import HttpClient, Outgoing, Reply, send
from inspector.signin.transport import seconds_to_wait
from inspector.tokens.recognise import recognise
from inspector.words import _, plural

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_SHOWN = 200_000  # characters of a response


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call to make. `typed` says that the person wrote the address themselves; a pasted one is confirmed first."""

    method: str
    url: str
    body: str = field(default="", repr=False)
    typed: bool = True


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What came back, or why nothing did. `for_explain` is the raw response, made to be given to `explain`.

    `claims_challenge` is the JSON to answer with the next sign-in; "" where the API asked for none.
    """

    status: int | None
    sentence: str
    for_explain: str = field(default="", repr=False)
    claims_challenge: str = ""
    trace: tuple[Exchange, ...] = ()


def obstacle(call: ApiCall) -> str | None:
    """Return why this call is never made, in one sentence, or None."""
    parts = _split(call.url)
    if parts is None or not parts.hostname:
        return _("This is no web address.")
    if parts.username is not None:
        return _("The address holds a user name.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return _("A token is sent over https only; without it, everybody on the way could use it.")
    if not call.method.isalpha() or not call.method.isupper():
        return _("The method is a word such as GET.")
    return None


def concerns(call: ApiCall, token: str) -> tuple[str, ...]:
    """Return what the person must confirm before this call, with what could happen; () where nothing speaks against."""
    return tuple(_concerns(call, token))


def call_api(
    http: HttpClient,
    call: ApiCall,
    token: str,
    *,
    cancellation: Cancellation | None = None,
    clock: Callable[[], float] = time.time,
) -> ApiAnswer:
    """Send `call` with `token` as Bearer and return what came back; redirects are not followed.

    Whoever calls has asked about `concerns` before. Raises ValueError where there is an `obstacle`.
    """
    problem = obstacle(call)
    if problem:
        raise ValueError(problem)
    trace = Trace(clock)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    headers |= {"Content-Type": "application/json"} if call.body else {}
    index = trace.begin(Step.API_CALL, call.method, call.url, headers)
    try:
        reply = send(http, cancellation or Cancellation(), Outgoing(call.method, call.url, headers, call.body or None))
    except CancelledError:
        return ApiAnswer(None, _("The call was cancelled."), trace=trace.exchanges)
    except Exception as error:  # noqa: BLE001  each HTTP client has errors of its own, with sentences
        trace.fail(index, str(error))
        return ApiAnswer(None, str(error), trace=trace.exchanges)
    trace.answer(index, reply.status_code, reply.headers, reply.text)
    return _read(reply, trace, clock)


def exchange_text(call: ApiCall, token: str, answer: ApiAnswer) -> str:
    """Return request and response as one text for `explain`: with both, it can tell what the call needs."""
    return f"{call.method} {call.url} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\r\n{answer.for_explain}"


def _concerns(call: ApiCall, token: str) -> Iterator[str]:
    parts = _split(call.url)
    host = parts.hostname if parts else ""
    if call.method not in ("GET", "HEAD"):
        yield _("{method} may change or delete data.").format(method=call.method)
    if not call.typed:
        yield _("The address comes from what was pasted: whoever wrote it would get a token that works.")
    if host == authority_of(Cloud.PRACTICE):
        return  # nothing of it leaves the program
    audience = _foreign_audience(call.url, token)
    if audience is not None:
        words = _("The token is for {audience}; nothing says that {host} belongs to it. Who runs {host} could use it.")
        yield words.format(audience=audience, host=host)


def _foreign_audience(url: str, token: str) -> str | None:
    """Return the audience of `token` if `url` is not known to belong to it."""
    artifact = next((each for each in recognise(token).artifacts if each.claims is not None), None)
    if artifact is None:
        return _("an API that it does not name")
    audiences = read_subject(artifact).audiences
    called = _microsoft_api(url)
    for audience in audiences:
        wanted = resource_for(audience)
        if (called is not None and wanted is not None and called.app_id == wanted.app_id) or _same_host(audience, url):
            return None
    return ", ".join(audiences)[:200] or _("nobody")


def _microsoft_api(url: str) -> Resource | None:
    """Return the API of Microsoft's that answers at the host of `url`, at the usual port."""
    parts = _split(url)
    usual = parts is not None and parts.scheme == "https" and parts.port in (None, 443)
    return resource_for(f"https://{parts.hostname}") if parts and usual else None


def _same_host(audience: str, url: str) -> bool:
    named, called = _split(audience), _split(url)
    return bool(named and called and named.scheme == "https" and named.netloc.lower() == called.netloc.lower())


def _read(reply: Reply, trace: Trace, clock: Callable[[], float]) -> ApiAnswer:
    status = reply.status_code
    raw = _raw(reply)
    if status < 300:
        return ApiAnswer(status, _("The API answered (HTTP {status}).").format(status=status), raw, "", trace.exchanges)
    if status < 400:
        sentence = _("The API redirects elsewhere (HTTP {status}); the token was not sent there.")
        return ApiAnswer(status, sentence.format(status=status), raw, "", trace.exchanges)
    if status == 429 or status >= 500:
        return ApiAnswer(status, _busy(reply, clock()), raw, "", trace.exchanges)
    sentence = _("The API refused the call (HTTP {status}).").format(status=status)
    return ApiAnswer(status, sentence, raw, _challenge(raw), trace.exchanges)


def _busy(reply: Reply, now: float) -> str:
    seconds = seconds_to_wait(reply.headers.get("retry-after", ""), now)
    when = plural("{count} second", "{count} seconds", seconds) if seconds else _("a minute")
    text = _("The API is too busy or out of order (HTTP {status}). Try again in {duration}.")
    return text.format(status=reply.status_code, duration=when)


def _raw(reply: Reply) -> str:
    lines = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items() if name.lower() != "set-cookie")
    return f"HTTP/1.1 {reply.status_code}\r\n{lines}\r\n{reply.text[:_MOST_SHOWN]}"


def _challenge(raw: str) -> str:
    """Return the claims that a WWW-Authenticate challenge asks for, as JSON; its own addresses are never used."""
    for artifact in recognise(raw).artifacts:
        claims = artifact.challenge.parameters.get("claims") if artifact.challenge else None
        document = _decode(claims) if claims else None
        if document:
            return document
    return ""


def _decode(claims: str) -> str | None:
    """Return a challenge's claims as JSON text: base64 in either alphabet, with or without padding, or plain JSON."""
    padded = claims.replace("-", "+").replace("_", "/")
    try:
        plain = claims.strip().startswith("{")
        text = claims if plain else base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True).decode()
        return text if isinstance(json.loads(text), dict) else None
    except (ValueError, binascii.Error, RecursionError):
        return None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _port = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts
