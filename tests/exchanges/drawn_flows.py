"""Recorded attempts as the program records them: a code flow that the API refuses, a device code, a long one."""

import base64
import json
from collections.abc import Mapping

from minting import TENANT, entra, mint

from inspector.exchanges.attempt import Attempt, Trouble
from inspector.exchanges.exchange import Channel, Check, Exchange, Message, Step
from inspector.exchanges.recording import record_request
from inspector.exchanges.trace import Trace
from inspector.signin.api_call import ApiAnswer

START = 1_795_430_000.0
APP = "6a1f2c3d-5b7e-4f60-8a91-1c2d3e4f5a6b"
LOGIN = f"https://login.microsoftonline.com/{TENANT}"
ORDERS = "https://orders.contoso.com"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
IDS = {
    "x-ms-request-id": "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
    "client-request-id": "5f0e1d2c-3b4a-4958-8776-655443322110",
}
JSON = {"content-type": "application/json; charset=utf-8"}


class Recorder:
    """Records as a sign-in would, on a clock that each message moves."""

    def __init__(self) -> None:
        self._now = START
        self.trace = Trace(lambda: self._now)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds

    def send(
        self,
        step: Step,
        method: str,
        url: str,
        answer: tuple[int, Mapping[str, object]] | str | None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 0.1,
        **more: str,
    ) -> int:
        """Record a message and its answer: a status with JSON, a fault in a sentence, or None while under way."""
        index = self.trace.begin(step, method, url, headers, form)
        self.wait(seconds)
        if isinstance(answer, str):
            self.trace.fail(index, answer)
        elif answer is not None:
            names = {key.replace("_", "-"): value for key, value in more.items()}
            self.trace.answer(index, answer[0], IDS | JSON | names, json.dumps(answer[1]))
        return index

    def bring(self, address: str, parameters: Mapping[str, str], *checks: Check) -> None:
        """Record what the browser brought to the redirect URI."""
        url, message = record_request(address, None, parameters)
        step, front = Step.AUTHORIZATION_RESPONSE, Channel.FRONT
        self.trace.add(
            Exchange(step, front, "POST", url, message, self._now, seconds=0.0, status=200, checks=tuple(checks))
        )


def tokens(**more: object) -> dict[str, object]:
    """Return what a token endpoint answers."""
    return {
        "token_type": "Bearer", "scope": "api://orders/Orders.Read", "expires_in": 4312, "ext_expires_in": 4312,
        "access_token": mint(entra(aud="api://orders")), "refresh_token": f"1.A{'b' * 60}", "id_token": mint(entra()),
    } | more  # fmt: skip


def discover(recorder: Recorder) -> None:
    """Fetch the discovery document."""
    document = {"issuer": f"{LOGIN}/v2.0", "token_endpoint": f"{LOGIN}/oauth2/v2.0/token"}
    recorder.send(
        Step.DISCOVERY, "GET", f"{LOGIN}/v2.0/.well-known/openid-configuration", (200, document), seconds=0.038
    )


def visit(recorder: Recorder, **changed: str) -> None:
    """Send the browser to the authorization endpoint and let it bring a code."""
    asked = {
        "client_id": APP, "response_type": "code", "redirect_uri": "http://localhost:52711", "response_mode": "form_post",
        "scope": "api://orders/Orders.Read openid profile offline_access", "state": "af0ifjsldkj", "nonce": "n-0S6_WzA2Mj",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    } | changed  # fmt: skip
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    index = recorder.trace.begin(Step.AUTHORIZATION_REQUEST, "GET", f"{LOGIN}/oauth2/v2.0/authorize?{query}")
    recorder.wait(9.2)
    recorder.trace.change(index, seconds=9.2)


def redeem(recorder: Recorder, answer: tuple[int, Mapping[str, object]]) -> None:
    """Redeem the code."""
    form = {
        "client_id": APP, "grant_type": "authorization_code", "code": f"1.A{'c' * 80}", "code_verifier": VERIFIER,
        "redirect_uri": "http://localhost:52711", "scope": "api://orders/Orders.Read openid profile offline_access",
    }  # fmt: skip
    headers = {"x-client-sku": "MSAL.Python", "x-client-ver": "1.39.0", "client-request-id": IDS["client-request-id"]}
    index = recorder.send(Step.TOKEN_REQUEST, "POST", f"{LOGIN}/oauth2/v2.0/token", answer, form, headers, 0.214)
    words = "The code verifier belongs to the code challenge of the authorization request (S256)."
    recorder.trace.check(index, Check("code_challenge", passed=True, text=words))


