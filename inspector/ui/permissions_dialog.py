"""A sheet that reviews the permissions of what was inspected, in the light of the calls that the person names."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.diagnosis.permission_review import Review, review
from inspector.masking import visible
from inspector.report.permissions import call_words, headline, mask, to_csv, to_markdown
from inspector.ui.chooser import Chooser
from inspector.ui.fields import words
from inspector.ui.permissions_table import PermissionsTable
from inspector.ui.theme import Theme
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.diagnosis.subject import Subject

_PAUSE = 250  # milliseconds without typing before the calls are looked at
_SHOWN = 6  # calls that are said under the field


class PermissionsDialog(QDialog):
    """Reviews `tokens` (each with the words that name it), at first the one at `chosen`, or all where that is None."""

    def __init__(
        self,
        theme: Theme,
        tokens: "Sequence[tuple[str, Subject]]",
        chosen: int | None,
        copy: Callable[[str], None],
        *,
        hidden: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Permission review"))
        self.resize(900, 640)
        self._tokens, self._copy, self._hidden = tokens, copy, hidden
        self._review = Review((), (), ())
        self.box = Chooser(_("Reviewed"))
        self.headline = QLabel()
        self.headline.setFont(theme.heading)
        self.table = PermissionsTable(theme)
        self.calls = QPlainTextEdit()
        self._said = words("", dim=True)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_PAUSE)
        self._build(chosen)
        self._connect_signals()
        self._show()

    def _build(self, chosen: int | None) -> None:
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setWordWrap(True)
        if len(self._tokens) != 1:
            self.box.addItem(plural("All {count} tokens", "All {count} tokens", len(self._tokens)))
        for number, (label, _subject) in enumerate(self._tokens):
            self.box.addItem(visible(label), number)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0))
        self.calls.setAccessibleName(_("Calls that the permissions are for, one a line"))
        self.calls.setPlaceholderText("GET https://graph.microsoft.com/v1.0/me/messages")
        self.calls.setTabChangesFocus(True)
        self.calls.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 16)
        ask = words(_("Which &calls are they for? One a line: then unused and too broad ones are named."), dim=True)
        ask.setBuddy(self.calls)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        for part in (self.box, self.headline):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        for below in (ask, self.calls, self._said, self._make_buttons()):
            column.addWidget(below)

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = QPushButton(_("Copy as &Markdown"))
        self.copy_button.setProperty("kind", "primary")
        self.save_button = QPushButton(_("&Save as CSV…"))
        for each in (self.copy_button, self.save_button):
            box.addButton(each, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        return box

    def _connect_signals(self) -> None:
        self.box.currentIndexChanged.connect(self._show)
        self.calls.textChanged.connect(self._typed.start)
        self._typed.timeout.connect(self._show)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)

    def _show(self) -> None:
        number = self.box.currentData()
        tokens = [self._tokens[number]] if isinstance(number, int) else list(self._tokens)
        found = review(tokens, self.calls.toPlainText().splitlines()[:100])
        self._review = mask(found) if self._hidden else found
        self.headline.setText(headline(self._review))
        self.table.fill(self._review)
        said = [call_words(call) for call in self._review.calls[:_SHOWN]]
        empty = _("{token} holds no permission at all.")
        said += [empty.format(token=label) for label in self._review.without[:_SHOWN]]
        self._tell("\n".join(visible(each) for each in said))

    def _tell(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _on_copy(self) -> None:
        self._copy(to_markdown(self._review))
        self._tell(_("Copied."))

    def _on_save(self) -> None:
        dialog = QFileDialog(self, _("Save the review"), "permissions.csv", _("Comma-separated values (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.write, to_csv(self._review)))
        dialog.open()

    def write(self, text: str, path: str) -> None:
        """Write `text` to `path` and say how that went. The byte order mark tells spreadsheets that it is UTF-8."""
        try:
            Path(path).write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
        except OSError as error:
            self._tell(_("Could not save: {reason}. Choose another place.").format(reason=error.strerror))
        else:
            self._tell(_("Saved."))
