"""`token-inspector verify` as it is called: files, standard input, exit status, nothing secret on the command line."""

import io
import json
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspector.__main__ import main
from tests.tokens.signing import SECRET, jwk, pair, sign


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Give the token on standard input; return the exit status and what was printed."""

    def call(token: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(token.encode())))
        status = main(["verify", "-", *words])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def key_file(tmp_path: Path):
    """Write content to a file and return its path as a word of the command."""

    def write(content, name: str = "keys.json") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write


def test_the_exit_status_tells_the_answer(run, key_file):
    """0 valid and nothing asked fails, 1 something is invalid, 3 cannot be judged, 2 misuse."""
    token = sign("RSA", "RS256", payload=b'{"iss":"i","aud":"a"}')
    right, wrong = key_file(jwk("RSA")), key_file(jwk("RSA-2"), "wrong.json")
    assert run(token, "--keys", right)[0] == 0
    assert run(token, "--keys", right, "--audience", "a", "--issuer", "i")[0] == 0
    assert run(token, "--keys", right, "--audience", "b")[0] == 1
    assert run(token, "--keys", wrong)[0] == 1
    assert run(token, "--keys", wrong, "--keys", right)[0] == 0
    assert run(token)[0] == 3
    assert run(token, "--audience", "b")[0] == 1
    assert run("")[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--skew", "-1"],
        ["--at", "tomorrow"],
        ["--at", "nan"],
        ["--keys", "/does/not/exist"],
        ["--app-id", "x"],
        ["--online", "--app-id", "x"],
    ],
)
def test_misuse_is_said(run, words: list[str]):
    """What is off is named on standard error."""
    status, out, err = run(sign("RSA", "RS256"), *words)
    assert (status, out) == (2, "")
    assert err.startswith("token-inspector: ")


def test_the_moment_can_be_chosen(run, key_file):
    """A token is judged at another moment."""
    token = sign("RSA", "RS256", payload=b'{"exp":1800000000}')
    keys = key_file(jwk("RSA"))
    assert run(token, "--keys", keys, "--at", "1799999999")[0] == 0
    assert run(token, "--keys", keys, "--at", "2027-01-15T09:00:00Z")[0] == 1
    assert run(token, "--keys", keys, "--at", "1800000005", "--skew", "0")[0] == 1


def test_pem_files_and_secret_files_are_read(run, key_file):
    """A secret is the file's exact bytes; a public key in its place is refused by name."""
    pem = pair("RSA").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert run(sign("RSA", "RS256"), "--keys", key_file(pem, "key.pem"))[0] == 0
    token = sign("oct", "HS256")
    assert run(token, "--secret-file", key_file(SECRET, "secret.bin"))[0] == 0
    assert run(token, "--keys", key_file(SECRET, "secret.bin"))[0] == 3
    status, out, _err = run(token, "--secret-file", key_file(pem, "key.pem"), "--json")
    assert (status, json.loads(out)["signature"]["code"]) == (1, "secret-is-key")


def test_the_document_names_the_file_without_its_folder(run, key_file):
    """Where a key came from is told by the file's name."""
    _status, out, _err = run(
        sign("RSA", "RS256", {"kid": "k1"}), "--keys", key_file({"keys": [jwk("RSA", kid="k1")]}), "--json"
    )
    signature = json.loads(out)["signature"]
    assert (signature["key_source"], signature["key_id"], signature["algorithm"]) == ("keys.json", "k1", "RS256")


def test_a_token_is_never_an_argument(run, capsys):
    """Arguments are visible to other programs."""
    assert main(["verify", "eyJhbGciOiJub25lIn0.e30."]) == 2
    assert main(["verify", "-", "--keys", "eyJhbGciOiJub25lIn0.e30."]) == 2


def test_offline_loads_no_network(run, key_file):
    """Without --online neither httpx nor Qt nor MSAL is loaded."""
    import subprocess

    code = "import sys; from inspector.__main__ import main; main(['verify', '-', '--keys', sys.argv[1]]); print([m for m in ('httpx', 'PySide6', 'msal', 'keyring') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code, key_file(jwk("RSA"))],
        input=sign("RSA", "RS256"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
