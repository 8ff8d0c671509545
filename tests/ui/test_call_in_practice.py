"""The whole loop in practice: sign in, call, be refused, answer the challenge, call again."""

import pytest
from minting import NOW, TENANT, entra, mint
from PySide6.QtWidgets import QApplication
from sign_in_parts import World, settle

from inspector.diagnosis.case import build_case
from inspector.diagnosis.diagnose import diagnose
from inspector.diagnosis.expectation import Expectation
from inspector.signin.outcome import Account
from inspector.signin.request import Flow, SignInRequest
from inspector.tokens.recognise import recognise
from inspector.ui.answering import answer
from inspector.ui.judgement_tabs import CALL
from inspector.ui.pages import Page
from inspector.ui.pastes import Paste
from inspector.ui.seats import Seat
from inspector.workers import DaemonExecutor

LONG = 30_000  # milliseconds: only ever waited for where something is broken
CLIENT = "00001111-aaaa-2222-bbbb-3333cccc4444"
CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.fixture
def window(make_window, tmp_path, browser, qtbot):
    """A window with practice on."""
    window = make_window(sign_in=World(tmp_path).services(), executor=DaemonExecutor())
    window.show_page(Page.SIGN_IN)
    window._parts.sign_in.desk.practise()
    qtbot.waitUntil(lambda: window._parts.sign_in.desk.tenant is not None, timeout=LONG)
    settle()
    return window


def sign_in(window, browser, qtbot):
    """Press the button of the form, sign in, and look at the token."""
    page = window._workspace.page(Page.SIGN_IN)
    qtbot.waitUntil(page.form.submit.isEnabled, timeout=LONG)
    count = len(window._inspection.pastes.all)
    browser.walk()
    page.form.submit.click()
    qtbot.waitUntil(lambda: len(window._inspection.pastes.all) > count, timeout=LONG)
    qtbot.waitUntil(lambda: not window._parts.sign_in.desk.busy and page.front.outcome.isVisible(), timeout=LONG)
    page.front.outcome.look.click()


def call(window, qtbot):
    """Call what is filled in, and wait for the answer."""
    window._go_to_tab(CALL)
    tab = window._judgement.call
    tab.answer.show_answer(None, hidden=False)
    tab.form.send.click()
    qtbot.waitUntil(tab.answer.isVisible, timeout=LONG)
    return window._inspection.current.answered


def test_the_loop(window, browser, qtbot):
    """An API in practice answers, then asks for more; one button fills the sign-in that mends it, and it answers."""
    sign_in(window, browser, qtbot)
    assert call(window, qtbot).status == 200
    assert len(window._inspection.current.all_attempts) == 1
    window._parts.sign_in.desk.set_fault("api-step-up")
    assert call(window, qtbot).status == 401
    assert "Refused" in window._judgement.banner.accessibleName()
    window._judgement.call.answer.challenge.click()
    page = window._workspace.page(Page.SIGN_IN)
    assert window._workspace.shown is Page.SIGN_IN
    qtbot.waitUntil(lambda: "acrs" in page.form.request().claims, timeout=LONG)
    assert len(browser.addresses) == 1
    sign_in(window, browser, qtbot)
    assert "acrs" in browser.addresses[1]
    assert call(window, qtbot).status == 200
    assert "Refused" not in window._judgement.banner.accessibleName()
    assert all(each.inside for each in window._parts.requests.all())


def test_the_focus_stays_at_the_call(window, browser, qtbot):
    """While an API is called its button can't be pressed; the focus waits at Cancel and comes back."""
    sign_in(window, browser, qtbot)
    window._go_to_tab(CALL)
    tab = window._judgement.call
    tab.form.send.setFocus()
    assert call(window, qtbot).status == 200
    settle()
    assert QApplication.focusWidget() is tab.form.send


def inspected(**claims) -> Paste:
    """Return a paste of one token, judged."""
    paste = Paste(mint(entra(azp=CLIENT, **claims)))
    paste.pasted = recognise(paste.text)
    paste.diagnosis = diagnose(build_case(paste.pasted, Expectation(), NOW))
    return paste


def test_a_request_made_of_the_token():
    """Without an account at hand, the request is made of what the token says of itself."""
    request, practice = answer(inspected(aud="api://orders", scp="Orders.Read"), None, CLAIMS, ())
    assert (request.client_id, request.tenant, request.scopes) == (CLIENT, TENANT, ("api://orders/Orders.Read",))
    assert '"acrs"' in request.claims
    assert not practice
    daemon, _practice = answer(inspected(aud="api://orders", scp=None, idtyp="app", roles=["A"]), None, CLAIMS, ())
    assert (daemon.flow, daemon.scopes) == (Flow.CLIENT_CREDENTIALS, ("api://orders/.default",))


def test_the_request_of_the_account():
    """The request that was made with the account is taken, not one of another app, user or place."""
    paste = inspected(aud="api://orders")
    user = paste.diagnosis.case.subjects[0].text("oid")
    mine = SignInRequest(client_id=CLIENT, scopes=("api://orders/.default",), login_hint="ada@contoso.com")
    seat = Seat(
        Account(f"{user}.{TENANT}", "ada@contoso.com", "https://login.test/x", CLIENT), practice=False, request=mine
    )
    other = Seat(Account("another.x", "bob", "https://login.test/x", CLIENT), practice=False, request=SignInRequest())
    practised = seat._replace(practice=True, request=SignInRequest(client_id="no"))
    assert answer(paste, None, CLAIMS, (other, practised, seat))[0].login_hint == "ada@contoso.com"
    assert answer(Paste("nothing"), None, CLAIMS, (seat,))[0].claims == CLAIMS
