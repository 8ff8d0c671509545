"""Signature algorithm and header: what makes a token worthless or dangerous before any key is looked at (RFC 8725)."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Subject
from inspector.tokens.artifact import Kind
from inspector.words import _

_BCP = "https://www.rfc-editor.org/rfc/rfc8725#section-3.1"
_ABOUT_KEYS = "https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signature"
_SYMMETRIC = ("HS256", "HS384", "HS512")
_KEY_MEMBERS = ("jku", "x5u", "jwk")
_KNOWN_CRITICAL = frozenset({"b64", "exp", "nonce"})


def unsigned(case: Case) -> Iterator[Finding]:
    """The header says that nothing protects the token."""
    for subject in _signed(case):
        algorithm = _algorithm(subject)
        if algorithm is not None and algorithm.lower() == "none":
            yield Finding(
                id="algorithm-none",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("Not signed (alg none)"),
                why=_("Anybody can write such a token. An API that accepts it can be entered by everyone."),
                sentence=_("This token is not signed: its header says alg none, so every API must refuse it."),
                stage=Stage.TOKEN,
                evidence=(
                    Evidence("alg", quote(algorithm), "RS256" if subject.is_entra else _("a signature algorithm")),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER, _("Use a token as the issuer signed it; Entra ID never issues unsigned ones.")
                    ),
                    Remedy(
                        Who.API_OWNER,
                        _("Let the API accept only the algorithms that you name."),
                        'algorithms=["RS256"]',
                    ),
                ),
                reference=_BCP,
                rank=2,
            )


def symmetric(case: Case) -> Iterator[Finding]:
    """Entra ID signs with its private keys; a shared-secret signature under its name is somebody else's."""
    for subject in _signed(case):
        algorithm = _algorithm(subject)
        if algorithm is not None and algorithm.upper() in _SYMMETRIC and _says_entra(subject):
            yield Finding(
                id="algorithm-symmetric",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("Not signed by Entra ID ({algorithm})").format(algorithm=algorithm.upper()),
                why=_(
                    "Entra ID signs with asymmetric keys, in practice RS256. "
                    "A shared-secret signature means a test token, "
                    "a token made by your own code, or an attack that uses the public key as the secret."
                ),
                sentence=_(
                    "This token claims Entra ID as its issuer but is signed with {algorithm}; Entra ID never does that."
                ).format(algorithm=algorithm.upper()),
                stage=Stage.TOKEN,
                evidence=(Evidence("alg", quote(algorithm), "RS256"), Evidence("iss", quote(subject.text("iss")))),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Get the token from Entra ID itself instead of making or changing one.")),
                    Remedy(Who.API_OWNER, _("Let the API accept RS256 only."), 'algorithms=["RS256"]'),
                ),
                reference=_BCP,
                rank=3,
            )


def unusual(case: Case) -> Iterator[Finding]:
    """Any other algorithm under Entra ID's name is at least unusual."""
    for subject in _signed(case):
        algorithm = _algorithm(subject)
        if not _says_entra(subject) or algorithm in ("RS256", None) or algorithm.upper() in (*_SYMMETRIC, "NONE"):
            continue
        yield Finding(
            id="algorithm-unusual",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("Unusual algorithm for Entra ID"),
            why=_("In practice Entra ID signs with RS256; APIs set up for that refuse anything else."),
            stage=Stage.TOKEN,
            evidence=(Evidence("alg", quote(algorithm), "RS256"),),
            remedies=(Remedy(Who.DEVELOPER, _("Check where this token comes from.")),),
            reference=_ABOUT_KEYS,
            rank=45,
        )


def algorithm_missing(case: Case) -> Iterator[Finding]:
    """Without `alg` no signature can be checked."""
    for subject in _signed(case):
        if _algorithm(subject) is None:
            header = subject.artifact.header
            yield Finding(
                id="algorithm-missing",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("No signature algorithm"),
                why=_("The header must name the algorithm (RFC 7515); without it no API can check the signature."),
                sentence=_("The token's header names no signature algorithm, so no API can verify it."),
                stage=Stage.TOKEN,
                evidence=(Evidence("alg", quote(header.get("alg")) if header and "alg" in header else None, "RS256"),),
                remedies=(Remedy(Who.DEVELOPER, _("Use the token exactly as the issuer returned it.")),),
                reference="https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1",
                rank=4,
            )


