"""Two pastes compared, in one call."""

from collections.abc import Mapping
from typing import Any

from inspector import app
from inspector.diagnosis.comparison import Comparison, Difference, compare
from inspector.diagnosis.comparison.side import choose_sides
from inspector.diagnosis.expectation import Expectation
from tests.minting import NOW, mint


def compared(left: Mapping[str, Any] | str, right: Mapping[str, Any] | str, **expected: Any) -> Comparison:
    """Return the comparison of two pastes; claims are minted into tokens."""
    diagnoses = [
        app.explain(each if isinstance(each, str) else mint(each), Expectation(**expected), NOW)
        for each in (left, right)
    ]
    sides = choose_sides(*diagnoses)
    assert sides is not None
    return compare(*sides)


def row(comparison: Comparison, name: str) -> Difference:
    """Return the difference under `name`, folded ones too."""
    return next(each for each in (*comparison.differences, *comparison.always) if each.name == name)


def weights(comparison: Comparison) -> dict[str, str]:
    """Return what each difference is worth, by name."""
    return {each.name: each.judged.weight.value for each in (*comparison.differences, *comparison.always)}
