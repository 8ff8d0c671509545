"""Opening the system's browser as a program of its own, without waiting for it and without letting it write here."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator

from inspector.signin.surroundings import child_environment


def open_browser(url: str) -> bool:
    """Start a browser with `url`; return whether one could be started, which does not prove that it shows the page."""
    if sys.platform == "win32":
        return _start_by_system(url)
    return any(_start(words) for words in _commands(url))


def _start_by_system(url: str) -> bool:
    try:
        os.startfile(url)  # type: ignore[attr-defined,unused-ignore]  # noqa: S606  Windows' own way to open an address
    except OSError:  # no program is registered for it
        return False
    return True


def open_chosen(url: str) -> bool:
    """Start the browser that $BROWSER names; False where it names none that can be started.

    (xdg-open reads the variable, too, but where it holds "%s" it mangles every "&" of the address.)
    """
    return sys.platform != "win32" and any(_start(words) for words in _chosen(url))


def _commands(url: str) -> Iterator[list[str]]:
    """Yield what to try: the browsers of $BROWSER, then the system's own openers."""
    yield from _chosen(url)
    openers = (
        (["open"],) if sys.platform == "darwin" else (["wslview"], ["xdg-open"], ["gio", "open"], ["x-www-browser"])
    )
    for opener in openers:
        yield [*opener, url]


def _chosen(url: str) -> Iterator[list[str]]:
    for chosen in filter(None, os.environ.get("BROWSER", "").split(os.pathsep)):
        try:
            words = shlex.split(chosen)
        except ValueError:  # a quotation mark that is never closed
            continue
        yield [word.replace("%s", url) for word in words] if "%s" in chosen else [*words, url]


def _start(words: list[str]) -> bool:
    if not words or shutil.which(words[0]) is None:
        return False
    try:
        process = subprocess.Popen(  # noqa: S603  the person's own browser
            words,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    process.returncode = 0  # left to itself: Python would warn that it is still running
    return True
