"""What an API must configure to accept the token, with ready text for a framework to copy."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.report.checklist import FRAMEWORKS, Requirements, Snippet, lines_of, requirements_of, snippets
from inspector.ui.fields import ChoiceBox
from inspector.ui.theme import Theme
from inspector.ui.token_tab import ReadOnlyText
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.subject import Subject


class ChecklistView(QFrame):
    """`copy_asked` carries the text that is to be copied."""

    copy_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("door")
        self._theme = theme
        self._snippets: tuple[Snippet, ...] = ()
        self._build()
        self.framework.currentIndexChanged.connect(self._on_framework_chosen)
        self.copy.clicked.connect(self._on_copy)
        theme.changed.connect(self.text.set_fonts)

    def show_subject(self, subject: "Subject | None", *, hidden: bool) -> None:
        """Show what an API needs for this token; nothing while values are hidden."""
        found = requirements_of(subject) if subject is not None else ""
        self.setVisible(bool(found) and not hidden)
        asked = found if isinstance(found, Requirements) else None
        self._words.setVisible(asked is None)
        self._words.setText(visible(found) if isinstance(found, str) else "")
        self._show_rows(lines_of(asked) if asked else ())
        self._snippets = snippets(asked) if asked else ()
        for widget in (self.framework, self.copy, self.text):
            widget.setVisible(bool(self._snippets))
        if asked is not None and not self._snippets:
            self._words.setText(_("A value of this token can't be copied safely, so there is no ready text for it."))
            self._words.setVisible(True)
        self._on_framework_chosen()

    def _build(self) -> None:
        title = QLabel(_("What an API configures to accept this token"))
        title.setProperty("heading", True)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[QLabel] = []
        self.framework = ChoiceBox()
        self.framework.setAccessibleName(_("Framework"))
        for name, _file, _language in FRAMEWORKS:
            self.framework.addItem(name)
        self.copy = QPushButton(_("Copy"))
        self.copy.setProperty("kind", "small")
        self.text = ReadOnlyText(self._theme, _("Ready text for this framework"))
        self.text.setMinimumHeight(220)
        bar = QHBoxLayout()
        bar.addWidget(self.framework)
        bar.addStretch()
        bar.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self._words)
        column.addLayout(self._grid)
        column.addLayout(bar)
        column.addWidget(self.text)

    def _show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                label = QLabel(visible(text))
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(column == 1)
                label.setProperty("dim", column == 0)
                self._grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
                self._labels.append(label)

    def _on_framework_chosen(self, _at: int = 0) -> None:
        at = self.framework.currentIndex()
        self.text.setPlainText(self._snippets[at].text if 0 <= at < len(self._snippets) else "")

    def _on_copy(self) -> None:
        at = self.framework.currentIndex()
        if 0 <= at < len(self._snippets):
            self.copy_asked.emit(self._snippets[at].text)
