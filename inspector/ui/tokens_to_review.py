"""Which of the inspected tokens hold permissions that can be reviewed, and what each is called."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.ui.pastes import Paste

if TYPE_CHECKING:
    from inspector.diagnosis.subject import Subject


def tokens_to_review(
    pastes: Sequence[Paste], current: Paste | None, artifact: str | None
) -> "tuple[list[tuple[str, Subject]], int | None]":
    """Return the tokens with their names, numbered where there are several, and which of them is looked at."""
    found = [(paste, subject) for paste in pastes for subject in _subjects(paste) if subject.is_token]
    names = [_name(paste, subject.artifact.id) for paste, subject in found]
    if len(names) > 1:
        names = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    looked_at = (paste is current and subject.artifact.id == artifact for paste, subject in found)
    chosen = next((at for at, is_it in enumerate(looked_at) if is_it), None)
    return [(name, subject) for name, (_paste, subject) in zip(names, found, strict=True)], chosen


def _subjects(paste: Paste) -> "tuple[Subject, ...]":
    return paste.diagnosis.case.subjects if paste.diagnosis else ()


def _name(paste: Paste, artifact: str) -> str:
    rows = paste.report.artifacts if paste.report else ()
    row = next((row for row in rows if row.id == artifact), None)
    return " · ".join(each for each in (row.label, row.about) if each) if row else artifact
