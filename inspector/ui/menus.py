"""The menus: samples, settings."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.samples import Sample


def sample_menu(samples: "Sequence[Sample]", choose: "Callable[[Sample], None]", parent: QWidget) -> QMenu:
    """Return the menu of samples."""
    menu = QMenu(parent)
    menu.setAccessibleName(_("Samples"))
    for sample in samples:
        menu.addAction(sample.title.replace("&", "&&")).triggered.connect(partial(_choose, choose, sample))
    return menu


def _choose(choose: "Callable[[Sample], None]", sample: "Sample", _checked: bool = False) -> None:
    choose(sample)


def settings_menu(
    theme: Theme,
    reference: Callable[[], None],
    shortcuts: Callable[[], None],
    close: Callable[[], object],
    parent: QWidget,
) -> QMenu:
    """Return the menu of theme, text size and help."""
    menu = QMenu(parent)
    menu.setAccessibleName(_("Settings"))
    group = QActionGroup(menu)
    for choice, name in (("system", _("&System theme")), ("light", _("&Light")), ("dark", _("&Dark"))):
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(theme.choice == choice)
        action.triggered.connect(partial(_set_theme, theme, choice))
        group.addAction(action)
    menu.addSeparator()
    for name, keys, steps in (
        (_("L&arger text"), "Ctrl++", 1),
        (_("S&maller text"), "Ctrl+-", -1),
        (_("&Usual text size"), "Ctrl+0", 0),
    ):
        action = menu.addAction(f"{name}\t{keys}")
        action.triggered.connect(partial(_magnify, theme, steps))
    menu.addSeparator()
    menu.addAction(_("&Error reference") + "\tCtrl+L").triggered.connect(partial(_call, reference))
    menu.addAction(_("&Keyboard shortcuts") + "\tF1").triggered.connect(partial(_call, shortcuts))
    menu.addAction(_("&Quit") + "\tCtrl+Q").triggered.connect(partial(_call, close))
    return menu


def _set_theme(theme: Theme, choice: str, _checked: bool = False) -> None:
    theme.choose(choice)


def _magnify(theme: Theme, steps: int, _checked: bool = False) -> None:
    theme.magnify(steps)


def _call(action: Callable[[], object], _checked: bool = False) -> None:
    action()
