"""A box to choose from among long words: it stays as narrow as its place."""

from PySide6.QtWidgets import QWidget

from inspector.ui.fields import ChoiceBox


class Chooser(ChoiceBox):
    """A choice under a name; long words don't make it wide."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)
