"""The steps of a sign-in as they happen: one line each, with who carried it and how it ended."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.exchanges.attempt import Attempt
from inspector.exchanges.exchange import Exchange
from inspector.masking import visible
from inspector.report.trace import channel_name, step_name
from inspector.ui.fields import words
from inspector.ui.theme import Theme
from inspector.words import _


class StepsList(QWidget):
    """Shows attempts as text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title, self.lines = words(_("Steps")), words("")
        self.lines.setAccessibleName(_("Steps"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.lines)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_attempts(self, attempts: tuple[Attempt, ...]) -> None:
        """Show these."""
        lines = [_line(number, each) for attempt in attempts for number, each in enumerate(attempt.exchanges, 1)]
        self.lines.setText(visible("\n".join(lines), lines=True))

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.strong)


def _line(number: int, exchange: Exchange) -> str:
    ending = exchange.fault or (str(exchange.status) if exchange.status else "…" if exchange.seconds is None else "")
    return f"{number}. {step_name(exchange.step)} ({channel_name(exchange.channel)}) {ending}".rstrip()
