"""The one file that knows every package: builds, connects, reads the clock, owns the executor."""

import time

from inspector.diagnosis.case import build_case
from inspector.diagnosis.diagnose import Diagnosis, diagnose
from inspector.diagnosis.expectation import Expectation
from inspector.tokens.recognise import recognise


def explain(text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
    """Recognise, read and judge `text` at `now` (Unix seconds; the clock where None). Opens no socket."""
    return diagnose(build_case(recognise(text), expectation or Expectation(), time.time() if now is None else now))
