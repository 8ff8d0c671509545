"""The one file that knows every package: builds, connects, reads the clock, owns the executor.

Imports stand inside functions, so that nothing is loaded before it is needed: the window paints first, and `explain`
never loads Qt.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.report.compose import Report
    from inspector.samples import Sample
    from inspector.storage.settings import Settings
    from inspector.ui.intake import FileText


def explain(text: str, expectation: "Expectation | None" = None, now: float | None = None) -> "Diagnosis":
    """Recognise, read and judge `text` at `now` (Unix seconds; the clock where None). Opens no socket."""
    from inspector.diagnosis.case import build_case
    from inspector.diagnosis.diagnose import diagnose
    from inspector.diagnosis.expectation import Expectation
    from inspector.tokens.recognise import recognise

    return diagnose(build_case(recognise(text), expectation or Expectation(), time.time() if now is None else now))


def open_window(message: dict[str, str]) -> int:
    """Open the window, beginning with {"file": path}, {"text": paste} or {}; return the exit status.

    Where no window can open here, say why and what to do on standard error, and return 2.
    """
    from inspector.ui.requirements import complaint

    problem = complaint()
    if problem is not None:
        import sys

        print(problem, file=sys.stderr)
        return 2
    from inspector.storage import settings
    from inspector.ui.opening import run_window
    from inspector.ui.services import Services
    from inspector.workers import DaemonExecutor

    services = Services(
        explain=explain,
        compose=_compose,
        to_markdown=_to_markdown,
        samples=_samples,
        read_log=_read_log,
        executor=DaemonExecutor(),
        settings=settings.load(settings.default_path()),
        save_settings=_save_settings,
    )
    return run_window(services, message)


def _compose(diagnosis: "Diagnosis", hide_values: bool) -> "Report":
    from inspector.report.compose import compose

    return compose(diagnosis, hide_values=hide_values)


def _to_markdown(report: "Report") -> str:
    from inspector.report.markdown import to_markdown

    return to_markdown(report)


def _samples() -> "Sequence[Sample]":
    from inspector.samples import mint_samples

    return mint_samples(time.time())


def _save_settings(chosen: "Settings") -> None:
    from contextlib import suppress

    from inspector.storage import settings

    with suppress(OSError):  # a read-only home: the window's size is not worth a word at closing
        settings.save(settings.default_path(), chosen)


def _read_log(path: "Path", progress: "Callable[[float], None]", cancelled: "Callable[[], bool]") -> "FileText":
    """Return the beginning of a large file, saying that it is the beginning."""
    from inspector.ui.intake import LONGEST_TEXT, FileText, decode
    from inspector.words import _

    with path.open("rb") as file:
        return FileText(decode(file.read(LONGEST_TEXT)), _("Only the first megabyte of this file was read."))
