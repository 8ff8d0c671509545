"""The words people read, in their language: the one gettext catalogue of core and window."""

from collections.abc import Callable

_translate: Callable[[str], str] | None = None


def _(message: str) -> str:
    """Return `message` in the chosen language, or as it stands where there is no translation."""
    return _translate(message) if _translate else message


def plural(one: str, many: str, count: int) -> str:
    """Return the form of a counted phrase that fits `count`, with `{count}` filled in."""
    return _(one if count == 1 else many).format(count=count)


def use(translate: Callable[[str], str] | None) -> None:
    """Let `translate` (a catalogue's gettext) serve every later `_`; None goes back to English."""
    global _translate  # noqa: PLW0603  one catalogue a process, chosen once at start by app
    _translate = translate
