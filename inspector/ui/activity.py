"""What is under way, how far it has come, and the way to cancel it; or a word said in passing."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from inspector.words import _


class Activity(QWidget):
    """The right side of the status bar, made when there is first something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtCore import Qt  # all its enumerations: 13 ms that the first paint must not wait for

        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("dim", True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(180)
        self.cancel = QPushButton(_("Cancel"))
        self.cancel.setProperty("kind", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addWidget(self.progress)
        row.addWidget(self.cancel)
        self.tell("")

    def tell(self, words: str) -> None:
        """Say something in passing; nothing is under way."""
        self.words.setText(words)
        self.progress.setRange(0, 1000)  # a bar without an end is an animation that never sleeps
        self.progress.setVisible(False)
        self.cancel.setVisible(False)

    def begin(self, words: str) -> None:
        """Say what is under way; how long it takes can't be told yet."""
        self.words.setText(words)
        self.progress.setAccessibleName(words)
        self.progress.setRange(0, 0)
        self.progress.setVisible(True)
        self.cancel.setVisible(True)

    def set_share(self, share: float) -> None:
        """Show how far it has come, 0 to 1."""
        if not self.cancel.isHidden():
            self.progress.setRange(0, 1000)
            self.progress.setValue(int(share * 1000))
