"""The names of the views under a verdict, side by side; the one in front is bold."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTabBar, QWidget

from inspector.ui.theme import Theme
from inspector.words import _

_AROUND = 20  # pixels: the style's padding and margin of a tab, left and right, and a hair more


class TabNames(QTabBar):
    """Gives each name the room that it takes in bold, so that none moves or is cut when another comes to the front."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)  # a beginning of each name would tell nobody anything
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName(_("Views"))

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size of a tab that is in front."""
        wide = QFontMetrics(self._theme.strong).horizontalAdvance(self.tabText(index).replace("&", ""))
        hint = super().tabSizeHint(index)
        return QSize(max(hint.width(), wide + _AROUND), hint.height())
