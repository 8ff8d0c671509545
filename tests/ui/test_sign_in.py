"""Signing in from the window: against the practice tenant and a made-up issuer, with real threads and sockets."""

import threading
import time
from dataclasses import replace

import pytest
from fake_issuer import ACCESS, HOST, REFRESH, device_reply, refusal
from minting import CLIENT, TENANT
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QWidget,
)
from sign_in_parts import said, settle

from inspector.practice import registrations as apps
from inspector.signin import authorization_code
from inspector.signin.outcome import Account, SignInOutcome, Status
from inspector.signin.request import Flow, SignInRequest
from inspector.ui.pages import Page
from inspector.ui.seats import Seat
from inspector.ui.waiting_panels import DevicePanel, WaitingPanel

LONG = 30_000  # milliseconds: only ever waited for where something is broken
REQUEST = SignInRequest(client_id=CLIENT, tenant=TENANT, host=HOST, scopes=("api://orders/Orders.Read",))


@pytest.fixture
def window(signing):
    return signing


@pytest.fixture
def page(window, qtbot):
    """The sign-in page, shown and done with the keyring."""
    window.show_page(Page.SIGN_IN)
    desk = window._parts.sign_in.desk
    qtbot.waitUntil(lambda: desk.keeping is not None and desk.keeping.keeping != "unknown", timeout=LONG)
    return window._workspace.page(Page.SIGN_IN)


@pytest.fixture
def practice(window, page, qtbot):
    """The sign-in page with practice on."""
    page.practise.click()
    qtbot.waitUntil(
        lambda: window._parts.sign_in.desk.tenant is not None and page.form.submit.isEnabled(), timeout=LONG
    )
    settle()
    return page


def until_ended(qtbot, page) -> None:
    desk = page._desk
    qtbot.waitUntil(lambda: not desk.busy and page.front.panel is page.front.outcome, timeout=LONG)


def until_waiting(qtbot, page, browser, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(browser.addresses) >= count, timeout=LONG)


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# ---- a sign-in, from the button to the verdict


def test_a_sign_in_ends_in_the_inspected_list(window, practice, browser, qtbot):
    """The tokens are listed and judged like any paste, with the steps that brought them, and nothing left the machine."""
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.SIGNED_IN
    card = practice.front.outcome
    assert "Signed in" in card.title.text()
    assert "✓ api://orders/Orders.Read" in card.scopes.text()
    assert "✓ nonce" in card.checks.text()
    paste = window._inspection.pastes.all[0]
    assert [row.label for row in paste.report.artifacts] == ["Token response", "Access token", "ID token"]
    assert len(paste.attempts[0].exchanges) == 4
    assert window._workspace.shown is Page.SIGN_IN
    assert window._status.requests.text() == "0 requests"
    assert all(each.inside for each in window._parts.requests.all())
    click(card.look)
    assert window._workspace.shown is Page.JUDGEMENT
    assert window._judgement.banner.accessibleName().startswith("Verdict: Explained")


@pytest.mark.parametrize("flow", list(Flow))
def test_every_flow_can_be_practised(practice, browser, qtbot, flow):
    """Choosing a flow offers an app and a scope of the practice tenant that fit it; the sign-in succeeds."""
    browser.walk()
    practice.form.flow.fill(SignInRequest(flow=flow))
    practice.form.flow.edited.emit()
    click(practice.form.submit)
    if flow is Flow.DEVICE_CODE:
        enter_code(qtbot, practice, browser)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.SIGNED_IN, practice.front.outcome.title.text()


def enter_code(qtbot, page, browser) -> None:
    """Enter the code that the page shows, as a person with another device would."""
    qtbot.waitUntil(lambda: page.front.panel is page.front.device, timeout=LONG)
    code = page.front.device.code.text()
    click(page.front.device.open)
    address = browser.addresses[-1]
    threading.Thread(target=browser.visit, args=(f"{address}?otc={code}",)).start()


