"""The advised code is really run: Python with MSAL, and the shell's texts with a curl that reaches the practice tenant."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import replace
from functools import partial

import msal
import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from person import Person, Program, client

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import advise
from inspector.diagnosis.flow_advice.details import Details
from inspector.practice import registrations as apps
from inspector.practice.server import LoopbackServer
from inspector.practice.tenant import practice_app
from inspector.practice.tenants import LEARNING
from inspector.report.flow_snippets import Language, flow_snippets
from inspector.tokens.issuing import make_key, sign

APPS = {
    Client.WEB: (apps.WEB, "https://web.practice.test/signin-oidc"),
    Client.SPA: (apps.SPA, "https://spa.practice.test/"),
    Client.NATIVE: (apps.DESKTOP, "http://localhost:5000"),
    Client.CLI: (apps.DESKTOP, ""),
    Client.DAEMON: (apps.DAEMON, ""),
    Client.API: (apps.MIDDLE_TIER, ""),
}
SCOPE = "api://orders/Orders.Read"
# What the texts use of curl, over plain HTTP to the tenant's server on loopback.
CURL = """#!{python}
import sys, urllib.error, urllib.parse, urllib.request
pairs, headers, words, queried = [], {{}}, sys.argv[1:], "--get" in sys.argv
while words:
    word = words.pop(0)
    if word == "-H":
        name, value = words.pop(0).split(": ")
        headers[name] = value
    elif word == "--data":
        pairs.append(words.pop(0))
    elif word == "--data-urlencode":
        name, mark, value = __import__("re").match("([^=@]*)([=@])(.*)", words.pop(0)).groups()
        pairs.append(name + "=" + urllib.parse.quote_plus(open(value).read() if mark == "@" else value))
    elif word not in ("-sS", "--get"):
        address = word
sent = "&".join(pairs)
if queried:
    print(address + "?" + sent, headers)
    sys.exit()
local = address.replace("https://practice.test", "http://127.0.0.1:{port}")
try:
    answer = urllib.request.urlopen(urllib.request.Request(local, sent.encode(), headers))
except urllib.error.HTTPError as refused:
    answer = refused
print(answer.read().decode())
"""


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def key():
    """The certificate of every confidential client."""
    return make_key("Any client", time.time())


@pytest.fixture
def running(signing_keys, key):
    """A tenant by the real clock, which MSAL and the shell date their assertions by."""
    confidential = {APPS[each][0] for each in (Client.WEB, Client.DAEMON, Client.API)}
    made = apps.make_registrations(time.time())
    with_keys = [replace(each, certificates=(key,)) if each.client_id in confidential else each for each in made]
    practice = practice_app(time.time, signing_keys, with_keys)
    yield practice
    practice.close()


@pytest.fixture
def folder(running, key, tmp_path, monkeypatch):
    """A working folder with the files that the texts name."""
    certificate = load_pem_x509_certificate(key.certificate_pem().encode())
    private = load_pem_private_key(key.private_pem().encode(), None)
    bundle = pkcs12.serialize_key_and_certificates(b"client", private, certificate, None, NoEncryption())
    (tmp_path / "client.pfx").write_bytes(bundle)
    (tmp_path / "client.key").write_text(key.private_pem())
    (tmp_path / "client.crt").write_text(key.certificate_pem())
    (tmp_path / "host-token").write_text(assertion(key, apps.DAEMON) + "\n")
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(tmp_path / "host-token"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assertion(key, client_id: str) -> str:
    """Return what a host would issue; the practice tenant takes it for a certificate's."""
    now, address = int(time.time()), f"https://practice.test/{LEARNING.id}/oauth2/v2.0/token"
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": address,
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 300,
    }
    return sign(claims, key, {"typ": "JWT", "x5t#S256": key.thumbprint("sha256")}, "PS256")


def text_of(client_kind: Client, language: Language, title: str = "") -> str:
    client_id, redirect = APPS[client_kind]
    advice = advise(client_kind, Details(client_id, LEARNING.id, (SCOPE,), redirect, "practice.test"))
    found = next(each for each in flow_snippets(advice) if (each.language, each.title) == (language, title))
    assert found.text
    return found.text


@pytest.fixture
def person(running):
    """Somebody with a browser."""
    somebody = Person(running)
    yield somebody
    somebody.browser.close()


def users_token(running, person) -> str:
    """Return the token with which a client calls the middle tier."""
    desktop = next(each for each in running.registrations if each.client_id == apps.DESKTOP)
    with Program(running) as program:
        caller = client(running, desktop, program)
        flow = caller.initiate_auth_code_flow(
            ["api://middle-tier/access_as_user"], redirect_uri="http://localhost:5000", response_mode="form_post"
        )
        return caller.acquire_token_by_auth_code_flow(flow, person.sign_in(flow["auth_uri"]))["access_token"]


def type_code(person, message: str) -> None:
    code = re.search(r"code (\w{8,9}) to", message)
    assert code, message
    person.go_through(person.answer(person.open("/devicelogin"), otc=code[1]))


