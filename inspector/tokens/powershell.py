"""Bodies of requests as PowerShell writes them: a hash table in the call or in a variable, or a quoted string."""

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

_MOST = 60  # entries of one hash table
_LONGEST = 8_000  # characters of one


class Body(NamedTuple):
    """The body as it is sent, form-encoded, and where it is written."""

    text: str
    start: int
    end: int


def body_of(text: str, call: str, start: int) -> Body | None:
    """Return the body of the call at `start`, whose arguments are `call`; None where it can't be read from `text`."""
    named = _argument().search(call)
    if named is None:
        return None
    if named["variable"]:
        assigned = re.compile(rf"\${re.escape(named['variable'])}\s{{0,9}}=\s{{0,9}}", re.IGNORECASE)
        last = next(iter([*assigned.finditer(text, max(0, start - 20_000), start)][-1:]), None)
        return _read(text, last.end()) if last else None
    return _read(text, start + named.end())


@cache
def _argument() -> re.Pattern[str]:
    return re.compile(r"(?i)-Body\s{1,9}(?:\$(?P<variable>\w{1,60})|(?=[@\"']))")


def _read(text: str, at: int) -> Body | None:
    """Read a hash table or a quoted string at `at`."""
    if text.startswith("@{", at):
        stop = text.find("}", at, at + _LONGEST)
        return _of_table(text, at, stop + 1) if stop >= 0 else None
    quoted = _quoted().match(text, at)
    return Body(quoted[1] or quoted[2] or "", quoted.start(), quoted.end()) if quoted else None


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r"\"([^\"\n]{1,8000})\"|'([^'\n]{1,8000})'")


@cache
def _entry() -> re.Pattern[str]:
    return re.compile(
        r"[\"']?(?P<name>[A-Za-z_][\w-]{0,60})[\"']?[ \t]{0,40}=[ \t]{0,40}"
        r"(?:\"(?P<double>[^\"\n]{0,4000})\"|'(?P<single>[^'\n]{0,4000})'|(?P<bare>[^\s;}]{1,4000}))"
    )


def _of_table(text: str, start: int, end: int) -> Body | None:
    pairs = []
    for found in _entry().finditer(text, start, end):
        value = next((found[name] for name in ("double", "single", "bare") if found[name] is not None), "")
        pairs.append(f"{found['name']}={quote(value, safe='')}")
    return Body("&".join(pairs[:_MOST]), start, end) if pairs else None
