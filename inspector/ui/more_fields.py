"""What most sign-ins leave as it is: the redirect, what the page is asked, claims, CAE, extra parameters."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from inspector.signin.request import Flow, Loopback, Prompt, ResponseMode, SignInRequest
from inspector.ui.fields import Field, choice, choose, heard, hide, line, words
from inspector.ui.theme import Theme
from inspector.words import _


class MoreFields(QWidget):
    """Opened by a line that says what is inside; `edited` is emitted after each edit."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.opener = QPushButton()
        self.opener.setProperty("kind", "link")
        self.opener.setCheckable(True)
        self.opener.setAccessibleName(_("More: redirect, prompt, hints, claims, CAE, extra parameters"))
        inside = words(_("redirect, prompt, hints, claims, CAE, extra parameters"), dim=True)
        self._make_controls()
        self._make_fields()
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 6, 0, 0)
        body.setSpacing(12)
        for part in (*self.fields.values(), self.refresh, self.cae):
            body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(inside, 1)
        column.addLayout(row)
        column.addWidget(self._body)
        self._connect_signals()
        self._on_opened(False)

    def read(self, request: SignInRequest) -> SignInRequest:
        """Return `request` with what stands here."""
        port = heard(self.port)
        return replace(
            request,
            loopback=Loopback(self.loopback.currentData()),
            redirect_port=int(port) if port.isascii() and port.isdigit() else 0 if not port else -1,
            redirect_path=heard(self.path) or "/",
            response_mode=ResponseMode(self.mode.currentData()),
            offline_access=self.refresh.isChecked(),
            prompt=Prompt(self.prompt.currentData()) if self.prompt.currentData() else None,
            login_hint=heard(self.login_hint),
            domain_hint=heard(self.domain_hint),
            claims=self.claims.toPlainText().strip(),
            cae=self.cae.isChecked(),
            extra=self._pairs(),
        )

    def fill(self, request: SignInRequest) -> None:
        """Show what `request` says; opened where it says something unusual."""
        choose(self.loopback, request.loopback)
        self.port.setText(str(request.redirect_port or ""))
        self.path.setText(request.redirect_path if request.redirect_path != "/" else "")
        choose(self.mode, request.response_mode)
        choose(self.prompt, request.prompt or "")
        self.login_hint.setText(request.login_hint)
        self.domain_hint.setText(request.domain_hint)
        self.claims.setPlainText(request.claims)
        self.refresh.setChecked(request.offline_access)
        self.cae.setChecked(request.cae)
        self.extra.setPlainText("\n".join(f"{name}={value}" for name, value in request.extra))
        self._open_where_unusual(request)

    def offer(self, flow: Flow) -> None:
        """Show what this flow has a use for."""
        page = flow is Flow.AUTHORIZATION_CODE
        for name in ("redirect", "mode", "prompt", "hints"):
            self.fields[name].setVisible(page)
        self.refresh.setVisible(flow in (Flow.AUTHORIZATION_CODE, Flow.DEVICE_CODE))

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong with a member of SignInRequest that stands here, and open the section for it."""
        field = self.fields.get(_FIELD_OF.get(name, ""))
        if field is not None and text:
            field.complain(text)
            self.opener.setChecked(True)

    def clear_problems(self) -> None:
        """Take back what was said to be wrong."""
        for field in self.fields.values():
            field.complain("")

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of who is hinted at."""
        for each in (self.login_hint, self.domain_hint):
            hide(each, hidden=hidden)

    def _make_controls(self) -> None:
        self.loopback = choice(_("Redirect host"), [(each, each.value) for each in Loopback])
        self.port = line(_("Redirect port"), _("any port"))
        self.path = line(_("Redirect path"), "/")
        self.mode = choice(
            _("Response mode"),
            (
                (ResponseMode.FORM_POST, _("form_post: in a form, out of the browser’s history")),
                (ResponseMode.QUERY, _("query: in the address")),
            ),
        )
        self.prompt = choice(_("Prompt"), [("", _("not said: the page decides")), *_prompts()])
        self.login_hint = line(_("Login hint"), "ada@contoso.com")
        self.domain_hint = line(_("Domain hint"), "contoso.com")
        self.claims = _editor(_("Claims request"), '{"access_token": {"acrs": {"essential": true, "value": "c1"}}}')
        self.extra = _editor(_("Extra parameters"), "name=value")
        self.refresh = QCheckBox(_("Ask for a refresh token (offline_access)"))
        self.cae = QCheckBox(_("Continuous access evaluation: the client handles claims challenges"))

    def _make_fields(self) -> None:
        self.fields = {
            "redirect": Field(_("Redirect URI"), self.loopback, self.port, self.path, shares=(2, 1, 2)),
            "mode": Field(_("Response mode"), self.mode),
            "prompt": Field(_("Prompt"), self.prompt),
            "hints": Field(_("Hints: account, domain"), self.login_hint, self.domain_hint, shares=(1, 1)),
            "claims": Field(_("Claims request"), self.claims),
            "extra": Field(_("Extra parameters, one a line"), self.extra),
        }
        self.fields["redirect"].explain(_("Entra ID ignores the port; host and path must be registered."))

    def _connect_signals(self) -> None:
        self.opener.toggled.connect(self._on_opened)
        for box in (self.loopback, self.mode, self.prompt):
            box.activated.connect(self._on_edited)
        for field in (self.port, self.path, self.login_hint, self.domain_hint):
            field.textEdited.connect(self._on_edited)
        for editor in (self.claims, self.extra):
            editor.textChanged.connect(self._on_edited)
        for check in (self.refresh, self.cae):
            check.toggled.connect(self._on_edited)
        self._theme.changed.connect(self._set_fonts)
        self._set_fonts()

    def _set_fonts(self) -> None:
        for editor in (self.claims, self.extra):
            editor.setFont(self._theme.mono)
            editor.setFixedHeight(editor.fontMetrics().height() * 3 + 14)

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        lines = (each.strip() for each in self.extra.toPlainText().splitlines())
        parted = (each.partition("=") for each in lines if each)
        return tuple((name.strip(), value.strip()) for name, _equals, value in parted)

    def _open_where_unusual(self, request: SignInRequest) -> None:
        if _without_place(request) != SignInRequest():
            self.opener.setChecked(True)

    def _on_opened(self, opened: bool) -> None:
        arrow = "▾" if opened else "▸"
        self.opener.setText(f"{arrow} {_('More')}")
        self._body.setVisible(opened)

    def _on_edited(self, _value: object = None) -> None:
        self.edited.emit()


# Members of SignInRequest and the field that shows them.
_FIELD_OF = {"redirect_port": "redirect", "redirect_path": "redirect", "claims": "claims", "extra": "extra"}


def _without_place(request: SignInRequest) -> SignInRequest:
    """Return `request` with only what stands under "More"."""
    usual = SignInRequest()
    return replace(
        request, client_id="", flow=usual.flow, scopes=(), cloud=usual.cloud, tenant=usual.tenant, host="", issuer=""
    )


def _prompts() -> tuple[tuple[Prompt, str], ...]:
    return (
        (Prompt.SELECT_ACCOUNT, _("select_account: choose among accounts")),
        (Prompt.LOGIN, _("login: type the password again")),
        (Prompt.CONSENT, _("consent: ask for consent again")),
        (Prompt.NONE, _("none: show nothing, fail instead")),
        (Prompt.CREATE, _("create: offer to make an account")),
    )


def _editor(name: str, example: str) -> QPlainTextEdit:
    editor = QPlainTextEdit()
    editor.setAccessibleName(name)
    editor.setPlaceholderText(example)
    editor.setTabChangesFocus(True)
    return editor
