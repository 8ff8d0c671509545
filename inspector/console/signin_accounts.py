"""Accounts that were kept, in a terminal: listed, renewed, signed out."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from inspector.console.printing import write
from inspector.console.reading import MisuseError
from inspector.console.signin import REFUSED, SIGNED_IN, Perform, Services, finish, refuse_obstacles, say
from inspector.console.signin_arguments import check_ca_file, read_request
from inspector.console.signin_call import read_call
from inspector.console.signin_progress import Announcer
from inspector.masking import as_json, visible
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import Account, SignInOutcome
from inspector.signin.request import Credential, SignInRequest
from inspector.signin.session import Session
from inspector.words import _

if TYPE_CHECKING:
    from inspector.storage.vault import Vault


def use_accounts(given: argparse.Namespace, services: Services) -> int:
    """List the kept accounts, sign one out or renew its tokens, as the words say; return the exit status."""
    call = read_call(given)
    check_ca_file(given.ca_file)
    with services.open_kept_session(ca_file=given.ca_file) as (session, vault):
        accounts = session.restore()
        if given.accounts:
            return _list(given, accounts, vault)
        if not accounts:
            raise MisuseError(_("No account is kept here. {state}").format(state=vault.state.sentence))
        account = _account(given, accounts)
        if given.sign_out:
            return _sign_out(given, session, vault, account)
        request = _renewal(given, account)
        return finish(given, services, session, request, _renewing(given, session, account), call)


def _list(given: argparse.Namespace, accounts: tuple[Account, ...], vault: "Vault") -> int:
    if given.output == "json":
        rows = [_document(each) for each in accounts]
        document = {"schema": 1, "accounts": rows, "keeping": vault.state.keeping.value, "state": vault.state.sentence}
        write(as_json(document))
        return SIGNED_IN
    for each in accounts:
        write(visible(f"{each.username or each.id}  {each.authority}  {each.client_id}"))
    say(vault.state.sentence if accounts else _("No account is kept here. {state}").format(state=vault.state.sentence))
    return SIGNED_IN


def _document(account: Account) -> dict[str, str]:
    return {
        "username": account.username,
        "id": account.id,
        "authority": account.authority,
        "client_id": account.client_id,
    }


def _account(given: argparse.Namespace, accounts: tuple[Account, ...]) -> Account:
    """Return the one account that the words name; --client-id tells two of one name apart."""
    name = (given.renew or given.sign_out).lower()
    found = [each for each in accounts if name in (each.username.lower(), each.id.lower())]
    if given.client_id:
        found = [each for each in found if each.client_id == given.client_id] or found
    for word in filter(None, (given.tenant, given.issuer, given.authority)):
        found = [each for each in found if word.rstrip("/").lower() in each.authority.lower()] or found
    if not found:
        text = _("No kept account is called “{name}”. --accounts lists them.")
        raise MisuseError(text.format(name=given.renew or given.sign_out))
    if len(found) > 1:
        where = "; ".join(f"--client-id {each.client_id} --authority {each.authority}" for each in found)
        raise MisuseError(_("Several accounts have this name. Say which: {where}").format(where=visible(where)))
    return found[0]


def _sign_out(given: argparse.Namespace, session: Session, vault: "Vault", account: Account) -> int:
    """Forget an account; what a keyring that fails meanwhile may still hold is said, and is no success."""
    from inspector.signin.session import sign_out_limits

    session.sign_out(account)
    complete = vault.state.keeping.value == "keyring"
    sentence = sign_out_limits() if complete else _("The keyring may still hold this account; try again.")
    if given.output == "json":
        document = {"schema": 1, "signed_out": _document(account), "complete": complete, "sentence": sentence}
        write(as_json(document))
    else:
        write(visible(_("{name} is signed out here.").format(name=account.username or account.id)))
        write(sentence)
    if not complete:
        say(vault.state.sentence)
    return SIGNED_IN if complete else REFUSED


def _renewal(given: argparse.Namespace, account: Account) -> SignInRequest:
    from inspector.signin.refresh import at_account

    request = at_account(read_request(given), account)
    refuse_obstacles(request, Credential())
    return request


def _renewing(given: argparse.Namespace, session: Session, account: Account) -> Perform:
    tell = Announcer(open_pages=not given.no_browser).tell

    def perform(request: SignInRequest, stop: Cancellation) -> SignInOutcome:
        """Renew; claims that were asked for take somebody at the page."""
        if request.claims != (given.claims or ""):
            hinted = replace(request, login_hint=account.username)
            return session.sign_in(hinted, tell=tell, cancellation=stop)
        return session.refresh(request, account, force=given.force, tell=tell, cancellation=stop)

    return perform
