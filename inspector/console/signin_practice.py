"""`signin --practice`: the same at a tenant of its own, with a fault that strikes where it is looked for."""

import argparse
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from inspector.console.reading import MisuseError
from inspector.console.signin import Services, finish, refuse_obstacles, say, tell_advice
from inspector.console.signin_arguments import announce_flow, read_credential, read_request
from inspector.console.signin_call import read_call
from inspector.console.signin_progress import Announcer
from inspector.signin.api_call import ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import OnProgress, SignInOutcome, Status
from inspector.signin.request import Credential, Flow, SignInRequest
from inspector.signin.session import Session
from inspector.words import _

if TYPE_CHECKING:
    from inspector.drill import Drill
    from inspector.practice.faults import Fault
    from inspector.practice.tenant import PracticeTenant

_ELSEWHERE = ("authority", "issuer", "cloud", "ca_file", "save")
_KEPT = ("keep", "accounts", "renew", "sign_out")


def practise(given: argparse.Namespace, services: Services) -> int:
    """Sign in at a practice tenant that lives as long as the call, and return the exit status."""
    from inspector.drill import drill_for
    from inspector.practice.faults import fault_named

    _refuse_words(given)
    try:
        fault = fault_named(given.fault) if given.fault else None
    except KeyError:
        text = _("There is no fault “{name}”. “token-inspector practice --list-faults” shows the names.")
        raise MisuseError(text.format(name=given.fault)) from None
    drill = drill_for(fault)
    later = drill.later and not given.flow
    with services.open_practice(None if later else given.fault) as (session, tenant):
        say(_("This is practice: nothing here is real, and no password is asked."))
        return _Practice(given, session, tenant, fault, drill, later=later).carry_out(services)


def _refuse_words(given: argparse.Namespace) -> None:
    """Raise MisuseError for words that mean nothing in practice, rather than leave them unheard."""
    for names, why in (
        (_ELSEWHERE, _("{word} does not go with --practice, which has a tenant of its own.")),
        (_KEPT, _("{word} does not go with --practice: nothing of practice is kept.")),
    ):
        found = next((name for name in names if getattr(given, name)), None)
        if found:
            raise MisuseError(why.format(word="--" + found.replace("_", "-")))


class _Practice:
    """One call of `signin --practice`."""

    def __init__(
        self,
        given: argparse.Namespace,
        session: Session,
        tenant: "PracticeTenant",
        fault: "Fault | None",
        drill: "Drill",
        *,
        later: bool,
    ) -> None:
        self._given, self._session, self._tenant = given, session, tenant
        self._fault, self._drill, self._later = fault, drill, later
        self._tell: OnProgress = Announcer(open_pages=not given.no_browser).tell
        self._struck = not later

    def carry_out(self, services: Services) -> int:
        """Sign in, let the fault strike, show what came of it, and return the exit status."""
        from inspector.drill import explained_address

        request, call = self._request(), read_call(self._given, self._host)
        refuse_obstacles(request, Credential("-", assertion="-"))
        announce_flow(self._given, request)
        tell_advice(request)
        if request.flow is Flow.ON_BEHALF_OF and not self._given.assertion:
            say(_("First somebody signs in to call the API, which then exchanges their token."))
        known_as = partial(explained_address, tenant=self._tenant)
        wanted = call or self._drill_call(request)
        return finish(self._given, services, self._session, request, self._perform, wanted, known_as)

    def _request(self) -> SignInRequest:
        from inspector.rehearsal import practice_request

        asked = read_request(self._given)
        if not self._given.flow and not self._given.profile and self._drill.flow:
            asked = replace(asked, flow=self._drill.flow)
        return practice_request(asked, self._tenant)

    def _drill_call(self, request: SignInRequest) -> ApiCall | None:
        """Call an API where only an API meets the fault."""
        from inspector.drill import call_for

        return ApiCall("GET", call_for(request, self._tenant)) if self._drill.calls else None

    @property
    def _host(self) -> str:
        return self._tenant.authority.removeprefix("https://").partition("/")[0]

    def _perform(self, request: SignInRequest, stop: Cancellation) -> SignInOutcome:
        from inspector.drill import ErrorPages

        pages = ErrorPages(self._tenant, stop)
        outcome = pages.told(self._sign_in(request, stop))
        if outcome.status is not Status.SIGNED_IN or self._fault is None:
            return outcome
        if self._later and not self._struck:
            self._tenant.set_fault(self._fault.name)
        strikes, self._struck = not self._struck or not request.claims, True
        renews = strikes and self._drill.renews and outcome.account is not None
        return self._renewed(request, outcome, self._fault, stop) if renews else outcome

    def _sign_in(self, request: SignInRequest, stop: Cancellation) -> SignInOutcome:
        from inspector.rehearsal import rehearse

        return rehearse(
            self._session, self._tenant, request, self._credential(request), tell=self._tell, cancellation=stop
        )

    def _credential(self, request: SignInRequest) -> Credential:
        from inspector.drill import credential_for

        given = self._given
        if given.secret_file or given.secret_env or given.certificate or given.assertion:
            return read_credential(given, request, ask=False)
        return credential_for(request, self._tenant, self._fault)

    def _renewed(
        self, request: SignInRequest, outcome: SignInOutcome, fault: "Fault", stop: Cancellation
    ) -> SignInOutcome:
        """Renew by force: a refresh token, or a policy that came after the sign-in, fails only then."""
        assert outcome.account is not None
        say(_("Signed in. Now the token is renewed, with this fault: {what}").format(what=fault.does))
        silent = replace(request, claims="")
        renewed = self._session.refresh(silent, outcome.account, force=True, tell=self._tell, cancellation=stop)
        return replace(renewed, trace=outcome.trace + renewed.trace)
