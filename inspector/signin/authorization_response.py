"""The authorization response as it reaches the loopback listener: strictly checked, taken once (RFC 6749 4.1.2)."""

import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from inspector.signin.listener import Answer
from inspector.signin.pages import answered_page, error_page, foreign_page, refused_page

_MOST_PARAMETERS = 20
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class AuthorizationResponse:
    """An answer that belongs to the sign-in that waits. `mode` is how it came: "form_post" or "query"."""

    parameters: Mapping[str, str] = field(repr=False)
    mode: str
    redirect_uri: str


class Reception:
    """Decides about every request at the listener. `take` gets the one answer, `turn_away(reason)` hears of others."""

    def __init__(
        self,
        state: str,
        path: str,
        take: Callable[[AuthorizationResponse], None],
        turn_away: Callable[[str, Mapping[str, str]], None],
    ) -> None:
        self._state = state
        self._path = path
        self._take = take
        self._turn_away = turn_away
        self._lock = threading.Lock()
        self._taken = False
        self.hosts: frozenset[str] = frozenset()

    def listen_on(self, port: int) -> None:
        """Accept requests that name this machine and this port; a page elsewhere could make a name lead here."""
        self.hosts = frozenset(f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]"))

    def respond(self, method: str, host: str, target: str, kind: str, body: bytes) -> Answer:
        """Return status, page and what follows; for the listener."""
        if host.lower() not in self.hosts:
            return 421, error_page(421), None
        try:
            parts = urlsplit(target)
        except ValueError:
            return 400, error_page(400), None
        if parts.path != self._path:
            return 404, error_page(404), None
        if method == "POST" and kind.partition(";")[0].strip().lower() != _FORM:
            return 415, error_page(415), None
        parameters = _parameters(body.decode("utf-8", "replace") if method == "POST" else parts.query)
        if parameters is None or not ("code" in parameters) ^ ("error" in parameters):
            return 400, error_page(400), None
        mode = "form_post" if method == "POST" else "query"
        return self._admit(AuthorizationResponse(parameters, mode, f"http://{host}{self._path}"))

    def _admit(self, response: AuthorizationResponse) -> Answer:
        state = response.parameters.get("state", "")
        if not hmac.compare_digest(state.encode(), self._state.encode()):
            self._turn_away("state", response.parameters)
            return 403, foreign_page(), None
        with self._lock:
            first, self._taken = not self._taken, True
        if not first:
            self._turn_away("again", response.parameters)
            return 410, foreign_page(), None
        page = answered_page() if "code" in response.parameters else refused_page()
        return 200, page, lambda: self._take(response)


def _parameters(text: str) -> dict[str, str] | None:
    """Return the parameters, or None where one stands twice (RFC 6749 3.1) or there are too many."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return None
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None
