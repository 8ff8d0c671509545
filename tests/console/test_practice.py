"""`token-inspector practice` from outside: it serves until told to stop, and leaves nothing behind."""

import json
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.console.test_explain import run


@pytest.fixture
def serving(tmp_path):
    """Start it, and give its process and what it announced."""
    command = [sys.executable, "-m", "inspector", "practice", "--json", "--ca-file", str(tmp_path / "ca.pem")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process, _announcement(process)
        process.terminate()


def _announcement(process) -> dict:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.rstrip() == "}":
            break
    return json.loads("".join(lines))


def test_other_programs_sign_in_there(serving):
    """With the CA file, an app id and its secret, as printed."""
    _process, announced = serving
    daemon = next(each for each in announced["apps"] if "daemon" in each["name"])
    form = {"grant_type": "client_credentials", "client_id": daemon["client_id"], "client_secret": daemon["secret"]}
    with httpx.Client(verify=ssl.create_default_context(cafile=announced["ca_file"])) as program:
        address = f"{announced['authority']}/oauth2/v2.0/token"
        answer = program.post(address, data=form | {"scope": "api://orders/.default"})
        assert answer.json()["token_type"] == "Bearer"
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        orders = next(each for each in announced["apis"] if each["name"] == "Orders")
        assert program.get(orders["address"], headers=bearer).status_code == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(serving, how):
    """Exit status 0; keys and certificates are gone."""
    process, announced = serving
    certificate = next(Path(each["certificate_file"]) for each in announced["apps"] if each["certificate_file"])
    assert certificate.stat().st_mode & 0o077 == 0
    process.send_signal(how)
    assert process.wait(10) == 0
    assert not certificate.exists()
    assert process.stderr.read() == ""


def test_the_faults_are_listed():
    """Name, what happens, code."""
    document = json.loads(run("practice", "--list-faults", "--json").stdout)
    assert {"name": "secret-wrong", "does": "The client secret is not the app's.", "code": 7000215} in document[
        "faults"
    ]
    assert "AADSTS65001" in run("practice", "--list-faults").stdout


@pytest.mark.parametrize("words", [["--fault", "nonsense"], ["--port", "70000"], ["--port", "x"]])
def test_misuse_is_2(words):
    """And says what would do."""
    done = run("practice", *words)
    assert done.returncode == 2
    assert done.stderr


def test_taken_port():
    """A port that another program has is named, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        words = [sys.executable, "-m", "inspector", "practice", "--port", port]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"Port {port} is taken by another program." in done.stderr
