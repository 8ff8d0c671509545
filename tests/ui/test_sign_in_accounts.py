"""Accounts in the window: renewed, used for another API, kept from start to start, signed out; the keyring's state."""

import json
from dataclasses import replace

import pytest
from fake_issuer import HOST, REFRESH
from minting import CLIENT, TENANT, entra, mint
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sign_in_parts import said, settle

from inspector.signin.api_call import ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.signin.outcome import Status
from inspector.signin.request import Flow, SignInRequest
from inspector.storage.vault import Keeping
from inspector.ui.account_dialogs import KeepingDialog, OtherApiDialog, SignOutDialog
from inspector.ui.pages import Page
from inspector.workers import DaemonExecutor

LONG = 30_000  # milliseconds: only ever waited for where something is broken
REQUEST = SignInRequest(client_id=CLIENT, tenant=TENANT, host=HOST, scopes=("api://orders/Orders.Read",))


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(window, words: str, at: int = 0) -> None:
    """Choose an entry of an account's menu."""
    row = window._parts.sign_in.accounts.rows[at]
    next(each for each in row.menu.actions() if words in each.text().replace("&", "")).trigger()


@pytest.fixture
def ended(qtbot):
    def wait(window):
        page = window._workspace.page(Page.SIGN_IN)
        qtbot.waitUntil(lambda: not page._desk.busy and page._ended is not None, timeout=LONG)
        settle()
        return page._ended.outcome

    return wait


@pytest.fixture
def signed_in(signing, world, browser, ended):
    """A window in which Ada has signed in at the made-up issuer."""
    browser.answer_for(world.issuer)
    signing._parts.sign_in.begin(REQUEST, practice=False)
    signing._workspace.page(Page.SIGN_IN).form.send()
    assert ended(signing).status is Status.SIGNED_IN
    return signing


def test_an_account_is_listed(signed_in):
    """With its name, its tenant and where it is kept; the status bar names the keyring."""
    row = signed_in._parts.sign_in.accounts.rows[0]
    assert row.name.accessibleName() == "ada@contoso.test"
    assert row.place.accessibleName() == f"{TENANT} · kept"
    assert signed_in._status.keeping.accessibleName() == "Accounts are kept in Test Keyring."


def test_only_the_refresh_token_is_kept(signed_in, world):
    """The keyring has it and the account, and neither access nor ID token."""
    kept = "".join(world.kept.kept.values())
    assert REFRESH in kept
    assert "Orders.Read" not in json.dumps([each for each in world.kept.kept.values() if "AccessToken" in each])
    assert "eyJ" not in kept


def test_renewing_silently_and_by_force(signed_in, world, ended):
    """Silently nothing is sent while the token is good; by force a new one is asked for. Both are listed and judged."""
    before = len(world.issuer.posts)
    choose(signed_in, "Renew")
    assert ended(signed_in).from_cache
    assert len(world.issuer.posts) == before
    choose(signed_in, "Force renewal")
    assert not ended(signed_in).from_cache
    assert world.issuer.posts[-1]["grant_type"] == "refresh_token"
    assert "Renew" in said(signed_in._workspace.page(Page.SIGN_IN).front.outcome)


def test_another_api(signed_in, world, ended):
    """The dialog asks for scopes, complains of none, and gets a token for them with the same account."""
    choose(signed_in, "Another API")
    dialog = signed_in.findChild(OtherApiDialog)
    click(dialog.get)
    assert "Give a scope" in dialog.scopes.problem
    dialog.scopes.show_scopes(("User.Read",))
    click(dialog.get)
    assert ended(signed_in).status is Status.SIGNED_IN
    assert "User.Read" in world.issuer.posts[-1]["scope"]


def test_signing_out(signed_in, world, qtbot):
    """It says first what it does not revoke; then keyring and list have forgotten the account."""
    choose(signed_in, "Sign out")
    dialog = signed_in.findChild(SignOutDialog)
    assert "It revokes nothing" in said(dialog)
    assert len(signed_in._parts.sign_in.accounts.rows) == 1
    click(dialog.yes)
    qtbot.waitUntil(lambda: REFRESH not in "".join(world.kept.kept.values()), timeout=LONG)
    assert signed_in._parts.sign_in.accounts.rows == []


def test_accounts_are_there_after_the_next_start(signed_in, make_window, world, qtbot, ended):
    """Another window reads them when signing in is first looked at, without a request; one can be renewed at once."""
    signed_in.close()
    requests = len(world.issuer.requests)
    again = make_window(sign_in=world.services(), executor=DaemonExecutor())
    settle()
    assert world.opened == ["session", "session closed"]
    again.show_page(Page.SIGN_IN)
    qtbot.waitUntil(lambda: bool(again._parts.sign_in.accounts.rows), timeout=LONG)
    assert len(world.issuer.requests) == requests
    choose(again, "Renew")  # what it was asked for last is not kept: the dialog asks
    dialog = again.findChild(OtherApiDialog)
    dialog.scopes.show_scopes(REQUEST.scopes)
    click(dialog.get)
    assert ended(again).status is Status.SIGNED_IN
    assert world.issuer.posts[-1]["grant_type"] == "refresh_token"


