"""Says all the time that this is practice, chooses what goes wrong, and ends it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inspector.ui.fields import ChoiceBox, button, choice, words
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.faults import Fault

_SIDE_BY_SIDE = 96  # letters of width from which the choice stands beside the title
_LEFT, _RIGHT = 16, 12  # pixels


class PracticeBar(QFrame):
    """`fault_chosen` carries the name of a fault, "" for none; `ended` that practice is to end."""

    fault_chosen = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practice")
        self._theme = theme
        self.title = QLabel(_("Practice: nothing here is real"))
        self.does = words("", dim=True)
        self.fault = choice(_("What goes wrong"), ())
        self.fault.setMinimumContentsLength(16)
        self.end = button(_("End practice"), _("End practice: its tenant and accounts are gone"), "small")
        label = QLabel(_("&What goes wrong"))
        label.setBuddy(self.fault)
        self._choosing = choosing = QHBoxLayout()
        choosing.setSpacing(10)
        choosing.addWidget(label)
        choosing.addWidget(self.fault, 1)
        choosing.addWidget(self.end)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(8)
        self._row.addWidget(self.title, 1)
        self._row.addLayout(choosing, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT, 8, _RIGHT, 8)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.does)
        self.fault.activated.connect(self._on_chosen)
        self.end.clicked.connect(self.ended)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choice below the title where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(beside if wide else below)

    def minimumSizeHint(self) -> QSize:
        """Return room for the choice alone: the title may stand above it."""
        wide = max(self._choosing.minimumSize().width(), self.title.minimumSizeHint().width())
        return QSize(wide + _LEFT + _RIGHT, super().minimumSizeHint().height())

    def show_faults(self, faults: "tuple[Fault, ...]", chosen: str) -> None:
        """Offer these; () while the tenant is still being made."""
        self.fault.clear()
        self.fault.addItem(_("Nothing"), "")
        for fault in faults:
            code = f"AADSTS{fault.code}" if fault.code else ""
            self.fault.addItem(" ".join(filter(None, (fault.does, code))), fault.name)
        self.fault.setEnabled(bool(faults))
        _widen(self.fault)
        self._faults = {fault.name: fault for fault in faults}
        self.fault.setCurrentIndex(max(self.fault.findData(chosen), 0))
        self._tell()

    def _on_chosen(self, _at: int) -> None:
        self._tell()
        self.fault_chosen.emit(str(self.fault.currentData()))

    def _tell(self) -> None:
        name = str(self.fault.currentData() or "")
        usual = _("The tenant and its people are made up in this program and gone when practice ends.")
        strikes = _("{what} {where} In a terminal: --fault {name}")
        fault = self._faults.get(name)
        self.does.setText(strikes.format(what=fault.does, where=_where(fault), name=name) if fault else usual)

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.strong)
        self._arrange()


def _where(fault: "Fault") -> str:
    """Say what a person must do to meet a fault: most strike in one flow, or after the sign-in only."""
    from inspector.drill import drill_for
    from inspector.ui.place_fields import flow_name

    drill = drill_for(fault)
    if drill.flow is not None:
        return _("It strikes in the flow “{flow}”.").format(flow=flow_name(drill.flow))
    if drill.calls:
        return _("It shows in the tokens, or when the API is called with them (Call).")
    if drill.later:
        return _("It strikes at a renewal: sign in without it first, then choose it and press “Force renewal”.")
    return _("It strikes from the next request on.")


def _widen(box: ChoiceBox) -> None:
    """Let the list be as wide as its longest entry, whatever the box is."""
    view = box.view()
    if view is not None:
        view.setMinimumWidth(max(view.sizeHintForColumn(0), 0) + 40)