def test_the_steps_appear_while_it_waits(practice, browser, qtbot):
    """Before the browser has answered, its request is among the steps."""
    click(practice.form.submit)
    until_waiting(qtbot, practice, browser)
    settle()
    assert "authorization request" in said(practice.front)
    practice.front.waiting.cancel.click()


# ---- waiting, and being tired of it


def test_cancel_frees_the_window_at_once(practice, browser, qtbot):
    """The form takes the next sign-in right away; what comes late is dropped, and the address leads nowhere."""
    click(practice.form.submit)
    until_waiting(qtbot, practice, browser)
    click(practice.front.waiting.cancel)
    assert practice.form.submit.isEnabled()
    assert practice.front.idle
    assert "cancelled" in practice.notice.words.text()
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.SIGNED_IN


def test_after_a_while_help_is_offered(practice, browser, qtbot, monkeypatch):
    """Where the browser has not answered, the panel says what may be the matter and what to register."""
    monkeypatch.setattr(authorization_code, "NUDGE", 0.05)
    click(practice.form.submit)
    qtbot.waitUntil(lambda: practice.front.waiting.helps, timeout=LONG)
    assert "AADSTS50011, register http://localhost under" in said(practice.front.waiting)
    click(practice.front.waiting.copy_address)
    assert QGuiApplication.clipboard().text() == browser.addresses[0]
    click(practice.front.waiting.reopen)
    assert browser.addresses[1] == browser.addresses[0]
    click(practice.front.waiting.cancel)


def test_an_answer_that_is_refused_is_said(window, practice, browser, qtbot):
    """An answer with another state is not taken for the one that is awaited: the panel says so, and goes on waiting."""
    browser.walk()
    window._parts.sign_in.desk.set_fault("state-mismatch")
    click(practice.form.submit)
    panel = practice.front.waiting
    qtbot.waitUntil(lambda: "Its state is not the one that was sent" in panel.sentence.text(), timeout=LONG)
    assert panel.title.text() == "Waiting for the browser"
    assert panel.copy_address.isVisible()
    click(panel.cancel)


def test_a_browser_that_never_answers(practice, browser, qtbot, monkeypatch):
    """After its time the sign-in ends by itself, says so, and can be tried again."""
    monkeypatch.setattr(authorization_code, "NUDGE", 0.02)
    monkeypatch.setattr(authorization_code, "WAIT", 0.05)
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.TIMED_OUT
    assert "device code" in practice.front.outcome.next_step.text()
    monkeypatch.undo()
    browser.walk()
    click(practice.front.outcome.retry)
    qtbot.waitUntil(lambda: not practice._desk.busy and practice._ended is not None, timeout=LONG)
    assert practice._ended.outcome.status is Status.SIGNED_IN


def test_without_a_browser_the_address_is_offered(window, practice, browser, qtbot, monkeypatch):
    """Where none can be opened, the panel says so at once."""
    monkeypatch.setattr(practice.front, "_open_page", lambda _address: False)
    click(practice.form.submit)
    qtbot.waitUntil(lambda: practice.front.waiting.helps, timeout=LONG)
    assert "No browser could be opened" in practice.front.waiting.sentence.text()
    click(practice.front.waiting.cancel)


def test_device_code_instead(practice, browser, qtbot):
    """The waiting panel leads to a device code for the same request: large, to be copied, with its QR code and warning."""
    click(practice.form.submit)
    until_waiting(qtbot, practice, browser)
    click(practice.front.waiting.device)
    qtbot.waitUntil(lambda: practice.front.panel is practice.front.device, timeout=LONG)
    device = practice.front.device
    assert practice.form.flow.flow is Flow.DEVICE_CODE
    assert "whoever sends you a code" in device.warning.text()
    assert device.qr.isVisible()
    assert "left" in device.countdown.words.text()
    code = device.code.text()
    click(device.copy_code)
    assert QGuiApplication.clipboard().text() == code
    click(device.cancel)
    assert code not in said(practice)


