"""The corpus of recorded sign-ins: a real Chromium at the practice tenant, one recording a flow or fault.

The browser starts once; each recording has a context of its own, and what was secret in it is listed beside it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import request_uri

from playwright.sync_api import Browser, Page, sync_playwright

from inspector.practice.certificates import make_tls
from inspector.practice.registrations import SPA, WEB
from inspector.practice.server import LoopbackServer
from inspector.practice.tenant import PracticeTenant, practice_app

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_PATIENCE = 8000  # milliseconds for a page
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
# A single-page app that does what it is told in ?do=…: parameters to change, a call to make, a second redemption.
_APP = """<!doctype html><title>waiting</title><script>
const b64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const random = () => b64(crypto.getRandomValues(new Uint8Array(32)));
const form = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null));
const kept = name => JSON.parse(sessionStorage.getItem(name));
const post = (url, values, headers = {}) => fetch(url, {method: "POST", headers, body: form(values)}).then(r => r.json());
async function begin(told) {
  const verifier = random(), hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const asked = {client_id: told.client_id, response_type: "code", redirect_uri: location.origin + "/", state: random(), nonce: random(),
    scope: told.scope, code_challenge: b64(hash), code_challenge_method: "S256", ...told.authorize};
  sessionStorage.setItem("told", JSON.stringify(told));
  sessionStorage.setItem("asked", JSON.stringify({verifier, ...asked}));
  location.href = told.authority + "/authorize?" + form(asked);
}
async function goOn(answer) {
  const told = kept("told"), asked = kept("asked"), endpoint = told.authority + "/token";
  const redeemed = {grant_type: "authorization_code", client_id: told.client_id, code: answer.get("code"),
    redirect_uri: asked.redirect_uri, code_verifier: asked.verifier, ...told.token};
  let tokens = await post(endpoint, redeemed);
  if (told.twice) await post(endpoint, redeemed);
  if (told.refresh) tokens = await post(endpoint, {grant_type: "refresh_token", client_id: told.client_id,
    refresh_token: tokens.refresh_token, scope: told.scope});
  window.callAgain = () =>
    fetch(told.call, {headers: {Authorization: "Bearer " + tokens[told.sent || "access_token"]}}).then(r => r.text());
  if (told.call && tokens.access_token) await callAgain();
}
(async () => {
  const query = new URLSearchParams(location.search), told = query.get("do");
  try {
    if (told) await begin(JSON.parse(told));
    else if (query.get("code")) await goOn(query);
  } catch (error) { console.log(String(error)); }
  if (!told) document.title = "done";
})();
</script>"""


@dataclass(slots=True)
class Recording:
    """A HAR with the values in it that nobody else may see."""

    path: Path
    secrets: set[str] = field(default_factory=set)


class Corpus:
    """Records sign-ins of the practice tenant's apps."""

    def __init__(self, browser: Browser, tenant: PracticeTenant, app: str, folder: Path) -> None:
        self._browser, self.tenant, self._app, self._folder = browser, tenant, app, folder
        self._signed_in: Any = None  # the cookies of somebody who is signed in and has consented

    def record(self, name: str, fault: str | None = None, *, late: bool = False, **told: Any) -> Recording:
        """Record one sign-in by the single-page app; `told` changes what it does.

        A `late` fault strikes after the sign-in, when the app calls its API once more.
        """
        self.tenant.set_fault(None if late else fault)
        authority = f"{self.tenant.authority}/oauth2/v2.0"
        plan = {"client_id": SPA, "authority": authority, "scope": "openid profile offline_access User.Read"} | told
        try:
            with self._context(name) as (page, recording):
                page.goto(f"{self._app}/?{urlencode({'do': json.dumps(plan)})}")
                self._go_through(page)
                if late:
                    self.tenant.set_fault(fault)
                    page.evaluate("callAgain()")
        finally:
            self.tenant.set_fault(None)
        return recording

    def visit(self, name: str, authorize: Mapping[str, str], fault: str | None = None) -> Recording:
        """Record a sign-in of which the browser sees the front channel only."""
        self.tenant.set_fault(fault)
        try:
            with self._context(name) as (page, recording):
                page.goto(f"{self.tenant.authority}/oauth2/v2.0/authorize?{urlencode(authorize)}")
                self._go_through(page)
        finally:
            self.tenant.set_fault(None)
        return recording

    def web_app(self, **changed: str) -> dict[str, str]:
        """Return the authorization request of the web app, which asks for code and ID token in a form."""
        usual = {
            "client_id": WEB, "response_type": "code id_token", "response_mode": "form_post", "state": "kept-in-a-cookie",
            "redirect_uri": f"{self._app}/", "nonce": "n-1", "scope": "openid profile User.Read",
        }  # fmt: skip
        return usual | changed

    @contextmanager
    def _context(self, name: str) -> Iterator[tuple[Page, Recording]]:
        recording = Recording(self._folder / f"{name}.har")
        context = self._browser.new_context(
            ignore_https_errors=True,
            record_har_path=recording.path,
            record_har_content="embed",
            storage_state=self._signed_in,
        )
        try:
            yield context.new_page(), recording
            self._signed_in = self._signed_in or context.storage_state()
        finally:
            context.close()  # which writes the file
        recording.secrets = {*secrets_in(json.loads(recording.path.read_text())), *self._people()}

    def _go_through(self, page: Page) -> None:
        """Answer the tenant's pages until the app is done, or a page asks nothing more."""
        buttons = (
            "button[name=account]:has-text('alice@'), button[value=approve], button[value=accept], button[value=leave]"
        )
        for _each in range(8):
            with suppress(Exception):
                page.wait_for_function(
                    f"document.title == 'done' || document.querySelector('form, .details') || {json.dumps(self._app)} != location.origin",
                    timeout=_PATIENCE,
                    polling=20,
                )
            button = page.query_selector(buttons) or page.query_selector("button[value=cancel]")
            if button is None:
                break
            with suppress(Exception):
                button.click(timeout=3000)
                page.wait_for_load_state("load", timeout=3000)
        if page.url.startswith(self._app):
            with suppress(Exception):
                page.wait_for_function("document.title == 'done'", timeout=_PATIENCE, polling=20)

    def _people(self) -> Iterator[str]:
        for user in self.tenant.users:
            yield from (user.object_id, user.principal_name, user.sign_in_name)
        alice = next(user for user in self.tenant.users if user.sign_in_name.startswith("alice@"))
        yield from (alice.name, alice.family_name, self.tenant.tenant.id)


