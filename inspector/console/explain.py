"""`token-inspector explain`: judge what is pasted, piped or opened."""

import argparse
from typing import Protocol

from inspector.console.printing import render, write
from inspector.console.reading import MisuseError, read_moment, read_paste
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Client, Expectation
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome
from inspector.report.compose import compose
from inspector.words import _


class Services(Protocol):
    """What `explain` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Recognise, read and judge `text` at `now` (Unix seconds)."""
        ...


CLEAR, BLOCKED, MISUSED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `explain` takes."""
    parser.description = _(
        "Explains a token, an error, a challenge, a curl command, a log: whatever you have. Opens no connection."
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE|-", help=_("a file, or - for standard input; a token is never an argument")
    )
    parser.add_argument(
        "--audience",
        action="append",
        default=[],
        metavar="A",
        help=_("an audience that the API accepts; may be repeated"),
    )
    parser.add_argument(
        "--scope", action="append", default=[], metavar="S", help=_("a scope that the API asks for; may be repeated")
    )
    parser.add_argument(
        "--role", action="append", default=[], metavar="R", help=_("a role that the API asks for; may be repeated")
    )
    parser.add_argument("--tenant", metavar="T", help=_("the tenant that the API accepts: its id or a domain"))
    parser.add_argument("--calling", metavar='"GET URL"', help=_("the call that is made with the token"))
    parser.add_argument(
        "--client", choices=[each.value for each in Client], help=_("the kind of client that got the token")
    )
    parser.add_argument("--context", default="", metavar="TEXT", help=_("what else you know, in your words"))
    parser.add_argument("--at", metavar="TIME", help=_("judge at this moment: Unix seconds or ISO 8601 (default: now)"))
    parser.add_argument(
        "--skew", type=int, default=300, metavar="SECONDS", help=_("clock difference that is allowed (default: 300)")
    )
    parser.add_argument("--hide-values", action="store_true", help=_("mask names, addresses and ids as well"))
    output = parser.add_mutually_exclusive_group()
    for name in ("json", "markdown", "text"):
        output.add_argument(f"--{name}", dest="output", action="store_const", const=name)
    parser.set_defaults(output="text")


def run(given: argparse.Namespace, services: Services) -> int:
    """Explain and print; return 0 where nothing blocks, 1 for a blocker, 2 where nothing usable was given."""
    text = read_paste(given.file)
    diagnosis = services.explain(text, _expectation(given), read_moment(given.at))
    write(render(compose(diagnosis, hide_values=given.hide_values), given.output))
    if diagnosis.verdict.outcome is Outcome.NOTHING_FOUND:
        return MISUSED
    return BLOCKED if any(each.severity is Severity.BLOCKER for each in diagnosis.findings) else CLEAR


def _expectation(given: argparse.Namespace) -> Expectation:
    if given.skew < 0:
        raise MisuseError(_("--skew takes seconds, 0 or more."))
    return Expectation(
        audiences=tuple(filter(str.strip, given.audience)),
        scopes=tuple(scope for each in given.scope for scope in each.split()),
        roles=tuple(given.role),
        tenant=given.tenant,
        calling=given.calling,
        client=Client(given.client) if given.client else None,
        context=given.context,
        skew=given.skew,
    )
