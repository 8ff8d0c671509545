"""An issuer's or API's refusal: what it means here, the values that show it, and what mends it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from inspector import masking
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.refusal import Match, also_named, fitting, is_general, matches
from inspector.diagnosis.wanted import audience_fault, judged, names_call
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Cause, Refusal
from inspector.words import _

_MOST_FINDINGS = 12
_AFTER_TOKENS = 45  # the rank behind what blocks the token itself
_MOST_REMEDIES = 4
_MOST_VALUES = 5
_NEAR = 40  # characters between two halves of one message


def explain_refusals(case: Case) -> Iterator[Finding]:
    """Each refusal in the paste, the first one leading; the same refusal twice is said once.

    Beside a token with its own blockers, a refusal that names no cause comes after them.
    """
    seen: set[tuple[str, str]] = set()
    for match in _specific_first(list(matches(case))):
        key = (match.row.code, match.error.description[:400])
        if key not in seen and len(seen) < _MOST_FINDINGS:
            seen.add(key)
            yield _finding(case, match, rank=_rank(case, match, len(seen)))
            yield from _further(match, seen)


def _specific_first(found: list[Match]) -> list[Match]:
    """Move a code that says only that something failed behind the one of the same message that says what.

    A body that was cut off is read as two refusals: OAuth's `error`, and the code in what is left of the description.
    """
    for at, (one, other) in enumerate(pairwise(found)):
        if is_general(one.row) and not is_general(other.row) and _are_one_message(one, other):
            found[at], found[at + 1] = other, one
    return found


def _are_one_message(one: Match, other: Match) -> bool:
    return (
        one.artifact is not None
        and other.artifact is not None
        and not one.error.description
        and 0 <= other.artifact.start - one.artifact.end < _NEAR
    )


def _further(match: Match, seen: set[tuple[str, str]]) -> Iterator[Finding]:
    """Yield what else the same message names: two unrelated codes are two refusals, of which one is explained first."""
    for row in also_named(match.error, match.row):
        key = (row.code, match.error.description[:400])
        if key in seen:
            continue
        seen.add(key)
        yield Finding(
            id=row.code.lower(),
            severity=Severity.NOTE,
            artifact=match.artifact.id if match.artifact else None,
            title=_("Also in this message: {title}").format(title=row.title),
            why=row.meaning,
            sentence=refusals.fill(row.causes[-1].says, match.values),
            stage=Stage(row.stage),
            remedies=tuple(_remedies(row.causes[-1:], match.values))[:2],
            codes=(row.code,),
            reference=row.reference,
            rank=46,
        )


def _finding(case: Case, match: Match, rank: int) -> Finding:
    row, causes = match.row, fitting(match)
    return Finding(
        id=row.code.lower().replace("_", "-"),
        severity=Severity.BLOCKER if row.failure else Severity.NOTE,
        artifact=match.artifact.id if match.artifact else None,
        title=row.title,
        why=row.meaning,
        sentence=refusals.fill(causes[0].says, match.values) if causes else _undocumented(match),
        consequence_of=_cause_in_token(case, match.row),
        stage=Stage(row.stage),
        evidence=tuple(_evidence(case, match)),
        remedies=tuple(_remedies(causes, match.values)),
        codes=_codes(match),
        reference=row.reference,
        rank=rank,
    )


def _rank(case: Case, match: Match, number: int) -> int:
    """A refusal that names no cause, or whose missing permission the call tells, follows the token's blockers."""
    told = names_call(case) and match.row.family in ("permission", "role")
    return _AFTER_TOKENS if case.subjects and (told or is_general(match.row)) else 4 + number


def _cause_in_token(case: Case, row: Refusal) -> str | None:
    """Return the id of the token's own finding that explains this refusal with exact values, where there is one."""
    tokens = judged(case)
    if row.family == "audience":
        return next((fault for subject in tokens if (fault := audience_fault(case, subject))), None)
    if row.family == "lifetime":
        latest = case.now - case.expectation.skew
        expired = any((exp := subject.number("exp")) is not None and exp < latest for subject in tokens)
        return "token-expired" if expired else None
    return None


def _undocumented(match: Match) -> str:
    row = refusals.refusal(match.error.error) if match.error.error else None
    if row and row.causes:
        return _("{code} is not documented; it came with “{error}”: {meaning}").format(
            code=match.row.code, error=match.error.error, meaning=row.meaning
        )
    return _("{code} is not documented; its number belongs to the family “{family}”.").format(
        code=match.row.code, family=match.row.family
    )


def _remedies(causes: Iterable[Cause], values: Mapping[str, str]) -> Iterator[Remedy]:
    identifiers = dict.fromkeys(identifier for cause in causes for identifier in cause.remedies)
    for identifier in list(identifiers)[:_MOST_REMEDIES]:
        row = refusals.remedy(identifier)
        yield Remedy(Who(row.who), refusals.fill(row.text, values), _snippet(row, values))


def _snippet(row: refusals.Remedy, values: Mapping[str, str]) -> str | None:
    """Return the text to copy, its values quoted for the shell; None where no quoting is safe."""
    if row.snippet is None or row.snippet_kind != "shell":
        return refusals.fill(row.snippet, values) if row.snippet else None
    quoted: dict[str, str] = {}
    for name in refusals.names_in(row.snippet):
        if value := values.get(name):
            word = masking.shell_quote(value)
            if word is None:
                return None
            quoted[name] = word
    return refusals.fill(row.snippet, quoted)


def _codes(match: Match) -> tuple[str, ...]:
    """Return the refusal's own codes, the explained one first; OAuth's `error` only where nothing says more."""
    own = [code for code in match.error.codes if not code.isdigit()]
    specific = [code for code in own if code != match.error.error] or own
    return tuple(dict.fromkeys(([] if match.row.ours or match.row.code.isdigit() else [match.row.code]) + specific))


# Which claim of a token beside the refusal answers which of the refusal's values.
_CLAIMS = {"audience": ("aud",), "issuer": ("iss",), "client_id": ("appid", "azp"), "tenant": ("tid",)}


def _evidence(case: Case, match: Match) -> Iterator[Evidence]:
    said = match.error.values
    for name, claims in _CLAIMS.items():
        held = next((value for each in case.subjects for claim in claims if (value := each.claim(claim))), None)
        if held is not None and name in said:
            yield Evidence(claims[0], str(held), said.get(f"expected_{name}"))
    for name in [name for name in said if name != "hidden"][:_MOST_VALUES]:
        yield Evidence(_("message: {name}").format(name=name.replace("_", " ")), match.values[name])
