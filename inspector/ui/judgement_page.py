"""The judgement of one paste: the verdict with its tabs, and what the API expects."""

import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from inspector.ui.claim_rows import claim_rows
from inspector.ui.expectation_panel import ExpectationPanel
from inspector.ui.fields import button
from inspector.ui.finding_card import CardActions
from inspector.ui.judgement_tabs import (
    CALL,
    CLAIMS,
    DIAGNOSIS,
    FLOW,
    IN_THE_BACK,
    JudgementTabs,
    Looked,
    tab_names,
)
from inspector.ui.pastes import Paste
from inspector.ui.tab_names import TabNames
from inspector.ui.theme import Theme
from inspector.ui.verdict_banner import VerdictBanner
from inspector.ui.verdict_place import VerdictPlace
from inspector.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.report.compose import ArtifactRow, Report
    from inspector.tokens.reasons import Verdict
    from inspector.ui.api_call_panel import ApiCallPanel, Called
    from inspector.ui.claims_tab import ClaimsTab
    from inspector.ui.diagnosis_tab import DiagnosisTab
    from inspector.ui.flow_tab import FlowTab
    from inspector.ui.signature_tab import SignatureTab
    from inspector.ui.token_tab import TokenTab

_SIDE_BY_SIDE = 76  # letters: a narrower page shows the verdict or what is expected, not both


