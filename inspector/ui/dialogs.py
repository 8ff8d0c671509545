"""The small windows: what is shared, the shortcuts, the requests made."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.words import _


class Sharing(NamedTuple):
    """What a dialog that shares a text says of it; `editable` where the person has something to add."""

    title: str
    words: str
    name: str
    saving: str
    file: str
    editable: bool = False


def of_report() -> Sharing:
    """Return what is said of a masked report."""
    words = _("For a ticket or a chat: names, addresses and ids are masked, and there is no token in it.")
    return Sharing(_("Share"), words, _("The report, masked"), _("Save the report"), "report.md")


class ShareDialog(QDialog):
    """Shows Markdown, the masked report unless `sharing` says otherwise, to copy or to save."""

    def __init__(
        self, markdown: str, copy: Callable[[str], None], parent: QWidget | None = None, sharing: Sharing | None = None
    ) -> None:
        super().__init__(parent)
        self._sharing = sharing or of_report()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self._sharing.title)
        self.resize(720, 560)
        self._copy = copy
        self.text = QPlainTextEdit(markdown)
        self.text.setReadOnly(not self._sharing.editable)
        self.text.setAccessibleName(self._sharing.name)
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setVisible(False)
        column = QVBoxLayout(self)
        words = QLabel(self._sharing.words)
        words.setWordWrap(True)
        column.addWidget(words)
        column.addWidget(self.text, 1)
        column.addWidget(self._problem)
        column.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = QPushButton(_("&Copy"))
        copy.setProperty("kind", "primary")
        save = QPushButton(_("&Save…"))
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(save, QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy)
        save.clicked.connect(self._on_save)
        box.rejected.connect(self.close)
        copy.setDefault(True)
        return box

    def _on_copy(self) -> None:
        self._copy(self.text.toPlainText())
        self.close()

    def _on_save(self) -> None:
        dialog = QFileDialog(self, self._sharing.saving, self._sharing.file)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        try:
            Path(path).write_text(self.text.toPlainText(), encoding="utf-8")
        except OSError as error:
            self._problem.setText(_("Could not save: {reason}. Choose another place.").format(reason=error.strerror))
            self._problem.setVisible(True)
        else:
            self.close()


class Sheet(QDialog):
    """A list of pairs: the shortcuts, say."""

    def __init__(self, title: str, pairs: Sequence[tuple[str, str]], words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        if words:
            label = QLabel(words)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(360)
            column.addWidget(label)
        column.addLayout(_pair_grid(pairs))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.close)
        column.addWidget(box)


def _pair_grid(pairs: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(6)
    for at, (name, value) in enumerate(pairs):
        left, right = QLabel(name), QLabel(value)
        left.setTextFormat(Qt.TextFormat.PlainText)
        right.setTextFormat(Qt.TextFormat.PlainText)
        right.setProperty("dim", True)
        grid.addWidget(left, at, 0)
        grid.addWidget(right, at, 1)
    return grid
