"""Refusals in running text: exceptions, log lines, error pages in any language; several of them told apart."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from inspector.tokens.artifact import Kind
from inspector.tokens.codes import (
    API_ERRORS,
    MARKS,
    OAUTH_ERRORS,
    VAGUE,
    code_pattern,
    local_pattern,
    name_pattern,
    service_pattern,
    spelled,
)
from inspector.tokens.error_response import LONGEST_DESCRIPTION, error_from
from inspector.tokens.layer import Draft, Layer, dated_lines
from inspector.words import _

_MOST = 200  # refusals read in one text
_Stretch = tuple[int, int, list[str]]  # where one refusal begins and ends, and its codes
_Mark = tuple[int, int, str]  # where a code begins and ends, and its spelling
_FRAME = re.compile(r"\n\s{1,40}(?:at |File \"|--- End of )|\nTraceback ")
_LINE_LEAD = re.compile(
    r"[\s\-*#>\"'(\[{]{0,20}"
    r"(?:[\w.]{0,120}(?:Error|Exception|error|code|Code|Message|message)[\w ]{0,20}[:=]?\s{0,3}[\"'\[(]?){0,2}$"
)
_CAUSE = re.compile(r"(?i)\s{0,20}(?:caused by|-+>|\(?inner|suppressed)")
_IDENTIFIED = re.compile(r"(?i)(?:trace|correlation|request)[ _-]?id\b|timestamp\b")


@cache
def _number_pattern() -> re.Pattern[str]:
    """Find a bare error number behind the words that announce one."""
    return re.compile(
        r"(?i)(?:error|result|status)[ _]?(?:code|type|number)s?\\?[\"']?\s{0,9}[:=(#]{0,2}\s{0,9}[\[\"'(]{0,3}"
        r"(\d{5,8})(?!\d)"
        r"|\b[Ee]rror[ :#]{1,3}(\d{5,7})(?![\d.])"
        r"|(?:invalid_client|invalid_grant|invalid_request|interaction_required|unauthorized_client):\s(\d{5,8})(?!\d)"
    )


@cache
def _status_pattern() -> re.Pattern[str]:
    """Find an HTTP status that refuses: a status line, a print of one, or number and reason together."""
    return re.compile(
        r"(?i)\bHTTP/\d(?:\.\d)?\"? ([45]\d\d)\b"
        r"|\b(?:http[ _-]?)?(?:status|statuscode)(?:[ _-]?code)?\\?[\"']?(?: does not indicate success)?"
        r"\s{0,9}[:=]?\s{0,9}[\"'(]?([45]\d\d)\b"
        r"|\b(?:code|error|http)[ :]{1,3}([45]\d\d)\b(?=[^\d]|$)"
        r"|\b(401|403|400|404|407|429|500|502|503)(?:\)|\s{0,2}[-–:(]?)\s{0,2}(?=unauthori[sz]ed|forbidden|bad request"
        r"|not found|too many|internal server|service unavail|proxy auth)"
        r"|\b(?:unauthori[sz]ed|forbidden|bad request)\s{0,2}[-–:(]{0,2}\s?(401|403|400)\b"
    )


_CODE_LABEL = re.compile(
    r"(?i)(?:^|[\s{(\[,;])(?:error)?code\\?[\"']?\s{0,9}[:=]\s{0,9}\\?[\"']?"
    r"([A-Za-z]{3,40}(?:_[A-Za-z]{2,40}){0,4})(?![\w.])"
)
_PROSE = frozenset(
    {"error", "the", "null", "none", "undefined", "success", "ok", "string", "code", "message", "number"}
)


def read_errors(layer: Layer) -> None:
    """Add an error response for each refusal that the text of `layer` names by a code."""
    marks = _marks(layer.text)
    if not marks:
        return
    stretches = _stretches(layer, marks)
    for start, end, codes in _newest(layer, stretches):
        _add(layer, start, end, codes)
    layer.claim([(start, end) for start, end, _codes in stretches])


def _newest(layer: Layer, stretches: list[_Stretch]) -> list[_Stretch]:
    """Return the refusals to read: of very many, the newest of each code and the newest of all."""
    if len(stretches) <= _MOST:
        return stretches
    dated = sorted(stretches, key=lambda stretch: _line_stamp(layer.text, stretch[0]) or "")
    chosen = {tuple(stretch[2][:4]): stretch for stretch in dated[-50_000:]}
    kept = {stretch[0]: stretch for stretch in (*list(chosen.values())[-_MOST:], *dated[-_MOST:])}
    left_out = _("{count} older refusals in the text were not read.").format(count=f"{len(stretches) - len(kept):,}")
    layer.left_out.append(left_out)
    return [kept[start] for start in sorted(kept)]


def _marks(text: str) -> list[_Mark]:
    """Return where codes stand; bare numbers only where there is no code of Entra ID."""
    marks: list[_Mark] = []
    if any(mark in text for mark in MARKS):
        marks = [(found.start(), found.end(), spelled(found[0])) for found in code_pattern().finditer(text)]
    marks += [(found.start(), found.end(), found[0]) for found in name_pattern().finditer(text) if _counts(found, text)]
    if "rror" in text or "ode" in text or "xception" in text:
        marks += _labelled(text)
    if not any(code.startswith("AAD") for _start, _end, code in marks):
        marks += _numbered(text)
    return sorted(set(marks))


def _labelled(text: str) -> Iterator[_Mark]:
    """Yield the names that stand behind a label: `Code: X`, `BrowserAuthError: x_y`."""
    for found in _CODE_LABEL.finditer(text):
        variable = found[1].islower() and "rror" not in found[0] and found[0].rstrip().endswith(f"= {found[1]}")
        if _is_code_name(found[1]) and not variable:
            yield found.start(1), found.end(1), found[1]
    for found in local_pattern().finditer(text):
        yield found.start(), found.end(), found[1] or found[2]


def _numbered(text: str) -> Iterator[_Mark]:
    """Yield the bare numbers that stand behind words that announce an error's number."""
    if not any(digit in text for digit in "123456789"):
        return
    services = {found[1] or found[2]: found for found in service_pattern().finditer(text)}
    yield from ((found.start(), found.end(), number) for number, found in services.items())
    for found in _number_pattern().finditer(text):
        number = found[1] or found[2] or found[3]
        if number not in services and 16_000 <= int(number) < 100_000_000:
            yield found.start(), found.end(), f"AADSTS{number}"


