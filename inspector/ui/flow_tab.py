"""The Flow tab: an attempt as a sequence drawing, with the chosen step opened beside it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.har import to_har
from inspector.masking import Mask, visible
from inspector.report.comparisons import with_comparisons
from inspector.report.sequence import Drawing, Line, draw
from inspector.report.step_details import StepDetails, open_step
from inspector.report.step_words import trouble_words
from inspector.report.trace import to_text
from inspector.ui.chooser import Chooser
from inspector.ui.fields import button
from inspector.ui.flow_details import DetailsPane
from inspector.ui.flow_legend import FlowLegend
from inspector.ui.flow_view import FlowView
from inspector.ui.text import shorten
from inspector.ui.theme import Theme
from inspector.words import _, plural

_WIDE = 76  # letters: from here on, the details stand beside the drawing
_TEXT_WIDTH = 100  # columns of what is copied

Key = tuple[str, float]


class FlowTab(QWidget):
    """Shows attempts, one at a time; may be shown more of them while they grow.

    `save_asked` is emitted when the person wants a file of what is shown: `to_har` has its text.
    """

    save_asked = Signal()

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._copy = theme, copy
        self._attempts: tuple[tuple[int, Attempt], ...] = ()  # each with its number
        self._shown: Attempt | None = None
        self._key: Key | None = None
        self._mask: Mask | None = None
        self.chooser = Chooser(_("Attempt"))
        self.legend = FlowLegend(theme)
        self.view = FlowView(theme)
        self.details = DetailsPane(theme, copy)
        self.copy_text = button(_("Copy as &text"), _("Copy the steps as text"), "small")
        self.save = button(_("&Save as redacted HAR…"), _("Save the steps as a redacted HAR file"), "small")
        self._empty = QLabel(_("No steps here. Sign in, call an API, or paste a HAR file, and each step is drawn."))
        self._told = QLabel()
        self._build()
        self._connect_signals()
        self.show_attempts(())

    def show_attempts(self, attempts: Sequence[Attempt], hidden: bool = False) -> None:
        """Show `attempts`, the ones with trouble first; where the chosen one is among them, it stays chosen.

        With `hidden`, what names a person, a tenant or an address is replaced, the same by the same.
        """
        if hidden != (self._mask is not None):
            self._mask = Mask() if hidden else None
        numbered = ((at, with_comparisons(each)) for at, each in enumerate(attempts, 1) if each.exchanges)
        self._attempts = tuple(sorted(numbered, key=lambda each: _went_well(each[1])))
        self._fill_chooser()
        self._show_chosen()

    def offer_copy(self, *, whole: bool) -> None:
        """Say what is saved: a copy of the whole recording that the steps are from, or the steps."""
        self.save.setText(_("&Save redacted copy…") if whole else _("&Save as redacted HAR…"))
        spoken = (
            _("Save a redacted copy of the whole recording") if whole else _("Save the steps as a redacted HAR file")
        )
        self.save.setAccessibleName(spoken)
        self._arrange()

    def tell(self, words: str) -> None:
        """Say under the buttons how saving went, until other steps are shown."""
        self._told.setText(words)
        self._told.setVisible(bool(words))

    @property
    def shown(self) -> Attempt | None:
        """The attempt that is shown."""
        return self._shown

    def go_to(self, attempt: int, step: int) -> None:
        """Choose a step of an attempt, both by their numbers, from 1."""
        for at, (number, _attempt) in enumerate(self._attempts):
            if number == attempt:
                self.chooser.setCurrentIndex(at)
                self._show_chosen()
                self.view.go_to(step - 1)
                self.view.setFocus()

    def to_har(self) -> str:
        """Return what is shown as the text of a HAR: secrets are masked, names too while values are hidden."""
        return to_har(self._shown.exchanges if self._shown else (), self._mask and Mask())

    def to_text(self) -> str:
        """Return what is shown as text: each step with its parameters."""
        if self._shown is None:
            return ""
        lines = [self._shown.title, *(f"✗ {each.sentence}" for each in self._shown.troubles)]
        head = "\n".join(visible(line) for line in lines)
        text = f"{head}\n\n{to_text(self._shown.exchanges, width=_TEXT_WIDTH, full=True)}"
        return self._mask.text(text) if self._mask else text

    # ---- showing

    def _fill_chooser(self) -> None:
        self.chooser.blockSignals(True)
        titles = [self._title(number, each) for number, each in self._attempts]
        if titles != [self.chooser.itemText(at) for at in range(self.chooser.count())]:
            self.chooser.clear()
            self.chooser.addItems(titles)
        keys = [_key(each) for _number, each in self._attempts]
        self.chooser.setCurrentIndex(keys.index(self._key) if self._key in keys else 0)
        self.chooser.setVisible(len(keys) > 1)
        self.chooser.blockSignals(False)

    def _title(self, number: int, attempt: Attempt) -> str:
        title = self._mask.text(attempt.title) if self._mask else attempt.title
        mark = "" if _went_well(attempt) else "✗ "
        steps = plural("{count} step", "{count} steps", len(attempt.exchanges))
        return f"{mark}{number}. {shorten(visible(title), 80)} · {steps}"

    def _show_chosen(self) -> None:
        at = self.chooser.currentIndex()
        self._shown = self._attempts[at][1] if 0 <= at < len(self._attempts) else None
        key = _key(self._shown) if self._shown else None
        drawing = draw(self._shown, self._mask) if self._shown else Drawing()
        self.view.show_drawing(drawing, afresh=key != self._key)
        if key != self._key:
            self.tell("")
        self._key = key
        for part in (self._split, self._head):
            part.setVisible(self._shown is not None)
        self._empty.setVisible(self._shown is None)
        self._show_details(self.view.current_line())

    def _show_details(self, line: Line | None) -> None:
        if self._shown is None or line is None:
            self.details.show_details(StepDetails("", ()))
            return
        exchange = self._shown.exchanges[line.last]
        self.details.show_details(open_step(line.number, exchange, line.troubles, self._mask))

    # ---- building

    def _build(self) -> None:
        for label in (self._empty, self._told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("dim", True)
            label.setWordWrap(True)
        self.view.setObjectName("flow")
        self.view.setMinimumSize(180, 90)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setProperty("gap", True)
        self._split.addWidget(self.view)
        self._split.addWidget(self.details)
        self._split.setStretchFactor(0, 62)
        self._split.setStretchFactor(1, 38)
        self._split.setHandleWidth(12)
        self._split.setChildrenCollapsible(False)
        self._build_head()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.chooser)
        column.addWidget(self._head)
        column.addWidget(self._told)
        column.addWidget(self._split, 1)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)

    def _build_head(self) -> None:
        self._head, self._buttons = QWidget(), QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.copy_text)
        row.addWidget(self.save)
        row.addStretch()
        self._grid = QGridLayout(self._head)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.legend, 0, 0)
        self._grid.addWidget(self._buttons, 0, 1)

    def _connect_signals(self) -> None:
        self.chooser.activated.connect(self._on_attempt_chosen)
        self.view.chosen.connect(self._show_details)
        self.copy_text.clicked.connect(self._on_copy)
        self.save.clicked.connect(self.save_asked)
        self._theme.changed.connect(self._on_theme_changed)

    # ---- slots

    def _on_attempt_chosen(self) -> None:
        self._show_chosen()

    def _on_copy(self) -> None:
        self._copy(self.to_text())

    def _on_theme_changed(self) -> None:
        self.legend.updateGeometry()
        self.view.arrange()
        self.details.view.arrange()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the details beside the drawing, or below it where there is no room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        whole = self.legend.sizeHint().width() + self._buttons.sizeHint().width() + 44
        self._grid.addWidget(self._buttons, *((0, 1) if self.width() >= whole else (1, 0)))
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._split.orientation() is not wanted or not self._shared:
            self._split.setOrientation(wanted)
            whole = self.width() if wide else self.height()
            self._split.setSizes([int(whole * 0.62), int(whole * 0.38)])
            self._shared = True

    _shared = False


def _went_well(attempt: Attempt) -> bool:
    return not attempt.troubles and not any(map(trouble_words, attempt.exchanges))


def _key(attempt: Attempt) -> Key:
    return attempt.title, attempt.exchanges[0].started
