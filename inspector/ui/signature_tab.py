"""The Signature tab: what a resource would say of this token, by which key, and how to get the key."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inspector import moments
from inspector.diagnosis.verification import Asked, CheckVerdict
from inspector.knowledge.identifiers import is_guid
from inspector.report.verification import verdict_word
from inspector.tokens.algorithms import load_library
from inspector.tokens.artifact import Kind
from inspector.tokens.key_files import LIMIT, read_keys, typed_secret
from inspector.tokens.keys import KeySet, join
from inspector.tokens.reasons import Reason
from inspector.ui.background import Background, Task
from inspector.ui.checklist_view import ChecklistView
from inspector.ui.key_bar import KeyBar, Question, SecretDialog, Waiting
from inspector.ui.signature_cards import Row, RowsCard
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.subject import Subject
    from inspector.diagnosis.verification import Verification
    from inspector.tokens.artifact import Artifact
    from inspector.ui.services import Verifier

_ROLES = {"valid": "ok", "invalid": "bad", "cannot_be_judged": "warn"}


class SignatureTab(QScrollArea):
    """Shows one artifact's four checks. Keys that were given or fetched serve every token until they are forgotten.

    `judged` carries an artifact's fingerprint and the answer on its signature.
    """

    copy_asked = Signal(str)
    judged = Signal(str, object)

    def __init__(
        self, theme: Theme, verifier: "Verifier", background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._verifier, self._background = theme, verifier, background
        self._artifact: Artifact | None = None
        self._subject: Subject | None = None
        self._audiences: tuple[str, ...] = ()
        self._skew = 300
        self._hidden = False
        self._given = KeySet()
        self._typed = False
        self._task: Task | None = None
        self.verification: Verification | None = None
        self._build()
        self._connect_signals()

    def show_artifact(
        self, artifact: "Artifact | None", subject: "Subject | None", audiences: tuple[str, ...], *, hidden: bool
    ) -> None:
        """Show the checks of one artifact, with the audiences that its API accepts."""
        if artifact is not self._artifact:
            self.question.hide()
            self.keys.app_id.clear()
            self.verticalScrollBar().setValue(0)
        self._artifact, self._subject, self._audiences, self._hidden = artifact, subject, audiences, hidden
        self._judge()

    # ---- judging and showing

    def _judge(self) -> None:
        text = self._text()
        verification = self._verifier.judge(text, self._given, self._asked(), app_id=self._app_id()) if text else None
        self._show(verification)

    def _show(self, verification: "Verification | None") -> None:
        self.verification = verification
        holds_keys = self._artifact is not None and self._artifact.kind is Kind.JWKS
        self._words.setVisible(verification is None)
        self._words.setText(self._empty_words())
        self.use_keys.setVisible(holds_keys)
        for card in (self.verdict, self.key, self.notes, *self.checks):
            card.setVisible(verification is not None)
        self.keys.fetch.setEnabled(verification is not None)
        self.keys.show_given(len(self._given.keys))
        self.checklist.show_subject(self._subject if verification else None, hidden=self._hidden)
        if verification is not None:
            self._show_cards(verification)
            self.judged.emit(self._artifact.fingerprint or "" if self._artifact else "", verification.verdict)

    def _show_cards(self, verification: "Verification") -> None:
        role = _ROLES[verification.verdict.value]
        self.verdict.show_rows(verdict_word(verification.verdict), verification.reason, (), _pill(role), role)
        for card, check in zip(self.checks, verification.checks[1:], strict=True):
            card.show_check(check, hidden=self._hidden)
        rows = self._key_rows(verification)
        self.key.setVisible(bool(rows))
        self.key.show_rows(_("Key"), "", rows)
        notes = [*verification.notes, *self._writing_note()]
        self.notes.setVisible(bool(notes))
        self.notes.show_rows(_("Worth knowing"), " ".join(notes), ())
        self.keys.offer_app_id(offered=self._may_have_own_keys(verification))

    def _key_rows(self, verification: "Verification") -> list[Row]:
        key = verification.signature.key
        if key is None:
            return []
        rows = [Row(_("key id"), key.key_id or _("(none)")), Row(_("kind"), key.kind, code=False)]
        thumbprint = key.thumbprint()
        if thumbprint:
            rows.append(Row(_("thumbprint"), thumbprint))
        rows.append(Row(_("from"), _("(hidden)") if self._hidden and key.fetched else key.source))
        kept = self._verifier.kept(self._text(), self._issuer(), self._app_id()) if key.fetched else None
        if kept is not None:
            rows.append(Row(_("fetched"), moments.in_words(kept.fetched_at, time.time()), code=False))
        if key.note:
            rows.append(Row(_("note"), key.note, code=False))
        return rows

    def _writing_note(self) -> list[str]:
        if self._artifact is None or not self._artifact.flaws:
            return []
        return [_("The paste had flaws in its writing (see the Token tab). What is verified here was mended first.")]

    def _may_have_own_keys(self, verification: "Verification") -> bool:
        fetched = self._verifier.kept(self._text(), self._issuer()) is not None
        return bool(self.keys.app_id.text()) or (fetched and verification.signature.reason is Reason.UNKNOWN_KEY)

    def _empty_words(self) -> str:
        if self._artifact is not None and self._artifact.kind is Kind.JWKS:
            return _("These are keys, not a token. Trust them only if you know where they come from.")
        return _("There is no signature here. Choose a token on the left.")

    # ---- fetching, always after a question

    def _on_fetch(self) -> None:
        planned = self._verifier.plan(self._text(), self._issuer(), self._app_id())
        if planned is None:
            self.question.tell(_("Keys can't help here: {reason}").format(reason=self._reason()))
        elif planned.metadata is not None:
            self._ask_to_fetch(planned.metadata.address, planned.metadata.host, known=planned.metadata.known)
        elif planned.issuer and planned.issuer.startswith("https://"):
            self._ask_to_trust(planned.issuer)
        else:
            self.question.tell(
                _("The token names no issuer that could be asked. Type the issuer that you trust above.")
            )

    def _ask_to_fetch(self, address: str, host: str, *, known: bool) -> None:
        whose = _("a host of Microsoft's, for this token's tenant") if known else _("the issuer that you trust")
        words = _(
            "This contacts {address} ({whose}), then the address of the keys that is named there. "
            "Only these addresses are sent, nothing of the token."
        )
        self.question.ask(
            words.format(address=address, whose=whose), _("Contact {host}").format(host=host), self._fetch
        )

    def _ask_to_trust(self, issuer: str) -> None:
        words = _(
            "The token says that it comes from {issuer}, which is not known here. Anybody can write that into a token. "
            "Is this the issuer that your API trusts?"
        )
        self.question.ask(words.format(issuer=issuer), _("Yes, trust it"), lambda: self._trust(issuer))

    def _trust(self, issuer: str) -> None:
        self._typed = False
        self.keys.issuer.setText(issuer)
        self._judge()
        self._on_fetch()

    def _fetch(self) -> None:
        text, asked, given, typed, app_id = self._text(), self._asked(), self._given, self._typed, self._app_id()
        self.waiting.begin(_("Fetching keys"))
        self.keys.fetch.setEnabled(False)
        self._task = self._background.run(
            self,
            lambda _task: (text, self._verifier.fetch(text, given, asked, app_id=app_id, typed=typed)),
            self._on_fetched,
            self._on_failed,
        )

    def _on_fetched(self, arrived: "tuple[str, Verification]") -> None:
        text, verification = arrived
        self._end_task()
        if text != self._text():
            self._judge()
            return
        self._show(verification)
        if verification.unconfirmed_host is not None:
            self._ask_for_host(verification.unconfirmed_host)

    def _ask_for_host(self, host: str) -> None:
        words = _(
            "The issuer keeps its keys on another host, {host}. "
            "Whoever controls it can sign for the issuer. Fetch them there?"
        )

        def go_on() -> None:
            self._verifier.confirm(host)
            self._fetch()

        self.question.ask(words.format(host=host), _("Contact {host}").format(host=host), go_on)

    def _on_failed(self, error: Exception) -> None:
        self._end_task()
        self.question.tell(
            _("The keys could not be fetched ({error}). Choose them from a file instead.").format(
                error=type(error).__name__
            )
        )

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._end_task()

    def _end_task(self) -> None:
        self._task = None
        self.waiting.end()
        self.keys.fetch.setEnabled(bool(self._text()))

    # ---- keys that the person gives

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, _("Choose keys: JWKS, JWK, PEM, DER, a certificate"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.choose_files)
        dialog.open()

    def choose_files(self, paths: list[str]) -> None:
        """Read keys from files."""
        self._take(lambda: join(_read_file(Path(path)) for path in paths))

    def _on_paste(self) -> None:
        content = QGuiApplication.clipboard().text().encode("utf-8", "replace")
        self._take(lambda: read_keys(content, _("clipboard")))

    def _on_use_keys(self) -> None:
        if self._artifact is not None:
            content = self._artifact.text.encode("utf-8", "replace")
            self._take(lambda: read_keys(content, _("pasted")))

    def _on_secret(self) -> None:
        dialog = SecretDialog(self)
        dialog.given.connect(self._on_secret_given)
        dialog.open()

    def _on_secret_given(self, secret: str) -> None:
        self._take(lambda: KeySet((typed_secret(secret),)))

    def _take(self, read: Callable[[], KeySet]) -> None:
        """Read keys off the GUI thread: the first ones load a library."""
        self._background.run(self, lambda _task: _with_library(read), self._on_given, self._on_unreadable)

    def _on_given(self, keys: KeySet) -> None:
        self.question.hide()
        if not keys.usable:
            reasons = [key.problem.what for key in keys.keys if key.problem and key.problem.what]
            what = "; ".join(dict.fromkeys(reasons)) or _("private or unsuitable keys only")
            self.question.tell(_("No key was found there that can be used: {what}.").format(what=what))
        self._given = keys + self._given
        self._judge()

    def _on_unreadable(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else type(error).__name__
        self.question.tell(_("The file can't be read: {reason}. Choose another one.").format(reason=reason))

    def _on_forget(self) -> None:
        self._given = KeySet()
        self.question.hide()
        self._judge()

    def _on_issuer_edited(self) -> None:
        self._typed = True
        self.question.hide()
        self._judge()

    # ---- what is asked

    def _text(self) -> str:
        """Return the token to verify, or nothing: bare claims and documents have no signature."""
        artifact = self._artifact
        has = (
            artifact is not None
            and (artifact.token is None or bool(artifact.token.segments))
            and artifact.kind in _SIGNED
        )
        return artifact.text if artifact is not None and has else ""

    def _asked(self) -> Asked:
        return Asked(time.time(), self._audiences, self._issuer(), self._skew)

    def _issuer(self) -> str | None:
        return self.keys.issuer.text().strip() or None

    def _app_id(self) -> str | None:
        written = self.keys.app_id.text().strip()
        return written if is_guid(written) else None

    def _reason(self) -> str:
        return self.verification.reason if self.verification else ""

    # ---- building

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Signature"))
        inside = QWidget()
        self.verdict = RowsCard(self._theme)
        self.checks = tuple(RowsCard(self._theme) for _check in range(3))
        self.key, self.notes = RowsCard(self._theme), RowsCard(self._theme)
        self.keys, self.question, self.waiting = KeyBar(), Question(), Waiting()
        self.checklist = ChecklistView(self._theme)
        self.use_keys = QPushButton(_("Use these keys"))
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("dim", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._words)
        column.addWidget(self.use_keys, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (
            self.verdict,
            self.keys,
            self.question,
            self.waiting,
            *self.checks,
            self.key,
            self.notes,
            self.checklist,
        ):
            column.addWidget(widget)
        column.addStretch()
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def _connect_signals(self) -> None:
        self.keys.fetch.clicked.connect(self._on_fetch)
        self.keys.files.triggered.connect(self._on_choose)
        self.keys.paste.triggered.connect(self._on_paste)
        self.keys.secret.triggered.connect(self._on_secret)
        self.keys.forget.clicked.connect(self._on_forget)
        self.keys.issuer.textEdited.connect(self._on_issuer_edited)
        self.keys.app_id.textEdited.connect(self._judge)
        self.use_keys.clicked.connect(self._on_use_keys)
        self.waiting.cancel.clicked.connect(self._on_cancel)
        self.checklist.copy_asked.connect(self.copy_asked)
        self._theme.changed.connect(self._judge)


_SIGNED = frozenset(
    {
        Kind.ACCESS_TOKEN,
        Kind.ID_TOKEN,
        Kind.TOKEN,
        Kind.POP_TOKEN,
        Kind.CLIENT_ASSERTION,
        Kind.ENCRYPTED_TOKEN,
        Kind.OPAQUE_TOKEN,
    }
)


def _pill(role: str) -> str:
    verdicts = {"ok": CheckVerdict.VALID, "bad": CheckVerdict.INVALID, "warn": CheckVerdict.CANNOT_BE_JUDGED}
    from inspector.report.verification import check_verdict_word

    return check_verdict_word(verdicts[role])


def _with_library(read: Callable[[], KeySet]) -> KeySet:
    load_library()
    return read()


def _read_file(path: Path) -> KeySet:
    with path.open("rb") as file:
        return read_keys(file.read(LIMIT + 1), path.name)
