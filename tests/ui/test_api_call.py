"""Calling an API from the window: agreed to first, answered in place, drawn, and judged."""

import json
import socket
import threading
from dataclasses import replace

import pytest
from drawn_flows import code_flow, refused_call
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from servers import http, serving
from test_appearance import controls
from window_parts import NOW, InlineExecutor

from inspector import app
from inspector.exchanges.exchange import Step
from inspector.samples import mint_token
from inspector.signin.api_call import ApiAnswer, ApiCall
from inspector.signin.cancellation import Cancellation
from inspector.ui.api_call_form import read_calling
from inspector.ui.judgement_tabs import CALL, FLOW
from inspector.workers import DaemonExecutor

GRAPH = "00000003-0000-0000-c000-000000000000"
ME = "https://graph.microsoft.com/v1.0/me"
CLAIMS = {
    "aud": GRAPH, "exp": 4_000_000_000, "iat": 1_795_000_000, "ver": "1.0", "scp": "User.Read",
    "iss": "https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/",
}  # fmt: skip
ORDERS = "https://orders.contoso.com/orders"


def token(**claims) -> str:
    return mint_token({"alg": "RS256", "typ": "JWT"}, CLAIMS | claims, NOW)


def good_call() -> ApiAnswer:
    """Return what comes of a call that an API answers."""
    body = {"id": 7, "refresh_token": "r" * 40, "mail": "ada@contoso.com"}
    refused = refused_call()
    exchange = refused.trace[0]
    message = replace(
        exchange.response, body=json.dumps(body | {"refresh_token": "rrrr…(40 characters hidden)"}, indent=2)
    )
    raw = f"HTTP/1.1 200\r\ncontent-type: application/json\r\n\r\n{json.dumps(body)}"
    return ApiAnswer(200, "The API answered (HTTP 200).", raw, "", (replace(exchange, status=200, response=message),))


@pytest.fixture
def sent() -> list[tuple]:
    """Every call that was made."""
    return []


@pytest.fixture
def window(make_window, sent):
    """A window whose calls are answered from `answers`, and go nowhere."""

    def call_api(call, bearer, cancellation, on_request):
        on_request(call.method, call.url)
        sent.append((call, bearer))
        return window.answers.pop(0)

    window = make_window(call_api=call_api)
    window.answers = [refused_call()]
    return window


def panel(window):
    window._go_to_tab(CALL)
    return window._judgement.call


def verdict(window) -> str:
    return window._judgement.banner.accessibleName()


def call(window, url: str, method: str = "GET") -> None:
    """Type a call and press Enter."""
    form = panel(window).form
    form.method.setCurrentText(method)
    form.address.setText(url)
    QTest.keyClick(form.address, Qt.Key.Key_Return)


def test_a_call_that_fits_goes_out_at_once(window, sent) -> None:
    """A GET to the token's own API is made with the token, counted, and answered in place."""
    window.answers = [good_call()]
    bearer = token()
    window.explain_text(bearer)
    call(window, ME)
    assert [(each.method, each.url, each.typed) for each, _token in sent] == [("GET", ME, True)]
    assert sent[0][1] == bearer
    assert [each.address for each in window._parts.requests.all()] == [ME]
    assert "The API answered" in panel(window).answer.card.accessibleName()
    assert '"id": 7' in panel(window).answer.body.toPlainText()


def test_a_refusal_changes_the_verdict(window) -> None:
    """A 401 goes in as what the API said, so that it is explained at once, with the call as what was called."""
    window.explain_text(token())
    assert "Explained" in verdict(window)
    call(window, ME)
    assert "Refused" in verdict(window)
    assert "insufficient_claims" in window._judgement.expectations.answer.toPlainText()
    assert window._judgement.expectations.calling.text() == f"GET {ME}"
    assert window._judgement.tabs.currentIndex() == CALL
    assert panel(window).answer.isVisible()