def test_a_declined_device_is_no_time_out(window, practice, browser, qtbot):
    """The person's no is told apart from a code that nobody entered; both can be started over."""
    browser.walk()
    window._parts.sign_in.desk.set_fault("device-code-declined")
    practice.form.suggest(replace(practice.form.request(), flow=Flow.DEVICE_CODE, client_id=""))
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.DECLINED
    window._parts.sign_in.desk.set_fault("device-code-expired")
    click(practice.front.outcome.retry)
    qtbot.waitUntil(lambda: not practice._desk.busy and practice._ended is not None, timeout=LONG)
    assert practice._ended.outcome.status is Status.TIMED_OUT
    assert practice.front.outcome.retry.isVisible()


def test_two_sign_ins_at_once(practice, browser, qtbot):
    """While one is under way, no other begins, by button or by key."""
    click(practice.form.submit)
    until_waiting(qtbot, practice, browser)
    assert not practice.form.submit.isEnabled()
    practice.form.send()
    settle()
    assert len(browser.addresses) == 1
    click(practice.front.waiting.cancel)


def test_quitting_in_the_middle(window, practice, browser, qtbot, world):
    """Closing the window ends sign-in, sessions and servers (the test fails where a thread is left)."""
    click(practice.form.submit)
    until_waiting(qtbot, practice, browser)
    window.close()
    assert "session closed" in world.opened


# ---- refusals


def test_a_refusal_is_explained_and_tried_again(window, practice, browser, qtbot):
    """The verdict names the remedy; trying again is a new run that meets what has changed meanwhile."""
    browser.walk()
    window._parts.sign_in.practice.fault.setCurrentIndex(window._parts.sign_in.practice.fault.findData("code-expired"))
    window._parts.sign_in.practice.fault.activated.emit(window._parts.sign_in.practice.fault.currentIndex())
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.REFUSED
    assert practice.front.outcome.banner.card.accessibleName().startswith("Verdict: Refused")
    assert "AADSTS70008" in [code for each in window._inspection.pastes.all[0].report.findings for code in each.codes]
    window._parts.sign_in.desk.set_fault(None)
    click(practice.front.outcome.retry)
    qtbot.waitUntil(lambda: not practice._desk.busy and practice._ended is not None, timeout=LONG)
    assert practice._ended.outcome.status is Status.SIGNED_IN


def test_a_challenge_is_answered(window, page, world, browser, qtbot):
    """The claims that the issuer asks for go into the form and into the next sign-in, by one button."""
    browser.answer_for(world.issuer)
    world.issuer.says = [refusal("interaction_required", 50076, claims='{"access_token":{"acrs":{"value":"c1"}}}')]
    page.form.fill(REQUEST)
    click(page.form.submit)
    until_ended(qtbot, page)
    click(page.front.outcome.answer)
    qtbot.waitUntil(lambda: not page._desk.busy and page._ended is not None, timeout=LONG)
    assert page._ended.outcome.status is Status.SIGNED_IN
    assert '"acrs"' in page.form.more.claims.toPlainText()
    assert "acrs" in browser.addresses[1]
    assert "acrs" not in browser.addresses[0]


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("html", Status.FAILED, "captive portal"),
        ("throttled", Status.REFUSED, "Try again"),
        ("unavailable", Status.REFUSED, "Try again"),
        ("cut", Status.FAILED, ""),
        ("nonce-mismatch", Status.FAILED, "mixes answers up"),
        ("spa-code-on-server", Status.REFUSED, ""),
        ("consent-declined", Status.DECLINED, ""),
        ("token-alg-none", Status.SIGNED_IN, ""),
        ("token-expired", Status.SIGNED_IN, ""),
    ],
)
def test_every_kind_of_failure_has_an_end_and_a_next_step(window, practice, browser, qtbot, fault, status, words):
    """The card says how it ended, the steps are drawn, and the same can be tried again."""
    browser.walk()
    window._parts.sign_in.desk.set_fault(fault)
    click(practice.form.submit)
    until_ended(qtbot, practice)
    card = practice.front.outcome
    assert practice._ended.outcome.status is status, card.title.text()
    assert words in card.next_step.text()
    assert card.retry.isVisible()
    assert practice.front.steps.view.model().rowCount() > 0
    if fault.startswith("token-"):
        assert card.banner.card.accessibleName().startswith("Verdict: Rejected")


