"""A field that takes several words, each shown as a chip that can be taken out."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayoutItem, QLineEdit, QPushButton, QSizePolicy, QWidget

from inspector.masking import visible
from inspector.ui.chip_layout import ChipLayout
from inspector.ui.text import shorten
from inspector.words import _


class ChipField(QWidget):
    """Words typed one after the other (Space, comma or Enter ends one); `changed` is emitted after each edit."""

    changed = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words: tuple[str, ...] = ()
        self._name, self._hint = name, hint
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(_("Add to {name}").format(name=name))
        self.line.setAccessibleDescription(_("Enter adds a word, Backspace in an empty field removes the last one."))
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self._take_line)
        self.line.textEdited.connect(self._on_edited)
        self.setFocusProxy(self.line)
        self._parts = ChipLayout(self)
        self._parts.setContentsMargins(7, 4, 7, 4)
        self._parts.addWidget(self.line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def words(self) -> tuple[str, ...]:
        """The chips, and what is being typed."""
        typed = self.line.text().strip()
        return (*self._words, typed) if typed and typed not in self._words else self._words

    def set_words(self, words: tuple[str, ...]) -> None:
        """Show exactly `words`, telling nobody about it."""
        self._words = tuple(dict.fromkeys(words))
        self.line.clear()
        self._rebuild()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty field takes the last chip out."""
        removes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Backspace and not self.line.text()
        if removes and event.type() == QEvent.Type.KeyPress and self._words:
            self._remove(self._words[-1])
            return True
        return False

    def _on_edited(self, typed: str) -> None:
        if typed.endswith((" ", ",", ";", "\n")):
            self._take_line()
        else:
            self.changed.emit()

    def _take_line(self) -> None:
        words = self.line.text().replace(",", " ").replace(";", " ").split()
        if words:
            self.set_words((*self._words, *words))
            self.changed.emit()

    def _remove(self, word: str) -> None:
        self.set_words(tuple(each for each in self._words if each != word))
        self.line.setFocus()
        self.changed.emit()

    def _rebuild(self) -> None:
        while self._parts.count() > 1:
            _discard(self._parts.takeAt(0))
        self.line.setPlaceholderText("" if self._words else self._hint)
        for at, word in enumerate(self._words):
            self._parts.insert(at, self._chip(word))
        self.updateGeometry()

    def mark(self, word: str) -> str:
        """Return what a chip says besides its word."""
        return ""

    def _chip(self, word: str) -> QPushButton:
        text = " ".join(filter(None, (shorten(visible(word), 40), self.mark(word))))
        chip = QPushButton(text.replace("&", "&&") + "  ×", self)
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(_("Remove {word} from {name}").format(word=word, name=self._name))
        chip.setToolTip(_("Remove"))
        chip.clicked.connect(partial(self._on_chip_clicked, word))
        return chip

    def _on_chip_clicked(self, word: str, _checked: bool = False) -> None:
        self._remove(word)


def _discard(item: QLayoutItem | None) -> None:
    widget = item.widget() if item else None
    if widget is not None:
        widget.hide()
        widget.deleteLater()
