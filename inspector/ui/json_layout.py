"""JSON set in lines for reading: white space between its parts is changed, every part stays as written."""

import re
from functools import cache

_WIDEST = 64  # levels that are still set in further


@cache
def _parts() -> re.Pattern[str]:
    # A string (closed or cut), a run of plain characters, one bracket, comma or colon, or white space.
    return re.compile(r'"(?:[^"\\]|\\.)*"?|[^\s"{}\[\],:]+|[{}\[\],:]|\s+', re.DOTALL)


def lay_out(source: str) -> str:
    """Return `source` with one member a line; malformed text is set as far as its brackets go."""
    out: list[str] = []
    level = 0
    for part in _parts().findall(source):
        if part.isspace():
            continue
        if part in "}]":
            level = max(level - 1, 0)
            out.append("" if out and out[-1] in "{[" else _line(level))
        elif out and out[-1] in ("{", "[", ","):
            out.append(_line(level))
        out.append(": " if part == ":" else part)
        level += part in "{["
    return "".join(out)


def _line(level: int) -> str:
    return "\n" + "  " * min(level, _WIDEST)
