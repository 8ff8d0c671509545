"""What can be compared: every artifact of every paste, and which two are when nobody has chosen yet."""

from typing import TYPE_CHECKING, NamedTuple

from inspector.masking import visible
from inspector.ui.pastes import Paste

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow

_MOST = 200  # artifacts to choose from


class Choice(NamedTuple):
    """One artifact of one paste."""

    paste: Paste
    artifact: str

    def same(self, other: "Choice | None") -> bool:
        """Whether the other is this artifact."""
        return other is not None and self.paste is other.paste and self.artifact == other.artifact


def choices(pastes: list[Paste]) -> list[Choice]:
    """Return the artifacts of `pastes`, in their order."""
    return [Choice(paste, row.id) for paste in pastes for row in _rows(paste)][:_MOST]


def usual_pair(offered: list[Choice]) -> list[Choice | None]:
    """Return the newest as the second and the one before it as the first; None where there are not as many."""
    mains = [each for each in offered if each.artifact == main_of(each.paste)]
    if len(mains) > 1:
        return [mains[1], mains[0]]
    return [*offered[:2], *[None] * (2 - len(offered[:2]))]


def main_of(paste: Paste) -> str | None:
    """Return what of a paste is compared unless the person chooses: a token before what carried it."""
    rows = _rows(paste)
    return next((row.id for row in rows if row.claims), rows[0].id if rows else None)


def label_of(choice: Choice) -> str:
    """Return what tells a choice from the others: what it is, for which API, how long it lasts."""
    row = next(row for row in _rows(choice.paste) if row.id == choice.artifact)
    return visible(" · ".join(each for each in (row.label, row.about, row.status) if each))


def _rows(paste: Paste) -> "tuple[ArtifactRow, ...]":
    return paste.report.artifacts if paste.report else ()
