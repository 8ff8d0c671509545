import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabBar

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.questions import Question
from inspector.practice import registrations as apps
from inspector.report.flow_snippets import Language
from inspector.signin.request import Flow, SignInRequest
from inspector.ui.dialogs import ShareDialog
from inspector.ui.flow_page import FlowPage
from inspector.ui.flow_trial import Trial
from inspector.ui.pages import Page
from inspector.ui.theme import Theme

USER, SECRET, BROWSER, IN_PAGE, FURTHER_API = Question
CLIENT_ID = "c0ffee00-aaaa-4000-8000-000000000001"
HOSTILE = '<img src="https://evil.test/x.png"><b>bold</b>\u202etxt.exe\u200b\x07'
# What is clicked, one after the other, for each client.
CLICKS = {
    Client.WEB: [(USER, True), (SECRET, True), (BROWSER, True), (FURTHER_API, False)],
    Client.SPA: [(USER, True), (SECRET, False), (BROWSER, True), (IN_PAGE, True)],
    Client.NATIVE: [(USER, True), (SECRET, False), (BROWSER, True), (IN_PAGE, False)],
    Client.DAEMON: [(USER, False), (SECRET, True)],
    Client.CLI: [(USER, True), (SECRET, False), (BROWSER, False)],
    Client.API: [(USER, True), (SECRET, True), (BROWSER, False), (FURTHER_API, True)],
}


@pytest.fixture
def copied():
    return []


@pytest.fixture
def page(qtbot, copied):
    """The page by itself, wide enough for the answer beside the questions."""
    made = FlowPage(Theme("light"), copied.append)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def click(page: FlowPage, question: Question, *, answer: bool) -> None:
    segments = page.questions.questions[question].segments
    assert segments.isVisible(), question
    assert segments.isEnabled(), question
    QTest.mouseClick(segments.yes if answer else segments.no, Qt.MouseButton.LeftButton)


def answer(page: FlowPage, client: Client) -> None:
    for question, value in CLICKS[client]:
        click(page, question, answer=value)


def shown(page: FlowPage) -> str:
    """Return everything that can be read on the page, in reading order."""
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    for card in (page.outlook, *page.cards.cards, page.verify):
        if card.isVisible():
            words += [paragraph.text for paragraph, *_where in card._ink]
    return "\n".join([*words, page.code.text.toPlainText()])


def asked(page: FlowPage) -> list[Question]:
    """Return the questions that can be answered."""
    return [
        each for each, widget in page.questions.questions.items() if widget.isVisible() and widget.segments.isEnabled()
    ]


@pytest.mark.parametrize("client", Client)
def test_clicking_leads_to_each_row(page, client):
    """Each answer is one click, only what matters is asked, and the whole advice stands there at the last."""
    assert page.advice is None
    answer(page, client)
    assert page.advice.client is client
    text = shown(page)
    assert page.advice.row.flow in text
    for title in (
        "Why not",
        "Registration",
        "Ask for",
        "What comes back",
        "Verify",
        *(each.title for each in page.advice.requests),
    ):
        assert f"\n{title}\n" in text
    assert page.headline.practise.isEnabled()


def test_at_first_three_questions_stand_there(page):
    """And the six flows that are possible; nothing can be tried yet."""
    assert asked(page) == [USER, SECRET, BROWSER]
    assert "On-behalf-of" in shown(page)
    assert not page.headline.practise.isEnabled()


def test_what_makes_no_difference_is_dimmed(page):
    """A daemon's browser; the two last questions stand there only where they settle something."""
    answer(page, Client.DAEMON)
    assert asked(page) == [USER, SECRET]
    assert page.questions.questions[BROWSER].isVisible()
    assert not page.questions.questions[IN_PAGE].isVisible()


def test_the_flows_left_get_fewer(page):
    """With each answer."""
    click(page, USER, answer=True)
    click(page, SECRET, answer=False)
    text = shown(page)
    assert "Still possible" in text
    assert "Single-page app" in text
    assert "Client credentials" not in text


