"""Requests and answers pasted as text, as the recorded paste that they are: judged like a recording."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.exchanges.captured import Captured
from inspector.exchanges.grouping import Grouping
from inspector.exchanges.observing import Observer
from inspector.exchanges.recorded import Place, Recorded
from inspector.exchanges.sighting import Strand
from inspector.tokens.artifact import Artifact, Kind, Pasted

_REQUESTS = frozenset({Kind.AUTHORIZATION_REQUEST, Kind.TOKEN_REQUEST, Kind.HTTP_REQUEST, Kind.AUTHORIZATION_RESPONSE})
_ANSWERS = frozenset({Kind.TOKEN_RESPONSE, Kind.ERROR_RESPONSE, Kind.DEVICE_AUTHORIZATION_RESPONSE})
_MOST = 400  # messages of one paste


def record_pasted(pasted: Pasted) -> Pasted:
    """Return the paste with the attempts that its messages make up; as it was, where there are none."""
    observer, grouping = Observer(), Grouping()
    numbers: dict[int, str] = {}
    for number, (artifact, captured) in enumerate(list(_captured(pasted))[:_MOST], 1):
        for sighting in observer.observe(replace(captured, number=number)):
            numbers[number] = artifact
            grouping.add(sighting)
    strands = grouping.strands()
    if not strands:
        return pasted
    return Recorded(
        pasted.text,
        pasted.artifacts,
        pasted.looked_for,
        pasted.truncated,
        pasted.listed,
        strands=strands,
        places=dict(_places(pasted, strands, numbers)),
        messages=len(numbers),
    )


@dataclass(slots=True)
class _Pair:
    """A request that may still be answered."""

    artifact: str
    captured: Captured


def _captured(pasted: Pasted) -> Iterator[tuple[str, Captured]]:
    """Yield the id of each request's artifact and the message pair that it makes with the answer after it."""
    within = {artifact.id: artifact for artifact in pasted.artifacts}
    open_pair: _Pair | None = None
    for artifact in sorted(pasted.artifacts, key=lambda each: each.start):
        parent = within.get(artifact.inside or "")
        if parent is not None and parent.kind in (Kind.HTTP_REQUEST, Kind.HTTP_RESPONSE):
            continue  # said by the message that holds it
        if open_pair and _is_body_of(artifact, open_pair.captured):
            open_pair.captured = replace(open_pair.captured, fields=artifact.parameters)
        elif artifact.kind in _REQUESTS:
            if open_pair:
                yield open_pair.artifact, open_pair.captured
            open_pair = _Pair(artifact.id, _request(artifact))
        elif open_pair and not _is_answered(open_pair.captured) and _is_answer(artifact):
            open_pair.captured = _answered(open_pair.captured, artifact)
    if open_pair:
        yield open_pair.artifact, open_pair.captured


def _is_body_of(artifact: Artifact, request: Captured) -> bool:
    """Whether a form that stands alone is the body of the line above it, which says no more than where to POST."""
    loose = (
        artifact.kind is Kind.TOKEN_REQUEST
        and artifact.http is None
        and "://" not in artifact.text.partition("?")[0][:12]
    )
    waits = request.method == "POST" and bool(request.url) and not (request.body or request.fields)
    return loose and waits and not _is_answered(request)


def _request(artifact: Artifact) -> Captured:
    http = artifact.http
    if http is not None:
        url = _complete_address(http.url or "", http.header("host"))
        return Captured(0, http.method or "GET", url, http.headers, http.body)
    if artifact.kind is Kind.TOKEN_REQUEST:
        base = artifact.text.partition("?")[0] if "://" in artifact.text.partition("?")[0][:12] else ""
        return Captured(0, "POST", base, fields=artifact.parameters)
    text = artifact.text.strip()
    if "://" in text[:40]:
        return Captured(0, "GET", "".join(text.split()))
    return Captured(0, "GET", "", fields=artifact.parameters)


def _complete_address(url: str, host: str | None) -> str:
    """Return the address of a request whose line holds the path only."""
    return f"https://{host}{url}" if url.startswith("/") and host else url


def _is_answered(captured: Captured) -> bool:
    return captured.status is not None or bool(captured.answer)


def _is_answer(artifact: Artifact) -> bool:
    return artifact.kind in _ANSWERS or artifact.kind is Kind.HTTP_RESPONSE


def _answered(captured: Captured, artifact: Artifact) -> Captured:
    """Return the pair with its answer; JSON without a status line tells its status by what it is."""
    http = artifact.http
    if http is not None:
        return replace(
            captured,
            status=http.status,
            answer_headers=http.headers,
            answer=http.body,
            redirect=http.header("location") or "",
        )
    refused = artifact.error is not None
    status = (artifact.error.status if artifact.error else None) or (400 if refused else 200)
    return replace(captured, status=status, answer=artifact.text)


def _places(pasted: Pasted, strands: tuple[Strand, ...], numbers: dict[int, str]) -> Iterator[tuple[str, Place]]:
    """Yield of which step each artifact is: a request, and every refusal up to the next request."""
    steps: dict[str, Place] = {}
    for at, strand in enumerate(strands):
        for index, sighting in enumerate(strand.sightings):
            steps.setdefault(numbers[sighting.number], Place(at, index))
    place: Place | None = None
    for artifact in sorted(pasted.artifacts, key=lambda each: each.start):
        if artifact.kind in _REQUESTS and artifact.id in steps:
            place = steps[artifact.id]
        elif artifact.kind in _REQUESTS and artifact.inside is None:
            place = None
        if place is not None and (artifact.error or artifact.id in steps):
            yield artifact.id, place
