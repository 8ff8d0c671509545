"""What is pasted is a live credential: after the window has closed no file, log or settings entry holds any of it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.minting import entra, mint

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from inspector import app
def leave():
    sys.stderr.write(" ".join(each.windowTitle() for each in QApplication.topLevelWidgets()))
    QApplication.closeAllWindows()
original = QApplication.exec
def run(*arguments):
    QTimer.singleShot(1500, leave)
    return original()
QApplication.exec = staticmethod(run)
sys.exit(app.open_window({"text": sys.stdin.read()}))
"""


def test_the_window_writes_nothing_of_a_paste(tmp_path: Path) -> None:
    """Every file that the process wrote is searched for the signature, the payload and the user's name."""
    token = mint(entra(name="Nobody Else Has This Name"))
    _header, payload, signature = token.split(".")
    environment = os.environ | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR"):
        folder = tmp_path / name
        folder.mkdir()
        environment[name] = str(folder)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=token,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Token Inspector" in done.stderr, "the window was there"
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for secret in (signature, payload, "Nobody Else Has"):
        assert secret not in done.stdout + done.stderr
        assert [path.name for path, content in written.items() if secret.encode() in content] == []
