"""The tolerant reader of JSON: cut, malformed or printed by a program, it reads on and says where each flaw is."""

import re
from collections.abc import Callable
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from inspector.masking import is_secret_name, mask_secret, redact
from inspector.tokens.artifact import JsonObject, Member
from inspector.tokens.json_text import DEEPEST, Issue, Reading

_SKIP: Callable[[str, int], re.Match[str]] = re.compile(  # type: ignore[assignment]  # always matches
    r"(?:[\s\0]+|//[^\n]*\n|/\*.{0,2000}?\*/)*", re.DOTALL
).match
_WORD = re.compile(r"[A-Za-z_$][\w.$-]*").match
_NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*)?\.?[0-9]*(?:[eE][-+]?[0-9]+)?").match
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?").fullmatch
_DOUBLE = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL).match
_SINGLE = re.compile(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL).match
_CURLY = re.compile(r"[“”]([^“”\\]*(?:\\.[^“”\\]*)*)[“”]", re.DOTALL).match
_AFTER_STRING = re.compile(r"\s*(?:[,:}\]]|$)").match
_RESUME = re.compile(r"[,}\]]")
_BRACKETS = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[\[\]{}]')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\n": ""}
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED: dict[str, Any] = {
    **dict.fromkeys(("true", "True"), True),
    **dict.fromkeys(("false", "False"), False),
    **dict.fromkeys(("null", "None", "undefined", "nil")),
}
_NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "nan", "inf")
_MOST = 20  # issues kept
_MOST_SKIPPED = 50  # malformed stretches after which this is no JSON


class _TooDeepError(Exception):
    """More levels than are read."""


class _CutError(Exception):
    """The text ended inside a value."""


_ABSENT = object()


def read(source: str, at: int) -> Reading:
    """Read the object whose brace stands at `at` as far as it goes; never raises."""
    reader = _Reader(source)
    try:
        members, end, whole = reader.members(at)
    except _TooDeepError:
        return Reading(
            None, at, _end_of_brackets(source, at), [Issue("too-deep", reader.at, reader.at + 1)], seen=len(source)
        )
    values = {member.name: member.value for member in members}
    reading = JsonObject(tuple(members), source, values)
    return Reading(reading, at, end, reader.issues, not whole, reader.seen)


def _shown(member: Member) -> str:
    """Return a value as a flaw may quote it: shortened, a secret masked."""
    if is_secret_name(member.name):
        return mask_secret(member.written)
    return redact(member.written)[:80]


