"""The few words that every form of the report shares."""

from collections.abc import Iterable

from inspector.diagnosis.finding import Finding, Severity, Who
from inspector.diagnosis.verdict import Outcome
from inspector.tokens.artifact import Kind
from inspector.tokens.reasons import Verdict
from inspector.words import _


def outcome_word(outcome: Outcome) -> str:
    """Return the verdict's first word, with its full stop."""
    return {
        Outcome.REJECTED: _("Rejected."),
        Outcome.ACCEPTED: _("Accepted."),
        Outcome.REFUSED: _("Refused."),
        Outcome.EXPLAINED: _("Explained."),
        Outcome.UNDECIDED: _("Undecided."),
        Outcome.NOTHING_FOUND: _("Nothing found."),
    }[outcome]


def kind_label(kind: Kind) -> str:
    """Return what an artifact is called on screen."""
    return {
        Kind.ACCESS_TOKEN: _("Access token"),
        Kind.ID_TOKEN: _("ID token"),
        Kind.TOKEN: _("Token"),
        Kind.POP_TOKEN: _("Proof-of-possession token"),
        Kind.ENCRYPTED_TOKEN: _("Encrypted token"),
        Kind.OPAQUE_TOKEN: _("Opaque token"),
        Kind.REFRESH_TOKEN: _("Refresh token"),
        Kind.AUTHORIZATION_CODE: _("Authorization code"),
        Kind.CLIENT_ASSERTION: _("Client assertion"),
        Kind.SAML_ASSERTION: _("SAML assertion"),
        Kind.CLAIMS: _("Claims"),
        Kind.HEADER: _("Token header"),
        Kind.CLAIMS_REQUEST: _("Claims request"),
        Kind.AUTHORIZATION_REQUEST: _("Authorization request"),
        Kind.AUTHORIZATION_RESPONSE: _("Authorization response"),
        Kind.TOKEN_REQUEST: _("Token request"),
        Kind.TOKEN_RESPONSE: _("Token response"),
        Kind.DEVICE_AUTHORIZATION_RESPONSE: _("Device code"),
        Kind.ERROR_RESPONSE: _("Refusal"),
        Kind.ERROR_CODE: _("Error code"),
        Kind.CHALLENGE: _("Challenge"),
        Kind.HTTP_REQUEST: _("HTTP request"),
        Kind.HTTP_RESPONSE: _("HTTP response"),
        Kind.RECORDED_FLOW: _("Recorded flow"),
        Kind.JWKS: _("Key set"),
        Kind.DISCOVERY_DOCUMENT: _("Discovery document"),
        Kind.FEDERATED_CREDENTIAL: _("Federated credential"),
    }[kind]


def severity_word(finding: Finding) -> str:
    """Return what the finding does: it blocks, follows from another, warns or notes."""
    if finding.severity is Severity.BLOCKER:
        return _("then") if finding.consequence_of else _("blocks")
    return _("warning") if finding.severity is Severity.WARNING else _("note")


def who_word(who: Who) -> str:
    """Return who should act."""
    return {
        Who.DEVELOPER: _("Developer"),
        Who.TENANT_ADMIN: _("Tenant admin"),
        Who.API_OWNER: _("API owner"),
        Who.USER: _("User"),
        Who.OPERATOR: _("Operator"),
    }[who]


def not_checked_sentence(names: Iterable[str]) -> str:
    """Return one sentence that says what nobody looked at."""
    words = {
        "signature": _("the signature"),
        "audience": _("the audience (say what the API expects)"),
        "scope": _("scopes and roles (say what the API asks for)"),
        "tenant": _("the tenant (give its ID)"),
        "permissions": _("whether the permissions suffice for the call"),
        "revocation": _("whether the session was revoked"),
    }
    return _("Not checked: {things}.").format(things=", ".join(words.get(name, name) for name in names))


def signature_sentence(verdict: Verdict | None) -> str:
    """Return what a check of the signature showed; "" where none could be made."""
    if verdict is Verdict.INVALID:
        return _("The signature is invalid: the token was changed, or somebody else signed it.")
    return _("The signature is valid.") if verdict is Verdict.VALID else ""
