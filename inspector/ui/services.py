"""What the window is given to work with, from app: it knows neither where these come from nor what they import."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.report.compose import Report
    from inspector.samples import Sample
    from inspector.storage.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """The functions behind the window.

    `explain(text, expectation, now)` judges a paste; `compose(diagnosis, hide_values)` makes what is shown of it;
    `to_markdown(report)` what is shared. `read_log(path, progress, cancelled)` condenses a file too large to paste.
    """

    explain: "Callable[[str, Expectation | None, float | None], Diagnosis]"
    compose: "Callable[[Diagnosis, bool], Report]"
    to_markdown: "Callable[[Report], str]"
    samples: "Callable[[], Sequence[Sample]]"
    read_log: Callable[[Any, Callable[[float], None], Callable[[], bool]], str]
    executor: Executor
    settings: "Settings"
    save_settings: "Callable[[Settings], None]"