def code_flow(**told: object) -> Attempt:
    """Return a sign-in by code whose token the API then refuses for want of a role."""
    recorder = Recorder()
    discover(recorder)
    visit(recorder)
    state = Check("state", passed=True, text="The state that came back is the one that was sent.")
    recorder.bring("http://localhost:52711", {"code": f"1.A{'c' * 80}", "state": "af0ifjsldkj"}, state)
    redeem(recorder, (200, tokens()))
    bearer = {"Authorization": f"Bearer {mint(entra())}"}
    recorder.send(Step.API_CALL, "GET", f"{ORDERS}/orders", (200, {"orders": []}), None, bearer, 0.038)
    refused = {"error": {"code": "MissingRole", "message": "The role Orders.Approve is required."}}
    recorder.send(Step.API_CALL, "POST", f"{ORDERS}/orders/7/approve", (403, refused), None, bearer, 0.021)
    trouble = Trouble(5, "The API wants the role Orders.Approve, and the user has none.")
    return Attempt("Sign-in for Orders", recorder.trace.exchanges, (trouble,))


def good_flow() -> Attempt:
    """Return a sign-in by code with nothing wrong."""
    whole = code_flow()
    return Attempt("Sign-in for Orders, again", whole.exchanges[:5])


def device_flow(polls: int = 6, *, ends: bool = True) -> Attempt:
    """Return a sign-in by device code with so many polls that came too early."""
    recorder = Recorder()
    discover(recorder)
    code = {
        "user_code": "H7JK2MPQ", "device_code": "d" * 60, "verification_uri": "https://login.microsoft.com/device",
        "expires_in": 900, "interval": 5,
    }  # fmt: skip
    form = {"client_id": APP, "scope": "api://orders/Orders.Read"}
    recorder.send(Step.DEVICE_AUTHORIZATION, "POST", f"{LOGIN}/oauth2/v2.0/devicecode", (200, code), form)
    poll = {"client_id": APP, "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d" * 60}
    for _each in range(polls):
        recorder.wait(5)
        pending = {"error": "authorization_pending", "error_description": "AADSTS70016: Pending."}
        recorder.send(Step.POLL, "POST", f"{LOGIN}/oauth2/v2.0/token", (400, pending), poll)
    if ends:
        recorder.wait(5)
        recorder.send(Step.POLL, "POST", f"{LOGIN}/oauth2/v2.0/token", (200, tokens()), poll)
    return Attempt("Sign-in by device code", recorder.trace.exchanges)


def from_memory() -> Attempt:
    """Return a renewal that MSAL answered from its cache, and a refusal that it repeated."""
    address, nothing = f"{LOGIN}/oauth2/v2.0/token", Message()
    hit = Exchange(
        Step.CACHE_HIT,
        Channel.BACK,
        "",
        address,
        nothing,
        START,
        0.0,
        note="MSAL answered from its token cache; nothing was sent.",
    )
    again = Exchange(
        Step.REPLAY,
        Channel.BACK,
        "",
        address,
        nothing,
        START + 1,
        0.0,
        note="MSAL repeated its last answer; nothing was sent.",
    )
    return Attempt("Renewal", (hit, again))


def refused_flow() -> Attempt:
    """Return a sign-in whose code is refused."""
    recorder = Recorder()
    visit(recorder)
    recorder.bring("http://localhost:52711", {"code": f"1.A{'c' * 80}", "state": "af0ifjsldkj"})
    description = (
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'. "
        "Trace ID: 0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0 Correlation ID: 5f0e1d2c-3b4a-4958-8776-655443322110"
    )
    redeem(recorder, (401, {"error": "invalid_client", "error_description": description, "error_codes": [7000218]}))
    return Attempt("Sign-in that is refused", recorder.trace.exchanges)


def refused_call(status: int = 401) -> ApiAnswer:
    """Return what comes of a call whose API wants the token of a fresher sign-in."""
    recorder = Recorder()
    claims = '{"access_token":{"nbf":{"essential":true,"value":"1795430000"}}}'
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{base64.b64encode(claims.encode()).decode()}"'
    body = {
        "error": {
            "code": "TokenRevoked",
            "message": "The session was revoked.",
            "innerError": {"id": IDS["x-ms-request-id"]},
        }
    }
    bearer = {"Authorization": f"Bearer {mint(entra())}"}
    recorder.send(
        Step.API_CALL, "GET", f"{ORDERS}/orders", (status, body), None, bearer, 0.038, www_authenticate=challenge
    )
    raw = f"HTTP/1.1 {status}\r\nwww-authenticate: {challenge}\r\ncontent-type: application/json\r\n\r\n{json.dumps(body)}"
    sentence = f"The API refused the call (HTTP {status})."
    return ApiAnswer(status, sentence, raw, claims, recorder.trace.exchanges)


def long_recording(count: int = 500) -> Attempt:
    """Return a recording of so many exchanges."""
    steps = (*code_flow().exchanges, *device_flow(1).exchanges)
    return Attempt("A long recording", tuple(steps[at % len(steps)] for at in range(count)))
