from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from window_parts import NOW

from inspector.samples import mint_token
from inspector.ui.permissions_dialog import PermissionsDialog

GRAPH = {"aud": "https://graph.microsoft.com", "exp": 4_000_000_000, "ver": "1.0", "iss": "https://sts.windows.net/x/"}


def paste(window, scopes: str, **claims):
    window.explain_text(mint_token({"alg": "RS256", "typ": "JWT"}, GRAPH | {"scp": scopes} | claims, NOW))


@pytest.fixture
def dialog(window):
    """Return the review over two tokens of which the newer one is looked at."""
    paste(window, "User.Read Mail.ReadWrite")
    paste(window, "Group.ReadWrite.All", oid="1")
    window._sheets.review()
    yield opened()
    opened().close()


def opened() -> PermissionsDialog:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, PermissionsDialog))


def names(dialog) -> list[str]:
    return [right.name for right in dialog.table.permissions.rows]


def test_the_token_in_hand_is_reviewed_first(dialog):
    """The others are a choice away, and all together."""
    assert names(dialog) == ["Group.ReadWrite.All"]
    assert dialog.headline.text() == "1 permission, 1 broad."
    dialog.box.setCurrentIndex(0)
    assert names(dialog) == ["Group.ReadWrite.All", "Mail.ReadWrite", "User.Read"]


def test_calls_are_judged_as_they_are_typed(dialog, qtbot):
    """Unused and narrower ones are named a little after the typing."""
    dialog.box.setCurrentIndex(0)
    dialog.calls.setPlainText("GET https://graph.microsoft.com/v1.0/me/messages")
    qtbot.waitUntil(lambda: "unused" in dialog.headline.text())
    row = names(dialog).index("Mail.ReadWrite")
    assert "Mail.ReadBasic or Mail.Read" in dialog.table.permissions.index(row, 3).data()


def test_it_is_copied_and_saved(dialog, tmp_path: Path):
    """Markdown to the clipboard, CSV where the person says; a place that can't be written is said."""
    dialog.copy_button.click()
    assert "Group.ReadWrite.All" in QApplication.clipboard().text()
    dialog.write("a,b\r\n", str(tmp_path / "review.csv"))
    assert (tmp_path / "review.csv").read_bytes() == b"\xef\xbb\xbfa,b\r\n"
    dialog.write("a", str(tmp_path / "no" / "such" / "folder"))
    assert "Choose another place" in dialog._said.text()


def test_the_claims_tab_leads_to_it(window):
    """Its button is there for a token, and not for a refusal."""
    paste(window, "User.Read")
    window._go_to_tab(1)
    window._judgement.claims.review.click()
    opened().close()
    window.explain_text("AADSTS65001: The user or administrator has not consented")
    window._go_to_tab(1)
    assert window._judgement.claims.review.isHidden()


def test_without_a_token_it_says_what_to_do(window):
    """The keys for it work anywhere."""
    window._sheets.review()
    assert "Paste one first" in window._notice.words.text()


def test_hidden_values_are_hidden(window):
    """Ids of an own API are masked on a shared screen."""
    window._toolbar.hiding.click()
    paste(window, "Orders.Read", aud="99998888-aaaa-4bbb-8ccc-7777dddd6666")
    window._sheets.review()
    dialog = opened()
    model = dialog.table.permissions
    shown = " ".join(model.index(row, column).data() for row in range(model.rowCount()) for column in range(4))
    assert "99998888" not in shown + dialog.box.currentText()
    dialog.close()