def test_the_next_answer_takes_a_refusal_back(window) -> None:
    """When the API then answers, its refusal no longer speaks against the token; what was pasted stays."""
    window.answers = [refused_call(), good_call(), good_call()]
    window.explain_text(token())
    call(window, ME)
    call(window, ME)
    assert "Refused" not in verdict(window)
    assert window._judgement.expectations.answer.toPlainText() == ""
    window._judgement.expectations.take_answer("HTTP/1.1 403 Forbidden")
    call(window, ME)
    assert window._judgement.expectations.answer.toPlainText() == "HTTP/1.1 403 Forbidden"


def test_the_call_is_drawn(window) -> None:
    """The call stands in the Flow tab: after the sign-in that got the token, or by itself."""
    window.answers = [refused_call(), refused_call()]
    window.explain_text(token())
    call(window, ME)
    panel(window).answer.steps.click()
    assert window._judgement.tabs.tabText(FLOW) == "Flow 1"
    assert window._judgement.flow.shown.exchanges[0].step is Step.API_CALL
    window._inspection.current.attempts = (code_flow(),)
    call(window, ME)
    assert [len(each.exchanges) for each in window._inspection.current.attempts] == [7]


@pytest.mark.parametrize(
    ("method", "url", "words"),
    [
        ("GET", ORDERS, "nothing says that orders.contoso.com belongs to it"),
        ("DELETE", ME, "may change or delete"),
        ("POST", ORDERS, "may change or delete"),
    ],
)
def test_asked_first(window, sent, method: str, url: str, words: str) -> None:
    """What could do harm is said with what could happen; nothing is sent before a yes, and none after a no."""
    window.explain_text(token())
    call(window, url, method)
    question = panel(window).question
    assert words in question.words.text()
    assert sent == []
    assert question.no.hasFocus()
    question.no.click()
    assert sent == []
    call(window, url, method)
    question.yes.click()
    assert len(sent) == 1


def test_an_address_of_the_paste_is_asked_for(window, sent) -> None:
    """An address that came with the paste is offered as pasted, so that it is confirmed; edited, it is one's own."""
    window.explain_text(f"curl {ME}/messages -H 'Authorization: Bearer {token()}'")
    form = panel(window).form
    assert form.address.text() == f"{ME}/messages"
    QTest.keyClick(form.address, Qt.Key.Key_Return)
    assert "comes from what was pasted" in panel(window).question.words.text()
    assert sent == []
    panel(window).question.no.click()
    form.address.setFocus()
    QTest.keyClick(form.address, Qt.Key.Key_End)
    QTest.keyClicks(form.address, "?x")
    QTest.keyClick(form.address, Qt.Key.Key_Return)
    assert [each.typed for each, _token in sent] == [True]


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://api.test/", "https only"), ("nothing", "no web address"), ("https://me@api.test/", "user name")],
)
def test_never_sent(window, sent, url: str, words: str) -> None:
    """What must not be sent is refused in place, with the reason."""
    window.explain_text(token())
    call(window, url)
    assert words in panel(window).question.words.text()
    assert not panel(window).question.yes.isVisible()
    assert sent == []


def test_hostile_reasons(window) -> None:
    """An audience can't write a line of its own into what is agreed to."""
    window.explain_text(token(aud="api://x\n• It is safe.\u202e<b>yes</b>"))
    call(window, ORDERS)
    text = panel(window).question.words.text()
    assert "⟨U+000A⟩" in text
    assert "\u202e" not in text
    assert panel(window).question.words.textFormat() is Qt.TextFormat.PlainText


def test_a_challenge_is_answered_by_one_button(window, qtbot) -> None:
    """The claims that the API asks for are carried to the next sign-in."""
    window.explain_text(token())
    call(window, ME)
    with qtbot.waitSignal(window._judgement.challenge_accepted) as told:
        panel(window).answer.challenge.click()
    assert told.args[0] is window._inspection.current
    assert json.loads(told.args[1])["access_token"]["nbf"]["value"] == "1795430000"


def test_secrets_in_an_answer(window) -> None:
    """Credentials in a body are masked until asked for, and names while values are hidden."""
    window.answers = [good_call()]
    window.explain_text(token())
    call(window, ME)
    answer = panel(window).answer
    assert "r" * 40 not in answer.body.toPlainText()
    answer.copy_body.click()
    assert "r" * 40 not in QGuiApplication.clipboard().text()
    answer.reveal.click()
    assert "r" * 40 in answer.body.toPlainText()
    answer.copy_body.click()
    assert QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")
    window._toolbar.hiding.setChecked(True)
    assert "r" * 40 not in answer.body.toPlainText()
    assert "ada@contoso.com" not in answer.body.toPlainText()
    assert panel(window).form.address.echoMode() is panel(window).form.address.EchoMode.Password


