"""A refusal read together with the token beside it: the claim that the check tripped over."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.refusal import Match, matches
from inspector.diagnosis.subject import Subject
from inspector.tokens.artifact import Kind
from inspector.words import _

_REFERENCE = "https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats"


def issuer_version(case: Case) -> Iterator[Finding]:
    """The API refuses the issuer of an Entra ID token: most often it expects the other version's issuer."""
    match = next((each for each in matches(case) if each.row.family == "issuer"), None)
    subject = _refused(case, match) if match else None
    if match is not None and subject is not None and not _same_issuer(match, subject):
        yield _version_finding(subject, match)


def _refused(case: Case, match: Match) -> Subject | None:
    """Return the token that the API refused: the one with the issuer that it names, else no ID token if it can be."""
    tokens = [each for each in case.subjects if each.is_token and each.is_entra and each.version and each.text("iss")]
    named = match.error.values.get("issuer")
    tokens.sort(key=lambda each: (each.text("iss") != named, each.artifact.kind is Kind.ID_TOKEN))
    return tokens[0] if tokens else None


def _same_issuer(match: Match, subject: Subject) -> bool:
    """Whether the API expects an issuer of the token's own version, so that another tenant or cloud is the cause."""
    expected = match.error.values.get("expected_issuer", "")
    if not expected.startswith("https://"):
        return False
    return ("sts." in expected) == (subject.version == "1.0")


def _version_finding(subject: Subject, match: Match) -> Finding:
    first = subject.version == "1.0"
    return Finding(
        id="issuer-of-other-version",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("The API expects the other version's issuer"),
        why=_("The API's registration decides the version of its access tokens, whichever endpoint the client calls."),
        sentence=_sentence(first),
        stage=Stage.REGISTRATION,
        evidence=(
            Evidence("iss", subject.text("iss"), match.error.values.get("expected_issuer")),
            Evidence("ver", subject.version),
        ),
        remedies=_remedies(first),
        codes=match.error.codes,
        reference=_REFERENCE,
        rank=4,
    )


def _sentence(first: bool) -> str:
    if first:
        return _(
            "This is a v1.0 token with the v1.0 issuer (sts.windows.net), and the API accepts the v2.0 issuer only."
        )
    return _(
        "This is a v2.0 token with the v2.0 issuer, and the API accepts another one, such as v1.0 (sts.windows.net)."
    )


def _remedies(first: bool) -> tuple[Remedy, ...]:
    wanted = "2" if first else "1"
    return (
        Remedy(
            Who.DEVELOPER,
            _(
                "In the manifest of the API's app registration set requestedAccessTokenVersion "
                "(accessTokenAcceptedVersion) to {version}; the next token has the issuer that the API expects."
            ).format(version=wanted),
            f'"api": {{ "requestedAccessTokenVersion": {wanted} }}',
        ),
        Remedy(
            Who.API_OWNER,
            _("Or let the API accept this issuer, tenant id written out, and load the metadata of that version."),
        ),
    )
