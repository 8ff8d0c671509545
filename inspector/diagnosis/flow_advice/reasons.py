"""What each row is called, why its flow fits, and why the flows that tempt people there do not."""

from dataclasses import dataclass

from inspector.diagnosis.expectation import Client
from inspector.words import _


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: the client, its flow, and whether it is confidential (proves itself) or public."""

    name: str
    flow: str
    is_confidential: bool
    why: str
    reference: str


@dataclass(frozen=True, slots=True)
class Tempting:
    """A flow that people copy there, and why not."""

    flow: str
    reason: str


_BASE = "https://learn.microsoft.com/entra/identity-platform/"


def row_of(client: Client) -> Row:
    """Return the row of `client`."""
    return _rows()[client]


def tempting_of(client: Client) -> tuple[Tempting, ...]:
    """Return the flows that tempt people who build such a client, the most tempting first."""
    return _tempting()[client]


def _rows() -> dict[Client, Row]:
    return _rows_of_users() | _rows_of_services()


def _rows_of_users() -> dict[Client, Row]:
    code = _("Authorization code with PKCE")
    return {
        Client.WEB: Row(
            _("Web app with a backend"),
            code,
            is_confidential=True,
            why=_("A user signs in through the browser, and the server, which can keep a secret, redeems the code."),
            reference=f"{_BASE}v2-oauth2-auth-code-flow",
        ),
        Client.SPA: Row(
            _("Single-page app"),
            code,
            is_confidential=False,
            why=_("A user signs in, and everything in the page is public: PKCE proves the page in place of a secret."),
            reference=f"{_BASE}scenario-spa-app-registration",
        ),
        Client.NATIVE: Row(
            _("Desktop or mobile app"),
            code,
            is_confidential=False,
            why=_("A user signs in through the device's browser; PKCE proves the app, which cannot keep a secret."),
            reference=f"{_BASE}scenario-desktop-app-registration",
        ),
        Client.CLI: Row(
            _("Command line or device without a browser"),
            _("Device code"),
            is_confidential=False,
            why=_("A user is there, but no browser: they enter a code in the browser of another device."),
            reference=f"{_BASE}v2-oauth2-device-code",
        ),
    }


def _rows_of_services() -> dict[Client, Row]:
    return {
        Client.DAEMON: Row(
            _("Daemon, service or job"),
            _("Client credentials"),
            is_confidential=True,
            why=_("Nobody signs in: the app proves itself and acts with permissions of its own."),
            reference=f"{_BASE}v2-oauth2-client-creds-grant-flow",
        ),
        Client.API: Row(
            _("API that calls a further API as the user"),
            _("On-behalf-of"),
            is_confidential=True,
            why=_("The API exchanges its caller's token for one of the further API, and the user stays the user."),
            reference=f"{_BASE}v2-oauth2-on-behalf-of-flow",
        ),
    }


def _tempting() -> dict[Client, tuple[Tempting, ...]]:
    return {
        Client.WEB: (
            _implicit(_("Tokens would pass through the browser, where history, scripts and proxies see them.")),
            _password(),
            _as_itself(_("Every user would act with the whole power of the app, and the API could not tell who.")),
            _device(_("There is a browser, and codes to type are what phishing lives on.")),
        ),
        Client.SPA: (
            _implicit(
                _("Tokens in the address leak, no refresh token comes, and browsers block hidden renewal.")
            ),
            Tempting(
                _("Authorization code with a client secret"),
                _("Everybody can read the secret in the page; Entra ID refuses one from a browser."),
            ),
            _password(),
            _as_itself(_("It takes a secret, and a page can keep none.")),
        ),
        Client.NATIVE: (
            Tempting(
                _("Authorization code with a client secret"),
                _("Whoever has the app has its secret; Entra ID refuses one from a public client."),
            ),
            _password(),
            _implicit(_("Made for pages of old; PKCE does the same with nothing in the address.")),
            _device(_("There is a browser: single sign-on and device policies only work in it.")),
            _as_itself(_("Its secret would be on every device, with the whole power of the app.")),
        ),
        Client.DAEMON: (
            Tempting(
                _("A service account's password (ROPC)"),
                _("It stores a user's password, and ends with multi-factor authentication or a new password."),
            ),
            Tempting(
                _("A stored refresh token of some user"),
                _("It ends with that user's password, session or job, and acts in their name."),
            ),
            _device(_("Nobody is there to enter the code each time the tokens end.")),
        ),
        Client.CLI: (
            Tempting(
                _("Authorization code with PKCE"),
                _("It is the better one wherever a browser can open: change the answer if one can."),
            ),
            _password(),
            _as_itself(_("The secret would be on every device, and nobody could tell the users apart.")),
        ),
        Client.API: (
            Tempting(
                _("Sending the caller's token on"),
                _("It is for this API; the further API must refuse it, by its audience."),
            ),
            _as_itself(_("The further API would no longer know the user, and could not apply the user's own rights.")),
            Tempting(
                _("Letting the client get both tokens"),
                _("The client would need permissions for an API that it never calls."),
            ),
        ),
    }  # fmt: skip


def _implicit(reason: str) -> Tempting:
    return Tempting(_("Implicit (response_type=token)"), reason)


def _password() -> Tempting:
    return Tempting(
        _("User name and password (ROPC)"),
        _("The app would see the password, and multi-factor authentication and passkeys don't work with it."),
    )


def _as_itself(reason: str) -> Tempting:
    return Tempting(_("Client credentials"), reason)


def _device(reason: str) -> Tempting:
    return Tempting(_("Device code"), reason)
