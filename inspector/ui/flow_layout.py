"""A layout that puts its parts beside each other, and into further rows where the width ends."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Parts in reading order; the last one takes the rest of its row, if that is `least` wide, or a row of its own."""

    def __init__(self, parent: QWidget, *, gap: int = 4, least: int = 90) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._least = gap, least

    def insert(self, at: int, widget: QWidget) -> None:
        """Put `widget` before the part at `at`."""
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the part at `index`, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take the part at `index` out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that more height is of no use."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height at `width`."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the room for the widest part."""
        margins = self.contentsMargins()
        hints = [item.minimumSize() for item in self._items]
        width = max((min(hint.width(), self._least) for hint in hints), default=0)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Go through the parts row by row and return the height they take."""
        margins = self.contentsMargins()
        left, right = rect.left() + margins.left(), rect.right() + 1 - margins.right()
        x, y, height = left, rect.top() + margins.top(), 0
        for at, item in enumerate(self._items):
            last = at == len(self._items) - 1
            width = self._least if last else min(item.sizeHint().width(), right - left)
            if x > left and x + width > right:
                x, y, height = left, y + height + self._gap, 0
            if last:
                width = right - x
            if move:
                item.setGeometry(QRect(x, y, width, item.sizeHint().height()))
            x, height = x + width + self._gap, max(height, item.sizeHint().height())
        return y + height + margins.bottom() - rect.top()
