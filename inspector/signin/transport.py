"""MSAL's way to the network: the program's one HTTP client, with every message recorded and every wait cancellable."""

import math
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from inspector.exchanges.exchange import Channel, Exchange, Message, Step
from inspector.exchanges.recording import read_json, split_address
from inspector.exchanges.trace import Trace
from inspector.signin.cancellation import Cancellation, CancelledError
from inspector.signin.faults import TransportError
from inspector.signin.messages import HttpClient, Outgoing, Reply, send
from inspector.words import _

DISCOVERY_LIFE = 24 * 3600  # seconds for which MSAL would keep a discovery document, too
_LONGEST_WAIT = 3600  # seconds that a server may ask to wait
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class Documents:
    """Discovery documents by address, kept for a day, so that a silent refresh works without network."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Reply]] = {}

    def find(self, url: str) -> Reply | None:
        """Return the document of `url` if it is younger than a day."""
        kept = self._kept.get(url)
        return kept[1] if kept and self._clock() - kept[0] < DISCOVERY_LIFE else None

    def keep(self, url: str, reply: Reply) -> None:
        """Keep a reply that really is a discovery document."""
        document = read_json(reply.text) if reply.status_code == 200 else None
        if isinstance(document, dict) and "token_endpoint" in document:
            self._kept[url] = (self._clock(), reply)


class Transport:
    """What MSAL gets as `http_client`, for one run: `get`, `post`, `close` as msal.oauth2cli.http describes them.

    `extra` goes into the first request of a flow that has no authorization request. `discovery` is the document that
    the run was based on.
    """

    def __init__(
        self,
        http: HttpClient,
        trace: Trace,
        cancellation: Cancellation,
        documents: Documents,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self._http = http
        self._trace = trace
        self._cancellation = cancellation
        self._documents = documents
        self._extra = dict(extra or {})
        self.discovery: dict[str, Any] = {}
        self.status = 0  # of the newest reply
        self.retry_after = 0  # seconds that the newest reply asks to wait

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_rest: object,
    ) -> Reply:
        """Fetch `url`; a discovery document of the same day is not fetched again."""
        address = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url
        reply = self._documents.find(address)
        if reply is not None:
            self._note_kept(address)
        else:
            reply = self._exchange(_step_of_get(url), "GET", address, headers, None)
            self._documents.keep(address, reply)
        self._learn(reply)
        return reply

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **_rest: object,
    ) -> Reply:
        """Send a form. MSAL leaves parameters at None that requests would drop and httpx would send empty."""
        form = {name: _text(value) for name, value in (data or {}).items() if value is not None}
        step = _step_of_post(form)
        if step is not Step.POLL:
            form = self._extra | form
        address = f"{url}?{urlencode(params)}" if params else url
        return self._exchange(step, "POST", address, headers, form)

    def close(self) -> None:
        """Do nothing: the client belongs to app."""

    def _exchange(
        self, step: Step, method: str, url: str, headers: Mapping[str, str] | None, form: dict[str, str] | None
    ) -> Reply:
        index = self._trace.begin(step, method, url, headers, form)
        self.status = self.retry_after = 0
        try:
            reply = send(self._http, self._cancellation, Outgoing(method, url, headers, form))
        except CancelledError:
            self._trace.fail(index, _("Cancelled."))
            raise
        except Exception as error:
            self._trace.fail(index, str(error) or type(error).__name__)
            advice = _("Check the network and the proxy, then try again.")
            raise TransportError(str(error) or type(error).__name__, advice) from error
        self._trace.answer(index, reply.status_code, reply.headers, reply.text)
        self.status = reply.status_code
        self.retry_after = seconds_to_wait(reply.headers.get("retry-after", ""), time.time())
        return reply

    def _note_kept(self, url: str) -> None:
        address, parameters = split_address(url)
        note = _("The discovery document is known from before; nothing was sent.")
        request = Message(parameters=parameters)
        self._trace.add(
            Exchange(Step.CACHE_HIT, Channel.BACK, "", address, request, time.time(), seconds=0.0, note=note)
        )

    def _learn(self, reply: Reply) -> None:
        document = read_json(reply.text) if reply.status_code == 200 else None
        if isinstance(document, dict) and "token_endpoint" in document:
            self.discovery = document


def _step_of_get(url: str) -> Step:
    return Step.DISCOVERY if "/.well-known/" in url or "/discovery/instance" in url else Step.OTHER


def _step_of_post(form: Mapping[str, str]) -> Step:
    grant = form.get("grant_type")
    if grant is None:
        return Step.DEVICE_AUTHORIZATION
    return Step.POLL if grant == _DEVICE_GRANT else Step.TOKEN_REQUEST


def _text(value: object) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)  # MSAL's assertions are bytes


def seconds_to_wait(retry_after: str, now: float) -> int:
    """Return the seconds that a Retry-After header asks to wait (RFC 9110 10.2.3: a number or a date); an hour at most.

    What can't be read is 0.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(retry_after).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(math.ceil(until - now), _LONGEST_WAIT))
