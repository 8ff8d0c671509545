"""A verification as people and programs read it: lines for a terminal, the document of `verify --json` (schema 1)."""

import textwrap
from collections.abc import Iterator
from typing import Any

from inspector.diagnosis.verification import Check, CheckName, CheckVerdict, Verification
from inspector.masking import visible
from inspector.tokens.reasons import Verdict
from inspector.words import _


def to_document(verification: Verification) -> dict[str, Any]:
    """Return the plain values of schema 1; of the token only `alg`, `kid` and what was compared."""
    outcome, key = verification.signature, verification.signature.key
    return {
        "schema": 1,
        "signature": {
            "verdict": outcome.verdict.value,
            "reason": verification.reason,
            "code": outcome.reason.value,
            "algorithm": outcome.algorithm,
            "key_id": key.key_id if key and key.key_id is not None else outcome.key_id,
            "key_source": key.source if key else None,
            "thumbprint": key.thumbprint() if key else None,
        },
        "checks": [_check(each) for each in verification.checks],
        "notes": list(verification.notes),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "check": check.name.value,
        "verdict": check.verdict.value,
        "found": check.found,
        "expected": check.expected,
        "text": check.text,
    }


def verdict_word(verdict: Verdict) -> str:
    """Return the answer on the signature as a sentence."""
    return {
        Verdict.VALID: _("The signature is valid."),
        Verdict.INVALID: _("The signature is invalid."),
        Verdict.CANNOT_BE_JUDGED: _("The signature cannot be judged here."),
    }[verdict]


def check_word(name: CheckName) -> str:
    """Return what a check is called."""
    return {
        CheckName.SIGNATURE: _("Signature"),
        CheckName.ISSUER: _("Issuer"),
        CheckName.AUDIENCE: _("Audience"),
        CheckName.LIFETIME: _("Lifetime"),
    }[name]


def check_verdict_word(verdict: CheckVerdict) -> str:
    """Return what came of a check in two words at most."""
    return {
        CheckVerdict.VALID: _("valid"),
        CheckVerdict.INVALID: _("invalid"),
        CheckVerdict.CANNOT_BE_JUDGED: _("cannot be judged"),
        CheckVerdict.NOT_ASKED: _("not asked"),
    }[verdict]


def to_text(verification: Verification, *, width: int = 80, colour: bool = False) -> str:
    """Return the verification as lines of at most `width` columns, the signature's verdict first."""
    return "\n".join(_lines(verification, width, colour)).rstrip()


_TINTS = {CheckVerdict.VALID: "32", CheckVerdict.INVALID: "31", CheckVerdict.CANNOT_BE_JUDGED: "33"}


def _lines(verification: Verification, width: int, colour: bool) -> Iterator[str]:
    signature, *others = verification.checks
    word = verdict_word(verification.verdict)
    yield f"\x1b[1;{_TINTS[signature.verdict]}m{word}\x1b[0m" if colour else word
    yield from _wrapped(verification.reason, width, "")
    yield from _key_lines(verification, width)
    for check in others:
        yield ""
        yield from _check_lines(check, width, colour)
    for note in verification.notes:
        yield ""
        yield from _wrapped(note, width, "")


def _key_lines(verification: Verification, width: int) -> Iterator[str]:
    key = verification.signature.key
    if key is None:
        return
    rows = [_("Key: {label}").format(label=key.label), _("From: {source}").format(source=key.source)]
    thumbprint = key.thumbprint()
    if thumbprint:
        rows.append(_("Thumbprint (RFC 7638): {thumbprint}").format(thumbprint=thumbprint))
    for row in (*rows, *filter(None, (key.note,))):
        yield from _wrapped(row, width, "   ")


def _check_lines(check: Check, width: int, colour: bool) -> Iterator[str]:
    word = check_verdict_word(check.verdict)
    tint = _TINTS.get(check.verdict)
    painted = f"\x1b[{tint}m{word}\x1b[0m" if colour and tint else word
    yield f"{check_word(check.name)}: {painted}"
    yield from _wrapped(check.text, width, "   ")
    if check.found is not None:
        yield from _wrapped(_("found: {value}").format(value=check.found), width, "   ")
    if check.expected is not None:
        yield from _wrapped(_("expected: {value}").format(value=check.expected), width, "   ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    shown = visible(text)
    return textwrap.wrap(shown, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
