"""Takes message pairs as they are read and makes the recorded paste of them: attempts, tokens, refusals."""

from collections import Counter
from collections.abc import Iterator

from inspector.exchanges.captured import Captured
from inspector.exchanges.carried import Carried, carried_by
from inspector.exchanges.exchange import Step
from inspector.exchanges.grouping import Grouping
from inspector.exchanges.observing import Observer
from inspector.exchanges.recorded import Place, Recorded
from inspector.exchanges.sighting import Sighting, Strand
from inspector.tokens.artifact import Artifact, Kind
from inspector.tokens.layer import Draft
from inspector.words import _, plural

_ALIKE = 3  # API calls with the same token and status that are kept, those that were refused also by their address
# What Chrome and Edge leave out of a recording unless it is exported with sensitive data; some sign-in sets a cookie.
_CREDENTIALS = frozenset({"authorization", "cookie", "set-cookie"})
_MOST_STEPS = 2_000  # messages of sign-ins that are kept of one recording
_MOST_TOKENS = 40  # different tokens that are explained, the newest


class Recorder:
    """What is read of one recording so far."""

    def __init__(self) -> None:
        self._observer = Observer()
        self._grouping = Grouping()
        self._flow = Draft(Kind.RECORDED_FLOW, "recording", 0, 0)
        self._carried: list[Carried] = []
        self._tokens: dict[str, Carried] = {}
        self._alike: Counter[tuple[str, str]] = Counter()
        self._calls: Counter[tuple[str, str]] = Counter()
        self._steps = 0
        self._left_out = 0
        self._unreadable = 0
        self._doubled = 0
        self._grants: set[int] = set()  # hashes of token requests with their answers
        self._latest = 0.0
        self._shows_credentials = False
        self.messages = 0
        self.passed_over = 0

    def wants_call(self, credential: str, status: object, url: str = "") -> bool:
        """Whether a call with this token and status says something that its like did not say yet."""
        if not credential:
            return False
        key = (credential, _kind_of_call(status, url))
        self._calls[key] += 1
        if self._calls[key] > _ALIKE:
            self._left_out += 1
        return self._calls[key] <= _ALIKE

    def take(self, captured: Captured) -> None:
        """Keep what a message pair says of a sign-in; unmasked, it is gone afterwards. Never raises."""
        try:
            self._take(captured)
        except Exception:  # noqa: BLE001  one message that nobody foresaw must not take the others with it
            self._unreadable += 1

    def _take(self, captured: Captured) -> None:
        if self._is_doubled(captured):
            self._doubled += 1
            return
        names = {name.lower() for name, _value in (*captured.headers, *captured.answer_headers)}
        self._shows_credentials = self._shows_credentials or bool(names & _CREDENTIALS)
        for sighting in self._observer.observe(captured):
            if not self._is_wanted(sighting):
                self._left_out += 1
                continue
            self._steps += 1
            self._latest = max(self._latest, sighting.exchange.started)
            self._grouping.add(sighting)
            for carried in carried_by(captured, sighting, self._flow):
                self._keep(carried)

    def _is_doubled(self, captured: Captured) -> bool:
        """Whether a token request was recorded before: no server gives the same tokens, or the same ids, twice.

        A service worker's and the page's are one request; programs that merge recordings write entries twice.
        """
        if "grant_type" not in captured.form:
            return False
        telling = "access_token" in captured.answer or "trace_id" in captured.answer
        when = None if telling else captured.started
        key = hash((captured.method, captured.url, captured.body, captured.status, captured.answer, when))
        known = key in self._grants
        self._grants.add(key)
        return known and (telling or when is not None)

    def finish(self, source: str, *, damaged: bool, too_large: bool = False) -> Recorded:
        """Return all that was kept; `damaged` and `too_large` say why reading stopped before the end."""
        from inspector.tokens.recognise import finish

        strands = self._grouping.strands()
        carried = sorted([*self._carried, *self._tokens.values()], key=lambda each: each.number)
        drafts = [self._flow, *(each.draft for each in carried)] if self.messages else []
        artifacts, left_out = finish(drafts) if drafts else ((), None)
        said = (left_out, *self._left_out_sentences(), self._stopped(damaged, too_large))
        return Recorded(
            "",
            artifacts,
            truncated=" ".join(filter(None, said)) or None,
            strands=strands,
            places=_places(carried, artifacts, strands),
            messages=self.messages,
            source=source,
            until=self._latest or None,
            is_file=True,
            sanitised=source == "WebInspector" and not self._shows_credentials,
            saml=sum(self._observer.saml.values()),
        )

    def _is_wanted(self, sighting: Sighting) -> bool:
        """Whether a message says something that its like did not say yet."""
        if self._steps >= _MOST_STEPS:
            return False
        if sighting.step not in (Step.API_CALL, Step.DISCOVERY, Step.KEYS):
            return True
        who = sighting.bearer.fingerprint if sighting.bearer else sighting.host
        key = (f"{sighting.step} {who}", _kind_of_call(sighting.exchange.status, sighting.exchange.url))
        self._alike[key] += 1
        return self._alike[key] <= _ALIKE

    def _keep(self, carried: Carried) -> None:
        if carried.draft.error or carried.draft.kind is Kind.CHALLENGE:
            self._carried.append(carried)
            return
        known = self._tokens.pop(carried.draft.text, carried)
        known.draft.name = known.draft.name or carried.draft.name
        self._tokens[carried.draft.text] = known
        if len(self._tokens) > _MOST_TOKENS:
            del self._tokens[next(iter(self._tokens))]

    def _left_out_sentences(self) -> Iterator[str]:
        if self._observer.saml:
            names = ", ".join(sorted(self._observer.saml))
            count = sum(self._observer.saml.values())
            yield (
                plural(
                    "{count} message of SAML or WS-Federation was passed over",
                    "{count} messages of SAML or WS-Federation were passed over",
                    count,
                )
                + f" ({names})."
            )
        if self.passed_over:
            yield plural(
                "{count} body of over 8 MB was passed over.",
                "{count} bodies of over 8 MB were passed over.",
                self.passed_over,
            )
        if self._doubled:
            yield plural(
                "{count} token request stands twice and was read once.",
                "{count} token requests stand twice and were read once.",
                self._doubled,
            )
        if self._unreadable:
            yield plural("{count} message could not be read.", "{count} messages could not be read.", self._unreadable)
        if self._left_out:
            yield plural(
                "{count} further API call like those shown was left out.",
                "{count} further API calls like those shown were left out.",
                self._left_out,
            )

    def _stopped(self, damaged: bool, too_large: bool) -> str | None:
        if too_large:
            count = f"{self.messages + 1:,}"
            return _("Message {count} is too large to be read; what stands before it was read.").format(count=count)
        if not damaged:
            return None
        if not self.messages:
            return _("The file breaks off, or is no HAR: no message in it can be read. Export it again.")
        return _(
            "The file breaks off after message {count}, or is damaged there; what stands before it was read."
        ).format(count=f"{self.messages:,}")


def _kind_of_call(status: object, url: str) -> str:
    """Return what makes calls alike: their status, and where they were refused their address, too."""
    refused = status in (401, 403)
    return f"{status} {url.partition('?')[0]}" if refused else str(status)


def _places(carried: list[Carried], artifacts: tuple[Artifact, ...], strands: tuple[Strand, ...]) -> dict[str, Place]:
    """Return of which step each artifact is."""
    steps = {
        sighting.number: Place(at, index)
        for at, strand in reversed(list(enumerate(strands)))
        for index, sighting in reversed(list(enumerate(strand.sightings)))
    }
    ids = {(artifact.kind, artifact.text): artifact.id for artifact in artifacts}
    places: dict[str, Place] = {}
    for each in carried:
        identifier = ids.get((each.draft.kind, each.draft.text))
        if identifier and each.number in steps:
            places.setdefault(identifier, steps[each.number])
    return places
