"""An issuer's or API's refusal: which row of the tables fits, in this case's own values, and what mends it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inspector import masking
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.surroundings import tags_of_error
from inspector.knowledge import refusals
from inspector.knowledge.refusals import Cause, Refusal
from inspector.tokens.artifact import Artifact, ErrorResponse
from inspector.words import _

_MOST_FINDINGS = 12
_MOST_REMEDIES = 4
_PROSE_LIMIT = 200_000  # characters of prose that are searched for known wordings

# Codes that only say that something failed, beside which any other code of the same message says what.
_GENERAL = frozenset(
    """AADSTS70002 AADSTS50000 AADSTS70000 AADSTS90014 AADSTS90023 AADSTS50001 AADSTS70001 invalid_token invalid_request invalid_grant invalid_client
    unauthorized_client access_denied server_error interaction_required insufficient_scope unauthorized 401 403 BadRequest Forbidden Unauthorized
    AccessDenied accessDenied UnknownError generalException unauthenticated""".split()
)


@dataclass(frozen=True, slots=True)
class _Match:
    """A refusal with the row that explains it."""

    artifact: Artifact | None
    error: ErrorResponse
    row: Refusal
    tags: frozenset[str]
    values: Mapping[str, str]


def explain_refusals(case: Case) -> Iterator[Finding]:
    """Each refusal in the paste, the first one leading; the same refusal twice is said once."""
    seen: set[tuple[str, str]] = set()
    for number, match in enumerate(_matches(case)):
        key = (match.row.code, match.error.description[:400])
        if key in seen or len(seen) >= _MOST_FINDINGS:
            continue
        seen.add(key)
        yield _finding(case, match, rank=5 + min(number, 40))


def _matches(case: Case) -> Iterator[_Match]:
    found = False
    for artifact in case.artifacts:
        error = artifact.error or _bare_status(artifact)
        if error is not None and (row := _row_of(error)) is not None:
            found = True
            yield _match(case, artifact, error, row)
    if not found:
        yield from _in_prose(case)


def _bare_status(artifact: Artifact) -> ErrorResponse | None:
    status = artifact.http.status if artifact.http else None
    return ErrorResponse(str(status), (str(status),), status=status) if status in (401, 403) else None


def _match(case: Case, artifact: Artifact | None, error: ErrorResponse, row: Refusal) -> _Match:
    tags = case.signals | tags_of_error(error) | _tags_of_tokens(case)
    return _Match(artifact, error, row, tags, _values(case, error))


def _row_of(error: ErrorResponse) -> Refusal | None:
    """Return the row that says most: a specific code, then a known wording, then a general code."""
    rows = [row for code in error.codes if (row := refusals.refusal(code)) is not None]
    specific = [row for row in rows if row.code not in _GENERAL and row.causes]
    if specific:
        return min(specific, key=_order)
    worded = next((row for row, _where in refusals.by_wording(error.description[:_PROSE_LIMIT])), None) if error.description else None
    return worded or next((row for row in rows if row.causes), None) or next(iter(rows), None)


_HOMES = ("AADSTS", "IDX", "IDW", "AKV")


def _order(row: Refusal) -> tuple[bool, bool, int]:
    """Issuers' and validators' own codes before a wrapper's; a longer number refines a shorter one."""
    return (not row.code.startswith(_HOMES), row.ours, -len(row.code) if row.code.startswith("AADSTS") else 0)


def _in_prose(case: Case) -> Iterator[_Match]:
    prose = _prose(case)
    for row, _where in refusals.by_wording(prose) if prose else ():
        error = ErrorResponse(None if row.ours else row.code, () if row.ours else (row.code,), description=prose[:2000])
        yield _match(case, None, error, row)
        return


def _prose(case: Case) -> str:
    """Return what stands around the artifacts: the words of the paste, or of the context where there is no paste."""
    text, parts, at = case.pasted.text, [], 0
    for artifact in sorted(case.artifacts, key=lambda each: each.start):
        if artifact.inside is None and artifact.start >= at:
            parts.append(text[at : artifact.start])
            at = artifact.end
    parts.append(text[at:])
    prose = "\n".join(part for part in parts if not part.isspace())[:_PROSE_LIMIT]
    return prose if len(prose) > 8 else ""  # noqa: PLR2004  less holds no wording


def _tags_of_tokens(case: Case) -> frozenset[str]:
    tags = {"token:present"} if case.subjects else set()
    for subject in case.subjects:
        version = subject.claim("ver")
        tags |= {f"token:v{str(version)[:1]}"} if version else set()
        tags |= {"token:app-only"} if subject.claim("idtyp") == "app" or (subject.claim("roles") and not subject.claim("scp")) else set()
        tags |= {"token:delegated"} if subject.claim("scp") else set()
        tags |= {"token:id"} if subject.artifact.kind == "id_token" else set()
        tags |= {"token:graph"} if subject.claim("aud") in _GRAPH else set()
        exp = subject.claim("exp")
        tags |= {"token:expired"} if isinstance(exp, int | float) and exp < case.now else set()
    return frozenset(tags)


