"""The subcommands in a terminal. None of them imports Qt."""

import argparse
import os
import sys

from inspector import __version__
from inspector.console import error, explain
from inspector.console.reading import MisuseError
from inspector.words import _


def run(arguments: list[str], explain_text: explain.Explain) -> int:
    """Run one subcommand and return its exit status; 2 where the call's words are off."""
    try:
        given = _parser().parse_args(arguments)
        return error.run(given) if given.subcommand == "error" else explain.run(given, explain_text)
    except MisuseError as problem:
        print(f"token-inspector: {problem}", file=sys.stderr)
        return explain.MISUSED
    except BrokenPipeError:  # the reader of a pipe went away: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return explain.CLEAR
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="token-inspector",
        description=_("Says why a token was refused or a sign-in failed, and what mends it."),
        epilog=_("Without a subcommand the window opens."),
    )
    parser.add_argument("--version", action="version", version=f"token-inspector {__version__}")
    subcommands = parser.add_subparsers(dest="subcommand", required=True)
    explain.add_arguments(subcommands.add_parser("explain", help=_("explain what you paste, pipe or open")))
    error.add_arguments(subcommands.add_parser("error", help=_("look up an error code, or search by words")))
    return parser