class JudgementPage(QWidget):
    """Shows one artifact of one paste. The tabs in the back are filled when they come to the front.

    `challenge_accepted` carries the paste with whose token an API was called, and the claims that it asks for, as JSON.
    `review_asked` asks for the review of permissions, `copy_asked` (with the paste) for a redacted copy of a recording.
    """

    challenge_accepted = Signal(object, str)
    review_asked = Signal()
    copy_asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        actions: CardActions,
        make_signature: "Callable[[], SignatureTab]",
        make_call: "Callable[[], ApiCallPanel]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paste: Paste | None = None
        self.artifact: str | None = None
        self._hidden = False
        self._signatures: dict[str, Verdict] = {}  # by the artifact's fingerprint
        self._stale = set(IN_THE_BACK)
        self.expectations = ExpectationPanel(theme)
        self._expects = (
            False  # whether the expectations are wanted in place of the verdict, where there is room for one
        )
        self.expect = button(_("&Expected…"), _("Say what the API expects, and what it answered"), "small")
        self.banner = VerdictBanner(theme, actions.copy)
        self._stack = JudgementTabs(theme, actions, make_signature, make_call)
        self.tabs = TabNames(theme)
        self._build()
        self._connect_signals()

    @property
    def diagnosis(self) -> "DiagnosisTab":
        """The Diagnosis tab."""
        return self._stack.diagnosis

    @property
    def claims(self) -> "ClaimsTab":
        """The Claims tab."""
        return self._stack.claims

    @property
    def token(self) -> "TokenTab":
        """The Token tab."""
        return self._stack.token

    @property
    def signature(self) -> "SignatureTab":
        """The Signature tab."""
        return self._stack.signature

    @property
    def flow(self) -> "FlowTab":
        """The Flow tab."""
        return self._stack.flow

    @property
    def call(self) -> "ApiCallPanel":
        """The tab that calls the API."""
        return self._stack.call

    def cancel(self) -> None:
        """Stop what is under way here."""
        self._stack.cancel()

    def show_paste(self, paste: Paste, artifact: str | None, *, hidden: bool) -> None:
        """Show the judgement of `paste` and one of its artifacts (by id; the one that matters most where None)."""
        self._expects = self._expects and paste is self._paste
        self._paste, self._hidden = paste, hidden
        self.artifact = artifact if artifact in _ids(paste) else main_artifact(paste)
        self._stale = set(IN_THE_BACK)
        report = paste.report
        if report is None:
            return
        self._show_verdict(report)
        self.diagnosis.show_report(report, self.row())
        self._name_tabs()
        self._fill_front()

    def row(self) -> "ArtifactRow | None":
        """Return the artifact that is shown."""
        report = self._paste.report if self._paste else None
        return next((row for row in report.artifacts if row.id == self.artifact), None) if report else None

    def go_to_expectations(self, field: QWidget) -> None:
        """Give the focus to a field of what the API expects, which some tabs have in their back."""
        if self._shows_steps():
            self.tabs.setCurrentIndex(DIAGNOSIS)
        self._expects = True
        self._arrange()
        field.setFocus()

    def go_to_tab(self, at: int) -> None:
        """Bring a view to the front."""
        self._expects = False
        self.tabs.setCurrentIndex(at)
        self._arrange()

    def go_to_claim(self, artifact: str | None, claim: str) -> None:
        """Bring a claim to the front."""
        if artifact is not None and artifact != self.artifact:
            self.artifact = artifact
            self._stale = set(IN_THE_BACK)
        self.tabs.setCurrentIndex(CLAIMS)
        self._fill_front()
        self.claims.go_to(claim)

    def go_to_step(self, named: str) -> None:
        """Bring a step of the recording to the front: "5, token request (attempt 2)", as a finding names it."""
        found = re.match(r"(\d+)[^;\d]*(\d+)?", named)
        if found is not None:
            self.tabs.setCurrentIndex(FLOW)
            self.flow.go_to(int(found[2] or 1), int(found[1]))

    def has_claim(self, artifact: str | None, claim: str) -> bool:
        """Whether the Claims tab has a row of this name."""
        report = self._paste.report if self._paste else None
        wanted = artifact or self.artifact
        row = next((row for row in report.artifacts if row.id == wanted), None) if report else None
        return any(each.claim == claim for each in claim_rows(row))

    def hide_values(self, hidden: bool) -> None:
        """Mask what stands in the fields."""
        self.expectations.hide_values(hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Break the verdict's lines anew where the middle column has another width."""
        if watched is self._centre and event.type() == QEvent.Type.Resize:
            self._place.arrange(self._centre.size())
        return False

    def regions(self) -> tuple[QWidget, ...]:
        """Return where F6 goes, in reading order."""
        return (
            self.banner,
            self.tabs,
            self._stack.focus(self.tabs.currentIndex()),
            *(() if self.expectations.isHidden() else (self.expectations.calling, self.expectations.answer)),
        )

    def _shows_steps(self) -> bool:
        """Whether steps are shown: what is opened of one then has the place of the expectations."""
        return self.tabs.currentIndex() == FLOW and self._paste is not None and bool(self._paste.all_attempts)

    def _build(self) -> None:
        for name in tab_names():
            self.tabs.addTab(name)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for part in (self._build_centre(), self.expectations):
            self._split.addWidget(part)
        self._split.setHandleWidth(1)
        self._split.setStretchFactor(0, 1)
        self._split.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._split)
        self._share_width()

    def _share_width(self) -> None:
        """Give the expectations what their words need; the verdict gets the rest."""
        letter = self.fontMetrics().averageCharWidth()
        wanted = min(letter * 38, self.width() // 3) if self.isVisible() else letter * 38
        self.expectations.setMinimumWidth(letter * 28)
        self._split.setSizes([10_000, max(wanted, letter * 28)])

    def _build_centre(self) -> QWidget:
        self._centre = QWidget()
        self._centre.setMinimumWidth(300)
        self._place = VerdictPlace(self.banner)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(12, 0, 16, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch()
        tabs.addWidget(self.expect)
        column = QVBoxLayout(self._centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._place)
        column.addLayout(tabs)
        line = QWidget()
        line.setObjectName("line")
        line.setFixedHeight(1)
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column.addWidget(line)
        # What explains the verdict takes the room that is left, and no window is held open for it.
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self._stack, 1)
        return self._centre

    def _connect_signals(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.expect.clicked.connect(lambda: self._on_expect(True))
        self.expectations.back.clicked.connect(lambda: self._on_expect(False))
        self.expectations.call_asked.connect(partial(self.go_to_tab, CALL))
        self._stack.steps_asked.connect(partial(self.tabs.setCurrentIndex, FLOW))
        self._stack.signature_judged.connect(self._on_signature_judged)
        self._stack.called.connect(self._on_called)
        self._stack.challenge_accepted.connect(self._on_challenge_accepted)
        self._stack.review_asked.connect(self.review_asked)
        self._stack.save_asked.connect(self._on_save_asked)
        self._centre.installEventFilter(self)
        self._theme.changed.connect(self._on_theme_changed)

    def _arrange(self) -> None:
        """Show the expectations beside the verdict where there is room, else one of the two."""
        steps, narrow = self._shows_steps(), self.width() < self.fontMetrics().averageCharWidth() * _SIDE_BY_SIDE
        asked = narrow and self._expects and not steps
        focus = QApplication.focusWidget()
        self.expectations.setVisible(asked or not (narrow or steps))
        self.expectations.back.setVisible(narrow)
        self.expect.setVisible(narrow and not steps)
        self._centre.setVisible(not asked)
        if self.expectations.isHidden() and focus is not None and self.expectations.isAncestorOf(focus):
            self.tabs.setFocus()  # not whatever comes next in the window

    def _on_expect(self, shown: bool) -> None:
        self._expects = shown
        self._arrange()
        (self.expectations.calling if shown else self.expect).setFocus()

    def _show_verdict(self, report: "Report") -> None:
        row = self.row()
        self.banner.show_report(report, self._signatures.get(row.fingerprint or "") if row else None)
        self._place.arrange(self._centre.size())

    def _on_signature_judged(self, fingerprint: str, verdict: "Verdict") -> None:
        """Let the verdict say what is known of the signature now; it stays known while keys are."""
        before = self._signatures.get(fingerprint)
        self._signatures[fingerprint] = verdict
        report = self._paste.report if self._paste else None
        if report is not None and verdict is not before:
            self._show_verdict(report)

    def _on_called(self, called: "Called") -> None:
        """Draw the call with the other steps, and let the verdict take a refusal into account."""
        from inspector.ui.called import take_in

        take_in(called)
        if called.paste is self._paste:
            self._stale.add(FLOW)
            self._name_tabs()
            self.expectations.show_call(f"{called.call.method} {called.call.url}")
            by_call = called.paste.said_by_call
            self.expectations.take_answer(called.paste.said)
            called.paste.said_by_call = by_call  # what is told about now was not typed

    def _on_save_asked(self) -> None:
        """Save a copy of the whole recording where the steps are from one, else the steps."""
        from inspector.ui.flow_saving import save_steps

        if self._paste is not None and self._paste.recording is not None:
            self.copy_asked.emit(self._paste)
        else:
            save_steps(self.flow)

    def _on_challenge_accepted(self, claims: str) -> None:
        self.challenge_accepted.emit(self._paste, claims)

    def _name_tabs(self) -> None:
        report = self._paste.report if self._paste else None
        claims = len(claim_rows(self.row()))
        steps = sum(len(each.exchanges) for each in self._paste.all_attempts) if self._paste else 0
        counts = {DIAGNOSIS: len(report.findings) if report else 0, CLAIMS: claims, FLOW: steps}
        for tab, count in counts.items():
            self.tabs.setTabText(tab, _counted(tab_names()[tab], count))

    def _on_tab_changed(self, at: int) -> None:
        self._stack.setCurrentWidget(self._stack.tab(at))
        self._fill_front()

    def _fill_front(self) -> None:
        front = self.tabs.currentIndex()
        self._arrange()
        if front not in self._stale or self._paste is None:
            return
        self._stale.discard(front)
        calling = self.expectations.calling.text()
        self._stack.fill(front, Looked(self._paste, self.artifact, self.row(), calling, self._hidden))

    def _on_theme_changed(self) -> None:
        report = self._paste.report if self._paste else None
        if report is not None:
            self._show_verdict(report)
            self.diagnosis.show_report(report, self.row())
        self._share_width()
        self._arrange()
        self._stack.follow_theme()


def main_artifact(paste: Paste) -> str | None:
    """Return the id of the artifact that the verdict speaks of, else of the first with claims, else of the first."""
    report = paste.report
    if report is None or not report.artifacts:
        return None
    with_claims = next((row.id for row in report.artifacts if row.claims), None)
    root = report.findings[0].artifact if report.findings else None
    return with_claims or root or report.artifacts[0].id


def _ids(paste: Paste) -> set[str]:
    return {row.id for row in paste.report.artifacts} if paste.report else set()


def _counted(name: str, count: int) -> str:
    return f"{name} {count}" if count else name