def test_a_server_that_does_not_answer_can_be_left(window, practice, browser, qtbot):
    """Cancel frees the window while the answer is still out; the next sign-in does not wait for it."""
    window._parts.sign_in.desk.set_fault("slow")
    click(practice.form.submit)
    qtbot.waitUntil(lambda: "discovery" in said(practice.front.steps), timeout=LONG)
    click(practice.front.waiting.cancel)
    assert practice.front.idle
    window._parts.sign_in.desk.set_fault(None)
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.SIGNED_IN


def test_the_steps_open_in_a_window_of_their_own(window, practice, browser, qtbot):
    """Every parameter is there, explained, without a secret; the window follows the next sign-in."""
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    click(practice.front.steps.open)
    flow = practice.front.steps._dialog.flow
    text = flow.to_text()
    assert "code_challenge_method = S256" in text
    assert practice._ended.outcome.tokens.access_token not in text
    flow.window().close()
    settle()
    practice.front.outcome.retry.click()
    until_ended(qtbot, practice)


# ---- what must not be seen


def test_no_secret_is_in_any_widget(window, page, world, browser, qtbot):
    """After a sign-in with a typed secret no widget holds secret, code, verifier or refresh token, shown or not."""
    page.form.fill(replace(REQUEST, flow=Flow.CLIENT_CREDENTIALS, scopes=("api://orders/.default",)))
    page.form.proof.secret.setText("the-secret-of-the-daemon")
    click(page.form.submit)
    until_ended(qtbot, page)
    assert world.issuer.posts[-1]["client_secret"] == "the-secret-of-the-daemon"
    browser.answer_for(world.issuer)
    page.form.fill(REQUEST)
    click(page.form.submit)
    until_ended(qtbot, page)
    window._go_to_tab(2)
    window.show_page(Page.SIGN_IN)
    held = said(window)
    for secret in ("the-secret-of-the-daemon", "code-secret", REFRESH, world.issuer.posts[-1]["code_verifier"]):
        assert secret not in held
    assert ACCESS not in said(page)


def test_hidden_values_stay_hidden(window, practice, browser, qtbot):
    """With values hidden, neither name nor tenant of the account is shown or spoken on the page or in the side column."""
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert "alice@learning.practice.test" in said(window)
    window._toolbar.hiding.click()
    settle()
    shown = "\n".join((said(practice.front), said(window._parts.sign_in.accounts)))
    assert "alice" not in shown
    assert practice.form.place.tenant.displayText() != practice.form.place.tenant.text()


# ---- practice


def test_practice_is_said_all_the_time(window, practice, browser, qtbot):
    """The banner stands on every page until practice ends; then tenant and accounts are gone and the form is as before."""
    bar = window._parts.sign_in.practice
    assert bar.isVisible()
    assert "nothing here is real" in bar.title.text()
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert [seat.practice for seat in window._parts.sign_in.desk.seats()] == [True]
    click(practice.front.outcome.look)
    assert bar.isVisible()
    click(bar.end)
    settle()
    assert not bar.isVisible()
    assert window._parts.sign_in.desk.seats() == ()
    assert practice.form.client.line.text() == ""
    assert practice.form.place.tenant.text() == "organizations"


@pytest.mark.parametrize("page", [Page.SIGN_IN, Page.WHICH_FLOW, Page.COMPARISON])
def test_a_page_takes_the_focus(window, page):
    """The first key after a page was asked for goes to that page, not to the tool bar or what lies beside it."""
    window.activateWindow()
    click(window._toolbar.pages[page])
    shown = window._workspace.page(page)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert shown.isAncestorOf(focus)


