"""The window's speed, as ratios measured in one run: cold start, paste to painted verdict, memory.

    python tests/benchmarks/bench_window.py            offscreen, and under Xvfb where it is installed
    python tests/benchmarks/bench_window.py --quick    fewer rounds

Each number is measured beside its yardstick (a bare PySide6 main window), turn by turn, on the machine at hand.
"""

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
import sys
from PySide6.QtCore import QEvent, QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value)
    def customEvent(self, event):
        print("painted", flush=True)
        QApplication.quit()
application = QApplication(sys.argv)
window = Window()
window.resize(1320, 840)
window.show()
application.exec()
"""

OURS = """
from PySide6.QtCore import QEvent, QCoreApplication, Qt
from inspector.ui.features import look_nowhere
look_nowhere()
from inspector.ui import window
before = window.MainWindow.paintEvent
def paintEvent(self, event):
    before(self, event)
    QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value)
def customEvent(self, event):
    print("painted", flush=True)
    import os
    os._exit(0)
window.MainWindow.paintEvent = paintEvent
window.MainWindow.customEvent = customEvent
from inspector.__main__ import main
main([])
"""

BARE_MEMORY = """
import sys, time
from window_rounds import print_resident
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.resize(1320, 840)
window.show()
for _ in range(20):
    application.processEvents()
    time.sleep(0.01)
print_resident()
"""

PASTE = """
import sys
from window_rounds import paste_rounds
paste_rounds(int(sys.argv[1]), int(sys.argv[2]))
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    compileall.compile_dir(Path(__file__).parents[2] / "inspector", quiet=1)  # as an installed program is
    rounds = 6 if parser.parse_args().quick else 20
    print(f"{'what':58} {'ours':>10} {'bare':>10} {'ratio':>7}  bound")
    for name, environment in _systems():
        _cold_start(name, environment, rounds)
        _memory(name, environment)
        _paste(name, environment, 2_000, rounds * 25, "p99 under 16 ms")
        _paste(name, environment, 256_000, rounds, "under 100 ms")


def _systems() -> list[tuple[str, dict[str, str]]]:
    quiet = {"QT_LOGGING_RULES": "default.warning=false"}  # what this platform can't do, it says often
    systems = [("offscreen", {"QT_QPA_PLATFORM": "offscreen"} | quiet)]
    if shutil.which("Xvfb"):
        systems.append(("Xvfb", {"QT_QPA_PLATFORM": "xcb"}))
    return systems


def _run(script: str, environment: dict[str, str], *arguments: str) -> tuple[str, float]:
    """Return what a Python process with `script` prints first, and the milliseconds until then."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | environment | {
            "XDG_CONFIG_HOME": folder, "XDG_RUNTIME_DIR": folder, "PYTHONPATH": str(Path(__file__).parent)
        }  # fmt: skip
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True, env=surroundings
        ) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            taken = (time.perf_counter() - begun) * 1000
            if not first:
                raise SystemExit("a measured process ended without a word")
            return first + process.stdout.read(), taken


def _cold_start(name: str, environment: dict[str, str], rounds: int) -> None:
    pairs = [(_run(OURS, environment)[1], _run(BARE, environment)[1]) for _ in range(rounds + 2)][2:]
    ours, bare = (statistics.median(each) for each in zip(*pairs, strict=True))
    _print(f"cold start to first paint, {name} (median, ms)", ours, bare, "at most 1.35")


def _memory(name: str, environment: dict[str, str]) -> None:
    bare = int(_run(BARE_MEMORY, environment)[0])
    ours = int(_run(PASTE, environment, "2000", "1")[0].splitlines()[-1])
    _print(f"resident memory with one token, {name} (MB)", ours / 1024, bare / 1024, "at most 1.5")


def _paste(name: str, environment: dict[str, str], length: int, rounds: int, bound: str) -> None:
    printed = _run(PASTE, environment, str(length), str(rounds))[0]
    taken = sorted(map(float, printed.splitlines()[0].split()))
    worst = taken[min(int(len(taken) * 0.99), len(taken) - 1)]
    print(
        f"{f'paste to painted verdict, {length:,} characters, {name} (ms)':58} {'median':>5} {statistics.median(taken):4.1f} {'p99':>5} {worst:4.1f}         {bound}"
    )


def _print(what: str, ours: float, bare: float, bound: str) -> None:
    print(f"{what:58} {ours:10.1f} {bare:10.1f} {ours / bare:7.2f}  {bound}")


if __name__ == "__main__":
    if "DISPLAY" not in os.environ and shutil.which("xvfb-run"):
        os.execvp("xvfb-run", ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24 -noreset", sys.executable, *sys.argv])  # noqa: S606
    main()
