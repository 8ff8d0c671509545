"""The system's browser, opened from the window: only pages, and with the environment that it expects."""

import os
import sys
import time
from pathlib import Path

import pytest

from inspector.ui.browser import open_page


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://evil.test/",
        "ms-settings:",
        "https://",
        "https://x\u202e.test/",
        "",
    ],
)
def test_nothing_but_pages_is_opened(browser, address):
    """Other schemes would start whatever program the system has for them."""
    assert not open_page(address)
    assert browser.addresses == []


@pytest.mark.parametrize("address", ["https://login.test/authorize?a=b%20c&d=%2F", "http://127.0.0.1:5000/devicelogin"])
def test_the_address_arrives_as_it_is(browser, address):
    """Nothing of it is decoded or encoded anew."""
    assert open_page(address)
    assert browser.addresses == [address]


def test_the_browser_does_not_load_our_libraries(browser, monkeypatch):
    """A frozen program's paths are put back while the browser starts, and are there again afterwards."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/unpacked")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/unpacked/plugins")
    seen = {}
    opened = browser.open

    def look(url) -> None:
        seen.update(os.environ)
        opened(url)

    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda url: (look(url), True)[1])
    assert open_page("https://login.test/")
    assert seen["LD_LIBRARY_PATH"] == "/usr/local/lib"
    assert "QT_PLUGIN_PATH" not in seen
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/unpacked"
    assert os.environ["QT_PLUGIN_PATH"] == "/opt/unpacked/plugins"


def test_the_browser_that_the_person_chose(browser, tmp_path: Path, monkeypatch):
    """$BROWSER goes before the desktop's own, with its arguments, and gets the address as it is."""
    script, seen = tmp_path / "browser.py", tmp_path / "seen"
    script.write_text(f"import sys, pathlib; pathlib.Path({str(seen)!r}).write_text(' '.join(sys.argv[1:]))")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} --new-window %s")
    address = "https://login.test/?a=1&b=%2F&c=$HOME"
    assert open_page(address)
    end = time.monotonic() + 30
    while not (seen.exists() and seen.read_text()) and time.monotonic() < end:
        time.sleep(0.01)
    assert seen.read_text() == f"--new-window {address}"
    assert browser.addresses == []


@pytest.mark.parametrize("chosen", ["no-such-browser %s", "firefox '", " ", ":::"])
def test_a_chosen_browser_that_is_not_there(browser, monkeypatch, chosen):
    """Then the desktop's own is opened."""
    monkeypatch.setenv("BROWSER", chosen)
    assert open_page("https://login.test/")
    assert browser.addresses == ["https://login.test/"]
