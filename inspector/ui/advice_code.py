"""Code for the advised flow: one tab a language, one choice a credential, a button that copies."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabBar, QVBoxLayout, QWidget

from inspector.report.flow_snippets import Language, language_name
from inspector.ui.fields import ChoiceBox
from inspector.ui.theme import Theme
from inspector.ui.token_tab import ReadOnlyText
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.flow_snippets import FlowSnippet


class WholeText(ReadOnlyText):
    """Text shown in its whole height; the wheel scrolls what it stands in."""

    def show_text(self, text: str) -> None:
        """Show `text`, as high as it is."""
        self.setPlainText(text)
        self.fit()

    def fit(self) -> None:
        """Take the height of every line, and of a scroll bar below them."""
        lines = max(self.blockCount(), 1)
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(int(lines * QFontMetricsF(self.font()).lineSpacing()) + margins + bar)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways only; up and down is the page's."""
        if event.angleDelta().x():
            super().wheelEvent(event)
        else:
            event.ignore()


class AdviceCode(QFrame):
    """Shows the code of an advice, in the language that was last chosen where there is code in it."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("door")
        self._theme, self._copy = theme, copy
        self._snippets: tuple[FlowSnippet, ...] = ()
        self._shown: tuple[FlowSnippet, ...] = ()
        self.languages, self.variants = QTabBar(), ChoiceBox()
        self.copy = QPushButton(_("Copy"))
        self.text = WholeText(theme, _("Code"))
        self._build()
        self.languages.currentChanged.connect(self._on_language_chosen)
        self.variants.currentIndexChanged.connect(self._on_variant_chosen)
        self.copy.clicked.connect(self._on_copy)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_snippets(self, snippets: "Sequence[FlowSnippet]") -> None:
        """Show these; the language and the credential that were chosen stay chosen."""
        self._snippets = tuple(snippets)
        with_code = [each.language for each in self._snippets if each.text]
        if with_code and self._language() not in with_code:
            self.languages.setCurrentIndex(list(Language).index(with_code[0]))
        self._on_language_chosen()

    def focus_chain(self) -> list[QWidget]:
        """Return what Tab goes through, in reading order."""
        return [self.copy, self.languages, self.variants, self.text]

    def _build(self) -> None:
        self._title = QLabel(_("Code"))
        self.languages.setAccessibleName(_("Language"))
        self.languages.setDrawBase(False)
        self.languages.setExpanding(False)
        self.languages.setUsesScrollButtons(True)
        for language in Language:
            self.languages.addTab(language_name(language))
        self.variants.setAccessibleName(_("Credential"))
        self.variants.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.copy.setProperty("kind", "small")
        self.copy.setAccessibleName(_("Copy the code"))
        self.text.setLineWrapMode(ReadOnlyText.LineWrapMode.NoWrap)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._why_not = QLabel()
        self._why_not.setTextFormat(Qt.TextFormat.PlainText)
        self._why_not.setWordWrap(True)
        top, bar = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch()
        top.addWidget(self.copy)
        bar.addWidget(self.languages, 1)
        bar.addWidget(self.variants)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(bar)
        column.addWidget(self.text)
        column.addWidget(self._why_not)

    def _on_language_chosen(self, _at: int = 0) -> None:
        self._shown = tuple(each for each in self._snippets if each.language is self._language())
        titles = [each.title for each in self._shown if each.title]
        kept = max(titles.index(self.variants.currentText()), 0) if self.variants.currentText() in titles else 0
        self.variants.blockSignals(True)
        self.variants.clear()
        self.variants.addItems(titles)
        self.variants.setCurrentIndex(kept)
        self.variants.blockSignals(False)
        self.variants.setVisible(len(titles) > 1)
        self._on_variant_chosen()

    def _on_variant_chosen(self, _at: int = 0) -> None:
        snippet = self._current()
        text = snippet.text if snippet else None
        self.text.setVisible(text is not None)
        self.copy.setVisible(text is not None)
        self._why_not.setVisible(text is None)
        self._why_not.setText(snippet.why_not or "" if snippet else "")
        self.text.show_text(text or "")

    def _language(self) -> Language:
        return list(Language)[max(self.languages.currentIndex(), 0)]

    def _current(self) -> "FlowSnippet | None":
        at = max(self.variants.currentIndex(), 0)
        return self._shown[at] if at < len(self._shown) else None

    def _on_copy(self) -> None:
        snippet = self._current()
        if snippet and snippet.text:
            self._copy(snippet.text)

    def showEvent(self, event: QShowEvent) -> None:
        """Set the fonts, which a widget loses when it gets its place."""
        super().showEvent(event)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self._title.setFont(self._theme.strong)
        self.text.set_fonts()
        self.text.fit()
