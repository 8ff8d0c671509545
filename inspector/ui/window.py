"""The main window: what comes in is judged and shown. All connections stand in `_connect_signals`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from inspector.ui.background import Background, Task
from inspector.ui.bars import StatusBar, ToolBar
from inspector.ui.clipboard import KEPT_FOR, Clipboard
from inspector.ui.pastes import Paste, Pastes
from inspector.ui.services import Services
from inspector.ui.start_page import StartPage
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
    from PySide6.QtWidgets import QMenu

    from inspector.samples import Sample
    from inspector.tokens.artifact import Pasted
    from inspector.ui.inspected_list import InspectedRow
    from inspector.ui.notice import Notice
    from inspector.ui.request_log import RequestLog
    from inspector.ui.services import LogText
    from inspector.ui.signature_tab import SignatureTab
    from inspector.ui.workspace import Workspace

_OFF_THREAD = 300_000  # characters: what is longer is judged off the GUI thread
_TICK = 30  # seconds between two looks at the clock
_UNDO_FOR = 60  # seconds


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
        self._pastes = Pastes()
        self._current: Paste | None = None
        self._hidden = services.settings.hide_values
        self._task: Task | None = None
        self._was_painted = False
        self._workspace: Workspace | None = None
        self._notice: Notice | None = None
        self._requests: RequestLog | None = None
        self._tick = self._timer(_TICK, single=False)
        self._undo_timer = self._timer(_UNDO_FOR, single=True)
        self._build()
        self._connect_signals()

    # ---- what comes in

    def explain_text(self, text: str) -> None:
        """Judge `text` and show the verdict."""
        from inspector.ui.intake import TooLargeError, check_length

        try:
            check_length(text)
        except TooLargeError as limit:
            self._tell(str(limit))
            return
        self._drop_empty()
        self._show(self._pastes.add(text), None)

    def explain_file(self, path: Path) -> None:
        """Read a file off the GUI thread, judge it and show the verdict."""
        from inspector.ui.intake import read_file

        self._cancel()
        self._status.show_progress(_("Reading {name}").format(name=path.name))
        self._task = self._background.run(
            self,
            lambda task: read_file(path, self._services, task, self._on_progress),
            self._on_file_read,
            self._on_failure,
        )

    def explain_sample(self, sample: "Sample") -> None:
        """Show a sample as if it had been pasted, with what its API expects."""
        workspace = self._make_workspace()
        workspace.expectations.show_expectation(sample.expectation)
        paste = self._pastes.add(sample.text)
        paste.answer(sample.said)
        self._show(paste, None)

    def paste(self) -> None:
        """Explain what is on the clipboard."""
        text = self._clipboard.text()
        path = self._clipboard.file()
        if path is not None:
            self.explain_file(path)
        elif text.strip():
            self.explain_text(text)
        else:
            self._tell(_("There is no text on the clipboard. Copy a token, an error or a log first."))

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

    # ---- judging and showing

    def _show(self, paste: Paste, artifact: str | None) -> None:
        self._tell("")
        self._current = paste
        workspace = self._make_workspace()
        workspace.expectations.show_answer(paste.said, open_to_answers=not paste.is_log)
        if paste.pasted is None and len(paste.joined) > _OFF_THREAD:
            self._recognise_later(paste, artifact)
        else:
            self._judge(paste, artifact)

    def _recognise_later(self, paste: Paste, artifact: str | None) -> None:
        def go_on(pasted: "Pasted") -> None:
            paste.pasted = pasted
            if paste is self._current:
                self._judge(paste, artifact)

        self._cancel()
        self._status.show_progress(_("Reading the paste"))
        text = paste.joined
        self._task = self._background.run(self, lambda _task: self._services.recognise(text), go_on, self._on_failure)

    def _judge(self, paste: Paste, artifact: str | None) -> None:
        expectation = self._make_workspace().expectations.expectation()
        try:
            if paste.pasted is None:
                paste.pasted = self._services.recognise(paste.joined)
            paste.diagnosis = self._services.judge(paste.pasted, expectation, time.time())
            paste.report = self._services.compose(paste.diagnosis, self._hidden)
        except Exception as error:  # noqa: BLE001  a fault of ours must not reach the person as a crash
            self._on_failure(error)
            return
        self._status.tell("")
        self._refresh(artifact)

    def _refresh(self, artifact: str | None) -> None:
        workspace, paste = self._make_workspace(), self._current
        self._toolbar.share.setEnabled(paste is not None)
        if paste is None:
            self._stack.setCurrentWidget(self._start)
            return
        workspace.show_paste(paste, artifact, self._pastes.all, hidden=self._hidden)
        self._stack.setCurrentWidget(workspace)

    def _make_workspace(self) -> "Workspace":
        """Return the three columns, built when first needed: the start page must not wait for them."""
        if self._workspace is None:
            from inspector.ui.finding_card import CardActions
            from inspector.ui.workspace import Workspace

            actions = CardActions(
                self._copy,
                self._copy_secret,
                self._go_to_claim,
                self._open_reference,
                self._has_claim,
                self._look_up,
            )
            self._workspace = Workspace(self._theme, actions, self._make_signature, self._stack)
            self._workspace.hide_values(self._hidden)
            self._stack.addWidget(self._workspace)
            self._connect_workspace(self._workspace)
        return self._workspace

    def _make_signature(self) -> "SignatureTab":
        """Return the Signature tab, with what verifies and what counts its requests."""
        from inspector.ui.request_log import RequestLog
        from inspector.ui.signature_tab import SignatureTab

        verifier = self._services.make_verifier()
        self._requests = RequestLog(self)
        self._requests.changed.connect(self._on_request_made)
        verifier.tell(self._requests.add)
        return SignatureTab(self._theme, verifier, self._background)

    def warm_up(self) -> None:
        """Do, after the first paint, what it must not wait for and the first paste would otherwise wait for."""
        self._connect_keys()
        self._theme.follow_system()
        self._make_workspace()
        nothing = self._services.recognise("eyJhbGciOiJub25lIn0.e30.")
        expectation = self._make_workspace().expectations.expectation()
        self._services.compose(self._services.judge(nothing, expectation, time.time()), False)

    def _tell(self, words: str) -> None:
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
        self._toolbar, self._start, self._status = ToolBar(), StartPage(self._theme), StatusBar()
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
        self._toolbar.hiding.setChecked(self._hidden)
        self._toolbar.share.setEnabled(False)

    def _timer(self, seconds: int, *, single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(seconds * 1000)
        return timer

    def _connect_signals(self) -> None:
        bar = self._toolbar
        bar.paste.clicked.connect(self.paste)
        bar.open.clicked.connect(self._on_open)
        bar.samples.clicked.connect(self._on_samples)
        bar.share.clicked.connect(self._on_share)
        bar.hiding.toggled.connect(self._on_hide_toggled)
        bar.menu.clicked.connect(self._on_menu)
        self._start.paste_asked.connect(self.paste)
        self._start.sample.clicked.connect(self._on_samples)
        self._status.requests.clicked.connect(self._on_requests)
        self._status.cancel_asked.connect(self._cancel)
        self._tick.timeout.connect(self._on_tick)
        self._undo_timer.timeout.connect(self._on_undo_over)
        self._tick.start()

    def _connect_keys(self) -> None:
        from inspector.ui.commands import connect_commands

        bar = self._toolbar
        connect_commands(
            self,
            {
                "paste": self.paste, "open": self._on_open, "share": self._on_share, "hide": bar.hiding.toggle,
                "tab_1": lambda: self._go_to_tab(0), "tab_2": lambda: self._go_to_tab(1),
                "tab_3": lambda: self._go_to_tab(2), "tab_4": lambda: self._go_to_tab(3),
                "filter": self._on_filter, "expect": self._on_expect,
                "answer": self._on_answer, "next_region": lambda: self._go_to_region(1),
                "previous_region": lambda: self._go_to_region(-1), "undo": self._on_undo,
                "larger": lambda: self._theme.magnify(1), "smaller": lambda: self._theme.magnify(-1),
                "normal": lambda: self._theme.magnify(0), "reference": self._on_reference,
                "shortcuts": self._on_shortcuts, "quit": self._on_quit,
            },
        )  # fmt: skip

    def _connect_workspace(self, workspace: "Workspace") -> None:
        workspace.inspected.chosen.connect(self._on_row_chosen)
        workspace.inspected.removal_asked.connect(self._on_removal)
        workspace.clear_asked.connect(self._on_clear)
        workspace.undo_asked.connect(self._on_undo)
        workspace.listed_asked.connect(self._on_listed)
        workspace.expectations.changed.connect(self._on_expectation_changed)
        workspace.expectations.answer_changed.connect(self._on_answer_changed)

    # ---- slots

    @Slot()
    def _on_open(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, _("Open a file: a token, a response, a log"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def _on_file_chosen(self, path: str) -> None:
        self.explain_file(Path(path))

    def _on_file_read(self, found: "str | LogText") -> None:
        self._status.tell("")
        self._drop_empty()
        paste = self._pastes.add(found if isinstance(found, str) else "")
        if not isinstance(found, str):
            paste.pasted, paste.listed = found
        self._show(paste, None)

    def _on_progress(self, share: float) -> None:
        self._status.set_share(share)

    def _on_failure(self, error: Exception) -> None:
        from inspector.ui.intake import TooLargeError

        self._status.tell("")
        if isinstance(error, TooLargeError):
            self._tell(str(error))
        elif isinstance(error, OSError):
            self._tell(
                _("The file can't be read: {reason}. Choose another one, or paste its text.").format(
                    reason=error.strerror or type(error).__name__
                )
            )
        else:
            self._tell(
                _("This could not be judged ({error}). Nothing was sent anywhere. Try a smaller part of it.").format(
                    error=type(error).__name__
                )
            )

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._status.tell("")

    @Slot()
    def _on_samples(self) -> None:
        from inspector.ui.menus import sample_menu

        button = self._start.sample if self._start.sample.hasFocus() else self._toolbar.samples
        self._pop_up(sample_menu(self._services.samples(), self.explain_sample, self), button)

    @Slot()
    def _on_menu(self) -> None:
        from inspector.ui.menus import settings_menu

        self._pop_up(
            settings_menu(self._theme, self._on_reference, self._on_shortcuts, self.close, self), self._toolbar.menu
        )

    def _pop_up(self, menu: "QMenu", under: QWidget) -> None:
        from PySide6.QtCore import Qt

        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    @Slot()
    def _on_share(self) -> None:
        from inspector.ui.dialogs import ShareDialog

        if self._current is not None and self._current.diagnosis is not None:
            report = self._services.compose(self._current.diagnosis, True)
            ShareDialog(self._services.to_markdown(report), self._copy, self).open()

    @Slot()
    def _on_listed(self) -> None:
        from inspector.ui.listed_dialog import ListedDialog

        if self._current is not None:
            ListedDialog(self._current.listed, self.explain_text, hidden=self._hidden, parent=self).open()

    @Slot()
    def _on_shortcuts(self) -> None:
        from inspector.ui.commands import shortcut_pairs
        from inspector.ui.dialogs import Sheet

        Sheet(_("Keyboard shortcuts"), shortcut_pairs(), "", self).open()

    @Slot()
    def _on_reference(self) -> None:
        self._look_up("")

    def _look_up(self, code: str) -> None:
        from inspector.ui.error_reference import ErrorReference

        ErrorReference(code, self).open()

    @Slot()
    def _on_requests(self) -> None:
        from inspector.ui.dialogs import Sheet

        made = self._requests.all() if self._requests else ()
        words = "" if made else _("None. Pasting, opening and explaining open no connection.")
        pairs = [
            (time.strftime("%H:%M:%S", time.localtime(each.moment)), f"{each.method} {each.address}") for each in made
        ]
        Sheet(_("Requests made"), pairs[-40:], words, self).open()

    @Slot()
    def _on_request_made(self) -> None:
        self._status.show_requests(len(self._requests.all()) if self._requests else 0)

    @Slot(bool)
    def _on_hide_toggled(self, hidden: bool) -> None:
        self._hidden = hidden
        for paste in self._pastes.all:
            if paste.diagnosis is not None:
                paste.report = self._services.compose(paste.diagnosis, hidden)
        if self._workspace is not None:
            self._workspace.hide_values(hidden)
            self._refresh(self._artifact())

    @Slot(object)
    def _on_row_chosen(self, row: "InspectedRow") -> None:
        self._show(row.paste, row.artifact.id if row.artifact else None)

    @Slot(object)
    def _on_removal(self, row: "InspectedRow") -> None:
        at = self._pastes.all.index(row.paste)
        self._pastes.remove(row.paste)
        self._after_removal(at, _("Removed."))

    @Slot()
    def _on_clear(self) -> None:
        self._pastes.clear()
        self._after_removal(0, _("Removed all."))
        self._make_notice().offer(_("Everything that was inspected is removed."), _("Undo"), self._on_undo)

    def _after_removal(self, at: int, words: str) -> None:
        self._make_workspace().offer_undo(words)
        self._undo_timer.start()
        left = self._pastes.all
        self._current = left[min(at, len(left) - 1)] if left else None
        if self._current is None:
            self._refresh(None)
            self._make_notice().offer(words, _("Undo"), self._on_undo)
        else:
            self._show(self._current, None)

    @Slot()
    def _on_undo(self) -> None:
        restored = self._pastes.undo()
        self._on_undo_over()
        if restored is not None:
            self._show(restored, None)

    @Slot()
    def _on_undo_over(self) -> None:
        self._undo_timer.stop()
        self._pastes.forget_removed()
        self._make_workspace().offer_undo("")
        if self._notice is not None:
            self._notice.withdraw_offer()

    @Slot()
    def _on_expectation_changed(self) -> None:
        if self._current is not None:
            self._show(self._current, self._artifact())

    @Slot()
    def _on_answer_changed(self) -> None:
        if self._current is not None:
            self._current.answer(self._make_workspace().expectations.answer.toPlainText())
            self._show(self._current, self._artifact())

    @Slot()
    def _on_tick(self) -> None:
        """Look at the clock: a token may have expired while it was looked at."""
        if self._current is not None and self._current.pasted is not None and self.isVisible():
            self._judge(self._current, self._artifact())

    def _on_quit(self) -> None:
        self.close()

    def _on_filter(self) -> None:
        self._go_to_tab(1)
        if self._workspace is not None and self._current is not None:
            self._workspace.claims.filter.setFocus()

    def _on_expect(self) -> None:
        if self._workspace is not None and self._current is not None:
            self._workspace.expectations.audience.setFocus()

    def _on_answer(self) -> None:
        if self._workspace is not None and self._current is not None:
            self._workspace.expectations.answer.setFocus()

    # ---- small moves

    def _artifact(self) -> str | None:
        row = self._workspace.row() if self._workspace is not None else None
        return row.id if row else None

    def _drop_empty(self) -> None:
        """Forget a paste in which nothing was found: the next one is meant to be better."""
        empty = self._current
        if empty is not None and empty.report is not None and not empty.report.artifacts and empty in self._pastes.all:
            self._pastes.all.remove(empty)

    def _copy(self, text: str) -> None:
        self._clipboard.copy(text)
        self._status.tell(_("Copied."))

    def _copy_secret(self, text: str) -> None:
        self._clipboard.copy_secret(text)
        self._status.tell(
            _("Token copied. It is taken off the clipboard in {seconds} seconds.").format(seconds=KEPT_FOR)
        )

    def _go_to_tab(self, at: int) -> None:
        if self._workspace is not None and self._current is not None:
            self._workspace.tabs.setCurrentIndex(at)

    def _go_to_region(self, step: int) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication

        shown = self._workspace is not None and self._current is not None
        regions = (
            self._toolbar.paste,
            *(self._workspace.regions() if self._workspace and shown else (self._start.paste,)),
        )
        focus = QGuiApplication.focusObject()
        at = next((at for at, region in enumerate(regions) if _within(focus, region)), 0)
        regions[(at + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_claim(self, artifact: str | None, claim: str) -> None:
        self._make_workspace().go_to_claim(artifact, claim)

    def _has_claim(self, artifact: str | None, claim: str) -> bool:
        return self._make_workspace().has_claim(artifact, claim)

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
        self._cancel()
        self._tick.stop()
        self._clipboard.take_back()
        size = self.normalGeometry().size() if self.isMaximized() else self.size()
        self._services.save_settings(
            self._services.settings._replace(
                width=size.width(), height=size.height(), maximised=self.isMaximized(),
                theme=self._theme.choice, zoom=self._theme.zoom, hide_values=self._hidden,
            )
        )  # fmt: skip
        super().closeEvent(event)


def _within(focus: object, region: QWidget) -> bool:
    return isinstance(focus, QWidget) and (focus is region or region.isAncestorOf(focus))
