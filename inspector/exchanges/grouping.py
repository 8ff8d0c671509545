"""Which messages belong to one attempt: by state, code, challenge, device code, tokens, correlation id, then order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from inspector.exchanges.comparing import UNKNOWN
from inspector.exchanges.exchange import Exchange, Step
from inspector.exchanges.sighting import Sighting, Strand, Trait
from inspector.words import _

_OPEN_FOR = 3600.0  # seconds for which a sign-in page may stay open
_QUICK = 120.0  # seconds within which metadata belongs to what follows


@dataclass(slots=True, eq=False)
class _Draft:
    """An attempt in the making."""

    sightings: list[Sighting] = field(default_factory=list)

    def has(self, *steps: Step) -> bool:
        return any(each.step in steps for each in self.sightings)

    def first(self, step: Step) -> Sighting | None:
        return next((each for each in self.sightings if each.step is step), None)

    @property
    def ended(self) -> float:
        return self.sightings[-1].exchange.started


class Grouping:
    """Takes sightings in the order of the recording and keeps each with the attempt that it belongs to."""

    def __init__(self) -> None:
        self._drafts: list[_Draft] = []
        self._known: dict[tuple[str, str], _Draft] = {}
        self._metadata: list[Sighting] = []

    def add(self, sighting: Sighting) -> None:
        """Put one message to its attempt."""
        if sighting.step in (Step.DISCOVERY, Step.KEYS):
            self._metadata.append(sighting)
            return
        draft = self._place(sighting)
        if draft is None:
            draft = _Draft(self._fetched_for(sighting))
            self._drafts.append(draft)
        if not _is_repeated(draft, sighting):
            draft.sightings.append(sighting)
        for key in _keys(sighting):
            self._known[key] = draft

    def strands(self) -> tuple[Strand, ...]:
        """Return the attempts in the order in which they began."""
        if self._metadata and not self._drafts:
            self._drafts.append(_Draft(list(self._metadata)))
        return tuple(Strand(_title(draft.sightings), tuple(draft.sightings)) for draft in self._drafts)

    def _fetched_for(self, sighting: Sighting) -> list[Sighting]:
        """Return the metadata that was fetched just before from the same host."""
        mine = [each for each in self._metadata if each.host == sighting.host and _near(each, sighting, _QUICK)]
        self._metadata = [each for each in self._metadata if each not in mine]
        return mine

    def _place(self, sighting: Sighting) -> "_Draft | None":
        if sighting.step is Step.AUTHORIZATION_REQUEST:
            same = self._known.get(("state", sighting.asked.get("state", "")))
            return None if same is None or same.has(Step.AUTHORIZATION_RESPONSE) else same  # a reload, else a new one
        known = next((self._known[key] for key in _links(sighting) if key in self._known), None)
        return known or next(self._by_order(sighting), None)

    def _by_order(self, sighting: Sighting) -> "Iterator[_Draft]":
        """Yield the attempts that still wait for such a message, the newest first."""
        for draft in reversed(self._drafts):
            if _near(draft.sightings[-1], sighting, _OPEN_FOR) and _waits_for(draft, sighting):
                yield draft


def _near(earlier: Sighting, later: Sighting, seconds: float) -> bool:
    first, second = earlier.exchange.started, later.exchange.started
    return not first or not second or second - first <= seconds


def _waits_for(draft: _Draft, sighting: Sighting) -> bool:
    """Whether nothing but the order of messages says that `sighting` belongs to this attempt."""
    begun = draft.first(Step.AUTHORIZATION_REQUEST)
    answered = draft.has(Step.AUTHORIZATION_RESPONSE)
    if sighting.step is Step.AUTHORIZATION_RESPONSE:
        return begun is not None and not answered and _comes_to(begun, sighting)
    if sighting.step is Step.OTHER:
        return begun is not None and not answered and begun.host == sighting.host
    if sighting.step in (Step.TOKEN_REQUEST, Step.POLL):
        return _redeems(draft, sighting)
    if sighting.step is Step.API_CALL and sighting.bearer is None:
        return draft.has(Step.API_CALL, Step.TOKEN_REQUEST)
    if sighting.step is Step.SIGN_OUT:
        return any(each.host == sighting.host for each in draft.sightings)
    return False


def _comes_to(request: Sighting, response: Sighting) -> bool:
    wanted = request.asked.get("redirect_uri", "").partition("?")[0].rstrip("/")
    return not wanted or response.exchange.url.rstrip("/") == wanted or request.number == response.number


def _redeems(draft: _Draft, sighting: Sighting) -> bool:
    """Whether a grant goes on with what this attempt was given, although its code or state says nothing."""
    grant = sighting.asked.get("grant_type")
    client = sighting.asked.get("client_id")
    same = client is None or any(each.asked.get("client_id") in (client, None) for each in draft.sightings)
    if sighting.step is Step.POLL:
        return same and draft.has(Step.DEVICE_AUTHORIZATION)
    if grant == "authorization_code":
        begun = draft.has(Step.AUTHORIZATION_RESPONSE, Step.AUTHORIZATION_REQUEST)
        return same and begun and not draft.has(Step.TOKEN_REQUEST)
    return False


# Under which names the members of requests and answers tie messages together.
_ASKED = ("state", "code", "device_code", "code_challenge", "verifier.challenge", "code.loose")


def _links(sighting: Sighting) -> Iterator[tuple[str, str]]:
    """Yield what ties a message to an earlier one, the surest first."""
    yield ("entry", str(sighting.number))
    grant = sighting.asked.get("grant_type", "authorization_code")
    if sighting.step is Step.AUTHORIZATION_RESPONSE:
        names: tuple[str, ...] = ("state", "code")
    elif grant == "authorization_code" and sighting.step is Step.TOKEN_REQUEST:
        names = ("code", "verifier.challenge", "code.loose")
    else:
        names = ("device_code",)
    for name in names:
        if (value := sighting.asked.get(name)) and value != UNKNOWN:
            yield ("challenge" if name == "verifier.challenge" else name, value)
    if sighting.bearer:
        yield ("token", sighting.bearer.fingerprint)
    if grant == "authorization_code" and sighting.step is Step.TOKEN_REQUEST:
        yield from _correlated(sighting)


def _correlated(sighting: Sighting) -> Iterator[tuple[str, str]]:
    """Yield the id by which MSAL ties the messages of one sign-in, for where codes and states are left out."""
    correlation = sighting.asked.get("client-request-id") or sighting.exchange.correlation_id
    if correlation and correlation != UNKNOWN:
        yield ("correlation", f"{correlation.lower()} {sighting.asked.get('client_id', '')}")


def _keys(sighting: Sighting) -> Iterator[tuple[str, str]]:
    """Yield what later messages can refer to this one by."""
    yield ("entry", str(sighting.number))
    if sighting.step is Step.AUTHORIZATION_REQUEST:
        yield from _correlated(sighting)
    for name in _ASKED:
        if (value := sighting.asked.get(name)) and value != UNKNOWN:
            yield ("challenge" if name in ("code_challenge", "verifier.challenge") else name, value)
    if (device := sighting.answered.get("device_code")) and device != UNKNOWN:
        yield ("device_code", device)
    for token in sighting.tokens:
        yield ("token", token.fingerprint)
    if sighting.bearer:
        yield ("token", sighting.bearer.fingerprint)


def _is_repeated(draft: _Draft, sighting: Sighting) -> bool:
    """Whether the attempt holds this message already: a response is seen in the redirect and where it arrives."""
    if sighting.step is not Step.AUTHORIZATION_RESPONSE:
        return False
    for at, known in enumerate(draft.sightings):
        if known.step is Step.AUTHORIZATION_RESPONSE and _same_answer(known, sighting):
            draft.sightings[at] = _completed(known, sighting)
            return True
    return False


def _same_answer(one: Sighting, other: Sighting) -> bool:
    names = ("state", "code", "error", "access_token", "id_token")
    return all(one.asked.get(name) == other.asked.get(name) for name in names)


def _completed(known: Sighting, arrived: Sighting) -> Sighting:
    """Return the response as the redirect carried it, with what the app answered to it."""
    came = arrived.exchange
    exchange: Exchange = replace(
        known.exchange,
        method=came.method,
        url=came.url,
        status=came.status,
        response=came.response,
        seconds=came.seconds,
    )
    traits = known.traits | (arrived.traits - {Trait.FRAGMENT})
    return replace(known, exchange=exchange, answered={**known.answered, **arrived.answered}, traits=traits)


_BY_GRANT = {
    "refresh_token": lambda: _("Refresh"),
    "client_credentials": lambda: _("Client credentials"),
    "password": lambda: _("User name and password"),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": lambda: _("On behalf of"),
    "urn:ietf:params:oauth:grant-type:token-exchange": lambda: _("Token exchange"),
    "authorization_code": lambda: _("Authorization code"),
}


def _title(sightings: Iterable[Sighting]) -> str:
    """Return what people call the attempt: its flow, the app and the time."""
    messages = list(sightings)
    parts = [_flow(messages)]
    client = next((value for each in messages if (value := each.asked.get("client_id"))), None)
    if client:
        parts.append(client[:60])
    started = next((each.exchange.started for each in messages if each.exchange.started), 0.0)
    if started:
        parts.append(datetime.fromtimestamp(started, UTC).strftime("%H:%M:%S UTC"))
    return " · ".join(parts)


def _flow(messages: list[Sighting]) -> str:
    steps = {each.step for each in messages}
    if begun := next((each for each in messages if each.step is Step.AUTHORIZATION_REQUEST), None):
        silent = begun.asked.get("prompt") == "none"
        return _("Silent sign-in") if silent else _("Sign-in")
    if Step.DEVICE_AUTHORIZATION in steps or Step.POLL in steps:
        return _("Device code")
    grant = next((value for each in messages if (value := each.asked.get("grant_type"))), "")
    if grant in _BY_GRANT:
        return _BY_GRANT[grant]()
    if Step.TOKEN_REQUEST in steps:
        return _("Token request")
    if Step.AUTHORIZATION_RESPONSE in steps:
        return _("Authorization response")
    if steps == {Step.SIGN_OUT}:
        return _("Sign-out")
    return _("API calls") if Step.API_CALL in steps else _("Metadata")