def test_a_locked_keyring(signing, world, browser, qtbot, ended):
    """The account stays in memory and the bar says why; after unlocking, asking again keeps it."""
    world.locked = True
    browser.answer_for(world.issuer)
    signing._parts.sign_in.begin(REQUEST, practice=False)
    signing._workspace.page(Page.SIGN_IN).form.send()
    assert ended(signing).account.kept is False
    assert "locked" in signing._status.keeping.accessibleName()
    assert signing._parts.sign_in.accounts.rows[0].place.accessibleName().endswith("memory only")
    assert world.kept.kept == {}
    world.locked = False
    click(signing._status.keeping)
    dialog = signing.findChild(KeepingDialog)
    assert "locked" in said(dialog)
    click(dialog.again)
    qtbot.waitUntil(lambda: signing._parts.sign_in.desk.keeping.keeping is Keeping.KEYRING, timeout=LONG)
    qtbot.waitUntil(
        lambda: signing._parts.sign_in.accounts.rows[0].place.accessibleName().endswith("kept"), timeout=LONG
    )
    assert REFRESH in "".join(world.kept.kept.values())


def test_practice_accounts_are_never_kept(signing, world, browser, qtbot, ended):
    """The keyring is not even asked."""
    browser.walk()
    signing._parts.sign_in.begin(SignInRequest(), practice=True)
    page = signing._workspace.page(Page.SIGN_IN)
    qtbot.waitUntil(lambda: page.form.tenant is not None, timeout=LONG)
    page.form.send()
    assert ended(signing).status is Status.SIGNED_IN
    assert signing._parts.sign_in.accounts.rows[0].place.accessibleName().endswith("practice")
    assert world.kept.kept == {}
    assert world.opened == []


def test_an_api_asks_for_more(signing, browser, qtbot, ended):
    """In practice, an API's challenge leads back to the sign-in that brought the token, with its claims filled in."""
    browser.walk()
    signing._parts.sign_in.begin(SignInRequest(), practice=True)
    page = signing._workspace.page(Page.SIGN_IN)
    qtbot.waitUntil(lambda: page.form.tenant is not None, timeout=LONG)
    page.form.send()
    token = ended(signing).tokens.access_token
    desk = signing._parts.sign_in.desk
    desk.set_fault("api-step-up")
    answer = desk.practice_session.call_api(ApiCall("GET", "https://practice.test/orders"), token, Cancellation())
    assert answer.status == 401
    signing._judgement.challenge_accepted.emit(signing._inspection.pastes.all[0], answer.claims_challenge)
    assert signing._workspace.shown is Page.SIGN_IN
    assert "c1" in page.form.request().claims
    page.form.send()
    assert ended(signing).status is Status.SIGNED_IN


def test_an_api_asks_for_more_of_a_pasted_token(signing, world):
    """For a token that came by pasting, the form is filled with what its claims say."""
    signing.explain_text(mint(entra(aud="api://orders")))
    signing._judgement.challenge_accepted.emit(signing._inspection.current, '{"access_token":{"acrs":{"value":"c1"}}}')
    request = signing._workspace.page(Page.SIGN_IN).form.request()
    assert request.client_id == "22223333-cccc-4444-dddd-5555eeee6666"
    assert request.tenant == TENANT
    assert request.scopes == ("api://orders/Orders.Read",)
    assert "c1" in request.claims
    assert world.issuer.requests == []


def test_a_chore_can_be_cancelled(signing, world, qtbot):
    """While the keyring is waited for, the bar offers to wait no longer."""
    import threading

    held = threading.Event()
    world.kept.step = held.wait
    world.kept.kept["token-inspector", "x"] = "y"
    signing.show_page(Page.SIGN_IN)
    qtbot.waitUntil(lambda: "kept accounts" in said(signing._status), timeout=LONG)
    click(signing._status._activity.cancel)
    held.set()
    assert signing._status._activity.words.text() == ""
    assert signing._workspace.page(Page.SIGN_IN).form.submit.isEnabled()


@pytest.mark.parametrize("flow", [Flow.CLIENT_CREDENTIALS, Flow.ON_BEHALF_OF])
def test_an_app_by_itself_is_no_account(signing, world, ended, flow):
    """What a confidential client got is listed and judged, and nobody has signed in."""
    page_of = signing._parts.sign_in
    page_of.begin(replace(REQUEST, flow=flow, scopes=("api://orders/.default",)), practice=False)
    page = signing._workspace.page(Page.SIGN_IN)
    page.form.proof.secret.setText("the-secret-of-the-app")
    page.form.assertion.pasted.setText(mint(entra(aud=CLIENT, exp=2_000_000_000)))
    page.form.send()
    assert ended(signing).status is Status.SIGNED_IN
    assert signing._parts.sign_in.accounts.rows == []
    assert not page.front.outcome.renew.isVisible()
