"""Several refusals in one paste: those of one request are joined, and the newest come first."""

from dataclasses import replace

from inspector.tokens.artifact import ErrorResponse, Kind
from inspector.tokens.codes import rank
from inspector.tokens.layer import Draft
from inspector.words import _

_KINDS = (Kind.ERROR_RESPONSE, Kind.ERROR_CODE)


def group_errors(drafts: list[Draft], most: int) -> tuple[list[Draft], str | None]:
    """Join the refusals of one request, order those with a time newest first, and keep at most `most` of them.

    Also return the sentence that says what was left out, or None.
    """
    refusals = [draft for draft in drafts if draft.kind in _KINDS and draft.error]
    if len(refusals) < 2:
        return drafts, None
    joined = _joined(refusals)
    gone = {id(draft) for draft in refusals} - {id(draft) for draft in joined}
    left_out = None
    if len(joined) > most:
        newest = sorted(joined, key=_moment, reverse=True)[:most]
        gone |= {id(draft) for draft in joined} - {id(draft) for draft in newest}
        left_out = _("{count} older refusals were left out; the newest {most} are shown.").format(
            count=len(joined) - most, most=most
        )
    kept = [draft for draft in drafts if id(draft) not in gone]
    return _newest_first(kept), left_out


def _joined(refusals: list[Draft]) -> list[Draft]:
    """Join refusals that share a correlation or trace id, or that say the same code without any id."""
    by_key: dict[tuple[str, str], Draft] = {}
    kept: list[Draft] = []
    for draft in refusals:
        error = draft.error
        assert error is not None
        known = next((by_key[key] for key in _keys(error) if key in by_key), None)
        if known is not None and known.error is not None and _fits(known.error, error):
            _join(known, draft)
        else:
            known = draft
            kept.append(draft)
        for key in _keys(known.error or error) + _keys(error):
            by_key.setdefault(key, known)
    return kept


def _keys(error: ErrorResponse) -> list[tuple[str, str]]:
    keys = [("correlation", error.correlation_id), ("trace", error.trace_id)]
    found = [(name, value) for name, value in keys if value]
    return [*found, ("code", error.code or "")] if error.code and error.code[-1].isdigit() else found


def _fits(known: ErrorResponse, error: ErrorResponse) -> bool:
    """Whether two refusals can be about one request: no id, time or code contradicts."""
    pairs = ((known.correlation_id, error.correlation_id), (known.trace_id, error.trace_id))
    if any(first and first == second for first, second in pairs):
        return True
    if any(first and second for first, second in pairs):
        return False
    return known.timestamp is None or error.timestamp is None or known.description == error.description


def _join(known: Draft, draft: Draft) -> None:
    """Let the first refusal learn what the second knows beyond it."""
    first, second = known.error, draft.error
    assert first is not None and second is not None  # noqa: PT018  see _joined
    codes = rank([*first.codes, *second.codes])
    longer = max((first, second), key=lambda error: len(error.description))
    known.error = replace(
        first,
        code=codes[0] if codes else None,
        codes=codes,
        description=first.description or second.description,
        error=first.error or second.error,
        suberror=first.suberror or second.suberror,
        trace_id=first.trace_id or second.trace_id,
        correlation_id=first.correlation_id or second.correlation_id,
        timestamp=max(filter(None, (first.timestamp, second.timestamp)), default=None),
        claims=first.claims or second.claims,
        claims_text=first.claims_text or second.claims_text,
        status=first.status or second.status,
        values={**longer.values, **first.values} if first.values else second.values,
    )
    if known.kind is Kind.ERROR_CODE and draft.kind is Kind.ERROR_RESPONSE:
        known.kind, known.text = draft.kind, draft.text


def _moment(draft: Draft) -> str:
    """Return the time of a refusal in a spelling that sorts; unknown times sort as oldest."""
    stamp = draft.error.timestamp if draft.error else None
    return stamp.replace("T", " ").replace("/", "-").rstrip("Z")[:19] if stamp else ""


def _newest_first(drafts: list[Draft]) -> list[Draft]:
    """Put the dated refusals of the outermost text newest first, within the places that they have."""
    places = [at for at, draft in enumerate(drafts) if draft.kind in _KINDS and draft.parent is None]
    if len(places) < 2 or not any(_moment(drafts[at]) for at in places):
        return drafts
    ordered = list(drafts)
    for at, draft in zip(places, sorted((drafts[at] for at in places), key=_moment, reverse=True), strict=True):
        ordered[at] = draft
    return ordered