def test_a_clash_is_named_and_mended_by_one_click(page):
    """The answer to reconsider is on the button, and becomes the other one."""
    click(page, USER, answer=False)
    click(page, SECRET, answer=False)
    assert "must be able to prove that it is itself" in shown(page)
    assert page.reconsider.text() == "Change “Can the code keep a secret?” to “Yes”"
    QTest.mouseClick(page.reconsider, Qt.MouseButton.LeftButton)
    assert page.advice.client is Client.DAEMON
    assert page.reconsider.isHidden()


def test_an_answer_can_be_changed_and_taken_back(page):
    """Every question of a clash can be answered; “Start over” leaves none answered."""
    answer(page, Client.SPA)
    click(page, BROWSER, answer=False)
    assert page.advice is None
    assert set(asked(page)) >= {USER, SECRET, BROWSER, IN_PAGE}
    click(page, IN_PAGE, answer=False)
    assert page.advice.client is Client.CLI
    QTest.mouseClick(page.questions.clear, Qt.MouseButton.LeftButton)
    assert page.questions.answers() == {}
    assert page.questions.clear.isHidden()


def test_the_chosen_half_has_a_tick(page):
    """Colour is not the only sign."""
    click(page, USER, answer=True)
    segments = page.questions.questions[USER].segments
    assert (segments.yes.text(), segments.no.text()) == ("✓ Yes", "No")
    click(page, USER, answer=False)
    assert (segments.yes.text(), segments.no.text()) == ("Yes", "✓ No")


def fill(page: FlowPage, qtbot) -> None:
    QTest.keyClicks(page.questions.client_id, CLIENT_ID)
    QTest.keyClicks(page.questions.tenant, "contoso.com")
    QTest.keyClicks(page.questions.scopes.line, "api://orders/Orders.Read ")
    with qtbot.waitSignal(page.questions.changed):
        QTest.keyClicks(page.questions.redirect_uri, "https://my.app/back")


def test_what_is_typed_fills_requests_and_code(page, qtbot):
    """A little off the typing."""
    answer(page, Client.SPA)
    fill(page, qtbot)
    text = shown(page)
    assert "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token" in text
    assert "openid profile offline_access api://orders/Orders.Read" in text
    assert f'clientId: "{CLIENT_ID}"' in page.code.text.toPlainText()
    assert "https://my.app/back" in page.code.text.toPlainText()


def test_values_can_be_hidden(page, qtbot):
    """Fields show dots, placeholders stand in requests and code; what is tried is the real thing all the same."""
    answer(page, Client.WEB)
    fill(page, qtbot)
    page.hide_values(hidden=True)
    for secret in (CLIENT_ID, "contoso.com", "my.app"):
        assert secret not in shown(page)
    assert page.questions.client_id.displayText() == "●" * len(CLIENT_ID)
    with qtbot.waitSignal(page.try_asked) as caught:
        QTest.mouseClick(page.headline.try_real, Qt.MouseButton.LeftButton)
    assert caught.args[0].request.client_id == CLIENT_ID
    page.hide_values(hidden=False)
    assert CLIENT_ID in shown(page)