def _end_of_brackets(source: str, at: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(source, at):
        if found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
            if depth == 0:
                return found.end()
    return len(source)


class _Reader:
    """One pass over a source; `at` is where it stands, `issues` what it met."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0
        self.seen = 0
        self.skipped = 0
        self.issues: list[Issue] = []

    def issue(self, code: str, start: int, end: int, **values: str) -> None:
        """Note a flaw, unless there are plenty or the same one is known already."""
        once = code in ("dict-print", "json-cut") and any(known.code == code for known in self.issues)
        if len(self.issues) < _MOST and not once:
            self.issues.append(Issue(code, start, end, values))

    def members(self, at: int) -> tuple[list[Member], int, bool]:
        """Return the members of the object at `at`, where reading ended, and whether it was closed.

        Where the object is cut, the end is that of the last member, so that what follows is still read.
        """
        members: list[Member] = []
        self.depth += 1
        if self.depth > DEEPEST:
            self.at = at
            raise _TooDeepError
        self.at = at + 1
        sound = self.at
        try:
            while self.until("}"):
                member = self.member()
                if member is None:
                    continue
                self.note_duplicate(members, member)
                members.append(member)
                sound = self.at
        except _CutError:
            name = members[-1].name if members else ""
            self.seen = max(self.seen, self.at)
            self.issue("json-cut", min(self.at, len(self.source)), len(self.source), name=name)
            self.depth -= 1
            self.at = max(self.at, sound)
            return members, sound, False
        self.depth -= 1
        return members, self.at, True

    def note_duplicate(self, members: list[Member], member: Member) -> None:
        """Say that a name stands twice, with both values."""
        if len(members) > 2_000:  # comparing more would be slow, and nobody reads that list
            return
        earlier = next((known for known in members if known.name == member.name), None)
        if earlier:
            values = {"name": member.name, "first": _shown(earlier), "last": _shown(member)}
            self.issue("duplicate-member", member.start, member.end, **values)

    def until(self, close: str) -> bool:
        """Go to the next member or element; False once `close` was met and passed."""
        commas = 0
        while True:
            self.at = _SKIP(self.source, self.at).end()
            mark = self.source[self.at : self.at + 1]
            if not mark:
                raise _CutError
            if mark == close:
                self.at += 1
                return False
            if mark != ",":
                return True
            commas += 1
            self.at += 1

    def member(self) -> Member | None:
        """Read `name: value`; None where it is malformed (and was skipped)."""
        start = self.at
        name = self.name()
        if name is None:
            self.skip(start)
            return None
        self.at = _SKIP(self.source, self.at).end()
        separator = self.source[self.at : self.at + 2]
        if not separator:
            raise _CutError
        if separator[0] not in ":=":
            self.skip(start)
            return None
        self.at += 2 if separator == "=>" else 1
        self.at = _SKIP(self.source, self.at).end()
        begins = self.at
        value = self.value()
        if value is _ABSENT:
            self.skip(begins)
            return None
        written = value if isinstance(value, str) and self.source[begins] in "\"'“" else self.source[begins : self.at]
        return Member(name, value, written, begins, self.at)

    def name(self) -> str | None:
        """Read a member's name, quoted or bare."""
        mark = self.source[self.at]
        if mark in "\"'“":
            text = self.string()
            return text if isinstance(text, str) else None
        word = _WORD(self.source, self.at)
        if word is None:
            return None
        self.issue("dict-print", word.start(), word.end())
        self.at = word.end()
        return word[0]

    def skip(self, start: int) -> None:
        """Note that the JSON is malformed at `start` and go to where reading can resume."""
        self.issue("json-malformed", start, min(start + 1, len(self.source)))
        found = _RESUME.search(self.source, max(self.at, start))
        self.skipped += 1
        if found is None or self.skipped > _MOST_SKIPPED:
            self.at = len(self.source) if found is None else found.start()
            raise _CutError
        self.at = max(found.start(), start)
        if self.at == start and self.source[start] == "]":
            self.at += 1

    def value(self) -> Any:
        """Read any value; `_ABSENT` where there is none."""
        mark = self.source[self.at : self.at + 1]
        if not mark:
            raise _CutError
        if mark == "{":
            return self.object()
        if mark == "[":
            return self.array()
        if mark in "\"'“":
            return self.string()
        if mark in "-+.0123456789":
            return self.number()
        return self.word()

    def object(self) -> dict[str, Any]:
        """Read a nested object; where it is cut, the cut is passed on once its members are kept."""
        members, _end, whole = self.members(self.at)
        values = {member.name: member.value for member in members}
        if not whole:
            self.at = len(self.source)  # the level above then meets the end, too
        return values

    def array(self) -> list[Any]:
        """Read an array; a cut one keeps the elements before the cut."""
        items: list[Any] = []
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeepError
        self.at += 1
        try:
            while self.until("]"):
                start = self.at
                value = self.value()
                if value is _ABSENT or self.at == start:
                    self.skip(start)
                    if self.at == start:
                        self.at += 1
                else:
                    items.append(value)
        except _CutError:
            self.at = len(self.source)
        self.depth -= 1
        return items

    def string(self) -> Any:
        """Read a string in any of the quotation marks that prints use."""
        mark, start = self.source[self.at], self.at
        if mark == '"':
            try:
                text, self.at = scanstring(self.source, start + 1)
                return self.sound(text, start)
            except ValueError:
                pass
        found = {'"': _DOUBLE, "'": _SINGLE, "“": _CURLY}[mark](self.source, start)
        if found is None or ("\n" in found[1] and not _AFTER_STRING(self.source, found.end())):
            self.at = len(self.source) if found is None else self.source.index("\n", start)
            raise _CutError
        self.at = found.end()
        self.issue("json-malformed" if mark == '"' else "dict-print", start, start + 1)
        return self.sound(_unescape(found[1]), start)

    def sound(self, text: str, start: int) -> str:
        """Return `text` with halves of surrogate pairs replaced, so that it can be written anywhere."""
        if _SURROGATE.search(text):
            self.issue("lone-surrogate", start, self.at)
            return _SURROGATE.sub("�", text)
        return text

    def number(self) -> Any:
        """Read a number; one that can't be calculated with stays text."""
        found = _NUMBER(self.source, self.at)
        if found is None or not found[0] or (found[0] in "-+" and not self.source.startswith("-Infinity", self.at)):
            return _ABSENT
        if self.source.startswith("-Infinity", self.at):
            self.at += 9
            return self.no_number("-Infinity")
        written, start = found[0], self.at
        self.at = found.end()
        if not _JSON_NUMBER(written):
            self.issue("json-malformed", start, self.at)
        return self.calculable(written, start)

    def calculable(self, written: str, start: int) -> Any:
        """Return the number, or its spelling where it is too large."""
        plain = written.replace("_", "").lstrip("+")
        whole = plain.lstrip("-").isdigit()
        if len(plain) > 4_000 or not (whole or abs(_to_float(plain)) != float("inf")):
            self.issue("huge-number", start, self.at)
            return written
        return int(plain) if whole else _to_float(plain)

    def no_number(self, written: str) -> str:
        """Keep NaN and the infinities as text."""
        self.issue("not-a-number", self.at - len(written), self.at, written=written)
        return written

    def word(self) -> Any:
        """Read true, None, undefined …, or a bare word as a print shows an enum."""
        found = _WORD(self.source, self.at)
        if found is None:
            return _ABSENT
        self.at = found.end()
        if found[0] in _NO_NUMBERS:
            return self.no_number(found[0])
        if found[0] not in ("true", "false", "null"):
            self.issue("dict-print", found.start(), found.end())
        return _NAMED.get(found[0], found[0])


def _to_float(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _SIMPLE.get(code, code)
