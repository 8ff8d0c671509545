"""The cards of “Which flow?”: a title and entries, each a name, a value set letter by letter, and what it means."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.ui.cards import EDGE, GAP, ButtonPool, Card, place, text_width
from inspector.ui.text import Paragraph
from inspector.ui.theme import Theme
from inspector.words import _

_LINE = 5  # between two lines of an entry
_ENTRY = 11  # between two entries


class Entry(NamedTuple):
    """A name, a value and what it means; an empty value or meaning takes no room."""

    name: str
    value: str = ""
    meaning: str = ""
    code: bool = True


class Content(NamedTuple):
    """What a card shows. `role` colours pill and stripe; `copied` is what its button copies, "" for no button."""

    title: str
    text: str = ""
    entries: tuple[Entry, ...] = ()
    pill: str = ""
    role: str = "note"
    copied: str = ""


class EntriesCard(Card):
    """Shows one content at a time; fits into a layout, whose width it breaks its lines for."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._copy = copy
        self._buttons = ButtonPool(self)
        self._content = Content("")
        self._heights: dict[int, int] = {}  # by width: a layout asks for the same few again and again
        self._laid_out_for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme_changed)

    def show_content(self, content: Content) -> None:
        """Take `content` as what is shown."""
        if content == self._content:
            return
        self._content = content
        self._heights.clear()
        self.stripe = content.role if content.pill else None
        self.speak(f"{content.title}: {content.pill}" if content.pill else content.title, _spoken(content))
        self.arrange(self.width())
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._heights.clear()
        self._laid_out_for = -1
        self.updateGeometry()

    def focus_chain(self) -> list[QWidget]:
        """Return the card and its button."""
        return [self, *self._buttons.shown()]

    def arrange(self, width: int) -> int:
        """Lay the content out for `width` and return the height it needs."""
        self.wipe()
        self._buttons.rewind()
        y = self._put_title(width)
        if self._content.text:
            y = self.put(self._prose(self._content.text), EDGE, y, "text", width - 2 * EDGE) + _ENTRY
        for entry in self._content.entries:
            y = self._put_entry(entry, y, width) + _ENTRY
        self._buttons.finish()
        self._laid_out_for = width
        self._heights[width] = int(y) - _ENTRY + EDGE
        return self._heights[width]

    def heightForWidth(self, width: int) -> int:
        """Return the height that a layout should give."""
        return self._heights.get(width) or self.arrange(width)

    def sizeHint(self) -> QSize:
        """Return the size for the width at hand."""
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what was laid out for the width at hand; a layout may have asked about others since."""
        if self._laid_out_for != self.width():
            self.arrange(self.width())
        super().paintEvent(event)

    def _put_title(self, width: int) -> float:
        left, height, room = float(EDGE), 0.0, 0.0
        if self._content.copied:
            button = self._buttons.take(
                "small", _("Copy"), _("Copy: {what}").format(what=self._content.title),
                lambda: self._copy(self._content.copied),
            )  # fmt: skip
            size = button.sizeHint()
            place(button, width - EDGE - size.width(), 10)
            room = size.width() + GAP
        if self._content.pill:
            pill, height = self.put_pill(self._content.pill, EDGE, 12, self._content.role, f"{self._content.role}bg")
            left += pill + GAP
        title = Paragraph(self._content.title, self.theme.strong)
        bottom = self.put(title, left, 13, "text", width - left - EDGE - room)
        return max(bottom, 12 + height) + _ENTRY

    def _put_entry(self, entry: Entry, y: float, width: int) -> float:
        """Put the name left of value and meaning, or above them where there is no room beside."""
        column = self._name_width()
        beside = column <= width * 0.36
        left = EDGE + column if beside else float(EDGE)
        name = Paragraph(entry.name, self.theme.body)
        under = self.put(name, EDGE, y, "dim", column - GAP if beside else width - 2 * EDGE)
        y = y if beside else under + 2
        room = width - left - EDGE
        if entry.value:
            font = self.theme.mono if entry.code else self.theme.body
            y = self.put(Paragraph(entry.value, font, lines=True), left, y, "text", room) + _LINE
        if entry.meaning:
            y = self.put(self._prose(entry.meaning), left, y, "dim" if entry.value else "text", room) + _LINE
        return max(under, y - _LINE)

    def _name_width(self) -> float:
        widest = max((text_width(entry.name, self.theme.body) for entry in self._content.entries), default=0.0)
        return widest + 2 * GAP if widest else 0.0

    def _prose(self, text: str) -> Paragraph:
        paragraph = Paragraph(text, self.theme.body)
        paragraph.mark_code(self.theme.mono, self.theme.colour("notebg"))
        return paragraph


class CardColumn:
    """Cards that are made once and used again for the next content; `add` puts a new one into its layout."""

    def __init__(self, make: Callable[[], EntriesCard]) -> None:
        self._make = make
        self.cards: list[EntriesCard] = []

    def show_contents(self, contents: Sequence[Content]) -> None:
        """Show one card for each content, and hide the others."""
        while len(self.cards) < len(contents):
            self.cards.append(self._make())
        for card, content in zip(self.cards, contents, strict=False):
            card.show_content(content)
        for at, card in enumerate(self.cards):
            card.setVisible(at < len(contents))


def _spoken(content: Content) -> str:
    parts = [content.text]
    parts += [": ".join(part for part in (each.name, each.value, each.meaning) if part) for each in content.entries]
    return " ".join(part for part in parts if part)
