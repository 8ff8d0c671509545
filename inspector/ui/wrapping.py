"""A row that goes on below where it is too long: buttons stay whole in a narrow window and with large text."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class WrapLayout(QLayout):
    """Places widgets from left to right, each as wide as it wants to be; what is hidden takes no place.

    What is added after `end` stands at the right end of its line.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._ending: list[QLayoutItem] | None = None
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._items.append(item)
        if self._ending is not None:
            self._ending.append(item)

    def end(self) -> None:
        """Let what is added from now on stand at the right."""
        self._ending = []

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Whether the height depends on the width: it does."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the items need in `width`."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of all items on one line."""
        shown = self._shown()
        return QSize(self._row_width(shown), max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Go through the lines and return the height that they take."""
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            x = rect.x()
            ending = next((item for item in line if item in (self._ending or ())), None)
            for item in line if move else ():
                if item is ending:
                    x += max(rect.width() - self._row_width(line), 0)
                size = QSize(min(item.sizeHint().width(), rect.width()), item.sizeHint().height())
                item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + self._gap
            y += height + self._gap
        return max(y - rect.y() - self._gap, 0)

    def _row_width(self, items: list[QLayoutItem]) -> int:
        """Return the width of items side by side."""
        return sum(item.sizeHint().width() for item in items) + self._gap * max(len(items) - 1, 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Return the items of each line."""
        lines: list[list[QLayoutItem]] = []
        ending = [item for item in self._shown() if item in (self._ending or ())]  # begins a line where it is too long
        x = 0
        for item in self._shown():
            wide = min(item.sizeHint().width(), width)
            together = self._row_width(ending) if item in ending[:1] else wide
            if not lines or x + together > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + self._gap
        return lines
