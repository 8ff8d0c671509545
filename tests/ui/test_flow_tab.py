"""The Flow tab: drawn, read out, opened step by step, copied, saved."""

import json
from dataclasses import replace

import hars
import pytest
from drawn_flows import code_flow, device_flow, from_memory, good_flow, long_recording, refused_flow
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from test_sequence import ATTEMPTS

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.exchange import Message
from inspector.report.comparisons import with_comparisons
from inspector.ui.flow_saving import write_steps
from inspector.ui.flow_tab import FlowTab
from inspector.ui.judgement_tabs import FLOW
from inspector.ui.theme import Theme

HOSTILE = '<img src="https://evil.test/x.png"><b>bold</b>\u202etxt.exe\u200b\x07\x1b[31m\r\n&amp;&'


@pytest.fixture
def copied() -> list[str]:
    """What was copied."""
    return []


@pytest.fixture
def tab(qtbot, copied) -> FlowTab:
    """A tab of its own."""
    tab = FlowTab(Theme("light"), copied.append)
    qtbot.addWidget(tab)
    tab.resize(900, 600)
    tab.show()
    qtbot.waitExposed(tab)
    return tab


def row_words(tab: FlowTab) -> list[str]:
    """Return what a screen reader says of each step."""
    interface = QAccessible.queryAccessibleInterface(tab.view)
    return [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]


def details(tab: FlowTab) -> dict[str, str]:
    """Return the values of the opened step by name; the first one of each."""
    return {row.name: row.value for row in reversed(tab.details.view.rows)}


def test_nothing_recorded(tab: FlowTab) -> None:
    """Without a step, one sentence says how to get some."""
    assert tab._empty.isVisible()
    assert "HAR" in tab._empty.text()
    assert not tab.view.isVisible()


def test_steps_are_sentences(tab: FlowTab) -> None:
    """Each step is an item whose text is a sentence: number, name, channel, answer, trouble."""
    tab.show_attempts([code_flow()])
    words = row_words(tab)
    assert len(words) == 6
    assert words[3].startswith("4 token request POST https://login.microsoftonline.com/")
    assert "back channel: direct" in words[3]
    assert "the user has none" in words[5]


def test_the_trouble_is_opened(tab: FlowTab) -> None:
    """The step that went wrong is chosen at first, and its sentence stands in the details."""
    tab.show_attempts([code_flow()])
    assert tab.view.current_line().number == "6"
    assert tab.details.view.rows[0].meaning == "The API wants the role Orders.Approve, and the user has none."


def test_keyboard(tab: FlowTab) -> None:
    """Arrows, Home, End and a typed number go from step to step, and the details follow."""
    tab.show_attempts([good_flow()])
    tab.view.setFocus()
    for key, number in ((Qt.Key.Key_Down, "2"), (Qt.Key.Key_End, "5"), (Qt.Key.Key_Up, "4"), (Qt.Key.Key_Home, "1")):
        QTest.keyClick(tab.view, key)
        assert tab.view.current_line().number == number
        assert tab.details.title.text().startswith(f"Step {number} ·")
    QTest.keyClicks(tab.view, "3")
    assert tab.view.current_line().number == "3"


def test_mouse(tab: FlowTab) -> None:
    """A click opens a step."""
    tab.show_attempts([good_flow()])
    at = tab.view.visualRect(tab.view.model().index(1, 0)).center()
    QTest.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert tab.details.title.text() == "Step 2 · authorization request"
    assert details(tab)["state"] == "af0ifjsldkj"


def test_the_models_keep_qts_contract(tab: FlowTab, qtbot) -> None:
    """Qt's own tester finds nothing to say while the steps grow and change."""
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(each.model(), fatal, tab) for each in (tab.view, tab.details.view)]
    whole = code_flow()
    for count in range(len(whole.exchanges) + 1):
        tab.show_attempts([Attempt(whole.title, whole.exchanges[:count])])
    tab.show_attempts([device_flow(), refused_flow(), from_memory()])
    tab.show_attempts(())
    assert len(testers) == 2


