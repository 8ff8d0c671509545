"""`token-inspector compare A B`: what differs between two tokens, requests or answers, and what that means."""

import argparse
from typing import Protocol

from inspector.console.expecting import add_expectations, add_outputs, read_expectation
from inspector.console.printing import in_colour, width, write
from inspector.console.reading import MisuseError, read_moment, read_paste
from inspector.diagnosis.comparison import Comparison, Side, compare
from inspector.diagnosis.comparison.side import choose_sides, choose_within
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.masking import as_json
from inspector.words import _

ALIKE, DIFFERENT, MISUSED = 0, 1, 2


class Services(Protocol):
    """What `compare` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Recognise, read and judge `text` at `now` (Unix seconds)."""
        ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `compare` takes."""
    parser.description = _(
        "Says what differs between two tokens, requests, answers or refusals, and what it means. Opens no connection. "
        "Exit status: 0 nothing that matters differs, 1 something does, 2 misused or nothing to compare."
    )
    parser.add_argument("first", metavar="A", help=_("a file, or - for standard input; a token is never an argument"))
    parser.add_argument(
        "second", nargs="?", metavar="B", help=_("the same; without it, two things in A are compared with each other")
    )
    add_expectations(parser)
    add_outputs(parser, "json", "markdown", "text")


def run(given: argparse.Namespace, services: Services) -> int:
    """Compare and print; return 0 where nothing that matters differs, 1 where something does, 2 for nothing usable."""
    sides = _sides(given, services)
    if sides is None:
        if given.output == "json":
            write(as_json(_empty(given)))
        raise MisuseError(_nothing(given))
    comparison = compare(*sides)
    write(_render(comparison, given))
    return DIFFERENT if comparison.matters else ALIKE


def _sides(given: argparse.Namespace, services: Services) -> tuple[Side, Side] | None:
    if given.first == given.second == "-":
        raise MisuseError(_("Only one of the two can come from standard input."))
    expectation, at = read_expectation(given), read_moment(given.at)
    first = services.explain(read_paste(given.first), expectation, at)
    if given.second is None:
        return choose_within(first)
    second = services.explain(read_paste(given.second), expectation, first.case.now)
    return choose_sides(first, second)


def _nothing(given: argparse.Namespace) -> str:
    if given.second is None:
        return _("It takes two things to compare: name a second file, or give two tokens in the first.")
    return _("One of the two holds no token, request, answer or error to compare.")


def _empty(given: argparse.Namespace) -> dict[str, object]:
    document: dict[str, object] = {
        "schema": 1,
        "sentence": _nothing(given),
        "matters": None,
        "left": None,
        "right": None,
    }
    return document | {"differences": [], "always": [], "equal": []}


def _render(comparison: Comparison, given: argparse.Namespace) -> str:
    """Markdown goes into tickets, so it is masked whatever was said."""
    from inspector.report.comparison import compose_comparison, to_json

    report = compose_comparison(comparison, hide_values=given.hide_values or given.output == "markdown")
    if given.output == "json":
        return to_json(report)
    from inspector.report.comparison_text import to_markdown, to_text

    return to_markdown(report) if given.output == "markdown" else to_text(report, width=width(), colour=in_colour())
