"""Every rule, listed by hand. A rule is a plain function from a case to findings; rules don't know each other."""

from collections.abc import Callable, Iterable

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Finding
from inspector.diagnosis.rules import lifetime

Rule = Callable[[Case], Iterable[Finding]]

RULES: tuple[Rule, ...] = (lifetime.expired,)
