"""`token-inspector signin`: sign in, see each step, read the tokens that came back."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector.console.printing import write
from inspector.console.reading import MisuseError
from inspector.console.signin_arguments import add_request_arguments, read_credential, read_request
from inspector.console.signin_output import show
from inspector.console.signin_progress import Announcer
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.signin.outcome import Account, SignInOutcome, Status
from inspector.signin.refresh import at_account
from inspector.signin.request import Credential, Flow, SignInRequest, advice, obstacles, to_profile
from inspector.signin.session import Session
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.tenant import PracticeTenant

SIGNED_IN, REFUSED, CANCELLED = 0, 1, 3
_STATUS = {Status.SIGNED_IN: SIGNED_IN, Status.CANCELLED: CANCELLED, Status.TIMED_OUT: CANCELLED}


class Services(Protocol):
    """What `signin` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Judge a paste."""
        ...

    def open_session(self, *, ca_file: Path | None = None, keep: bool = False) -> AbstractContextManager[Session]:
        """Open a session over the network."""
        ...

    def open_practice(self, fault: str | None = None) -> "AbstractContextManager[tuple[Session, PracticeTenant]]":
        """Open a session at a practice tenant of its own."""
        ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the words that `signin` takes."""
    parser.description = _(
        "Signs in with an app registration of yours and explains what comes back. "
        "Exit status: 0 signed in, 1 refused, 2 the call's words are off, 3 cancelled or timed out."
    )
    add_request_arguments(parser)
    what = parser.add_argument_group(_("accounts that were kept"))
    what.add_argument("--keep", action="store_true", help=_("keep the account in the system's keyring"))
    what.add_argument("--accounts", action="store_true", help=_("list them and stop"))
    what.add_argument("--renew", metavar="NAME", help=_("renew this account's token instead of signing in"))
    what.add_argument("--force", action="store_true", help=_("with --renew: a new token even if the old one is good"))
    what.add_argument("--sign-out", metavar="NAME", help=_("forget this account's tokens here"))
    shown = parser.add_argument_group(_("what is shown"))
    shown.add_argument("--guide", action="store_true", help=_("show how to register an app for this, and stop"))
    shown.add_argument("--trace", action="store_true", help=_("show every parameter of every step"))
    shown.add_argument("--har", type=Path, metavar="FILE", help=_("save the steps as a HAR, secrets masked"))
    shown.add_argument("--show-token", action="store_true", help=_("print the tokens themselves"))
    shown.add_argument("--hide-values", action="store_true", help=_("mask names, addresses and ids as well"))
    output = shown.add_mutually_exclusive_group()
    output.add_argument("--json", dest="output", action="store_const", const="json")
    output.add_argument("--text", dest="output", action="store_const", const="text")
    parser.set_defaults(output="text")


def run(given: argparse.Namespace, services: Services) -> int:
    """Sign in, renew or sign out as the words say, print what came of it and return the exit status."""
    if given.fault and not given.practice:
        raise MisuseError(_("--fault goes with --practice: only the practice tenant fails on demand."))
    if given.practice:
        return _practise(given, services)
    request = read_request(given)
    if given.guide:
        return _show_guide(request)
    if given.accounts or given.sign_out or given.renew:
        return _use_accounts(given, request, services)
    credential = read_credential(given, request)
    _refuse_obstacles(request, credential)
    if given.save:
        _save(given.save, request)
    with services.open_session(ca_file=given.ca_file, keep=given.keep) as session:
        return _sign_in(given, services, session, request, credential)


def _practise(given: argparse.Namespace, services: Services) -> int:
    """Sign in at a practice tenant that lives as long as the call."""
    try:
        with services.open_practice(given.fault) as (session, tenant):
            _say(_("This is practice: nothing here is real, and no password is asked."))
            return _sign_in_at(given, services, session, tenant)
    except KeyError:
        text = _("There is no fault “{name}”. “token-inspector practice --list-faults” shows the names.")
        raise MisuseError(text.format(name=given.fault)) from None


def _sign_in_at(given: argparse.Namespace, services: Services, session: Session, tenant: "PracticeTenant") -> int:
    from inspector.rehearsal import caller_of, practice_credential, practice_request

    request = practice_request(read_request(given), tenant)
    credential = practice_credential(request, tenant)
    if request.flow is Flow.ON_BEHALF_OF:
        _say(_("First somebody signs in to call the API, which then exchanges their token."))
        caller = session.sign_in(caller_of(request), tell=Announcer(open_pages=not given.no_browser).tell)
        if caller.status is not Status.SIGNED_IN:
            return _finish(given, services, lambda: caller)
        credential = replace(credential, assertion=caller.tokens.access_token)
    _refuse_obstacles(request, credential)
    return _sign_in(given, services, session, request, credential)


def _refuse_obstacles(request: SignInRequest, credential: Credential) -> None:
    found = obstacles(request, credential)
    if found:
        raise MisuseError(" ".join(found))


def _sign_in(
    given: argparse.Namespace, services: Services, session: Session, request: SignInRequest, credential: Credential
) -> int:
    for sentence in advice(request):
        _say(sentence)
    announcer = Announcer(open_pages=not given.no_browser)
    return _finish(
        given,
        services,
        lambda: session.sign_in(request, credential=credential, insist=given.insist, tell=announcer.tell),
    )


def _finish(given: argparse.Namespace, services: Services, perform: Callable[[], SignInOutcome]) -> int:
    """Carry out, show and save what came of it; Ctrl+C is a cancellation like any other."""
    try:
        outcome = perform()
    except KeyboardInterrupt:
        _say(_("Cancelled."))
        return CANCELLED
    if given.har:
        _write_har(given, outcome)
    show(outcome, given, services.explain)
    return _STATUS.get(outcome.status, REFUSED)


def _use_accounts(given: argparse.Namespace, request: SignInRequest, services: Services) -> int:
    with services.open_session(ca_file=given.ca_file, keep=True) as session:
        accounts = session.restore()
        if given.accounts:
            write("\n".join(f"{each.username or each.id}  {each.authority}  {each.client_id}" for each in accounts))
            return SIGNED_IN
        account = _account(accounts, given.renew or given.sign_out)
        if given.sign_out:
            from inspector.signin.session import sign_out_limits

            session.sign_out(account)
            write(_("{name} is signed out here.").format(name=account.username or account.id))
            write(sign_out_limits())
            return SIGNED_IN
        renewed = at_account(request, account)
        return _finish(given, services, lambda: session.refresh(renewed, account, force=given.force))


def _account(accounts: tuple[Account, ...], name: str) -> Account:
    found = [each for each in accounts if name.lower() in (each.username.lower(), each.id.lower())]
    if not found:
        raise MisuseError(_("No kept account is called “{name}”. --accounts lists them.").format(name=name))
    return found[0]


def _save(name: str, request: SignInRequest) -> None:
    from inspector.storage import profiles

    try:
        profiles.save(profiles.default_path(), name, to_profile(request))
    except OSError as problem:
        raise MisuseError(str(problem)) from None


def _write_har(given: argparse.Namespace, outcome: SignInOutcome) -> None:
    from inspector.exchanges.har import to_har
    from inspector.masking import Mask

    try:
        given.har.write_text(to_har(outcome.trace, Mask() if given.hide_values else None), encoding="utf-8")
    except OSError as problem:
        _say(str(problem))


def _show_guide(request: SignInRequest) -> int:
    from inspector.console.signin_output import guide_text
    from inspector.signin.registration_guide import guide

    write(guide_text(guide(request)))
    return SIGNED_IN


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