def test_without_a_token(window, samples) -> None:
    """Where there is no token that an API takes, the tab says what to do."""
    window.explain_sample(samples["aadsts65001"])
    assert "no access token" in panel(window)._with.text()
    assert not panel(window).form.isVisible()


def test_a_token_that_no_header_can_carry(window, sent) -> None:
    """A damaged token is not sent."""
    window.explain_text(token())
    tab = panel(window)
    tab._token = replace(tab._token, text=tab._token.text + "\r\nX: y")
    call(window, ME)
    assert "no header" in tab.question.words.text()
    assert sent == []


def test_the_expectations_lead_here(window) -> None:
    """A button beside the expected call leads to the tab, filled with that call; so does Ctrl+6."""
    window.explain_text(token())
    window._judgement.expectations.calling.setText(f"PATCH {ORDERS}")
    window._judgement.expectations.call.click()
    form = panel(window).form
    assert (form.method.currentText(), form.address.text()) == ("PATCH", ORDERS)
    assert form.body.isVisible()
    window._go_to_tab(0)
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert window._judgement.tabs.currentIndex() == CALL


def test_graph_is_offered(window) -> None:
    """For a token for Microsoft Graph, a call that every user may make is filled in."""
    window.explain_text(token())
    assert panel(window).form.address.text() == ME


def test_cancel_drops_what_comes_late(make_window, qtbot) -> None:
    """Cancel frees the tab at once and tells the call; what it brings after that is dropped."""
    gate, over, told = threading.Event(), threading.Event(), []

    class Threaded(InlineExecutor):
        def submit(self, function, /, *arguments):
            threading.Thread(target=function, args=arguments, daemon=True).start()

    def call_api(_call, _token, cancellation, _on_request):
        gate.wait(5)
        told.append(cancellation.cancelled)
        over.set()
        return refused_call()

    window = make_window(executor=Threaded(), call_api=call_api)
    window.explain_text(token())
    call(window, ME)
    tab = panel(window)
    assert tab.waiting.isVisible()
    assert not tab.form.send.isEnabled()
    tab.waiting.cancel.click()
    assert not tab.waiting.isVisible()
    assert tab.form.send.isEnabled()
    gate.set()
    qtbot.waitUntil(over.is_set)
    QApplication.processEvents()
    assert told == [True]
    assert not tab.answer.isVisible()
    assert "Refused" not in verdict(window)


def test_an_answer_to_another_paste(make_window, qtbot) -> None:
    """An answer that comes while another token is looked at belongs to the one that was sent."""
    gate = threading.Event()

    class Threaded(InlineExecutor):
        def submit(self, function, /, *arguments):
            threading.Thread(target=function, args=arguments, daemon=True).start()

    window = make_window(executor=Threaded(), call_api=lambda *_given: (gate.wait(5), refused_call())[1])
    window.explain_text(token())
    first = window._inspection.current
    call(window, ME)
    window.explain_text(token(aud="api://other"))
    gate.set()
    qtbot.waitUntil(lambda: first.answered is not None)
    assert "Refused" not in verdict(window)
    assert not panel(window).answer.isVisible()
    window._inspection.show(first, None)
    assert "Refused" in verdict(window)
    assert panel(window).answer.isVisible()


def test_a_call_that_breaks(make_window) -> None:
    """A fault of ours is said in place, and the tab goes on."""

    def broken(*_given):
        raise RuntimeError

    window = make_window(call_api=broken)
    window.explain_text(token())
    call(window, ME)
    assert "RuntimeError" in panel(window).question.words.text()
    assert panel(window).form.send.isEnabled()


def test_no_network(window) -> None:
    """Opening the tab and typing send nothing."""
    window.explain_text(token())
    QTest.keyClicks(panel(window).form.address, "abc")
    assert window._parts.requests.all() == ()


