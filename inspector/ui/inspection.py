"""What is inspected: the pastes of this session, the one that is looked at, and its newest judgement."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from inspector.ui.background import Background, Task
from inspector.ui.pastes import Paste, Pastes
from inspector.ui.services import Services
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.diagnosis.expectation import Expectation
    from inspector.exchanges.redaction.har_copy import Copied
    from inspector.tokens.artifact import Pasted
    from inspector.ui.services import LogText

_OFF_THREAD = 300_000  # characters: what is longer is judged off the GUI thread
_UNDO_FOR = 60  # seconds


class Inspection(QObject):
    """Takes in what is pasted, opened or dropped, judges it against what is expected, and tells what is new.

    `chosen` carries the paste that is about to be judged, `judged` the id of the artifact to look at (None: the one
    that matters most). `complained` carries words to show in place ("" takes them back), `began` what is under way ("":
    nothing), `advanced` how far it has come (0 to 1), `removed` the words for what can be put back ("": nothing can),
    `masked` whether values are hidden from now on,
    `saved` how saving a redacted copy went.
    """

    chosen = Signal(object)
    judged = Signal(object)
    complained = Signal(str)
    began = Signal(str)
    advanced = Signal(float)
    removed = Signal(str)
    masked = Signal(bool)
    saved = Signal(str)

    def __init__(
        self, services: Services, background: Background, expected: "Callable[[], Expectation]", parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._background, self._expected = services, background, expected
        self.pastes = Pastes()
        self.current: Paste | None = None
        self.hidden = services.settings.hide_values
        self._task: Task | None = None
        self._undo_timer = QTimer(self)
        self._undo_timer.setSingleShot(True)
        self._undo_timer.setInterval(_UNDO_FOR * 1000)
        self._undo_timer.timeout.connect(self._on_undo_over)

    # ---- what comes in

    def explain_text(self, text: str, said: str = "") -> None:
        """Judge `text`, with what the API answered to it."""
        from inspector.ui.intake import TooLargeError, check_length

        try:
            check_length(text)
        except TooLargeError as limit:
            self.complained.emit(str(limit))
            return
        self._drop_empty()
        paste = self.pastes.add(text)
        if said:
            paste.answer(said)
        self.show(paste, None)

    def explain_file(self, path: Path) -> None:
        """Read a file off the GUI thread and judge it."""
        from inspector.ui.intake import read_file

        self.cancel()
        self.began.emit(_("Reading {name}").format(name=path.name))
        self._task = self._background.run(
            self,
            lambda task: read_file(path, self._services, task, self.advanced.emit),
            partial(self._on_file_read, path),
            self._on_failure,
        )

    def save_redacted(self, source: Path, target: Path) -> None:
        """Write the redacted copy of a recording off the GUI thread; `saved` tells how that went."""
        self.cancel()
        self.began.emit(_("Redacting {name}").format(name=source.name))
        redact = self._services.redact_recording
        self._task = self._background.run(
            self,
            lambda task: redact(
                source, target, lambda share: task.call(self.advanced.emit, share), lambda: task.cancelled
            ),
            self._on_redacted,
            self._on_failure,
        )

    def take_in(self, text: str) -> Paste:
        """List and judge `text` without looking at it: what is looked at stays. Return its paste."""
        paste = self.pastes.add(text)
        try:
            self._take_apart_and_judge(paste)
        except Exception as error:  # noqa: BLE001  a fault of ours must not reach the person as a crash
            self.complained.emit(_complaint(error))
        return paste

    def cancel(self) -> None:
        """Stop reading; what comes late is dropped."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.began.emit("")

    # ---- judging

    def show(self, paste: Paste, artifact: str | None) -> None:
        """Look at `paste` and one of its artifacts."""
        self.complained.emit("")
        self.current = paste
        self.chosen.emit(paste)
        if paste.pasted is None and len(paste.joined) > _OFF_THREAD:
            self._recognise_later(paste, artifact)
        else:
            self._judge(paste, artifact)

    def judge_again(self, artifact: str | None) -> None:
        """Judge the current paste as of now, against what is expected now."""
        if self.current is not None and self.current.pasted is not None:
            self._judge(self.current, artifact)

    def judge_by_clock(self, artifact: str | None) -> None:
        """Judge the current paste anew because time went by; a recording is judged as of its own moments."""
        if self.current is not None and self.current.recording is None:
            self.judge_again(artifact)

    def diagnose(self, paste: Paste) -> "Diagnosis | None":
        """Return the judgement of `paste` as of now against what is expected now; None where that fails."""
        try:
            if paste.pasted is None:
                paste.pasted = self._services.recognise(paste.joined)
            return self._services.judge(paste.pasted, self._expected(), time.time())
        except Exception as error:  # noqa: BLE001  a fault of ours must not reach the person as a crash
            self._on_failure(error)
            return None

    def hide_values(self, hidden: bool) -> None:
        """Compose every report anew, masked or not."""
        self.hidden = hidden
        for paste in self.pastes.all:
            if paste.diagnosis is not None:
                paste.report = self._services.compose(paste.diagnosis, hidden)
        self.masked.emit(hidden)

    def share(self) -> str:
        """Return the masked report of the current paste as Markdown; "" where there is none."""
        if self.current is None or self.current.diagnosis is None:
            return ""
        return self._services.to_markdown(self._services.compose(self.current.diagnosis, True))

    # ---- taking out and putting back

    def remove(self, paste: Paste) -> None:
        """Take one paste out."""
        at = self.pastes.all.index(paste)
        self.pastes.remove(paste)
        self._after_removal(at, _("Removed."))

    def clear(self) -> None:
        """Take all pastes out."""
        self.pastes.clear()
        self._after_removal(0, _("Removed all."))

    def undo(self) -> None:
        """Put back what was taken out last."""
        restored = self.pastes.undo()
        self._on_undo_over()
        if restored is not None:
            self.show(restored, None)

    def _after_removal(self, at: int, words: str) -> None:
        self._undo_timer.start()
        left = self.pastes.all
        self.current = left[min(at, len(left) - 1)] if left else None
        if self.current is None:
            self.judged.emit(None)
        else:
            self.show(self.current, None)
        self.removed.emit(words)

    @Slot()
    def _on_undo_over(self) -> None:
        self._undo_timer.stop()
        self.pastes.forget_removed()
        self.removed.emit("")

    # ---- how it is done

    def _recognise_later(self, paste: Paste, artifact: str | None) -> None:
        def go_on(pasted: "Pasted") -> None:
            paste.pasted = pasted
            if paste is self.current:
                self._judge(paste, artifact)

        self.cancel()
        self.began.emit(_("Reading the paste"))
        text = paste.joined
        self._task = self._background.run(self, lambda _task: self._services.recognise(text), go_on, self._on_failure)

    def _judge(self, paste: Paste, artifact: str | None) -> None:
        try:
            self._take_apart_and_judge(paste)
        except Exception as error:  # noqa: BLE001  a fault of ours must not reach the person as a crash
            self._on_failure(error)
            return
        self.began.emit("")
        self.judged.emit(artifact)

    def _take_apart_and_judge(self, paste: Paste) -> None:
        if paste.pasted is None:
            paste.pasted = self._services.recognise(paste.joined)
        paste.diagnosis = self._services.judge(paste.pasted, self._expected(), time.time())
        paste.report = self._services.compose(paste.diagnosis, self.hidden)

    def _on_redacted(self, copied: "Copied") -> None:
        from inspector.report.copied import copied_sentences

        self.began.emit("")
        self.saved.emit(" ".join(copied_sentences(copied)))

    def _on_file_read(self, path: Path, found: "str | LogText") -> None:
        self.began.emit("")
        self._drop_empty()
        paste = self.pastes.add(found if isinstance(found, str) else "")
        paste.file = path
        if not isinstance(found, str):
            paste.pasted, paste.listed = found
        self.show(paste, None)

    def _on_failure(self, error: Exception) -> None:
        self.began.emit("")
        self.complained.emit(_complaint(error))

    def _drop_empty(self) -> None:
        """Forget a paste in which nothing was found: the next one is meant to be better."""
        empty = self.current
        if empty is not None and empty.report is not None and not empty.report.artifacts and empty in self.pastes.all:
            self.pastes.all.remove(empty)


def _complaint(error: Exception) -> str:
    """Return what could not be done, why, and what to do instead."""
    from inspector.exchanges.json_stream import NotARecordingError
    from inspector.ui.intake import TooLargeError

    if isinstance(error, TooLargeError | NotARecordingError):
        return str(error)
    if isinstance(error, OSError):
        words = _("The file can't be read: {reason}. Choose another one, or paste its text.")
        return words.format(reason=error.strerror or type(error).__name__)
    words = _("This could not be judged ({error}). Nothing was sent anywhere. Try a smaller part of it.")
    return words.format(error=type(error).__name__)
