"""What can go wrong in a flow before an issuer says anything: each with its sentence and its next step."""

from inspector.exchanges.exchange import Check
from inspector.words import _


class FlowError(Exception):
    """A flow ended without an answer of the issuer's. `is_late` is true where nobody acted in time."""

    is_late = False

    def __init__(self, sentence: str = "", next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


class NoAnswerError(FlowError):
    """The browser brought no answer in time."""

    is_late = True

    def __init__(self) -> None:
        super().__init__(
            _("The browser brought no answer within five minutes."), _("Start again, or sign in with a device code.")
        )


class CodeExpiredError(FlowError):
    """Nobody entered the device code in time."""

    is_late = True

    def __init__(self) -> None:
        super().__init__(_("Nobody entered the code in time."), _("Start over for a new code."))


class IssuerMismatchError(FlowError):
    """The answer names another issuer than the one asked (RFC 9207): a mix-up attack, or a wrong configuration."""

    def __init__(self) -> None:
        super().__init__(
            _("The answer names another issuer than the one that was asked. Its code was not used."),
            _("Start again. If it repeats, check the issuer's address."),
        )


class NonceMismatchError(FlowError):
    """The ID token was issued for another sign-in: its nonce is not the one that was sent."""

    def __init__(self) -> None:
        super().__init__(
            _("The ID token belongs to another sign-in: its nonce is not the one that was sent. It was discarded."),
            _("Sign in again. If it repeats, the issuer or something in between mixes answers up."),
        )


class NoDeviceEndpointError(FlowError):
    """The issuer offers no device authorization."""

    def __init__(self) -> None:
        super().__init__(
            _("This issuer offers no sign-in by device code."), _("Use the authorization code flow in a browser.")
        )


class BadEndpointError(FlowError):
    """The issuer names a page that no browser should be sent to."""

    def __init__(self) -> None:
        super().__init__(
            _("The issuer names a sign-in page that is no https address. It was not opened."),
            _("Check the issuer's address; its discovery document may be forged."),
        )


class ListenerError(FlowError):
    """No port could be listened on."""


class CertificateError(FlowError):
    """The certificate, its key or the passphrase can't be used."""


class TransportError(FlowError):
    """No answer came over the network."""


class UnfitAssertionError(Exception):
    """The token at hand can't be exchanged on behalf of its user; `checks` say why."""

    def __init__(self, checks: tuple[Check, ...]) -> None:
        super().__init__()
        self.checks = checks
