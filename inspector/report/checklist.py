"""What an API must configure to accept a token, as facts and as ready text for the usual frameworks.

The texts lie in resources/checklist/. Values enter them only in a spelling that no language reads as anything but
itself, so a hostile claim leaves a text without its snippet instead of changing what the snippet does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inspector import resource_files
from inspector.diagnosis.quoting import snippet
from inspector.diagnosis.subject import Subject
from inspector.knowledge.clouds import Family
from inspector.knowledge.metadata import WELL_KNOWN, Metadata, metadata_for
from inspector.tokens.artifact import Kind
from inspector.words import _

_SIGNING = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# (what it is called, its file below resources/checklist, the language it is written in)
FRAMEWORKS = (
    ("ASP.NET Core", "aspnet.cs", "csharp"),
    ("Spring Security: application.properties", "spring.properties", "properties"),
    ("Spring Security: configuration", "spring.java", "java"),
    ("Node: jose", "jose.mjs", "javascript"),
    ("Node: Passport", "passport.mjs", "javascript"),
    ("Python: PyJWT", "pyjwt.py", "python"),
    ("Azure API Management", "apim.xml", "xml"),
)


@dataclass(frozen=True, slots=True)
class Requirements:
    """What an API must expect. `claim` is where permissions stand ("scp", "roles"), `permissions` those of the token.

    `keys` is the address of the public keys, where it is known without asking.
    """

    metadata: str
    issuer: str
    audience: str
    algorithm: str
    claim: str
    permissions: tuple[str, ...]
    keys: str | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """Ready text for one framework."""

    framework: str
    language: str
    text: str


def requirements_of(subject: Subject) -> Requirements | str:
    """Return what an API must expect to accept this token, or a sentence that says why none of yours should."""
    refused = _refusal(subject)
    if refused:
        return refused
    claims = subject.artifact.claims.values if subject.artifact.claims else {}
    issuer, audience = subject.text("iss"), subject.audiences[0]
    assert issuer is not None
    known = metadata_for(claims)
    return Requirements(
        metadata=known.address if known else issuer.rstrip("/") + WELL_KNOWN,
        issuer=issuer,
        audience=audience,
        algorithm=_algorithm(subject),
        claim=_claim(subject),
        permissions=subject.scopes or subject.roles,
        keys=_keys_address(subject, known),
    )


def snippets(requirements: Requirements) -> tuple[Snippet, ...]:
    """Return the ready texts; none where a value could mean something else in one of the languages."""
    values = _values(requirements)
    if values is None:
        return ()
    return tuple(_fill(*framework, values) for framework in FRAMEWORKS)


def lines_of(requirements: Requirements) -> tuple[tuple[str, str], ...]:
    """Return the checklist as rows of a name and a value."""
    rows = [
        (_("Metadata address"), requirements.metadata),
        (_("Valid issuer"), requirements.issuer),
        (_("Valid audience"), requirements.audience),
        (_("Algorithm"), requirements.algorithm),
    ]
    if requirements.permissions:
        name = _("Required role (roles)") if requirements.claim == "roles" else _("Required scope (scp)")
        rows.append((name, _("one of: {names}").format(names=", ".join(requirements.permissions[:8]))))
    return tuple(rows)


def _refusal(subject: Subject) -> str | None:
    if subject.kind is Kind.ID_TOKEN:
        return _("This is an ID token. It tells a client who signed in; no API should accept it.")
    if subject.resource is not None:
        return _("This token is for {api}. Your own API must refuse it.").format(api=subject.resource.name)
    if subject.text("iss") is None or not subject.audiences:
        return _("The token names no issuer or no audience, so no API can be set up for it.")
    return None


def _claim(subject: Subject) -> str:
    if subject.scopes:
        return "scp" if subject.claim("scp") is not None else "scope"
    return "roles"


def _algorithm(subject: Subject) -> str:
    header = subject.artifact.header
    written = header.get("alg") if header else None
    return written if written in _SIGNING else "RS256"


def _keys_address(subject: Subject, known: Metadata | None) -> str | None:
    """Entra ID's keys lie beside its metadata, at an address of one shape."""
    if known is None or subject.issuer.family not in (Family.ENTRA_V1, Family.ENTRA_V2, Family.PERSONAL):
        return None
    authority = known.address.removesuffix(WELL_KNOWN).removesuffix("/v2.0")
    return f"{authority}/discovery/{'v2.0/' if subject.version == '2.0' else ''}keys"


def _values(requirements: Requirements) -> Mapping[str, str] | None:
    """Return the values to fill in, or None where one is not plain; a permission that isn't given is a placeholder."""
    named = {
        "metadata": requirements.metadata,
        "issuer": requirements.issuer,
        "audience": requirements.audience,
        "algorithm": requirements.algorithm,
        "claim": requirements.claim,
        "permission": requirements.permissions[0] if requirements.permissions else "YOUR_PERMISSION",
        "keys": requirements.keys or "",
    }
    return None if any(value and snippet(value) is None for value in named.values()) else named


def _fill(framework: str, file: str, language: str, values: Mapping[str, str]) -> Snippet:
    """Fill the text's `{name}`s; a line whose value isn't known is left out."""
    lines = []
    for line in resource_files.read_text(f"checklist/{file}.txt").splitlines():
        if any(f"{{{name}}}" in line and not value for name, value in values.items()):
            continue
        for name, value in values.items():
            line = line.replace(f"{{{name}}}", value)  # noqa: PLW2901  filled step by step
        lines.append(line)
    return Snippet(framework, language, "\n".join(lines) + "\n")
