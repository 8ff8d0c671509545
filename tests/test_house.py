"""The house is in order: imports run one way, types hold, the linter has nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
            id="imports",
        ),
        pytest.param([sys.executable, "-m", "mypy"], id="types"),
        pytest.param([sys.executable, "-m", "ruff", "check", "."], id="lint"),
        pytest.param([sys.executable, "-m", "ruff", "format", "--check", "."], id="format"),
    ],
)
def test_nothing_to_complain_about(command: list[str]) -> None:
    """Each tool is run as a developer would run it."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


LIGHT = ("PySide6", "shiboken6", "msal", "keyring", "httpx", "jwt", "cryptography", "asyncio", "http.client")


def test_explain_loads_nothing_heavy() -> None:
    """Explaining starts fast: no Qt, MSAL, keyring, httpx or cryptography is loaded."""
    code = "import sys; from inspector.__main__ import main; main(['explain', '-']); print([m for m in sys.modules])"
    token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0In0."
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=token, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.splitlines()[-1]
    assert [name for name in LIGHT if f"'{name}'" in loaded] == []


def test_no_file_names_a_package_host() -> None:
    """Constraints and settings name versions, not the places they were fetched from."""
    for path in (ROOT / "packaging/constraints.txt", ROOT / "pyproject.toml"):
        assert "://" not in path.read_text().replace("https://learn.microsoft.com", ""), path.name


def test_a_skipped_test_fails_ci(tmp_path) -> None:
    """Where CI is set, a run with a skipped test fails; elsewhere it passes."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text())
    (tmp_path / "test_one.py").write_text("import pytest\n\n\ndef test_one():\n    pytest.skip()\n")
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)]
    here = {name: value for name, value in os.environ.items() if name != "CI"}
    assert subprocess.run(command, env=here | {"CI": "true"}, capture_output=True, check=False).returncode == 1
    assert subprocess.run(command, env=here, capture_output=True, check=False).returncode == 0
