"""A comparison as people and programs read it: rows, masked alike on both sides; the document of `compare --json`."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from inspector import moments
from inspector.diagnosis.comparison import Comparison, Difference, Side, Weight
from inspector.diagnosis.comparison.difference import Held
from inspector.diagnosis.comparison.entries import written
from inspector.knowledge.claims import claim
from inspector.knowledge.readings import reading_of
from inspector.masking import Mask, as_json, is_secret_name, mask_secret, redact
from inspector.report.compose import heading_of
from inspector.words import _, plural

_MOST = 4000  # characters of a value
_LONGEST_NAME = 120
_MEMBERS = 12  # of a set that are shown; the rest is counted


class Cell(NamedTuple):
    """A value of one side: the `name` it has there, as written, and as people read it where that says more."""

    name: str
    value: str
    shown: str


class Row(NamedTuple):
    """One difference, or what both hold alike. `weight` is None for what is equal."""

    id: str
    name: str
    left: Cell | None
    right: Cell | None
    means: str
    weight: Weight | None
    only_left: tuple[str, ...] = ()
    only_right: tuple[str, ...] = ()
    both: int | None = None


class SideRow(NamedTuple):
    """One side as it is headed: "Access token", "Microsoft Graph · v1.0", "42 min", and how its paste was judged."""

    artifact: str
    kind: str
    label: str
    about: str
    status: str
    fingerprint: str | None
    outcome: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """What is shown, copied, printed and saved of a comparison. Holds no signature, secret, refresh token or code."""

    sentence: str
    matters: bool
    left: SideRow
    right: SideRow
    differences: tuple[Row, ...]
    always: tuple[Row, ...]
    equal: tuple[Row, ...]


def compose_comparison(comparison: Comparison, *, hide_values: bool = False) -> ComparisonReport:
    """Return what is shown of `comparison`; `hide_values` masks names, addresses and ids, one word for one value."""
    mask = _mask(comparison) if hide_values else None
    equal = tuple(
        Row("equal", each.name, _cell(each.left, comparison, mask), _cell(each.right, comparison, mask), "", None)
        for each in comparison.equal
    )
    return ComparisonReport(
        sentence=_said(comparison.sentence, mask),
        matters=comparison.matters,
        left=_side(comparison.left, mask),
        right=_side(comparison.right, mask),
        differences=tuple(_row(each, comparison, mask) for each in comparison.differences),
        always=tuple(_row(each, comparison, mask) for each in comparison.always),
        equal=equal,
    )


def _mask(comparison: Comparison) -> Mask:
    """One mask for both sides: the same user has the same word in both."""
    mask = Mask()
    for side in (comparison.left, comparison.right):
        for artifact in side.diagnosis.case.artifacts:
            for part in (artifact.header, artifact.claims, artifact.document):
                for member in part.members if part else ():
                    mask.learn(member.name, member.value)
            for name, value in artifact.parameters.items():
                mask.learn(name, value)
    return mask


def _said(words: str, mask: Mask | None) -> str:
    return mask.text(words) if mask else redact(words)


def _side(side: Side, mask: Mask | None) -> SideRow:
    artifact, verdict = side.artifact, side.diagnosis.verdict
    label, about, status = heading_of(side.diagnosis.case, artifact, side.subject)
    return SideRow(
        artifact=artifact.id,
        kind=artifact.kind.value,
        label=label,
        about=_said(about, mask),
        status=status,
        fingerprint=artifact.fingerprint,
        outcome=verdict.outcome.value,
        verdict=_said(verdict.sentence, mask),
    )


def _row(difference: Difference, comparison: Comparison, mask: Mask | None) -> Row:
    judged = difference.judged
    left, right = (_cell(held, comparison, mask) for held in (difference.left, difference.right))
    row = Row(judged.id, difference.name, left, right, _said(judged.means, mask), judged.weight)
    change = difference.change
    if change is None:
        return row
    gone, come = (tuple(_member(difference, each, mask) for each in side) for side in (change.gone, change.come))
    return row._replace(only_left=gone, only_right=come, both=change.kept)


def _member(difference: Difference, value: str, mask: Mask | None) -> str:
    held = difference.left or difference.right
    name = held.name if held else difference.name
    return str(mask.value(name, value)) if mask else redact(value)


def _cell(held: Held | None, comparison: Comparison, mask: Mask | None) -> Cell | None:
    if held is None:
        return None
    value = _value(held, mask)
    reads = _reads(held, comparison.now)
    return Cell(held.name, value, _said(reads, mask) if reads else value)


def _value(held: Held, mask: Mask | None) -> str:
    if is_secret_name(held.name.rpartition(".")[2]) and len(held.written) > 2:
        return mask_secret(held.written)
    value = held.written
    if mask is not None:
        value = written(mask.value(held.name, held.value)) if _is_text(held.value) else mask.text(value)
    value = redact(value) if len(value) > 24 or "=" in value else value  # what is shorter is no token
    return value if len(value) <= _MOST else f"{value[:_MOST]}…"


def _is_text(value: Any) -> bool:
    return isinstance(value, str | list | dict)


def _reads(held: Held, now: float) -> str | None:
    row = claim(held.name)
    if row is not None and row.is_instant and isinstance(held.value, int | float) and not isinstance(held.value, bool):
        return moments.in_words(float(held.value), now) if abs(held.value) < 1e15 else None
    return reading_of(held.name, held.value)


def weight_word(weight: Weight) -> str:
    """Return what a difference is worth in a word or two."""
    return {
        Weight.MATTERS: _("matters"),
        Weight.FOLLOWS: _("follows"),
        Weight.MINOR: _("minor"),
        Weight.ALWAYS: _("always differs"),
    }[weight]


def side_words(side: SideRow) -> str:
    """Return how a side is headed: what it is, for which API, how long it lasts."""
    return " · ".join(each for each in (side.label, side.about, side.status) if each)


def cell_words(row: Row, *, first: bool) -> str:
    """Return what stands in the table for one side of a row: of two sets, only what the other lacks."""
    cell, only = (row.left, row.only_left) if first else (row.right, row.only_right)
    if cell is None:
        return "—"
    if row.both is not None and row.both + len(only) > 3:
        return _set_words(only, row.both)
    return cell.value if cell.shown == cell.value else f"{cell.value} ({cell.shown})"


def _set_words(only: tuple[str, ...], both: int) -> str:
    words = ", ".join(only[:_MEMBERS])
    if len(only) > _MEMBERS:
        words = _("{names} and {count} more").format(names=words, count=len(only) - _MEMBERS)
    alike = plural("{count} in both", "{count} in both", both)
    return " · ".join(each for each in (words, alike if both else "") if each) or _("(empty)")


def fold_words(report: ComparisonReport) -> str:
    """Return the names of what always differs, and of what is equal, as two short sentences."""
    parts = []
    if report.always:
        parts.append(_("Always different: {names}.").format(names=_names(report.always)))
    if report.equal:
        names = _names(report.equal)
        parts.append(_("Equal ({count}): {names}.").format(count=len(report.equal), names=names))
    return " ".join(parts)


def _names(rows: tuple[Row, ...]) -> str:
    return ", ".join(shorten(row.name) for row in rows)


def shorten(name: str) -> str:
    """Return a claim's name, or the beginning of one that is absurdly long."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def to_json(report: ComparisonReport) -> str:
    """Return the report as indented JSON text (schema 1)."""
    return as_json(to_document(report))


def to_document(report: ComparisonReport) -> dict[str, Any]:
    """Return the report as the plain values of schema 1."""
    return {
        "schema": 1,
        "sentence": report.sentence,
        "matters": report.matters,
        "left": report.left._asdict(),
        "right": report.right._asdict(),
        "differences": [_document(row) for row in report.differences],
        "always": [_document(row) for row in report.always],
        "equal": [{"name": row.name, **_held(row)} for row in report.equal],
    }


def _document(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "weight": row.weight.value if row.weight else None,
        **_held(row),
        "means": row.means,
        "only_left": list(row.only_left),
        "only_right": list(row.only_right),
        "both": row.both,
    }


def _held(row: Row) -> dict[str, Any]:
    return {side: cell._asdict() if cell else None for side, cell in (("left", row.left), ("right", row.right))}
