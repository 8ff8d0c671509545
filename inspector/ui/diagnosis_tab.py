"""The Diagnosis tab: findings as cards, root cause first, the server's own words, the lifetime."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from inspector.ui.cards import Card
from inspector.ui.finding_card import CardActions, FindingCard
from inspector.ui.lifetime_card import LifetimeCard, can_draw
from inspector.ui.original_card import OriginalCard
from inspector.ui.theme import Theme
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow, Report

_BETWEEN = 12
_AT_FIRST = 30  # cards shown before the person asks for the others
_ORIGINALS = 4
_MARGIN = 16


class DiagnosisTab(QScrollArea):
    """Shows a report's findings for a chosen artifact; keeps its cards for the next report."""

    def __init__(self, theme: Theme, actions: CardActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._actions = theme, actions
        self._report: Report | None = None
        self._row: ArtifactRow | None = None
        self._all = False
        self._cards: list[FindingCard] = []
        self._column = QWidget()
        self._originals: list[OriginalCard] = []
        self._lifetime = LifetimeCard(theme, self._column)
        self._calm = QLabel(self._column)
        self._calm.setTextFormat(Qt.TextFormat.PlainText)
        self._calm.setWordWrap(True)
        self._more = QPushButton(self._column)
        self._more.clicked.connect(self._on_more)
        self.setWidget(self._column)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(_("Diagnosis"))
        self._column.setAccessibleName(_("Findings"))
        self.viewport().setAutoFillBackground(False)
        self._column.setAutoFillBackground(False)

    def show_report(self, report: "Report", row: "ArtifactRow | None") -> None:
        """Show the findings of `report` and the lifetime of the chosen artifact."""
        if report is not self._report:
            self._all = False
            self.verticalScrollBar().setValue(0)
        self._report, self._row = report, row
        self._fill()
        self.arrange()
        self._order_focus()

    def _order_focus(self) -> None:
        """Let Tab go from top to bottom: cards and buttons are kept, and were made in another order."""
        chain = [
            widget for each in self._shown() for widget in (each.focus_chain() if isinstance(each, Card) else [each])
        ]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def arrange(self) -> None:
        """Give every card its place for the width at hand."""
        # As wide as the verdict above, whether or not there is a scroll bar in the margin.
        inner, y = self.width() - 2 * _MARGIN, _BETWEEN
        for widget in self._shown():
            height = widget.arrange(inner) if isinstance(widget, Card) else _height(widget, inner)
            widget.setGeometry(
                _MARGIN, y, inner if isinstance(widget, Card | QLabel) else widget.sizeHint().width(), height
            )
            widget.update()
            y += height + _BETWEEN
        self._column.resize(self.viewport().width(), y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring what gets the focus into view."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, 0, _MARGIN)
        return False

    def _fill(self) -> None:
        report = self._report
        findings = report.findings if report else ()
        shown = findings if self._all else findings[:_AT_FIRST]
        for at, finding in enumerate(shown):
            self._card(at).show_finding(finding)
        for at, card in enumerate(self._cards):
            card.setVisible(at < len(shown))
        self._fill_originals()
        lifetime = self._row.lifetime if self._row else None
        self._lifetime.setVisible(can_draw(lifetime))
        if lifetime and report and can_draw(lifetime):
            self._lifetime.show_lifetime(lifetime, report.now)
        self._more.setVisible(len(shown) < len(findings))
        self._more.setText(
            plural("Show {count} more finding", "Show {count} more findings", len(findings) - len(shown))
        )
        self._calm.setVisible(not findings)
        self._calm.setText(_calm_words(report) if report else "")

    def _fill_originals(self) -> None:
        rows = [row for row in self._report.artifacts if row.original][:_ORIGINALS] if self._report else []
        while len(self._originals) < len(rows):
            self._originals.append(OriginalCard(self._theme, self._column))
        for at, card in enumerate(self._originals):
            card.setVisible(at < len(rows))
            if at < len(rows):
                card.show_original(rows[at])

    def _card(self, at: int) -> FindingCard:
        if at == len(self._cards):
            card = FindingCard(self._theme, self._actions, self._column)
            card.installEventFilter(self)
            self._cards.append(card)
        return self._cards[at]

    def _shown(self) -> Iterator[QWidget]:
        """Yield what is visible from top to bottom: the root cause, the server's words, the rest."""
        everything = (self._calm, *self._cards[:1], *self._originals, *self._cards[1:], self._more, self._lifetime)
        return (widget for widget in everything if not widget.isHidden())

    def _on_more(self) -> None:
        self._all = True
        self._fill()
        self.arrange()
        self._order_focus()


def _height(widget: QWidget, width: int) -> int:
    return max(widget.heightForWidth(width), widget.sizeHint().height())


def _calm_words(report: "Report") -> str:
    if not report.artifacts:
        return _("Paste a token, an error, a header, a curl command or a log: Ctrl+V works anywhere in this window.")
    if report.verdict.outcome.value == "accepted":
        return _("Nothing speaks against this token: every check that could run has passed.")
    return _("No finding. Say on the right what the API expects, and the token is judged against it.")
