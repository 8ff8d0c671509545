"""`token-inspector permissions FILE…`: what each scope and role of some tokens allows, and which the calls need."""

import argparse
import sys
from typing import Protocol

from inspector.console.expecting import add_outputs
from inspector.console.printing import in_colour, width, write
from inspector.console.reading import MisuseError, read_paste
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.permission_review import Review, review
from inspector.diagnosis.subject import Subject
from inspector.knowledge.endpoints import read_call
from inspector.masking import as_json, redact
from inspector.report import permissions as report
from inspector.words import _

CALM, LOOSE, MISUSED = 0, 1, 2


class Services(Protocol):
    """What `permissions` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Recognise, read and judge `text` at `now` (Unix seconds)."""
        ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `permissions` takes."""
    parser.description = _(
        "Reviews the permissions of one or many tokens, the broadest first. Opens no connection. "
        "Exit status: 0 nothing is broad, unused or missing, 1 something is, 2 misused or no token."
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE|-", help=_("files, or - for standard input; a token is never an argument")
    )
    parser.add_argument(
        "--calling",
        action="append",
        default=[],
        metavar='"GET URL"',
        help=_("a call that the permissions are for; may be repeated"),
    )
    add_outputs(parser, "json", "markdown", "csv", "text")


def run(given: argparse.Namespace, services: Services) -> int:
    """Review and print; return 0 where nothing is broad, unused or missing, 1 where something is, 2 without a token."""
    _check_calls(given.calling)
    tokens = _tokens(given, services)
    if not tokens:
        if given.output == "json":
            write(as_json(report.to_document(Review((), (), ()))))
        raise MisuseError(_("No token stands in this text. Give access tokens, or a log or file with some."))
    found = review(tokens, given.calling)
    _print(found, given.output)
    return CALM if found.is_calm else LOOSE


def _check_calls(calls: list[str]) -> None:
    wrong = next((each for each in calls if read_call(each) is None), None)
    if wrong is not None:
        words = _("--calling takes a method and an address, for example “GET /me/messages”; “{call}” is none.")
        raise MisuseError(words.format(call=redact(wrong)))


def _tokens(given: argparse.Namespace, services: Services) -> list[tuple[str, Subject]]:
    files = given.files or [None]
    if files.count("-") > 1:
        raise MisuseError(_("Standard input can be read only once."))
    tokens: list[tuple[str, Subject]] = []
    for file in files:
        case = services.explain(read_paste(file)).case
        name = "" if file in (None, "-") else f"{file} "
        tokens += [(f"{name}{each.artifact.id}", each) for each in case.subjects if each.is_token]
    return tokens


def _print(found: Review, output: str) -> None:
    if output == "text":
        write(report.to_text(found, width=width(), colour=in_colour()))
    elif output == "csv":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(newline="", encoding="utf-8")  # its line ends are its own, on Windows too
        write(report.to_csv(found).removesuffix("\n").removesuffix("\r") + "\r")
    else:
        write({"json": report.to_json, "markdown": report.to_markdown}[output](found).rstrip("\n"))
