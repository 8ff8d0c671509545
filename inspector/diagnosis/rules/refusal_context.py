"""What surrounds a refusal: a token it does not fit, values the library hid, codes that no table holds."""

import re
from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Who
from inspector.diagnosis.refusal import row_of
from inspector.diagnosis.subject import Subject
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Refusal
from inspector.tokens.artifact import ErrorResponse, Kind
from inspector.words import _


def about_another_token(case: Case) -> Iterator[Finding]:
    """A refusal whose values contradict the one token beside it was given for another token."""
    tokens = [subject for subject in case.subjects if subject.artifact.kind is not Kind.CLIENT_ASSERTION]
    for artifact in case.artifacts if len(tokens) == 1 else ():
        row = row_of(artifact.error) if artifact.error else None
        evidence = _contradiction(case, tokens[0], artifact.error, row) if artifact.error and row else None
        if evidence is not None:
            yield Finding(
                id="refusal-about-another-token",
                severity=Severity.WARNING,
                artifact=artifact.id,
                title=_("The refusal speaks of another token"),
                why=_("What the message says does not fit the token pasted with it."),
                evidence=(evidence,),
                remedies=(Remedy(Who.DEVELOPER, _("Paste the token that was sent with the refused call.")),),
                rank=8,
            )


_COMPARED = (("audience", "aud"), ("issuer", "iss"), ("key_id", "kid"))
_TOKEN_FAMILIES = ("audience", "issuer", "key", "signature", "token")


def _contradiction(case: Case, subject: Subject, error: ErrorResponse, row: Refusal) -> Evidence | None:
    exp = subject.claim("exp")
    if _speaks_of_expiry(row, error) and isinstance(exp, int | float) and exp > case.now:
        return Evidence("exp", str(exp), _("a moment that has passed"))
    header = subject.artifact.header
    for name, claim in _COMPARED if row.family in _TOKEN_FAMILIES else ():
        held = header.get("kid") if claim == "kid" and header else subject.claim(claim)
        said = error.values.get(name)
        if said and isinstance(held, str) and not _same(said, held):
            return Evidence(claim, held, said)
    return None


def _speaks_of_expiry(row: Refusal, error: ErrorResponse) -> bool:
    """Whether the refusal says that a token expired: in its own words, or without any by its code."""
    said = error.description.lower()
    return "expired" in (said or f"{row.title} {row.meaning}".lower()) and row.family in ("lifetime", "token")


def _same(said: str, held: str) -> bool:
    low = said.lower()
    return held.lower() in low or low.rstrip("/") == held.lower().rstrip("/") or "hidden" in low


def hidden_values(case: Case) -> Iterator[Finding]:
    """Microsoft.IdentityModel hides values in its messages unless told otherwise."""
    artifact = next((each for each in case.artifacts if each.error and each.error.values.get("hidden")), None)
    if artifact is None:
        return
    show = "Microsoft.IdentityModel.Logging.IdentityModelEventSource.ShowPII = true;"
    yield Finding(
        id="values-hidden",
        severity=Severity.NOTE,
        artifact=artifact.id,
        title=_("The message hides its values"),
        why=_("“[PII is hidden]” and 'System.String' stand where the library left out what it compared."),
        remedies=(Remedy(Who.API_OWNER, _("Show the values while you debug, never in production."), show),),
        rank=60,
    )


def unknown_codes(case: Case) -> Iterator[Finding]:
    """A code that no table holds is named as such, with what its surroundings allow."""
    for artifact in case.artifacts:
        error = artifact.error
        if error is not None and error.code and row_of(error) is None:
            yield Finding(
                id="unknown-code",
                severity=Severity.BLOCKER,
                artifact=artifact.id,
                title=_("A code that is in no public list"),
                why=_inferred(error),
                sentence=_("{code} is in no public list; what follows is read from the words around it.").format(
                    code=error.code[:60]
                ),
                remedies=(
                    Remedy(Who.DEVELOPER, _remedy_text(error), _page(error.code)),
                    *_remedies_of_neighbour(error),
                ),
                codes=error.codes,
                rank=7,
            )


def _remedies_of_neighbour(error: ErrorResponse) -> Iterator[Remedy]:
    """Codes of one family are numbered together: what mends a near neighbour is worth a look, said as such."""
    neighbour = refusals.neighbour(error.code or "")
    if neighbour is None:
        return
    row = refusals.remedy(neighbour.causes[-1].remedies[0])
    text = _("Inferred from its neighbour {code} ({title}): {remedy}").format(
        code=neighbour.code, title=neighbour.title, remedy=refusals.fill(row.text, error.values)
    )
    yield Remedy(Who(row.who), text)


def _remedy_text(error: ErrorResponse) -> str:
    if error.trace_id or error.correlation_id:
        return _("Give the trace id, correlation id and time to Microsoft support: they can look the request up.")
    return _("Paste the whole message with its trace id and time: the words around a code decide.")


def _page(code: str) -> str | None:
    return f"https://login.microsoftonline.com/error?code={code[6:]}" if re.fullmatch(r"AADSTS\d{4,8}", code) else None


def _inferred(error: ErrorResponse) -> str:
    families = {
        "redirect": _("the redirect URI"),
        "consent": _("consent"),
        "scope": _("the scope"),
        "tenant": _("the tenant"),
        "certificate": _("the client's certificate"),
        "secret": _("the client's secret"),
        "assertion": _("the assertion"),
        "refresh": _("the refresh token"),
        "device": _("the device"),
        "expired": _("something that expired"),
        "audience": _("the audience"),
        "issuer": _("the issuer"),
        "signature": _("the signature"),
        "password": _("the password"),
    }
    low = error.description.lower()
    subjects = [words for word, words in families.items() if word in low]
    if subjects:
        return _("Inferred from the wording: it is about {subjects}.").format(subjects=", ".join(subjects[:3]))
    return _("Nothing in the message says more.")
