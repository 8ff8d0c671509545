"""The `flow` subcommand: answered by words or question by question, as text, note and JSON."""

import json
from itertools import product
from pathlib import Path

import pytest

from inspector import app
from inspector.__main__ import main
from inspector.console import flow, run
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.decision import Impossibility, decide
from inspector.diagnosis.flow_advice.questions import Question

WEB = ("--user", "--secret", "--browser", "--no-further-api")
SPA = ("--user", "--no-secret", "--browser", "--in-page")
DAEMON = ("--no-user", "--secret")


@pytest.fixture
def call(capsys):
    """Run `flow` with these words; return exit status, output and complaints."""

    def give(*words: str) -> tuple[int, str, str]:
        status = run(["flow", *words], app)
        return status, *capsys.readouterr()

    return give


def words_of(answers: dict[Question, bool]) -> list[str]:
    return [flow._WORDS[question][0 if value else 1][0] for question, value in answers.items()]


@pytest.mark.parametrize("values", list(product((True, False), repeat=5)), ids=str)
def test_every_combination_of_words_is_answered(call, values):
    """Six rows exit with 0, what can't be with 2; JSON is printed either way."""
    answers = dict(zip(Question, values, strict=True))
    status, out, _err = call(*words_of(answers), "--json")
    document, found = json.loads(out), decide(answers)
    assert document["schema"] == 1
    if isinstance(found, Impossibility):
        assert (status, document["status"], document["impossible"]["id"]) == (2, "impossible", found.id)
        assert document["advice"] is None
    else:
        assert (status, document["status"], document["advice"]["client"]) == (0, "answered", found)
        assert document["impossible"] is None


def test_json_says_which_questions_are_open(call):
    """With what to ask, in order; exit status 2."""
    status, out, _err = call("--user", "--json")
    document = json.loads(out)
    assert (status, document["status"]) == (2, "open")
    assert [each["id"] for each in document["questions"]] == ["secret", "browser", "in_page", "further_api"]
    assert all(document["questions"][0].values())


def test_json_holds_the_whole_answer(call):
    """Every member that the README names, filled with what was given."""
    words = (
        "--client-id",
        "my-app",
        "--tenant",
        "contoso.com",
        "--scope",
        "api://orders/Orders.Read api://orders/Orders.Write",
    )
    advice = json.loads(call(*SPA, *words, "--json")[1])["advice"]
    assert list(advice) == [
        "client", "name", "confidential", "flow", "why", "why_not", "credentials", "registration", "scopes", "tokens",
        "claims", "requests", "snippets", "verify", "try", "notes", "reference",
    ]  # fmt: skip
    assert [each["step"] for each in advice["requests"]] == ["authorization_request", "token_request", "token_request"]
    sent = {each["name"]: each["value"] for each in advice["requests"][0]["parameters"]}
    assert sent["client_id"] == "my-app"
    assert sent["scope"] == "openid profile offline_access api://orders/Orders.Read api://orders/Orders.Write"
    assert advice["requests"][1]["url"] == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"
    assert {each["language"] for each in advice["snippets"]} == {"python", "javascript", "dotnet", "java", "curl"}
    assert advice["try"][1] == (
        "token-inspector signin --flow code --client-id my-app --tenant contoso.com "
        "--scope api://orders/Orders.Read --scope api://orders/Orders.Write"
    )


def test_another_cloud_has_addresses_of_its_own(call):
    """Authority, Graph and the command that tries it."""
    words = ("--cloud", "us-gov", "--client-id", "my-app", "--tenant", "contoso.us")
    advice = json.loads(call(*DAEMON, *words, "--json")[1])["advice"]
    assert advice["requests"][0]["url"] == "https://login.microsoftonline.us/contoso.us/oauth2/v2.0/token"
    assert advice["scopes"][0]["scope"] == "https://graph.microsoft.us/.default"
    assert "--cloud us-gov" in advice["try"][1]


@pytest.mark.parametrize("client", Client)
def test_text_names_flow_registration_requests_and_checks(call, client):
    """Readable at 80 columns but for what is to be copied."""
    answers = next(
        given for values in product((True, False), repeat=5)
        if decide(given := dict(zip(Question, values, strict=True))) is client
    )  # fmt: skip
    status, out, _err = call(*words_of(answers))
    assert status == 0
    for heading in ("Why not", "Registration", "Ask for", "What comes back", "Requests", "Verify", "Try it"):
        assert f"\n{heading}\n" in out
    assert "Python" not in out


def test_a_language_shows_its_code(call):
    """All three credentials of a daemon, the best first; a reason where there is none."""
    out = call(*DAEMON, "--language", "python")[1]
    assert (
        out.index("Python: managed identity")
        < out.index("Python: federated credential")
        < out.index("Python: certificate")
    )
    assert "MSAL for Java has no part in it" in call(*SPA, "--language", "java")[1].replace("\n  ", " ")


