"""`token-inspector redact`: a copy of a recording for a ticket, without secrets and personal data."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from inspector.console.reading import MisuseError
from inspector.exchanges.json_stream import NotARecordingError
from inspector.exchanges.redaction.har_copy import Copied
from inspector.report.copied import copied_sentences
from inspector.words import _

DONE = 0


class Services(Protocol):
    """What `redact` needs of the program."""

    def redact_recording(
        self,
        path: Path,
        target: Path,
        progress: Callable[[float], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Copied:
        """Write the redacted copy of `path` to `target`. Raises OSError and NotARecordingError."""
        ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `redact` takes."""
    parser.description = _(
        "Writes a copy of a HAR in which tokens, codes, cookies, secrets and personal data are replaced, the "
        "same value "
        "by the same word. Read it before you pass it on. Exit status: 0 written, 2 misused or no HAR."
    )
    parser.add_argument("file", metavar="FILE.har", type=Path, help=_("the recording; it is not changed"))
    parser.add_argument(
        "--output", required=True, metavar="OUT.har", type=Path, help=_("the copy, a file that is not there yet")
    )


def run(given: argparse.Namespace, services: Services) -> int:
    """Write the copy and say what was done on standard error."""
    if given.output.exists():
        raise MisuseError(_("{file} is there already. Name another file.").format(file=given.output))
    try:
        copied = services.redact_recording(given.file, given.output)
    except OSError as problem:
        raise MisuseError(f"{problem.filename or given.file}: {problem.strerror}") from None
    except NotARecordingError as problem:
        raise MisuseError(str(problem)) from None
    for sentence in copied_sentences(copied):
        print(sentence, file=sys.stderr)
    return DONE
