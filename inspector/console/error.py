"""`token-inspector error CODE|WORDS`: the error reference, searched and ranked."""

import argparse
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from inspector.console.printing import width, write
from inspector.console.reading import MisuseError
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Refusal
from inspector.words import _

CLEAR, MISUSED = 0, 2
_MOST = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `error` takes."""
    parser.description = _("Looks up a code (AADSTS50011, 50011, IDX10214, invalid_grant), or searches by words.")
    parser.add_argument(
        "words", nargs="+", metavar="CODE|WORDS", help=_("a code, or words such as “redirect uri mismatch”")
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", dest="output", action="store_const", const="json")
    output.add_argument("--text", dest="output", action="store_const", const="text")
    parser.set_defaults(output="text")


def run(given: argparse.Namespace, _services: object) -> int:
    """Print what was found, best first; return 0, or 2 where nothing fits."""
    words = " ".join(given.words)
    if len(words) > 300 or words.startswith("eyJ"):
        raise MisuseError(
            _("Give a code or a few words; a whole message or token goes to “explain -” on standard input.")
        )
    found = refusals.search(words)[:_MOST]
    if given.output == "json":
        document = {"schema": 1, "query": words, "refusals": [_document(row) for row in found]}
        write(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        write("\n".join(_lines(found)) if found else _("Nothing fits “{words}”.").format(words=words))
    return CLEAR if found else MISUSED


def _document(row: Refusal) -> dict[str, Any]:
    return {
        "code": row.code,
        "symbol": row.symbol,
        "title": row.title,
        "family": row.family,
        "stage": row.stage,
        "meaning": row.meaning,
        "failure": row.failure,
        "known": row.known,
        "causes": [
            {"text": refusals.fill(cause.says, {}), "remedies": [_remedy(each) for each in cause.remedies]}
            for cause in row.causes
        ],
        "kin": list(row.kin),
        "reference": row.reference,
    }


def _remedy(identifier: str) -> dict[str, str | None]:
    row = refusals.remedy(identifier)
    return {
        "who": row.who,
        "text": refusals.fill(row.text, {}),
        "snippet": row.snippet and refusals.fill(row.snippet, {}),
    }


def _lines(found: list[Refusal]) -> Iterator[str]:
    """The best row in full, the others by their headings."""
    first, *others = found
    yield from _whole(first)
    if others:
        yield from ("", _("See also"))
    for row in others:
        yield from _wrap(f"{row.code}: {row.title}", "  ", "    ")


def _whole(row: Refusal) -> Iterator[str]:
    symbol = f" ({row.symbol})" if row.symbol else ""
    yield from _wrap(f"{row.code}{symbol}: {row.title}")
    yield from _wrap(row.meaning)
    if not row.failure:
        yield _("This is an interrupt, no failure.")
    for cause in row.causes:
        yield ""
        yield from _wrap(refusals.fill(cause.says, {}), "- ", "  ")
        for identifier in cause.remedies:
            remedy = _remedy(identifier)
            yield from _wrap(f"→ {remedy['who']}: {remedy['text']}", "  ", "    ")
            if remedy["snippet"]:
                yield from (f"      {line}" for line in remedy["snippet"].splitlines())
    if row.kin:
        yield from ("", *_wrap(_("Related: {codes}").format(codes=", ".join(row.kin))))
    if row.reference:
        yield row.reference


def _wrap(text: str, first: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(text, width(), initial_indent=first, subsequent_indent=then, break_on_hyphens=False)
