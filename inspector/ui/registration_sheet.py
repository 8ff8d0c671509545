"""How to register an app of one's own: the steps in the portal and the commands, each with what to copy."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.masking import visible
from inspector.ui.fields import button, words
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.registration_guide import Guide, GuideStep


class RegistrationSheet(QDialog):
    """The guide for one request; it can stay open beside the form."""

    def __init__(self, guide: "Guide", theme: Theme, copy: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Register an app"))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(min(letter * 100, parent.width()), min(letter * 90, parent.height()))
        self._theme, self._copy = theme, copy
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(_("Portal or Azure CLI"))
        self.tabs.addTab(self._page(guide.portal), _("In the &portal"))
        self.tabs.addTab(self._page(guide.commands), _("With the Azure C&LI"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        reference = button(_("Copy the address of Microsoft’s page"), guide.reference)
        reference.clicked.connect(partial(self._on_copy, guide.reference))
        box.addButton(reference, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(words(_("For the flow and the scopes that the form asks for. Nothing is sent from here.")))
        column.addWidget(self.tabs, 1)
        column.addWidget(box)

    def _page(self, steps: "tuple[GuideStep, ...]") -> QWidget:
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 14, 14, 8)
        column.setSpacing(16)
        for number, step in enumerate(steps, 1):
            column.addLayout(self._step(number, step))
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        return scroll

    def _step(self, number: int, step: "GuideStep") -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(words(f"{number}. {step.text}"))
        if step.snippet:
            row = QHBoxLayout()
            row.setContentsMargins(18, 0, 0, 0)
            row.setSpacing(8)
            copy = button(_("Copy"), _("Copy what step {number} needs").format(number=number), "small")
            copy.setAccessibleName(_("Copy what step {number} needs").format(number=number))
            copy.clicked.connect(partial(self._on_copy, step.snippet))
            row.addWidget(self._snippet(step.snippet), 1)
            row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        return column

    def _snippet(self, text: str) -> QLabel:
        # A zero-width space after each of these lets a long address break; it is not in what is copied.
        shown = visible(text)
        label = words("".join(f"{letter}\u200b" if letter in "/&?=#_.%" else letter for letter in shown))
        label.setObjectName("snippet")
        label.setFont(self._theme.mono)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        label.setAccessibleName(shown)
        return label

    def _on_copy(self, text: str, _checked: bool = False) -> None:
        self._copy(text)
