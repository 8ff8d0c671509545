"""Values from a paste in sentences and snippets: nothing invisible, nothing endless, nothing a shell would run."""

from inspector.words import _

LONGEST = 90
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@+")


_BLANK = "\u00a0\u3164\u2800"  # printable by Unicode, and yet nothing to see


def quote(value: object) -> str:
    """Return `value` for a sentence or as evidence: clipped, with escapes for characters that can't be seen."""
    text = value if isinstance(value, str) else str(value)
    clipped = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if clipped.isprintable():
        return clipped or _("(empty)")
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in clipped)


def whole(value: object, most: int = 700) -> str:
    """Return `value` in full, to be compared by character; what is no plain ASCII stands as its code."""
    text = value if isinstance(value, str) else str(value)
    outer = len(text) - len(text.lstrip(" ")), len(text.rstrip(" "))  # a blank at an end is one that nobody sees
    shown = "".join(
        letter if " " <= letter <= "~" and outer[0] <= at < outer[1] else f"\\u{ord(letter):04x}"
        for at, letter in enumerate(text[:most])
    )
    return f"{shown}…" if len(text) > most else shown or _("(empty)")


def join(values: tuple[str, ...] | list[str], most: int = 6) -> str:
    """Return values for a sentence, separated by commas; beyond `most` of them only their number."""
    shown = ", ".join(quote(value) for value in values[:most])
    return _("{names} and {count} more").format(names=shown, count=len(values) - most) if len(values) > most else shown


def snippet(value: str | None) -> str | None:
    """Return `value` if it can be copied as it stands (a scope, an id, an address), else None."""
    return value if value and len(value) <= 300 and _PLAIN.issuperset(value) else None


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees: white space at its ends, zero-width and no-break ones."""
    return "".join(letter for letter in text.strip() if letter.isprintable() and letter not in _BLANK)
