"""Writing: flaws in how a token is written, for which strict readers refuse it; the token shows them in place."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.tokens.artifact import Artifact, Flaw, Kind, Place
from inspector.words import _

_TOKENS = frozenset({
    Kind.ACCESS_TOKEN, Kind.ID_TOKEN, Kind.TOKEN, Kind.POP_TOKEN, Kind.CLIENT_ASSERTION, Kind.ENCRYPTED_TOKEN,
})  # fmt: skip
_CUT = frozenset({"truncated", "start-missing", "signature-missing", "signature-length"})
_DAMAGE = frozenset({
    "bad-base64url", "base64url-length", "part-count", "not-json", "not-an-object", "json-malformed", "json-trailing",
    "json-cut", "invalid-utf-8", "dict-print",
})  # fmt: skip
_UNUSUAL = frozenset({"standard-alphabet", "padding", "trailing-bits"})
_COMPACT = "https://www.rfc-editor.org/rfc/rfc7515#section-7.1"


def cut_off(case: Case) -> Iterator[Finding]:
    """A token of which a part is missing can't be verified by anybody."""
    for artifact, flaws in _flawed(case, _CUT):
        whole = _is_whole(artifact)
        in_address = artifact.place is Place.FRAGMENT
        yield Finding(
            id="token-truncated",
            severity=Severity.WARNING if whole and not in_address else Severity.BLOCKER,
            artifact=artifact.id,
            title=_("The token is cut off"),
            why=(
                _(
                    "Tokens in the address after # are cut where browsers or proxies limit its length; without a whole "
                    "signature none is valid."
                )
                if in_address
                else _(
                    "Part of the signature or more is missing, so no API can verify it. "
                    "It may only have been copied incompletely."
                )
            ),
            sentence=_("This token is cut off, so no API can verify it."),
            stage=Stage.CLIENT,
            evidence=_evidence(flaws),
            remedies=(
                Remedy(
                    Who.DEVELOPER, _("Use response_mode=form_post or the code flow instead."), "response_mode=form_post"
                )
                if in_address
                else Remedy(
                    Who.DEVELOPER,
                    _(
                        "Copy the whole token again, and check that nothing on its way shortens it (header, column, "
                        "environment variable)."
                    ),
                ),
            ),
            reference=_COMPACT,
            rank=5,
        )


def damaged(case: Case) -> Iterator[Finding]:
    """Characters or JSON that no reader takes."""
    for artifact, flaws in _flawed(case, _DAMAGE):
        if any(flaw.code in _CUT for flaw in artifact.flaws):
            continue
        yield Finding(
            id="token-damaged",
            severity=Severity.BLOCKER,
            artifact=artifact.id,
            title=_("The token is damaged"),
            why=_(
                "A changed or lost character breaks the token's parts and its signature; APIs answer that it is "
                "malformed."
            ),
            sentence=_("This token is damaged: {flaw}").format(flaw=flaws[0].text),
            stage=Stage.CLIENT,
            evidence=_evidence(flaws),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Send the token exactly as the issuer returned it, without decoding, escaping or editing it."),
                ),
            ),
            reference=_COMPACT,
            rank=6,
        )


def unusual_spelling(case: Case) -> Iterator[Finding]:
    """Spellings that tolerant readers undo and strict ones refuse."""
    for artifact, flaws in _flawed(case, _UNUSUAL):
        if any(flaw.code in _DAMAGE | _CUT for flaw in artifact.flaws):
            continue
        yield Finding(
            id="token-not-base64url",
            severity=Severity.WARNING,
            artifact=artifact.id,
            title=_("Not plain base64url"),
            why=_("A JWT uses base64url without padding (RFC 7515). Strict libraries refuse any other spelling."),
            stage=Stage.CLIENT,
            evidence=_evidence(flaws),
            remedies=(
                Remedy(Who.DEVELOPER, _("Encode with base64url: - and _ instead of + and /, and no = at the end.")),
            ),
            reference=_COMPACT,
            rank=46,
        )


