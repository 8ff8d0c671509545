"""Messages over the HTTP client that app hands over, each cancellable while it is under way."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Protocol

from inspector.signin.cancellation import Cancellation, CancelledError

_PARTING = 0.2  # seconds that a thread whose connection was cut may take to end; a name look-up can take longer


class Reply(Protocol):
    """What the HTTP client returns; httpx.Response fits."""

    @property
    def status_code(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102


class HttpClient(Protocol):
    """The HTTP client that app hands over: follows no redirect, has its own time limits.

    Whatever it raises says in `str()` what went wrong, for people.
    """

    def request(
        self,
        method: str,
        url: str,
        *,
        data: Mapping[str, Any] | str | None = None,
        headers: Mapping[str, str] | None = None,
        opened: Callable[[Callable[[], None]], None] | None = None,
    ) -> Reply:
        """Send one request and return the reply, whatever its status.

        `opened` is given, from this same thread, a function that cuts the connection; any thread may call it.
        """


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to send; `data` is a form, or a body as it stands."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    data: Mapping[str, Any] | str | None = field(default=None, repr=False)


def send(http: HttpClient, cancellation: Cancellation, outgoing: Outgoing) -> Reply:
    """Send on a thread of its own, so that a cancelled sign-in does not wait for a slow server.

    Raises CancelledError, or whatever `http` raises.
    """
    call = _Call(http, outgoing)
    thread = threading.Thread(target=call.send, name="sign-in-request", daemon=True)
    with cancellation.on_cancel(call.cut):
        thread.start()
        try:
            return call.wait()
        finally:
            thread.join(_PARTING)


class _Call:
    """One request on a thread of its own, and the wait for it."""

    def __init__(self, http: HttpClient, outgoing: Outgoing) -> None:
        self._http = http
        self._outgoing = outgoing
        self._answers: SimpleQueue[Reply | BaseException] = SimpleQueue()
        self._cuts: list[Callable[[], None]] = []
        self._was_cut = False

    def send(self) -> None:
        try:
            self._answers.put(self._sent())
        except BaseException as error:  # noqa: BLE001  it is raised again on the waiting thread
            self._answers.put(error)

    def wait(self) -> Reply:
        answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def cut(self) -> None:
        """Let the wait end at once, then the thread, by closing what it reads from."""
        self._was_cut = True
        self._answers.put(CancelledError())
        for close in self._cuts:
            close()

    def _sent(self) -> Reply:
        given = self._outgoing
        return self._http.request(given.method, given.url, data=given.data, headers=given.headers, opened=self._opened)

    def _opened(self, close: Callable[[], None]) -> None:
        self._cuts.append(close)
        if self._was_cut:
            close()
