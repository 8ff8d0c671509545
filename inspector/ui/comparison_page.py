"""The Compare page: two of what was inspected, or pasted here, with the sentence on top and the table below."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from inspector.ui.chooser import Chooser
from inspector.ui.comparison_banner import ComparisonBanner
from inspector.ui.comparison_choices import Choice, choices, label_of, main_of, usual_pair
from inspector.ui.comparison_table import ComparisonTable
from inspector.ui.fields import button, link, words
from inspector.ui.inspection import Inspection
from inspector.ui.pastes import Paste
from inspector.ui.theme import Theme
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.diagnosis.comparison import Comparison, Side

_MARGIN = 16
_LONGEST = 300_000  # characters that are taken apart while the person waits


class ComparisonPage(QWidget):
    """Compares two artifacts. `copy_asked` carries text for the clipboard; `took_in` tells that a paste was added."""

    copy_asked = Signal(str)
    took_in = Signal()

    def __init__(
        self, theme: Theme, inspection: Inspection, clipboard_text: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._inspection, self._clipboard_text = theme, inspection, clipboard_text
        self._comparison: Comparison | None = None
        self._unfolded = False
        self._filling = False
        self._choices: list[Choice] = []
        self._offered: list[list[Choice]] = [[], []]  # in each box, which may be open while others come
        self._chosen: list[Choice | None] = [None, None]
        self.boxes = (Chooser(_("First")), Chooser(_("Second")))
        self.pastes = (
            button(_("Paste"), _("Take the first from the clipboard")),
            button(_("Paste"), _("Take the second from the clipboard")),
        )
        for each, name in zip(self.pastes, (_("Paste the first"), _("Paste the second")), strict=True):
            each.setAccessibleName(name)
        self.swap = button(_("S&wap"), _("Swap the first and the second"))
        self.copy = button(_("Copy as &Markdown"), _("Copy the comparison, masked, for a ticket"))
        self.banner = ComparisonBanner(theme, self)
        self.table = ComparisonTable(theme)
        self.fold = link("", _("Show or fold what is equal and what always differs"))
        self._heading, self._title, self._empty = words(_("Compare")), words(_("What differs?")), words("", dim=True)
        for box in self.boxes:
            box.setMinimumContentsLength(10)  # two lines of buttons stand beside them
        self.setFocusProxy(self.boxes[0])  # where F6 leads
        self._build()
        self._connect_signals()
        self._show()

    # ---- what is compared

    def refresh(self) -> None:
        """Offer what is inspected now, and compare again: pastes come and go, and what is expected changes."""
        self._choices = choices(self._inspection.pastes.all)
        self._chosen = [self._still(each) for each in self._chosen]
        if not any(self._chosen):
            self._chosen = usual_pair(self._choices)
        self._fill_boxes()
        self._compare()

    def paste(self) -> None:
        """Take what is on the clipboard into the side that is empty, else into the second."""
        self._paste_into(0 if self._chosen[0] is None else 1)

    def choose(self, first: Choice | None, second: Choice | None) -> None:
        """Compare these two."""
        self._chosen = [first, second]
        self.refresh()

    def _still(self, choice: Choice | None) -> Choice | None:
        return next((each for each in self._choices if each.same(choice)), None)

    def _compare(self) -> None:
        self._comparison = None
        first, second = self._chosen
        if first and second and not first.same(second):
            self._comparison = self._compared(first, second)
        self._show()

    def _compared(self, first: Choice, second: Choice) -> "Comparison | None":
        """Judge both by what is expected now, so that the sentence speaks of one expectation."""
        from inspector.diagnosis.comparison import compare

        sides = [self._side(each, alone=first.paste is second.paste) for each in (first, second)]
        return compare(sides[0], sides[1]) if sides[0] and sides[1] else None

    def _side(self, choice: Choice, *, alone: bool) -> "Side | None":
        from inspector.diagnosis.comparison.side import side_of

        diagnosis = self._inspection.diagnose(choice.paste)
        artifacts = diagnosis.case.artifacts if diagnosis else ()
        found = next((each for each in artifacts if each.id == choice.artifact), None)
        return side_of(diagnosis, found, alone=alone) if diagnosis and found else None

    # ---- showing

    def _show(self) -> None:
        from inspector.report.comparison import compose_comparison

        comparison = self._comparison
        hidden = self._inspection.hidden
        report = compose_comparison(comparison, hide_values=hidden) if comparison else None
        self.table.fill(report, unfolded=self._unfolded)
        for part in (self.banner, self.table, self.fold):
            part.setVisible(report is not None)
        for label in (self._title, self._empty):
            label.setVisible(report is None)
        self._empty.setText(self._empty_words())
        self.copy.setEnabled(report is not None)
        self.swap.setEnabled(any(self._chosen))
        self.banner.show_report(report)
        if report is not None:
            self._name_fold(len(report.equal), len(report.always))
        self._arrange()

    def _name_fold(self, equal: int, always: int) -> None:
        parts = [plural("{count} equal", "{count} equal", equal)] if equal else []
        parts += [plural("{count} always different", "{count} always different", always)] if always else []
        said = _("Hide {what}") if self._unfolded else _("Show {what}")
        self.fold.setText(said.format(what=_(" and ").join(parts)))
        self.fold.setVisible(bool(parts))

    def _empty_words(self) -> str:
        first, second = self._chosen
        if first and first.same(second):
            return _("Both sides are the same thing. Choose or paste another one on one side.")
        if first or second:
            return _("Now choose or paste the other one: the token that worked, or the one before the change.")
        return _(
            "Two tokens, requests, answers or refusals side by side: what differs, and what that means. "
            "Choose two of what was inspected, or paste them here. Ctrl+V fills one side after the other."
        )

    def _arrange(self) -> None:
        width = self.width() - 2 * _MARGIN
        self.banner.setFixedHeight(max(self.banner.arrange(width), 1))
        self.banner.update()
        self._heading.setFont(self._theme.heading)
        self._title.setFont(self._theme.strong)

    def _fill_boxes(self) -> None:
        """Offer the choices; a box that is open is left alone, and one that has them already, too."""
        labels = [_("Choose…"), *(f"{number}. {label_of(each)}" for number, each in enumerate(self._choices, 1))]
        self._filling = True
        for side, (box, chosen) in enumerate(zip(self.boxes, self._chosen, strict=True)):
            at = next((at for at, each in enumerate(self._choices, 1) if each.same(chosen)), 0)
            if box.view().isVisible():
                continue
            self._offered[side] = self._choices
            if [box.itemText(each) for each in range(box.count())] != labels:
                box.clear()
                box.addItems(labels)
            box.setCurrentIndex(at)
        self._filling = False

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 14, _MARGIN, 14)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addLayout(self._build_head())
        for part in (self.banner, self._title, self._empty):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self._order_focus()

    def _build_head(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, name in enumerate((_("First"), _("Second"))):
            label = QLabel(name)
            label.setProperty("heading", True)
            grid.addWidget(label, at, 0)
            grid.addWidget(self.boxes[at], at, 1)
            grid.addWidget(self.pastes[at], at, 2)
        grid.addWidget(self.swap, 0, 3)
        grid.addWidget(self.copy, 1, 3)
        return grid

    def _order_focus(self) -> None:
        chain: tuple[QWidget, ...] = (
            self.boxes[0], self.pastes[0], self.boxes[1], self.pastes[1], self.swap, self.copy, self.banner, self.table,
            self.fold,
        )  # fmt: skip
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect_signals(self) -> None:
        self.boxes[0].currentIndexChanged.connect(self._on_first_chosen)
        self.boxes[1].currentIndexChanged.connect(self._on_second_chosen)
        self.pastes[0].clicked.connect(self._on_paste_first)
        self.pastes[1].clicked.connect(self._on_paste_second)
        self.swap.clicked.connect(self._on_swap)
        self.copy.clicked.connect(self._on_copy)
        self.fold.clicked.connect(self._on_fold)
        self._inspection.judged.connect(self._on_judged)
        self._inspection.masked.connect(self._on_judged)
        self._theme.changed.connect(self._on_theme_changed)

    # ---- slots

    def _on_first_chosen(self, _at: int) -> None:
        self._on_chosen(0)

    def _on_second_chosen(self, _at: int) -> None:
        self._on_chosen(1)

    def _on_chosen(self, side: int) -> None:
        if self._filling:
            return
        at = self.boxes[side].currentIndex()
        offered = self._offered[side]
        self._chosen[side] = offered[at - 1] if 0 < at <= len(offered) else None
        self._compare()

    def _on_paste_first(self) -> None:
        self._paste_into(0)

    def _on_paste_second(self) -> None:
        self._paste_into(1)

    def _paste_into(self, side: int) -> None:
        text = self._clipboard_text()
        if len(text) > _LONGEST:
            self._inspection.complained.emit(
                _("This is too long to paste here. Paste or open it with the buttons above, then choose it here.")
            )
            return
        paste = self._inspection.take_in(text) if text.strip() else None
        main = main_of(paste) if paste else None
        if paste is None or main is None:
            self._complain(paste)
            return
        self._inspection.complained.emit("")
        self._chosen[side] = Choice(paste, main)
        self.refresh()
        self.took_in.emit()

    def _complain(self, empty: Paste | None) -> None:
        if empty in self._inspection.pastes.all and empty is not self._inspection.current:
            self._inspection.pastes.all.remove(empty)
        self._inspection.complained.emit(
            _("There is nothing to compare on the clipboard. Copy a token, a request, an answer or an error first.")
        )

    def _on_swap(self) -> None:
        self._chosen.reverse()
        self._fill_boxes()
        self._compare()

    def _on_copy(self) -> None:
        from inspector.report.comparison import compose_comparison
        from inspector.report.comparison_text import to_markdown

        if self._comparison is not None:
            self.copy_asked.emit(to_markdown(compose_comparison(self._comparison, hide_values=True)))

    def _on_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

    def _on_judged(self, _artifact: object) -> None:
        """Compare anew where it is seen; what was removed is let go of in any case."""
        kept = self._inspection.pastes.all
        if self.isVisible() or any(each.paste not in kept for each in self._choices):
            self.refresh()

    def _on_theme_changed(self) -> None:
        self._arrange()
        self.table.arrange()

    # ---- Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what is inspected now."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the row that is selected, as it is shown."""
        at = self.table.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and at.isValid():
            cells = (self.table.comparison.index(at.row(), column).data() for column in range(4))
            self.copy_asked.emit("\t".join(cell.replace("\n", " ") for cell in cells))
            return
        super().keyPressEvent(event)
