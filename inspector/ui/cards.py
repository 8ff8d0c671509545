"""Cards: one painted surface with text and a few real buttons on it, kept and filled again for each verdict."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.masking import visible
from inspector.ui.text import Paragraph, shorten
from inspector.ui.theme import Theme

EDGE = 14  # between a card's border and its content
GAP = 10


class Card(QWidget):
    """A rounded panel that paints paragraphs and grounds; `arrange` is asked for its height at a width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.ground = "panel"
        self.border = "line"
        self.stripe: str | None = None
        self._ink: list[tuple[Paragraph, float, float, str]] = []
        self._boxes: list[tuple[QRectF, str]] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def arrange(self, width: int) -> int:
        """Lay the content out for `width` and return the height it needs."""
        raise NotImplementedError

    def speak(self, name: str, description: str = "") -> None:
        """Say to screen readers what the card shows, made as harmless as what is painted."""
        self.setAccessibleName(visible(name))
        self.setAccessibleDescription(visible(shorten(description, 2000), lines=True))

    def focus_chain(self) -> list[QWidget]:
        """Return what Tab goes through, in reading order."""
        return [self]

    def wipe(self) -> None:
        """Forget what is painted."""
        self._ink.clear()
        self._boxes.clear()

    def put(self, paragraph: Paragraph, x: float, y: float, role: str, width: float) -> float:
        """Place a paragraph and return where it ends (y)."""
        height = paragraph.fit(width)
        self._ink.append((paragraph, x, y, role))
        return y + height

    def put_box(self, box: QRectF, role: str) -> None:
        """Place a rounded ground behind what is painted later."""
        self._boxes.append((box, role))

    def put_pill(self, word: str, x: float, y: float, ink: str, ground: str) -> tuple[float, float]:
        """Place a word on a rounded ground and return its width and height."""
        metrics = QFontMetricsF(self.theme.pill)
        width, height = metrics.horizontalAdvance(word) + 16, metrics.height() + 4
        self.put_box(QRectF(x, y, width, height), ground)
        self.put(Paragraph(word, self.theme.pill), x + 8, y + 2, ink, width)
        return width, height

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, then the boxes, then the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.theme.colour
        focused = self.hasFocus()
        border = "line" if self.theme.colours.flat else self.border
        painter.setPen(QPen(colour("accent" if focused else border), 2 if focused else 1))
        painter.setBrush(colour(self.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if self.stripe:
            self._paint_stripe(painter, colour(self.stripe))
        painter.setPen(colour("line") if self.theme.colours.flat else Qt.PenStyle.NoPen)
        for box, role in self._boxes:
            painter.setBrush(colour(role))
            painter.drawRoundedRect(box, min(8, box.height() / 2), min(8, box.height() / 2))
        for paragraph, x, y, role in self._ink:
            paragraph.draw(painter, x, y, colour(role))

    def _paint_stripe(self, painter: QPainter, colour: QColor) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.setClipRect(0, 0, 5, self.height())
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.restore()


class ButtonPool:
    """Buttons of one card, made once and used again: making and styling one costs more than showing it."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self._buttons: list[QPushButton] = []
        self._actions: list[Callable[[], None]] = []

    def rewind(self) -> None:
        """Start over; buttons not taken before `finish` are hidden."""
        self._actions.clear()

    def take(self, kind: str, text: str, spoken: str, action: Callable[[], None]) -> QPushButton:
        """Return a shown button of a style's kind ("small", "link") that does `action`."""
        at = len(self._actions)
        self._actions.append(action)
        if at == len(self._buttons):
            self._make(at)
        button = self._buttons[at]
        if button.property("kind") != kind:
            button.setProperty("kind", kind)
            button.style().polish(button)
        button.setText(visible(text).replace("&", "&&"))
        button.setAccessibleName(visible(shorten(spoken, 200)))
        button.setVisible(True)
        return button

    def shown(self) -> list[QWidget]:
        """Return the buttons in use, in order."""
        return list(self._buttons[: len(self._actions)])

    def finish(self) -> None:
        """Hide the buttons that were not taken."""
        for button in self._buttons[len(self._actions) :]:
            button.setVisible(False)

    def _make(self, at: int) -> None:
        button = QPushButton(self._owner)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self._on_clicked, at))
        self._buttons.append(button)

    def _on_clicked(self, at: int, _checked: bool = False) -> None:
        if at < len(self._actions):
            self._actions[at]()


def place(button: QPushButton, x: float, y: float, widest: float = 10_000) -> tuple[int, int]:
    """Put a button at (x, y), no wider than `widest`, and return its size."""
    hint = button.sizeHint()
    width = min(hint.width(), int(widest))
    button.setGeometry(int(x), int(y), width, hint.height())
    return width, hint.height()


def text_width(text: str, font: QFont) -> float:
    """Return how wide one line of `text` is."""
    return QFontMetricsF(font).horizontalAdvance(text)
