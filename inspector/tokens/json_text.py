"""JSON as it was written: members in order with their own spelling, read on past every flaw.

Regular JSON goes through the C scanner. Anything irregular (cut, malformed, duplicate names, NaN, a
Python or JavaScript print) is read again by `lenient_json`, which knows where each flaw is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, but there since 2.7
from json.scanner import make_scanner
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from inspector.tokens.artifact import JsonObject, Member

DEEPEST = 64
_SPACE: Callable[[str, int], re.Match[str]] = re.compile(r"[ \t\r\n]*").match  # type: ignore[assignment]  # always matches
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
# What can open an object in running text: {" {' {} {name: and {\" of escaped JSON.
_OPENING = re.compile(r"\{(?=\s{0,200}(?:[\"'“}]|[A-Za-z_$][\w.$-]{0,60}\s{0,20}:(?!//)))")


class Issue(NamedTuple):
    """One flaw in the JSON: its code, its place in the source, and the words that its sentence needs."""

    code: str
    start: int
    end: int
    values: Mapping[str, str] = MappingProxyType({})


class Reading(NamedTuple):
    """An object that was read. `end` is where it ends, `partial` whether members may be missing.

    `seen` is how far the reader looked, where that is further than the end.
    """

    object: JsonObject | None
    start: int
    end: int
    issues: list[Issue]
    partial: bool = False
    seen: int = 0


class IrregularError(ValueError):
    """The C scanner met something that needs the tolerant reader."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise IrregularError
    return members


def _finite(written: str) -> float:
    number = float(written)
    if number in (float("inf"), float("-inf")):
        raise IrregularError
    return number


def _refuse(_written: str) -> Any:
    raise IrregularError


class _Regular:
    """The settings that the C scanner reads."""

    strict = True
    object_hook = None
    object_pairs_hook = staticmethod(_unique)
    parse_float = staticmethod(_finite)
    parse_int = int
    parse_constant = staticmethod(_refuse)
    memo: ClassVar[dict[str, str]] = {}


_scan = make_scanner(_Regular())  # type: ignore[arg-type]


def read_object(source: str) -> Reading:
    """Read `source`, which should be one JSON object and nothing else; never raises.

    `object` is None where there is no object at all or where it is nested too deeply.
    """
    at = _SPACE(source, 0).end()
    if not source.startswith("{", at):
        code = "not-an-object" if _is_json(source) else "not-json"
        return Reading(None, 0, len(source), [Issue(code, at, min(at + 1, len(source)))])
    reading = read_at(source, at)
    rest = _SPACE(source, reading.end).end()
    if rest < len(source) and reading.object is not None and not reading.partial:
        reading.issues.append(Issue("json-trailing", rest, len(source)))
    return reading


def _is_json(source: str) -> bool:
    try:
        _scan(source, _SPACE(source, 0).end())
    except (ValueError, StopIteration, RecursionError):
        return False
    return True


def read_at(source: str, at: int) -> Reading:
    """Read the object whose opening brace stands at `at`; what follows it is left alone."""
    try:
        members, end = _read_regular(source, at)
    except (ValueError, StopIteration, IndexError, RecursionError):
        return _read_leniently(source, at)
    values = {member.name: member.value for member in members}
    stretch = source if at == 0 and end == len(source) else source[at:end]
    if len(values) != len(members) or ("\\u" in stretch and _HALF_PAIR.search(stretch)) or _too_deep(stretch):
        return _read_leniently(source, at)
    return Reading(JsonObject(tuple(members), source, values), at, end, [])


def _read_leniently(source: str, at: int) -> Reading:
    from inspector.tokens import lenient_json  # rarely needed, so loaded when it is

    return lenient_json.read(source, at)


def _read_regular(source: str, at: int) -> tuple[list[Member], int]:
    """Return the members of the object at `at` and its end; raises on anything that is not plain JSON."""
    space, members = _SPACE, []
    at = space(source, at + 1).end()
    if source[at] == "}":
        return [], at + 1
    while True:
        if source[at] != '"':
            raise IrregularError
        name, at = scanstring(source, at + 1)
        at = space(source, at).end()
        if source[at] != ":":
            raise IrregularError
        start = space(source, at + 1).end()
        value, end = _scan(source, start)
        members.append(Member(name, value, value if value.__class__ is str else source[start:end], start, end))
        at = space(source, end).end()
        if source[at] == "}":
            return members, at + 1
        if source[at] != ",":
            raise IrregularError
        at = space(source, at + 1).end()


def _too_deep(source: str) -> bool:
    if source.count("[") + source.count("{") <= DEEPEST:
        return False
    depth = 0
    for found in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', source):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def find_objects(text: str, at: int = 0, end: int | None = None) -> Iterator[Reading]:
    """Yield every JSON object, or print of one, that stands in `text`, the outermost ones only.

    Work is linear: what irregular stretches may cost together is bounded.
    """
    stop = len(text) if end is None else end
    budget = 3 * (stop - at) + 20_000
    while budget > 0 and (opening := _OPENING.search(text, at, stop)):
        reading = read_at(text, opening.start())
        if reading.issues:
            budget -= max(reading.end, reading.seen) - reading.start + 20
        if reading.object is not None and reading.object.members:
            yield reading
        at = max(reading.end, opening.start() + 1)