def test_the_tool_bar_says_where_one_is(window):
    """The button of the page in front is marked, and no other, however one came there; pressing it again leaves it."""
    pages = window._toolbar.pages

    def marked() -> list[Page]:
        return [page for page, button in pages.items() if button.isChecked()]

    assert marked() == []
    for page in (Page.COMPARISON, Page.SIGN_IN, Page.SIGN_IN):
        click(pages[page])
        assert marked() == [page]
    window.show_page(Page.WHICH_FLOW)
    assert marked() == [Page.WHICH_FLOW]
    window.explain_text("AADSTS50011")
    assert marked() == []


def test_the_practice_door_leads_into_the_form(window):
    """Practice that begins at the start page begins in its form."""
    click(window._start.practice)
    assert window._workspace.page(Page.SIGN_IN).isAncestorOf(QApplication.focusWidget())


def test_another_request_begins_without_old_steps(window, practice, browser, qtbot):
    """What is asked for from elsewhere stands alone: steps of the last sign-in say nothing about it."""
    browser.walk()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice.front.steps.isVisible()
    window._parts.sign_in.begin(SignInRequest(flow=Flow.DEVICE_CODE), practice=True)
    assert not practice.front.steps.isVisible()
    assert practice.front.attempts == ()


def test_practice_says_where_a_fault_strikes(window, practice):
    """Whoever chooses a fault learns what to do to meet it: the flow, the renewal or the call."""
    bar = window._parts.sign_in.practice
    told = {}
    for fault in window._parts.sign_in.desk.faults():
        window._parts.sign_in.desk.set_fault(fault.name)
        told[fault.name] = bar.does.text()
    assert "in the flow “Client credentials, no user”" in told["secret-expired"]
    assert "in the flow “Device code, on any device”" in told["device-code-declined"]
    assert "press “Force renewal”" in told["password-changed"]
    assert "the API is called" in told["api-forbidden"]
    assert "from the next request on" in told["throttled"]
    assert all(name in words for name, words in told.items())


@pytest.mark.parametrize(
    ("fault", "code"), [("certificate-unknown", "AADSTS700027"), ("assertion-expired", "AADSTS700024")]
)
def test_faults_of_certificates_strike(window, practice, qtbot, fault, code):
    """Where a fault is about a certificate, the practice app proves itself with one, so that it is met."""
    window._parts.sign_in.desk.set_fault(fault)
    practice.form.flow.fill(SignInRequest(flow=Flow.CLIENT_CREDENTIALS))
    practice.form.flow.edited.emit()
    click(practice.form.submit)
    until_ended(qtbot, practice)
    assert practice._ended.outcome.status is Status.REFUSED
    assert code in practice._ended.outcome.refusal


def test_practice_begins_at_the_start_page(window, browser, qtbot, world):
    """The third door leads to practice, and the keyring is not asked for it."""
    click(window._start.practice)
    qtbot.waitUntil(lambda: window._parts.sign_in.desk.tenant is not None, timeout=LONG)
    assert window._workspace.shown is Page.SIGN_IN
    assert world.opened == []


def test_a_request_from_elsewhere_fills_the_form(window, browser, qtbot, world):
    """`begin` shows the page filled and sends nothing; in practice it takes an app of the practice tenant."""
    window._parts.sign_in.begin(replace(REQUEST, flow=Flow.CLIENT_CREDENTIALS), practice=True)
    page = window._workspace.page(Page.SIGN_IN)
    qtbot.waitUntil(lambda: page.form.tenant is not None, timeout=LONG)
    assert page.form.request().client_id == apps.DAEMON
    assert browser.addresses == []
    window._parts.sign_in.begin(REQUEST, practice=False)
    assert not window._parts.sign_in.desk.practising
    assert page.form.request() == REQUEST
    assert world.issuer.requests == []


# ---- the real thing, counted


def test_requests_are_counted(window, page, world, browser, qtbot):
    """Every request of a session is in the list behind the counter."""
    assert window._status.requests.text() == "0 requests"
    browser.answer_for(world.issuer)
    page.form.fill(REQUEST)
    click(page.form.submit)
    until_ended(qtbot, page)
    settle()
    assert window._status.requests.text() == "2 requests"
    assert [each.method for each in window._parts.requests.all()] == ["GET", "POST"]