def test_over_the_network(make_window) -> None:
    """The window's own function sends the call to the host that was typed, and to no other."""
    refused = http("401 Unauthorized", "{}", **{"www-authenticate": 'Bearer error="invalid_token"'})
    with serving([refused]) as server:
        window = make_window()
        window.explain_text(token())
        call(window, f"http://localhost:{server.port}/orders")
        panel(window).question.yes.click()
        assert b"uthorization: Bearer eyJ" in server.requests[0]
        assert "Refused" in verdict(window)
        assert window._parts.requests.all()[0].address == f"http://localhost:{server.port}/orders"
        pasted = ApiCall("GET", f"http://localhost:{server.port}/orders", typed=False)
        assert "nobody chose" in app._call_api(pasted, token(), Cancellation(), lambda *_given: None).sentence
        assert [b"Bearer" in each for each in server.requests].count(True) == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GET https://a.test/x", ("GET", "https://a.test/x")),
        ("https://a.test/x", ("GET", "https://a.test/x")),
        ("delete  https://a.test/x", ("DELETE", "https://a.test/x")),
        ("GET /me", ("GET", "")),
        ("", ("GET", "")),
        ("\x00 \u202e", ("GET", "")),
    ],
)
def test_calling_is_read(text: str, read: tuple[str, str]) -> None:
    """What is expected to be called is read as method and address."""
    assert read_calling(text) == read


def test_hidden_reasons(window) -> None:
    """While values are hidden, what is agreed to names no tenant and no app."""
    window.explain_text(token(aud="6a1f2c3d-5b7e-4f60-8a91-1c2d3e4f5a6b"))
    window._toolbar.hiding.setChecked(True)
    call(window, ORDERS)
    assert "6a1f2c3d" not in panel(window).question.words.text()
    assert panel(window).question.isVisible()


def test_looking_at_the_clock_disturbs_nothing(window) -> None:
    """The next look at the clock leaves the cursor, what is typed and what is asked as they are."""
    window.explain_text(token())
    form = panel(window).form
    form.address.setFocus()
    form.address.setCursorPosition(7)
    window._tick.timeout.emit()
    assert form.address.cursorPosition() == 7
    QTest.keyClicks(form.address, "x")
    call(window, ORDERS)
    window._tick.timeout.emit()
    assert form.address.text() == ORDERS
    assert panel(window).question.isVisible()


@pytest.mark.parametrize("tab", [FLOW, CALL])
def test_screen_readers_and_keyboard(window, tab: int) -> None:
    """Everything that these tabs show has a name, and Tab comes by it."""
    window.explain_text(token())
    call(window, ORDERS, "POST")
    panel(window).question.yes.click()
    call(window, ORDERS, "POST")
    window._inspection.current.attempts = (code_flow(), code_flow())
    window._on_judged(None)
    window._go_to_tab(tab)
    QApplication.processEvents()
    inside = window._judgement.flow if tab == FLOW else window._judgement.call
    shown = [each for each in controls(inside) if each.isVisible() and each.isEnabled()]
    operated = {each for each in shown if each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    nameless = [each for each in operated if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)]
    assert nameless == []
    assert len(operated) >= 6
    window._judgement.tabs.setFocus()
    seen = set()
    for _ in range(200):
        widget = QApplication.focusWidget()
        seen.add(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert operated - seen == set()


def test_another_call_is_asked_for_anew(window, sent) -> None:
    """What was asked about one call is taken back as soon as another is typed."""
    window.explain_text(token())
    call(window, ORDERS)
    assert panel(window).question.isVisible()
    QTest.keyClicks(panel(window).form.address, "/7")
    assert not panel(window).question.isVisible()
    assert sent == []


def test_quitting_in_the_middle(make_window, qtbot) -> None:
    """Closing the window ends a call under way, its thread and its connection."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        window = make_window(executor=DaemonExecutor())
        window.explain_text(token())
        call(window, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        panel(window).question.yes.click()
        accepted, _address = silent.accept()
        with accepted:
            assert b"Bearer" in accepted.recv(65_536)
            window.close()
            accepted.settimeout(5)
            while accepted.recv(65_536):
                pass
