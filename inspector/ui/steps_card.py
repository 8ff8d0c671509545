"""The steps of a sign-in as they happen, drawn whole; each opens to its parameters in a window of its own."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from inspector.exchanges.attempt import Attempt
from inspector.masking import Mask
from inspector.report.sequence import Drawing, draw
from inspector.ui.fields import joined, link, words
from inspector.ui.flow_saving import save_steps
from inspector.ui.flow_tab import FlowTab
from inspector.ui.flow_view import FlowView
from inspector.ui.theme import Theme
from inspector.words import _


class StepsCard(QWidget):
    """Draws the last of the attempts, as high as it is: what scrolls is the card around it."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._copy = theme, copy
        self._attempts: tuple[Attempt, ...] = ()
        self._hidden = False
        self._dialog: StepsDialog | None = None
        self.title, self.view = words(_("Steps")), FlowView(theme)
        self.view.setObjectName("flow")
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.open = link(_("Open each step…"), _("Open the steps with every parameter explained; save them as a HAR"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.title, self.view, joined(self.open)):
            column.addWidget(part)
        self.open.clicked.connect(self.open_steps)
        self.view.activated.connect(self.open_steps)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_attempts(self, attempts: Sequence[Attempt], *, hidden: bool) -> None:
        """Show these, which may be the same ones with more steps."""
        afresh = _began(attempts) != _began(self._attempts)
        self._attempts, self._hidden = tuple(attempts), hidden
        drawing = draw(attempts[-1], Mask() if hidden else None) if attempts else Drawing()
        self.view.show_drawing(drawing, afresh=afresh)
        self._fit()
        if self._dialog is not None:
            self._dialog.flow.show_attempts(self._attempts, hidden=hidden)

    def open_steps(self) -> None:
        """Show every parameter of every step in a window of its own, which follows what goes on."""
        if self._dialog is None:
            self._dialog = StepsDialog(self._theme, self._copy, self.window())
            self._dialog.destroyed.connect(self._on_closed)
        self._dialog.flow.show_attempts(self._attempts, hidden=self._hidden)
        line = self.view.current_line()
        if line is not None:
            self._dialog.flow.view.go_to(line.first)
        self._dialog.show()
        self._dialog.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: narrower steps are higher."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the steps have once they can be measured."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = self.view.model().rowCount()
        rows = sum(self.view.sizeHintForRow(at) + 2 * self.view.spacing() for at in range(count))
        self.view.setFixedHeight(rows + self.view.viewportMargins().top() + 2 * self.view.frameWidth() + 4)

    def _on_closed(self) -> None:
        self._dialog = None

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.strong)
        self.view.arrange()
        self._fit()


class StepsDialog(QDialog):
    """The whole Flow tab as a window."""

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Steps of the sign-in"))
        self.resize(int(parent.width() * 0.85), int(parent.height() * 0.8))
        self.flow = FlowTab(theme, copy)
        self.flow.save_asked.connect(partial(save_steps, self.flow))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.flow, 1)
        column.addWidget(box)


def _began(attempts: Sequence[Attempt]) -> float | None:
    return attempts[-1].exchanges[0].started if attempts and attempts[-1].exchanges else None
