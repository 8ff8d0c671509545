"""Where a sign-in goes: authority addresses, and the address where an administrator consents."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from inspector.knowledge.clouds import authority_of
from inspector.words import _

if TYPE_CHECKING:
    from inspector.signin.request import SignInRequest


@dataclass(frozen=True, slots=True)
class Authority:
    """The address that MSAL is given. `oidc` is true for an issuer that is no Entra ID (MSAL's `oidc_authority`)."""

    url: str
    oidc: bool = False

    @property
    def host(self) -> str:
        """The host, without its port, as MSAL's cache names it."""
        return urlsplit(self.url).hostname or ""


def authority_for(request: "SignInRequest") -> Authority:
    """Return the authority of `request`, which has no obstacles (see `request.obstacles`)."""
    if request.issuer:
        return Authority(request.issuer.strip().rstrip("/"), oidc=True)
    return Authority(f"https://{_host(request)}/{quote(request.tenant.strip(), safe='')}")


def address_problem(request: "SignInRequest") -> str | None:
    """Return why MSAL could not use the address of `request`, in one sentence, or None."""
    if not request.issuer:
        return _("The authority host is a host name, without https:// and path.") if _odd(_host(request)) else None
    try:
        parts = urlsplit(request.issuer.strip())
    except ValueError:
        return _("The issuer is not an address.")
    if parts.scheme != "https" or not parts.hostname:
        return _("The issuer must be an https address: MSAL sends credentials nowhere else.")
    if not parts.path.strip("/"):
        return _("This issuer has no path. MSAL needs one, such as https://issuer.example/realm.")
    return _("The issuer has no query and no fragment.") if parts.query or parts.fragment else None


def admin_consent_address(request: "SignInRequest", redirect_uri: str = "") -> str | None:
    """Return the address where an administrator grants what `request` asks for; None for issuers that have none.

    Microsoft's page: v2 admin consent, /adminconsent with client_id, scope and redirect_uri.
    """
    if request.issuer or not request.client_id:
        return None
    tenant = request.tenant if request.tenant.lower() not in ("common", "consumers") else "organizations"
    query = {"client_id": request.client_id, "scope": _consent_scope(request), "state": "token-inspector"}
    query |= {"redirect_uri": redirect_uri} if redirect_uri else {}
    return f"https://{_host(request)}/{quote(tenant, safe='')}/v2.0/adminconsent?{urlencode(query)}"


def _consent_scope(request: "SignInRequest") -> str:
    """Ask for all that was registered where nothing is named: names without resource are Microsoft Graph's."""
    return " ".join(request.asked_scopes) or "https://graph.microsoft.com/.default"


def is_page(address: str) -> bool:
    """Whether a browser may be sent to `address`, which an issuer named: https, or http on this machine.

    Anything else would start whatever program the system has for that scheme.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return address.isascii() and address.isprintable() and bool(parts.hostname) and (parts.scheme == "https" or local)


def _host(request: "SignInRequest") -> str:
    return request.host.strip().rstrip("/") or authority_of(request.cloud)


def _odd(host: str) -> bool:
    try:
        parts = urlsplit(f"https://{host}")
        usable = parts.netloc == host and parts.hostname and "@" not in host and parts.port != 0
    except ValueError:
        usable = False
    return not usable
