"""Keeping Qt for Python from reading the source of every module that is imported after it.

It looks in each for its own name, to know where `from __feature__ import snake_case` could rename Qt's methods. Nobody
here asks for that, and a window reads 1.6 MB of sources for it: a tenth of its start, and memory for good.
"""

import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401  it installs what looks

_LOOK = "_mod_uses_pyside"


def look_nowhere() -> None:
    """Let modules that are imported from now on be taken for ones without such features."""
    looking = sys.modules.get("shibokensupport.feature")
    if looking is not None and _LOOK in vars(looking):  # a later Qt for Python may look otherwise, or not at all
        setattr(looking, _LOOK, _uses_none)


def _uses_none(_module: ModuleType) -> bool:
    return False
