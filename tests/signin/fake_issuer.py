"""An issuer that answers in process, shaped like Entra ID; what it says next can be put in its mouth."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from minting import CLIENT, TENANT, mint

HOST = "login.issuer.test"
ACCESS = mint({"aud": "api://orders", "exp": int(time.time()) + 3600, "scp": "Orders.Read", "label": "secret-access"})
REFRESH = "1.AXkA-refresh-secret-refresh-secret-0123456789"


@dataclass(frozen=True)
class FakeReply:
    status_code: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def reply(document: Mapping[str, Any], status: int = 200, **headers: str) -> FakeReply:
    """Return a JSON reply."""
    return FakeReply(status, json.dumps(document), {"content-type": "application/json", **headers})


def refusal(error: str, code: int = 0, **more: Any) -> FakeReply:
    """Return a refusal as Entra ID writes it."""
    description = f"AADSTS{code}: Made up. Trace ID: t Correlation ID: c Timestamp: 2026-11-23 10:00:00Z"
    return reply({"error": error, "error_description": description, "error_codes": [code], **more}, 400)


class FakeIssuer:
    """Implements the HTTP client that a session is given. `says` is a queue of replies (or exceptions) to POSTs."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.says: list[FakeReply | Exception | Callable[[dict[str, str]], FakeReply]] = []
        self.discovery: FakeReply | Exception | None = None
        self.nonce = ""
        self.user = "u-1"

    def request(self, method: str, url: str, *, data: Any = None, **_rest: object) -> FakeReply:
        """Answer one message."""
        self.requests.append((method, url, dict(data or {})))
        if method == "GET":
            return self._discover()
        if self.says:
            said = self.says.pop(0)
            if isinstance(said, Exception):
                raise said
            return said(dict(data)) if callable(said) else said
        return self.tokens(dict(data))

    def tokens(self, form: Mapping[str, str], **more: Any) -> FakeReply:
        """Answer a token request with tokens."""
        now = int(time.time())
        info = base64.urlsafe_b64encode(json.dumps({"uid": self.user, "utid": TENANT}).encode()).decode().rstrip("=")
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "s",
            "oid": self.user,
            "tid": TENANT,
            "exp": now + 3600,
            "iat": now,
            "nbf": now,
            "preferred_username": "ada@contoso.test",
        }
        claims |= {"nonce": self.nonce} if form.get("grant_type") == "authorization_code" else {}
        document = {
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": "api://orders/Orders.Read",
            "access_token": ACCESS if self.user == "u-1" else mint({"sub": self.user}),
        }
        if form.get("grant_type") != "client_credentials":
            document |= {"id_token": mint(claims), "refresh_token": REFRESH, "client_info": info}
        return reply(document | more)

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"https://{HOST}/{TENANT}/v2.0"

    @property
    def posts(self) -> list[dict[str, str]]:
        """The forms that were sent."""
        return [form for method, _url, form in self.requests if method == "POST"]

    def answer_of(self, url: str) -> dict[str, str]:
        """Return the parameters that the browser would bring back from the authorization request `url`."""
        asked = dict(parse_qsl(urlsplit(url).query))
        self.nonce = asked["nonce"]
        return {"code": "0.AXkA-code-secret-code-secret-0123456789", "state": asked["state"], "session_state": "s1"}

    def _discover(self) -> FakeReply:
        if isinstance(self.discovery, Exception):
            raise self.discovery
        base = f"https://{HOST}/{TENANT}"
        return self.discovery or reply(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
            }
        )


def device_reply(interval: int = 1, expires_in: int = 900) -> FakeReply:
    """Return a device authorization response."""
    return reply(
        {
            "user_code": "ABCD-EFGH",
            "device_code": "device-secret-device-secret",
            "verification_uri": "https://login.issuer.test/device",
            "expires_in": expires_in,
            "interval": interval,
        }
    )
