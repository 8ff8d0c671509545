"""Instants and durations are said as people say them."""

import pytest

from inspector import moments


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "less than a minute"),
        (60, "1 minute"),
        (42 * 60 + 5, "42 minutes"),
        (3600, "1 hour"),
        (26 * 3600, "1 day"),
        (240 * 86400, "7 months"),
        (800 * 86400, "2 years"),
        (-90, "1 minute"),
    ],
)
def test_a_duration_has_one_unit(seconds: float, words: str) -> None:
    """The largest that fits."""
    assert moments.duration(seconds) == words


def test_distance_has_a_direction() -> None:
    """Before and after now."""
    assert moments.relative(100, 40) == "in 1 minute"
    assert moments.relative(40, 100) == "1 minute ago"


@pytest.mark.parametrize("moment", [1e300, -1e300, 10**40, float("inf")])
def test_what_is_no_date_is_said_to_be_none(moment: float) -> None:
    """Huge numbers in a token are no dates and no errors."""
    assert moments.utc(moment) is None
    assert "not a date" in moments.in_words(moment, 0)


def test_instants_of_messages_are_read() -> None:
    """As Entra ID writes them, with seven digits of a second."""
    assert moments.parse("issued on 2019-01-28T08:58:16.7135740Z and") == 1548665896
    assert moments.parse("2024-12-07 11:14:18Z") == 1733570058
    assert moments.parse("2024-99-07T11:14:18Z") is None
