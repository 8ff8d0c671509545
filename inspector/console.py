"""The subcommands: explain."""

import sys
from collections.abc import Callable

from inspector.diagnosis.diagnose import Diagnosis
from inspector.report.compose import compose
from inspector.report.document import to_json

Explain = Callable[..., Diagnosis]


def run(arguments: list[str], explain: Explain) -> int:
    """Run one subcommand and return the exit status."""
    print(to_json(compose(explain(sys.stdin.read()))))
    return 0
