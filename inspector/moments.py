"""Instants and durations in words: local time, UTC, and how far away."""

import re
from datetime import UTC, datetime

from inspector.words import _, plural

_INSTANT = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)")
_UNITS = (
    (86400 * 365, "{count} year", "{count} years"),
    (86400 * 60, "{count} months", "{count} months"),
    (86400, "{count} day", "{count} days"),
    (3600, "{count} hour", "{count} hours"),
    (60, "{count} minute", "{count} minutes"),
)


def duration(seconds: float) -> str:
    """Return a length of time in its largest fitting unit: "42 minutes", "8 months", "less than a minute"."""
    length = abs(seconds)
    for size, one, many in _UNITS:
        if length >= size:
            unit = 86400 * 30.44 if size == 86400 * 60 else size
            return plural(one, many, int(length // unit))
    return _("less than a minute")


def relative(moment: float, now: float) -> str:
    """Return how far `moment` is from `now` (both Unix seconds): "in 42 minutes", "3 days ago"."""
    words = duration(moment - now)
    return _("in {duration}").format(duration=words) if moment >= now else _("{duration} ago").format(duration=words)


def remaining(expires: float, now: float) -> str:
    """Return what is left until `expires` in the shortest words: "42 min", "3 h", "expired"."""
    left = expires - now
    if left <= 0:
        return _("expired")
    if left < 3600:
        return _("{count} min").format(count=int(left // 60))
    return _("{count} h").format(count=int(left // 3600)) if left < 172800 else duration(left)


def utc(moment: float) -> str | None:
    """Return Unix seconds as "2026-11-23 10:43:00 UTC", or None outside the years 1 to 9999."""
    found = _datetime(moment)
    return f"{found:%Y-%m-%d %H:%M:%S} UTC" if found else None


def in_words(moment: float, now: float) -> str:
    """Return Unix seconds as local time, UTC and distance, or say that they are no date."""
    found = _datetime(moment)
    if found is None:
        return _("not a date: outside the years 1 to 9999")
    local = found.astimezone()
    here = f"{local:%Y-%m-%d %H:%M:%S} {local.tzname() or ''}".rstrip()
    both = here if local.utcoffset() == UTC.utcoffset(None) else f"{here}, {found:%H:%M:%S} UTC"
    return f"{both} ({relative(moment, now)})"


def parse(text: str) -> float | None:
    """Return the Unix seconds of an ISO 8601 instant as Entra ID writes it ("2019-01-28T08:58:16.71Z"), or None."""
    found = _INSTANT.search(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(f"{found['date']}T{found['time']}")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC).timestamp()


def _datetime(moment: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(moment, UTC) if -62135596800 < moment < 253402300800 else None
    except (OverflowError, ValueError, OSError):
        return None
