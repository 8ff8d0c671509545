"""How one step of a sequence drawing is painted: lifelines, arrows, the words on them, what went wrong."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from inspector.exchanges.exchange import Channel
from inspector.masking import visible
from inspector.report.sequence import Arrow, Lane, Line, Manner
from inspector.ui.text import Paragraph, shorten
from inspector.ui.theme import Theme

_EDGE = 10  # between the view's border and what is painted
_PAD = 7  # above and below a step
_ON_LINE = 6  # between words and their arrow
_HEAD = 8  # length of an arrow's head
_LONGEST = 300  # characters of words on an arrow; the details have the rest


class Ground(NamedTuple):
    """What a step stands on: the width, each lane's middle, and the colour behind the words."""

    width: float
    lanes: tuple[float, ...]
    colour: QColor


def colour_of(channel: Channel, *, bad: bool = False) -> str:
    """Return the role of palette.Colours that a channel's arrows are painted in."""
    return "bad" if bad else "warn" if channel is Channel.FRONT else "accent"


def pen_of(theme: Theme, channel: Channel, *, bad: bool = False) -> QPen:
    """Return the pen of a channel: dashes pass the browser, whole lines go directly."""
    pen = QPen(theme.colour(colour_of(channel, bad=bad)), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if channel is Channel.FRONT:
        pen.setDashPattern([4.0, 2.5])
    return pen


class LanePlan:
    """Where the lanes stand in a width, and their heads."""

    def __init__(self, theme: Theme, lanes: Sequence[Lane]) -> None:
        self._theme = theme
        self._names = [(visible(lane.name), visible(lane.host)) for lane in lanes]
        strong, small = QFontMetricsF(theme.strong), QFontMetricsF(theme.small)
        self._widths = [
            max(strong.horizontalAdvance(name), small.horizontalAdvance(shorten(host, 60))) + 24
            for name, host in self._names
        ]
        hosts = any(host for _name, host in self._names)
        self.height = int(strong.height() + (small.height() if hosts else 0) + 14 + _PAD)

    def places(self, width: float) -> tuple[float, ...]:
        """Return the middle of each lane, the first and last as far out as their heads let them."""
        count = len(self._names)
        if count < 2:
            return (width / 2,) * count
        room = (width - 2 * _EDGE) / count
        first, last = (min(self._widths[at], room) / 2 + _EDGE for at in (0, -1))
        step = (width - first - last) / (count - 1)
        return tuple(first + step * at for at in range(count))

    def paint_heads(self, painter: QPainter, width: float) -> None:
        """Paint the heads of all lanes."""
        places = self.places(width)
        room = (places[1] - places[0] if len(places) > 1 else width) - 6
        for at, (middle, (name, host)) in enumerate(zip(places, self._names, strict=True)):
            wide = min(self._widths[at], max(room, 20.0))
            box = QRectF(middle - wide / 2, 4, wide, self.height - 4 - _PAD)
            painter.setPen(self._theme.colour("line"))
            painter.setBrush(self._theme.colour("notebg"))
            painter.drawRoundedRect(box, 5, 5)
            painter.drawLine(QPointF(middle, box.bottom()), QPointF(middle, self.height))
            self._paint_name(painter, box.adjusted(6, 5, -6, -5), name, host)

    def _paint_name(self, painter: QPainter, inner: QRectF, name: str, host: str) -> None:
        align = Qt.AlignmentFlag.AlignHCenter
        for text, font, role, edge in (
            (name, self._theme.strong, "text", Qt.AlignmentFlag.AlignTop if host else Qt.AlignmentFlag.AlignVCenter),
            (host, self._theme.small, "dim", Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(font)
            painter.setPen(self._theme.colour(role))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, inner.width())
            painter.drawText(inner, align | edge, shown)


class LinePainter:
    """Measures and paints lines of one drawing."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._body, self._small = QFontMetricsF(theme.body), QFontMetricsF(theme.small)
        self._mark = self._body.horizontalAdvance("✗") + 19  # what the mark before a trouble takes
        self._troubles: dict[str, Paragraph] = {}

    def height(self, line: Line, width: float) -> float:
        """Return the height that a line needs in `width`."""
        if line.manner is Manner.SMALL:
            return self._small.height() + _PAD + (self._trouble(line, width) if line.trouble else 0)
        whole = sum(self._arrow_height(arrow, line.manner) for arrow in line.arrows)
        return whole + 2 * _PAD + (self._trouble(line, width) + _PAD if line.trouble else 0)

    def paint(self, painter: QPainter, line: Line, rect: QRectF, ground: Ground) -> None:
        """Paint a line into `rect`."""
        painter.translate(rect.topLeft())
        self._paint_lifelines(painter, ground, rect.height())
        y = float(_PAD) if line.manner is not Manner.SMALL else 0.0
        for at, arrow in enumerate(line.arrows):
            number = "" if at else line.number
            if line.manner is Manner.MEMORY:
                y = self._paint_memory(painter, arrow, number, y, ground)
            elif line.manner is Manner.SMALL:
                y = self._paint_small(painter, line, arrow, number, ground)
            else:
                y = self._paint_arrow(painter, line, arrow, number, y, ground)
        if line.trouble:
            self._paint_trouble(painter, line, y, ground)

    def _arrow_height(self, arrow: Arrow, manner: Manner) -> float:
        under = self._small.height() if arrow.detail else 0
        return self._body.height() + under + (2 * _ON_LINE if manner is not Manner.MEMORY else 4)

    def _paint_lifelines(self, painter: QPainter, ground: Ground, height: float) -> None:
        painter.setPen(QPen(self._theme.colour("line"), 1))
        for x in ground.lanes:
            painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def _paint_arrow(self, painter: QPainter, line: Line, arrow: Arrow, number: str, y: float, ground: Ground) -> float:
        start, end = ground.lanes[arrow.origin], ground.lanes[arrow.target]
        middle, on = (start + end) / 2, y + self._body.height() + _ON_LINE - 2
        ends = (True, line.manner is Manner.FOLDED)
        pen = pen_of(self._theme, line.channel, bad=arrow.bad)
        self._paint_shaft(painter, start, end, on, pen, ends)
        words = f"✗ {arrow.words}" if arrow.bad else arrow.words
        role = "bad" if arrow.bad else "text"
        self._paint_words(painter, (number, words), (middle, y), ground, (self._theme.body, role))
        if arrow.detail:
            below = (middle, on + _ON_LINE - 2)
            self._paint_words(painter, ("", arrow.detail), below, ground, (self._theme.small, "dim"))
        return y + self._arrow_height(arrow, line.manner)

    def _paint_small(self, painter: QPainter, line: Line, arrow: Arrow, number: str, ground: Ground) -> float:
        start, end = ground.lanes[arrow.origin], ground.lanes[arrow.target]
        height = self._small.height() + _PAD
        pen = QPen(self._theme.colour("dim"), 1)
        self._paint_shaft(painter, start, end, height / 2, pen, (True, True))
        words = " · ".join(filter(None, (arrow.words, arrow.detail)))
        at = ((start + end) / 2, _PAD / 2)
        self._paint_words(painter, (number, words), at, ground, (self._theme.small, "dim"))
        return height

    def _paint_memory(self, painter: QPainter, arrow: Arrow, number: str, y: float, ground: Ground) -> float:
        """Paint a note at the app's lifeline: there is no arrow, for nothing went anywhere."""
        x = ground.lanes[arrow.origin]
        height = self._arrow_height(arrow, Manner.MEMORY)
        painter.setPen(QPen(self._theme.colour("dim"), 1, Qt.PenStyle.DotLine))
        painter.setBrush(self._theme.colour("notebg"))
        room = ground.width - x - _EDGE - 10
        wide = min(max(self._wide(number, arrow.words), self._small.horizontalAdvance(arrow.detail)) + 20, room)
        painter.drawRoundedRect(QRectF(x + 8, y, wide, height), 6, 6)
        painter.setBrush(self._theme.colour("dim"))
        painter.drawEllipse(QPointF(x, y + height / 2), 3, 3)
        grey = Ground(ground.width, ground.lanes, self._theme.colour("notebg"))
        middle = x + 8 + wide / 2
        self._paint_words(painter, (number, arrow.words), (middle, y + 1), grey, (self._theme.body, "text"), wide - 12)
        at = (middle, y + 2 + self._body.height())
        self._paint_words(painter, ("", arrow.detail), at, grey, (self._theme.small, "dim"), wide - 12)
        return y + height

    def _wide(self, number: str, words: str) -> float:
        return QFontMetricsF(self._theme.strong).horizontalAdvance(f"{number} ") + self._body.horizontalAdvance(words)

    def _paint_words(
        self,
        painter: QPainter,
        words: tuple[str, str],
        at: tuple[float, float],
        ground: Ground,
        ink: tuple[QFont, str],
        room: float = 10_000.0,
    ) -> None:
        """Paint number and words centred at (x, y), on a plate so that no line runs through them."""
        (number, text), (middle, y), (font, role) = words, at, ink
        metrics = QFontMetricsF(font)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        ahead = QFontMetricsF(strong).horizontalAdvance(f"{number} ") if number else 0.0
        room = min(room, ground.width - 2 * _EDGE)
        shown = metrics.elidedText(visible(text[:_LONGEST]), Qt.TextElideMode.ElideRight, max(room - ahead, 10.0))
        wide = ahead + metrics.horizontalAdvance(shown)
        left = min(max(middle - wide / 2, _EDGE), max(ground.width - _EDGE - wide, _EDGE))
        painter.fillRect(QRectF(left - 3, y, wide + 6, metrics.height()), ground.colour)
        painter.setPen(self._theme.colour(role))
        base = y + metrics.ascent()
        painter.setFont(strong)
        painter.drawText(QPointF(left, base), number)
        painter.setFont(font)
        painter.drawText(QPointF(left + ahead, base), shown)

    def _paint_shaft(
        self, painter: QPainter, start: float, end: float, y: float, pen: QPen, heads: tuple[bool, bool]
    ) -> None:
        """Paint a line from `start` to `end` with a head at its end, at its beginning, or both."""
        way = 1 if end >= start else -1
        painter.setPen(pen)
        tail = start + way * (_HEAD if heads[1] else 1)
        painter.drawLine(QPointF(tail, y), QPointF(end - way * (_HEAD - 1), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.color())
        for tip, towards, wanted in ((end, way, heads[0]), (start, -way, heads[1])):
            if wanted:
                back = tip - towards * _HEAD
                painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(back, y - 4.5), QPointF(back, y + 4.5)]))

    def _trouble(self, line: Line, width: float) -> float:
        return self._sentence(line).fit(width - 2 * _EDGE - self._mark) + 12

    def _sentence(self, line: Line) -> Paragraph:
        if line.trouble not in self._troubles:
            self._troubles[line.trouble] = Paragraph(shorten(line.trouble, 600), self._theme.body)
        return self._troubles[line.trouble]

    def _paint_trouble(self, painter: QPainter, line: Line, y: float, ground: Ground) -> None:
        box = QRectF(_EDGE, y + 2, ground.width - 2 * _EDGE, self._trouble(line, ground.width))
        painter.setPen(self._theme.colour("line") if self._theme.colours.flat else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("badbg"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(self._theme.colour("bad"))
        painter.setFont(self._theme.strong)
        painter.drawText(QPointF(box.left() + 9, box.top() + 6 + self._body.ascent()), "✗")
        self._sentence(line).draw(painter, box.left() + self._mark, box.top() + 6, self._theme.colour("text"))
