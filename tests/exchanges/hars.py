"""Recordings written by hand: a sign-in in good order, message by message, of which a test changes one thing."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from minting import CLIENT, NOW, TENANT, entra, mint

AUTHORITY = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0"
REDIRECT = "https://app.contoso.com/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CODE = "0.AXoA" + "c0de" * 15
REFRESH_TOKEN = "0.AXoA" + "refresh" * 12
SECRET = "tJw8Q~made.up-Secret_of.the~tests123"
GRAPH_TOKEN = mint(
    entra(
        aud="https://graph.microsoft.com",
        scp="User.Read",
        ver="1.0",
        appid=CLIENT,
        iss=f"https://sts.windows.net/{TENANT}/",
    )
)
FORM = ("content-type", "application/x-www-form-urlencoded")
ORIGIN = ("Origin", "https://app.contoso.com")


def id_token(**claims: Any) -> str:
    """Return an ID token for the app."""
    return mint(
        entra(**({"aud": CLIENT, "nonce": "n1", "scp": None, "azp": None, "azpacr": None, "name": "Ada L"} | claims))
    )


def pairs(headers: Any) -> list[dict[str, str]]:
    """Return headers as a HAR writes them."""
    return [{"name": name, "value": value} for name, value in headers]


class Tape:
    """A recording in the making; each message comes a second after the last one, unless `after` says otherwise."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self._now = float(NOW)

    def add(
        self, method: str, url: str, *, headers: Any = (), form: Mapping[str, str] | str | None = None, status: int = 200,
        answer: Any = "", answered: Any = (), redirect: str = "", after: float = 1.0, **members: Any,
    ) -> "Tape":  # fmt: skip
        """Add one message pair."""
        self._now += after
        text = answer if isinstance(answer, str) else json.dumps(answer)
        body = urlencode(form) if isinstance(form, Mapping) else form
        request = {"method": method, "url": url, "headers": pairs(headers), "queryString": [], "cookies": []}
        if body is not None:
            request["postData"] = {"mimeType": "application/x-www-form-urlencoded", "text": body}
        self.entries.append(
            {
                "startedDateTime": datetime.fromtimestamp(self._now, UTC).isoformat(),
                "time": 12.5,
                "request": request,
                "response": {
                    "status": status, "statusText": "", "headers": pairs(answered), "cookies": [], "redirectURL": redirect,
                    "content": {"size": len(text), "mimeType": "application/json", "text": text},
                },
                "cache": {},
                "timings": {"send": 0, "wait": 1, "receive": 0},
            } | members
        )  # fmt: skip
        return self

    def authorize(self, base: str = AUTHORITY, **changed: str | None) -> "Tape":
        """Add an authorization request; parameters at None are left out."""
        usual = {
            "client_id": CLIENT, "response_type": "code", "redirect_uri": REDIRECT, "state": "s1", "nonce": "n1",
            "scope": "openid offline_access User.Read", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }  # fmt: skip
        return self.add("GET", f"{base}/authorize?{urlencode(given(usual | changed))}", answer="<html>")

    def come_back(self, mark: str = "?", **changed: str | None) -> "Tape":
        """Add the redirect to the app, as a browser records it: where it leads, and the address that it led to."""
        address = f"{REDIRECT}{mark}{urlencode(given({'code': CODE, 'state': 's1'} | changed))}"
        self.add("POST", "https://login.microsoftonline.com/kmsi", form="canary=x", status=302, redirect=address)
        return self.add("GET", address.partition("#")[0], answer="<html>")

    def redeem(
        self, base: str = AUTHORITY, *, headers: Any = (FORM,), answer: Any = None, status: int = 200, after: float = 1.0,
        **changed: str | None,
    ) -> "Tape":  # fmt: skip
        """Add a token request, answered with tokens unless told otherwise."""
        usual = {
            "grant_type": "authorization_code", "client_id": CLIENT, "code": CODE, "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER, "client_secret": SECRET,
        }  # fmt: skip
        form = given(usual | changed)
        return self.add(
            "POST", f"{base}/token", headers=headers, form=form, status=status, answer=answer or tokens(), after=after
        )

    def call(
        self, url: str = "https://graph.microsoft.com/v1.0/me", token: str | None = GRAPH_TOKEN, **rest: Any
    ) -> "Tape":
        """Add an API call."""
        headers = (("Authorization", f"Bearer {token}"),) if token else ()
        return self.add("GET", url, headers=headers, **rest)

    def text(self, **log: Any) -> str:
        """Return the HAR."""
        creator = {"name": "WebInspector", "version": "537.36"}
        return json.dumps({"log": {"version": "1.2", "creator": creator, "pages": [], "entries": self.entries} | log})


def given(parameters: Mapping[str, str | None]) -> dict[str, str]:
    """Return the parameters that have a value."""
    return {name: value for name, value in parameters.items() if value is not None}


def tokens(**changed: Any) -> dict[str, Any]:
    """Return a token response."""
    usual = {
        "token_type": "Bearer", "scope": "openid User.Read", "expires_in": 3600, "access_token": GRAPH_TOKEN,
        "refresh_token": REFRESH_TOKEN, "id_token": id_token(),
    }  # fmt: skip
    return {name: value for name, value in (usual | changed).items() if value is not None}


def refusal(code: int, words: str, error: str = "invalid_grant") -> dict[str, Any]:
    """Return an error response as Entra ID writes it."""
    ids = "Trace ID: 11112222-bbbb-3333-cccc-4444dddd5555 Correlation ID: 11112222-bbbb-3333-cccc-4444dddd5556"
    return {
        "error": error, "error_description": f"AADSTS{code}: {words} {ids} Timestamp: 2027-01-15 08:00:00Z",
        "error_codes": [code], "timestamp": "2027-01-15 08:00:00Z",
        "trace_id": "11112222-bbbb-3333-cccc-4444dddd5555", "correlation_id": "11112222-bbbb-3333-cccc-4444dddd5556",
    }  # fmt: skip


def good() -> Tape:
    """Return a sign-in of a web app in good order, with a call to Graph."""
    return Tape().authorize().come_back().redeem().call()
