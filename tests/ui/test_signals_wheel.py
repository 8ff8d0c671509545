import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    told = Signal(bool)


def test_emitting_costs_no_reference(qtbot):
    """Two thousand emissions leave True as often referenced as before (the PySide6 6.12.0 wheels drop one each time)."""
    sender, heard = Sender(), []
    sender.told.connect(heard.append)
    before = sys.getrefcount(True)  # noqa: FBT003
    for _ in range(2000):
        sender.told.emit(True)  # noqa: FBT003
    heard_true = len(heard)
    heard.clear()
    assert heard_true == 2000
    assert abs(sys.getrefcount(True) - before) < 100  # noqa: FBT003