_GRAPH = ("https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000")


def _values(case: Case, error: ErrorResponse) -> dict[str, str]:
    """Return the values that sentences may name: the message's own, then those of the requests beside it."""
    values = {name: _short(value) for name, value in error.values.items()}
    for artifact in case.artifacts:
        for name in ("client_id", "redirect_uri", "scope", "response_type", "grant_type", "tenant", "resource"):
            if (value := artifact.parameters.get(name)) and isinstance(value, str):
                values.setdefault(name, _short(value))
    if error.status:
        values.setdefault("status", str(error.status))
    return values | _derived(values)


def _short(value: str, most: int = 160) -> str:
    return value if len(value) <= most else f"{value[: most // 2]}…{value[-most // 3 :]}"


def _derived(values: Mapping[str, str]) -> dict[str, str]:
    derived: dict[str, str] = {}
    if (tenant := values.get("tenant")) and (client := values.get("client_id")) and _plain(tenant) and _plain(client):
        derived["admin_consent_url"] = f"https://login.microsoftonline.com/{tenant}/adminconsent?client_id={client}"
    return derived


def _plain(value: str) -> bool:
    return re.fullmatch(r"[\w.-]+", value) is not None


def _finding(case: Case, match: _Match, rank: int) -> Finding:
    row, causes = match.row, _fitting(match)
    says = refusals.fill(causes[0].says, match.values) if causes else _unknown(match)
    return Finding(
        id=row.code.lower().replace("_", "-"),
        severity=Severity.BLOCKER if row.failure else Severity.NOTE,
        artifact=match.artifact.id if match.artifact else None,
        title=row.title,
        why=row.meaning,
        sentence=says,
        stage=Stage(row.stage),
        evidence=tuple(_evidence(case, match)),
        remedies=tuple(_remedies(match, causes)),
        codes=_codes(match),
        reference=row.reference,
        rank=rank,
    )


def _fitting(match: _Match) -> list[Cause]:
    """Return the causes that can hold, the best first: the message's wording beats tags, more tags beat fewer."""
    text = match.error.description
    weighed = []
    for number, cause in enumerate(match.row.causes):
        worded = bool(cause.match and text and re.search(cause.match, text, re.IGNORECASE))
        if (cause.match and not worded) or not cause.when <= match.tags:
            continue
        weighed.append((-worded, -len(cause.when), number, cause))
    return [each[-1] for each in sorted(weighed, key=lambda each: each[:3])]


def _unknown(match: _Match) -> str:
    error = match.error.error
    if error and (row := refusals.refusal(error)) and row.causes:
        return _("{code} is not documented; with it came “{error}”: {meaning}").format(
            code=match.row.code, error=error, meaning=row.meaning
        )
    return _("{code} is not documented; its number belongs to the family “{family}”.").format(
        code=match.row.code, family=match.row.family
    )


def _remedies(match: _Match, causes: Iterable[Cause]) -> Iterator[Remedy]:
    identifiers = dict.fromkeys(identifier for cause in causes for identifier in cause.remedies)
    for identifier in list(identifiers)[:_MOST_REMEDIES]:
        row = refusals.remedy(identifier)
        yield Remedy(Who(row.who), refusals.fill(row.text, match.values), _snippet(row, match.values))


def _snippet(row: refusals.Remedy, values: Mapping[str, str]) -> str | None:
    """Return the text to copy, its values quoted for the shell; None where no quoting is safe."""
    if row.snippet is None or row.snippet_kind != "shell":
        return refusals.fill(row.snippet, values) if row.snippet else None
    quoted: dict[str, str] = {}
    for name in refusals.names_in(row.snippet):
        if value := values.get(name):
            word = masking.shell_quote(value)
            if word is None:
                return None
            quoted[name] = word
    return refusals.fill(row.snippet, quoted)


def _codes(match: _Match) -> tuple[str, ...]:
    codes = list(match.error.codes)
    specific = [code for code in codes if code != match.error.error and code not in _STATUS]
    shown = specific or codes
    own = [] if match.row.ours else [match.row.code]
    return tuple(dict.fromkeys(own + [code for code in shown if code not in _STATUS]))


_STATUS = ("401", "403")

# Which claim answers which of a refusal's values.
_CLAIM_OF = {"audience": "aud", "issuer": "iss", "client_id": "appid", "tenant": "tid"}


def _evidence(case: Case, match: _Match) -> Iterator[Evidence]:
    values = match.values
    for name, claim in _CLAIM_OF.items():
        for subject in case.subjects:
            held = subject.claim(claim) or (subject.claim("azp") if claim == "appid" else None)
            if held is not None and name in match.error.values:
                yield Evidence(claim, str(held), values.get(f"expected_{name}"))
                break
    shown = 0
    for name, value in values.items():
        if name in match.error.values and name != "hidden" and shown < 5:  # noqa: PLR2004  a card, not a table
            yield Evidence(_("message: {name}").format(name=name.replace("_", " ")), value)
            shown += 1


