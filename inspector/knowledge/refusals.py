"""What a refusal means and what mends it: rows of resources/knowledge/refusals and remedies, looked up by code.

The files are some hundred kilobytes, and one explanation needs a row or two, so a row is found by the beginning of
its line and only then parsed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from inspector import resource_files
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Remedy:
    """A remedy's row: `text` and `snippet` are templates (`fill`); `snippet_kind` is shell, url, text, json or None."""

    id: str
    who: str
    text: str
    snippet: str | None
    snippet_kind: str | None


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause. It fits when every tag of `when` holds and `match`, where given, is found in the message."""

    says: str
    remedies: tuple[str, ...]
    when: frozenset[str]
    match: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code's row; templates in `causes` are filled by `fill`. `known` is false where only the family is known."""

    code: str
    symbol: str | None
    title: str
    family: str
    stage: str
    meaning: str
    causes: tuple[Cause, ...]
    kin: tuple[str, ...]
    failure: bool
    reference: str | None
    source: str
    known: bool
    ours: bool


def refusal(code: str) -> Refusal | None:
    """Return the row of `code` in its own spelling (letter case ignored), or None."""
    spelling = _spellings().get(code.lower())
    line = _line_of(_refusals(), f'{{"code":"{spelling}"') if spelling else None
    return _parse(line) if line else None


def neighbour(code: str) -> Refusal | None:
    """Return the explained AADSTS row whose number is nearest to that of an unknown `code`, at most 3 away."""
    if not re.fullmatch(r"AADSTS\d{4,8}", code):
        return None
    number = int(code[6:])
    near = (refusal(f"AADSTS{number + step}") for step in (1, -1, 2, -2, 3, -3))
    return next((row for row in near if row and row.causes), None)


def all_refusals() -> tuple[Refusal, ...]:
    """Return every row, for search and for the reference in the window."""
    return tuple(_parse(line) for line in _refusals().splitlines() if line)


def search(words: str) -> list[Refusal]:
    """Return the rows that fit a code or words, best first: the code itself, then title, meaning, causes and family."""
    exact = refusal(words.strip()) or refusal(f"AADSTS{words.strip()}")
    terms = [term for term in re.split(r"[^\w.{}/:-]+", words.lower()) if term]
    ranked = ((_score(row, terms), row) for row in all_refusals()) if terms else ()
    fitting = sorted(((score, row) for score, row in ranked if score), key=lambda each: (-each[0], len(each[1].code)))
    rest = [row for _score_of_it, row in fitting if exact is None or row.code != exact.code]
    kin = [row for code in exact.kin if (row := refusal(code))] if exact else []
    return [exact, *kin] if exact else rest


_STOP = frozenset("a an the is not of to in for with and or be was are on at by from this that it error code".split())


def _score(row: Refusal, terms: list[str]) -> int:
    """Weigh where the words stand; at least half of those that carry meaning must stand somewhere."""
    places = (
        (8, f"{row.code} {row.symbol or ''}".lower()),
        (6, row.title.lower()),
        (3, f"{row.meaning} {row.family}".lower()),
        (1, " ".join(cause.says for cause in row.causes).lower()),
    )
    wanted = [term for term in terms if term not in _STOP] or terms
    weights = [max((weight for weight, text in places if _stem(term) in text), default=0) for term in wanted]
    found = sum(1 for weight in weights if weight)
    met = min(len(row.causes), 6) + int(row.known)  # codes with many causes are those that people meet
    return sum(weights) + 4 * found + met if found * 2 >= len(wanted) else 0


def _stem(term: str) -> str:
    return term[:-1] if len(term) > 4 and term.endswith("s") else term


def by_wording(text: str) -> Iterator[tuple[Refusal, re.Match[str]]]:
    """Yield the rows whose wording, or whose message without its code, stands in `text`, and where; longest first."""
    lowered = text.lower()
    near = ((code, pattern) for code, pattern, words in _wordings() if any(word in lowered for word in words))
    found = [(code, match) for code, pattern in near if (match := _compiled(pattern).search(text))]
    for code, match in sorted(found, key=lambda each: each[1].start() - each[1].end()):
        if row := refusal(code):
            yield row, match


def remedy(identifier: str) -> Remedy:
    """Return the remedy's row; a missing one is a KeyError, which the tests of the tables rule out."""
    line = _line_of(_remedies(), f'{{"id":"{identifier}"')
    if not line:
        raise KeyError(identifier)
    row = json.loads(line)
    snippet = _(row["snippet"]) if row["snippet"] else None
    return Remedy(row["id"], row["who"], _(row["text"]), snippet, row["snippet_kind"])


@cache
def _refusals() -> str:
    return _all_lines("knowledge/refusals")


@cache
def _remedies() -> str:
    return _all_lines("knowledge/remedies")


def _all_lines(folder: str) -> str:
    texts = (resource_files.read_text(name).strip() for name in resource_files.names(folder, ".jsonl"))
    return "\n" + "\n".join(texts) + "\n"


def _line_of(text: str, beginning: str) -> str | None:
    start = text.find(f"\n{beginning}") + 1
    return text[start : text.find("\n", start)] if start else None


@cache
def _spellings() -> Mapping[str, str]:
    return {code.lower(): code for code in re.findall(r'^\{"code":"([^"]+)"', _refusals(), re.MULTILINE)}


@cache
def _wordings() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return codes with the pattern of a wording and the words one of which stands in every text that has it."""
    string = r'"(?:[^"\\]|\\.)*"'
    row = rf'^\{{"code":({string}),"match":({string}),"near":(\[.*?\]),"symbol":'
    rows = re.finditer(row, _refusals(), re.MULTILINE)
    own = ((json.loads(each[1]), json.loads(each[2]), tuple(json.loads(each[3]))) for each in rows)
    lines = (line.split("\t") for line in resource_files.read_text("knowledge/wordings.tsv").splitlines()[1:])
    return (*own, *((code, words or re.escape(near), (near,)) for code, near, words in lines))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a wording's expression; made when first near, since making all takes longer than an explanation."""
    return re.compile(pattern, re.IGNORECASE)


def _parse(line: str) -> Refusal:
    row = json.loads(line)
    return Refusal(
        code=row["code"],
        symbol=row["symbol"],
        title=_(row["title"]),
        family=row["family"],
        stage=row["stage"],
        meaning=_(row["meaning"]),
        causes=tuple(_cause(each) for each in row["causes"]),
        kin=tuple(row["kin"]),
        failure=row["failure"],
        reference=row["reference"],
        source=row["source"],
        known=row.get("known", True),
        ours=row.get("ours", False),
    )


def _cause(row: Mapping[str, object]) -> Cause:
    return Cause(
        says=_(str(row["says"])),
        remedies=tuple(row["remedies"]),  # type: ignore[arg-type]  # rows are checked by the tests of the tables
        when=frozenset(row.get("when") or ()),  # type: ignore[call-overload]
        match=row.get("match"),  # type: ignore[arg-type]
    )


_PLACE = re.compile(r"\{(?P<name>[a-z_]+)(?:\|(?P<words>[^{}]*))?\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return `template` with each `{name|words}` replaced by the value called `name`, or by the words without one."""
    return _PLACE.sub(lambda found: values.get(found["name"]) or found["words"] or found["name"].upper(), template)


def names_in(template: str) -> tuple[str, ...]:
    """Return the names of the values that `template` speaks of."""
    return tuple(found["name"] for found in _PLACE.finditer(template))