def critical_members(case: Case) -> Iterator[Finding]:
    """`crit` lists members that a receiver must understand, or refuse the token."""
    for subject in _signed(case):
        header = subject.artifact.header
        critical = header.get("crit") if header else None
        if critical is None:
            continue
        names = critical if isinstance(critical, list) else [critical]
        yield Finding(
            id="critical-header-member",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("Critical header members"),
            why=_(
                "A receiver that does not understand every member named in crit must refuse the token. "
                "Entra ID never uses crit."
            ),
            stage=Stage.RESOURCE,
            evidence=(Evidence("crit", ", ".join(quote(name) for name in names[:6])),),
            remedies=(Remedy(Who.API_OWNER, _("Check that the API's library understands these members.")),),
            reference="https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11",
            rank=46,
        )


def key_in_header(case: Case) -> Iterator[Finding]:
    """A token that brings its own key, or says where to fetch it, proves nothing."""
    for subject in _signed(case):
        header = subject.artifact.header
        names = [name for name in _KEY_MEMBERS if header and name in header]
        if not names or subject.kind is Kind.POP_TOKEN:
            continue
        yield Finding(
            id="key-in-header",
            severity=Severity.WARNING,
            artifact=subject.artifact.id,
            title=_("The token names its own key"),
            why=_(
                "A key that the token itself brings proves nothing; APIs must take keys from the issuer's metadata "
                "only."
            ),
            stage=Stage.RESOURCE,
            evidence=tuple(Evidence(name, quote(header.get(name) if header else None)) for name in names),
            remedies=(
                Remedy(
                    Who.API_OWNER,
                    _("Ignore {names}; look the key up by kid in the issuer's keys.").format(names=", ".join(names)),
                ),
            ),
            reference="https://www.rfc-editor.org/rfc/rfc8725#section-3.10",
            rank=44,
        )


def key_id_missing(case: Case) -> Iterator[Finding]:
    """Entra ID always names the signing key."""
    for subject in _signed(case):
        header = subject.artifact.header
        if header and _says_entra(subject) and not header.get("kid") and _algorithm(subject) == "RS256":
            yield Finding(
                id="key-id-missing",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("No key id"),
                why=_(
                    "Entra ID names the signing key in kid. Without it an API cannot pick the key, and many refuse the "
                    "token."
                ),
                stage=Stage.TOKEN,
                evidence=(Evidence("kid", None, _("the id of a key of the issuer's")),),
                remedies=(Remedy(Who.DEVELOPER, _("Use the token exactly as Entra ID returned it.")),),
                reference=_ABOUT_KEYS,
                rank=47,
            )


def header_nonce(case: Case) -> Iterator[Finding]:
    """Graph's tokens can't be verified by anybody but Graph (entra_facts 17, 18)."""
    for subject in case.subjects:
        header = subject.artifact.header
        if header and "nonce" in header and subject.is_entra and subject.kind is Kind.ACCESS_TOKEN:
            name = subject.resource.name if subject.resource else _("its API")
            yield Finding(
                id="header-nonce",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("Only {api} can verify this token").format(api=name),
                why=_(
                    "The header's nonce was hashed before signing, so ordinary verification fails. "
                    "The signature cannot be verified by you; that does not mean it is forged."
                ),
                stage=Stage.RESOURCE,
                evidence=(Evidence("header nonce", _("present")),),
                remedies=(
                    Remedy(Who.DEVELOPER, _("Do not validate this token; send it to {api} as it is.").format(api=name)),
                ),
                reference=_ABOUT_KEYS,
                rank=55,
            )


def _signed(case: Case) -> Iterator[Subject]:
    """Yield what has a header that could be read whole; bare claims have none to judge."""
    return (
        subject for subject in case.subjects if subject.artifact.header is not None and subject.artifact.header.members
    )


def _algorithm(subject: Subject) -> str | None:
    header = subject.artifact.header
    value = header.get("alg") if header else None
    return value if isinstance(value, str) and value else None


def _says_entra(subject: Subject) -> bool:
    return subject.is_token and subject.issuer.family.is_entra
