"""Client assertions: what Entra ID demands of a JWT that stands for a client (RFC 7523)."""

from collections.abc import Iterator

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.federation import is_federated
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import Subject
from inspector.knowledge.clouds import authority_hosts
from inspector.tokens.artifact import Kind
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"
_LONGEST = 10 * 60


def certificate_not_named(case: Case) -> Iterator[Finding]:
    """Entra ID finds the certificate by its thumbprint in the header."""
    for subject in _own(case):
        header = subject.artifact.header
        if header is None or any(header.get(name) for name in ("x5t#S256", "x5t", "kid")):
            continue
        yield Finding(
            id="assertion-thumbprint-missing",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("The assertion names no certificate"),
            why=_(
                "Entra ID looks the certificate up by the thumbprint in the header, and refuses an assertion without "
                "one."
            ),
            sentence=_("The client assertion's header names no certificate: x5t#S256 (or x5t) is missing."),
            stage=Stage.TOKEN,
            evidence=(Evidence("header x5t#S256", None, _("SHA-256 thumbprint of the certificate, base64url")),),
            remedies=(
                Remedy(
                    Who.DEVELOPER, _("Let MSAL make the assertion from the certificate, or add x5t#S256 to the header.")
                ),
            ),
            reference=_REFERENCE,
            rank=18,
        )


def wrong_audience(case: Case) -> Iterator[Finding]:
    """A client assertion is for the token endpoint."""
    for subject in _own(case):
        if not subject.audiences or any(_is_token_endpoint(audience) for audience in subject.audiences):
            continue
        yield Finding(
            id="assertion-audience",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("The assertion is not for the token endpoint"),
            why=_("The audience of a client assertion is the token endpoint that it is sent to."),
            sentence=_("The client assertion's audience {aud} is not Entra ID's token endpoint.").format(
                aud=join(subject.audiences, 1)
            ),
            stage=Stage.TOKEN,
            evidence=(
                Evidence(
                    "aud", join(subject.audiences), "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
                ),
            ),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Set aud to the address that the assertion is sent to."),
                    "https://login.microsoftonline.com/TENANT_ID/oauth2/v2.0/token",
                ),
            ),
            reference=_REFERENCE,
            rank=18,
        )


def too_long_lived(case: Case) -> Iterator[Finding]:
    """An assertion lives five to ten minutes and is used once."""
    for subject in _own(case):
        start, end = subject.number("nbf") or subject.number("iat"), subject.number("exp")
        long = start is not None and end is not None and end - start > _LONGEST
        if not long and subject.claim("jti") is not None:
            continue
        yield Finding(
            id="assertion-reusable",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("The assertion could be used again"),
            why=_(
                "Whoever gets hold of an assertion is the client until it expires: make it short-lived, with an id of "
                "its own."
            ),
            stage=Stage.CLIENT,
            evidence=(
                Evidence(
                    "exp",
                    moments.duration(end - start) if long and start is not None and end is not None else None,
                    _("5 to 10 minutes"),
                ),
                Evidence(
                    "jti",
                    quote(subject.claim("jti")) if subject.claim("jti") is not None else None,
                    _("a new one each time"),
                ),
            ),
            remedies=(Remedy(Who.DEVELOPER, _("Let it live five to ten minutes, and give each assertion a new jti.")),),
            reference=_REFERENCE,
            rank=48,
        )


def weak_algorithm(case: Case) -> Iterator[Finding]:
    """Certificates sign with RSA; a shared secret proves nothing to Entra ID."""
    for subject in case.subjects:
        header = subject.artifact.header
        algorithm = header.get("alg") if header and subject.kind is Kind.CLIENT_ASSERTION else None
        fine = ("RS256",) if is_federated(subject) else ("PS256", "RS256", "ES256")
        if not isinstance(algorithm, str) or algorithm in fine or algorithm.lower() == "none":
            continue
        yield Finding(
            id="assertion-algorithm",
            severity=Severity.BLOCKER,
            artifact=subject.artifact.id,
            title=_("Algorithm that Entra ID refuses here"),
            why=_(
                "Federated credentials must be signed with RS256; client assertions with the certificate's key, PS256 "
                "or RS256."
            ),
            sentence=_("The assertion is signed with {found}; Entra ID expects {expected}.").format(
                found=quote(algorithm), expected=_(" or ").join(fine[:2])
            ),
            stage=Stage.TOKEN,
            evidence=(Evidence("alg", quote(algorithm), ", ".join(fine)),),
            remedies=(
                Remedy(
                    Who.OPERATOR,
                    _("Let the workload's issuer sign with RS256: nothing else is taken."),
                    fine[0],
                )
                if is_federated(subject)
                else Remedy(Who.DEVELOPER, _("Sign with {algorithm}.").format(algorithm=fine[0]), fine[0]),
            ),
            reference=_REFERENCE,
            rank=18,
        )


def _own(case: Case) -> Iterator[Subject]:
    """Yield the assertions that a client made with its own certificate: issuer and subject are the client."""
    for subject in case.subjects:
        if (
            subject.kind is Kind.CLIENT_ASSERTION
            and not is_federated(subject)
            and subject.claim("iss") == subject.claim("sub")
        ):
            yield subject


def _is_token_endpoint(audience: str) -> bool:
    host, _slash, path = audience.partition("://")[2].partition("/")
    return host.lower() in authority_hosts() or "/oauth2/" in f"/{path}" or host.lower().endswith(".ciamlogin.com")
