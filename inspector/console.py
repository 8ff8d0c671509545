"""The subcommands in a terminal: explain."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from inspector import __version__
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Client, Expectation
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome
from inspector.report.compose import Report, compose
from inspector.words import _

Explain = Callable[[str, Expectation, float | None], Diagnosis]

CLEAR, BLOCKED, MISUSED = 0, 1, 2


class _MisuseError(Exception):
    """The call's words are off, or nothing usable was given; its text says what to do."""


def run(arguments: list[str], explain: Explain) -> int:
    """Run one subcommand and return its exit status: 0 nothing blocks, 1 a blocker was found, 2 misused."""
    try:
        given = _parser().parse_args(arguments)
        return _explain(given, explain)
    except _MisuseError as problem:
        print(f"token-inspector: {problem}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # the reader of a pipe went away: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAR
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="token-inspector",
        description=_(
            "Says why a token was refused or a sign-in failed, and what mends it. Without a subcommand: the window."
        ),
    )
    parser.add_argument("--version", action="version", version=f"token-inspector {__version__}")
    subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="explain")
    _add_explain(subcommands.add_parser("explain", help=_("explain what you paste, pipe or open")))
    return parser


def _add_explain(parser: argparse.ArgumentParser) -> None:
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


def _explain(given: argparse.Namespace, explain: Explain) -> int:
    text = _read(given.file)
    diagnosis = explain(text, _expectation(given), _moment(given.at))
    _write(_render(compose(diagnosis, hide_values=given.hide_values), given.output))
    if diagnosis.verdict.outcome is Outcome.NOTHING_FOUND:
        return MISUSED
    return BLOCKED if any(each.severity is Severity.BLOCKER for each in diagnosis.findings) else CLEAR


def _expectation(given: argparse.Namespace) -> Expectation:
    if given.skew < 0:
        raise _MisuseError(_("--skew takes seconds, 0 or more."))
    return Expectation(
        audiences=tuple(given.audience),
        scopes=tuple(scope for each in given.scope for scope in each.split()),
        roles=tuple(given.role),
        tenant=given.tenant,
        calling=given.calling,
        client=Client(given.client) if given.client else None,
        context=given.context,
        skew=given.skew,
    )


def _moment(at: str | None) -> float | None:
    if at is None:
        return None
    try:
        return float(at)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise _MisuseError(_("--at takes Unix seconds or ISO 8601, for example 2026-11-23T10:00:00Z.")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


LIMIT = 1 << 30  # bytes of a file; beyond it, the part that matters should be cut out first
TEXT_LIMIT = 1 << 20  # beyond it a paste is read as a log


def _read(file: str | None) -> str:
    if file is None and sys.stdin.isatty():
        return _ask()
    if file in (None, "-"):
        return _decode(sys.stdin.buffer.read(LIMIT + 1))
    path = Path(str(file))
    if str(file).startswith("eyJ"):
        raise _MisuseError(
            _("A token as an argument is visible to other programs. Pipe it, or start without it and paste.")
        )
    try:
        if path.stat().st_size > LIMIT:
            raise _MisuseError(
                _("{file} is larger than 1 GB. Cut out the lines around the failure first.").format(file=path)
            )
        return _decode(path.read_bytes())
    except OSError as problem:
        raise _MisuseError(f"{path}: {problem.strerror}") from None


def _ask() -> str:
    """Ask for the paste without echoing it; it ends with an empty line or the end of input."""
    import getpass

    print(_("Paste what you have, then press Enter on an empty line. Nothing is shown."), file=sys.stderr)
    lines: list[str] = []
    while True:
        try:
            line = getpass.getpass("")
        except EOFError:
            break
        if not line and lines:
            break
        lines.append(line)
    return "\n".join(lines)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # PowerShell's > writes UTF-16
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _render(report: Report, output: str) -> str:
    if output == "json":
        from inspector.report.document import to_json

        return to_json(report)
    if output == "markdown":
        from inspector.report.markdown import to_markdown

        return to_markdown(report)
    from inspector.report.plain import to_text

    return to_text(report, width=_width(), colour=_in_colour())


def _width() -> int:
    import shutil

    return max(40, min(shutil.get_terminal_size().columns, 100)) if sys.stdout.isatty() else 80


def _in_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(text: str) -> None:
    """Print `text` as UTF-8 whatever the locale says; what a terminal can't show is replaced."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(text)
