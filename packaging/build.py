"""Build the program into one folder with PyInstaller and start it once: `python packaging/build.py`.

The folder is dist/token-inspector. Installers for each system are made from it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "packaging" / "token-inspector.spec"
TOKEN = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0In0."


def main() -> int:
    """Build, then let the built program explain, sign in for practice, and open its window for a moment."""
    _install_builder()
    _run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", str(SPEC))
    program = next((ROOT / "dist" / "token-inspector").glob("token-inspector*"))
    _check_explain(program)
    _check_recording(program)
    _check_signin(program)
    _check_window(program)
    print(f"built and started: {program.relative_to(ROOT)}, {_megabytes(program.parent):.0f} MB")
    return 0


def _install_builder() -> None:
    _run(sys.executable, "-m", "pip", "install", "-q", "-c", str(ROOT / "packaging/constraints.txt"), "pyinstaller")


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def _check_explain(program: Path) -> None:
    done = subprocess.run([program, "explain", "-", "--json"], input=TOKEN, capture_output=True, text=True, check=False)
    outcome = json.loads(done.stdout)["verdict"]["outcome"]
    if (done.returncode, outcome) != (1, "rejected"):
        raise SystemExit(f"the built program explains wrongly: {done.returncode}, {outcome}\n{done.stderr}")


def _check_recording(program: Path) -> None:
    """Read a HAR: the streaming parser is in the folder, and chosen at run time by its name."""
    entry = {"request": {"url": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_type=code"}}
    recording = json.dumps({"log": {"version": "1.2", "entries": [entry]}})
    done = subprocess.run(
        [program, "explain", "-", "--json"], input=recording, capture_output=True, text=True, check=False
    )
    if not done.stdout or not json.loads(done.stdout)["attempts"]:
        raise SystemExit(f"the built program can't read a recording: {done.returncode}\n{done.stderr}")


def _check_signin(program: Path) -> None:
    """Sign in at the practice tenant: MSAL, the keys and the pages are all in the folder."""
    words = ("signin", "--practice", "--flow", "client", "--json")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    if done.returncode != 0 or json.loads(done.stdout)["status"] != "signed_in":
        raise SystemExit(f"the built program can't sign in: {done.returncode}\n{done.stderr}")


def _check_window(program: Path) -> None:
    """Open the window offscreen; it is still there after five seconds unless something is missing."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_RUNTIME_DIR": home}
        window = subprocess.Popen([program], env=environment, stderr=subprocess.PIPE, text=True)
        try:
            _, words = window.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            window.kill()
            window.communicate()
            return
    raise SystemExit(f"the built window closed at once: {window.returncode}\n{words}")


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
