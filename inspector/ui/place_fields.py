"""Where to sign in and as which app: cloud and tenant, another host or issuer; the client ID; the flow."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.knowledge.clouds import Cloud
from inspector.signin.request import GRAPH_COMMAND_LINE_TOOLS, Flow, SignInRequest
from inspector.ui.fields import Field, choice, choose, heard, hide, joined, line, link
from inspector.words import _

if TYPE_CHECKING:
    from inspector.practice.registrations import Registration

_HOST, _ISSUER = "host", "issuer"


class PlaceField(Field):
    """Cloud and tenant; or a host of one's own and a tenant; or an issuer that is no Entra ID."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.cloud = choice(
            _("Cloud"),
            (
                (Cloud.GLOBAL, _("Public cloud")),
                (Cloud.US_GOV, _("US Government")),
                (Cloud.CHINA, _("China")),
                (_HOST, _("Another host")),
                (_ISSUER, _("Another issuer (OIDC)")),
            ),
        )
        self.cloud.setMinimumContentsLength(16)
        self.tenant = line(_("Tenant"), "contoso.onmicrosoft.com")
        self.host = line(_("Authority host"), "login.example.com")
        self.issuer = line(_("Issuer"), "https://issuer.example/realm")
        controls = (self.cloud, self.host, self.tenant, self.issuer)
        super().__init__(_("Cloud and tenant"), *controls, shares=(0, 2, 3, 3), parent=parent)
        self._domain = ""
        self.cloud.activated.connect(self._on_edited)
        for each in (self.tenant, self.host, self.issuer):
            each.textEdited.connect(self._on_edited)
        self._arrange()

    def read(self, request: SignInRequest) -> SignInRequest:
        """Return `request` at this place."""
        chosen = self.cloud.currentData()
        if self._domain:
            return replace(request, host="practice.test", tenant=heard(self.tenant), issuer="")
        if chosen == _ISSUER:
            return replace(request, issuer=heard(self.issuer) or "https://", host="")
        host = (heard(self.host) or "?") if chosen == _HOST else ""
        placed = replace(request, issuer="", host=host, tenant=heard(self.tenant))
        return placed if host else replace(placed, cloud=Cloud(chosen))

    def fill(self, request: SignInRequest) -> None:
        """Fill in the place of `request`."""
        choose(self.cloud, _ISSUER if request.issuer else _HOST if request.host else request.cloud)
        self.tenant.setText(request.tenant)
        self.host.setText(request.host)
        self.issuer.setText(request.issuer)
        self._arrange()

    def practise(self, domain: str) -> None:
        """Sign in at the practice tenant of this domain, or at real ones again where it is empty."""
        if domain:
            self.tenant.setText(domain)
        elif self._domain:
            self.tenant.setText(SignInRequest().tenant)
        self._domain = domain
        self.name.setText(_("Tenant") if domain else _("Cloud and tenant"))
        self.name.setBuddy(self.tenant if domain else self.cloud)
        self._arrange()

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of tenant and addresses."""
        for each in (self.tenant, self.host, self.issuer):
            hide(each, hidden=hidden)

    def _on_edited(self, _value: object = None) -> None:
        self._arrange()
        self.edited.emit()

    def _arrange(self) -> None:
        chosen = self.cloud.currentData()
        self.cloud.setVisible(not self._domain)
        self.host.setVisible(chosen == _HOST and not self._domain)
        self.issuer.setVisible(chosen == _ISSUER and not self._domain)
        self.tenant.setVisible(chosen != _ISSUER or bool(self._domain))
        self.explain(self._meaning(chosen))

    def _meaning(self, chosen: object) -> str:
        tenant = heard(self.tenant).lower()
        if self._domain:
            return _("The practice tenant lives in this program, as long as practice is on.")
        if chosen == _ISSUER:
            return _("Its address as in the token's iss: https, with a path.")
        return {
            "": "",
            "organizations": _("Any work or school account can sign in. Name a tenant to admit its accounts only."),
            "common": _("Any work, school or personal account can sign in."),
            "consumers": _("Personal Microsoft accounts only."),
        }.get(tenant, _("Only accounts of this tenant can sign in. “organizations” would admit any work account."))


class ClientField(Field):
    """The client ID of an app registration; in practice, a choice of the practice tenant's apps."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = line(_("Client ID"), "00000000-0000-0000-0000-000000000000")
        self.apps = choice(_("Practice app"), ())
        super().__init__(_("Client I&D"), self.line, self.apps, parent=parent)
        self.guide = link(_("Register an app…"), _("How to register an app of your own for this sign-in"))
        self.borrow = link(_("Borrow Graph’s own…"), _("Borrow the app Microsoft Graph Command Line Tools"))
        self._links = joined(self.guide, self.borrow)
        self.add(self._links)
        self._about: dict[str, str] = {}
        self.apps.setVisible(False)
        self.line.textEdited.connect(self._on_edited)
        self.apps.activated.connect(self._on_app_chosen)

    def read(self, request: SignInRequest) -> SignInRequest:
        """Return `request` for this client."""
        return replace(request, client_id=heard(self.line))

    def fill(self, request: SignInRequest) -> None:
        """Fill in the client of `request`."""
        self.line.setText(request.client_id)
        choose(self.apps, request.client_id)
        self._tell()

    def practise(self, apps: "tuple[Registration, ...]") -> None:
        """Offer these apps of the practice tenant; () goes back to real ones."""
        self.apps.clear()
        for app in apps:
            self.apps.addItem(app.name, app.client_id)
        self._about = {app.client_id: app.about for app in apps}
        self.apps.setVisible(bool(apps))
        self.line.setVisible(not apps)
        self._links.setVisible(not apps)
        if apps:
            self.line.setText(apps[0].client_id)
        elif self.line.text() and not self._about:
            self.line.clear()
        self._tell()

    def hide_values(self, hidden: bool) -> None:
        """Show bullets in place of the client ID."""
        hide(self.line, hidden=hidden)

    def _on_edited(self, _value: object = None) -> None:
        self._tell()
        self.edited.emit()

    def _on_app_chosen(self, at: int) -> None:
        self.line.setText(str(self.apps.itemData(at)))
        self._on_edited()

    def _tell(self) -> None:
        client_id = heard(self.line)
        if client_id in self._about:
            self.explain(self._about[client_id])
        else:
            borrowed = client_id.lower() == GRAPH_COMMAND_LINE_TOOLS
            self.explain(_("Microsoft Graph Command Line Tools, borrowed.") if borrowed else "")


