"""`token-inspector compare` from outside: two files or a pipe, and the exit status."""

import json
from pathlib import Path

import pytest
from minting import CLIENT, NOW, entra, mint

from tests.console.test_explain import run

AT = ("--at", str(NOW))


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return two files: a token, and one of the same request with another audience."""
    for name, claims in (("a", entra()), ("b", entra(aud="api://orders", name="Ada"))):
        (tmp_path / name).write_text(mint(claims))
    return str(tmp_path / "a"), str(tmp_path / "b")


def test_a_difference_that_matters_is_1(files: tuple[str, str]) -> None:
    """The document says which, and how each was judged."""
    done = run("compare", *files, *AT, "--audience", CLIENT, "--json")
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    assert document["sentence"].startswith("The first is accepted, the second fails: the audience changed")
    assert (document["left"]["outcome"], document["right"]["outcome"]) == ("accepted", "rejected")
    first = document["differences"][0]
    assert (first["id"], first["name"], first["weight"]) == ("audience", "aud", "matters")
    assert first["right"] == {"name": "aud", "value": "api://orders", "shown": "api://orders"}


def test_no_difference_that_matters_is_0(files: tuple[str, str]) -> None:
    """The same token twice, and a token of the same request issued later."""
    assert run("compare", files[0], files[0], *AT).returncode == 0
    later = mint(entra(iat=NOW, nbf=NOW, exp=NOW + 4000))
    assert run("compare", files[0], "-", *AT, paste=later).returncode == 0


def test_two_tokens_in_one_paste(tmp_path: Path) -> None:
    """Without a second file the two tokens of the first are compared, in the order in which they stand."""
    done = run("compare", "-", *AT, paste=f"{mint(entra(scp='A'))}\n\n{mint(entra(scp='A B'))}")
    assert done.returncode == 1
    assert done.stdout.startswith("The second also has B.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare"],
        ["compare", "-", "-"],
        ["compare", "-"],
        ["compare", "-", "no-such-file"],
        ["compare", "-", "--skew", "-1"],
    ],
)
def test_words_that_are_off_are_2(arguments: list[str]) -> None:
    """Misuse says so on standard error and prints nothing else."""
    done = run(*arguments, paste="good morning")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


def test_nothing_to_compare_is_2_and_still_a_document(files: tuple[str, str]) -> None:
    """JSON is printed whatever the exit status."""
    done = run("compare", files[0], "-", "--json", paste="good morning")
    assert done.returncode == 2
    assert json.loads(done.stdout)["differences"] == []


def test_markdown_is_masked(files: tuple[str, str]) -> None:
    """It goes into tickets: no id is left in it."""
    done = run("compare", *files, *AT, "--markdown")
    assert done.stdout.startswith("## The audience changed")
    assert entra()["oid"] not in done.stdout
    assert entra()["tid"] not in done.stdout


def test_a_token_is_no_argument() -> None:
    """Arguments are visible to other programs."""
    token = mint(entra())
    done = run("compare", token, token)
    assert done.returncode == 2
    assert token not in done.stdout + done.stderr
