import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProxyStyle,
    QStyle,
    QTabBar,
    QTableView,
    QWidget,
)
from sign_in_parts import World
from window_parts import NOW

from inspector.samples import mint_token
from inspector.ui.error_reference import ErrorReference
from inspector.ui.fields import ChoiceBox
from inspector.ui.pages import Page
from inspector.ui.palette import DARK, LIGHT, from_system
from inspector.ui.theme import Theme

HOSTILE = '<img src="https://evil.test/x.png"><b>bold</b>\u202etxt.exe\u200b\x07'
READABLE = 4.5  # contrast, WCAG 2.2 level AA


def luminance(colour: str) -> float:
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    made = QColor(colour)
    return 0.2126 * linear(made.redF()) + 0.7152 * linear(made.greenF()) + 0.0722 * linear(made.blueF())


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", "panel"), ("text", "bg"), ("dim", "panel"), ("dim", "bg"), ("accent", "panel"), ("accent", "soft"),
        ("text", "soft"), ("bad", "badbg"), ("text", "badbg"), ("warn", "warnbg"), ("text", "warnbg"), ("ok", "okbg"),
        ("note", "notebg"), ("text", "notebg"), ("dim", "notebg"), ("accent", "notebg"), ("on_accent", "accent"),
        ("dim", "badbg"), ("dim", "okbg"), ("dim", "warnbg"), ("dim", "soft"), ("bad", "soft"),
    ],
)  # fmt: skip
def test_every_pair_can_be_read(colours, ink, ground):
    """Each text has the contrast that WCAG asks for on each ground it stands on."""
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= READABLE


def test_high_contrast_is_the_systems_own(qapp):
    """In high contrast every colour is one of the system's palette."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#ffff00"))
    colours = from_system(palette)
    own = {
        palette.color(role).name()
        for role in (
            QPalette.ColorRole.Base,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.Highlight,
            QPalette.ColorRole.HighlightedText,
        )
    }
    assert set(colours) <= own
    assert colours.flat


def test_the_theme_changes_live(window, samples):
    """Choosing dark repaints what is shown, at once."""
    window.explain_sample(samples["fits"])
    light = window.grab().toImage().pixelColor(4, 300)
    window._theme.choose("dark")
    assert window.grab().toImage().pixelColor(4, 300) != light
    assert window._theme.colours is DARK


def test_the_system_is_followed_live(make_window):
    """When the system goes dark, so does the window; a choice of the person's own stays."""
    window = make_window(theme="system")
    assert window._theme.colours is LIGHT
    window._theme._on_scheme_changed(Qt.ColorScheme.Dark)
    assert window._theme.colours is DARK
    window._theme._on_contrast_changed(Qt.ContrastPreference.HighContrast)
    assert window._theme.colours.flat
    window._theme._on_contrast_changed(Qt.ContrastPreference.NoPreference)
    window._theme.choose("light")
    window._theme._on_scheme_changed(Qt.ColorScheme.Dark)
    assert window._theme.colours is LIGHT


def test_text_scales(window, samples):
    """Larger text makes everything higher and loses nothing of the tool bar."""
    window.explain_sample(samples["fits"])
    before = window._judgement.banner.height()
    for _ in range(4):
        window._theme.magnify(1)
    QApplication.processEvents()
    assert window._judgement.banner.height() > before
    for button in window._toolbar.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width()
    window._theme.magnify(0)
    assert window._theme.zoom == 1.0


class _Iconic(QProxyStyle):
    """A style that puts icons on a dialog's buttons, as those of many desktops do."""

    def styleHint(self, hint, option=None, widget=None, data=None):  # noqa: N802  Qt's name
        if hint == QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons:
            return 1
        return super().styleHint(hint, option, widget, data)


