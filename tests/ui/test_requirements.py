import os
import subprocess
import sys

import pytest

from inspector.ui.requirements import complaint, missing_packages

LIBRARIES = {"libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"), "libEGL.so.1": ("libegl1", "libglvnd-egl")}


def test_missing_libraries_are_named_by_package():
    """What is missing is said by library, by Debian's and by Fedora's package, and what goes without a window."""

    def load(name):
        if "cursor" in name:
            raise OSError

    words = missing_packages(LIBRARIES, load)
    assert "libxcb-cursor.so.0" in words
    assert "apt install libxcb-cursor0\n" in words
    assert "dnf install xcb-util-cursor\n" in words
    assert "token-inspector explain" in words


def test_nothing_missing_is_no_complaint():
    """Where every library loads, nothing is said."""
    assert missing_packages(LIBRARIES, lambda _name: None) is None


def test_no_display_is_said():
    """Without a display there is a sentence, not Qt's abort."""
    assert "DISPLAY" in complaint({}, "linux")


def test_other_systems_need_nothing():
    """Windows and macOS bring what Qt needs."""
    assert complaint({}, "win32") is None
    assert complaint({}, "darwin") is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")
@pytest.mark.parametrize("display", [None, ":4711"])
def test_starting_without_a_display_ends_in_words(display, tmp_path):
    """`token-inspector` on a machine without a display, or with a wrong one, says so and returns 2."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    if display:
        surroundings["DISPLAY"] = display
    ran = subprocess.run(
        [sys.executable, "-m", "inspector"], env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 2
    assert "token-inspector explain" in ran.stderr


def test_a_token_is_no_argument():
    """A token among the arguments is refused without being repeated."""
    ran = subprocess.run(
        [sys.executable, "-m", "inspector", "eyJhbGciOiJub25lIn0.e30."],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 2
    assert "eyJ" not in ran.stderr + ran.stdout
