"""`signin` on a terminal: Ctrl+C wherever it waits, questions before calls, what is said where nobody can be asked."""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inspector import app
from inspector.console.signin_output import show
from inspector.signin.outcome import SignInOutcome, Status

sys.path.insert(0, str(Path(__file__).parent))
from signin_runs import BROWSER, answering, interrupted

AT_NOBODY = ["--client-id", "x", "--scope", "https://graph.microsoft.com/.default", "--flow", "client"]
ORDERS = "https://practice.test/orders"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of the test's own, and a browser that finishes by itself."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
    return kept | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "BROWSER": BROWSER, "PYTHONUNBUFFERED": "1"}


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run the subcommand to its end, without a terminal."""
    command = [sys.executable, "-m", "inspector", "signin", *words]
    return subprocess.run(command, env=environment, input="", capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (AT_NOBODY, "Client secret"),
        (["--practice", "--flow", "code", "--no-browser"], "http://127.0.0.1"),
        (["--practice", "--flow", "device"], "Ctrl+C cancels"),
        (["--practice", "--flow", "obo", "--no-browser"], "http://127.0.0.1"),
        (["--practice", "--flow", "client", "--fault", "slow"], "1. discovery"),
        (["--practice", "--fault", "api-step-up"], "[y/N]"),
    ],
    ids=["prompt", "page", "device code", "caller", "silent server", "question"],
)
def test_interrupted(environment: dict[str, str], words: list[str], shown: str) -> None:
    """Ctrl+C is a cancellation wherever it comes, with exit status 3, a whole document and no traceback."""
    status, output, terminal = interrupted(environment, [*words, "--json"], shown)
    assert status == 3, terminal
    assert json.loads(output)["status"] == "cancelled"
    assert "Traceback" not in terminal


def test_interrupted_while_connecting(environment: dict[str, str], tmp_path: Path) -> None:
    """So it is while a server that accepts the connection says nothing."""
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"https://127.0.0.1:{silent.getsockname()[1]}/realm"
        words = ["--issuer", issuer, "--client-id", "x", "--flow", "client", "--secret-file", str(secret), "--json"]
        status, output, _terminal = interrupted(environment, words, "1. discovery")
    assert status == 3
    assert json.loads(output)["trace"][0]["fault"] == "Cancelled."


def test_questions(environment: dict[str, str]) -> None:
    """A call that may change data is asked about on a terminal; yes makes it, everything else does not."""
    words = ["--practice", "--scope", "api://orders/Orders.Write", "--call", f"POST {ORDERS}", "--json"]
    status, output, terminal = answering(environment, words, "[y/N]", "y")
    assert "POST may change or delete data." in terminal
    assert (status, json.loads(output)["call"]["status"]) == (0, 201)
    status, output, _terminal = answering(environment, words, "[y/N]", "")
    assert (status, json.loads(output)["call"]["made"]) == (3, False)


def test_a_challenge_is_offered(environment: dict[str, str]) -> None:
    """A claims challenge of an API can be answered by one key on a terminal."""
    words = ["--practice", "--fault", "api-step-up", "--json"]
    status, output, terminal = answering(environment, words, "[y/N]", "y")
    assert "acrs" in terminal
    assert (status, json.loads(output)["call"]["status"]) == (0, 200)


@pytest.mark.parametrize(
    "words",
    [
        ["--practice", "--call", f"DELETE {ORDERS}"],
        ["--practice", "--call", "GET https://graph.microsoft.com/v1.0/me"],
        ["--practice", "--call", "GET https://practice.test.evil.example/orders"],
        ["--practice", "--call", "hello"],
        ["--practice", "--body", "-"],
        ["--practice", "--har", "/nowhere/steps.har"],
        ["--practice", "--har", "/"],
        ["--practice", "--accounts"],
        ["--practice", "--keep"],
        ["--practice", "--cloud", "china"],
        ["--practice", "--issuer", "https://issuer.test/realm"],
        ["--client-id", "x", "--flow", "code", "--call", "GET http://graph.microsoft.com/v1.0/me"],
        ["--client-id", "x", "--flow", "code", "--call", "GET https://user@graph.microsoft.com/v1.0/me"],
        ["--client-id", "x", "--flow", "code", "--ca-file", "/nowhere"],
        ["--client-id", "x", "--flow", "code", "--ca-file", __file__],
        ["--accounts", "--ca-file", "/nowhere"],
        ["--client-id", "x", "--authority", "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_in"],
        ["--client-id", "x", "--cloud", "practice"],
    ],
)
def test_misuse(environment: dict[str, str], words: list[str]) -> None:
    """What is never called, cannot be asked about, or means nothing is said before anything is sent."""
    done = run(environment, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert "discovery" not in done.stderr


def test_call(environment: dict[str, str], tmp_path: Path) -> None:
    """The API is called once signed in: its answer is shown, the call is a step, and the HAR has it without the token."""
    har = tmp_path / "steps.har"
    words = ["--practice", "--call", ORDERS, "--har", str(har)]
    done = run(environment, *words)
    assert done.returncode == 0, done.stderr
    assert "Notebook" in done.stdout
    assert "API call GET https://practice.test/orders → 200" in done.stdout
    document = json.loads(run(environment, *words, "--json", "--show-token").stdout)
    assert document["call"]["report"] is None
    for token in document["tokens"].values():
        assert not any(part in har.read_text() for part in token.split(".") if len(part) > 8)


def test_permission_that_the_call_needs(environment: dict[str, str]) -> None:
    """A refused call is explained from the token and the call together: which permission is missing."""
    call = "GET https://practice.test/v1.0/me/messages"
    done = run(environment, "--practice", "--scope", "User.Read", "--call", call)
    assert done.returncode == 1
    assert "needs the delegated permission Mail.ReadBasic" in " ".join(done.stdout.split())


def test_device_code_is_announced(environment: dict[str, str]) -> None:
    """Where no browser can be opened, that is said, and the warning comes before the code."""
    environment["SSH_CONNECTION"] = "192.0.2.1 1 192.0.2.2 22"
    done = run(environment, "--practice", "--fault", "device-code-blocked", "--flow", "device")
    assert "No browser can be opened" not in done.stderr
    _status, _output, terminal = interrupted(environment, ["--practice"], "Ctrl+C cancels")
    assert terminal.index("No browser can be opened here") < terminal.index("whoever sends you a code")
    assert terminal.index("whoever sends you a code") < terminal.index("devicelogin")


def test_page_over_ssh(environment: dict[str, str]) -> None:
    """Over SSH a page that was asked for comes with a word on why it may not arrive."""
    environment["SSH_CONNECTION"] = "192.0.2.1 1 192.0.2.2 22"
    told = run(environment, "--practice", "--flow", "code").stderr
    assert told.index("does not reach this machine") < told.index("discovery")
    del environment["SSH_CONNECTION"]
    assert "does not reach" not in run(environment, "--practice", "--flow", "code").stderr


def test_address_beside_a_bridge_that_may_fail(environment: dict[str, str]) -> None:
    """In WSL the address stands there from the beginning: opening Windows' browser may fail silently."""
    environment["WSL_DISTRO_NAME"] = "Debian"
    assert (
        "If none does, open this address: http://127.0.0.1" in run(environment, "--practice", "--flow", "code").stderr
    )


