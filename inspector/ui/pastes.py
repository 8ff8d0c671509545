"""What was pasted in this session, newest first; it lives in memory only and is gone with the window."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from inspector.diagnosis.diagnose import Diagnosis
    from inspector.exchanges.attempt import Attempt
    from inspector.report.compose import Report
    from inspector.signin.api_call import ApiAnswer
    from inspector.tokens.artifact import Pasted
    from inspector.ui.services import ListedText


class Paste:
    """One paste with what the API answered to it, and the newest judgement of both."""

    __slots__ = (
        "answered",
        "attempts",
        "diagnosis",
        "file",
        "listed",
        "pasted",
        "report",
        "said",
        "said_by_call",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.file: Path | None = None  # where it was read from, while the window is open
        self.said = ""
        self.said_by_call = False  # whether it was said to a call of ours, not brought by the person
        self.pasted: Pasted | None = None  # the two taken apart, once that was done
        self.listed: tuple[ListedText, ...] = ()  # everything found in a log
        self.attempts: tuple[Attempt, ...] = ()  # sign-ins and calls of ours with this token
        self.answered: ApiAnswer | None = None  # to the newest call with its token
        self.diagnosis: Diagnosis | None = None
        self.report: Report | None = None

    def answer(self, said: str) -> None:
        """Join what the API answered to the paste."""
        if said != self.said:
            self.said, self.pasted, self.said_by_call = said, None, False

    @property
    def is_log(self) -> bool:
        """Whether this was a file too large to keep: it can't be joined with an answer."""
        return not self.text and (bool(self.listed) or self.recording is not None)

    @property
    def recording(self) -> "Path | None":
        """The file of a recording, of which a redacted copy can be saved."""
        return self.file if self.pasted is not None and getattr(self.pasted, "is_file", False) else None

    @property
    def all_attempts(self) -> "tuple[Attempt, ...]":
        """What is recorded in the paste, and then what this program did with its token."""
        return (*(self.diagnosis.attempts if self.diagnosis else ()), *self.attempts)

    @property
    def joined(self) -> str:
        """The paste and the API's answer as one text."""
        return f"{self.text}\n\n{self.said}" if self.said.strip() else self.text


class Pastes:
    """The pastes of this session; what was removed last can be put back."""

    def __init__(self) -> None:
        self.all: list[Paste] = []
        self._removed: list[tuple[int, Paste]] = []

    def add(self, text: str) -> Paste:
        """Return the paste of `text`, a new one in front unless the same text is there already."""
        known = next((paste for paste in self.all if paste.text == text and text), None)
        if known is not None:
            return known
        paste = Paste(text)
        self.all.insert(0, paste)
        return paste

    def remove(self, paste: Paste) -> None:
        """Take one paste out."""
        self._removed = [(self.all.index(paste), paste)]
        self.all.remove(paste)

    def clear(self) -> None:
        """Take all pastes out."""
        self._removed = list(enumerate(self.all))
        self.all = []

    @property
    def can_undo(self) -> bool:
        """Whether something removed can still be put back."""
        return bool(self._removed)

    def undo(self) -> Paste | None:
        """Put back what was removed last and return the first of it."""
        for at, paste in self._removed:
            self.all.insert(at, paste)
        restored = self._removed[0][1] if self._removed else None
        self._removed = []
        return restored

    def forget_removed(self) -> None:
        """Let go of what was removed: a credential should not outlive the wish to be rid of it."""
        self._removed = []
