"""What the arrows of a sequence drawing mean: dashes pass the browser, whole lines go directly."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.exchanges.exchange import Channel
from inspector.ui.flow_painting import pen_of
from inspector.ui.theme import Theme
from inspector.words import _

_SAMPLE = 26  # length of a sample line
_GAP = 7
_BETWEEN = 20


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
        return QSize(int(max(self._width(words) for _channel, words in self._samples())), self.heightForWidth(10_000))

    def hasHeightForWidth(self) -> bool:
        """Whether the height depends on the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the samples need in `width`."""
        line = QFontMetricsF(self._theme.small).height() + 4
        return int(line * (1 if width >= int(self._whole()) else len(self._samples())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each sample and its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.small)
        metrics = QFontMetricsF(self._theme.small)
        one_line, line = self.width() >= int(self._whole()), metrics.height() + 4
        x = y = 0.0
        for channel, words in self._samples():
            pen = pen_of(self._theme, channel) if channel else QPen(self._theme.colour("bad"))
            painter.setPen(pen)
            if channel:
                painter.drawLine(QPointF(x, y + line / 2), QPointF(x + _SAMPLE, y + line / 2))
            else:
                painter.drawText(QPointF(x, y + 2 + metrics.ascent()), "✗")
            painter.setPen(self._theme.colour("dim"))
            sample = _SAMPLE if channel else metrics.horizontalAdvance("✗")
            painter.drawText(QPointF(x + sample + _GAP, y + 2 + metrics.ascent()), words)
            x, y = (x + self._width(words) + _BETWEEN, y) if one_line else (x, y + line)

    def _samples(self) -> tuple[tuple[Channel | None, str], ...]:
        return (
            (Channel.FRONT, _("front channel: passes the browser")),
            (Channel.BACK, _("back channel: direct")),
            (None, _("went wrong")),
        )

    def _width(self, words: str) -> float:
        return QFontMetricsF(self._theme.small).horizontalAdvance(words) + _SAMPLE + _GAP

    def _whole(self) -> float:
        widths = [self._width(words) for _channel, words in self._samples()]
        return sum(widths) + _BETWEEN * (len(widths) - 1) + 1
