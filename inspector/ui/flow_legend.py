"""What the arrows of a sequence drawing mean: dashes pass the browser, whole lines go directly."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.exchanges.exchange import Channel
from inspector.ui.flow_painting import pen_of
from inspector.ui.theme import Theme
from inspector.words import _

_SAMPLE = 26  # length of a sample line
_GAP = 7
_BETWEEN = 20
_CROSS = "✗"

Sample = tuple[Channel | None, str]


class FlowLegend(QWidget):
    """Samples with their words; on one line, or one below the other where that is too long."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(words for _channel, words in self._samples()))

    def sizeHint(self) -> QSize:
        """Return the size on one line."""
        return QSize(int(self._whole()), self.heightForWidth(int(self._whole())))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the longest sample."""
        return QSize(int(max(map(self._width, self._samples()))), int(self._line()))

    def hasHeightForWidth(self) -> bool:
        """Whether the height depends on the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the samples need in `width`."""
        return int(max(y for _sample, _x, y in self._placed(width)) + self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each sample and its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.small)
        base = 2 + QFontMetricsF(self._theme.small).ascent()
        for (channel, words), x, y in self._placed(self.width()):
            if channel:
                painter.setPen(pen_of(self._theme, channel))
                middle = y + self._line() / 2
                painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE, middle))
            else:
                painter.setPen(self._theme.colour("bad"))
                painter.drawText(QPointF(x, y + base), _CROSS)
            painter.setPen(self._theme.colour("dim"))
            painter.drawText(QPointF(x + self._sample(channel) + _GAP, y + base), words)

    def _samples(self) -> tuple[Sample, ...]:
        return (
            (Channel.FRONT, _("front channel: passes the browser")),
            (Channel.BACK, _("back channel: direct")),
            (None, _("went wrong")),
        )

    def _placed(self, width: float) -> Iterator[tuple[Sample, float, float]]:
        """Yield each sample with its place: beside the one before where there is room, else below."""
        x = y = 0.0
        for sample in self._samples():
            if x and x + self._width(sample) > width:
                x, y = 0.0, y + self._line()
            yield sample, x, y
            x += self._width(sample) + _BETWEEN

    def _line(self) -> float:
        return QFontMetricsF(self._theme.small).height() + 4

    def _sample(self, channel: Channel | None) -> float:
        return _SAMPLE if channel else QFontMetricsF(self._theme.small).horizontalAdvance(_CROSS)

    def _width(self, sample: Sample) -> float:
        return self._sample(sample[0]) + _GAP + QFontMetricsF(self._theme.small).horizontalAdvance(sample[1])

    def _whole(self) -> float:
        return sum(map(self._width, self._samples())) + _BETWEEN * (len(self._samples()) - 1) + 1
