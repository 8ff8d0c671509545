"""Programs without a browser at the practice tenant, recorded by the product's own trace and written by its own HAR."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from inspector.exchanges.exchange import Step
from inspector.exchanges.har import to_har
from inspector.exchanges.trace import Trace
from inspector.practice.tenant import PracticeTenant

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
BEHALF = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class BackChannel:
    """Sends forms and calls in process, and keeps what went by as the product records it."""

    def __init__(self, tenant: PracticeTenant) -> None:
        self._tenant = tenant
        self._client = httpx.Client(transport=httpx.WSGITransport(app=tenant.wsgi), base_url="https://localhost")
        self._trace = Trace(time.time)

    def secret(self, client_id: str, which: int = 0) -> str:
        """Return a secret of an app."""
        app = next(each for each in self._tenant.registrations if each.client_id == client_id)
        return app.secrets[which].value

    def grant(self, client_id: str, **form: str) -> dict[str, Any]:
        """Send a token request and return the members of the answer."""
        step = Step.POLL if form["grant_type"] == DEVICE else Step.TOKEN_REQUEST
        return self._post(step, "token", {"client_id": client_id} | form)

    def start_device(self, client_id: str, scope: str) -> dict[str, Any]:
        """Ask for a device code."""
        return self._post(Step.DEVICE_AUTHORIZATION, "devicecode", {"client_id": client_id, "scope": scope})

    def call(self, address: str, token: str) -> int:
        """Call an API."""
        headers = {"Authorization": f"Bearer {token}"}
        index = self._trace.begin(Step.API_CALL, "GET", address, headers)
        answer = self._client.get(address, headers=headers)
        self._trace.answer(index, answer.status_code, answer.headers, answer.text)
        return answer.status_code

    def har(self) -> str:
        """Return what was recorded."""
        return to_har(self._trace.exchanges)

    def close(self) -> None:
        """Let go of the client."""
        self._client.close()

    def _post(self, step: Step, endpoint: str, form: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self._tenant.authority}/oauth2/v2.0/{endpoint}"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        index = self._trace.begin(step, "POST", url, headers, form)
        answer = self._client.post(url, data=dict(form), headers=headers)
        self._trace.answer(index, answer.status_code, answer.headers, answer.text)
        try:
            return dict(answer.json())
        except ValueError:
            return {}
