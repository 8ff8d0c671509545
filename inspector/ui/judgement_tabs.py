"""What stands under a verdict: findings, claims, token, signature, steps, a call; built when first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector.ui.diagnosis_tab import DiagnosisTab
from inspector.ui.finding_card import CardActions
from inspector.ui.pastes import Paste
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.report.compose import ArtifactRow
    from inspector.tokens.artifact import Artifact
    from inspector.ui.api_call_panel import ApiCallPanel
    from inspector.ui.claims_tab import ClaimsTab
    from inspector.ui.flow_tab import FlowTab
    from inspector.ui.signature_tab import SignatureTab
    from inspector.ui.token_tab import TokenTab

DIAGNOSIS, CLAIMS, TOKEN, SIGNATURE, FLOW, CALL = 0, 1, 2, 3, 4, 5
IN_THE_BACK = frozenset({CLAIMS, TOKEN, SIGNATURE, FLOW, CALL})  # filled when they come to the front


class Looked(NamedTuple):
    """What is looked at: a paste, one artifact of it, and the call that is expected."""

    paste: Paste
    artifact: str | None
    row: "ArtifactRow | None"
    calling: str
    hidden: bool

    @property
    def found(self) -> "Artifact | None":
        """The artifact as it was read."""
        case = self.paste.diagnosis.case if self.paste.diagnosis else None
        return next((each for each in case.artifacts if each.id == self.artifact), None) if case else None


def tab_names() -> tuple[str, ...]:
    """Return what the tabs are called, in their order."""
    return (_("Diagnosis"), _("Claims"), _("Token"), _("Signature"), _("Flow"), _("Call"))


class JudgementTabs(QStackedWidget):
    """The tabs. `signature_judged` carries a fingerprint and a verdict, `called` what came back of a call (Called).

    `challenge_accepted` carries the claims that an API asked for, as JSON; `review_asked` asks for a permission review,
    `save_asked` for a file of the steps.
    """

    signature_judged = Signal(str, object)
    called = Signal(object)
    steps_asked = Signal()
    challenge_accepted = Signal(str)
    review_asked = Signal()
    save_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        actions: CardActions,
        make_signature: "Callable[[], SignatureTab]",
        make_call: "Callable[[], ApiCallPanel]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._actions = theme, actions
        self._make_signature, self._make_call = make_signature, make_call
        self.diagnosis = DiagnosisTab(theme, actions)
        self.addWidget(self.diagnosis)
        self._claims: ClaimsTab | None = None
        self._token: TokenTab | None = None
        self._signature: SignatureTab | None = None
        self._flow: FlowTab | None = None
        self._call: ApiCallPanel | None = None

    @property
    def claims(self) -> "ClaimsTab":
        """The Claims tab."""
        if self._claims is None:
            from inspector.ui.claims_tab import ClaimsTab

            self._claims = ClaimsTab(self._theme)
            self._claims.copy_asked.connect(self._actions.copy)
            self._claims.review_asked.connect(self.review_asked)
            self.addWidget(self._claims)
        return self._claims

    @property
    def token(self) -> "TokenTab":
        """The Token tab."""
        if self._token is None:
            from inspector.ui.token_tab import TokenTab

            self._token = TokenTab(self._theme)
            self._token.copy_asked.connect(self._actions.copy)
            self._token.copy_token_asked.connect(self._actions.copy_secret)
            self.addWidget(self._token)
        return self._token

    @property
    def signature(self) -> "SignatureTab":
        """The Signature tab."""
        if self._signature is None:
            self._signature = self._make_signature()
            self._signature.copy_asked.connect(self._actions.copy)
            self._signature.judged.connect(self.signature_judged)
            self.addWidget(self._signature)
        return self._signature

    @property
    def flow(self) -> "FlowTab":
        """The Flow tab."""
        if self._flow is None:
            from inspector.ui.flow_tab import FlowTab

            self._flow = FlowTab(self._theme, self._actions.copy)
            self._flow.save_asked.connect(self.save_asked)
            self.addWidget(self._flow)
        return self._flow

    @property
    def call(self) -> "ApiCallPanel":
        """The tab that calls the API."""
        if self._call is None:
            self._call = self._make_call()
            self._call.called.connect(self.called)
            self._call.steps_asked.connect(self.steps_asked)
            self._call.challenge_accepted.connect(self.challenge_accepted)
            self.addWidget(self._call)
        return self._call

    def tab(self, at: int) -> QWidget:
        """Return a tab by its place."""
        if at in (FLOW, CALL):
            return self.flow if at == FLOW else self.call
        if at == SIGNATURE:
            return self.signature
        return self.claims if at == CLAIMS else self.token if at == TOKEN else self.diagnosis

    def focus(self, at: int) -> QWidget:
        """Return what of a tab takes the focus."""
        if at in (FLOW, CALL):
            return self.flow.view if at == FLOW else self.call.form.address
        return self.claims.table if at == CLAIMS else self.token.payload if at == TOKEN else self.tab(at)

    def fill(self, at: int, looked: Looked) -> None:
        """Let a tab of the back show what is looked at."""
        if at == CLAIMS:
            self.claims.show_row(looked.row)
        elif at == TOKEN:
            self.token.show_artifact(looked.found, hidden=looked.hidden)
        elif at == SIGNATURE:
            self._fill_signature(looked)
        elif at == FLOW:
            self.flow.show_attempts(looked.paste.all_attempts, hidden=looked.hidden)
            self.flow.offer_copy(whole=looked.paste.recording is not None)
        elif at == CALL:
            self.call.show_token(looked.paste, looked.artifact, looked.calling, hidden=looked.hidden)

    def follow_theme(self) -> None:
        """Lay out anew what measures with the theme's fonts and does not listen to it."""
        if self._claims is not None:
            self._claims.table.arrange()

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._call is not None:
            self._call.cancel()

    def _fill_signature(self, looked: Looked) -> None:
        case, found = looked.paste.diagnosis.case if looked.paste.diagnosis else None, looked.found
        subject = next((each for each in case.subjects if each.artifact is found), None) if case else None
        audiences = case.expectation.audiences if case else ()
        self.signature.show_artifact(found, subject, audiences, hidden=looked.hidden)
