"""Finds compact tokens wherever they stand and frees them of wrapping: lines, quotes, escapes, invisible characters."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import NamedTuple

from inspector.tokens.artifact import Flaw
from inspector.tokens.base64url import decode
from inspector.tokens.compact import signature_lengths
from inspector.tokens.flaws import flaw

# `{"`, `{ "`, `{\n`, `{\r\n`, `{\t` and a UTF-16 `{` in base64url.
_START = re.compile(r"ey[JA]|ew[0ok]")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,4}").match
_RUN = re.compile(r"(?=[A-Za-z0-9_.-])[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){0,7}").match
_ENDS = re.compile(r"[\s\"'`,;)\]}{<>&|*\0“”‘’«»]|$").match
_BEFORE = re.compile(r"[A-Za-z0-9_-]+\.$")


@cache
def _joint() -> re.Pattern[str]:
    """Match what may stand between two pieces of one token."""
    return re.compile(
        r"(?P<pad>=+|(?:%3[Dd])+|(?:\\+u003[dD])+)"
        r"|(?P<percent>%2[BbEeFf])"
        r"|(?P<standard>(?:\\*[+/])+)"
        r"|(?P<invisible>\\+u(?:200[b-fB-F]|00[aA][0dD]|[fF][eE][fF][fF]|2060)|[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff\u00a0\ufe00-\ufe0f]+)"
        r"|(?P<concat>\\*[\"'][ \t]*(?:\+|\.|&|_)?[ \t]*(?:\\+r)?(?:\\+n|\\?\r?\n)[ \t]*(?:\+|\.|&)?[ \t]*\\*[\"'])"
        r"|(?P<wrap>[ \t\u00a0]*(?:\\+r)?(?:\\+n|\\?\r?\n|\r)[ \t\u00a0>|#*]*|%0[aAdD](?:%0[aA])?(?:%20|\+)*)"
        r"|(?P<space>[ \t\u2000-\u200a\u3000]+)"
        r"|(?P<stray>[!*$%~^@`\\]{1,3})"
    )


_ELLIPSIS = re.compile(r"\.{3,}|…|\[\.\.\.\]|\[…\]")
_ESCAPE_END = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\[nrtbf]|%[0-9a-fA-F]{2})$")
_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}").match
_NAMES = {
    "\u00a0": "U+00A0, no-break space", "\u200b": "U+200B, zero width space", "\ufeff": "U+FEFF, byte order mark",
    "\u00ad": "U+00AD, soft hyphen", "\u200d": "U+200D, zero width joiner", "\u200c": "U+200C, zero width non-joiner",
    "\u2060": "U+2060, word joiner",
}  # fmt: skip
_SHORT = 16  # a piece this short may as well be a word of the text around the token
_MOST = 20


class Found(NamedTuple):
    """A compact token freed of its wrapping, its span in the text, and the flaws of the wrapping."""

    text: str
    start: int
    end: int
    flaws: list[Flaw]


def find_tokens(text: str) -> Iterator[Found]:
    """Yield every compact token in `text`, cut and wrapped ones too, in linear time."""
    at = 0
    while start := _START.search(text, at):
        begins = start.start()
        found = _gather(text, begins, at)
        if found is None:
            at = begins + 3
        elif isinstance(found, int):
            at = found
        else:
            yield found
            at = max(found.end, begins + 3)


def _gather(text: str, begins: int, floor: int) -> Found | int | None:
    """Return the token whose `ey` stands at `begins`; `floor` is where the text before it was used up.

    None where there is none; where the whole run of letters holds none, the end of that run.
    """
    beginning = _RUN(text, begins, begins + 12)
    if beginning is None or not _is_object(beginning[0].partition(".")[0]):
        return None
    plain = _PLAIN(text, begins)
    if plain is None or ("." not in plain[0] and len(plain[0]) < _SHORT and _ENDS(text, plain.end())):
        return None
    if plain[0].count(".") < 2 and _is_within_word(text, begins, floor):
        return plain.end()
    head = _head_before(text, begins, floor)
    end = plain.end()
    if _ENDS(text, end) and plain[0].count(".") in (2, 4) and not head and text[end : end + 1] not in "\r\n \t":
        return Found(plain[0], begins, end, [])
    pieces = _Pieces(text, begins - len(head))
    pieces.collect()
    return pieces.found()


def _is_object(beginning: str) -> bool:
    """Whether these first characters decode to the beginning of a JSON object: a brace, then a name."""
    raw, _damages = decode(beginning[: len(beginning) // 4 * 4] or beginning)
    if raw[:1] != b"{":
        return False
    rest = raw[1:].lstrip(b" \t\r\n\0")
    return (not rest and len(raw) > 2) or (
        rest[:1] == b'"' and all(32 <= code < 127 or code == 0 for code in rest[1:2])
    )


def _is_within_word(text: str, begins: int, floor: int) -> bool:
    r"""Whether the letters before a beginning run into it; an escape such as \n or \u201c does not."""
    before = text[begins - 1] if begins > floor else " "
    if not ((before.isascii() and before.isalnum()) or before in "+/_-"):
        return False
    return not _ESCAPE_END.search(text, max(floor, begins - 7), begins)


def _head_before(text: str, begins: int, floor: int) -> str:
    """Return what stands before a payload whose header does not begin with `{"`: a cut header and its dot."""
    if begins <= floor or text[begins - 1] != ".":
        return ""
    found = _BEFORE.search(text, max(floor, begins - 4_000), begins)
    return found[0] if found else "."


class _Pieces:
    """A token being put together; `clean` is what belongs to it so far."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.at = start
        self.clean: list[str] = []
        self.length = 0
        self.dots = 0
        self.tail = 0  # characters since the last dot, padding aside
        self.last = ""  # the last character taken
        self.lengths: AbstractSet[int] | None = None  # of the signature, once the header is there
        self.flaws: list[Flaw] = []
        self.widths: list[int] = []
        self.line = 0
        self.elided = False

    def collect(self) -> None:
        """Take pieces as long as they belong to the token."""
        self.take(self.run_at(self.at))
        while not self.elided and (joint := _joint().match(self.text, self.at)) and self.join(joint):
            pass
        ellipsis = _ELLIPSIS.match(self.text, self.at)
        if ellipsis and not self.elided:
            self.at, self.elided = ellipsis.end(), True

    def run_at(self, at: int) -> str:
        """Return the characters of the token's alphabet at `at`, up to an ellipsis."""
        found = _RUN(self.text, at)
        if found is None:
            return ""
        ellipsis = found[0].find("...")
        return found[0] if ellipsis < 0 else found[0][:ellipsis]

    def take(self, run: str) -> None:
        """Add a piece; four dots are the most that a token has."""
        if self.dots + run.count(".") > 4:
            run = ".".join(run.split(".", 5 - self.dots)[: 5 - self.dots])
            self.elided = True
        self.add(run)
        self.at += len(run)

    def add(self, piece: str) -> None:
        """Append characters that belong to the token."""
        if not piece:
            return
        dots = piece.count(".")
        if dots and not self.dots:
            self.lengths = signature_lengths(_algorithm("".join(self.clean) + piece))
        self.clean.append(piece)
        self.length += len(piece)
        self.line += len(piece)
        self.tail = len(piece) - piece.rfind(".") - 1 if dots else self.tail + len(piece) - piece.count("=")
        self.dots += dots
        self.last = piece[-1]

    def join(self, joint: re.Match[str]) -> bool:
        """Go over what stands between two pieces; False where the token ends."""
        kind, skipped = joint.lastgroup, joint[0]
        following = self.run_at(joint.end())
        if kind in ("wrap", "concat", "space"):
            return self.join_lines(kind, joint, following)
        if kind == "standard" and not self.wants_more(skipped.replace("\\", ""), following):
            return False
        if kind == "invisible" and not following:
            return False
        if kind == "stray" and not self.goes_on(following):
            return False
        self.at = joint.end()
        self.literal(kind or "", skipped)
        self.take(following)
        return True

    def literal(self, kind: str, skipped: str) -> None:
        """Keep the character that an escape stands for; note what was undone."""
        here = self.length
        if kind == "pad":
            plain = "=" * (len(skipped) if skipped[0] == "=" else skipped.lower().count("3d"))
        elif kind == "percent":
            plain = {"b": "+", "e": ".", "f": "/"}[skipped[-1].lower()]
        else:
            plain = skipped.replace("\\", "") if kind == "standard" else skipped if kind == "stray" else ""
        if kind == "stray":
            self.add(plain)
            return
        if kind == "percent" or skipped[0] == "%":
            self.note(flaw("url-encoded", "", here, here, here + len(plain)))
        elif skipped[0] == "\\":
            self.note(flaw("escaped", "", here, here, here + len(plain)))
        if kind == "invisible":
            self.note(flaw("invisible-character", "", here, here, here, name=name_of(_character(skipped))))
        self.add(plain)

    def note(self, found: Flaw) -> None:
        """Keep a flaw; of the kinds that repeat at every line or escape, the first one."""
        repeated = found.code != "invisible-character" and any(known.code == found.code for known in self.flaws)
        if not repeated and len(self.flaws) < _MOST:
            self.flaws.append(found)

    def wants_more(self, mark: str, following: str) -> bool:
        """Whether a + or / here can belong to the token rather than end it."""
        if self.completes(mark):
            return True
        return bool(following) and (self.dots < 2 or not self.is_complete())

    def goes_on(self, following: str) -> bool:
        """Whether a header or payload goes on behind a character that no token has."""
        if self.dots >= 2 or following.startswith("ey"):
            return False
        return "." in following.rstrip(".") or (len(following) >= _SHORT and _looks_encoded(following))

    def join_lines(self, kind: str, joint: re.Match[str], following: str) -> bool:
        """Join what stands on the next line, or after white space, where it goes on with this token."""
        if not self.belongs(kind, joint.end(), following):
            return False
        self.widths.append(self.line)
        self.line = 0
        if kind == "space":
            self.note(flaw("spaces", "", self.length, self.length, self.length))
        if "\u00a0" in joint[0]:
            self.note(flaw("invisible-character", "", self.length, self.length, self.length, name=name_of("\u00a0")))
        if joint[0][0] == "%":
            self.note(flaw("url-encoded", "", self.length, self.length, self.length))
        self.at = joint.end()
        self.take(following)
        return True

    def belongs(self, kind: str, at: int, following: str) -> bool:
        """Whether the piece at `at` goes on with this token."""
        after = at + len(following)
        if (
            not following
            or _GUID(following)
            or not (_ENDS(self.text, after) or _joint().match(self.text, after) or self.text[after] in ".…\\")
        ):
            return False
        ended_in_dot = self.last == "."
        if following.startswith("ey") and not ended_in_dot and (self.dots >= 2 or following.count(".") >= 2):
            return False
        if self.dots + following.rstrip(".").count(".") > 4 or (
            self.is_complete() and not self.fills_line(kind, following)
        ):
            return False
        if self.dots >= 2 and "." in following.rstrip(".") and self.dots + following.count(".") != 4:
            return False
        if kind == "concat" or ended_in_dot or following[0] == ".":
            return True
        return (len(following) >= _SHORT and _looks_encoded(following)) or self.fits_lines(kind, following)

    def fits_lines(self, kind: str, following: str) -> bool:
        """Whether a short piece is the last line of a token that was broken at a fixed width."""
        if self.completes(following):
            return True
        width = self.widths[-1] if self.widths else 0
        return (
            kind == "wrap"
            and len(self.widths) >= 1
            and width >= _SHORT
            and self.line == width
            and len(following) <= width
        )

    def fills_line(self, kind: str, following: str) -> bool:
        """Whether the last line is as wide as the ones before it, so that the next one goes on."""
        return (
            kind != "space"
            and bool(self.widths)
            and self.line == self.widths[-1]
            and _SHORT <= len(following) <= self.line
        )

    def is_complete(self) -> bool:
        """Whether the token has a signature of exactly the length that its algorithm makes."""
        return self.dots == 2 and self.completes("")

    def completes(self, following: str) -> bool:
        """Whether the token has, with `following`, a signature of a right length."""
        if self.lengths is None or self.dots + following.count(".") != 2:
            return False
        characters = len(following) - following.rfind(".") - 1 if "." in following else self.tail + len(following)
        return characters % 4 != 1 and characters * 6 // 8 in self.lengths

    def found(self) -> Found:
        """Return the token as it was put together."""
        text = "".join(self.clean)
        end = self.at
        if text.endswith(".") and text.count(".") in (1, 3):
            text = text[:-1]  # the full stop of a sentence
        if text.startswith("."):
            self.flaws.append(flaw("start-missing", "header", 0, 0, 0))
        if self.elided:
            self.flaws.append(flaw("elided", "", len(text), len(text), len(text)))
        if self.widths and not any(known.code == "spaces" for known in self.flaws):
            self.flaws.append(flaw("line-wrapped", count=len(self.widths) + 1))
        text, extra = _without_extra_parts(text)
        return Found(text, self.start, end - extra, self.flaws)


def _algorithm(beginning: str) -> object:
    """Return `alg` of a token's encoded header, without reading the rest."""
    raw, _damages = decode(beginning.partition(".")[0][:2_000])
    found = re.search(rb'"alg"\s*:\s*"([A-Za-z0-9]{1,10})"', raw)
    return found[1].decode() if found else None


def _looks_encoded(piece: str) -> bool:
    """Whether a piece looks like base64url rather than a long word."""
    return any(character.isdigit() or character.isupper() for character in piece[1:]) or len(piece) > 40


def _without_extra_parts(text: str) -> tuple[str, int]:
    """Cut what was glued to a signed token by a dot ("….jwt"); return the token and how much was cut."""
    segments = text.split(".")
    if len(segments) in (4, 5) and b'"enc"' not in decode(segments[0])[0]:
        kept = ".".join(segments[:3])
        return kept, len(text) - len(kept)
    return text, 0


def _character(written: str) -> str:
    """Return the invisible character that stands here, as it is or escaped."""
    return written[0] if written[0] != "\\" else chr(int(written.lstrip("\\")[1:5], 16))


def name_of(character: str) -> str:
    """Return the code point and, where it is a usual one, the name of an invisible character."""
    return _NAMES.get(character, f"U+{ord(character):04X}")