_SECRET = frozenset(
    "code access_token id_token refresh_token code_verifier client_secret client_assertion device_code client_info "
    "session_state assertion password interaction".split()
)
_CLAIMS = ("name", "preferred_username", "oid", "tid", "email", "upn", "given_name", "family_name")


def secrets_in(har: Any) -> Iterator[str]:
    """Yield every value in a HAR that is a secret by its name or place, written apart from what is tested."""
    for entry in har["log"]["entries"]:
        request, response = entry["request"], entry["response"]
        for pair in (*request["queryString"], *request.get("postData", {}).get("params", ())):
            yield from _secret(pair["name"], pair["value"])
        yield from _in_text(request.get("postData", {}).get("text") or "")
        yield from _in_text(
            (response["content"].get("text") or "") if "json" in response["content"]["mimeType"] else ""
        )
        for message in (request, response):
            for header in message["headers"]:
                if header["name"].lower() == "authorization":
                    yield from _secret("access_token", header["value"].partition(" ")[2])
            yield from (cookie["value"] for cookie in message["cookies"] if len(cookie["value"]) > 8)


def _in_text(text: str) -> Iterator[str]:
    from urllib.parse import parse_qsl

    members: Any = None
    with suppress(ValueError):
        members = json.loads(text)
    pairs = members.items() if isinstance(members, dict) else parse_qsl(text)
    for name, value in pairs:
        if isinstance(value, str):
            yield from _secret(name, value)


def _secret(name: str, value: str) -> Iterator[str]:
    if name not in _SECRET or len(value) < 6:
        return
    yield value
    if value.startswith("eyJ"):
        yield from (part for part in value.split(".") if len(part) > 20)
        yield from _claims(value)


def _claims(token: str) -> Iterator[str]:
    import base64

    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    yield from (claims[name] for name in _CLAIMS if isinstance(claims.get(name), str))


@contextmanager
def open_corpus(folder: Path) -> Iterator[Corpus]:
    """Give a corpus: a tenant over https, an app over http on loopback, one Chromium."""
    import time

    tenant = practice_app()
    _ca, tls = make_tls(time.time())
    tenant.serve_everything(tls)
    server = LoopbackServer(_serve_app)
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_OPTIONS))
            try:
                yield Corpus(browser, tenant, f"http://localhost:{server.port}", folder)
            finally:
                browser.close()
    finally:
        server.close()
        tenant.close()


def _serve_app(environ: Any, start_response: Any) -> list[bytes]:
    """Serve the single-page app; the web app's own address takes what is posted and shows nothing."""
    is_page = environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/"
    body = _APP.encode() if is_page else f"<title>done</title>{request_uri(environ, include_query=False)}".encode()
    with suppress(ValueError):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
