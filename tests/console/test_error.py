"""`token-inspector error`: a code or words, ranked."""

import json

import pytest

from tests.console.test_explain import run


@pytest.mark.parametrize("words", ["AADSTS50011", "50011", "aadsts50011"])
def test_a_code_is_found_in_any_spelling(words: str) -> None:
    """The number alone will do."""
    document = json.loads(run("error", words, "--json").stdout)
    assert document["schema"] == 1
    assert document["refusals"][0]["code"] == "AADSTS50011"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("redirect uri mismatch", "AADSTS50011"),
        ("admin consent required", "AADSTS90094"),
        ("client secret expired", "AADSTS7000222"),
    ],
)
def test_words_find_the_code(words: str, code: str) -> None:
    """Best first."""
    found = [row["code"] for row in json.loads(run("error", words, "--json").stdout)["refusals"]]
    assert code in found


def test_nothing_that_fits_is_2() -> None:
    """And it says so."""
    done = run("error", "zzzz-no-such-word")
    assert done.returncode == 2
    assert "Nothing fits" in done.stdout


def test_a_token_is_no_search_word() -> None:
    """It is not repeated either."""
    done = run("error", "eyJhbGciOiJub25lIn0.e30.")
    assert done.returncode == 2
    assert "eyJ" not in done.stdout + done.stderr
