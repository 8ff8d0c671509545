"""What everything is painted with: the colours by the system's choice or the person's, and the fonts by their zoom."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from inspector.ui.palette import DARK, LIGHT, Colours, from_system, to_qt
from inspector.ui.style import style_sheet

ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
CHOICES = ("system", "light", "dark")


class Theme(QObject):
    """Colours and fonts of the moment; `changed` is emitted after either has changed."""

    changed = Signal()

    def __init__(self, choice: str = "system", zoom: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice if choice in CHOICES else "system"
        self.zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self._mono: QFont | None = None
        self._font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        QGuiApplication.setPalette(QPalette())  # lets the system's own palette through
        self._system = QGuiApplication.palette()
        self._contrast = False
        self._scheme = "Unknown"
        self._apply()

    def choose(self, choice: str) -> None:
        """Follow "system", or stay "light" or "dark"."""
        self.choice = choice if choice in CHOICES else "system"
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

    @property
    def mono(self) -> QFont:
        """What is set letter by letter."""
        if self._mono is None:
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            self._mono = _font(fixed, self._font.pointSizeF() * self.zoom * 0.94)
        return self._mono

    @property
    def mono_heading(self) -> QFont:
        """The same in a heading."""
        return _font(self.mono, self._font.pointSizeF() * self.zoom * 1.15, bold=True)

    @property
    def mono_display(self) -> QFont:
        """The same, large enough to be read from another device."""
        return _font(self.mono, self._font.pointSizeF() * self.zoom * 2.1, bold=True)

    def _apply(self) -> None:
        self.colours = self._chosen_colours()
        self._made: dict[str, QColor] = {}
        self._make_fonts()
        QGuiApplication.setPalette(to_qt(self.colours))
        # On the application, not the window: menus, tooltips and dialogs are windows of their own.
        application = QApplication.instance()
        sheet = style_sheet(self.colours)
        if isinstance(application, QApplication):
            # Each widget that there is takes a sheet in anew, also the one that it has; only a font asks for that.
            stale = application.styleSheet() != sheet or QApplication.font() != self.body
            QApplication.setFont(self.body)
            if stale:
                application.setStyleSheet(sheet)

    def _make_fonts(self) -> None:
        size = self._font.pointSizeF() * self.zoom
        self.body = _font(self._font, size)
        self.small = _font(self.body, size * 0.88)
        self.strong = _font(self.body, size, bold=True)
        self.pill = _font(self.body, size * 0.84, bold=True)
        self.heading = _font(self.body, size * 1.3, bold=True)
        self.banner = _font(self.body, size * 1.7, bold=True)
        self._mono = None

    def follow_system(self) -> None:
        """Follow the system live: light and dark, and its own colours where it asks for high contrast.

        (Not asked at the start: the answer loads all of Qt's enumerations, 13 ms before the first paint.)
        """
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self._scheme = hints.colorScheme().name
        if self._chosen_colours() is not self.colours:  # the palette misled us at the start
            self._on_system_changed()
        accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)  # Qt 6.10 and newer
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._on_contrast_changed)
            self._on_contrast_changed(accessibility().contrastPreference())

    def _on_contrast_changed(self, preference: Any) -> None:
        wanted = preference.name == "HighContrast"
        if wanted != self._contrast:
            self._contrast = wanted
            self._on_system_changed()

    def _on_scheme_changed(self, scheme: Any) -> None:
        self._scheme = scheme.name
        self._on_system_changed()

    def _on_system_changed(self) -> None:
        QGuiApplication.setPalette(QPalette())  # lets the system's own palette through, to be read anew
        self._system = QGuiApplication.palette()
        self._apply()
        self.changed.emit()

    def _chosen_colours(self) -> Colours:
        if self.choice == "system" and self._contrast:
            return from_system(self._system)
        dark = self._system_is_dark() if self.choice == "system" else self.choice == "dark"
        return DARK if dark else LIGHT

    def _system_is_dark(self) -> bool:
        """Whether the system says dark, or, where it says nothing, whether its own text is lighter than its ground."""
        if self._scheme in ("Dark", "Light"):
            return self._scheme == "Dark"
        return self._system.windowText().color().lightness() > self._system.window().color().lightness()


def _font(model: QFont, size: float, *, bold: bool = False) -> QFont:
    font = QFont(model)
    font.setPointSizeF(size)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font
