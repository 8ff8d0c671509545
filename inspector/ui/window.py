"""The main window: what comes in is judged and shown. All connections stand in `_connect_signals`."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inspector.ui.background import Background
from inspector.ui.bars import StatusBar, ToolBar
from inspector.ui.clipboard import KEPT_FOR, Clipboard
from inspector.ui.inspection import Inspection
from inspector.ui.pages import Page
from inspector.ui.parts import Parts, Tools
from inspector.ui.pastes import Paste
from inspector.ui.services import Services
from inspector.ui.sheets import Deeds, Sheets
from inspector.ui.start_page import StartPage
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from inspector.diagnosis.expectation import Expectation
    from inspector.samples import Sample
    from inspector.ui.comparison_page import ComparisonPage
    from inspector.ui.inspected_list import InspectedRow
    from inspector.ui.judgement_page import JudgementPage
    from inspector.ui.notice import Notice
    from inspector.ui.sign_in_page import SignInPage
    from inspector.ui.sign_in_part import SignInPart
    from inspector.ui.workspace import Workspace

_TICK = 30  # seconds between two looks at the clock


class MainWindow(QMainWindow):
    """The window. It knows what is shown; what it means comes from the services.

    `painted` is emitted once, after the first paint has reached the screen.
    """

    painted = Signal()

    def __init__(self, services: Services, theme: Theme) -> None:
        super().__init__()
        self._services, self._theme = services, theme
        self._background = Background(services.executor, self)
        self._clipboard = Clipboard(self)
        self._inspection = Inspection(services, self._background, self._expected, self)
        deeds = Deeds(
            self._copy, self.explain_text, self.explain_file, self.explain_sample, self._complain, self._artifact,
            self.close,
        )  # fmt: skip
        tools = Tools(self._copy, self._copy_secret, self._clipboard.text, self._complain, self._show_sign_in)
        self._parts = Parts(theme, services, self._background, self._inspection, tools, self)
        self._sheets = Sheets(self, theme, services, self._inspection, deeds)
        self._was_painted = False
        self._workspace: Workspace | None = None
        self._notice: Notice | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK * 1000)
        self._build()
        self._connect_signals()

    # ---- what comes in

    def explain_text(self, text: str) -> None:
        """Judge `text` and show the verdict."""
        self._inspection.explain_text(text)

    def explain_file(self, path: Path) -> None:
        """Read a file off the GUI thread, judge it and show the verdict."""
        self._inspection.explain_file(path)

    def explain_sample(self, sample: "Sample") -> None:
        """Show a sample as if it had been pasted, with what its API expects."""
        self._judgement.expectations.show_expectation(sample.expectation)
        self._inspection.explain_text(sample.text, sample.said)

    def paste(self) -> None:
        """Explain what is on the clipboard."""
        text = self._clipboard.text()
        path = self._clipboard.file()
        if self._is_comparing() and path is None:
            self._comparison_page().paste()
        elif path is not None:
            self.explain_file(path)
        elif text.strip():
            self.explain_text(text)
        else:
            self._complain(_("There is no text on the clipboard. Copy a token, an error or a log first."))

    def receive(self, message: dict[str, str]) -> None:
        """Take what a second start hands over, and come to the front."""
        from PySide6.QtCore import Qt

        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        if "file" in message:
            self.explain_file(Path(message["file"]))
        elif message.get("text", "").strip():
            self.explain_text(message["text"])

    # ---- showing

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        workspace = self._make_workspace()
        workspace.show_page(page)
        self._stack.setCurrentWidget(workspace)

    @property
    def _judgement(self) -> "JudgementPage":
        return self._make_workspace().judgement

    def _expected(self) -> "Expectation":
        return self._judgement.expectations.expectation()

    def _make_workspace(self) -> "Workspace":
        """Return the columns, built when first needed: the start page must not wait for them."""
        if self._workspace is None:
            from inspector.ui.finding_card import CardActions
            from inspector.ui.judgement_page import JudgementPage
            from inspector.ui.workspace import Workspace

            actions = CardActions(
                self._copy,
                self._copy_secret,
                self._go_to_claim,
                self._open_reference,
                self._has_claim,
                self._sheets.reference,
                self._go_to_step,
            )
            judgement = JudgementPage(self._theme, actions, self._parts.make_signature, self._parts.make_call)
            judgement.hide_values(self._inspection.hidden)
            self._workspace = Workspace(self._theme, judgement, self._factories(), self._stack)
            self._stack.addWidget(self._workspace)
            self._workspace.side.add_section(self._parts.sign_in.accounts)
            self._connect_workspace(self._workspace)
        return self._workspace

    def _factories(self) -> Mapping[Page, Callable[[], QWidget]]:
        """Return what builds each page but the judgement; each has a button in the tool bar."""
        return {
            Page.SIGN_IN: self._parts.make_sign_in_page,
            Page.WHICH_FLOW: self._parts.make_flow_page,
            Page.COMPARISON: self._parts.make_comparison_page,
        }

    def _show_sign_in(self) -> "SignInPage":
        from inspector.ui.sign_in_page import SignInPage

        self._on_page_asked(Page.SIGN_IN)
        page = self._make_workspace().page(Page.SIGN_IN)
        assert isinstance(page, SignInPage)
        return page

    def warm_up(self) -> None:
        """Do, after the first paint, what it must not wait for and the first paste would otherwise wait for."""
        self._connect_keys()
        self._theme.follow_system()
        nothing = self._services.recognise("eyJhbGciOiJub25lIn0.e30.")
        self._services.compose(self._services.judge(nothing, self._expected(), time.time()), False)

    def _complain(self, words: str) -> None:
        """Say in place what could not be done and what to do instead; nothing clears it."""
        if words or self._notice is not None:
            self._make_notice().tell(words)

    def _make_notice(self) -> "Notice":
        if self._notice is None:
            from inspector.ui.notice import Notice

            self._notice = Notice()
            self._column.insertWidget(1, self._notice)
        return self._notice

    # ---- building

    def _build(self) -> None:
        settings = self._services.settings
        self.setWindowTitle("Token Inspector")  # never anything of a paste: titles are seen in task bars and recordings
        self.resize(settings.width, settings.height)
        self.setAcceptDrops(True)
        self._toolbar, self._start, self._status = (
            ToolBar(tuple(self._factories())),
            StartPage(self._theme),
            StatusBar(),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._start)
        centre = QWidget()
        self._column = QVBoxLayout(centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._toolbar)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self._status)
        self.setCentralWidget(centre)
        self._toolbar.hiding.setChecked(self._inspection.hidden)
        self._toolbar.share.setEnabled(False)

    def _connect_signals(self) -> None:
        bar, inspection = self._toolbar, self._inspection
        bar.paste.clicked.connect(self.paste)
        bar.open.clicked.connect(self._sheets.open_file)
        bar.samples.clicked.connect(self._on_samples)
        bar.page_asked.connect(self._on_page_asked)
        bar.share.clicked.connect(self._sheets.share)
        bar.hiding.toggled.connect(self._on_hide_toggled)
        bar.menu.clicked.connect(self._on_menu)
        self._start.paste_asked.connect(self.paste)
        self._start.sample.clicked.connect(self._on_samples)
        self._start.sign_in_asked.connect(self._show_sign_in)
        self._start.practice_asked.connect(self._on_practice_asked)
        self._status.requests.clicked.connect(self._on_requests)
        self._status.keeping.clicked.connect(self._on_keeping)
        self._status.cancel_asked.connect(inspection.cancel)
        inspection.chosen.connect(self._on_chosen)
        inspection.judged.connect(self._on_judged)
        inspection.complained.connect(self._complain)
        inspection.began.connect(self._on_began)
        inspection.advanced.connect(self._status.set_share)
        inspection.removed.connect(self._on_removed)
        inspection.saved.connect(self._on_saved)
        self._parts.sign_in_made.connect(self._connect_sign_in)
        self._parts.requests_left.connect(self._status.show_requests)
        self._parts.taken_in.connect(self._on_taken_in)
        self._stack.currentChanged.connect(self._mark_page)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()

    def _connect_keys(self) -> None:
        from inspector.ui.commands import connect_commands

        bar = self._toolbar
        connect_commands(
            self,
            {
                "paste": self.paste, "open": self._sheets.open_file, "share": self._sheets.share,
                "hide": bar.hiding.toggle,
                "tab_1": lambda: self._go_to_tab(0), "tab_2": lambda: self._go_to_tab(1),
                "tab_3": lambda: self._go_to_tab(2), "tab_4": lambda: self._go_to_tab(3),
                "tab_5": lambda: self._go_to_tab(4), "tab_6": lambda: self._go_to_tab(5),
                "filter": self._on_filter, "expect": self._on_expect,
                "answer": self._on_answer, "next_region": lambda: self._go_to_region(1),
                "previous_region": lambda: self._go_to_region(-1), "undo": self._inspection.undo,
                "larger": lambda: self._theme.magnify(1), "smaller": lambda: self._theme.magnify(-1),
                "normal": lambda: self._theme.magnify(0), "reference": self._sheets.reference,
                "permissions": self._sheets.review,
                "shortcuts": self._sheets.shortcuts, "quit": self._on_quit,
            },
        )  # fmt: skip

    def _connect_workspace(self, workspace: "Workspace") -> None:
        side, expectations = workspace.side, workspace.judgement.expectations
        workspace.page_shown.connect(self._mark_page)
        side.inspected.chosen.connect(self._on_row_chosen)
        side.inspected.removal_asked.connect(self._on_removal)
        side.clear_asked.connect(self._inspection.clear)
        side.undo_asked.connect(self._inspection.undo)
        side.listed_asked.connect(self._sheets.listed)
        workspace.judgement.copy_asked.connect(self._sheets.redacted_copy)
        expectations.changed.connect(self._on_expectation_changed)
        expectations.answer_changed.connect(self._on_answer_changed)
        workspace.judgement.challenge_accepted.connect(self._on_challenge_accepted)
        workspace.judgement.review_asked.connect(self._sheets.review)

    def _connect_sign_in(self, part: "SignInPart") -> None:
        self._column.insertWidget(1, part.practice)
        self._status.show_keeping(part.keeping())
        part.keeping_changed.connect(self._status.show_keeping)
        part.working.connect(self._on_began)
        part.listed.connect(lambda: self._on_judged(self._artifact()))
        self._status.cancel_asked.connect(part.desk.cancel_chores)

    # ---- slots

    @Slot(object)
    def _on_chosen(self, paste: Paste) -> None:
        """Show what the API answered to `paste` before it is judged: it is judged with it."""
        workspace = self._make_workspace()
        workspace.judgement.expectations.show_answer(paste.said, open_to_answers=not paste.is_log)
        workspace.show_page(Page.JUDGEMENT)

    @Slot(object)
    def _on_judged(self, artifact: str | None) -> None:
        workspace, inspection = self._make_workspace(), self._inspection
        self._toolbar.share.setEnabled(inspection.current is not None)
        workspace.show_pastes(inspection.current, artifact, inspection.pastes.all, hidden=inspection.hidden)
        if inspection.current is not None:
            self._stack.setCurrentWidget(workspace)
        elif workspace.shown is Page.JUDGEMENT:
            self._stack.setCurrentWidget(self._start)

    @Slot(str)
    def _on_began(self, words: str) -> None:
        if words:
            self._status.show_progress(words)
        else:
            self._status.tell("")

    @Slot(object)
    def _on_page_asked(self, page: Page) -> None:
        """Show a page with the focus where its first key helps."""
        self.show_page(page)
        self._mark_page()
        self._make_workspace().page(page).setFocus()

    @Slot()
    def _mark_page(self) -> None:
        """Let the tool bar say where the person is; pressing a button there twice does not take its mark away."""
        workspace = self._workspace
        in_front = workspace is not None and self._stack.currentWidget() is workspace
        self._toolbar.mark(workspace.shown if workspace is not None and in_front else None)

    @Slot()
    def _on_samples(self) -> None:
        self._sheets.samples(self._start.sample if self._start.sample.hasFocus() else self._toolbar.samples)

    @Slot()
    def _on_menu(self) -> None:
        self._sheets.settings(self._toolbar.menu)

    @Slot(str)
    def _on_saved(self, words: str) -> None:
        self._judgement.flow.tell(words)

    @Slot()
    def _on_requests(self) -> None:
        self._sheets.requests(self._parts.requests)

    @Slot()
    def _on_practice_asked(self) -> None:
        self._parts.sign_in.start_practice()

    @Slot()
    def _on_keeping(self) -> None:
        self._sheets.keeping(self._parts.sign_in)

    @Slot(bool)
    def _on_hide_toggled(self, hidden: bool) -> None:
        self._inspection.hide_values(hidden)
        self._parts.hide_values(hidden)
        if self._workspace is not None:
            self._judgement.hide_values(hidden)
            self._on_judged(self._artifact())

    @Slot(object)
    def _on_row_chosen(self, row: "InspectedRow") -> None:
        self._inspection.show(row.paste, row.artifact.id if row.artifact else None)

    @Slot(object)
    def _on_removal(self, row: "InspectedRow") -> None:
        self._inspection.remove(row.paste)

    @Slot(str)
    def _on_removed(self, words: str) -> None:
        """Offer to put back what was removed, where the person can see it."""
        self._make_workspace().side.offer_undo(words)
        if words and self._inspection.current is None:
            self._make_notice().offer(words, _("Undo"), self._inspection.undo)
        elif not words and self._notice is not None:
            self._notice.withdraw_offer()

    @Slot()
    def _on_expectation_changed(self) -> None:
        if self._inspection.current is not None:
            self._inspection.show(self._inspection.current, self._artifact())

    @Slot()
    def _on_answer_changed(self) -> None:
        current = self._inspection.current
        if current is not None:
            current.answer(self._judgement.expectations.answer.toPlainText())
            self._inspection.show(current, self._artifact())

    @Slot()
    def _on_tick(self) -> None:
        """Look at the clock: a token may have expired while it was looked at."""
        if self.isVisible():
            self._inspection.judge_by_clock(self._artifact())

    def _on_quit(self) -> None:
        self.close()

    def _on_filter(self) -> None:
        self._go_to_tab(1)
        if self._is_judging():
            self._judgement.claims.filter.setFocus()

    def _on_expect(self) -> None:
        if self._is_judging():
            self._judgement.go_to_expectations(self._judgement.expectations.audience)

    def _on_answer(self) -> None:
        if self._is_judging():
            self._judgement.go_to_expectations(self._judgement.expectations.answer)

    @Slot(object, str)
    def _on_challenge_accepted(self, paste: Paste, claims: str) -> None:
        """Show the sign-in that would answer an API's challenge; nothing is sent before its button is pressed."""
        from inspector.ui.answering import answer

        request, practice = answer(paste, self._artifact(), claims, self._parts.sign_in.desk.seats())
        self._parts.sign_in.begin(request, practice)

    @Slot()
    def _on_taken_in(self) -> None:
        """List what a page took in; what is looked at stays."""
        self._on_judged(self._artifact())

    # ---- small moves

    def _is_comparing(self) -> bool:
        shown = self._workspace is not None and self._stack.currentWidget() is self._workspace
        return shown and self._make_workspace().shown is Page.COMPARISON

    def _comparison_page(self) -> "ComparisonPage":
        from inspector.ui.comparison_page import ComparisonPage

        page = self._make_workspace().page(Page.COMPARISON)
        assert isinstance(page, ComparisonPage)
        return page

    def _is_judging(self) -> bool:
        """Whether there is a judgement to look at; then it is brought to the front."""
        if self._workspace is None or self._inspection.current is None:
            return False
        self.show_page(Page.JUDGEMENT)
        return True

    def _artifact(self) -> str | None:
        row = self._judgement.row() if self._workspace is not None else None
        return row.id if row else None

    def _copy(self, text: str) -> None:
        self._clipboard.copy(text)
        self._status.tell(_("Copied."))

    def _copy_secret(self, text: str) -> None:
        self._clipboard.copy_secret(text)
        self._status.tell(
            _("Token copied. It is taken off the clipboard in {seconds} seconds.").format(seconds=KEPT_FOR)
        )

    def _go_to_tab(self, at: int) -> None:
        if self._is_judging():
            self._judgement.go_to_tab(at)

    def _go_to_region(self, step: int) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        shown = self._workspace if self._stack.currentWidget() is self._workspace else None
        regions = (self._toolbar.paste, *(shown.regions() if shown else (self._start.paste,)))
        focus = QGuiApplication.focusObject()
        at = next((at for at, region in enumerate(regions) if _within(focus, region)), 0)
        regions[(at + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_claim(self, artifact: str | None, claim: str) -> None:
        self._judgement.go_to_claim(artifact, claim)

    def _go_to_step(self, named: str) -> None:
        self._judgement.go_to_step(named)

    def _has_claim(self, artifact: str | None, claim: str) -> bool:
        return self._judgement.has_claim(artifact, claim)

    def _open_reference(self, address: str) -> None:
        """Open a page of our own tables in the browser; addresses out of a paste never come here."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if address.startswith("https://"):
            QDesktopServices.openUrl(QUrl(address))

    # ---- Qt's own

    def paintEvent(self, event: "QPaintEvent") -> None:
        """Tell about the first paint, once it is over."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        """Welcome files and text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:
        """Explain what was dropped."""
        from inspector.ui.intake import dropped_file

        event.acceptProposedAction()
        path = dropped_file(event.mimeData())
        if path is not None:
            self.explain_file(path)
        elif event.mimeData().text().strip():
            self.explain_text(event.mimeData().text())

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Remember the window, not what was in it."""
        self._inspection.cancel()
        if self._workspace is not None:
            self._judgement.cancel()
        self._tick.stop()
        self._parts.close()
        self._clipboard.take_back()
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        self._services.save_settings(
            self._services.settings._replace(
                width=size.width(), height=size.height(), maximised=self.isMaximized(),
                theme=self._theme.choice, zoom=self._theme.zoom, hide_values=self._inspection.hidden,
            )
        )  # fmt: skip
        super().closeEvent(event)


def _within(focus: object, region: QWidget) -> bool:
    return isinstance(focus, QWidget) and (focus is region or region.isAncestorOf(focus))
