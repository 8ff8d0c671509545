"""The trace of one sign-in: its exchanges in the order in which they began, growing while somebody watches."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from inspector.exchanges.exchange import Channel, Check, Exchange, Step
from inspector.exchanges.recording import record_request, record_response

Watcher = Callable[[int, Exchange], None]


class Trace:
    """Collects exchanges; `watch(index, exchange)` is told of each one that begins or changes. Safe between threads."""

    def __init__(self, clock: Callable[[], float], watch: Watcher | None = None) -> None:
        self._clock = clock
        self._watch = watch
        self._exchanges: list[Exchange] = []
        self._lock = threading.Lock()

    def begin(
        self,
        step: Step,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> int:
        """Record a request that is about to go out, masked, and return its index."""
        address, message = record_request(url, headers, form)
        channel = Channel.FRONT if step is Step.AUTHORIZATION_REQUEST else Channel.BACK
        return self.add(Exchange(step, channel, method, address, message, self._clock()))

    def answer(self, index: int, status: int, headers: Mapping[str, str], body: str) -> None:
        """Record what came back for the exchange at `index`, masked."""
        self.change(index, status=status, response=record_response(headers.items(), body), seconds=self._since(index))

    def fail(self, index: int, fault: str) -> None:
        """Record that no answer came for the exchange at `index`, and why."""
        self.change(index, fault=fault, seconds=self._since(index))

    def add(self, exchange: Exchange) -> int:
        """Append a recorded exchange and return its index."""
        with self._lock:
            self._exchanges.append(exchange)
            index = len(self._exchanges) - 1
        self._tell(index)
        return index

    def change(self, index: int, **fields: object) -> None:
        """Replace fields of the exchange at `index`."""
        with self._lock:
            self._exchanges[index] = replace(self._exchanges[index], **fields)  # type: ignore[arg-type]
        self._tell(index)

    def check(self, index: int, *checks: Check) -> None:
        """Add comparisons to the exchange at `index`."""
        self.change(index, checks=self._exchanges[index].checks + checks)

    def last(self, *steps: Step) -> int | None:
        """Return the index of the newest exchange of these steps, or None."""
        with self._lock:
            found = [index for index, each in enumerate(self._exchanges) if each.step in steps]
        return found[-1] if found else None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What has been recorded so far."""
        with self._lock:
            return tuple(self._exchanges)

    @property
    def sent(self) -> int:
        """How many back-channel requests have left the program."""
        return sum(each.channel is Channel.BACK and each.seen_on_wire for each in self.exchanges)

    def _since(self, index: int) -> float:
        return max(0.0, self._clock() - self._exchanges[index].started)

    def _tell(self, index: int) -> None:
        if self._watch:
            self._watch(index, self._exchanges[index])