def test_what_is_open_or_impossible_is_a_complaint(call):
    """With the words to give, and the answer to reconsider."""
    status, out, err = call("--user", "--no-secret")
    assert (status, out) == (2, "")
    assert "Does the client have a browser? Give --browser or --no-browser." in err
    status, out, err = call("--no-browser", "--in-page")
    assert (status, out) == (2, "")
    assert "a client inside one has a browser. Reconsider “Does the client have a browser?”" in err


def test_the_decision_is_a_markdown_note(call):
    """Permissions with what they are for, in a table that nothing breaks out of."""
    words = (
        "--permission",
        "Mail.Read=send the *weekly* report | to all",
        "--permission",
        "User.Read=",
        "--review",
        "2027-06-30",
    )
    out = call(*DAEMON, "--client-id", "my`app", "--decision", *words)[1]
    assert out.startswith(
        "## Sign-in decision: Client credentials\n\n- **Client:** Daemon, service or job (confidential client)\n"
    )
    assert "- **Client ID:** ``my`app``\n" in out
    assert "- **Review by:** 2027-06-30\n" in out
    assert out.endswith(
        "| `Mail.Read` | application | administrator | send the \\*weekly\\* report \\| to all |\n"
        "| `User.Read` | application | administrator | … |\n"
    )


def test_the_decision_lists_what_is_asked_for(call):
    """With who must consent, as far as the table of Graph's permissions tells."""
    out = call(*SPA, "--decision", "--scope", "User.Read User.Read.All api://orders/Orders.Read")[1]
    assert "| `User.Read` | delegated | user | … |" in out
    assert "| `User.Read.All` | delegated | administrator | … |" in out
    assert "| `api://orders/Orders.Read` | delegated | … | … |" in out


@pytest.mark.parametrize("words", [("--permission", "Mail.Read"), ("--permission", "=x"), ("--review", "soon")])
def test_words_that_are_off_are_named(call, words):
    """Exit status 2, with an example."""
    status, out, err = call(*WEB, "--decision", *words)
    assert (status, out) == (2, "")
    assert words[0] in err


def test_one_question_has_one_answer(capsys):
    """--user and --no-user together are refused."""
    with pytest.raises(SystemExit, match="2"):
        main(["flow", "--user", "--no-user"])
    assert "not allowed with" in capsys.readouterr().err


class Terminal:
    """Standard input that is a terminal, with somebody who types these lines."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)

    def isatty(self) -> bool:
        """It is."""
        return True

    def readline(self) -> str:
        """Return the next line, "" at the end."""
        return f"{self.lines.pop(0)}\n" if self.lines else ""


@pytest.mark.parametrize(
    ("typed", "words", "flow_name"),
    [
        (("1", "2", "1", "2"), (), "Authorization code with PKCE"),
        (("no", "maybe", "", "y"), (), "Client credentials"),
        (("2",), ("--user", "--no-secret"), "Device code"),
        (("in a",), ("--user", "--no-secret", "--browser"), "Single-page app"),
        (("i", "inst"), ("--user", "--no-secret", "--browser"), "Desktop or mobile app"),
    ],
)
def test_a_terminal_is_asked_only_what_matters(call, monkeypatch, typed, words, flow_name):
    """By number or word; what can't be understood is asked again."""
    terminal = Terminal(*typed)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    status, out, err = call(*words)
    assert (status, terminal.lines) == (0, [])
    assert flow_name in out
    assert "> " in err


def test_the_end_of_input_leaves_the_question_open(call, monkeypatch):
    """Nothing hangs."""
    monkeypatch.setattr("sys.stdin", Terminal("1"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    status, out, err = call()
    assert (status, out) == (2, "")
    assert "A question is open" in err


def test_what_is_typed_is_shown_harmless(call):
    """Control characters and escapes are spelled out, and code is left out."""
    out = call(*WEB, "--client-id", "a\x1b[31mb", "--tenant", "x\ny", "--language", "curl")[1]
    assert "\x1b" not in out
    assert "⟨U+001B⟩" in out
    assert "can't be put into code safely" in out


def test_the_readme_names_every_member(call):
    """What `flow --json` prints is described where the others are."""
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    contract = readme.rpartition("`flow`: ")[2].partition("`signin`: ")[0]
    advice = json.loads(call(*SPA, "--json")[1])["advice"]
    named = {*advice, *advice["registration"][0], *advice["requests"][0], *advice["snippets"][0]}
    assert [name for name in named if f"`{name}`" not in contract] == []
