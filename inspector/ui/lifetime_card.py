"""A token's life, drawn: issued, now, expires."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from inspector.ui.cards import Card, text_width
from inspector.ui.text import Paragraph
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.report.compose import Lifetime

_SIDE = 20


class LifetimeCard(Card):
    """Draws one lifetime: the part that is left in full colour, the part that is over pale."""

    _shown: "tuple[Lifetime, float] | None" = None
    _bar = QRectF()
    _now_x = 0.0

    def show_lifetime(self, lifetime: "Lifetime", now: float) -> None:
        """Take a lifetime as what is drawn; `now` is Unix seconds."""
        self._shown = lifetime, now
        start, end = _ends(lifetime)
        self.speak(
            _("Lifetime: {words}").format(words=_left(start, end, now)),
            _("issued {start}, expires {end}").format(start=moment(start), end=moment(end)),
        )

    def arrange(self, width: int) -> int:
        """Lay the drawing out for `width` and return the height it needs."""
        self.wipe()
        if self._shown is None:
            return 0
        lifetime, now = self._shown
        start, end = _ends(lifetime)
        line = self.fontMetrics().height()
        self._bar = QRectF(_SIDE, 14 + line + 6, width - 2 * _SIDE, 8)
        self._now_x = self._bar.left() + self._bar.width() * _share(start, end, now)
        self._label(_("issued {time}").format(time=moment(start)), self._bar.left(), 14, "dim")
        self._label(_("expires {time}").format(time=moment(end)), self._bar.right(), 14, "dim")
        word = _left(start, end, now)
        self._label(word, self._now_x, self._bar.bottom() + 7, "ok" if start <= now < end else "bad")
        return int(self._bar.bottom() + 7 + line + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the bar on it."""
        super().paintEvent(event)
        if self._shown is None:
            return
        start, end = _ends(self._shown[0])
        alive = start <= self._shown[1] < end
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.colour("line"), 1))
        painter.setBrush(self.theme.colour("okbg" if alive else "badbg"))
        painter.drawRoundedRect(self._bar, 4, 4)
        if alive:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colour("ok"))
            painter.drawRoundedRect(self._bar.adjusted(self._now_x - self._bar.left(), 0, 0, 0), 4, 4)
        painter.setPen(QPen(self.theme.colour("text"), 2))
        painter.drawLine(int(self._now_x), int(self._bar.top()) - 5, int(self._now_x), int(self._bar.bottom()) + 5)

    def _label(self, text: str, x: float, y: float, role: str) -> None:
        wide = text_width(text, self.theme.small) + 2
        left = min(max(x - wide / 2, self._bar.left()), self._bar.right() - wide)
        self.put(Paragraph(text, self.theme.small), left, y, role, wide)


def can_draw(lifetime: "Lifetime | None") -> bool:
    """Whether a lifetime has two ends in the right order, within the years that a calendar knows."""
    if lifetime is None:
        return False
    start, end = _ends(lifetime)
    return 0 < start < end < 10**11


def _ends(lifetime: "Lifetime") -> tuple[float, float]:
    start = lifetime.starts if lifetime.issued is None else lifetime.issued
    return start or 0.0, lifetime.expires or 0.0


def _share(start: float, end: float, now: float) -> float:
    return min(max((now - start) / (end - start), 0.0), 1.0)


def _left(start: float, end: float, now: float) -> str:
    if now < start:
        return _("now · valid in {time}").format(time=span(start - now))
    if now >= end:
        return _("now · expired {time} ago").format(time=span(now - end))
    return _("now · {time} left").format(time=span(end - now))


def span(seconds: float) -> str:
    """Return a length of time in its largest fitting unit: "42 min", "3 h", "8 days"."""
    if seconds < 60:
        return _("{count} s").format(count=int(seconds))
    if seconds < 7200:
        return _("{count} min").format(count=int(seconds // 60))
    if seconds < 172_800:
        return _("{count} h").format(count=int(seconds // 3600))
    return plural("{count} day", "{count} days", int(seconds // 86_400))


def moment(seconds: float) -> str:
    """Return local time of day, with the date where it isn't today's."""
    try:
        when = datetime.fromtimestamp(seconds).astimezone()
    except (OverflowError, OSError, ValueError):
        return str(seconds)
    today = when.date() == datetime.now(when.tzinfo).date()
    return when.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")
