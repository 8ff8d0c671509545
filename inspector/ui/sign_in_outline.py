"""What will happen when the button is pressed, before anything does."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.masking import visible
from inspector.signin.request import Flow, SignInRequest
from inspector.ui.fields import words
from inspector.ui.theme import Theme
from inspector.words import _


class Outline(QWidget):
    """Lists the steps of a flow in plain words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title, self.steps = words(_("What will happen")), words("", dim=True)
        self.promise = words("", dim=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.title, self.steps, self.promise):
            column.addWidget(part)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_request(self, request: SignInRequest, *, practice: bool) -> None:
        """Show the steps of `request`."""
        host = _("the practice tenant") if practice else _host(request)
        steps = [step.format(host=host) for step in _steps(request.flow)]
        self.steps.setText(visible("\n".join(f"{at}. {step}" for at, step in enumerate(steps, 1)), lines=True))
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
            _("{host} gives a code, which you enter in a browser on any device."),
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
