"""What a subcommand prints: reports as text, Markdown or JSON, in colour only where a terminal shows it."""

import os
import sys

from inspector.report.compose import Report


def render(report: Report, output: str) -> str:
    """Return `report` as "json", "markdown" or "text"."""
    if output == "json":
        from inspector.report.document import to_json

        return to_json(report)
    if output == "markdown":
        from inspector.report.markdown import to_markdown

        return to_markdown(report)
    from inspector.report.plain import to_text

    return to_text(report, width=width(), colour=in_colour())


def width() -> int:
    """Return the columns to fill: the terminal's, or 80 where there is none."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return max(40, min(shutil.get_terminal_size().columns, 100))


def in_colour() -> bool:
    """Whether to colour: a terminal, and neither NO_COLOR nor a dumb one."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str) -> None:
    """Print `text` as UTF-8 whatever the locale says; what a terminal can't show is replaced."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(text)
