"""What will happen when the button is pressed, before anything does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.signin.request import Flow, SignInRequest
from inspector.ui.fields import words
from inspector.ui.theme import Theme
from inspector.words import _

_MOST = 4  # steps of a flow


class Outline(QWidget):
    """Lists the steps of a flow in plain words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title, self.promise = words(_("What will happen")), words("", dim=True)
        self.steps = [words("", dim=True) for _each in range(_MOST)]
        self._numbers = [words(f"{number}", dim=True) for number in range(1, _MOST + 1)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, (number, step) in enumerate(zip(self._numbers, self.steps, strict=True)):
            grid.addWidget(number, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(step, at, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.title)
        column.addLayout(grid)
        column.addWidget(self.promise)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_request(self, request: SignInRequest, *, practice: bool) -> None:
        """Show the steps of `request`."""
        host = _("the practice tenant") if practice else _host(request)
        steps = [visible(step.format(host=host)) for step in _steps(request.flow)]
        for at, (number, label) in enumerate(zip(self._numbers, self.steps, strict=True)):
            label.setText(steps[at] if at < len(steps) else "")
            for each in (number, label):
                each.setVisible(at < len(steps))
        self.promise.setText(
            _("Nothing leaves this machine, and nothing is kept.")
            if practice
            else _("Nothing is sent before you press the button. Each request is counted below.")
        )

    def _on_theme_changed(self) -> None:
        self.title.setFont(self._theme.heading)


def _host(request: SignInRequest) -> str:
    from inspector.signin.authority import address_problem, authority_for

    return _("the issuer") if address_problem(request) else authority_for(request).host


def _steps(flow: Flow) -> tuple[str, ...]:
    first = _("This program asks {host} where its endpoints are.")
    last = _("The tokens are explained here like any that you paste.")
    return {
        Flow.AUTHORIZATION_CODE: (
            first,
            _("Your browser opens a page of {host}. You sign in there; no password comes near this program."),
            _("The browser brings a code to this machine, which is exchanged for tokens."),
            last,
        ),
        Flow.DEVICE_CODE: (
            first,
            _("You get a code from {host} and enter it in a browser on any device."),
            _("This program asks every few seconds whether you have signed in."),
            last,
        ),
        Flow.CLIENT_CREDENTIALS: (
            first,
            _("The app proves itself to {host} with its secret or certificate; no person is asked."),
            last,
        ),
        Flow.ON_BEHALF_OF: (
            first,
            _("The app proves itself to {host} and shows the token that it was called with."),
            _("It gets a token for the further API that acts for the same user."),
            last,
        ),
    }[flow]