def test_a_device_code_of_a_real_issuer(window, page, world, browser, qtbot):
    """An https address of the issuer's is shown; the polls go on until the tokens come."""
    world.issuer.says = [device_reply()]
    page.form.fill(replace(REQUEST, flow=Flow.DEVICE_CODE))
    click(page.form.submit)
    until_ended(qtbot, page)
    assert page._ended.outcome.status is Status.SIGNED_IN


@pytest.mark.parametrize("panel", [WaitingPanel, DevicePanel])
def test_a_panel_at_rest_moves_nothing(qtbot, window, panel):
    """What is not waited for keeps no timer running and holds no address."""
    made = panel(window._theme, print)
    qtbot.addWidget(made)
    made.rest()
    assert not made.countdown._timer.isActive()


def test_the_keyboard_is_enough(window, practice, browser, qtbot):
    """Tab comes by everything that the page shows, and Return in the client ID begins the sign-in."""
    practice.form.flow.box.setFocus()
    seen = set()
    for _ in range(80):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() in seen:
            break
        seen.add(QApplication.focusWidget())
    assert {
        practice.form.submit,
        practice.form.client.apps,
        practice.form.scopes.chips.line,
        window._parts.sign_in.practice.fault,
    } <= seen
    browser.walk()
    practice.form.submit.setFocus()
    QTest.keyClick(practice.form.submit, Qt.Key.Key_Space)
    until_ended(qtbot, practice)
    assert QApplication.focusWidget() is practice.front.outcome.look


@pytest.mark.parametrize("flow", list(Flow))
def test_everything_that_can_be_operated_has_a_name(window, practice, browser, qtbot, flow):
    """On every panel and for every flow, a screen reader has a name for each control, and no text is cut off sideways."""
    practice.form.more.opener.setChecked(True)
    practice.form.suggest(replace(practice.form.request(), flow=flow, client_id=""))
    for panel in (practice.front.outline, practice.front.waiting, practice.front.device, practice.front.outcome):
        practice.front.bring(panel)
        settle()
        shown = [each for each in window.findChildren(QWidget) if each.isVisibleTo(window)]
        kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView)
        operated = [
            each for each in shown if isinstance(each, kinds) and each.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        nameless = [
            each for each in operated if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        ]
        assert nameless == []


def test_hostile_names_are_only_text(signing, world, browser, qtbot):
    """An account and a device code with markup and invisible characters are shown as they are, and load nothing."""
    hostile = '<img src="https://evil.test/x.png">\u202etxt'
    signing._parts.sign_in.begin(REQUEST, practice=False)
    page = signing._workspace.page(Page.SIGN_IN)
    outcome = SignInOutcome(
        Status.SIGNED_IN, hostile, hostile, account=Account("u.t", hostile, f"https://{HOST}/{hostile}", CLIENT)
    )
    page.front.outcome.show_outcome(outcome, None, hidden=False)
    page.front.device.show_code(hostile, f"https://{HOST}/", "", time.time() + 60)
    signing._parts.sign_in.accounts.show_seats((Seat(outcome.account, practice=False, request=None),), restored=True)
    labels = [each for part in (page, signing._parts.sign_in.accounts) for each in part.findChildren(QLabel)]
    showing = [each for each in labels if "evil.test" in each.text()]
    assert len(showing) >= 4
    assert {each.textFormat() for each in showing} == {Qt.TextFormat.PlainText}
    assert "\u202e" not in "".join(each.text() for each in labels)
    assert not any("<img" in each.toolTip() for each in signing.findChildren(QWidget))


def test_nothing_is_loaded_before(window):
    """A window that nobody signs in with has made no session and asked no keyring."""
    end = time.monotonic() + 0.05
    while time.monotonic() < end:
        settle()
    assert window._parts.sign_in.desk.keeping is None
    assert "not been asked" in window._status.keeping.text()
