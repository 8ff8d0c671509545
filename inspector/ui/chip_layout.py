"""Chips beside each other and in further rows where the width ends, and the line to type in after the last."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from inspector.ui.wrapping import WrapLayout


class ChipLayout(WrapLayout):
    """The last part takes the rest of its row, if that is `least` wide, or a row of its own."""

    def __init__(self, parent: QWidget, *, gap: int = 4, least: int = 90) -> None:
        super().__init__(parent, gap)
        self._least = least

    def insert(self, at: int, widget: QWidget) -> None:
        """Put `widget` before the part at `at`."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())
        self.invalidate()

    def sizeHint(self) -> QSize:
        """Return the least size: the field is as wide as its form."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the room for a part of which the rest is cut."""
        margins, whole = self.contentsMargins(), super().minimumSize()
        width = min(whole.width(), self._least) + margins.left() + margins.right()
        return QSize(width, whole.height() + margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        x, y, height = inner.left(), inner.top(), 0
        for at, item in enumerate(self._items):
            last = at == len(self._items) - 1
            width = self._least if last else min(item.sizeHint().width(), inner.width())
            if x > inner.left() and x + width > inner.right() + 1:
                x, y, height = inner.left(), y + height + self._gap, 0
            if last:
                width = inner.right() + 1 - x
            if move:
                item.setGeometry(QRect(x, y, width, item.sizeHint().height()))
            x, height = x + width + self._gap, max(height, item.sizeHint().height())
        return y + height + margins.bottom() - rect.top()