def test_a_growing_sign_in_keeps_the_choice(tab: FlowTab) -> None:
    """While steps are added, the chosen one stays chosen and the place where one reads stays."""
    whole = device_flow(9)
    tab.resize(700, 320)
    tab.show_attempts([Attempt(whole.title, whole.exchanges[:4])])
    tab.view.go_to(1)
    before = tab.view.verticalScrollBar().value()
    for count in range(5, len(whole.exchanges) + 1):
        tab.show_attempts([Attempt(whole.title, whole.exchanges[:count])])
        assert tab.view.current_line().number == "2"
    assert tab.view.verticalScrollBar().value() == before
    assert row_words(tab)[2].startswith("3–11 polled 9 times")


def test_the_opened_step_grows_too(tab: FlowTab) -> None:
    """An answer that comes while its step is open appears in the details."""
    whole = good_flow()
    waiting = replace(whole.exchanges[3], status=None, response=None, seconds=None)
    tab.show_attempts([Attempt(whole.title, (*whole.exchanges[:3], waiting))])
    tab.view.go_to(3)
    assert "status" not in details(tab)
    tab.show_attempts([whole])
    assert details(tab)["status"] == "200"


def test_several_attempts(tab: FlowTab) -> None:
    """With several attempts there is a chooser; the ones with trouble come first, and the choice is kept."""
    tab.show_attempts([good_flow(), code_flow()])
    assert tab.chooser.isVisible()
    assert tab.chooser.itemText(0).startswith("✗ 2. Sign-in for Orders · 6 steps")
    assert tab.shown == with_comparisons(code_flow())
    tab.chooser.setCurrentIndex(1)
    tab.chooser.activated.emit(1)
    assert tab.shown == with_comparisons(good_flow())
    tab.show_attempts([good_flow(), code_flow(), device_flow()])
    assert tab.shown == with_comparisons(good_flow())
    tab.show_attempts([device_flow()])
    assert not tab.chooser.isVisible()


def test_ids_can_be_copied(tab: FlowTab, copied: list[str]) -> None:
    """The ids that support asks for, and any value, go to the clipboard."""
    tab.show_attempts([code_flow()])
    tab.view.go_to(3)
    tab.details.copy_request.click()
    tab.details.copy_correlation.click()
    assert copied == ["0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "5f0e1d2c-3b4a-4958-8776-655443322110"]
    names = [row.name for row in tab.details.view.rows]
    tab.details.view.setCurrentIndex(tab.details.view.model().index(names.index("grant_type"), 0))
    QTest.keyClick(tab.details.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied[-1] == "authorization_code"


def test_copied_as_text(tab: FlowTab, copied: list[str]) -> None:
    """The steps as text name the trouble and hold no secret."""
    tab.show_attempts([code_flow()])
    tab.copy_text.click()
    assert "✗ The API wants the role" in copied[0]
    assert "authorization request" in copied[0]
    assert "cccccccc" not in copied[0]


def test_saved(tab: FlowTab, tmp_path) -> None:
    """The file is a HAR without secrets; where it can't be written, the tab says so."""
    tab.show_attempts([code_flow()])
    write_steps(tab, tab.to_har(), str(tmp_path / "steps.har"))
    log = json.loads((tmp_path / "steps.har").read_text(encoding="utf-8"))["log"]
    assert len(log["entries"]) == 6
    assert "cccccccc" not in json.dumps(log)
    assert "Saved" in tab._told.text()
    write_steps(tab, tab.to_har(), str(tmp_path))
    assert "Choose another place" in tab._told.text()


def test_hidden_values(tab: FlowTab, copied: list[str]) -> None:
    """While values are hidden, no name and no id is shown, copied or saved."""
    whole = good_flow()
    named = replace(whole.exchanges[1], request=Message(parameters={"login_hint": "ada@contoso.com", "state": "s"}))
    tab.show_attempts([Attempt("For ada@contoso.com", (named,)), Attempt("x", (named,))], hidden=True)
    assert details(tab)["login_hint"] == "user-1"
    tab.copy_text.click()
    shown = f"{copied} {tab.to_har()} {row_words(tab)} {tab.chooser.itemText(0)} {tab.details.view.rows}"
    assert "ada@" not in shown
    tab.show_attempts([Attempt("x", (named,))], hidden=False)
    assert details(tab)["login_hint"] == "ada@contoso.com"


def test_hostile_values(tab: FlowTab) -> None:
    """Markup, control and bidirectional characters and endless values are shown as they are written."""
    whole = good_flow()
    evil = {HOSTILE: HOSTILE, "error_description": "x" * 10_000, "error": HOSTILE, "scope": HOSTILE * 50}
    steps = tuple(
        replace(each, request=Message((("Origin", HOSTILE),), evil), response=Message((), evil, HOSTILE), status=400)
        for each in whole.exchanges
    )
    tab.show_attempts([Attempt(HOSTILE, steps), Attempt(HOSTILE * 9, steps)])
    for at in range(len(steps)):
        tab.view.go_to(at)
        tab.grab()
    said = " ".join([*row_words(tab), tab.details.title.text(), tab.chooser.itemText(0)])
    assert "\u202e" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(430, 300), (900, 600), (1400, 900)])