def _counts(found: re.Match[str], text: str) -> bool:
    """Whether a name is one here: words such as accessDenied count anywhere, `unauthenticated` only as a value."""
    if "_" in found[0] or found[0] in _UNMISTAKABLE:
        return True
    before, after = text[max(0, found.start() - 12) : found.start()], text[found.end() : found.end() + 1]
    return (
        (before[-1:] in "\"'“>" and after[:1] in "\"'”<")
        or before.rstrip(" \"'").endswith((":", "=", "("))
        or not before.strip()
    )


_UNMISTAKABLE = frozenset(name for name in API_ERRORS if sum(letter.isupper() for letter in name) >= 2)


def _is_code_name(name: str) -> bool:
    named = sum(letter.isupper() for letter in name) >= 2 or "_" in name or name in VAGUE
    return named and name.lower() not in _PROSE and not name.isupper()


def _stretches(layer: Layer, marks: list[_Mark]) -> list[_Stretch]:
    """Cut the text into stretches of one refusal each: by dated lines in a log, else by ids and paragraphs."""
    lines = dated_lines(layer.text) if "\n" in layer.text else []
    log = len(lines) >= 2
    groups: list[list[_Mark]] = []
    starts: list[int] = []
    known: set[str] = set()
    for mark in marks:
        record = bisect_right(lines, mark[0]) if log else 0
        if (
            groups
            and ((log and record == starts[-1]) or not log)
            and not _begins_anew(layer.text, groups[-1], known, mark)
        ):
            groups[-1].append(mark)
            known.add(mark[2])
        else:
            groups.append([mark])
            starts.append(record)
            known = {mark[2]}
    return [_stretch(layer, groups, number, lines if log else None) for number in range(len(groups))]


def _begins_anew(text: str, group: list[_Mark], known: set[str], mark: _Mark) -> bool:
    """Whether a code belongs to another refusal than the codes before it, which are `known`."""
    if mark[2] in known or not mark[2].startswith(("AAD", "IDX", "IDW")):
        return False
    if not any(code.startswith(("AAD", "IDX", "IDW")) for code in known):
        return False
    between = text[max(group[-1][1], mark[0] - 6_000) : mark[0]]
    if "\n" not in between and "\\n" not in between:
        return False
    line = between.rpartition("\n")[2]
    if _CAUSE.match(line):
        return False
    if _IDENTIFIED.search(between):
        return True
    return bool(re.search(r"\n[ \t\r]*\n", between)) and bool(_LINE_LEAD.match(line))


def _stretch(layer: Layer, groups: list[list[_Mark]], number: int, lines: list[int] | None) -> _Stretch:
    """Return where one refusal's words begin and end: whole lines around its codes."""
    group, text = groups[number], layer.text
    first, last = group[0][0], group[-1][1]
    floor = groups[number - 1][-1][1] if number else 0
    ceiling = groups[number + 1][0][0] if number + 1 < len(groups) else len(text)
    if lines is not None:
        record = bisect_right(lines, first) - 1
        start = max(floor, lines[record] if record >= 0 else 0)
        stop = lines[record + 1] if record + 1 < len(lines) else len(text)
        return start, _before_frames(text, last, min(stop, ceiling)), [code for _s, _e, code in group]
    start = max(floor, text.rfind("\n", max(floor, first - 4_000), first) + 1) if number else max(0, first - 6_000)
    start = max(start, text.rfind("\0", start, first) + 1)  # what other readers took ends what belongs together
    if ceiling < len(text):
        ceiling = max(last, text.rfind("\n", last, ceiling) + 1)
    return start, _before_frames(text, last, ceiling), [code for _s, _e, code in group]


