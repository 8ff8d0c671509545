"""What this machine allows: whether a browser can be opened here, and so which flow to offer first."""

import os
import shutil
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from inspector.signin.request import Flow

_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH")


class BrowserHere(StrEnum):
    """Whether a browser can be opened on this machine."""

    LIKELY = "likely"
    PERHAPS = "perhaps"  # WSL: Windows' browser opens by a bridge that may fail silently
    NO = "no"  # no display, or a session from afar: the loopback address would be the other machine's


def browser_here(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> BrowserHere:
    """Return whether a browser that reaches this machine's loopback address can be opened. Starts nothing."""
    if "SSH_CONNECTION" in environment or "SSH_TTY" in environment:
        return BrowserHere.NO
    if platform in ("win32", "darwin"):
        return BrowserHere.LIKELY
    if _is_wsl(environment):
        return BrowserHere.PERHAPS
    if environment.get("BROWSER"):
        return BrowserHere.LIKELY
    has_display = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return BrowserHere.LIKELY if has_display and _has_opener(environment) else BrowserHere.NO


def first_flow(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Flow:
    """Return the flow to offer first where a person signs in."""
    here = browser_here(environment, platform)
    return Flow.DEVICE_CODE if here is BrowserHere.NO else Flow.AUTHORIZATION_CODE


def child_environment(environment: Mapping[str, str] = os.environ, *, frozen: bool | None = None) -> dict[str, str]:
    """Return the environment for a program that is started from here: as it was before this one was frozen.

    A frozen program changes where libraries and Qt's plugins are found; a browser would load ours and fail.
    """
    found = dict(environment)
    is_frozen = bool(getattr(sys, "frozen", False)) if frozen is None else frozen
    for name in (*_LIBRARY_PATHS, *(each for each in environment if each.startswith(("QT_PLUGIN", "QT_QPA", "QML")))):
        before = found.pop(f"{name}_ORIG", None)
        if before is not None:
            found[name] = before
        elif is_frozen:
            found.pop(name, None)
    return found


def _is_wsl(environment: Mapping[str, str]) -> bool:
    if "WSL_DISTRO_NAME" in environment or "WSL_INTEROP" in environment:
        return True
    try:
        return "microsoft" in Path("/proc/version").read_text(encoding="utf-8").lower()
    except OSError:
        return False


def _has_opener(environment: Mapping[str, str]) -> bool:
    names = ("xdg-open", "gio", "firefox", "chromium", "google-chrome", "x-www-browser")
    return any(shutil.which(name, path=environment.get("PATH")) for name in names)
