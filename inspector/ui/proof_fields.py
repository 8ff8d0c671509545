"""What a confidential client proves itself with, and the token that is exchanged. Secrets leave the fields at once."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from inspector.ui.fields import Field, button, choice, heard, line, link, words
from inspector.ui.proof import Proof, Source
from inspector.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.exchanges.exchange import Check


class ProofField(Field):
    """A secret (typed, from a file, from the environment) or a certificate with its passphrase.

    A typed secret is taken out of the field as soon as it is complete and kept in memory until it is forgotten.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.source = choice(
            _("Proof of the app"),
            (
                (Source.TYPED, _("Secret, typed")),
                (Source.FILE, _("Secret in a file")),
                (Source.ENVIRONMENT, _("Secret in the environment")),
                (Source.CERTIFICATE, _("Certificate (PEM, PFX)")),
            ),
        )
        self.source.setMinimumContentsLength(16)
        self.secret = line(_("Client secret"), secret=True)
        self.place = line(_("Where it is"))
        self.browse = button(_("Choose…"), _("Choose the file"))
        self.passphrase = line(_("Passphrase"), _("passphrase, if any"), secret=True)
        super().__init__(
            _("Proof of the app"), self.source, self.secret, self.place, self.browse, self.passphrase,
            shares=(0, 1, 2, 0, 1), parent=parent,
        )  # fmt: skip
        self.forget = link(_("Forget the secret"), _("Forget the secret that was typed"))
        self.add(self.forget)
        self._kept, self._practice = "", False
        self._connect_signals()
        self._arrange()

    def read(self) -> Proof:
        """Return what the form has, taking what was typed out of the field."""
        self._take()
        source = self.source.currentData()
        typed = self._kept if source is Source.TYPED else ""
        return Proof(source, typed, heard(self.place), self._passphrase if source is Source.CERTIFICATE else "")

    def practise(self, practice: bool) -> None:
        """Say that practice apps prove themselves, or ask again."""
        self._practice = practice
        self._arrange()

    def _connect_signals(self) -> None:
        self._passphrase = ""
        self.source.activated.connect(self._on_source)
        self.secret.editingFinished.connect(self._on_secret)
        self.passphrase.editingFinished.connect(self._on_secret)
        self.place.textEdited.connect(self.edited)
        self.browse.clicked.connect(self._on_browse)
        self.forget.clicked.connect(self._on_forget)

    def _take(self) -> None:
        """Take secrets out of the fields: no widget holds one longer than it is typed."""
        if self.secret.text():
            self._kept = self.secret.text().strip()
            self.secret.setText("")  # not `clear`, which could be undone
        if self.passphrase.text():
            self._passphrase = self.passphrase.text()
            self.passphrase.setText("")
        self._arrange()

    def _on_secret(self) -> None:
        self._take()
        self.edited.emit()

    def _on_source(self, _at: int) -> None:
        self.place.clear()
        self._arrange()
        self.edited.emit()

    def _on_forget(self) -> None:
        self._kept = self._passphrase = ""
        self._arrange()
        self.edited.emit()

    def _on_browse(self) -> None:
        dialog = QFileDialog(self, _("Choose the file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        self.place.setText(path)
        self.edited.emit()

    def _arrange(self) -> None:
        source = self.source.currentData()
        shown = not self._practice
        self.source.setVisible(shown)
        self.secret.setVisible(shown and source is Source.TYPED)
        self.place.setVisible(shown and source is not Source.TYPED)
        self.place.setPlaceholderText("CLIENT_SECRET" if source is Source.ENVIRONMENT else "~/secret")
        self.browse.setVisible(shown and source in (Source.FILE, Source.CERTIFICATE))
        self.passphrase.setVisible(shown and source is Source.CERTIFICATE)
        kept = bool(self._kept and source is Source.TYPED) or bool(self._passphrase and source is Source.CERTIFICATE)
        self.forget.setVisible(shown and kept)
        self.secret.setPlaceholderText(_("kept in memory; type another one to replace it") if self._kept else "")
        self.explain(self._meaning(source))

    def _meaning(self, source: Source) -> str:
        if self._practice:
            return _("The practice app proves itself with its own secret.")
        return {
            Source.TYPED: _("Stays in memory until the window closes; no profile holds it."),
            Source.FILE: _("Read when you sign in; only its path is remembered, and not in a profile."),
            Source.ENVIRONMENT: _("The name of a variable, read when you sign in."),
            Source.CERTIFICATE: _("Certificate and private key in one file, read when you sign in."),
        }[source]


class AssertionField(Field):
    """The token that is exchanged on behalf of its user: one in hand or a pasted one, with its fitness judged."""

    edited = Signal()

    def __init__(self, in_hand: "Callable[[], Sequence[tuple[str, str]]]", parent: QWidget | None = None) -> None:
        self.source = choice(_("Token to exchange"), ())
        self.source.setMinimumContentsLength(18)
        self.pasted = line(_("Token"), _("paste the access token"), secret=True)
        super().__init__(_("Token to exchange"), self.source, self.pasted, shares=(1, 1), parent=parent)
        self.pasted.setMaxLength(1_000_000)
        self.insist = QCheckBox(_("Send it all the same"))
        self.insist.setVisible(False)
        self._checks = words("")
        self._checks.setAccessibleName(_("Whether the token fits"))
        self.add(self._checks)
        self.add(self.insist)
        self._in_hand, self._tokens, self._kept = in_hand, list[str](), ""
        self._practice, self._client_id = False, ""
        self.source.activated.connect(self._on_source)
        self.pasted.editingFinished.connect(self._on_pasted)
        self.pasted.textChanged.connect(self._on_changed)
        self.offer()

    def offer(self) -> None:
        """List the tokens in hand anew, keeping the choice where it can be kept."""
        chosen = self.token
        found = list(self._in_hand())
        self.source.clear()
        self._tokens = [token for _name, token in found]
        if self._practice:
            self.source.addItem(_("Sign in for one first"))
            self._tokens.insert(0, "")
        for name, _token in found:
            self.source.addItem(name)
        self.source.addItem(_("A pasted token"))
        self.source.setCurrentIndex(self._tokens.index(chosen) if chosen in self._tokens else 0)
        self._arrange()

    @property
    def token(self) -> str:
        """The token that will be exchanged; "" where there is none."""
        at = self.source.currentIndex()
        return self._tokens[at] if 0 <= at < len(self._tokens) else self._kept

    def practise(self, practice: bool) -> None:
        """Offer to sign somebody in first, as practice can, or no longer."""
        self._practice = practice
        self.offer()

    def judge(self, client_id: str) -> "tuple[Check, ...]":
        """Show whether the token fits an exchange by this client, and return what was looked at."""
        from inspector.signin.on_behalf_of import judge_assertion

        self._client_id = client_id
        checks = judge_assertion(self.token, client_id, time.time()) if self.token else ()
        marks = {True: "✓", False: "✗", None: "?"}
        self._checks.setText("\n".join(f"{marks[each.passed]} {each.text}" for each in checks))
        self._checks.setVisible(bool(checks))
        self.insist.setVisible(any(each.passed is False for each in checks))
        return checks

    def _on_source(self, _at: int) -> None:
        self._arrange()
        self.edited.emit()

    def _on_changed(self, text: str) -> None:
        if len(text) > 40:  # a token comes by pasting, at once
            self._on_pasted()

    def _on_pasted(self) -> None:
        text = heard(self.pasted)
        if text:
            self._kept = text.removeprefix("Bearer ").strip()
            self.pasted.setText("")
            self.edited.emit()
        self._arrange()

    def _arrange(self) -> None:
        pasted = self.source.currentIndex() >= len(self._tokens)
        self.pasted.setVisible(pasted)
        self.pasted.setPlaceholderText(
            _("kept in memory; paste another one to replace it") if self._kept else _("paste the access token")
        )
        first = self._practice and self.source.currentIndex() == 0
        self.explain(_("Somebody signs in to call the middle tier, which then acts for them.") if first else "")
        self.judge(self._client_id)
