"""A QR code of an address, painted from its matrix: black on white in every theme, as cameras want it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.words import _

_QUIET = 4  # modules of white around it (ISO/IEC 18004)
_LONGEST = 500  # characters; more would be too fine to read from a screen


class QrCode(QWidget):
    """Shows an address as a QR code; nothing where there is none or it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: tuple[bytearray, ...] = ()
        self.setVisible(False)

    def show_address(self, address: str) -> None:
        """Encode `address`."""
        self._matrix = _encode(address) if 0 < len(address) <= _LONGEST else ()
        self.setVisible(bool(self._matrix))
        self.setAccessibleName(_("QR code of {address}").format(address=visible(address)))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which each module is a few whole pixels wide."""
        modules = len(self._matrix) + 2 * _QUIET if self._matrix else 0
        side = modules * max(3, self.fontMetrics().height() // 4)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the modules."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if not self._matrix:
            return
        size = self.width() / (len(self._matrix) + 2 * _QUIET)
        for y, row in enumerate(self._matrix):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRectF((x + _QUIET) * size, (y + _QUIET) * size, size, size), QColor("black"))


def _encode(address: str) -> tuple[bytearray, ...]:
    import segno

    return tuple(segno.make_qr(address, error="m").matrix)
