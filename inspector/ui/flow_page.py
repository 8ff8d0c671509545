"""“Which flow?”: questions on the left, the answer beside them at once, with everything that follows from it."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice, advise
from inspector.diagnosis.flow_advice.decision import Impossibility, decide
from inspector.diagnosis.flow_advice.details import Details
from inspector.diagnosis.flow_advice.questions import wording
from inspector.report.flow_snippets import flow_snippets
from inspector.ui.advice_cards import CardColumn, EntriesCard
from inspector.ui.advice_code import AdviceCode
from inspector.ui.advice_contents import contents_before_code, impossible_content, open_content, verify_content
from inspector.ui.advice_headline import AdviceHeadline
from inspector.ui.advice_questions import QuestionPanel
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_GAP = 14
_BESIDE = 92  # average letters of width from which the answer stands beside the questions
_QUESTIONS = 40  # letters of width for the questions
_ANY_WIDTH = 16_777_215  # Qt's QWIDGETSIZE_MAX


class FlowPage(QScrollArea):
    """`try_asked` carries the Trial (flow_trial.py) that the person wants to carry out."""

    try_asked = Signal(object)

    def __init__(self, theme: Theme, copy: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._copy = theme, copy
        self.advice: Advice | None = None
        self._impossible: Impossibility | None = None
        self._hidden = False
        self.questions = QuestionPanel(theme)
        self.headline = AdviceHeadline(theme)
        self.outlook = EntriesCard(theme, copy)
        self.reconsider = QPushButton()
        self.cards = CardColumn(self._make_card)
        self.code = AdviceCode(theme, copy)
        self.verify = EntriesCard(theme, copy)
        self._build()
        self._connect_signals()
        self._show()

    def hide_values(self, hidden: bool) -> None:
        """Mask client id, tenant and redirect URI: placeholders stand for them."""
        self._hidden = hidden
        self.questions.hide_values(hidden)
        self._show()

    def regions(self) -> tuple[QWidget, ...]:
        """Return where F6 goes, in reading order."""
        return (self.questions, self.headline if self.advice else self.outlook)

    # ---- building

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Which flow?"))
        self.setFocusProxy(self.questions)
        self._title = QLabel(_("Which flow?"))
        whole = QWidget()
        self._whole = QVBoxLayout(whole)
        self._whole.setContentsMargins(16, 14, 16, 16)
        self._whole.setSpacing(_GAP)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(_GAP)
        self._sides.addWidget(self.questions, 0, Qt.AlignmentFlag.AlignTop)
        self._sides.addLayout(self._answer_column(), 1)
        self._whole.addWidget(self._title)
        self._whole.addLayout(self._sides)
        self._whole.addStretch()
        self.setWidget(whole)
        self.viewport().setAutoFillBackground(False)
        whole.setAutoFillBackground(False)

    def _answer_column(self) -> QVBoxLayout:
        self._answers, self._middle = QVBoxLayout(), QVBoxLayout()
        self._middle.setSpacing(_GAP)
        self._answers.setSpacing(_GAP)
        self._answers.addWidget(self.headline)
        self._answers.addWidget(self.outlook)
        self._answers.addWidget(self.reconsider, 0, Qt.AlignmentFlag.AlignLeft)
        self._answers.addLayout(self._middle)
        self._answers.addWidget(self.code)
        self._answers.addWidget(self.verify)
        self._answers.addStretch()
        return self._answers

    def _make_card(self) -> EntriesCard:
        card = EntriesCard(self._theme, self._copy)
        self._middle.addWidget(card)
        return card

    def _connect_signals(self) -> None:
        self.questions.changed.connect(self._show)
        self.headline.practise.clicked.connect(self._on_practise)
        self.headline.try_real.clicked.connect(self._on_try_real)
        self.headline.record.clicked.connect(self._on_record)
        self.reconsider.clicked.connect(self._on_reconsider)
        self._theme.changed.connect(self._on_theme_changed)

    # ---- showing

    def _show(self) -> None:
        """Show what the answers lead to."""
        found = decide(self.questions.answers())
        self._impossible = found if isinstance(found, Impossibility) else None
        self.advice = advise(found, self._details()) if isinstance(found, Client) else None
        self._show_outlook()
        self._show_advice()
        self._order_focus()

    def _details(self) -> Details:
        details = self.questions.details()
        return Details(scopes=details.scopes) if self._hidden else details

    def _show_outlook(self) -> None:
        """Show what is still possible, or which answer to reconsider, while there is no advice."""
        self.outlook.setVisible(self.advice is None)
        self.reconsider.setVisible(self._impossible is not None)
        if self._impossible is not None:
            self.headline.show_clash()
            self.outlook.show_content(impossible_content(self._impossible))
            self.reconsider.setText(_changed(self._impossible))
        elif self.advice is None:
            self.headline.show_open()
            self.outlook.show_content(open_content(self.questions.answers()))

    def _show_advice(self) -> None:
        advice = self.advice
        self.code.setVisible(advice is not None)
        self.verify.setVisible(advice is not None)
        self.cards.show_contents(contents_before_code(advice) if advice else ())
        if advice is not None:
            self.headline.show_advice(advice)
            self.code.show_snippets(flow_snippets(advice))
            self.verify.show_content(verify_content(advice))

    def _order_focus(self) -> None:
        """Let Tab go from the questions to the fields, the buttons and the cards, as they are read."""
        chain = [*self.questions.focus_chain(), *self.headline.buttons(), *self.outlook.focus_chain(), self.reconsider]
        for card in self.cards.cards:
            chain += card.focus_chain()
        chain += [*self.code.focus_chain(), *self.verify.focus_chain()]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answer under the questions where there is no room beside them."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: "QShowEvent") -> None:
        """Set the fonts, which a widget loses when it gets its place, and put the focus where the first key helps."""
        super().showEvent(event)
        self._on_theme_changed()
        if self.advice is None and not event.spontaneous():
            self.setFocus()

    def _arrange(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        beside = self.width() >= letter * _BESIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(across if beside else down)
        # Under the questions nobody would see the answer come: there its headline stands above them.
        if beside:
            self._answers.insertWidget(0, self.headline)
        else:
            self._whole.insertWidget(1, self.headline)
        self.questions.setMaximumWidth(letter * _QUESTIONS if beside else _ANY_WIDTH)
        self.questions.setMinimumWidth(letter * (_QUESTIONS - 6) if beside else 0)

    # ---- slots

    def _on_practise(self) -> None:
        self._try(practice=True)

    def _on_try_real(self) -> None:
        self._try(practice=False)

    def _try(self, *, practice: bool) -> None:
        from inspector.ui.flow_trial import trial_of

        if self.advice is not None:  # with what was typed, also where it is hidden on screen
            self.try_asked.emit(trial_of(advise(self.advice.client, self.questions.details()), practice=practice))

    def _on_record(self) -> None:
        if self.advice is None:
            return
        from inspector.report.flow_note import decision_note, next_year
        from inspector.ui.dialogs import ShareDialog, Sharing

        today = date.today()  # noqa: DTZ011  the day where the person is
        sharing = Sharing(
            _("Record the decision"),
            _("For the repository, or the description of the app registration. Write at each … what is missing."),
            _("The decision, as Markdown"),
            _("Save the decision"),
            "sign-in-decision.md",
            editable=True,
        )
        ShareDialog(decision_note(self.advice, (), today, next_year(today)), self._copy, self, sharing).open()

    def _on_reconsider(self) -> None:
        if self._impossible is not None:
            question, answers = self._impossible.reconsider, dict(self.questions.answers())
            self.questions.show_answers(answers | {question: not answers[question]})
            self.questions.questions[question].segments.setFocus()

    def _on_theme_changed(self) -> None:
        self._title.setFont(self._theme.heading)
        self.headline.set_fonts()
        self._arrange()


def _changed(impossible: Impossibility) -> str:
    """Return what the button says that changes the answer to reconsider."""
    question = impossible.reconsider
    words = wording(question)
    answer = words.no if dict(impossible.clash)[question] else words.yes
    return _("Change “{question}” to “{answer}”").format(question=words.text, answer=answer)