def _before_frames(text: str, at: int, end: int) -> int:
    """Leave out the stack that follows the last code; ids that follow the message are kept."""
    end = min(end, at + LONGEST_DESCRIPTION)
    frame = _FRAME.search(text, at, end)
    if frame is None:
        return end
    later = _IDENTIFIED.search(text, frame.start(), end)
    return end if later and later.start() - frame.start() < 4_000 else frame.start()


def _add(layer: Layer, start: int, end: int, codes: list[str]) -> None:
    """Add one refusal; one that is nothing but its code is an error code."""
    words = layer.text[start:end].strip(_EDGES)
    begins = start + max(layer.text[start:end].find(words), 0)
    begins, words = _from_message(words, begins, codes)
    ends = begins + len(words)
    words = _TAIL.split(_USED_UP.sub("…", words), maxsplit=1)[0].strip(_EDGES)
    plain = "".join(filter(str.isalnum, words[:40])).upper()
    alone = len(codes) == 1 and len(words) < 40 and plain in (codes[0].upper(), codes[0].removeprefix("AADSTS"))
    oauth = next((code for code in codes if code in OAUTH_ERRORS), None)
    error = error_from("" if alone else words, names=codes, error=oauth, status=_status_in(words))
    if error.timestamp is None and (stamp := _line_stamp(layer.whole, begins)):
        from dataclasses import replace

        error = replace(error, timestamp=stamp)
    kind = Kind.ERROR_CODE if alone else Kind.ERROR_RESPONSE
    layer.add(kind, codes[0] if alone else words, begins, ends, error=error)


_EDGES = " \t\r\n\0"
_USED_UP = re.compile("\0+")  # what other readers took: tokens above all, which no description may hold
_TAIL = re.compile(
    r'\\{0,4}",\s{0,9}\\{0,4}"[a-z_]{3,40}\\{0,4}"\s{0,9}:'
)  # the members after a description whose braces are missing


def _from_message(words: str, begins: int, codes: list[str]) -> tuple[int, str]:
    """Drop a long run-up before the first code, such as other lines of a log."""
    at = words.find(codes[0]) if len(words) > 3_000 else -1
    if at > 2_000:
        cut = words.rfind("\n", 0, at - 500) + 1
        return begins + cut, words[cut:]
    return begins, words


_STAMP = re.compile(r"[1-2]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


def _line_stamp(text: str, at: int) -> str | None:
    begins = text.rfind("\n", max(0, at - 4_000), at) + 1
    found = _STAMP.search(text, begins, begins + 60)
    return found[0] if found else None


def _status_in(text: str) -> int | None:
    if not any(digit in text for digit in "45"):
        return None
    found = _status_pattern().search(text)
    return int(next(group for group in found.groups() if group)) if found else None


def read_statuses(layer: Layer) -> None:
    """Add a refusal for an HTTP status without a code, or complete the refusal beside which it stands."""
    if not any(status in layer.text for status in ("40", "42", "50")):
        return
    found = _status_pattern().search(layer.text)
    if found is None:
        return
    status = int(next(group for group in found.groups() if group))
    refusals = [draft for draft in layer.drafts if draft.error]
    if refusals:
        _complete(refusals, status)
        return
    start = layer.text.rfind("\n", max(0, found.start() - 2_000), found.start()) + 1
    line = layer.text.find("\n", found.end())
    end = min(len(layer.text) if line < 0 else line, found.end() + 2_000)
    words = layer.whole[start:end].strip()
    layer.add(Kind.ERROR_RESPONSE, words, start, end, error=error_from(words, status=status))


def _complete(refusals: list[Draft], status: int) -> None:
    """Give the status to the one refusal there is, however often it is written, where it has none."""
    from dataclasses import replace

    if len({draft.error.code for draft in refusals if draft.error}) > 1:
        return
    for draft in refusals:
        if draft.error and draft.error.status is None:
            draft.error = replace(draft.error, status=status)


def read_bare_number(layer: Layer) -> None:
    """Add the code that a paste is which holds nothing but a number, such as 50011."""
    number = layer.text.strip("\0 \t\r\n#.:,;\"'`()[]")
    if number.isascii() and number.isdigit() and 5 <= len(number) <= 8 and int(number) >= 16_000:
        start = layer.text.find(number)
        layer.add(
            Kind.ERROR_CODE,
            f"AADSTS{number}",
            start,
            start + len(number),
            error=error_from("", names=[f"AADSTS{number}"]),
        )
        layer.claim([(start, start + len(number))])