def test_no_button_of_a_dialog_has_an_icon(window):
    """Buttons say what they do in words: a style's icons are black in the dark, and stand on some buttons only."""
    before = QApplication.style().objectName()
    QApplication.setStyle(_Iconic(before))
    try:
        window._sheets.shortcuts()
        (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
        (button,) = dialog.findChild(QDialogButtonBox).buttons()
        assert button.icon().isNull()
        dialog.close()
    finally:
        QApplication.setStyle(before)


@pytest.fixture
def cramped(window, samples):
    """A window of 900 by 600 pixels with text of double size."""
    window.explain_sample(samples["cae-challenge"])
    window._theme.zoom = 2.0
    window._theme.choose("light")
    QApplication.processEvents()
    window.resize(900, 600)
    QApplication.processEvents()
    return window


def test_a_small_window_holds_large_text(cramped):
    """The window stays as small as it was made, on every view; the tool bar takes a second line and cuts no button."""
    page, bar = cramped._judgement, cramped._toolbar
    for at in range(page.tabs.count()):
        page.tabs.setCurrentIndex(at)
        QApplication.processEvents()
        assert cramped.minimumSizeHint().width() <= 900
        assert cramped.minimumSizeHint().height() <= 600
        assert cramped.size().toTuple() == (900, 600)
    assert cramped._workspace.side.width() <= 270
    buttons = bar.findChildren(QAbstractButton)
    assert all(bar.rect().contains(each.geometry()) and each.width() >= each.sizeHint().width() for each in buttons)
    assert len({each.y() for each in (bar.share, bar.hiding, bar.menu)}) == 1
    assert bar.share.y() > bar.paste.y()


def test_a_small_window_holds_the_practice_bar_and_every_page(make_window, tmp_path):
    """At 900 pixels and text of 1.75 times its size, practice keeps the window no wider, whatever page is shown."""
    window = make_window(sign_in=World(tmp_path).services())
    window._theme.zoom = 1.75
    window._theme.choose("light")
    window._parts.sign_in.start_practice()
    QApplication.processEvents()
    assert window._parts.sign_in.practice.isVisible()
    for page in (Page.SIGN_IN, Page.WHICH_FLOW, Page.COMPARISON):
        window.show_page(page)
        QApplication.processEvents()
        assert window.minimumSizeHint().width() <= 900, page
    window._stack.setCurrentWidget(window._start)
    assert window.minimumSizeHint().width() <= 900


def test_a_small_window_shows_the_verdict_or_what_is_expected(cramped):
    """Where both have no room the verdict has it all; a button or its key brings the other, and the way back."""
    page = cramped._judgement
    assert page.banner.isVisible()
    assert not page.expectations.isVisible()
    page.expect.click()
    assert page.expectations.calling.isVisible()
    assert not page.banner.isVisible()
    page.expectations.back.click()
    assert page.banner.isVisible()
    cramped._on_answer()
    assert QApplication.focusWidget() is page.expectations.answer
    cramped._go_to_tab(2)
    assert page.token.isVisible()
    assert QApplication.focusWidget() is page.tabs
    cramped.resize(1500, 900)
    QApplication.processEvents()
    assert page.expectations.isVisible()
    assert not page.expect.isVisible()


def test_no_view_is_cut_short(window, samples):
    """Whichever view is in front, every name has its room, and none moves when another comes to the front."""
    window.explain_sample(samples["cae-challenge"])
    tabs = window._judgement.tabs
    places = []
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        QApplication.processEvents()
        bold = QFontMetrics(window._theme.strong)
        assert [
            tab for tab in range(tabs.count()) if tabs.tabRect(tab).width() < bold.horizontalAdvance(tabs.tabText(tab))
        ] == []
        places.append([tabs.tabRect(tab).left() for tab in range(tabs.count())])
    assert all(each == places[0] for each in places)


def test_every_choice_shows_that_it_is_one(window, samples):
    """Whatever can be chosen from has the same mark, and a wheel that turns over it changes nothing."""
    show_everything(window, samples)
    window._sheets.reference()
    boxes = [box for each in QApplication.topLevelWidgets() for box in each.findChildren(QComboBox)]
    assert len(boxes) > 1
    assert [box.accessibleName() for box in boxes if not isinstance(box, ChoiceBox)] == []
    window.findChild(ErrorReference).close()


def controls(window):
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView, QTableView, QTabBar)
    return [widget for kind in kinds for widget in window.findChildren(kind)]


def show_everything(window, samples):
    window.explain_sample(samples["cae-challenge"])
    for tab in (1, 2, 0):
        window._go_to_tab(tab)
    QApplication.processEvents()


