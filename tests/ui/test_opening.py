import os
import shutil
import subprocess
import sys

import pytest

# Runs the program itself, whole; what is done in it after the first paint is given as the second part.
PROGRAM = """
import sys
from inspector.ui import opening
before = opening._after_first_paint
def after_first_paint(window, instance, message):
    before(window, instance, message)
    try:
        act(window)
    finally:
        window.close()
opening._after_first_paint = after_first_paint
{act}
from inspector.__main__ import main
sys.exit(main({arguments!r}))
"""
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhcGk6Ly9vcmRlcnMiLCJleHAiOjQwMDAwMDAwMDB9.c2lnbmF0dXJlLW9mLW5vdGhpbmctYXQtYWxs"


def run(act, *arguments, tmp_path, under=(), stdin=""):
    tmp_path.joinpath("run").mkdir(mode=0o700, exist_ok=True)
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "QT_QPA_PLATFORM": "xcb" if under else "offscreen",
    }  # fmt: skip
    return subprocess.run(
        [*under, sys.executable, "-c", PROGRAM.format(act=act, arguments=list(arguments))],
        env=environment, input=stdin, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def test_the_window_loads_what_it_needs(tmp_path):
    """With a token explained, neither MSAL nor keyring nor httpx nor a cryptography library is loaded."""
    act = f"""
def act(window):
    window.explain_text({TOKEN!r})
    print(sorted({{"msal", "keyring", "httpx", "jwt", "cryptography", "requests", "ssl"}} & set(sys.modules)))
    print(window._judgement.banner.accessibleName())
"""
    ran = run(act, tmp_path=tmp_path)
    assert ran.stdout.splitlines()[0] == "[]", ran.stderr
    assert "api://orders" in ran.stdout
    assert ran.returncode == 0


def test_the_window_reads_no_sources(tmp_path):
    """Qt for Python does not read the source of each module that the window loads."""
    act = f"""
def act(window):
    import linecache
    window.explain_text({TOKEN!r})
    print([name for name in linecache.cache if "diagnosis" in name])
"""
    ran = run(act, tmp_path=tmp_path)
    assert ran.stdout == "[]\n", ran.stderr


def test_the_window_can_be_measured(tmp_path):
    """What the benchmarks run in a process of its own pastes, paints, and prints its memory."""
    measure = "from window_rounds import paste_rounds; paste_rounds(2000, 1)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", measure], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert len(ran.stdout.splitlines()) == 2, ran.stderr


def test_a_file_named_at_the_start_is_explained(tmp_path):
    """`token-inspector FILE` opens the window on that file."""
    path = tmp_path / "token.txt"
    path.write_text(TOKEN, encoding="utf-8")
    act = """
def act(window):
    import time
    from PySide6.QtWidgets import QApplication
    for _ in range(200):
        QApplication.processEvents()
        if window._inspection.current is not None:
            break
        time.sleep(0.01)
    print(window._judgement.banner.accessibleName())
"""
    ran = run(act, str(path), tmp_path=tmp_path)
    assert "api://orders" in ran.stdout, ran.stderr


def test_a_paste_can_be_piped(tmp_path):
    """`token-inspector -` opens the window on standard input."""
    act = """
def act(window):
    print(window._judgement.banner.accessibleName())
"""
    ran = run(act, "-", tmp_path=tmp_path, stdin=TOKEN)
    assert "api://orders" in ran.stdout, ran.stderr


@pytest.mark.parametrize("fault", ["pass", "raise ValueError"])
def test_garbage_is_looked_for_once_the_window_is_painted(tmp_path, fault):
    """The pause of the start ends, also where something that follows the first paint fails."""
    act = f"""
def act(window):
    import gc
    from PySide6.QtCore import QTimer
    print(gc.isenabled())
    QTimer.singleShot(0, lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000))
    QTimer.singleShot(0, window.close)
    window.close = lambda: None
    {fault}
"""
    ran = run(act, tmp_path=tmp_path)
    assert ran.stdout == "False\nTrue True\n", ran.stderr


def test_a_fault_says_where_without_quoting(tmp_path):
    """A traceback on standard error names the place and the kind of error, not its words."""
    act = """
def act(window):
    raise ValueError("eyJ secret in a message")
"""
    ran = run(act, tmp_path=tmp_path)
    assert "ValueError" in ran.stderr
    assert "secret" not in ran.stderr.replace('raise ValueError("eyJ secret in a message")', "")


def test_the_primary_selection_gets_no_token(tmp_path):
    """Selecting everything on the Token tab puts no signature on X11's primary selection (under a real X server)."""
    assert shutil.which("xvfb-run"), "xvfb is needed: .ci/run installs it"
    act = f"""
def act(window):
    from PySide6.QtGui import QClipboard, QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtCore import Qt
    window.explain_text({TOKEN!r})
    window._go_to_tab(2)
    QGuiApplication.processEvents()
    board = QGuiApplication.clipboard()
    assert board.supportsSelection()
    for edit in (window._judgement.token.encoded, window._judgement.token.payload):
        edit.setFocus()
        edit.selectAll()
        QTest.mouseDClick(edit.viewport(), Qt.MouseButton.LeftButton)
        edit.selectAll()
        edit.copy()
        print(board.text(QClipboard.Mode.Selection), board.text(QClipboard.Mode.Clipboard))
    answer = window._judgement.expectations.answer
    answer.setPlainText({TOKEN!r})
    answer.selectAll()
    answer.copy()
    print("answer", board.text())
    window._copy_secret({TOKEN!r})
    print("primary", board.text(QClipboard.Mode.Selection))
"""
    ran = run(act, tmp_path=tmp_path, under=("xvfb-run", "-a"))
    assert "answer" in ran.stdout, ran.stderr
    assert "primary" in ran.stdout, ran.stderr
    assert TOKEN.rpartition(".")[2][:10] not in ran.stdout


@pytest.mark.parametrize("look", ["light", "200-percent"])
def test_screenshots_can_be_drawn(tmp_path, look):
    """The one command that draws the window's states works under a real window system."""
    assert shutil.which("xvfb-run"), "xvfb is needed: .ci/run installs it"
    script = os.path.join(os.path.dirname(os.path.dirname(__file__)), "screenshots.py")  # noqa: PTH118, PTH120
    environment = os.environ | {"QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "2" if look.startswith("2") else "1"}
    ran = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 2800x1800x24", sys.executable, script, "--look", look, str(tmp_path)],
        env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    assert len(list(tmp_path.glob(f"*-{look}.png"))) >= 2