def wrapped_badly(case: Case) -> Iterator[Finding]:
    """What stands around the token in the header, so that the API reads something else than the token."""
    words = {
        "bearer-twice": (
            _("Bearer twice"),
            _("The Authorization header says Bearer twice, so the API finds no token where it looks."),
            _("Write the word once: pass the bare token where a library adds Bearer itself."),
        ),
        "quotes-sent": (
            _("Quotation marks around the token"),
            _("The token is sent with its quotation marks, so the API cannot read it."),
            _("Take the string out of its JSON before you send it, without the quotation marks."),
        ),
    }
    for artifact in case.artifacts:
        for flaw in artifact.flaws:
            if flaw.code in words:
                title, sentence, remedy = words[flaw.code]
                yield Finding(
                    id=flaw.code,
                    severity=Severity.BLOCKER,
                    artifact=artifact.id,
                    title=title,
                    why=_(
                        "The header must be the word Bearer, one space, and the token itself (RFC 6750, section 2.1)."
                    ),
                    sentence=sentence,
                    stage=Stage.CLIENT,
                    evidence=_evidence((flaw,)),
                    remedies=(Remedy(Who.DEVELOPER, remedy, "Authorization: Bearer TOKEN"),),
                    reference="https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
                    rank=7,
                )


def ambiguous(case: Case) -> Iterator[Finding]:
    """Members that stand twice, and nesting without end, are read differently by different readers."""
    for artifact, flaws in _flawed(case, frozenset({"duplicate-member", "too-deep"})):
        twice = any(flaw.code == "duplicate-member" for flaw in flaws)
        yield Finding(
            id="duplicate-member" if twice else "nesting-too-deep",
            severity=Severity.WARNING,
            artifact=artifact.id,
            title=_("A name stands twice") if twice else _("Nested too deeply"),
            why=(
                _(
                    "Some readers take the first value, some the last, some refuse the token. "
                    "Entra ID never writes a name twice."
                )
                if twice
                else _("Entra ID's claims are a level or two deep; readers refuse or crash on such nesting.")
            ),
            stage=Stage.TOKEN,
            evidence=_evidence(flaws),
            remedies=(Remedy(Who.DEVELOPER, _("Check where the token comes from; it was made or changed by hand.")),),
            reference="https://www.rfc-editor.org/rfc/rfc8725#section-2.6",
            rank=45,
        )


def too_long(case: Case) -> Iterator[Finding]:
    """.NET's libraries refuse tokens of more than 256,000 characters."""
    for artifact, flaws in _flawed(case, frozenset({"huge-token"})):
        yield Finding(
            id="token-too-long",
            severity=Severity.WARNING,
            artifact=artifact.id,
            title=_("Very long token"),
            why=_(
                "Web servers limit headers to some kilobytes, and .NET refuses tokens of more than 256,000 characters."
            ),
            stage=Stage.REGISTRATION,
            evidence=_evidence(flaws),
            remedies=(
                Remedy(
                    Who.DEVELOPER,
                    _("Emit fewer claims: app roles instead of groups, and only the optional claims you use."),
                ),
            ),
            rank=47,
        )


def _flawed(case: Case, codes: frozenset[str]) -> Iterator[tuple[Artifact, tuple[Flaw, ...]]]:
    for artifact in case.artifacts:
        if artifact.flaws and artifact.kind in _TOKENS:
            flaws = tuple(flaw for flaw in artifact.flaws if flaw.code in codes)
            if flaws:
                yield artifact, flaws


def _is_whole(artifact: Artifact) -> bool:
    return artifact.token is not None and artifact.claims is not None and not artifact.token.partial


def _evidence(flaws: tuple[Flaw, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(flaw.at or _("token"), flaw.text) for flaw in flaws[:4])
