"""`token-inspector signin` from outside: the words, the exit status, what it prints and what it keeps to itself."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SIGNIN = Path(__file__).parent.parent / "signin"
BROWSER = f"{sys.executable} {SIGNIN / 'visitor.py'} %s"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home of the test's own, and a browser that finishes by itself."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
    return kept | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "BROWSER": BROWSER, "PYTHONUNBUFFERED": "1"}


def run(environment: dict[str, str], *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the subcommand to its end."""
    return subprocess.run(
        [sys.executable, "-m", "inspector", "signin", *words],
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_code(environment: dict[str, str]) -> None:
    """Authorization code in a browser: the tokens are explained, the steps shown, and no secret is printed."""
    done = run(environment, "--practice", "--flow", "code")
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("Signed in.", "Granted: api://orders/Orders.Read", "authorization response", "✓ state", "✓ nonce"):
        assert words in done.stdout
    assert "practice" in done.stderr
    assert not re.search(r"eyJ[\w-]+\.eyJ", done.stdout + done.stderr)


def test_json(environment: dict[str, str], tmp_path: Path) -> None:
    """`--json` holds the same; tokens stand in it only where they are asked for, and never in the HAR."""
    har = tmp_path / "steps.har"
    done = run(environment, "--practice", "--flow", "code", "--json", "--show-token", "--har", str(har))
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    assert document["status"] == "signed_in"
    assert document["report"]["verdict"]["outcome"] == "explained"
    assert [each["step"] for each in document["trace"]] == [
        "discovery",
        "authorization_request",
        "authorization_response",
        "token_request",
    ]
    entries = json.loads(har.read_text())["log"]["entries"]
    assert len(entries) == 4
    for token in document["tokens"].values():
        assert token not in har.read_text()
        assert token not in json.dumps(document["trace"]) + json.dumps(document["report"])
    hidden = json.loads(run(environment, "--practice", "--flow", "client", "--json").stdout)
    assert hidden["tokens"] == ["access_token"]


def test_device_code(environment: dict[str, str]) -> None:
    """Without a display, the device code flow is chosen, and its warning comes first; a blocked one is explained."""
    del environment["BROWSER"]
    done = run(environment, "--practice", "--fault", "device-code-blocked")
    assert done.returncode == 1
    assert re.search(r"│   [A-Z0-9]+   │", done.stderr)
    assert done.stderr.index("whoever sends you a code") < done.stderr.index("│")
    assert "AADSTS530033" in done.stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--flow", "client"], 0),
        (["--flow", "client", "--fault", "secret-expired"], 1),
        (["--flow", "obo"], (0, 1)),
        (["--flow", "code", "--fault", "nonce-mismatch"], 1),
    ],
)
def test_flows(environment: dict[str, str], words: list[str], status: int | tuple[int, ...]) -> None:
    """Every flow and its refusals end in the exit status that they should."""
    done = run(environment, "--practice", *words)
    assert done.returncode in (status if isinstance(status, tuple) else (status,)), done.stdout + done.stderr