def about_another_token(case: Case) -> Iterator[Finding]:
    """A refusal whose values contradict the token beside it was given for another token."""
    tokens = [subject for subject in case.subjects if subject.artifact.kind != "client_assertion"]
    for artifact in case.artifacts if len(tokens) == 1 else ():
        error = artifact.error
        row = _row_of(error) if error else None
        if error is None or row is None or (evidence := _contradiction(case, error, row)) is None:
            continue
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


def _contradiction(case: Case, error: ErrorResponse, row: Refusal) -> Evidence | None:
    subject = next(each for each in case.subjects if each.artifact.kind != "client_assertion")
    exp = subject.claim("exp")
    if row.family == "lifetime" and "expired" in (row.title + row.meaning).lower() and isinstance(exp, int | float) and exp > case.now:
        return Evidence("exp", str(exp), _("a moment that has passed"))
    for name, claim in (("audience", "aud"), ("issuer", "iss"), ("key_id", "kid")):
        said = error.values.get(name)
        held = subject.artifact.header.get("kid") if claim == "kid" and subject.artifact.header else subject.claim(claim)
        if said and isinstance(held, str) and row.family in ("audience", "issuer", "key", "signature") and not _same(said, held):
            return Evidence(claim, held, said)
    return None


def _same(said: str, held: str) -> bool:
    return held.lower() in said.lower() or said.lower().rstrip("/") == held.lower().rstrip("/") or "hidden" in said.lower()


def hidden_values(case: Case) -> Iterator[Finding]:
    """Microsoft.IdentityModel hides values in its messages unless told otherwise."""
    for artifact in case.artifacts:
        if artifact.error and artifact.error.values.get("hidden"):
            yield Finding(
                id="values-hidden",
                severity=Severity.NOTE,
                artifact=artifact.id,
                title=_("The message hides its values"),
                why=_("“[PII is hidden]” and 'System.String' stand where the library left out what it compared."),
                remedies=(
                    Remedy(
                        Who.API_OWNER,
                        _("Show the values while you debug, and never in production."),
                        "Microsoft.IdentityModel.Logging.IdentityModelEventSource.ShowPII = true;",
                    ),
                ),
                rank=60,
            )
            return


def claims_challenge(case: Case) -> Iterator[Finding]:
    """A claims challenge (continuous access evaluation, step-up) and the parameter that answers it."""
    for artifact in case.artifacts:
        error = artifact.error
        if error is None or error.claims is None:
            continue
        asked = error.claims.get("access_token")
        members = asked if isinstance(asked, Mapping) else {}
        yield Finding(
            id="claims-challenge",
            severity=Severity.BLOCKER,
            artifact=artifact.id,
            title=_("The API asks for more claims"),
            why=_why_challenged(members),
            sentence=_sentence_challenged(members),
            stage=Stage.TOKEN,
            evidence=tuple(Evidence(_("challenge: {name}").format(name=name), _short(str(wanted))) for name, wanted in members.items()),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Ask for a new token interactively and send this as the claims parameter; drop the cached token first."),
                    f"claims={error.claims.source}",
                ),
            ),
            codes=("insufficient_claims",),
            reference="https://learn.microsoft.com/entra/identity-platform/claims-challenge",
            rank=4,
        )


def _sentence_challenged(members: Mapping[str, object]) -> str:
    if "nbf" in members:
        return _("The session was revoked or changed, so the API wants a token issued after that moment.")
    if "acrs" in members:
        return _("This operation needs a stronger sign-in than the token proves (an authentication context).")
    return _("The API asks for a token with further claims.")


def _why_challenged(members: Mapping[str, object]) -> str:
    if "nbf" in members:
        return _("Continuous access evaluation ended the token early: a password change, sign-out, disabled account or new location. The token looks unexpired.")
    if "acrs" in members:
        return _("Conditional Access ties the operation to an authentication context; acrs names it, and the token lacks it.")
    return _("The claims request names what the next token must hold.")


def unknown_codes(case: Case) -> Iterator[Finding]:
    """A code that no table holds is named as such, with what its surroundings allow."""
    for artifact in case.artifacts:
        error = artifact.error
        if error is None or not error.code or _row_of(error) is not None:
            continue
        yield Finding(
            id="unknown-code",
            severity=Severity.BLOCKER,
            artifact=artifact.id,
            title=_("A code that is in no public list"),
            why=_inferred(error),
            sentence=_("{code} is in no public list, so this is read from the words around it.").format(code=_short(error.code, 60)),
            remedies=(Remedy(Who.DEVELOPER, _("Look at the code's own page; paste the whole message, with trace id and time, if it says more."), _page(error.code)),),
            codes=error.codes,
            rank=7,
        )


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
    return _("Nothing in the message says more; trace id and time let Microsoft support look it up.")
