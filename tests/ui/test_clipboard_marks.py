import pytest
from PySide6.QtGui import QClipboard, QGuiApplication

from inspector.ui.clipboard import Clipboard, concealed


@pytest.fixture
def clipboard(qapp):
    made = Clipboard()
    yield made
    made._forget()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(
    "name",
    [
        "x-kde-passwordManagerHint",
        "application/x-nspasteboard-concealed-type",
        'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
        'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"',
        'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"',
    ],
)
def test_a_copied_token_is_marked_as_concealed(qapp, name):
    """Clipboard histories of each system find the mark that they look for."""
    assert concealed("secret").hasFormat(name)


def test_plain_copies_are_not_marked(clipboard):
    """A claim's value may stay in the history."""
    clipboard.copy("api://orders")
    assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]


def test_a_copied_token_is_taken_back(clipboard):
    """After its time, or on quit, a token is taken off the clipboard."""
    clipboard.copy_secret("eyJ.secret.token")
    assert clipboard.text() == "eyJ.secret.token"
    assert clipboard._timer.isActive()
    clipboard.take_back()
    assert clipboard.text() == ""


def test_what_somebody_else_copied_stays(clipboard):
    """Only our own token is taken back."""
    clipboard.copy_secret("eyJ.secret.token")
    QGuiApplication.clipboard().setText("shopping list")
    clipboard.take_back()
    assert clipboard.text() == "shopping list"


def test_the_token_itself_is_not_kept(clipboard):
    """Between copying and taking back, only a digest is remembered."""
    clipboard.copy_secret("eyJ.secret.token")
    assert b"secret" not in clipboard._ours
    assert "secret" not in repr(vars(clipboard))


def test_the_primary_selection_is_left_alone(clipboard):
    """Copying writes the clipboard, never X11's primary selection."""
    board = QGuiApplication.clipboard()
    before = board.text(QClipboard.Mode.Selection) if board.supportsSelection() else ""
    clipboard.copy_secret("eyJ.secret.token")
    after = board.text(QClipboard.Mode.Selection) if board.supportsSelection() else ""
    assert after == before
