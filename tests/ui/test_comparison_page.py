import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from window_parts import NOW

from inspector.samples import mint_token
from inspector.ui.pages import Page

CLAIMS = {
    "aud": "api://orders",
    "exp": 4_000_000_000,
    "iss": "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
    "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
    "oid": "11112222-bbbb-3333-cccc-4444dddd5555",
    "preferred_username": "ada@contoso.example",
    "scp": "Orders.Read",
    "ver": "2.0",
}
HOSTILE = '<img src="https://evil.test/x.png"><b>bold</b>\u202etxt.exe\u200b\x07'


def token(**claims):
    return mint_token({"alg": "RS256", "typ": "JWT"}, CLAIMS | claims, NOW)


@pytest.fixture
def page(window):
    """Return the page after two tokens were pasted, the newer one with a scope more."""
    window.explain_text(token())
    window.explain_text(token(scp="Orders.Read Orders.Write", uti="x"))
    window.show_page(Page.COMPARISON)
    return window._comparison_page()


def copied() -> str:
    return QGuiApplication.clipboard().text()


def cells(page, row: int) -> list[str]:
    model = page.table.comparison
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_two_newest_are_compared_at_once(page):
    """Nobody has to choose: the newest is the second, the one before it the first."""
    assert page.banner.accessibleName() == "Comparison: The second also has Orders.Write."
    assert cells(page, 0)[0] == "scp"
    assert cells(page, 0)[3].startswith("Matters. Only in the second: Orders.Write.")


def test_the_sides_can_be_swapped(page):
    """What came becomes what went."""
    page.swap.click()
    assert "The second lacks Orders.Write." in page.banner.accessibleName()


def test_equal_ones_are_folded(page):
    """They stand behind a link that says how many there are."""
    before = page.table.comparison.rowCount()
    equal = len([row for row in CLAIMS if row != "scp"]) + 2
    assert page.fold.text() == f"Show {equal} equal"
    page.fold.click()
    assert page.table.comparison.rowCount() == before + equal
    assert page.fold.text().startswith("Hide")


def test_the_markdown_is_masked(page):
    """Whatever is shown, what is copied for a ticket holds no name or id."""
    page.copy.click()
    assert copied().startswith("## The second also has Orders.Write.")
    assert "ada@contoso.example" not in copied()
    assert CLAIMS["oid"] not in copied()


def test_the_expectation_judges_both(window, page, qtbot):
    """With an audience expected, the sentence says which is accepted, although only one is looked at."""
    window.explain_text(token(aud="api://other"))
    QTest.keyClicks(window._judgement.expectations.audience, "api://orders")
    qtbot.waitUntil(lambda: "Rejected" in window._judgement.banner.accessibleName())
    window.show_page(Page.COMPARISON)
    page.choose(page._choices[1], page._choices[0])
    assert "The first is accepted, the second fails: the audience changed" in page.banner.accessibleName()


def test_pasting_fills_one_side_after_the_other(window):
    """On the empty page Ctrl+V takes the first, then the second; the list beside it knows both."""
    window.show_page(Page.COMPARISON)
    page = window._comparison_page()
    assert page.table.isHidden()
    assert not page.copy.isEnabled()
    for text in (token(), token(aud="api://other")):
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(page.boxes[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "The audience changed from api://orders to api://other." in page.banner.accessibleName()
    assert window._workspace.shown is Page.COMPARISON
    assert window._workspace.side.inspected.model().rowCount() == 2


def test_pasting_nothing_says_what_to_copy(window):
    """What holds nothing to compare is refused with a word, and is not listed."""
    window.show_page(Page.COMPARISON)
    QGuiApplication.clipboard().setText("good morning")
    window._comparison_page().pastes[0].click()
    assert "nothing to compare on the clipboard" in window._notice.words.text()
    assert window._inspection.pastes.all == []


def test_one_thing_twice_is_said(window, page):
    """The same on both sides asks for another one."""
    page.choose(page._choices[0], page._choices[0])
    assert page.table.isHidden()
    assert "Both sides are the same thing" in page._empty.text()


def test_what_was_removed_is_no_longer_compared(window, page):
    """Removing a paste empties its side."""
    window._inspection.remove(window._inspection.pastes.all[0])
    window.show_page(Page.COMPARISON)
    assert page.table.isHidden()


def test_hidden_values_are_hidden(window, page):
    """With values hidden, neither table nor boxes show a name."""
    page.fold.click()
    window._toolbar.hiding.click()
    window.show_page(Page.COMPARISON)
    shown = " ".join(cell for row in range(page.table.comparison.rowCount()) for cell in cells(page, row))
    assert "ada@contoso.example" not in shown
    assert "user-1" in shown


def test_hostile_values_stay_text(window):
    """Markup and invisible characters are spelled out; no label is rich text."""
    window.explain_text(token(name=HOSTILE, aud=HOSTILE))
    window.explain_text(token(name=f"{HOSTILE}2", aud="api://x"))
    window.show_page(Page.COMPARISON)
    page = window._comparison_page()
    shown = " ".join(cell for row in range(page.table.comparison.rowCount()) for cell in cells(page, row))
    assert "\u202e" not in shown + page.banner.accessibleName() + page.boxes[0].currentText()
    assert "⟨U+202E⟩" in shown
    for label in page.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or label.text() in ("First", "Second")


def test_everything_has_a_name_and_a_place_for_the_focus(page):
    """The boxes, buttons and table can be reached by keyboard and have names of their own."""
    parts = (*page.boxes, *page.pastes, page.swap, page.copy, page.table, page.fold)
    names = [part.accessibleName() for part in parts]
    assert all(names)
    assert len(set(names)) == len(names)
    assert all(part.focusPolicy() is not Qt.FocusPolicy.NoFocus for part in parts)


def test_a_narrow_page_loses_nothing(window, page):
    """Both values then stand in one cell."""
    window.resize(900, 600)
    page.table.resize(300, 300)
    page.table.arrange()
    assert page.table.comparison.narrow
    assert cells(page, 0)[1] == "Orders.Read\nOrders.Read Orders.Write"


def test_the_clock_does_not_move_what_is_read(window, page):
    """Judging anew leaves the selected row and the place in the table."""
    page.fold.click()
    page.table.setFixedHeight(120)
    page.table.selectRow(5)
    page.table.verticalScrollBar().setValue(60)
    window._on_tick()
    assert page.table.currentIndex().row() == 5
    assert page.table.verticalScrollBar().value() == 60
    assert page.boxes[0].currentIndex() > 0


def test_f6_leads_into_the_page(window, page):
    """From the list beside it to the first box."""
    window._workspace.side.inspected.setFocus()
    window._go_to_region(1)
    assert page.boxes[0].hasFocus()


def test_what_was_removed_is_let_go(window, page):
    """Clearing all from another page leaves no value behind in the table."""
    window.show_page(Page.JUDGEMENT)
    window._inspection.clear()
    assert page._comparison is None
    assert page.table.comparison.rowCount() == 0
    assert page._choices == []
    assert "Orders" not in page.banner.accessibleName()
