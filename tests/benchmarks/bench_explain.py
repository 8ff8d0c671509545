"""How fast explaining is: each row a ratio of two things measured in turns in the same run."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import jwt

from inspector import app
from inspector.report.compose import compose

Row = tuple[str, float, float]  # what, ratio, bound


def rows() -> list[Row]:
    """Return the rows of this file."""
    return [
        ("explain as a process, 2 kB token / python -c 'import jwt'", process_ratio(), 1.0),
        ("explain in process, 2 kB token / PyJWT's unverified decode", in_process_ratio(), 25.0),
        ("a 100 MB log with 5,000 tokens / grep -oE for the tokens", log_ratio(), 10.0),
    ]


def token(number: int = 0) -> str:
    """Return a token of about 2,000 characters as Entra ID writes them, signed with noise."""
    now = int(time.time())
    tenant, user = "aaaabbbb-0000-cccc-1111-dddd2222eeee", "11112222-bbbb-3333-cccc-4444dddd5555"
    claims = {
        "aud": "00000003-0000-0000-c000-000000000000", "iss": f"https://sts.windows.net/{tenant}/", "iat": now - 300,
        "nbf": now - 300, "exp": now + 3600 + number, "acct": 0, "acr": "1", "aio": "E2ZgYDjy" * 4, "amr": ["pwd", "mfa"],
        "app_displayname": "Orders", "appid": "00001111-aaaa-2222-bbbb-3333cccc4444", "appidacr": "0", "family_name": "Lovelace",
        "given_name": "Ada", "idtyp": "user", "ipaddr": "203.0.113.7", "name": "Ada Lovelace", "oid": user, "platf": "3",
        "puid": "10032000A1B2C3D4", "rh": "0.AXoA" + "x" * 30, "scp": "openid profile User.Read Mail.Read", "sub": "y" * 43,
        "tid": tenant, "unique_name": "ada@contoso.example", "upn": "ada@contoso.example", "uti": "AbCdEfGhIjKlMnOpQrStAA", "ver": "1.0",
        "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"],
    }  # fmt: skip
    made = jwt.encode(claims, "k" * 64, algorithm="HS256", headers={"kid": "k1", "x5t": "k1", "nonce": "n" * 20})
    header = {"typ": "JWT", "nonce": "n" * 30, "alg": "RS256", "x5t": "k1" * 13, "kid": "k1" * 13}
    first = jwt.utils.base64url_encode(json.dumps(header, separators=(",", ":")).encode()).decode()
    payload = made.split(".")[1]
    return f"{first}.{payload}.{'s' * 341}A"


def alternate(one: Callable[[], object], other: Callable[[], object], rounds: int) -> float:
    """Return the ratio of the medians of two calls made in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for call, spent in zip((one, other), times, strict=True):
            start = time.perf_counter()
            call()
            spent.append(time.perf_counter() - start)
    return median(times[0]) / median(times[1])


def process_ratio() -> float:
    """`token-inspector explain` as a whole process against importing PyJWT."""
    text = token()
    explain = [str(Path(sys.executable).with_name("token-inspector")), "explain", "-", "--text"]
    importing = [sys.executable, "-c", "import jwt"]

    # Installed packages are compiled; so must be ours, whatever the shell says.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(command: list[str]) -> object:
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=compiled)

    return alternate(lambda: run(explain), lambda: run(importing), 25)


def in_process_ratio() -> float:
    """Recognising, judging and composing against one unverified decode."""
    text = token()

    def explain() -> None:
        for _ in range(20):
            compose(app.explain(text))

    def decode() -> None:
        for _ in range(20):
            jwt.api_jwt.decode_complete(text, options={"verify_signature": False})

    explain(), decode()
    return alternate(explain, decode, 60)


def log_ratio() -> float:
    """Explaining a file of 100 MB against finding the tokens in it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "app.log"
        write_log(log, tokens=5000, size=100_000_000)
        pattern = r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"

        def grep() -> object:
            environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
            return subprocess.run(["grep", "-oE", pattern, str(log)], env=environment, capture_output=True, check=True)

        return alternate(lambda: app.explain(log.read_text()), grep, 5)


def write_log(path: Path, tokens: int, size: int) -> None:
    """Write a log of `size` bytes in which `tokens` tokens and some refusals stand among ordinary lines."""
    noise = random.Random(7)
    lines = [
        f"2026-11-23T09:{m:02}:{s:02}Z INFO worker-{s} handled order {m * 60 + s} in {s} ms\n"
        for m in range(60)
        for s in range(60)
    ]
    between = size // tokens
    with path.open("w") as log:
        for number in range(tokens):
            written = log.write(f"2026-11-23T09:00:00Z DEBUG Authorization: Bearer {token(number)}\n")
            while written < between:
                written += log.write(noise.choice(lines))
            if number % 100 == 0:
                log.write(
                    "2026-11-23T09:00:00Z ERROR AADSTS50011: The redirect URI 'http://localhost/x' does not match\n"
                )
