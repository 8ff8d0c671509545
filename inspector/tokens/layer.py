"""The layers of a paste: its text, and the texts that are decoded out of it; readers add what they find there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from inspector.tokens.artifact import Challenge, ErrorResponse, Flaw, HttpMessage, JsonObject, Kind, Place, Token

_NEAR = 20_000  # characters of decoded text in which an artifact is looked for, so that its span is exact
DEEPEST = 6  # texts inside texts: a log holds a response, that a JSON document, that an escaped error …


@dataclass(slots=True, eq=False)
class Draft:
    """An artifact in the making; `parent` is the draft that held it."""

    kind: Kind
    text: str = field(repr=False)
    start: int
    end: int
    parent: "Draft | None" = None
    name: str | None = None
    place: Place = Place.BARE
    flaws: list[Flaw] = field(default_factory=list)
    token: Token | None = None
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: JsonObject | None = field(default=None, repr=False)
    error: ErrorResponse | None = None
    challenge: Challenge | None = None
    http: HttpMessage | None = None


class Named(NamedTuple):
    """A value that stands under a name (a parameter, member or header), and its span in the layer."""

    name: str
    value: str
    start: int
    end: int


@dataclass(slots=True)
class Layer:
    """A text to read. Readers blank what they used up (`claim`), so that later ones don't see it.

    `start`/`end` are its span in the paste; `verbatim` says that it stands there character for
    character, so that offsets can be told exactly. `read` reads a layer within this one.
    """

    text: str = field(repr=False)
    start: int
    end: int
    drafts: list[Draft]
    read: "Callable[[Layer], None]" = field(repr=False)
    verbatim: bool = True
    parent: Draft | None = None
    name: str | None = None
    place: Place = Place.BARE
    depth: int = 0
    left_out: list[str] = field(default_factory=list)  # sentences that say what was not read
    paste: str = field(default="", repr=False)  # the outermost text
    whole: str = field(default="", repr=False)  # the text before anything was claimed

    def __post_init__(self) -> None:
        self.whole = self.text
        self.paste = self.paste or self.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the paste; for decoded text, where that came from."""
        return (self.start + start, self.start + end) if self.verbatim else (self.start, self.end)

    def add(self, kind: Kind, text: str, start: int, end: int, **parts: Any) -> Draft:
        """Add an artifact that stands at `start` to `end` of this layer."""
        begins, ends = self.span(start, end)
        if not self.verbatim and ends - begins < _NEAR and (at := self.paste.find(text, begins, ends)) >= 0:
            begins, ends = at, at + len(text)
        parts.setdefault("parent", self.parent)
        parts.setdefault("name", self.name)
        parts.setdefault("place", self.place)
        draft = Draft(kind, text, begins, ends, **parts)
        self.drafts.append(draft)
        return draft

    def find(self, value: str, start: int, end: int) -> tuple[int, int]:
        """Return where `value` stands between `start` and `end`; the whole stretch where it is written otherwise."""
        at = self.whole.find(value, start, end) if value else -1
        return (at, at + len(value)) if at >= 0 else (start, end)

    def claim(self, spans: list[tuple[int, int]]) -> None:
        """Blank these spans, given in order."""
        if not spans:
            return
        pieces, at = [], 0
        for start, end in spans:
            if end > at:
                pieces += [self.text[at:start], "\0" * (end - max(start, at))]
                at = end
        self.text = "".join([*pieces, self.text[at:]])

    def within(self, text: str, start: int, end: int, **parts: Any) -> None:
        """Read `text`, which stands at `start` to `end` of this layer, verbatim or decoded, as a layer of its own."""
        if self.depth >= DEEPEST or not text:
            return
        verbatim = self.verbatim and end - start == len(text) and self.whole[start:end] == text
        begins, ends = self.span(start, end)
        parts.setdefault("parent", self.parent)
        parts.setdefault("place", self.place)
        self.read(
            Layer(
                text,
                begins,
                ends,
                self.drafts,
                self.read,
                verbatim,
                depth=self.depth + 1,
                left_out=self.left_out,
                paste=self.paste,
                **parts,
            )
        )

    def is_used_up(self) -> bool:
        """Whether nothing is left to read."""
        return not self.text.strip(_USED)


_USED = "\0 \t\r\n'\"`,;“”‘’"
_STAMP = (
    r"[\[(<]?(?:\w{3},? )?(?:[12]\d{3}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\d{1,2}/\d{1,2}/\d{2,4}[ ,T]+\d{1,2}:\d\d"
    r"|\d\d:\d\d:\d\d[.,: \]]|\w{3} [ \d]\d \d\d:\d\d:\d\d)"
)
_LEVEL = (
    r"(?:TRACE|DEBUG|INFO|INFORMATION|WARN|WARNING|ERROR|FATAL|CRITICAL|VERBOSE)\b(?!:? *$)"
    r"|(?:trce|dbug|info|warn|fail|crit): "
    r"|\[(?i:trace|debug|info|information|warn|warning|error|fatal|critical|verbose)\]"
)
_cache: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile on first use: a bare token never needs these."""
    if pattern not in _cache:
        _cache[pattern] = re.compile(pattern, re.MULTILINE)
    return _cache[pattern]


def is_log_line(text: str, at: int) -> bool:
    """Whether the line of `text` in which `at` stands begins like a line of a log."""
    begins = text.rfind("\n", max(0, at - 4_000), at) + 1
    if at - begins < 5:
        return False
    line = text[begins : begins + 60].lstrip()
    return bool(_compiled(f"{_STAMP}|{_LEVEL}").match(line))


def dated_lines(text: str) -> list[int]:
    """Return where the lines begin that carry a date or time at their beginning, as logs do."""
    return [found.start() for found in _compiled(f"^{_STAMP}").finditer(text)]
