"""The form of a sign-in: what is asked for, of whom, as which app. What stands in the way is said at its field."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inspector.signin.request import (
    GRAPH_COMMAND_LINE_TOOLS,
    Flow,
    Obstacle,
    SignInRequest,
    advice,
    located_obstacles,
)
from inspector.ui.fields import Field, joined, link, words
from inspector.ui.key_bar import Question
from inspector.ui.more_fields import MoreFields
from inspector.ui.place_fields import ClientField, FlowField, PlaceField
from inspector.ui.profile_bar import ProfileBar
from inspector.ui.proof import Proof
from inspector.ui.proof_fields import AssertionField, ProofField
from inspector.ui.scope_field import ScopeField
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.tenant import PracticeTenant


class SignInForm(QFrame):
    """`submitted` is emitted when everything is there; `guide_asked` and `consent_asked` when help is wanted."""

    submitted = Signal()
    edited = Signal()
    guide_asked = Signal()
    consent_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        first: Flow,
        profiles: Path,
        in_hand: Callable[[], Sequence[tuple[str, str]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.tenant: PracticeTenant | None = None
        self._real = SignInRequest()  # what stood here before practice
        self._shown_all = False
        self.profile = ProfileBar(profiles)
        self.place, self.client, self.flow = PlaceField(), ClientField(), FlowField(first)
        self.scopes, self.proof, self.assertion = ScopeField(), ProofField(), AssertionField(in_hand)
        self.more = MoreFields(theme)
        self.borrowing = Question()
        self.warning = words("")
        self.warning.setObjectName("advice")
        self.consent = link(_("Copy admin-consent address"), _("Copy the address where an administrator consents"))
        self.submit = QPushButton(_("Sign in"))
        self.submit.setProperty("kind", "primary")
        self.contacts = words("", dim=True)
        self._by_name: dict[str, Field] = {
            "client_id": self.client, "tenant": self.place, "host": self.place, "issuer": self.place,
            "credential": self.proof, "assertion": self.assertion, "scopes": self.scopes,
        }  # fmt: skip
        self.scopes.add(joined(self.consent))
        self._build()
        self._connect_signals()
        self.fill(SignInRequest(flow=first))

    # ---- values

    def request(self) -> SignInRequest:
        """Return what the form asks for."""
        request = self.place.read(self.client.read(self.flow.read(self.more.read(SignInRequest()))))
        return replace(request, scopes=self.scopes.scopes)

    def fill(self, request: SignInRequest) -> None:
        """Show `request`."""
        for part in (self.place, self.client, self.flow, self.more):
            part.fill(request)
        self.scopes.show_scopes(request.scopes)
        self._shown_all = False
        self._arrange()

    def given_proof(self) -> Proof:
        """Return what the client proves itself with; nothing where the flow needs nothing."""
        request = self.request()
        if not request.is_confidential:
            return Proof()
        proof = Proof() if self.tenant else self.proof.read()
        exchanges = request.flow is Flow.ON_BEHALF_OF
        return proof._replace(assertion=self.assertion.token if exchanges else "")

    @property
    def insists(self) -> bool:
        """Whether a token that does not fit is to be exchanged all the same."""
        return not self.assertion.insist.isHidden() and self.assertion.insist.isChecked()

    def obstacles(self) -> tuple[Obstacle, ...]:
        """Return what keeps the form from being sent."""
        found = located_obstacles(self.request(), self.given_proof().promised())
        made_by_practice = ("credential", "assertion") if self.tenant else ()
        return tuple(each for each in found if each.field not in made_by_practice)

    # ---- practice and hidden values

    def practise(self, tenant: "PracticeTenant | None") -> None:
        """Offer the practice tenant's apps, or real ones again."""
        from inspector.rehearsal import client_choices

        before, self.tenant = self.tenant, tenant
        if before is None:
            self._real = self.request()
        self.profile.setVisible(tenant is None)
        self.place.practise(tenant.tenant.domain if tenant else "")
        self.client.practise(client_choices(tenant) if tenant else ())
        self.proof.practise(tenant is not None)
        self.assertion.practise(tenant is not None)
        if tenant is not None:
            self.suggest(replace(self._real, client_id="", scopes=()))
        elif before is not None:
            self.fill(self._real)

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of what may name a person, a tenant or an app."""
        self.place.hide_values(hidden)
        self.client.hide_values(hidden)
        self.more.hide_values(hidden)
        self.profile.hide_values(hidden)

    def set_busy(self, busy: bool) -> None:
        """Keep a second sign-in from beginning."""
        self.submit.setEnabled(not busy)

    def suggest(self, wanted: SignInRequest) -> None:
        """Fill in `wanted` at the practice tenant, with an app of its own that fits the flow and a scope."""
        from inspector.rehearsal import practice_request

        if self.tenant is None:
            return
        known = any(app.client_id == wanted.client_id for app in self.tenant.registrations)
        asked = wanted if known else replace(wanted, client_id="")
        asked = practice_request(replace(asked, tenant=self.tenant.tenant.domain), self.tenant)
        self.fill(asked)

    # ---- building

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 16, 18, 12)
        column.setSpacing(14)
        for part in (
            self.profile, self.flow, self.place, self.client, self.borrowing, self.proof, self.assertion, self.scopes,
            self.more,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._build_foot())

    def _build_foot(self) -> QWidget:
        foot = QFrame()
        foot.setObjectName("foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(18, 10, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.warning)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.submit)
        row.addWidget(self.contacts, 1)
        column.addLayout(row)
        return foot

    def _connect_signals(self) -> None:
        for part in (self.place, self.client, self.proof, self.assertion, self.more):
            part.edited.connect(self._on_edited)
        self.flow.edited.connect(self._on_flow)
        self.scopes.changed.connect(self._on_edited)
        self.profile.chosen.connect(self.fill)
        self.profile.save_asked.connect(self._on_save)
        self.client.guide.clicked.connect(self.guide_asked)
        self.client.borrow.clicked.connect(self._on_borrow)
        self.consent.clicked.connect(self.consent_asked)
        self.submit.clicked.connect(self.send)
        for field in (self.client.line, self.place.tenant, self.place.host, self.place.issuer):
            field.returnPressed.connect(self.send)

    # ---- slots

    def send(self) -> None:
        """Emit `submitted`, or say at the fields what is in the way."""
        found = self.obstacles()
        self._shown_all = True
        self._show_obstacles(found)
        if not found:
            self.submitted.emit()
            return
        field = self._by_name.get(found[0].field)
        if field is not None:
            field.control.setFocus()
            self._scroll.ensureWidgetVisible(field)

    def _on_flow(self) -> None:
        if self.tenant is not None:
            self.suggest(replace(self.request(), client_id="", scopes=()))
        self._on_edited()

    def _on_edited(self) -> None:
        self._arrange()
        self.edited.emit()

    def _on_save(self) -> None:
        self.profile.ask_name(self.request())

    def _on_borrow(self) -> None:
        borrowed = replace(SignInRequest(), client_id=GRAPH_COMMAND_LINE_TOOLS)
        self.borrowing.ask(" ".join(advice(borrowed)), _("Borrow it"), partial(self._borrow, borrowed))

    def _borrow(self, borrowed: SignInRequest) -> None:
        self.client.fill(borrowed)
        self._on_edited()

    # ---- showing

    def _arrange(self) -> None:
        request = self.request()
        self.proof.setVisible(request.is_confidential)
        self.assertion.setVisible(request.flow is Flow.ON_BEHALF_OF)
        self.assertion.judge(request.client_id)
        self.more.offer(request.flow)
        said = advice(request)
        self.warning.setText("\n".join(said))
        self.warning.setVisible(bool(said))
        self.contacts.setText(_contacted(request, practice=self.tenant is not None))
        self.submit.setAccessibleDescription(self.contacts.text())
        self.consent.setVisible(not request.issuer and self.tenant is None and bool(request.client_id))
        self._show_obstacles(self.obstacles() if self._shown_all else self._plain_mistakes())

    def _plain_mistakes(self) -> tuple[Obstacle, ...]:
        """Return the obstacles of what was filled in; what is merely missing is said when the form is sent."""
        filled = {"claims": True, "extra": True, "redirect_path": True, "redirect_port": True}
        filled |= {"issuer": bool(self.place.issuer.text()), "host": bool(self.place.host.text())}
        return tuple(each for each in self.obstacles() if filled.get(each.field))

    def _show_obstacles(self, found: tuple[Obstacle, ...]) -> None:
        for field in self._by_name.values():
            field.complain("")
        self.more.clear_problems()
        for each in reversed(found):  # the first one of a field stays
            if each.field in self._by_name:
                self._by_name[each.field].complain(each.sentence)
            self.more.show_problem(each.field, each.sentence)


def _contacted(request: SignInRequest, *, practice: bool) -> str:
    """Return whom the button will contact."""
    from inspector.signin.authority import address_problem, authority_for

    if practice:
        return _("Contacts the practice tenant in this program. Nothing leaves this machine.")
    if address_problem(request):
        return ""
    return _("Contacts {host}.").format(host=_shown_host(authority_for(request).host))


def _shown_host(host: str) -> str:
    """Return a host name as it may stand in a label."""
    from inspector.masking import visible
    from inspector.ui.text import shorten

    return visible(shorten(host, 60))
