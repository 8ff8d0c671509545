"""Running `token-inspector signin` as somebody in a terminal does: with a browser that finishes by itself, and Ctrl+C."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SIGNIN = Path(__file__).parent.parent / "signin"
BROWSER = f"{sys.executable} {SIGNIN / 'visitor.py'} %s"


def interrupted(environment: dict[str, str], words: list[str], shown: str) -> tuple[int, str, str]:
    """Press Ctrl+C once `shown` stands on the terminal; return exit status, standard output and the terminal."""
    return _met(environment, words, shown, lambda process, _terminal: process.send_signal(signal.SIGINT))


def answering(environment: dict[str, str], words: list[str], question: str, answer: str) -> tuple[int, str, str]:
    """Answer the `question` on the terminal; return exit status, standard output and the terminal."""
    return _met(environment, words, question, lambda _process, terminal: os.write(terminal, f"{answer}\n".encode()))


def _met(
    environment: dict[str, str],
    words: list[str],
    shown: str,
    react: Callable[["subprocess.Popen[str]", int], object],
) -> tuple[int, str, str]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", "signin", *words],
        env=environment,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    os.close(theirs)
    terminal, end = "", time.monotonic() + 60
    try:
        while shown not in terminal and time.monotonic() < end and process.poll() is None:
            terminal += os.read(ours, 4096).decode(errors="replace")
        react(process, ours)
        output, _nothing = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return process.returncode, output, terminal