def test_trace(environment: dict[str, str]) -> None:
    """`--trace` shows each parameter with what it is for."""
    done = run(environment, "--practice", "--flow", "client", "--trace")
    assert "grant_type = client_credentials" in done.stdout
    assert "The app signs in as itself." in done.stdout
    assert re.search(r"client_secret = \S*…\(", done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--client-id", "x", "--flow", "client", "--scope", "User.Read", "--secret-env", "NOWHERE"],
        ["--client-id", "x", "--flow", "client", "--scope", "https://graph.microsoft.com/.default"],
        ["--client-id", "x", "--issuer", "https://issuer.test"],
        ["--client-id", "x", "--issuer", "http://issuer.test/realm"],
        ["--client-id", "x", "--authority", "https://login.microsoftonline.com"],
        ["--client-id", "x", "--param", "state=1", "--flow", "code"],
        ["--client-id", "x", "--param", "nonsense"],
        ["--client-id", "x", "--claims", "{", "--flow", "code"],
        ["--profile", "nobody"],
        ["--practice", "--fault", "nonsense"],
        ["--fault", "html"],
        ["--client-id", "x", "--redirect-port", "70000", "--flow", "code"],
        ["--flow", "dance"],
        ["--client-id", "x", "--flow", "obo", "--scope", "a/.default", "--secret-file", "/nowhere"],
    ],
)
def test_misuse(environment: dict[str, str], words: list[str]) -> None:
    """Words that are off are said to be, with exit status 2 and without a traceback."""
    done = run(environment, *words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_profile(environment: dict[str, str], tmp_path: Path) -> None:
    """Words can be kept as a profile; nothing secret is in its file."""
    secret = tmp_path / "secret"
    secret.write_text("the-secret-of-the-daemon")
    run(
        environment,
        "--issuer",
        "https://localhost:1/realm",
        "--client-id",
        "daemon",
        "--flow",
        "client",
        "--secret-file",
        str(secret),
        "--save",
        "Daemon",
    )
    done = run(environment, "--profile", "Daemon", "--secret-file", str(secret))
    assert done.returncode == 1
    assert "could not be reached" in done.stdout
    files = [path.read_text() for path in tmp_path.rglob("*") if path.is_file() and path != secret]
    assert files
    assert not any("the-secret" in text for text in files)
    assert "There are: “Daemon”." in run(environment, "--profile", "Nightly").stderr


def test_cancelled(environment: dict[str, str]) -> None:
    """Ctrl+C ends the wait for the browser at once, with exit status 3."""
    with subprocess.Popen(
        [sys.executable, "-m", "inspector", "signin", "--practice", "--flow", "code", "--no-browser"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        while "http://127.0.0.1" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 3


def test_guide(environment: dict[str, str]) -> None:
    """The guide names platform, redirect URI and commands that fit the request."""
    done = run(environment, "--guide", "--flow", "code", "--tenant", "contoso.com", "--scope", "User.Read")
    for words in (
        "Mobile and desktop applications",
        "http://localhost",
        "az ad app create",
        "az login --tenant contoso.com",
    ):
        assert words in done.stdout


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[str]:
    """npm oidc-provider."""
    sys.path.insert(0, str(SIGNIN))
    import oidc_provider

    if oidc_provider.missing():
        pytest.skip(str(oidc_provider.missing()))
    oidc_provider.make_certificates(tmp_path)
    with oidc_provider.running(tmp_path) as issuer:
        yield issuer


def test_kept_account(environment: dict[str, str], provider: str, tmp_path: Path) -> None:
    """An account that is kept in a real keyring is listed, renewed and signed out by later starts of the program."""
    sys.path.insert(0, str(SIGNIN.parent / "storage"))
    import secret_service

    if secret_service.MISSING:
        pytest.skip("needs gnome-keyring and dbus: apt-get install gnome-keyring dbus")
    environment["VISITOR_CA"] = str(tmp_path / "ca.pem")
    words = ["--issuer", provider, "--client-id", "desktop", "--ca-file", str(tmp_path / "ca.pem"), "--flow", "code"]
    with secret_service.secret_service(tmp_path) as service:
        service.start(unlocked=True)
        environment["DBUS_SESSION_BUS_ADDRESS"] = service.environment["DBUS_SESSION_BUS_ADDRESS"]
        done = run(environment, *words, "--prompt", "consent", "--keep")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "ada@provider.test" in run(environment, "--accounts").stdout
        done = run(environment, *words, "--renew", "ada@provider.test", "--force", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "token_request" in done.stdout
        assert "revokes nothing" in run(environment, *words, "--sign-out", "ada@provider.test").stdout
        assert run(environment, "--accounts").stdout.strip() == ""
        assert run(environment, *words, "--renew", "ada@provider.test").returncode == 2
