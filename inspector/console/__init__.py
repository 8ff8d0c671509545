"""The subcommands in a terminal. None of them imports Qt."""

import argparse
import os
import sys
from functools import partial
from importlib import import_module
from typing import Any

from inspector import __version__
from inspector.console.reading import MisuseError
from inspector.words import _

CLEAR, MISUSED, INTERRUPTED = 0, 2, 130


def run(arguments: list[str], services: Any) -> int:
    """Run one subcommand with what `app` offers (`services.explain` …); return its exit status, 2 for misuse."""
    try:
        given = _parser(arguments).parse_args(arguments)
        return _flushed(int(_module(given.subcommand).run(given, services)))
    except MisuseError as problem:
        print(f"token-inspector: {problem}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # the reader of a pipe went away: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAR
    except KeyboardInterrupt:
        return INTERRUPTED


def _flushed(status: int) -> int:
    """Write what is left now, where a reader that went away is no error, and not at the interpreter's end."""
    sys.stdout.flush()
    return status


def _subcommands() -> dict[str, str]:
    return {
        "explain": _("explain what you paste, pipe or open"),
        "compare": _("put two tokens, requests or answers side by side"),
        "permissions": _("review what the scopes and roles of tokens allow"),
        "redact": _("copy a recording for a ticket, without secrets and personal data"),
        "error": _("look up an error code, or search by words"),
        "verify": _("check a token's signature, issuer, audience and lifetime as an API does"),
        "signin": _("sign in and see what you really get"),
        "flow": _("find the flow that fits a client, with its registration, requests and code"),
        "practice": _("serve a tenant to practise with, shaped like Entra ID, on this machine"),
    }


def _module(subcommand: str) -> Any:
    """Return the module of a subcommand: `add_arguments(parser)` and `run(given, services) -> exit status`."""
    return import_module(f"inspector.console.{subcommand}")


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="token-inspector",
        description=_("Says why a token was refused or a sign-in failed, and what mends it."),
        epilog=_("Without a subcommand the window opens."),
    )
    parser.add_argument("--version", action="version", version=f"token-inspector {__version__}")
    # argparse asks for the terminal's width even where no help is shown, and that loads three compressors.
    parser.formatter_class = partial(argparse.HelpFormatter, width=96)
    offered = parser.add_subparsers(dest="subcommand", required=True)
    for name, words in _subcommands().items():
        subparser = offered.add_parser(name, help=words)
        if name in arguments:  # only the one that is called is loaded
            _module(name).add_arguments(subparser)
    return parser
