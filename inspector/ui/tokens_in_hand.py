"""The access tokens among what was inspected, for what is done with one: exchanging it, calling an API."""

from collections.abc import Iterable, Iterator

from inspector.masking import visible
from inspector.tokens.artifact import Kind
from inspector.ui.pastes import Paste

_MOST = 20
_KINDS = frozenset({Kind.ACCESS_TOKEN, Kind.TOKEN})


def tokens_in_hand(pastes: Iterable[Paste]) -> tuple[tuple[str, str], ...]:
    """Return (name, token) of the newest access tokens; the name is what the Inspected list says."""
    return tuple(_found(pastes))[:_MOST]


def _found(pastes: Iterable[Paste]) -> Iterator[tuple[str, str]]:
    for paste in pastes:
        tokens = {each.id: each for each in paste.pasted.artifacts} if paste.pasted else {}
        for row in paste.report.artifacts if paste.report else ():
            artifact = tokens.get(row.id)
            if artifact is not None and artifact.kind in _KINDS and artifact.token is not None:
                yield visible(" · ".join(filter(None, (row.label, row.about, row.status)))), artifact.text
