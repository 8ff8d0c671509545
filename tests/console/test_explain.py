"""`token-inspector explain` from outside: what goes in, what comes out, and with which exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.minting import NOW, entra, mint

API = "22223333-cccc-4444-dddd-5555eeee6666"


def run(*arguments: str, paste: str | bytes = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "inspector", *arguments],
        input=paste.encode() if isinstance(paste, str) else paste,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_nothing_blocks_is_0() -> None:
    """A token that fits what is expected."""
    done = run("explain", "-", "--at", str(NOW), "--audience", entra()["aud"], "--json", paste=mint(entra()))
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["verdict"]["outcome"] == "accepted"


def test_a_blocker_is_1() -> None:
    """A token for another audience."""
    done = run("explain", "-", "--at", str(NOW), "--audience", API, "--json", paste=mint(entra()))
    assert done.returncode == 1
    assert json.loads(done.stdout)["verdict"]["outcome"] == "rejected"


def test_nothing_usable_is_2_and_still_a_report() -> None:
    """JSON is printed whatever the exit status."""
    done = run("explain", "-", "--json", paste="good morning")
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"]["outcome"] == "nothing_found"


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "-", "--at", "yesterday"],
        ["explain", "-", "--skew", "-1"],
        ["explain", "-", "--client", "toaster"],
        ["explain", "there-is-no-such-file"],
        ["explain", "-", "--json", "--text"],
        ["no-such-subcommand"],
    ],
)
def test_words_that_are_off_are_2(arguments: list[str]) -> None:
    """Misuse says so on standard error and prints nothing else."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


def test_a_token_is_no_argument() -> None:
    """Arguments are visible to other programs, so a token among them is refused, and not repeated."""
    token = mint(entra())
    done = run("explain", token)
    assert done.returncode == 2
    assert token not in done.stdout + done.stderr


def test_files_of_powershell_are_read(tmp_path: Path) -> None:
    """PowerShell's > writes UTF-16 with a byte order mark."""
    file = tmp_path / "token.txt"
    file.write_bytes(mint(entra()).encode("utf-16"))
    assert run("explain", str(file), "--at", str(NOW)).returncode == 0


def test_bytes_that_are_no_text_are_read_around() -> None:
    """A stray byte does not hide the token behind it."""
    assert run("explain", "-", "--at", str(NOW), paste=b"\xff\xc3(" + mint(entra()).encode()).returncode == 0


def test_a_pipe_gets_no_colour() -> None:
    """Colour is for terminals."""
    assert "\x1b" not in run("explain", "-", paste=mint(entra())).stdout


def test_a_terminal_gets_colour_unless_no_color() -> None:
    """A pseudo-terminal sees colour; with NO_COLOR it does not."""
    assert b"\x1b[" in in_terminal({})
    assert b"\x1b[" not in in_terminal({"NO_COLOR": "1"})


def in_terminal(environment: dict[str, str]) -> bytes:
    """Return what the program prints on a terminal of its own."""
    import pty

    reader, terminal = pty.openpty()
    command = [sys.executable, "-m", "inspector", "explain", "-"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=terminal, env=os.environ | {"TERM": "xterm"} | environment
    )
    os.close(terminal)
    process.stdin.write(mint(entra()).encode())  # type: ignore[union-attr]
    process.stdin.close()  # type: ignore[union-attr]
    seen = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    process.wait()
    os.close(reader)
    return seen


def test_the_paste_is_asked_for_without_echo() -> None:
    """On a terminal without a file the paste is typed blind; an empty line ends it."""
    import pty

    token = mint(entra(groups=["11112222-bbbb-3333-cccc-4444dddd5555"] * 150))
    assert len(token) > 4096, "longer than a terminal's longest line"
    reader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", "explain", "--at", str(NOW)],
        stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )  # fmt: skip
    prompt = process.stderr.readline()  # type: ignore[union-attr]
    pasted = f"HTTP/1.1 401 Unauthorized\nDate: now\n\n{token}\n\n".encode()
    while pasted:
        pasted = pasted[os.write(reader, pasted) :]
    shown, _errors = process.communicate(timeout=30)
    os.close(terminal)
    os.set_blocking(reader, False)
    try:
        echoed = os.read(reader, 65536)
    except OSError:
        echoed = b""
    os.close(reader)
    assert b"Paste" in prompt
    assert process.returncode == 1, "the 401 is a refusal"
    assert b"Access token" in shown, "what follows an empty line inside the paste is read, too"
    assert token.encode() not in echoed
    assert token.encode() not in shown


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`token-inspector explain - | head -1` ends quietly."""
    command = f"{sys.executable} -m inspector explain - --markdown | head -1"
    done = subprocess.run(command, shell=True, input=mint(entra()), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("## ")
