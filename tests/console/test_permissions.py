"""`token-inspector permissions` from outside: files and calls, every output, and the exit status."""

import json
from pathlib import Path

import pytest
from judging import GRAPH, app_only, v1
from minting import entra, mint

from tests.console.test_explain import run


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return two files: a user's token for Graph, and a daemon's."""
    (tmp_path / "user").write_text(mint(v1(aud=GRAPH, scp="User.Read Mail.ReadWrite")))
    (tmp_path / "daemon").write_text(mint(app_only(roles=["Group.ReadWrite.All"])))
    return str(tmp_path / "user"), str(tmp_path / "daemon")


def test_one_document_for_several_files(files: tuple[str, str]) -> None:
    """The broadest first, each with the tokens that hold it."""
    done = run("permissions", *files, "--calling", "GET /me/messages", "--json")
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    first, second, third = document["permissions"]
    assert (first["name"], first["kind"], first["broad"], first["admin_consent"]) == (
        "Group.ReadWrite.All", "application", True, True,
    )  # fmt: skip
    assert second["narrower"] == [["Mail.ReadBasic"], ["Mail.Read"]]
    assert third["unused"] is True
    assert second["tokens"] == [f"{files[0]} a1"]


def test_a_paste_with_many_tokens() -> None:
    """Every token of a text is reviewed; nothing broad is 0."""
    done = run("permissions", "-", paste=f"{mint(entra(scp='A.Read'))}\n\n{mint(entra(scp='B.Read'))}")
    assert done.returncode == 0
    assert "2 permissions." in done.stdout


def test_csv_has_its_own_line_ends(files: tuple[str, str]) -> None:
    """CRLF as RFC 4180 asks, and nothing after the last."""
    lines = run("permissions", *files, "--csv").stdout.split("\r\n")
    assert len(lines) == 5
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)


def test_markdown_is_a_table(files: tuple[str, str]) -> None:
    """For the registration's documentation."""
    assert "| `Group.ReadWrite.All` |" in run("permissions", *files, "--markdown").stdout


def test_a_call_that_names_nothing_is_misuse(files: tuple[str, str]) -> None:
    """A word without an address is said to be none, before anything is reviewed."""
    done = run("permissions", *files, "--calling", "hello")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hello" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["permissions", "-"], ["permissions", "no-such-file"], ["permissions", "-", "-"]]
)
def test_without_a_token_it_is_2(arguments: list[str]) -> None:
    """It says so on standard error and prints nothing else."""
    done = run(*arguments, paste="good morning")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
