"""What cannot be read by design: encrypted and opaque tokens, refresh tokens, authorization codes, SAML."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.wanted import judged
from inspector.tokens.artifact import Artifact, Kind, Place
from inspector.words import _

_TOKENS = "https://learn.microsoft.com/entra/identity-platform/access-tokens"
_REFRESH = "https://learn.microsoft.com/entra/identity-platform/refresh-tokens"


def encrypted(case: Case) -> Iterator[Finding]:
    """A JWE is for the holder of one key."""
    for artifact in case.of_kind(Kind.ENCRYPTED_TOKEN):
        header = artifact.header
        members = [name for name in ("alg", "enc", "kid", "x5t") if header and name in header]
        yield Finding(
            id="token-encrypted",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=_("Encrypted token"),
            why=_(
                "The claims are readable only with the private key of the API for which it was issued; the header says "
                "which key."
            ),
            sentence=_("This token is encrypted for its API; only the header can be read here."),
            evidence=tuple(Evidence(f"header {name}", quote(header.get(name) if header else None)) for name in members),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _(
                        "Send it to the API as it is. To see its claims, ask the API's owner, or paste the API's "
                        "answer."
                    ),
                ),
            ),
            reference=_TOKENS,
            rank=60,
        )


def opaque(case: Case) -> Iterator[Finding]:
    """A token that is no JWT is for its issuer's own APIs."""
    for artifact in list(case.of_kind(Kind.OPAQUE_TOKEN))[:1]:
        yield Finding(
            id="token-opaque",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=_("Opaque token"),
            why=_(
                "This is no JWT. Personal Microsoft accounts get such tokens for Microsoft's APIs; that is not an "
                "error."
            ),
            sentence=_("This token is opaque: only the API that it was issued for can read it."),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Send it to the API as it is, or paste the API's answer. For your own API, request its scope."),
                ),
            ),
            reference=_TOKENS,
            rank=60,
        )


def refresh_token(case: Case) -> Iterator[Finding]:
    """A refresh token is for the token endpoint alone, and the most valuable secret of all."""
    for artifact in list(case.of_kind(Kind.REFRESH_TOKEN))[:1]:
        misused = _stands_for_access_token(case, artifact)
        yield Finding(
            id="refresh-token-as-access-token" if misused else "refresh-token",
            severity=Severity.BLOCKER if misused else Severity.NOTE,
            artifact=artifact.id,
            title=_("Refresh token instead of an access token") if misused else _("Refresh token: a long-lived secret"),
            why=_(
                "A refresh token is encrypted for Entra ID and serves only at the token endpoint. "
                "It works for up to 90 days, for the whole client."
            ),
            sentence=(
                _("This is a refresh token; an API needs the access token that it can be exchanged for.")
                if misused
                else _("This is a refresh token: a secret for the token endpoint, which nobody but Entra ID can read.")
            ),
            stage=Stage.CLIENT,
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Exchange it at the token endpoint and send the access token; MSAL does this by itself."),
                    "grant_type=refresh_token",
                )
                if misused
                else Remedy(Who.DEVELOPER, _("Do not share it. If others have seen it: revoke the user's sessions.")),
            ),
            reference=_REFRESH,
            rank=10 if misused else 54,
        )


def authorization_code(case: Case) -> Iterator[Finding]:
    """A code is for one exchange within minutes."""
    for artifact in list(case.of_kind(Kind.AUTHORIZATION_CODE))[:1]:
        misused = _stands_for_access_token(case, artifact)
        yield Finding(
            id="code-as-access-token" if misused else "authorization-code",
            severity=Severity.BLOCKER if misused else Severity.NOTE,
            artifact=artifact.id,
            title=_("Authorization code instead of a token") if misused else _("Authorization code"),
            why=_(
                "A code is for one exchange at the token endpoint, within about ten minutes, by the client that asked "
                "for it."
            ),
            sentence=(
                _("This is an authorization code; an API needs the access token that it is exchanged for.")
                if misused
                else _("This is an authorization code, which the client still has to exchange for tokens.")
            ),
            stage=Stage.CLIENT,
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Exchange it once at the token endpoint, with the same redirect URI and the code verifier."),
                    "grant_type=authorization_code",
                ),
            ),
            reference="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
            rank=10 if misused else 54,
        )


def saml_assertion(case: Case) -> Iterator[Finding]:
    """SAML is named, not decoded."""
    for artifact in list(case.of_kind(Kind.SAML_ASSERTION))[:1]:
        yield Finding(
            id="saml-assertion",
            severity=Severity.NOTE,
            artifact=artifact.id,
            title=_("SAML assertion"),
            why=_("This is XML of a SAML sign-in, not a JWT; it is named here, not decoded."),
            sentence=_("This is a SAML assertion; it is named, but not decoded here."),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _(
                        "For an API, request an access token; a SAML assertion serves only at the application it was "
                        "issued for."
                    ),
                ),
            ),
            rank=60,
        )


def _stands_for_access_token(case: Case, artifact: Artifact) -> bool:
    """It was sent to an API, or is all there is where an access token is expected."""
    if artifact.place is Place.AUTHORIZATION_HEADER:
        return True
    expected = case.expectation.audiences or case.expectation.scopes or case.expectation.calling
    return bool(expected) and artifact.inside is None and not judged(case)
