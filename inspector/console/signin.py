"""`token-inspector signin`: sign in, see each step, read the tokens that came back, call an API with them."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector.console.reading import MisuseError
from inspector.console.signin_arguments import (
    add_request_arguments,
    announce_flow,
    check_ca_file,
    read_credential,
    read_request,
)
from inspector.console.signin_call import Called, add_call_arguments, confirmed, make_call, read_call
from inspector.console.signin_output import show
from inspector.console.signin_progress import Announcer
from inspector.console.signin_waiting import carry_out
from inspector.diagnosis.diagnose import Diagnosis
from inspector.diagnosis.expectation import Expectation
from inspector.masking import visible
from inspector.signin.api_call import ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.signin.claims import answer_challenge
from inspector.signin.outcome import SignInOutcome, Status
from inspector.signin.request import Credential, SignInRequest, advice, obstacles, to_profile
from inspector.signin.session import Session
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.tenant import PracticeTenant
    from inspector.storage.vault import Vault

SIGNED_IN, REFUSED, MISUSED, CANCELLED = 0, 1, 2, 3
_STATUS = {Status.SIGNED_IN: SIGNED_IN, Status.CANCELLED: CANCELLED, Status.TIMED_OUT: CANCELLED}

Perform = Callable[[SignInRequest, Cancellation], SignInOutcome]


class Services(Protocol):
    """What `signin` needs of the program."""

    def explain(self, text: str, expectation: Expectation | None = None, now: float | None = None) -> Diagnosis:
        """Judge a paste."""
        ...

    def open_session(self, *, ca_file: Path | None = None) -> AbstractContextManager[Session]:
        """Open a session over the network that keeps nothing."""
        ...

    def open_kept_session(self, *, ca_file: Path | None = None) -> "AbstractContextManager[tuple[Session, Vault]]":
        """Open a session over the network that keeps its accounts in the keyring."""
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
    add_call_arguments(parser)
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
    try:
        return _run(given, services)
    except KeyboardInterrupt:  # at a question, or a second time
        show(SignInOutcome(Status.CANCELLED, _("The sign-in was cancelled.")), given, services.explain)
        return CANCELLED
    except BrokenPipeError:
        raise
    except OSError as problem:  # such as a proxy setting that is none
        raise MisuseError(str(problem)) from None


def _run(given: argparse.Namespace, services: Services) -> int:
    if given.fault and not given.practice:
        raise MisuseError(_("--fault goes with --practice: only the practice tenant fails on demand."))
    _check_har(given.har)
    if given.guide:
        return _show_guide(read_request(given))
    if given.practice:
        from inspector.console.signin_practice import practise

        return practise(given, services)
    if given.accounts or given.sign_out or given.renew:
        from inspector.console.signin_accounts import use_accounts

        return use_accounts(given, services)
    return _sign_in_over_the_network(given, services)


def _sign_in_over_the_network(given: argparse.Namespace, services: Services) -> int:
    request, call = read_request(given), read_call(given)
    check_ca_file(given.ca_file)
    refuse_obstacles(request, Credential("-", assertion="-"))  # what is missing is said before anything is asked
    credential = read_credential(given, request)
    refuse_obstacles(request, credential)
    if given.save:
        _save(given.save, request)
    announce_flow(given, request)
    tell_advice(request)
    tell = Announcer(open_pages=not given.no_browser).tell

    def perform(asked: SignInRequest, stop: Cancellation) -> SignInOutcome:
        return session.sign_in(asked, credential=credential, insist=given.insist, tell=tell, cancellation=stop)

    if not given.keep:
        with services.open_session(ca_file=given.ca_file) as session:
            return finish(given, services, session, request, perform, call)
    with services.open_kept_session(ca_file=given.ca_file) as (session, vault):
        status = finish(given, services, session, request, perform, call)
        say(vault.state.sentence)
        return status


def finish(
    given: argparse.Namespace,
    services: Services,
    session: Session,
    request: SignInRequest,
    perform: Perform,
    call: ApiCall | None,
    known_as: Callable[[str], str] | None = None,
) -> int:
    """Carry out, answer challenges, call, show and save what came of it; return the exit status.

    In practice, `known_as` returns the address whose rules explain a refused call.
    """
    outcome = carry_out(lambda stop: perform(request, stop))
    if _answers(given, request, outcome.claims_challenge):
        outcome = _once_more(outcome, answer_challenge(request, outcome.claims_challenge), perform)
    called = None
    if call is not None and outcome.status is Status.SIGNED_IN:
        called = make_call(given, session, call, outcome.tokens.access_token, known_as)
        outcome = _with_call(outcome, called)
    challenge = called.answer.claims_challenge if called and called.answer else ""
    if call is not None and _answers(given, request, challenge):
        outcome = _once_more(outcome, answer_challenge(request, challenge), perform)
        if outcome.status is Status.SIGNED_IN:
            called = make_call(given, session, call, outcome.tokens.access_token, known_as)
            outcome = _with_call(outcome, called)
    if given.har:
        _write_har(given, outcome)
    show(outcome, given, services.explain, called)
    return _exit_status(outcome, called)


def _answers(given: argparse.Namespace, request: SignInRequest, challenge: str) -> bool:
    """Whether to sign in again with the claims of `challenge`: only somebody at a page can satisfy them."""
    if not challenge or request.is_confidential:
        return False
    text = _("More is asked of the sign-in than it brought: {claims}").format(claims=challenge)
    return given.answer_challenge or confirmed((text,), _("Sign in again with these claims?"))


def _once_more(first: SignInOutcome, asked: SignInRequest, perform: Perform) -> SignInOutcome:
    """Sign in again and return that outcome, with the steps of both."""
    second = carry_out(lambda stop: perform(asked, stop))
    return replace(second, trace=first.trace + second.trace)


def _with_call(outcome: SignInOutcome, called: Called) -> SignInOutcome:
    return replace(outcome, trace=outcome.trace + (called.answer.trace if called.answer else ()))


def _exit_status(outcome: SignInOutcome, called: Called | None) -> int:
    if called is None:
        return _STATUS.get(outcome.status, REFUSED)
    if called.answer is None:
        return CANCELLED if sys.stdin.isatty() else MISUSED
    refused = called.answer.status is None or called.answer.status >= 400
    return REFUSED if refused else _STATUS.get(outcome.status, REFUSED)


def refuse_obstacles(request: SignInRequest, credential: Credential) -> None:
    """Raise MisuseError where the request can't be sent as it is."""
    found = obstacles(request, credential)
    if found:
        raise MisuseError(" ".join(found))