def test_page_with_an_error(environment: dict[str, str]) -> None:
    """In practice, an error that only the browser shows ends the wait and is explained."""
    done = run(environment, "--practice", "--fault", "redirect-uri-mismatch")
    assert done.returncode == 1
    assert "The sign-in page shows an error and does not come back." in done.stdout
    assert "AADSTS50011" in done.stdout


def test_state_of_another_sign_in(environment: dict[str, str]) -> None:
    """An answer with another state is turned away, and that is said while the sign-in goes on waiting."""
    status, _output, terminal = interrupted(environment, ["--practice", "--fault", "state-mismatch"], "it was refused")
    assert "Its state is not the one that was sent" in terminal
    assert status == 3


def test_ids_of_each_step(environment: dict[str, str]) -> None:
    """Each step shows its times and the ids under which Entra ID's logs know it; comparisons stand beside it."""
    done = run(environment, "--practice", "--flow", "code")
    for words in ("x-ms-request-id", "correlation id", " ms)", "✓ state", "✓ nonce", "✓ code_challenge"):
        assert words in done.stdout


def test_without_a_keyring(environment: dict[str, str], tmp_path: Path) -> None:
    """Where no keyring answers, the reason is said: nothing is kept silently, and nothing in another place."""
    environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    document = json.loads(run(environment, "--accounts", "--json").stdout)
    assert document["accounts"] == []
    assert document["keeping"] == "memory"
    assert "No keyring answers here" in document["state"]
    done = run(environment, "--renew", "ada@provider.test")
    assert done.returncode == 2
    assert "No keyring answers here" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_scopes_are_explained_before_they_are_asked_for(environment: dict[str, str]) -> None:
    """Whose consent a scope takes, what OpenID Connect's own bring, and that Graph knows no such name."""
    words = ["--practice", "--fault", "scope-unknown"]
    for scope in ("User.Read", "User.ReadWrite.All", "email", "Mail.Reed"):
        words += ["--scope", scope]
    told = run(environment, *words).stderr
    assert "User.ReadWrite.All: Microsoft Graph. An administrator must consent." in told
    assert "email: The e-mail address in the ID token" in told
    assert "Mail.Reed: Microsoft Graph has no delegated permission of this name." in told
    assert "User.Read:" not in told
    assert told.index("Mail.Reed") < told.index("discovery")