def test_every_size_and_text(tab: FlowTab, theme: str, size: tuple[int, int]) -> None:
    """Narrow or wide, small text or large, every step has a height and nothing is wider than its place."""
    tab.show_attempts([code_flow(), device_flow(), from_memory()])
    tab._theme.choose(theme)
    tab.resize(*size)
    for _each in range(5):
        tab._theme.magnify(1)
        QApplication.processEvents()
        tab.grab()
        places = tab.view.places()
        assert list(places) == sorted(places)
        assert 0 < places[0] < places[-1] < tab.view.viewport().width()
        for button in (tab.copy_text, tab.save):
            assert button.width() >= button.sizeHint().width()
    tab._theme.magnify(0)


def test_long_recordings(tab: FlowTab) -> None:
    """500 exchanges are one list: no widget a step, and only what is seen is painted."""
    painted = []
    paint = tab.view._delegate.paint
    tab.view._delegate.paint = lambda *given: (painted.append(1), paint(*given))
    tab.show_attempts([long_recording(500)])
    tab.grab()
    assert tab.view.model().rowCount() > 400
    assert len(painted) < 60
    assert len(tab.view.viewport().children()) == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ATTEMPTS)
def test_whatever_was_recorded_is_painted(tab: FlowTab, attempt: Attempt) -> None:
    """Any recording paints without a warning of Qt's, every step of it opened."""
    tab.show_attempts([attempt])
    for at in range(tab.view.model().rowCount()):
        tab.view.setCurrentIndex(tab.view.model().index(at, 0))
    tab.grab()


def test_in_the_window(window, samples) -> None:
    """The fifth tab draws what the paste holds, counts it, and takes the place of the expectations."""
    window.explain_sample(samples["fits"])
    page = window._judgement
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert page.flow._empty.isVisible()
    assert page.expectations.isVisible()
    window._inspection.current.attempts = (code_flow(),)
    window._on_judged(None)
    assert page.tabs.tabText(FLOW) == "Flow 6"
    assert page.flow.view.isVisible()
    assert not page.expectations.isVisible()
    window._on_expect()
    assert page.expectations.audience.hasFocus()
    page.tabs.setCurrentIndex(FLOW)
    page.flow.save.click()
    dialog = page.flow.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.close()


def test_a_finding_leads_to_its_step(window, qtbot) -> None:
    """The step in a finding's evidence is a link to where it is drawn, in its own attempt."""
    tape = hars.good().redeem(status=400, answer=hars.refusal(54005, "The code was redeemed."))
    window.explain_text(tape.text())
    card = window._judgement.diagnosis._cards[0]
    link = next(each for each in card.focus_chain() if each.accessibleName() == "Go to step 5, token request")
    link.click()
    assert window._judgement.tabs.currentIndex() == FLOW
    assert window._judgement.flow.view.current_line().number == "5"
    window._inspection.current.attempts = (device_flow(), good_flow())
    window._on_judged(None)
    window._judgement.go_to_step("2, device authorization (attempt 2); 1, discovery (attempt 3)")
    assert window._judgement.flow.shown.title == device_flow().title
    assert window._judgement.flow.view.current_line().number == "2"
    window._judgement.go_to_step("nothing")


def test_a_recording_is_drawn(window) -> None:
    """A pasted HAR is drawn as it was judged, with the trouble that the verdict speaks of at its step."""
    window.explain_text(hars.good().redeem(status=400, answer=hars.refusal(54005, "The code was redeemed.")).text())
    window._go_to_tab(FLOW)
    drawn = window._judgement.flow
    assert drawn.shown == with_comparisons(window._inspection.current.diagnosis.attempts[0])
    assert drawn.view.current_line().trouble == drawn.shown.troubles[0].sentence
    assert len(row_words(drawn)) >= 4
