"""A person at the practice tenant's pages, and a program at its endpoints, both in process."""

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import msal

from inspector.practice.registrations import Registration
from inspector.practice.tenant import PracticeTenant

REDIRECT = "http://localhost:5000"
_ORIGIN = "https://practice.test"


class Program(httpx.Client):
    """What MSAL gets as its HTTP client: httpx, sending forms as `requests` would."""

    def __init__(self, tenant: PracticeTenant) -> None:
        super().__init__(transport=httpx.WSGITransport(app=tenant.wsgi), base_url=_ORIGIN)

    def post(self, url: Any, *, data: Any = None, params: Any = None, headers: Any = None, **_rest: Any) -> Any:
        """Send a form."""
        form = {name: _text(value) for name, value in (data or {}).items() if value is not None}
        return super().post(url, data=form, params=params, headers=headers)


class Person:
    """A browser with cookies, and somebody who answers its pages."""

    def __init__(self, tenant: PracticeTenant) -> None:
        self.browser = httpx.Client(transport=httpx.WSGITransport(app=tenant.wsgi), base_url=_ORIGIN)
        self._users = {user.sign_in_name.partition("@")[0]: user for user in reversed(tenant.users)}

    def open(self, address: str) -> httpx.Response:
        """Visit an address and return what is shown."""
        return self.browser.get(address)

    def answer(self, page: httpx.Response, **fields: str) -> httpx.Response:
        """Fill in the form of `page` and send it."""
        action = re.search(r'<form method="post" action="([^"]+)"', page.text)
        assert action, page.text
        return self.browser.post(action[1], data=hidden_fields(page) | fields)

    def go_through(
        self, page: httpx.Response, name: str = "alice", factor: str = "approve", consent: str = "accept"
    ) -> httpx.Response:
        """Answer pages until none asks any more, and return the last response."""
        for _each in range(6):
            if 'name="account"' in page.text:
                page = self.answer(page, account=self._users[name].object_id)
            elif 'value="approve"' in page.text:
                page = self.answer(page, answer=factor)
            elif 'value="leave"' in page.text:
                page = self.answer(page, answer="leave")
            elif 'value="accept"' in page.text:
                page = self.answer(page, answer=consent, for_everyone="yes")
            else:
                break
        return page

    def sign_in(self, address: str, name: str = "alice", **answers: str) -> dict[str, str]:
        """Visit the authorize address, sign in, and return what is brought to the redirect URI."""
        return brought(self.go_through(self.open(address), name, **answers))


def brought(response: httpx.Response) -> dict[str, str]:
    """Return the parameters of an authorization response, by whichever mode it goes."""
    if response.status_code == 302:
        parts = urlsplit(response.headers["location"])
        return dict(parse_qsl(parts.fragment or parts.query, keep_blank_values=True))
    assert "document.forms[0].submit()" in response.text, response.text
    return hidden_fields(response)


def hidden_fields(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def client(
    tenant: PracticeTenant, app: Registration, program: Program, **options: Any
) -> msal.PublicClientApplication | msal.ConfidentialClientApplication:
    """Return MSAL for one of the tenant's apps; `client_credential` and `authority` may be among the options."""
    kind = msal.ConfidentialClientApplication if "client_credential" in options else msal.PublicClientApplication
    defaults = {"authority": tenant.authority, "validate_authority": False, "instance_discovery": False}
    return kind(app.client_id, http_client=program, **(defaults | options))


def code_of(result: Mapping[str, Any]) -> int | None:
    """Return the AADSTS code of an error that MSAL returned, by its description, as programs read it."""
    description = result.get("error_description", "")
    assert "{" not in description, "a value was left out"
    found = re.match(r"AADSTS(\d+):", description)
    return int(found[1]) if found else None


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
