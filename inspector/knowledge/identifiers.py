"""The shapes of identifiers: GUIDs, and what people leave standing in their place."""

import re
from functools import cache, lru_cache

EMPTY_GUID = "00000000-0000-0000-0000-000000000000"

_GUID_LETTERS = frozenset("0123456789abcdefABCDEF-")


def is_guid(value: object) -> bool:
    """Say whether `value` is a GUID in its usual spelling, in either letter case."""
    return (
        isinstance(value, str)
        and len(value) == 36
        and value[8] == value[13] == value[18] == value[23] == "-"
        and value.count("-") == 4
        and _GUID_LETTERS.issuperset(value)
    )


@lru_cache(256)
def guid_in(text: str) -> str | None:
    """Return the last GUID in `text` in lower case (the application of "api://{tid}/{app id}"), or None."""
    if is_guid(text):
        return text.lower()
    found = _guid().findall(text[-600:])
    return found[-1].lower() if found else None


@cache
def _guid() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])")