def test_every_control_has_an_accessible_name(window, samples):
    """A screen reader has a name for whatever can be operated."""
    show_everything(window, samples)
    nameless = [
        widget
        for widget in controls(window)
        if widget.isVisibleTo(window)
        and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_cards_speak(window, samples):
    """A finding's card says its severity, its title and what to do."""
    window.explain_sample(samples["expired"])
    card = window._judgement.diagnosis._cards[0]
    assert card.accessibleName().startswith("blocks: ")
    assert card.accessibleDescription()


def test_everything_is_reached_by_tab(window, samples):
    """Tab comes by every control that is shown, and by every card."""
    show_everything(window, samples)
    window._toolbar.paste.setFocus()
    seen = set()
    for _ in range(300):
        widget = QApplication.focusWidget()
        if widget in seen:
            break
        seen.add(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    wanted = {
        widget
        for widget in [*controls(window), *window._judgement.diagnosis._cards]
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted - seen == set()


def test_cards_come_in_reading_order(window, samples):
    """Tab goes through the cards from top to bottom, whatever the same cards showed before."""
    for name in ("expired", "aadsts65001", "fits", "groups-overage"):
        window.explain_sample(samples[name])
    show_everything(window, samples)
    tab = window._judgement.diagnosis
    window._judgement.tabs.setFocus()
    heights = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        if tab._column.isAncestorOf(widget):
            heights.append(widget.mapTo(tab._column, widget.rect().topLeft()).y())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        if heights and not tab._column.isAncestorOf(QApplication.focusWidget()):
            break
    assert heights == sorted(heights)


def test_f6_goes_round(window, samples):
    """F6 goes through the regions and comes back; Shift+F6 goes the other way."""
    window.explain_sample(samples["fits"])
    window._toolbar.paste.setFocus()
    seen = []
    for _ in range(7):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len(set(seen)) == 7
    assert seen[-1] is window._toolbar.paste
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is seen[-2]


def test_ctrl_digits_choose_tabs(window, samples):
    """Ctrl+1 to Ctrl+3 choose the tab."""
    window.explain_sample(samples["fits"])
    for key, at in ((Qt.Key.Key_2, 1), (Qt.Key.Key_3, 2), (Qt.Key.Key_1, 0)):
        QTest.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.ControlModifier)
        assert window._judgement.tabs.currentIndex() == at


def test_hostile_values_are_plain_text(window):
    """No label reads a value as rich text, and what can't be seen is spelled out."""
    claims = dict.fromkeys(("aud", "iss", "name", "scp", "appid", "tid"), HOSTILE)
    window.explain_text(mint_token({"alg": HOSTILE, "typ": HOSTILE}, claims | {HOSTILE: HOSTILE}, NOW))
    show_tabs(window)
    assert "\u202e" not in "".join(texts(window))
    assert "\u200b" not in "".join(texts(window))
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text()


def show_tabs(window):
    for tab in (1, 2, 0):
        window._go_to_tab(tab)
        QApplication.processEvents()


def texts(window) -> list[str]:
    """Return every text that the window shows or speaks."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, QLineEdit):
            found.append(widget.displayText())
        if isinstance(widget, QPlainTextEdit) and widget.isVisibleTo(window):
            found.append(widget.toPlainText())
        if isinstance(widget, QListView | QTableView) and widget.model():
            model = widget.model()
            columns = model.columnCount() if isinstance(widget, QTableView) else 1
            found += [
                str(model.index(row, column).data() or "")
                for row in range(model.rowCount())
                for column in range(columns)
            ]
        found += [paragraph.text for paragraph, *_place in getattr(widget, "_ink", ())]
    return found


def test_hidden_values_are_nowhere_on_screen(window, samples):
    """With values hidden, no name, address, id or piece of the token is shown or spoken anywhere."""
    window.explain_sample(samples["graph-token-at-own-api"])
    show_tabs(window)
    assert "ada@contoso.com" in " ".join(texts(window))
    window._toolbar.hiding.click()
    show_tabs(window)
    shown = " ".join(texts(window))
    token = samples["graph-token-at-own-api"].text.partition("Bearer ")[2]
    for secret in (
        "ada@contoso.com",
        "Lindqvist",
        "203.0.113.17",
        "6f2b1f0e-4c7d-4e1a-9b55-2f1c7d3a9e10",
        token[60:90],
    ):
        assert secret not in shown
    window._toolbar.hiding.click()
    show_tabs(window)
    assert "ada@contoso.com" in " ".join(texts(window))


def test_long_values_stay_inside(window):
    """A value without a place to break is broken anywhere; nothing is wider than its card."""
    window.resize(900, 600)
    window.explain_text(
        mint_token({"alg": "none"}, {"aud": "x" * 900, "iss": "https://login.microsoftonline.com/" + "y" * 500}, NOW)
    )
    QApplication.processEvents()
    for card in window._judgement.diagnosis._cards:
        for paragraph, x, _y, _role in card._ink:
            assert x + paragraph.natural_width() <= card.width()


def test_the_style_sheet_is_set_when_something_changed(window, monkeypatch):
    """Colours that stay as they are don't let every widget take them in anew; a zoom does."""
    sheets = []
    monkeypatch.setattr(QApplication, "setStyleSheet", lambda _application, sheet: sheets.append(sheet))
    theme = Theme("light")
    theme.choose("light")
    assert sheets == []
    theme.magnify(1)
    assert len(sheets) == 1
    theme.magnify(0)
    assert len(sheets) == 2
