"""Nothing leaves the machine unasked: seen from outside, by the system calls of the whole process, Qt's included."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed (Debian: apt install strace)"
)


def sockets(tmp_path: Path, command: list[str], text: str = "") -> tuple[list[str], str]:
    """Run `command` under strace; return its calls of socket() for the internet, and what it printed."""
    log = tmp_path / "calls.txt"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PYTHONPATH": str(TESTS),
    }
    traced = ["strace", "-f", "-qq", "-e", "trace=socket", "-o", str(log), *command]
    done = subprocess.run(
        traced, env=environment, cwd=TESTS.parent, input=text, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1, 3), done.stderr[-2000:]
    return [line for line in log.read_text().splitlines() if "AF_INET" in line], done.stdout


@needs_strace
def test_the_trace_sees_a_socket(tmp_path: Path):
    """The measure itself works: a program that opens a socket is seen."""
    found, _printed = sockets(tmp_path, [sys.executable, "-c", "import socket; socket.socket().close()"])
    assert found


@needs_strace
def test_the_window_opens_no_socket_for_a_hundred_hostile_pastes(tmp_path: Path):
    """Opening, pasting, looking at every tab and comparing makes not one socket of the internet."""
    found, printed = sockets(tmp_path, [sys.executable, str(TESTS / "hostile_pastes.py")])
    assert printed.split() == ["100"]
    assert found == []


@needs_strace
@pytest.mark.parametrize("subcommand", ["explain", "verify", "permissions"])
def test_the_terminal_opens_no_socket(tmp_path: Path, subcommand: str):
    """Neither explaining nor verifying offline nor a review does, whatever addresses stand in the token."""
    from hostile_pastes import pastes

    for text in pastes()[:5]:
        found, _printed = sockets(tmp_path, [sys.executable, "-m", "inspector", subcommand, "-"], text)
        assert found == []


@needs_strace
def test_comparing_opens_no_socket(tmp_path: Path):
    """Two things side by side, from a file and from a pipe, whatever addresses stand in them."""
    from hostile_pastes import pastes

    first = tmp_path / "first.txt"
    for left, right in zip(pastes()[:6], pastes()[1:7], strict=True):
        first.write_text(left)
        found, printed = sockets(tmp_path, [sys.executable, "-m", "inspector", "compare", str(first), "-"], right)
        assert printed
        assert found == []
