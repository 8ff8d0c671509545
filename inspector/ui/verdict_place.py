"""The place of the verdict above its tabs: as high as the verdict, but never more than half of the column."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from inspector.ui.verdict_banner import VerdictBanner

_SIDE, _ABOVE, _BELOW = 16, 14, 8  # pixels around the verdict
_LEAST = 80  # pixels of height that stay of it in the lowest window


class VerdictPlace(QScrollArea):
    """Scrolls the verdict where it is too long; it stands in the way of no window's height."""

    def __init__(self, banner: VerdictBanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banner, self._wanted = banner, _LEAST
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._ground = QWidget()
        banner.setParent(self._ground)
        self.setWidget(self._ground)

    def arrange(self, column: QSize) -> None:
        """Break the verdict's lines for a column of this size."""
        width = column.width() - 2 * _SIDE
        height = self._banner.arrange(width)
        self._banner.setGeometry(_SIDE, _ABOVE, width, height)
        whole = height + _ABOVE + _BELOW
        self._ground.resize(column.width(), whole)
        self._wanted = min(whole, max(column.height() // 2, _LEAST))
        self.setMaximumHeight(self._wanted)
        self.updateGeometry()
        self._banner.update()

    def sizeHint(self) -> QSize:
        """Return the height that it should have."""
        return QSize(super().sizeHint().width(), self._wanted)

    def minimumSizeHint(self) -> QSize:
        """Return the height that it can do with."""
        return QSize(0, min(self._wanted, _LEAST))