def test_what_an_app_was_granted(environment: dict[str, str]) -> None:
    """An app's own answer names no scopes; its roles are in the token."""
    assert "Granted: Orders.Read.All (application" in run(environment, "--practice", "--flow", "client").stdout


def test_device_code_to_its_end(environment: dict[str, str]) -> None:
    """Somebody types the code on the page that is named, and the polling program is signed in."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "signin"))
    from visitor import Visitor

    command = [sys.executable, "-m", "inspector", "signin", "--practice", "--flow", "device", "--json"]
    with subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, stdin=-3, text=True) as process:
        assert process.stderr is not None
        told = ""
        while "Ctrl+C cancels" not in told and process.poll() is None:
            told += process.stderr.readline()
        code = re.search(r"│   (\S+)   │", told)
        page = re.search(r"http://127\.0\.0\.1:\d+/devicelogin", told)
        assert code
        assert page
        status, _page = Visitor().visit(f"{page[0]}?otc={code[1]}")
        output, _rest = process.communicate(timeout=60)
    assert (status, process.returncode) == (200, 0)
    document = json.loads(output)
    assert document["account"]["username"] == "alice@learning.practice.test"
    assert "device_authorization" in [each["step"] for each in document["trace"]]


@pytest.mark.parametrize("output", ["--text", "--json"])
def test_hidden_values(environment: dict[str, str], tmp_path: Path, output: str) -> None:
    """With --hide-values nothing that is shown or saved names a person, a tenant or an app; lengths stay true."""
    har = tmp_path / "steps.har"
    words = ["--practice", "--flow", "code", "--hide-values", "--trace", output, "--har", str(har)]
    words += ["--scope", "User.Read", "--login-hint", "alice@learning.practice.test"]
    done = run(environment, *words, "--call", "https://practice.test/v1.0/me")
    assert done.returncode == 0, done.stderr
    shown = done.stdout + har.read_text()
    for personal in ("alice", "Archer", "c0ffee00-eeee", "c0ffee00-0000", "c0ffee00-aaaa"):
        assert personal.lower() not in shown.lower(), personal
    assert re.search(r"eyJ0…\(\d{4} characters hidden\)", shown)


def test_address_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """The address at which an administrator consents is printed in one piece, to be copied."""
    address = "https://login.microsoftonline.com/contoso.com/v2.0/adminconsent?client_id=" + "a" * 120
    given = argparse.Namespace(output="text", hide_values=False, trace=False, show_token=False)
    outcome = SignInOutcome(Status.REFUSED, "The sign-in was refused.", f"An administrator can consent: {address}")
    show(outcome, given, app.explain)
    assert address in capsys.readouterr().out


def test_reader_that_goes_away(environment: dict[str, str]) -> None:
    """`… | head` ends quietly, whenever the reader leaves."""
    del environment["PYTHONUNBUFFERED"]
    command = [sys.executable, "-m", "inspector", "signin", "--practice", "--flow", "client"]
    with subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, stdin=-3, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 0
    assert "BrokenPipe" not in told
