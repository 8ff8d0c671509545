"""What Qt needs of the system, asked before Qt is started: it would abort where something is missing."""

import ctypes
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from inspector.words import _

# soname: Debian and Ubuntu package, Fedora package (doc.qt.io/qt-6/linux-requirements.html).
_LIBRARIES = {
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
_XCB_LIBRARIES = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
}


def complaint(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return what keeps a window from opening here and what to do, or None where nothing does."""
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not platform.startswith("linux") or chosen not in ("", "xcb", "wayland"):
        return missing_packages(_LIBRARIES) if platform.startswith("linux") else None
    wayland = chosen != "xcb" and _wayland_answers(environment)
    if not wayland and not environment.get("DISPLAY"):
        return _no_display(_("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY leads to one)."))
    return missing_packages(_LIBRARIES if wayland else _LIBRARIES | _XCB_LIBRARIES) or (
        None
        if wayland or _x11_answers()
        else _no_display(_("The display {name} does not answer.").format(name=environment["DISPLAY"]))
    )


def missing_packages(libraries: Mapping[str, Sequence[str]], load: Callable[[str], object] = ctypes.CDLL) -> str | None:
    """Return which system packages to install so that `libraries` can be loaded, or None where all can."""
    missing = [name for name in libraries if not _loads(name, load)]
    if not missing:
        return None
    return _(
        "The window needs system libraries that are missing: {names}.\n"
        "  Debian, Ubuntu:  sudo apt install {debian}\n"
        "  Fedora, RHEL:    sudo dnf install {fedora}\n{instead}"
    ).format(
        names=", ".join(missing),
        debian=" ".join(dict.fromkeys(libraries[name][0] for name in missing)),
        fedora=" ".join(dict.fromkeys(libraries[name][1] for name in missing)),
        instead=_instead(),
    )


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True


def _no_display(reason: str) -> str:
    return f"{reason}\n{_instead()}"


def _instead() -> str:
    return _("Without a window:  token-inspector explain  reads a paste in the terminal.")


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name, folder = environment.get("WAYLAND_DISPLAY"), environment.get("XDG_RUNTIME_DIR")
    return bool(name and (folder or name.startswith("/")) and Path(folder or "/", name).exists())


def _x11_answers() -> bool:
    """Knock at the X server as Qt will: a wrong DISPLAY is otherwise an abort."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