@pytest.mark.parametrize(
    ("client", "flow", "scope"),
    [
        (Client.WEB, Flow.AUTHORIZATION_CODE, "api://orders/Orders.Read"),
        (Client.SPA, Flow.AUTHORIZATION_CODE, "api://orders/Orders.Read"),
        (Client.NATIVE, Flow.AUTHORIZATION_CODE, "api://orders/Orders.Read"),
        (Client.CLI, Flow.DEVICE_CODE, "api://orders/Orders.Read"),
        (Client.DAEMON, Flow.CLIENT_CREDENTIALS, "api://orders/.default"),
        (Client.API, Flow.ON_BEHALF_OF, "api://orders/.default"),
    ],
)
def test_trying_asks_for_a_filled_sign_in(page, qtbot, client, flow, scope):
    """With one's own app as typed; for practice with the flow alone, which fits an app of the practice tenant."""
    answer(page, client)
    fill(page, qtbot)
    with qtbot.waitSignal(page.try_asked) as caught:
        QTest.mouseClick(page.headline.try_real, Qt.MouseButton.LeftButton)
    assert caught.args == [Trial(SignInRequest(CLIENT_ID, flow, (scope,), tenant="contoso.com"), practice=False)]
    with qtbot.waitSignal(page.try_asked) as caught:
        QTest.mouseClick(page.headline.practise, Qt.MouseButton.LeftButton)
    assert caught.args == [Trial(SignInRequest(flow=flow), practice=True)]


def test_the_decision_can_be_written_copied_and_saved(page, copied, tmp_path):
    """What is missing can be added in place."""
    answer(page, Client.DAEMON)
    QTest.mouseClick(page.headline.record, Qt.MouseButton.LeftButton)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, ShareDialog) and each.isVisible()]
    assert dialog.text.toPlainText().startswith("## Sign-in decision: Client credentials")
    assert not dialog.text.isReadOnly()
    dialog.text.appendPlainText("Approved.")
    dialog._on_file(str(tmp_path / "decision.md"))
    assert (tmp_path / "decision.md").read_text().endswith("Approved.")
    QTest.mouseClick(page.headline.record, Qt.MouseButton.LeftButton)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, ShareDialog) and each.isVisible()]
    dialog._on_copy()
    assert copied[-1].startswith("## Sign-in decision")


def test_code_is_shown_by_language_and_credential(page, copied):
    """What was chosen stays chosen; the copy is what stands there."""
    answer(page, Client.DAEMON)
    code = page.code
    assert [code.languages.tabText(at) for at in range(code.languages.count())] == [
        "Python",
        "JavaScript",
        ".NET",
        "Java",
        "curl",
    ]
    assert [code.variants.itemText(at) for at in range(3)] == [
        "managed identity",
        "federated credential",
        "certificate",
    ]
    assert "ManagedIdentityClient" in code.text.toPlainText()
    code.variants.setCurrentIndex(2)
    code.languages.setCurrentIndex(3)
    assert code.variants.currentText() == "certificate"
    assert "createFromCertificate" in code.text.toPlainText()
    QTest.mouseClick(code.copy, Qt.MouseButton.LeftButton)
    assert copied == [code.text.toPlainText()]


def test_a_page_s_code_is_javascript_first(page):
    """Where a language has no code, the reason stands in its place."""
    answer(page, Client.SPA)
    code = page.code
    assert "msal-browser" in code.text.toPlainText()
    code.languages.setCurrentIndex(list(Language).index(Language.JAVA))
    assert code.text.isHidden()
    assert code.copy.isHidden()
    assert "no part in it" in shown(page)


def test_cards_copy_what_is_needed_elsewhere(page, copied):
    """Settings as lines, scopes as one value, a request as it is sent, checks as a list to tick off."""
    answer(page, Client.SPA)
    for card in (*page.cards.cards, page.verify):
        for button in card._buttons.shown():
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settings, scopes, address, token, renewal, checks = copied
    assert "Redirect URI: https://app.example/redirect.html" in settings.splitlines()
    assert scopes == "openid profile offline_access User.Read"
    assert address.startswith("https://login.microsoftonline.com/YOUR_TENANT_ID/oauth2/v2.0/authorize?client_id=")
    assert token.splitlines()[:3] == [
        "POST https://login.microsoftonline.com/YOUR_TENANT_ID/oauth2/v2.0/token", "Origin: https://app.example", "",
    ]  # fmt: skip
    assert "grant_type=refresh_token" in renewal
    assert checks.startswith("- [ ] ")


