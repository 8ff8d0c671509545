"""Every request that the flow advice generates is sent to the practice tenant as it stands, and accepted."""

import base64
import hashlib
import secrets
import uuid
from dataclasses import replace

import pytest
from person import Person, Program

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import advise
from inspector.diagnosis.flow_advice.details import Details
from inspector.diagnosis.flow_advice.requests import (
    CLIENT_ASSERTION,
    CODE,
    CODE_CHALLENGE,
    CODE_VERIFIER,
    DEVICE_CODE,
    NONCE,
    REFRESH_TOKEN,
    STATE,
    USER_TOKEN,
    Request,
    with_secret,
)
from inspector.exchanges.exchange import Channel, Step
from inspector.practice import registrations as apps
from inspector.practice.tenant import practice_app
from inspector.practice.tenants import LEARNING
from inspector.tokens.issuing import make_key, read_signed, sign

HOST = "practice.test"
APPS = {
    Client.WEB: (apps.WEB, "https://web.practice.test/signin-oidc"),
    Client.SPA: (apps.SPA, "https://spa.practice.test/"),
    Client.NATIVE: (apps.DESKTOP, "http://localhost:5000"),
    Client.CLI: (apps.DESKTOP, ""),
    Client.DAEMON: (apps.DAEMON, ""),
    Client.API: (apps.MIDDLE_TIER, ""),
}
GRAPH = {apps.GRAPH_ID, "https://graph.microsoft.com"}  # a v1.0 token names the API as it was asked for
# (what is asked for, the audiences that the token may have)
ASKED = [("User.Read", GRAPH), ("api://orders/Orders.Read", {apps.ORDERS}), ("", GRAPH)]


@pytest.fixture
def proven(clock, signing_keys):
    """A tenant in which every confidential client has a certificate, the same one."""
    key = make_key("Any client", clock.now)
    made = apps.make_registrations(clock.now)
    confidential = {APPS[each][0] for each in (Client.WEB, Client.DAEMON, Client.API)}
    with_keys = [replace(each, certificates=(key,)) if each.client_id in confidential else each for each in made]
    practice = practice_app(clock, signing_keys, with_keys)
    practice._state.consents.grant(LEARNING.id, apps.MIDDLE_TIER, apps.GRAPH_ID, ("User.Read",))
    yield practice, key
    practice.close()


class Sender:
    """Sends the advised requests in their order, with what one answer brings put into the next request."""

    def __init__(self, practice, key, clock, *, by_secret: bool) -> None:
        self.practice, self.key, self.clock, self.by_secret = practice, key, clock, by_secret
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        self.values = {STATE: "the-state", NONCE: "the-nonce", CODE_VERIFIER: verifier, CODE_CHALLENGE: challenge}

    def send_all(self, client: Client, details: Details) -> list[dict]:
        """Return the answers to the requests, the last one's last."""
        if client is Client.API:
            self.values[USER_TOKEN] = self._token_of_a_caller()
        return [self._send(request) for request in advise(client, details).requests]

    def _token_of_a_caller(self) -> str:
        client_id, redirect = APPS[Client.NATIVE]
        scopes = ("api://middle-tier/access_as_user",)
        details = Details(client_id, LEARNING.id, scopes, redirect, HOST)
        return Sender(self.practice, self.key, self.clock, by_secret=False).send_all(Client.NATIVE, details)[1][
            "access_token"
        ]

    def _send(self, request: Request) -> dict:
        if request.channel is Channel.FRONT:
            return self._open(request.filled(self.values))
        if "client_assertion" in request.form:
            self.values[CLIENT_ASSERTION] = self._assertion(request)
            if self.by_secret:
                request = with_secret(request, self._secret(request.form["client_id"]))
        answer = self._post(request.filled(self.values))
        self.values |= {DEVICE_CODE: answer.get("device_code", ""), REFRESH_TOKEN: answer.get("refresh_token", "")}
        if request.step is Step.DEVICE_AUTHORIZATION:
            self._type(answer["user_code"])
        return answer

    def _open(self, request: Request) -> dict:
        person = Person(self.practice)
        brought = person.sign_in(request.address)
        person.browser.close()
        assert brought["state"] == "the-state"
        self.values[CODE] = brought["code"]
        return brought

    def _type(self, code: str) -> None:
        person = Person(self.practice)
        person.go_through(person.answer(person.open("/devicelogin"), otc=code))
        person.browser.close()

    def _post(self, request: Request) -> dict:
        assert "" not in request.form.values()
        with Program(self.practice) as program:
            answer = program.post(request.url, data=request.form, headers=dict(request.headers))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def _secret(self, client_id: str) -> str:
        return next(each for each in self.practice.registrations if each.client_id == client_id).secrets[0].value

    def _assertion(self, request: Request) -> str:
        client_id, now = request.form["client_id"], int(self.clock.now)
        claims = {"iss": client_id, "sub": client_id, "aud": request.url, "jti": str(uuid.uuid4())}
        header = {"typ": "JWT", "x5t#S256": self.key.thumbprint("sha256")}
        return sign(claims | {"nbf": now, "exp": now + 300}, self.key, header, "PS256")


@pytest.mark.parametrize("by_secret", [False, True], ids=["assertion", "secret"])
@pytest.mark.parametrize(("scope", "audiences"), ASKED, ids=["graph", "orders", "default"])
@pytest.mark.parametrize("client", Client)
def test_the_practice_tenant_accepts_every_request(proven, clock, client, scope, audiences, by_secret):
    """Whatever is asked for: each request is answered, and the token that comes proves what the advice says."""
    client_id, redirect = APPS[client]
    details = Details(client_id, LEARNING.id, (scope,) if scope else (), redirect, HOST)
    answers = Sender(*proven, clock, by_secret=by_secret).send_all(client, details)
    advice = advise(client, details)
    token = answers[-1]
    claims = read_signed(token["access_token"], proven[0]._state.keys.published)
    assert claims["aud"] in audiences
    assert ("roles" in claims, "scp" in claims) == ((True, False) if client is Client.DAEMON else (False, True))
    assert claims.get("azpacr", claims.get("appidacr")) == (
        "0" if not advice.row.is_confidential else "1" if by_secret else "2"
    )
    if client is Client.DAEMON:
        assert claims["oid"] == claims["sub"]
        assert claims["idtyp"] == "app"
    for expected, member in zip(advice.tokens, ("access_token", "id_token", "refresh_token"), strict=True):
        assert (member in token) is expected.comes, member


def test_every_parameter_is_explained():
    """And none is empty."""
    for client in Client:
        for request in advise(client).requests:
            assert request.title
            for each in request.parameters:
                assert each.value, each.name
                assert each.meaning, each.name
