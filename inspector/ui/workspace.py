"""What was inspected on the left, one page beside it: the judgement, or another that is built when first asked for."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from inspector.ui.judgement_page import JudgementPage
from inspector.ui.pages import Page
from inspector.ui.pastes import Paste
from inspector.ui.side_column import SideColumn
from inspector.ui.theme import Theme

_LEAST = 190  # pixels of the side column that stay in a narrow window, however large the text


class Workspace(QWidget):
    """The side column and the pages. `factories` build every page but the judgement; `page_shown` tells of another."""

    page_shown = Signal()

    def __init__(
        self,
        theme: Theme,
        judgement: JudgementPage,
        factories: Mapping[Page, Callable[[], QWidget]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._factories = factories
        self.side = SideColumn(theme)
        self.judgement = judgement
        self._pages: dict[Page, QWidget] = {Page.JUDGEMENT: judgement}
        self._stack = QStackedWidget()
        self._stack.addWidget(judgement)
        self._build()
        theme.changed.connect(self._on_theme_changed)
        self._stack.currentChanged.connect(self.page_shown)

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self._stack.setCurrentWidget(self.page(page))

    def page(self, page: Page) -> QWidget:
        """Return a page, built when it is first asked for."""
        if page not in self._pages:
            self._pages[page] = self._factories[page]()
            self._stack.addWidget(self._pages[page])
        return self._pages[page]

    @property
    def shown(self) -> Page:
        """The page that is in front."""
        return next(page for page, widget in self._pages.items() if widget is self._stack.currentWidget())

    def show_pastes(self, paste: Paste | None, artifact: str | None, pastes: list[Paste], *, hidden: bool) -> None:
        """Show the judgement of `paste` and what else was inspected."""
        if paste is not None:
            self.judgement.show_paste(paste, artifact, hidden=hidden)
        self.side.show_pastes(pastes, paste, self.judgement.artifact)

    def regions(self) -> tuple[QWidget, ...]:
        """Return where F6 goes, in reading order."""
        page = self._stack.currentWidget()
        return (self.side.inspected, *(self.judgement.regions() if page is self.judgement else (page,)))

    def _build(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.side)
        self._split.addWidget(self._stack)
        self._split.setHandleWidth(1)
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._split)
        self._share_width()

    def _share_width(self) -> None:
        """Give the side column what its words need; the page gets the rest."""
        letter = self.fontMetrics().averageCharWidth()
        self.side.setMinimumWidth(min(letter * 20, _LEAST))
        self._split.setSizes([min(letter * 29, self._most()), 10_000])

    def _most(self) -> int:
        """Return how wide the side column may be: the page is what the window is for."""
        return max(self.width() * 3 // 10, _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take room from the side column where there is too little."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._make_room)  # once the splitter has its own width

    def _make_room(self) -> None:
        if self.side.width() > self._most():
            self._share_width()

    def _on_theme_changed(self) -> None:
        self._share_width()
        self.side.inspected.scheduleDelayedItemsLayout()
