"""The pages of the device flow (RFC 8628 section 3.3): type the code, sign in, confirm."""

import secrets
from dataclasses import replace

from inspector.practice import pages
from inspector.practice.authority import Authority, Realm
from inspector.practice.authorize_endpoint import in_session
from inspector.practice.interactions import Interaction, Interactions
from inspector.practice.ledger import DEVICE_CODE_LIFETIME, Authentication, DeviceCode, DeviceState
from inspector.practice.messages import Request, Response
from inspector.practice.refusals import RefusedError
from inspector.practice.registrations import Registration
from inspector.practice.tenants import Tenant
from inspector.words import _


class DevicePages:
    """Takes a person from the typed code to "you may close this window"."""

    def __init__(self, authority: Authority, interactions: Interactions) -> None:
        self._authority = authority
        self._interactions = interactions
        self._to_confirm: dict[str, tuple[str, Authentication, Tenant]] = {}

    def answer(self, request: Request) -> Response:
        """Return the page that follows."""
        if request.method == "POST" and request.get("confirmation"):
            return self._confirm(request)
        if request.method == "POST":
            return self._sign_in(request)
        return pages.device_code(typed=request.get("otc"))

    def _sign_in(self, request: Request) -> Response:
        found = self._authority.ledger.device_code_typed(request.get("otc"))
        if found is None or found[1].state is not DeviceState.PENDING:
            return pages.device_code(_("That code didn’t work. Check it and try again."), request.get("otc"))
        value, code = found
        if self._authority.clock() > code.issued + DEVICE_CODE_LIFETIME:
            return pages.device_code(_("That code has expired. Start over on your device."))
        return in_session(request, lambda session: self._interactions.begin(self._interaction(value, code, session)))

    def _interaction(self, value: str, code: DeviceCode, session: str) -> Interaction:
        client = self._client(code)

        def ask(authentication: Authentication, tenant: Tenant) -> Response:
            token = secrets.token_urlsafe(24)
            self._to_confirm[token] = (value, authentication, tenant)
            return pages.confirm_device(token, client.name, authentication.user)

        def decline(_refused: RefusedError) -> Response:
            return self._decline(value)

        return Interaction(
            Realm(code.tenant.id, code.tenant) if code.tenant else Realm("organizations"),
            client, session, self._authority.clock(), ask, decline, scopes=code.scopes, claims=code.claims,
            prompt=frozenset({"select_account"}),
        )  # fmt: skip

    def _confirm(self, request: Request) -> Response:
        waiting = self._to_confirm.pop(request.get("confirmation"), None)
        if waiting is None:
            raise RefusedError(50089)
        value, authentication, tenant = waiting
        if request.get("answer") != "accept":
            return self._decline(value)
        self._change(value, state=DeviceState.APPROVED, authentication=authentication, tenant=tenant)
        client = self._client(self._code(value))
        text = _("You have signed in to {app} on your device. You may now close this window.")
        return pages.notice(client.name, text.format(app=client.name))

    def _decline(self, value: str) -> Response:
        self._change(value, state=DeviceState.DECLINED)
        return pages.notice(_("Declined"), _("Nothing was signed in. You may now close this window."))

    def _change(self, value: str, **changes: object) -> None:
        changed = replace(self._code(value), **changes)  # type: ignore[arg-type]  # DeviceCode's own fields
        self._authority.ledger.change_device_code(value, changed)

    def _code(self, value: str) -> DeviceCode:
        code = self._authority.ledger.device_code(value)
        assert code is not None  # its page was made from it
        return code

    def _client(self, code: DeviceCode) -> Registration:
        return next(each for each in self._authority.registrations if each.client_id == code.client_id)
