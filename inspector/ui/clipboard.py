"""The clipboard: what is copied from a credential is marked as concealed, and taken back after a minute."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_FOR = 60  # seconds

# What clipboard histories and cloud clipboards look for, on Linux, macOS and Windows.
_CONCEALED = {
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"",
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}


class Clipboard(QObject):
    """Reads and writes the clipboard (never the X11 primary selection)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours = b""  # a digest: the text itself is not kept a second time
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take_back)

    def text(self) -> str:
        """Return the text on the clipboard, or an empty string."""
        return _board().text(QClipboard.Mode.Clipboard)

    def file(self) -> Path | None:
        """Return the local file that was copied in a file manager."""
        data = _board().mimeData(QClipboard.Mode.Clipboard)
        urls = data.urls() if data is not None and data.hasUrls() else []
        return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None

    def copy(self, text: str) -> None:
        """Put words that are no secret on the clipboard."""
        self._forget()
        _board().setText(text, QClipboard.Mode.Clipboard)

    def copy_secret(self, text: str) -> None:
        """Put a credential on the clipboard, marked as concealed, for `KEPT_FOR` seconds."""
        _board().setMimeData(concealed(text), QClipboard.Mode.Clipboard)
        self._ours = _digest(text)
        self._timer.start(KEPT_FOR * 1000)

    def take_back(self) -> None:
        """Empty the clipboard if the credential on it is still ours."""
        if self._ours and _digest(self.text()) == self._ours:
            _board().clear(QClipboard.Mode.Clipboard)
        self._forget()

    def _forget(self) -> None:
        self._ours = b""
        self._timer.stop()


def concealed(text: str) -> QMimeData:
    """Return `text` with the marks that ask clipboard histories to leave it out."""
    data = QMimeData()
    data.setText(text)
    for name, value in _CONCEALED.items():
        data.setData(name, value)
    return data


def _digest(text: str) -> bytes:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _board() -> QClipboard:
    return QGuiApplication.clipboard()