class FlowField(Field):
    """How tokens are asked for, the one that fits this machine first, each with what it is right for."""

    edited = Signal()

    def __init__(self, first: Flow, parent: QWidget | None = None) -> None:
        flows = sorted(Flow, key=lambda flow: flow is not first)
        self.box = choice(_("Flow"), [(flow, flow_name(flow)) for flow in flows])
        super().__init__(_("Flow"), self.box, parent=parent)
        self.box.activated.connect(self._on_edited)
        self._tell()

    @property
    def flow(self) -> Flow:
        """The flow that is chosen."""
        return Flow(self.box.currentData())

    def read(self, request: SignInRequest) -> SignInRequest:
        """Return `request` with this flow."""
        return replace(request, flow=self.flow)

    def fill(self, request: SignInRequest) -> None:
        """Choose the flow of `request`."""
        choose(self.box, request.flow)
        self._tell()

    def _on_edited(self, _at: int) -> None:
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        self.explain(_right_for(self.flow))


def flow_name(flow: Flow) -> str:
    """Return what people call a flow."""
    return {
        Flow.AUTHORIZATION_CODE: _("Authorization code + PKCE, system browser"),
        Flow.DEVICE_CODE: _("Device code, on any device"),
        Flow.CLIENT_CREDENTIALS: _("Client credentials, no user"),
        Flow.ON_BEHALF_OF: _("On behalf of a user, for an API"),
    }[flow]


def _right_for(flow: Flow) -> str:
    return {
        Flow.AUTHORIZATION_CODE: _("Right for a web, native or desktop app with a user present."),
        Flow.DEVICE_CODE: _("Right for machines without a browser. Elsewhere, prefer the authorization code."),
        Flow.CLIENT_CREDENTIALS: _("Right for services and nightly jobs: the app signs in as itself."),
        Flow.ON_BEHALF_OF: _("Right for an API that calls a further API as the user who called it."),
    }[flow]
