"""`token-inspector explain`: judge what is pasted, piped or opened."""

import argparse
from collections.abc import Iterable
from typing import Protocol

from inspector.console.expecting import add_expectations, add_outputs, read_expectation
from inspector.console.printing import render, write
from inspector.console.reading import open_recording, read_moment, read_paste
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.diagnosis.finding import Severity
from inspector.diagnosis.verdict import Outcome
from inspector.report.compose import compose
from inspector.words import _


class Services(Protocol):
    """What `explain` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Recognise, read and judge `text` at `now` (Unix seconds)."""
        ...

    def is_recording(self, head: bytes) -> bool:
        """Whether what begins with `head` is a recording of HTTP messages."""
        ...

    def explain_file(
        self, chunks: Iterable[bytes], expectation: Expectation | None = None, now: float | None = None
    ) -> Diagnosis:
        """Read and judge a recording."""
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
    add_expectations(parser)
    add_outputs(parser, "json", "markdown", "text")


def run(given: argparse.Namespace, services: Services) -> int:
    """Explain and print; return 0 where nothing blocks, 1 for a blocker, 2 where nothing usable was given."""
    diagnosis = _explain(given, services)
    write(render(compose(diagnosis, hide_values=given.hide_values), given.output))
    if diagnosis.verdict.outcome is Outcome.NOTHING_FOUND:
        return MISUSED
    return BLOCKED if any(each.severity is Severity.BLOCKER for each in diagnosis.findings) else CLEAR


def _explain(given: argparse.Namespace, services: Services) -> Diagnosis:
    """Judge what was given; a recording is read piece by piece, whatever its size."""
    expectation, moment = read_expectation(given), read_moment(given.at)
    chunks = open_recording(given.file, services.is_recording)
    if chunks is not None:
        with chunks as pieces:
            diagnosis = services.explain_file(pieces, expectation, moment)
        if diagnosis.case.artifacts or given.file in (None, "-"):
            return diagnosis
    return services.explain(read_paste(given.file), expectation, moment)
