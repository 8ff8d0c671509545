"""How much of a wait is over: a bar, and "0:24 of 5:00" beside it."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from inspector.words import _

_STEPS = 1000


class Countdown(QWidget):
    """Counts from `begin` until a moment. It rests while it can't be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began = self._until = 0.0
        self._counts_down = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(_("Time that has passed"))
        self.words = QLabel()
        self.words.setProperty("dim", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._tick)

    def begin(self, until: float, *, counts_down: bool = False) -> None:
        """Count from now until `until` (Unix seconds): what is over, or what is left where it counts down."""
        self._began, self._until, self._counts_down = time.time(), until, counts_down
        self._tick()
        self._timer.start()

    def stop(self) -> None:
        """Count no further."""
        self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on counting."""
        super().showEvent(event)
        if self._until > time.time():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: a timer nobody sees would only keep the machine awake."""
        super().hideEvent(event)
        self._timer.stop()

    def _tick(self) -> None:
        whole = max(self._until - self._began, 0.001)
        passed = min(max(time.time() - self._began, 0.0), whole)
        self.bar.setValue(int(_STEPS * passed / whole))
        left = _("{time} left").format(time=clock(whole - passed))
        gone = _("{passed} of {whole}").format(passed=clock(passed), whole=clock(whole))
        self.words.setText(left if self._counts_down else gone)
        if passed >= whole:
            self._timer.stop()


def clock(seconds: float) -> str:
    """Return a length of time as minutes and seconds: 0:24."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"