def test_tab_goes_as_it_is_read(page):
    """Questions, fields, buttons, cards, code."""
    answer(page, Client.NATIVE)
    page.questions.questions[USER].segments.yes.setFocus()
    order = []
    for _step in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    wanted = [
        page.questions.client_id, page.questions.redirect_uri, page.headline.practise, page.headline.record,
        page.cards.cards[0], page.cards.cards[1], page.code.languages, page.verify,
    ]  # fmt: skip
    places = [order.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_everything_has_a_name(page):
    """For who hears the window."""
    answer(page, Client.DAEMON)
    for kind in (QAbstractButton, QLineEdit, QComboBox, QTabBar):
        for widget in page.findChildren(kind):
            if widget.isVisible() and widget.metaObject().className() not in ("QToolButton", "CloseButton"):
                assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
    for card in (*page.cards.cards, page.verify):
        assert card.accessibleName()
        assert card.accessibleDescription()


def test_hostile_values_stay_text(page, qtbot):
    """Nothing typed is markup, and what can't be seen is spelled out; code is left out."""
    answer(page, Client.WEB)
    page.questions.client_id.setText(HOSTILE)
    with qtbot.waitSignal(page.questions.changed):
        page.questions.client_id.textEdited.emit(HOSTILE)
    text = shown(page)
    assert "<b>bold</b>⟨U+202E⟩txt.exe⟨U+200B⟩" in text
    assert "\u202e" not in text
    assert "can't be put into code safely" in text
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text() for label in page.findChildren(QLabel)
    )


@pytest.mark.parametrize(("width", "above"), [(1100, False), (500, True)])
def test_the_answer_is_seen_at_once(page, qtbot, width, above):
    """Beside the questions, or above them where there is no room; nothing is wider than the page."""
    page.resize(width, 800)
    answer(page, Client.API)
    qtbot.wait(1)
    headline, questions = (each.mapTo(page, each.rect().topLeft()).y() for each in (page.headline, page.questions))
    assert (headline < questions) is above
    assert headline < 200
    assert page.widget().width() == page.viewport().width()


def test_the_window_leads_to_the_page_and_on_to_the_sign_in(window, qtbot):
    """“Which flow?” is a button of the tool bar; trying fills the sign-in form and sends nothing."""
    window._toolbar.pages[Page.WHICH_FLOW].click()
    page = window._workspace.page(Page.WHICH_FLOW)
    assert page.isVisible()
    answer(page, Client.CLI)
    fill(page, qtbot)
    page.headline.try_real.click()
    assert window._workspace.shown is Page.SIGN_IN
    asked_for = window._workspace.page(Page.SIGN_IN).form.request()
    assert (asked_for.client_id, asked_for.tenant, asked_for.flow) == (CLIENT_ID, "contoso.com", Flow.DEVICE_CODE)
    assert asked_for.scopes == ("api://orders/Orders.Read",)


def test_trying_for_practice_fills_the_form_at_the_practice_tenant(window, qtbot):
    """With an app of its own that fits the flow."""
    window.show_page(Page.WHICH_FLOW)
    page = window._workspace.page(Page.WHICH_FLOW)
    answer(page, Client.DAEMON)
    page.headline.practise.click()
    form = window._workspace.page(Page.SIGN_IN).form
    qtbot.waitUntil(lambda: form.request().client_id == apps.DAEMON)
    assert form.request().flow is Flow.CLIENT_CREDENTIALS
    assert form.request().scopes == ("api://orders/.default",)


def test_hiding_values_in_the_window_reaches_the_page(window, qtbot):
    """Whether the page was there before or comes after."""
    window._toolbar.hiding.setChecked(True)
    window.show_page(Page.WHICH_FLOW)
    page = window._workspace.page(Page.WHICH_FLOW)
    assert page.questions.client_id.echoMode() is QLineEdit.EchoMode.Password
    window._toolbar.hiding.setChecked(False)
    assert page.questions.client_id.echoMode() is QLineEdit.EchoMode.Normal
