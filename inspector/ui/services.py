"""What the window is given to work with, from app: it knows neither where these come from nor what they import."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.report.compose import Report
    from inspector.samples import Sample
    from inspector.storage.settings import Settings
    from inspector.tokens.artifact import Listed, Pasted


class Executor(Protocol):
    """Runs functions off the calling thread, or at once where a test wants that."""

    def submit(self, function: Callable[..., object], /, *arguments: object) -> object:
        """Run `function(*arguments)`; what it returns is of no interest."""


class Services(NamedTuple):
    """The functions behind the window.

    `recognise(text)` takes a paste apart, `judge(pasted, expectation, now)` judges it, `compose(diagnosis,
    hide_values)` makes what is shown of it and `to_markdown(report)` what is shared.
    `read_log(path, progress, cancelled)` reads a
    file that is too large to paste; it is called off the GUI thread.
    """

    recognise: "Callable[[str], Pasted]"
    judge: "Callable[[Pasted, Expectation, float], Diagnosis]"
    compose: "Callable[[Diagnosis, bool], Report]"
    to_markdown: "Callable[[Report], str]"
    samples: "Callable[[], Sequence[Sample]]"
    read_log: "Callable[[Path, Callable[[float], None], Callable[[], bool]], LogText]"
    executor: Executor
    settings: "Settings"
    save_settings: "Callable[[Settings], None]"


class ListedText(NamedTuple):
    """A token or code of a log, with the text that is explained when the person asks for it."""

    entry: "Listed"
    text: str

    def __repr__(self) -> str:
        return f"ListedText({self.entry!r})"


class LogText(NamedTuple):
    """What was found in a large file: the newest as artifacts of `pasted`, all of it in `listed`."""

    pasted: "Pasted"
    listed: tuple[ListedText, ...]