@pytest.fixture
def run_python(running, folder, monkeypatch):
    """Run Python text with MSAL reaching the practice tenant; return its names."""
    with Program(running) as program:
        for kind in ("PublicClientApplication", "ConfidentialClientApplication"):
            options = {"http_client": program, "validate_authority": False, "instance_discovery": False}
            monkeypatch.setattr(msal, kind, partial(getattr(msal, kind), **options))

        def run(text: str, **names) -> dict:
            exec(compile(text, "snippet.py", "exec"), names)  # noqa: S102  what is shown to people is what is tested
            return names

        yield run


def test_python_signs_in_at_a_web_app(run_python, person):
    """From `begin` over the browser to `finish`."""
    names = run_python(text_of(Client.WEB, Language.PYTHON))
    session: dict = {}
    address = names["begin"](session)
    result = names["finish"](session, person.sign_in(address))
    assert result["scope"].startswith(SCOPE)
    assert session == {}


def test_python_signs_in_by_device_code(run_python, person):
    """The message is shown, the person types the code, the tokens come."""
    names = run_python(text_of(Client.CLI, Language.PYTHON), print=partial(type_code, person))
    assert "refresh_token" in names["result"]


@pytest.mark.parametrize("title", ["certificate", "federated credential"])
def test_python_signs_an_app_in(run_python, title):
    """A PFX file or what the host issues."""
    result = run_python(text_of(Client.DAEMON, Language.PYTHON, title))["result"]
    assert "access_token" in result


def test_python_exchanges_a_token(run_python, running, person):
    """On behalf of whoever called."""
    names = run_python(text_of(Client.API, Language.PYTHON))
    assert names["exchange"](users_token(running, person)).count(".") == 2
    with pytest.raises(PermissionError, match="AADSTS"):
        names["exchange"]("no.to.ken")


@pytest.fixture
def shell(running, folder):
    """Start shell text with a curl that reaches the practice tenant; what still runs at the end is ended."""
    server = LoopbackServer(running.wsgi)
    server.start()
    for name, text in (("curl", CURL.format(python=sys.executable, port=server.port)), ("sleep", "#!/bin/sh\n")):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    started: list[subprocess.Popen[str]] = []

    def start(text: str) -> subprocess.Popen[str]:
        (folder / "snippet.sh").write_text(text)
        pipe = subprocess.PIPE
        started.append(
            subprocess.Popen(["bash", "snippet.sh"], stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)
        )
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.communicate()
    server.close()


def tokens_of(process: subprocess.Popen[str], typed: str = "") -> dict:
    out, err = process.communicate(typed, timeout=60)
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1] if out.count("{") == 1 else out[out.index("{") :])


@needs_bash
@pytest.mark.parametrize("client_kind", [Client.WEB, Client.SPA, Client.NATIVE])
def test_curl_signs_in_by_code(shell, running, person, folder, client_kind):
    """The address that is shown is opened, the address it ends at is pasted, the code is redeemed."""
    app = next(each for each in running.registrations if each.client_id == APPS[client_kind][0])
    (folder / "client-secret.txt").write_text((app.secrets[0].value if app.secrets else "") + "\n")
    process = shell(text_of(client_kind, Language.CURL))
    assert process.stdout
    answer = person.go_through(person.open(process.stdout.readline().strip()))
    tokens = tokens_of(process, answer.headers["location"] + "\n")
    assert {"access_token", "id_token", "refresh_token"} <= tokens.keys()


@needs_bash
def test_curl_refuses_an_answer_to_another_sign_in(shell):
    """State is compared."""
    process = shell(text_of(Client.NATIVE, Language.CURL))
    _out, err = process.communicate("http://localhost:5000/?code=x&state=other\n", timeout=60)
    assert process.returncode == 1
    assert "another sign-in" in err


@needs_bash
def test_curl_signs_in_by_device_code(shell, person):
    """It shows the message and asks until the code was typed."""
    process = shell(text_of(Client.CLI, Language.CURL))
    assert process.stdout
    type_code(person, process.stdout.readline())
    assert "refresh_token" in tokens_of(process)


@needs_bash
@pytest.mark.parametrize("title", ["certificate", "federated credential"])
def test_curl_signs_an_app_in(shell, title):
    """openssl signs the assertion, or the host has."""
    assert "access_token" in tokens_of(shell(text_of(Client.DAEMON, Language.CURL, title)))


@needs_bash
def test_curl_exchanges_a_token(shell, running, person, folder):
    """Both files may end with a line break."""
    app = next(each for each in running.registrations if each.client_id == apps.MIDDLE_TIER)
    (folder / "client-secret.txt").write_text(app.secrets[0].value + "\n")
    (folder / "users-token.txt").write_text(users_token(running, person) + "\n")
    assert "access_token" in tokens_of(shell(text_of(Client.API, Language.CURL)))


@needs_bash
def test_curl_asks_the_host_for_its_identity(shell):
    """The address and header of Azure's instance metadata service, which is not here."""
    out, _err = shell(text_of(Client.DAEMON, Language.CURL, "managed identity")).communicate(timeout=60)
    assert out.startswith(
        "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=api%3A%2F%2Forders "
    )
    assert "Metadata" in out
