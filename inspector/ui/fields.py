"""A form's parts: a name above, the control, and below it what it means or what is wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.ui.wrapping import WrapLayout


class Field(QWidget):
    """Controls in a row under a name, which speaks of the first; `shares` says how they share the width."""

    def __init__(
        self, name: str, *controls: QWidget, shares: Sequence[int] = (1,), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = controls[0]
        self.name = words(name, dim=True)
        self.name.setBuddy(self.control)
        if not self.control.accessibleName():
            self.control.setAccessibleName(name.replace("&", ""))
        self._hint, self._problem = words("", dim=True), words("")
        self._problem.setProperty("problem", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(8)
        for at, control in enumerate(controls):
            row.addWidget(control, shares[at] if at < len(shares) else 0)
        self._column.addLayout(row)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._problem)
        self._set_fonts()
        self.explain("")
        self.complain("")

    def changeEvent(self, event: QEvent) -> None:
        """Keep what is said below smaller than the rest, at any text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_fonts()

    def showEvent(self, event: QShowEvent) -> None:
        """Set the fonts again: a text size that was chosen while nobody saw this is told now, by the style sheet."""
        super().showEvent(event)
        self._set_fonts()

    def _set_fonts(self) -> None:
        for label in (self._hint, self._problem):
            label.setFont(smaller(QApplication.font()))

    def add(self, part: QWidget) -> None:
        """Put something more under the controls, above what is said of them."""
        self._column.insertWidget(self._column.count() - 2, part)

    def explain(self, text: str) -> None:
        """Say what the value means."""
        self._hint.setText(visible(text))
        self._hint.setVisible(bool(text))

    def complain(self, text: str) -> None:
        """Say what is wrong with the value; nothing where `text` is empty."""
        self._problem.setText(f"✗ {visible(text)}" if text else "")
        self._problem.setVisible(bool(text))
        self.control.setAccessibleDescription(visible(text) or self._hint.text())

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()


class ChoiceBox(QComboBox):
    """A box to choose from, with a mark that says so."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark beside the value."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().text().color())
        painter.drawText(
            self.rect().adjusted(0, 0, -9, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "▾"
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, not the choice: a wheel that turns over it must not change it."""
        event.ignore()


def smaller(font: QFont) -> QFont:
    """Return `font` in the size of what is said beside the matter."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * 0.9)
    return made


def words(text: str, *, dim: bool = False) -> QLabel:
    """Return words that break into lines where they must, and are never read as anything but text."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if dim:
        label.setProperty("dim", True)
    return label


def link(text: str, spoken: str) -> QPushButton:
    """Return a button that looks like a link."""
    button = QPushButton(text)
    button.setProperty("kind", "link")
    button.setAccessibleName(spoken)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def button(text: str, spoken: str, kind: str = "") -> QPushButton:
    """Return a button of a style's kind."""
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", "").rstrip("…"))
    made.setAccessibleDescription(spoken)
    made.setToolTip(spoken)
    if kind:
        made.setProperty("kind", kind)
    return made


def line(name: str, example: str = "", *, secret: bool = False) -> QLineEdit:
    """Return a field of one line; a secret one shows bullets and is left out of input methods' memory."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhHiddenText)
    return field


def choice(name: str, entries: Sequence[tuple[object, str]]) -> ChoiceBox:
    """Return a box of (value, words) to choose from; it may be narrower than its longest entry."""
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    for value, text in entries:
        box.addItem(text, value)
    return box


def choose(box: QComboBox, value: object) -> None:
    """Choose the entry of `value`, the first one where there is none."""
    at = next((at for at in range(box.count()) if box.itemData(at) == value), 0)
    box.setCurrentIndex(at)


def joined(*parts: QWidget) -> QWidget:
    """Return the parts in a row, and in a further one where it is too long, as one widget."""
    holder = QWidget()
    row = WrapLayout(holder, gap=8)
    for part in parts:
        row.addWidget(part)
    return holder


def heard(field: QLineEdit) -> str:
    """Return what stands in a field, without the white space that copying brings along."""
    return field.text().strip()


def hide(field: QLineEdit, *, hidden: bool) -> None:
    """Show bullets in place of what may name a person, a tenant or an address."""
    field.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
