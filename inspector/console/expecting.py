"""The words that say what an API expects of a token: `explain` and `compare` take the same ones."""

import argparse

from inspector.console.reading import MisuseError
from inspector.diagnosis.expectation import Client, Expectation
from inspector.words import _


def add_expectations(parser: argparse.ArgumentParser) -> None:
    """Describe the words that say what is expected, and at which moment it is judged."""
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


def add_outputs(parser: argparse.ArgumentParser, *names: str) -> None:
    """Let one of the outputs `names` be chosen; text is the usual one."""
    output = parser.add_mutually_exclusive_group()
    for name in names:
        output.add_argument(f"--{name}", dest="output", action="store_const", const=name)
    parser.set_defaults(output="text")


def read_expectation(given: argparse.Namespace) -> Expectation:
    """Return what is expected. Raises MisuseError for a skew below 0."""
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
