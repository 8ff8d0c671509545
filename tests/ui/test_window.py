import json
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import NOW, InlineExecutor

from inspector.samples import mint_token
from inspector.ui.intake import LONGEST_TEXT
from inspector.ui.judgement_tabs import CLAIMS, TOKEN
from inspector.ui.pages import Page

CLAIMS_OF_ONE = {
    "aud": "api://orders",
    "exp": 4_000_000_000,
    "iss": "https://login.microsoftonline.com/x/v2.0",
    "ver": "2.0",
}


def token(**claims):
    return mint_token({"alg": "RS256", "typ": "JWT"}, CLAIMS_OF_ONE | claims, NOW)


def verdict(window) -> str:
    return window._judgement.banner.accessibleName()


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def test_paste_shows_a_verdict(window):
    """Ctrl+V explains what is on the clipboard."""
    QGuiApplication.clipboard().setText(token(exp=1_000_000_000))
    press(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "expired" in verdict(window)
    assert window._stack.currentWidget() is window._workspace


def test_paste_into_a_field_stays_there(window):
    """In an editable field Ctrl+V is the field's own."""
    window.explain_text(token())
    field = window._judgement.expectations.audience
    field.setFocus()
    QGuiApplication.clipboard().setText("api://other")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "api://other"
    assert len(window._inspection.pastes.all) == 1


def test_an_empty_clipboard_is_said(window):
    """Pasting nothing says what to copy first."""
    QGuiApplication.clipboard().clear()
    window.paste()
    assert "no text on the clipboard" in window._notice.words.text()


def test_pastes_add_up(window):
    """Several pastes stay in the list, newest first; the same text is there once."""
    for aud in ("api://a", "api://b", "api://a"):
        window.explain_text(mint_token({"alg": "none"}, CLAIMS_OF_ONE | {"aud": aud}, NOW))
    rows = window._workspace.side.inspected._model.rows
    assert [row.about.partition(" ")[0] for row in rows] == ["api://b", "api://a"]


def test_removal_can_be_undone(window):
    """Delete takes a paste out, Ctrl+Z puts it back where it was."""
    window.explain_text(token(aud="api://a"))
    window.explain_text(token(aud="api://b"))
    window._workspace.side.inspected.setFocus()
    press(window, Qt.Key.Key_Delete)
    assert len(window._inspection.pastes.all) == 1
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [paste.report.artifacts[0].about.partition(" ")[0] for paste in window._inspection.pastes.all] == [
        "api://b",
        "api://a",
    ]


def test_clear_all_can_be_undone(window):
    """After Clear all, the start page offers to put everything back."""
    window.explain_text(token())
    window._workspace.side.clear_button.click()
    assert window._stack.currentWidget() is window._start
    window._notice.button.click()
    assert window._stack.currentWidget() is window._workspace
    assert len(window._inspection.pastes.all) == 1


def test_removed_pastes_are_let_go(window):
    """What was removed is forgotten when the time to undo is over."""
    window.explain_text(token())
    window._workspace.side.clear_button.click()
    window._inspection._undo_timer.timeout.emit()
    assert window._inspection.pastes.undo() is None


def test_an_expectation_judges_at_once(window, qtbot):
    """Typing an audience judges the token against it, a little off the typing; it stays while others are looked at."""
    window.explain_text(token(aud="api://first"))
    window.explain_text(token(aud="api://orders"))
    assert "Explained" in verdict(window)
    QTest.keyClicks(window._judgement.expectations.audience, "api://orders")
    qtbot.waitUntil(lambda: "Accepted" in verdict(window))
    window._workspace.side.inspected.setCurrentIndex(window._workspace.side.inspected._model.index(1))
    assert "Rejected" in verdict(window)
    assert window._judgement.expectations.audience.text() == "api://orders"


def test_chips_take_words_and_give_them_back(window, qtbot):
    """A space ends a chip, Backspace takes the last one out, a click takes that one out."""
    field = window._judgement.expectations.scopes
    QTest.keyClicks(field.line, "Orders.Read Orders.Write ")
    assert field.words == ("Orders.Read", "Orders.Write")
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.words == ("Orders.Read",)


def test_the_answer_is_joined_to_the_token(window, qtbot):
    """What the API said is read together with the token, and stays with it."""
    window.explain_text(token())
    window._judgement.expectations.answer.setPlainText(
        'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"'
    )
    qtbot.waitUntil(lambda: "Refused" in verdict(window))
    window.explain_text(token(aud="api://other"))
    assert window._judgement.expectations.answer.toPlainText() == ""


def test_a_click_on_evidence_goes_to_the_claim(window, samples):
    """The claim's name in a finding leads to its row."""
    window.explain_sample(samples["graph-token-at-own-api"])
    window._go_to_claim(None, "aud")
    assert window._judgement.tabs.currentIndex() == CLAIMS
    assert window._judgement.claims.selected().claim == "aud"


def test_one_value_can_be_copied(window, samples):
    """The selected claim's value goes to the clipboard as it was written."""
    window.explain_sample(samples["fits"])
    window._go_to_claim(None, "scp")
    window._judgement.claims.copy.click()
    assert QGuiApplication.clipboard().text() == "Orders.Read"


def test_claims_can_be_filtered(window, samples):
    """Only claims that hold every word are shown."""
    window.explain_sample(samples["fits"])
    window._go_to_tab(CLAIMS)
    window._judgement.claims.filter.setText("tid")
    assert "tid" in [row.claim for row in window._judgement.claims.table.claims.rows]
    assert len(window._judgement.claims.table.claims.rows) < 5


def test_the_signature_is_never_shown(window, samples):
    """The Token tab shows header and payload, and counts the signature's characters."""
    window.explain_sample(samples["fits"])
    window._go_to_tab(TOKEN)
    signature = samples["fits"].text.rpartition(".")[2]
    tab = window._judgement.token
    assert signature[:8] not in tab.encoded.toPlainText()
    assert "342 characters masked" in tab.encoded.toPlainText()
    assert '"aud"' in tab.payload.toPlainText()


def test_flaws_are_marked_in_place(window):
    """A character that doesn't belong is marked where it stands and said in words."""
    window.explain_text(mint_token({"alg": "RS256"}, CLAIMS_OF_ONE, NOW).replace(".", ".*", 1))
    window._go_to_tab(TOKEN)
    tab = window._judgement.token
    assert tab.flaws.count() >= 1
    assert any(mark.format.background().style() is not Qt.BrushStyle.NoBrush for mark in tab.encoded.extraSelections())


def test_the_token_itself_can_be_copied_concealed(window, samples):
    """Who asks for the raw token gets it, marked for clipboard histories."""
    window.explain_sample(samples["fits"])
    window._go_to_tab(TOKEN)
    window._judgement.token.copy_token.click()
    assert QGuiApplication.clipboard().text() == samples["fits"].text
    assert QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint")
    window.close()
    assert QGuiApplication.clipboard().text() == ""


def test_too_long_a_paste_says_what_to_do(window):
    """Over a million characters: which limit, and the way through a file."""
    window.explain_text("." * (LONGEST_TEXT + 1))
    words = window._notice.words.text()
    assert "1,000,001" in words
    assert "1,000,000" in words
    assert "open" in words
    assert window._inspection.pastes.all == []


def test_files_are_read(window, tmp_path):
    """A file's text is explained, UTF-16 as PowerShell writes it too."""
    path = tmp_path / "out.txt"
    path.write_text(token(), encoding="utf-16")
    window.explain_file(path)
    assert "for api://orders" in verdict(window)


def test_an_unreadable_file_is_said(window, tmp_path):
    """A file that can't be read is said in place, with what to do."""
    window.explain_file(tmp_path / "nowhere")
    assert "Choose another" in window._notice.words.text()


def test_a_dropped_file_is_explained(window, tmp_path):
    """Dropping a file does what opening it does."""
    path = tmp_path / "token.txt"
    path.write_text(token(), encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(window, data)
    assert len(window._inspection.pastes.all) == 1


def test_dropped_text_is_explained(window):
    """Dropping text does what pasting it does."""
    data = QMimeData()
    data.setText(token())
    drop(window, data)
    assert len(window._inspection.pastes.all) == 1


def drop(window, data):
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_a_large_log_is_condensed(window, tmp_path):
    """Of a log over the limit the newest tokens are explained and all of them listed; one of them can be asked for."""
    path = tmp_path / "app.log"
    tokens = [token(iat=1_700_000_000 + at, jti=str(at)) for at in range(60)]
    path.write_text(
        "".join(f"2026-11-23 10:00:00 INFO Bearer {each}\n{'.' * 20_000}\n" for each in tokens), encoding="utf-8"
    )
    window.explain_file(path)
    assert len(window._inspection.current.listed) == 60
    assert not window._judgement.expectations.answer.isEnabled()
    window._workspace.side.listed_button.click()
    dialog = window.findChildren(type(QApplication.activeModalWidget() or window))[-1]
    dialog.filter.setText("nothing like this")
    assert dialog.table.model().rowCount() == 0
    dialog.filter.setText("")
    dialog._on_explain()
    assert len(window._inspection.pastes.all) == 2


def test_cancel_drops_what_comes_late(make_window, tmp_path, qtbot):
    """Cancel frees the window at once; the file's text is dropped when it comes."""
    import threading

    gate, done = threading.Event(), threading.Event()

    class Gated(InlineExecutor):
        def submit(self, function, /, *arguments):
            def work():
                gate.wait(5)
                function(*arguments)
                done.set()

            threading.Thread(target=work, daemon=True).start()

    window = make_window(executor=Gated())
    path = tmp_path / "token.txt"
    path.write_text(token(), encoding="utf-8")
    window.explain_file(path)
    assert not window._status._activity.cancel.isHidden()
    window._status._activity.cancel.click()
    assert window._status._activity.cancel.isHidden()
    gate.set()
    qtbot.waitUntil(done.is_set)
    QApplication.processEvents()
    assert window._inspection.pastes.all == []


def test_a_fault_of_ours_is_said(make_window):
    """Where judging fails, the person reads so and the window goes on."""

    def broken(_text):
        raise RuntimeError

    window = make_window()
    window._inspection._services = window._services._replace(recognise=broken)
    window.explain_text("anything")
    assert "RuntimeError" in window._notice.words.text()


def test_share_is_masked(window, samples):
    """What is shared holds no signature, no name and no address."""
    window.explain_sample(samples["graph-token-at-own-api"])
    window._toolbar.share.click()
    text = QApplication.activeModalWidget().text.toPlainText()
    assert "Microsoft Graph" in text
    for secret in ("ada@contoso.com", "Lindqvist", "203.0.113.17", samples["graph-token-at-own-api"].text[-60:]):
        assert secret not in text
    QApplication.activeModalWidget().close()


def test_samples_fill_what_the_api_expects(window, samples):
    """A sample brings its expectation and the API's answer."""
    window.explain_sample(samples["graph-token-at-own-api"])
    panel = window._judgement.expectations
    assert panel.audience.text() == "api://orders"
    assert panel.scopes.words == ("Orders.Read",)
    assert "401" in panel.answer.toPlainText()


def test_the_title_says_nothing(window, samples):
    """Titles stand in task bars and recordings: nothing of a paste is in them."""
    window.explain_sample(samples["fits"])
    assert window.windowTitle() == "Token Inspector"


def test_nothing_pasted_is_written(make_window, samples, tmp_path):
    """After a session with everything pressed, no file holds a piece of the token."""
    from inspector import app
    from inspector.storage.settings import default_path, load

    window = make_window(save_settings=app._save_settings)
    window.explain_sample(samples["fits"])
    for tab in (1, 2, 0):
        window._go_to_tab(tab)
    window.close()
    assert load(default_path()).width > 0
    pieces = [samples["fits"].text[at : at + 12] for at in range(0, 900, 12)] + ["ada@contoso.com", "Orders.Read"]
    home = default_path().parents[2]
    for path in [path for path in home.rglob("*") if path.is_file()]:
        written = path.read_text(encoding="utf-8", errors="replace")
        assert not [piece for piece in pieces if piece in written], path


def test_settings_remember_the_window(make_window):
    """Size, theme, zoom and hidden values are handed to the settings at closing."""
    saved = []
    window = make_window(save_settings=saved.append)
    window._theme.choose("dark")
    window._theme.magnify(1)
    window._toolbar.hiding.setChecked(True)
    window.resize(1000, 700)
    window.close()
    assert (saved[0].width, saved[0].theme, saved[0].zoom, saved[0].hide_values) == (1000, "dark", 1.1, True)


def test_time_passes(window, monkeypatch):
    """A token that expires while it is looked at is judged again."""
    import time

    window.explain_text(token(exp=int(time.time()) + 400, iat=1_795_000_000))
    assert "Explained" in verdict(window)
    later = time.time() + 4000
    monkeypatch.setattr("inspector.ui.window.time.time", lambda: later)
    window._tick.timeout.emit()
    assert "Rejected" in verdict(window)


def test_a_second_start_brings_its_paste(window, tmp_path):
    """What a second start hands over is explained here."""
    window.receive({"text": token()})
    path = tmp_path / "token.txt"
    path.write_text(token(aud="api://file"), encoding="utf-8")
    window.receive({"file": str(Path(path))})
    window.receive({})
    assert len(window._inspection.pastes.all) == 2


def test_nothing_found_does_not_pile_up(window):
    """A paste without anything usable gives way to the next."""
    window.explain_text("hello")
    assert "Nothing found" in verdict(window)
    window.explain_text(token())
    assert len(window._inspection.pastes.all) == 1


def test_recipes_and_requests_have_sheets(window):
    """The request count opens a list, which is empty; F1 opens the shortcuts."""
    window._status.requests.click()
    assert "open no connection" in QApplication.activeModalWidget().findChildren(type(window._start._title))[0].text()
    QApplication.activeModalWidget().close()
    press(window, Qt.Key.Key_F1)
    assert QApplication.activeModalWidget() is not None
    QApplication.activeModalWidget().close()


def test_the_json_of_a_payload_is_what_was_written(window):
    """Numbers, duplicates and spelling stand as in the token; with the box ticked, the line breaks too."""
    source = '{"exp":1.70e9,"aud":"a","aud":"b","n":"\\u0041"}'
    import base64

    payload = base64.urlsafe_b64encode(source.encode()).decode().rstrip("=")
    window.explain_text(f"eyJhbGciOiJSUzI1NiJ9.{payload}.c2ln")
    window._go_to_tab(TOKEN)
    tab = window._judgement.token
    assert '"exp": 1.70e9' in tab.payload.toPlainText()
    assert tab.payload.toPlainText().count('"aud"') == 2
    tab.as_written.setChecked(True)
    assert tab.payload.toPlainText() == source
    assert json.loads(source)


def test_nothing_can_be_removed_where_nothing_is(window):
    """Beside a page that was opened first, the empty list says how to begin and offers no removal."""
    window.show_page(Page.WHICH_FLOW)
    side = window._workspace.side
    assert side._nothing.isVisible()
    assert not side.clear_button.isVisible()
    window.explain_text(token())
    assert side.inspected.isVisible()
    assert side.clear_button.isVisible()
