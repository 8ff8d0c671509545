"""`token-inspector error CODE|WORDS`: the error reference, searched and ranked."""

import argparse
import textwrap
from collections.abc import Iterator
from typing import Any

from inspector.console.printing import width, write
from inspector.console.reading import MisuseError
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Refusal
from inspector.masking import as_json
from inspector.report.reference import reference_text
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
        write(as_json(document))
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
    for line in reference_text(first).splitlines():
        yield from _wrap(line)
    if others:
        yield from ("", _("See also"))
    for row in others:
        yield from _wrap(f"  {row.title if row.ours else f'{row.code}: {row.title}'}")


def _wrap(line: str) -> list[str]:
    """Wrap at the line's own indent; what is to be copied stays whole."""
    indent = " " * (len(line) - len(line.lstrip()))
    if len(indent) >= 7:
        return [line]
    return textwrap.wrap(line.lstrip(), width(), initial_indent=indent, subsequent_indent=indent + "  ") or [""]