def tell_advice(request: SignInRequest) -> None:
    """Say what to know before the request is sent, of its scopes as well."""
    for sentence in (*advice(request), *_about_scopes(request)):
        say(sentence)


def _about_scopes(request: SignInRequest) -> Iterator[str]:
    """Yield what to know of a scope before asking for it: who must consent, what OpenID Connect's own bring."""
    from inspector.signin.scopes import describe

    if request.issuer or request.is_confidential:
        return
    for scope in map(describe, request.scopes):
        if scope.admin_consent or ("/" not in scope.name and scope.meaning != _("Microsoft Graph.")):
            yield f"{visible(scope.name)}: {scope.meaning}"


def say(sentence: str) -> None:
    """Say something to the person, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def _save(name: str, request: SignInRequest) -> None:
    from inspector.storage import profiles

    try:
        profiles.save(profiles.default_path(), name, to_profile(request))
    except OSError as problem:
        raise MisuseError(str(problem)) from None


def _check_har(path: Path | None) -> None:
    """Raise MisuseError where a HAR could not be written, before anybody signs in for it."""
    if path is not None and (path.is_dir() or not os.access(path.parent, os.W_OK)):
        raise MisuseError(_("--har: {file} can't be written.").format(file=path))


def _write_har(given: argparse.Namespace, outcome: SignInOutcome) -> None:
    from inspector.exchanges.har import to_har
    from inspector.masking import Mask

    try:
        given.har.write_text(to_har(outcome.trace, Mask() if given.hide_values else None), encoding="utf-8")
    except OSError as problem:
        say(str(problem))


def _show_guide(request: SignInRequest) -> int:
    from inspector.console.printing import write
    from inspector.console.signin_output import guide_text
    from inspector.signin.registration_guide import guide

    write(guide_text(guide(request)))
    return SIGNED_IN
