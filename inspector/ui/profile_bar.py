"""Named profiles: choose one, save the form as one, delete one. Their file holds no secret."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from inspector.masking import visible
from inspector.signin.request import SignInRequest, from_profile, to_profile
from inspector.storage import profiles
from inspector.ui.fields import Field, button, choice
from inspector.words import _

_LONGEST = 80  # characters of a name


class ProfileBar(Field):
    """`chosen` carries the request of the profile that was chosen; `save_asked` that the form should be saved."""

    chosen = Signal(object)
    save_asked = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        self.box = choice(_("Profile"), ())
        self.box.setMinimumContentsLength(14)
        self.save = button(_("Save…"), _("Save the form as a profile; no secret is saved"), "small")
        self.delete = button(_("Delete"), _("Delete this profile"), "small")
        super().__init__(_("P&rofile"), self.box, self.save, self.delete, parent=parent)
        self._path, self._hidden = path, False
        self.box.activated.connect(self._on_chosen)
        self.save.clicked.connect(self.save_asked)
        self.delete.clicked.connect(self._on_delete)
        self.load("")

    def load(self, name: str) -> None:
        """Read the profiles and choose `name`, or none."""
        self._known = profiles.load(self._path)
        self.box.clear()
        self.box.addItem(_("No profile"), "")
        for each in self._known:
            self.box.addItem("", each)
        self.hide_values(self._hidden)
        self.box.setCurrentIndex(max(self.box.findData(name), 0))
        self._tell()

    def hide_values(self, hidden: bool) -> None:
        """Number the profiles in place of their names, which may be a customer's."""
        self._hidden = hidden
        for at, name in enumerate(self._known, 1):
            self.box.setItemText(at, _("Profile {number}").format(number=at) if hidden else visible(name))

    def ask_name(self, request: SignInRequest) -> None:
        """Ask for a name and save `request` under it."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Save as a profile"))
        dialog.setLabelText(_("Name of the profile. Secrets and the login hint are left out."))
        dialog.setTextValue(str(self.box.currentData() or ""))
        dialog.textValueSelected.connect(lambda name: self.keep(name.strip()[:_LONGEST], request))
        dialog.open()

    def keep(self, name: str, request: SignInRequest) -> None:
        """Save `request` as the profile `name`."""
        if not name:
            return
        try:
            profiles.save(self._path, name, to_profile(request))
        except OSError as problem:
            self._complain(problem)
        else:
            self.load(name)

    def _on_chosen(self, _at: int) -> None:
        self._tell()
        values = self._known.get(str(self.box.currentData()))
        if values is not None:
            self.chosen.emit(from_profile(values))

    def _on_delete(self) -> None:
        try:
            profiles.remove(self._path, str(self.box.currentData()))
        except OSError as problem:
            self._complain(problem)
        else:
            self.load("")

    def _complain(self, problem: OSError) -> None:
        text = _("The profiles can’t be written: {reason}. Check the folder {folder}.")
        self.complain(text.format(reason=problem.strerror, folder=self._path.parent))

    def _tell(self) -> None:
        self.complain("")
        self.delete.setVisible(bool(self.box.currentData()))
