"""The Token tab: the three parts in colour, what they say beside them, damage marked in place, the signature masked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import redact, visible
from inspector.ui.json_layout import lay_out
from inspector.ui.theme import Theme
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.tokens.artifact import Artifact, Flaw, JsonObject

_SHOWN_ENCODED = 12_000  # characters; the rest is counted
_SHOWN_JSON = 60_000
_PARTS = ("bad", "accent", "ok")  # the colours of header, payload, signature


class ReadOnlyText(QPlainTextEdit):
    """Text to read. What is selected in it goes on X11's primary selection unasked, so credentials in it are masked."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.set_fonts()

    def set_fonts(self) -> None:
        """Follow the theme."""
        self.setFont(self._theme.mono)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selection with credentials masked."""
        data = QMimeData()
        data.setText(redact(self.textCursor().selection().toPlainText()))
        return data

    def mark(self, start: int, end: int, ink: QColor | None, ground: QColor | None) -> QTextEdit.ExtraSelection:
        """Return characters `start` to `end` in a colour of their own."""
        form = QTextCharFormat()
        if ink is not None:
            form.setForeground(ink)
        if ground is not None:
            form.setBackground(ground)
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(max(end, start + 1), last), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, form
        return mark


class TokenTab(QWidget):
    """`copy_asked` carries words that are no secret, `copy_token_asked` the token itself."""

    copy_asked = Signal(str)
    copy_token_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._artifact: Artifact | None = None
        self._hidden = False
        self._build()
        self._connect_signals()
        self._on_theme_changed()

    def show_artifact(self, artifact: "Artifact | None", *, hidden: bool) -> None:
        """Show one artifact; with `hidden`, only how it is built."""
        self._artifact, self._hidden = artifact, hidden
        has_token = artifact is not None and artifact.token is not None
        self._split.setVisible(has_token and not hidden)
        self._bar.setVisible(has_token and not hidden)
        self._empty.setVisible(not has_token or hidden)
        self._empty.setText(_empty_words(artifact, hidden=hidden))
        if has_token and not hidden:
            self._fill_encoded()
            self._fill_decoded()
        self._fill_flaws()

    def _build(self) -> None:
        self.encoded = ReadOnlyText(self._theme, _("Encoded token, signature masked"))
        self.header = ReadOnlyText(self._theme, _("Header"))
        self.payload = ReadOnlyText(self._theme, _("Payload"))
        self.flaws = QListWidget()
        self.flaws.setAccessibleName(_("Flaws in the writing of this token"))
        self.flaws.setObjectName("flaws")
        self.flaws.setWordWrap(True)
        self._flaws_title, self._header_title, self._payload_title = QLabel(), QLabel(_("Header")), QLabel(_("Payload"))
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._empty.setProperty("dim", True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = self._build_bar()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(_column(QLabel(_("Encoded")), self.encoded))
        self._split.addWidget(_column(self._header_title, self.header, self._payload_title, self.payload))
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        self._split.setHandleWidth(12)
        self._split.setProperty("gap", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        for widget in (self._bar, self._flaws_title, self.flaws):
            column.addWidget(widget)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)

    def _build_bar(self) -> QWidget:
        bar = QWidget()
        self.as_written = QCheckBox(_("Line breaks as &written"))
        self.as_written.setToolTip(_("Without it, only white space between the parts is changed for reading."))
        self.copy_payload = QPushButton(_("Copy pa&yload"))
        self.copy_token = QPushButton(_("Copy to&ken"))
        self.copy_token.setToolTip(
            _("The whole token with its signature; clipboard histories are asked to leave it out.")
        )
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.as_written)
        row.addStretch()
        row.addWidget(self.copy_payload)
        row.addWidget(self.copy_token)
        return bar

    def _connect_signals(self) -> None:
        self.as_written.toggled.connect(self._fill_decoded)
        self.copy_payload.clicked.connect(self._on_copy_payload)
        self.copy_token.clicked.connect(self._on_copy_token)
        self.flaws.currentRowChanged.connect(self._on_flaw_chosen)
        self._theme.changed.connect(self._on_theme_changed)

    def _fill_encoded(self) -> None:
        text, ends = _masked(self._artifact)
        self.encoded.setPlainText(text)
        colour = self._theme.colour
        marks, start = [], 0
        for role, end in zip(_PARTS, ends, strict=False):
            marks.append(self.encoded.mark(start, end, colour(role), None))
            start = end + 1
        marks += [
            self.encoded.mark(flaw.start, flaw.end or flaw.start + 1, None, colour("warnbg"))
            for flaw in (self._artifact.flaws if self._artifact else ())
            if flaw.start is not None and flaw.start < len(text)
        ]
        self.encoded.setExtraSelections(marks)

    def _fill_decoded(self) -> None:
        token = self._artifact.token if self._artifact else None
        if token is None:
            return
        self.header.setPlainText(self._words(token.header, _("The header can't be read.")))
        unread = _("The payload is encrypted.") if len(token.segments) == 5 else _("The payload can't be read.")
        self.payload.setPlainText(self._words(token.claims, unread))
        self.copy_payload.setEnabled(token.claims is not None)
        self._fit_header()

    def _words(self, part: "JsonObject | None", instead: str) -> str:
        if part is None:
            return instead
        source = part.source if self.as_written.isChecked() else lay_out(part.source)
        text = redact(visible(source, lines=True))
        return text if len(text) <= _SHOWN_JSON else text[:_SHOWN_JSON] + _more(len(text) - _SHOWN_JSON)

    def _fit_header(self) -> None:
        lines = min(max(self.header.document().blockCount(), 3), 9)
        self.header.setFixedHeight(self.header.fontMetrics().lineSpacing() * (lines + 1) + 10)

    def _fill_flaws(self) -> None:
        flaws = self._artifact.flaws if self._artifact else ()
        self._flaws_title.setVisible(bool(flaws))
        self._flaws_title.setText(plural("{count} flaw in the writing", "{count} flaws in the writing", len(flaws)))
        self.flaws.setVisible(bool(flaws))
        self.flaws.blockSignals(True)
        self.flaws.clear()
        self.flaws.addItems([_flaw_words(flaw) for flaw in flaws[:100]])
        self.flaws.blockSignals(False)
        height = sum(self.flaws.sizeHintForRow(at) for at in range(min(len(flaws), 4)))
        self.flaws.setFixedHeight(height + 12)

    def _on_flaw_chosen(self, at: int) -> None:
        flaws = self._artifact.flaws if self._artifact else ()
        if 0 <= at < len(flaws) and flaws[at].start is not None and not self._hidden:
            cursor = QTextCursor(self.encoded.document())
            cursor.setPosition(min(flaws[at].start or 0, self.encoded.document().characterCount() - 1))
            self.encoded.setTextCursor(cursor)
            self.encoded.ensureCursorVisible()

    def _on_copy_payload(self) -> None:
        if self._artifact and self._artifact.claims:
            self.copy_asked.emit(redact(self._artifact.claims.source))

    def _on_copy_token(self) -> None:
        if self._artifact:
            self.copy_token_asked.emit(self._artifact.text)

    def _on_theme_changed(self) -> None:
        for edit in (self.encoded, self.header, self.payload):
            edit.set_fonts()
        if self._artifact and self.isVisible():
            self.show_artifact(self._artifact, hidden=self._hidden)


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def _masked(artifact: "Artifact | None") -> tuple[str, tuple[int, ...]]:
    """Return the encoded token with what proves it masked, and where its parts end."""
    token = artifact.token if artifact else None
    if token is None:
        return "", ()
    readable = 1 if len(token.segments) == 5 else 2  # of an encrypted token only the header is open
    ends, parts = [], []
    for at, segment in enumerate(token.segments):
        parts.append(_cut(visible(segment)) if at < readable else _mask(segment))
        ends.append(sum(map(len, parts)) + len(parts) - 1)
    return ".".join(parts), tuple(ends)


def _cut(segment: str) -> str:
    return (
        segment if len(segment) <= _SHOWN_ENCODED else segment[:_SHOWN_ENCODED] + _more(len(segment) - _SHOWN_ENCODED)
    )


def _mask(segment: str) -> str:
    return plural("•••• {count} character masked", "•••• {count} characters masked", len(segment)) if segment else ""


def _more(count: int) -> str:
    return "\n" + plural("… {count} more character", "… {count} more characters", count)


def _flaw_words(flaw: "Flaw") -> str:
    return visible(f"{flaw.at}: {flaw.text}" if flaw.at else flaw.text)


def _empty_words(artifact: "Artifact | None", *, hidden: bool) -> str:
    if artifact is None or artifact.token is None:
        return _("This is no token that can be taken apart. Choose one on the left, or read the Diagnosis tab.")
    return _("The token is hidden while values are hidden.") if hidden else ""
