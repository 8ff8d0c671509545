"""What everything is painted with: the colours by the system's choice or the person's, and the fonts by their zoom."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from inspector.ui.palette import DARK, LIGHT, Colours, from_system, to_qt
from inspector.ui.style import style_sheet

ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Theme(QObject):
    """Colours and fonts of the moment; `changed` is emitted after either has changed."""

    changed = Signal()

    def __init__(self, choice: str = "system", zoom: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice if choice in _SCHEMES else "system"
        self.zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._size = QGuiApplication.font().pointSizeF()
        self._system = QPalette(QGuiApplication.palette())
        self._apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def choose(self, choice: str) -> None:
        """Follow "system", or stay "light" or "dark"."""
        self.choice = choice if choice in _SCHEMES else "system"
        self._apply()
        self.changed.emit()

    def magnify(self, steps: int) -> None:
        """Make all text larger (+1) or smaller (-1); 0 goes back to the system's size."""
        nearest = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - self.zoom))
        self.zoom = ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)] if steps else 1.0
        self._apply()
        self.changed.emit()

    def colour(self, role: str) -> QColor:
        """Return the colour of a role of palette.Colours."""
        if role not in self._made:
            self._made[role] = QColor(getattr(self.colours, role))
        return self._made[role]

    def _apply(self) -> None:
        self.colours = _colours(self.choice, self._system)
        self._made: dict[str, QColor] = {}
        self._make_fonts()
        QGuiApplication.setPalette(to_qt(self.colours))
        QApplication.setFont(self.body)
        # On the application, not the window: menus, tooltips and dialogs are windows of their own.
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet(style_sheet(self.colours))

    def _make_fonts(self) -> None:
        size = self._size * self.zoom
        self.body = _font(QGuiApplication.font(), size)
        self.small = _font(self.body, size * 0.88)
        self.strong = _font(self.body, size, bold=True)
        self.pill = _font(self.body, size * 0.84, bold=True)
        self.heading = _font(self.body, size * 1.3, bold=True)
        self.banner = _font(self.body, size * 1.7, bold=True)
        self.mono = _font(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), size * 0.94)
        self.mono_heading = _font(self.mono, size * 1.15, bold=True)

    def _on_system_changed(self) -> None:
        if self.choice == "system":
            self._apply()
            self.changed.emit()


def _font(model: QFont, size: float, *, bold: bool = False) -> QFont:
    font = QFont(model)
    font.setPointSizeF(size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _colours(choice: str, system: QPalette) -> Colours:
    hints = QGuiApplication.styleHints()
    if choice == "system" and _wants_high_contrast():
        return from_system(system)
    scheme = _SCHEMES.get(choice, hints.colorScheme())
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def _wants_high_contrast() -> bool:
    accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)  # Qt 6.10 and newer
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)
