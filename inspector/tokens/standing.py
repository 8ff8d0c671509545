"""How a credential stands in running text: under which name, and in which place."""

import re
from functools import cache

from inspector.tokens.artifact import Place
from inspector.tokens.layer import is_log_line

_BEFORE = 120  # characters that are looked at


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SCHEME = (
    r"(?i)(?:\b(authorization)\b[\\'\"`]{0,4}\]?\s{0,9}[:=,]?\s{0,9}[\\'\"`]{0,4}\s?)?"
    r"\b((?:bearer|pop|dpop|mtls_pop)(?:[\s:]{1,9}|%20|\+))((?:bearer(?:[\s:]{1,9}|%20|\+))*)[<'\"\\]{0,3}$"
)
_MEMBER = r"([A-Za-z_$][\w.\-]{0,60})[\\'\"`\]]{0,4}\s{0,20}(?:[:=]|=>|,\s)\s{0,9}[\\'\"`@$]{0,5}(?:Bearer\s)?$"
_ADDRESS = r"([?#&])(?:amp;)?([\w.\-]{1,60})=$"
_BEARER = ("earer", "EARER", "op ", "OP ", "oP ")


class Standing:
    """The name and place of what stands at `start` of `text`; `doubled` when Bearer stands there twice."""

    def __init__(self, text: str, start: int, named: str | None = None) -> None:
        self.name: str | None = None
        self.place = Place.BARE
        self.doubled = self.quoted = False
        self.start = start
        if start:
            self._look(text, text[max(0, start - _BEFORE) : start], named)
            if self.place is Place.BARE and self.name is None and _in_table(text, start):
                self.name, self.place = "Token", Place.TABLE
            if self.place in (Place.BARE, Place.AUTHORIZATION_HEADER, Place.TABLE) and is_log_line(text, start):
                self.place = Place.LOG

    def _look(self, text: str, before: str, named: str | None) -> None:
        if any(word in before for word in _BEARER) and (found := _expression(_SCHEME).search(before)):
            self.name, self.place = "authorization", Place.AUTHORIZATION_HEADER
            self.doubled = bool(found[3])
            self.quoted = before[-1] in "'\"" and bool(found[1] or named == "authorization")
            return
        if before[-1] == "=" and (found := _expression(_ADDRESS).search(before)):
            self.name, self.place = found[2], Place.FRAGMENT if found[1] == "#" else Place.QUERY
            return
        if found := _expression(_MEMBER).search(before):
            self.name = found[1].rpartition(".")[2] or found[1]
            self.place = _place_of_member(text, self.start, self.name)
            if self.place is Place.AUTHORIZATION_HEADER:
                self.name = "authorization"


def _in_table(text: str, start: int) -> bool:
    """Whether this stands in the first column of the table that Get-AzAccessToken prints."""
    above = text[max(0, start - 600) : start]
    return "ExpiresOn" in above and "----" in above and not above.rpartition("\n")[2].strip()


def _place_of_member(text: str, start: int, name: str) -> Place:
    """Tell a table of PowerShell, a cookie and an Authorization header without a scheme from a plain assignment."""
    begins = text.rfind("\n", max(0, start - 4_000), start) + 1
    line = text[begins:start].lower()
    if "cookie:" in line or 'cookie"' in line:
        return Place.COOKIE
    if name.lower() in ("authorization", "bearer"):
        return Place.AUTHORIZATION_HEADER
    if _expression(r"(?i)^token\s+:\s*$").match(line):
        return Place.TABLE
    return Place.BARE
