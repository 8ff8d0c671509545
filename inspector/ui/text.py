"""Plain text, laid out once for a width and painted many times; words too long for a line break anywhere."""

import re
from functools import cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from inspector.masking import visible

LONGEST = 4_000  # characters of one value on a card; the Token tab shows more

_WRAP = QTextOption()
_WRAP.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)


class Paragraph:
    """Text in one font. It is never read as rich text, and characters that can't be seen are spelled out."""

    __slots__ = ("_layout", "_width", "height", "text")

    def __init__(self, text: str, font: QFont, *, lines: bool = False) -> None:
        self.text = shorten(visible(text, lines=lines))
        self._layout = QTextLayout(self.text.replace("\n", "\u2028"), font)
        self._layout.setTextOption(_WRAP)
        self._layout.setCacheEnabled(True)
        self._width = -1.0
        self.height = 0.0

    def fit(self, width: float) -> float:
        """Lay the text out in `width` and return its height."""
        if width != self._width:
            self._width = width
            self.height = self._break(max(width, 20.0))
        return self.height

    def natural_width(self) -> float:
        """Return the width of the longest line as it was last laid out."""
        return self._layout.maximumWidth() if self._layout.lineCount() == 0 else _widest(self._layout)

    def end(self) -> tuple[float, float]:
        """Return where the last line ends (x) and begins (y)."""
        line = self._layout.lineAt(self._layout.lineCount() - 1)
        return line.naturalTextWidth(), line.y()

    def mark_code(self, font: QFont, ground: QColor) -> None:
        """Set addresses, scopes, claims and GUIDs in the text in `font` on `ground`."""
        parts = [_part(found.start(), found.end(), font, ground) for found in _code().finditer(self.text)]
        self._layout.setFormats([*self._layout.formats(), *parts])

    def mark_word(self, end: int, ink: QColor) -> None:
        """Paint the first `end` characters in `ink`."""
        self._layout.setFormats([_part(0, end, None, None, ink), *self._layout.formats()])

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Paint the text with its upper left corner at (x, y)."""
        painter.setPen(colour)
        self._layout.draw(painter, QPointF(x, y))

    def _break(self, width: float) -> float:
        layout, height = self._layout, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return height


def shorten(text: str, longest: int = LONGEST) -> str:
    """Return `text`, or its beginning with a word on how much was left out."""
    return text if len(text) <= longest else f"{text[:longest]}… (+{len(text) - longest:,})"


def _widest(layout: QTextLayout) -> float:
    return max((layout.lineAt(at).naturalTextWidth() for at in range(layout.lineCount())), default=0.0)


@cache
def _code() -> re.Pattern[str]:
    """Addresses, GUIDs, scopes with dots (Mail.Read) and names with underscores: what people copy letter by letter."""
    return re.compile(
        r"\w[\w+.-]*://[^\s“”\"'<>]*[^\s“”\"'<>.,;:)?]"
        r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
        r"|\b[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)+\b"
        r"|(?<![\w/])/[\w.{}-]+(?:/[\w.{}-]+)*"
        r"|\b[a-z]+(?:_[a-z]+)+\b"
    )


def _part(
    start: int, end: int, font: QFont | None, ground: QColor | None, ink: QColor | None = None
) -> QTextLayout.FormatRange:
    form = QTextCharFormat()
    if font is not None:
        form.setFont(font)
    if ground is not None:
        form.setBackground(ground)
    if ink is not None:
        form.setForeground(ink)
    part = QTextLayout.FormatRange()
    part.start, part.length, part.format = start, end - start, form
    return part
