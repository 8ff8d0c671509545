import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont

from inspector.ui.json_layout import lay_out
from inspector.ui.pastes import Pastes
from inspector.ui.text import LONGEST, Paragraph

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
OUTSIDE_STRINGS = re.compile(r'("(?:[^"\\]|\\.)*"?)|\s+', re.DOTALL)


def without_space(text: str) -> str:
    return OUTSIDE_STRINGS.sub(lambda found: found[1] or "", text)


@given(VALUES)
@settings(max_examples=100, deadline=None)
def test_only_white_space_is_changed(value):
    """JSON laid out for reading has every part as it was written."""
    source = json.dumps(value, ensure_ascii=False)
    assert without_space(lay_out(source)) == without_space(source)
    assert json.loads(lay_out(source)) == value


@given(st.text(alphabet='{}[]",:\\ \nab1', max_size=200))
@settings(max_examples=200, deadline=None)
def test_malformed_json_keeps_its_parts(source):
    """Whatever the text is, nothing is lost, added or raised."""
    assert without_space(lay_out(source)) == without_space(source)


def test_deep_nesting_is_set_in_time():
    """Ten thousand nested arrays are laid out without running away with the margin."""
    assert len(lay_out("[" * 10_000 + "]" * 10_000)) < 3_000_000


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_laid_out(qapp, text):
    """No text makes a paragraph raise, lone surrogates and control characters included."""
    assert Paragraph(text, QFont(), lines=True).fit(120) >= 0


def test_long_text_is_cut_and_says_so(qapp):
    """A card shows the beginning of an endless value and how much more there is."""
    assert Paragraph("x" * (LONGEST + 1500), QFont()).text.endswith("… (+1,500)")


def test_a_paste_never_prints_itself():
    """The representation of a paste, which a traceback may show, has nothing of its text."""
    assert "secret" not in repr(Pastes().add("secret"))
