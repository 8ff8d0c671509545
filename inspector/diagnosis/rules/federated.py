"""Federated credentials: what a workload's token presents, and whether a credential holds it (entra_facts 103-106)."""

from collections.abc import Iterator

from inspector.diagnosis.case import Case
from inspector.diagnosis.federation import (
    CLAIMS,
    EXCHANGE,
    EXCHANGES,
    PARTS,
    Difference,
    Held,
    Part,
    Presented,
    Unlike,
    differences,
    first_difference,
    held_credentials,
    nearest,
    presented_by_refusals,
    presented_tokens,
)
from inspector.diagnosis.federation_remedies import lacks_ids, mending, right_audience
from inspector.diagnosis.federation_words import (
    create_command,
    credential_json,
    describe,
    is_of_another_service,
    named,
    origin,
    part_name,
)
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import join, whole
from inspector.tokens.federated import is_variable
from inspector.words import _

_TRUST = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust"
_RULES = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"
_IMMUTABLE = "https://learn.microsoft.com/entra/workload-id/workload-identities-github-immutable-subjects"


def compared(case: Case) -> Iterator[Finding]:
    """Each thing that was presented beside the credential of the paste that fits it best."""
    held = held_credentials(case)
    for presented, refused in _judged(case) if held else ():
        best = nearest(presented, held)
        unlike = differences(presented, best)
        if unlike:
            yield _mismatch(presented, best, unlike)
        elif any(is_variable(best.value(part) or "") for part in PARTS):
            yield _left_open(presented, best)
        elif refused:
            yield _elsewhere(presented, best)
        else:
            yield _match(presented, best)


def _judged(case: Case) -> list[tuple[Presented, bool]]:
    """Return what was presented and whether it was refused; a refusal's values count before a token they contradict."""
    tokens, refusals = list(presented_tokens(case)), list(presented_by_refusals(case))
    if not refusals:
        return [(token, False) for token in tokens]
    return [(next((token for token in tokens if _agree(token, said)), said), True) for said in refusals]


def _agree(one: Presented, other: Presented) -> bool:
    pairs = ((one.value(part), other.value(part)) for part in PARTS)
    return all(have == said for have, said in pairs if have is not None and said is not None)


def _mismatch(presented: Presented, held: Held, unlike: tuple[Difference, ...]) -> Finding:
    first = unlike[0]
    return Finding(
        id="federated-credential-mismatch",
        severity=Severity.BLOCKER,
        artifact=presented.artifact,
        title=_("The federated credential differs in its {parts}").format(
            parts=_(" and ").join(dict.fromkeys(part_name(each.part) for each in unlike))
        ),
        why=_(
            "Entra ID compares issuer, subject and audience with each credential of the application letter by letter: "
            "letter case, a slash at the end and blanks count."
        ),
        sentence=_mismatch_sentence(presented, held, unlike),
        stage=Stage.REGISTRATION,
        evidence=tuple(_compared_values(presented, held, unlike)),
        remedies=tuple(mending(presented, held, unlike)),
        reference=_IMMUTABLE if lacks_ids(first) else _RULES,
        rank=3,
    )


def _mismatch_sentence(presented: Presented, held: Held, unlike: tuple[Difference, ...]) -> str:
    if is_of_another_service(presented, held, unlike):
        return _("No federated credential pasted here is for this token of {origin}.").format(origin=origin(presented))
    others = [part_name(each.part) for each in unlike[1:]]
    template = (
        _("{credential} does not fit: {difference}, and its {others} differs too.")
        if others
        else _("{credential} does not fit: {difference}.")
    )
    difference = _of_identity(presented, unlike[0]) or describe(unlike[0])
    return template.format(credential=named(held), difference=difference, others=_(" and ").join(others))


def _of_identity(presented: Presented, difference: Difference) -> str | None:
    """An identity of Entra ID is its object id in the subject, and its client id nowhere in the three values."""
    read = presented.subject_read
    if difference.part is Part.SUBJECT and read and read.is_entra and difference.expected == read.client_id:
        return _("its subject is the identity's client ID, the token's is its object ID")
    return None


def _compared_values(presented: Presented, held: Held, unlike: tuple[Difference, ...]) -> Iterator[Evidence]:
    """Yield what differs, each with the place of its first difference, and then what agrees."""
    rows = {row.where: row for row in _values(presented, held)}
    for each in unlike:
        yield rows.pop(CLAIMS[each.part], Evidence(CLAIMS[each.part], whole(each.found), whole(each.expected)))
        yield _place(each)
    yield from rows.values()


def _values(presented: Presented, held: Held | None = None) -> Iterator[Evidence]:
    """Yield the three values in full, beside those that the credential holds."""
    for part in PARTS:
        value, kept = presented.value(part), held.value(part) if held else None
        if held and part is Part.SUBJECT:
            kept = kept or held.expression
        if value is not None or kept is not None:
            yield Evidence(CLAIMS[part], whole(value) if value else None, whole(kept) if kept is not None else None)


def _place(difference: Difference) -> Evidence:
    """Say where the first difference is, with what stands there on both sides."""
    at = difference.position - 1
    return Evidence(
        _("first difference in {part}").format(part=part_name(difference.part)),
        _("character {place}: {text}").format(place=at + 1, text=_around(difference.found, at)),
        _("character {place}: {text}").format(place=at + 1, text=_around(difference.expected, at)),
    )


def _around(value: str, at: int) -> str:
    return whole(value[at : at + 24]) if at < len(value) else _("(nothing, it ends before)")


def _elsewhere(presented: Presented, held: Held) -> Finding:
    return Finding(
        id="federated-credential-elsewhere",
        severity=Severity.BLOCKER,
        artifact=presented.artifact,
        title=_("The credential fits, and yet it was not found"),
        why=_(
            "Entra ID looks only at the credentials of the client ID that is asked for. This one belongs to another "
            "application or identity, or it was made minutes ago."
        ),
        sentence=_(
            "{credential} equals what was sent: it stands on another app than the client ID, or is minutes old."
        ).format(credential=named(held)),
        stage=Stage.REGISTRATION,
        evidence=tuple(_values(presented, held)),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Compare the client ID that signs in with the app or managed identity that has the credential."),
                "az ad app federated-credential list --id CLIENT_ID",
            ),
            Remedy(Who.DEVELOPER, _("If it was just made: wait some minutes, and try again.")),
        ),
        reference=_RULES,
        rank=3,
    )


def _left_open(presented: Presented, held: Held) -> Finding:
    return Finding(
        id="federated-credential-open",
        severity=Severity.NOTE,
        artifact=held.artifact,
        title=_("A template leaves values open"),
        why=_("What the template fills in when it runs can't be compared here; what it says outright agrees."),
        sentence=_("{credential} has variables in it, so only the rest could be compared.").format(
            credential=named(held)
        ),
        stage=Stage.REGISTRATION,
        evidence=tuple(_values(presented, held)),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Paste what was registered in the end, beside the token or the refusal."),
                "az ad app federated-credential list --id APP_ID",
            ),
        ),
        reference=_RULES,
        rank=47,
    )


def _match(presented: Presented, held: Held) -> Finding:
    return Finding(
        id="federated-credential-match",
        severity=Severity.NOTE,
        artifact=presented.artifact,
        title=_("Issuer, subject and audience agree"),
        why=_("The token and the credential have the same three values, letter by letter."),
        sentence=_("{credential} fits this token letter by letter: issuer, subject and audience.").format(
            credential=named(held)
        ),
        evidence=tuple(_values(presented, held)),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("If the exchange still fails: check that the credential stands on the client ID that signs in."),
            ),
        ),
        reference=_RULES,
        rank=55,
    )


def expected_audience(case: Case) -> Iterator[Finding]:
    """The audience of the exchange, spelt otherwise than the person expects it."""
    wanted = tuple(each for each in case.expectation.audiences if each.lower().startswith(EXCHANGE.lower()))
    for presented in presented_tokens(case) if wanted else ():
        if presented.audience in EXCHANGES and presented.audience not in wanted:
            held = Held("", None, wanted, None, "", "", presented.artifact)
            sent = Presented(None, None, presented.audience, presented.artifact, presented.subject_read)
            yield _mismatch(sent, held, differences(sent, held))


def shape(case: Case) -> Iterator[Finding]:
    """What a credential must hold for this token: three values to copy, where none was pasted to compare with."""
    if held_credentials(case):
        return
    refused = list(presented_by_refusals(case))
    tokens = list(presented_tokens(case))
    complete = [each for each in refused if each.issuer and each.subject]
    for presented in tokens or complete[:1]:
        yield from _needed(presented, exact=_is_exact(presented))


def _is_exact(presented: Presented) -> bool:
    """A refusal may leave the audience out; a token without exactly one never fits."""
    return presented.audience in EXCHANGES or (presented.audience is None and presented.subject_read is None)


def _needed(presented: Presented, *, exact: bool) -> Iterator[Finding]:
    audience = presented.audience if presented.audience in EXCHANGES else EXCHANGE
    read = presented.subject_read
    sent = join(read.audiences, 2) if read else presented.audience
    yield Finding(
        id="federated-credential" if exact else "federated-credential-audience",
        severity=Severity.NOTE if exact else _weight(presented),
        artifact=presented.artifact,
        title=_("Token for a federated credential") if exact else _("Wrong audience for a federated credential"),
        why=_(
            "The credential must hold issuer, subject and audience letter by letter: letter case and a slash at the "
            "end count, wildcards do not. Each has 600 characters at most, an application 20 credentials, and a new "
            "one works after some minutes."
        ),
        sentence=_sentence(presented) if exact else _wrong_audience(presented, sent),
        stage=Stage.REGISTRATION,
        evidence=tuple(_shown(presented, sent)),
        remedies=tuple(_registering(presented, audience or EXCHANGE, exact=exact)),
        reference=_TRUST,
        rank=56 if exact else 18,
    )


def _wrong_audience(presented: Presented, sent: str | None) -> str:
    count = len(presented.subject_read.audiences) if presented.subject_read else 0
    template = (
        _("The token has {count} audiences; a federated credential takes exactly one, {expected}.")
        if count > 1
        else _("The audience {aud} does not fit a federated credential; Entra ID's default is {expected}.")
    )
    return template.format(count=count, aud=sent or _("(none)"), expected=EXCHANGE)


def _sentence(presented: Presented) -> str:
    return _(
        "This token of {origin} needs a federated credential with exactly its issuer, subject and audience."
    ).format(origin=origin(presented))


def _shown(presented: Presented, sent: str | None) -> Iterator[Evidence]:
    yield Evidence("iss", whole(presented.issuer) if presented.issuer else None)
    yield Evidence("sub", whole(presented.subject) if presented.subject else None)
    yield Evidence("aud", sent or (whole(presented.audience) if presented.audience else None), EXCHANGE)


def _weight(presented: Presented) -> Severity:
    """Another audience can be set in the credential on purpose; a misspelt one, or a second one, never fits."""
    audiences = presented.subject_read.audiences if presented.subject_read else ()
    meant = any(audience.lower().startswith(EXCHANGE.lower()) for audience in audiences)
    return Severity.BLOCKER if meant else Severity.WARNING


def _registering(presented: Presented, audience: str, *, exact: bool) -> Iterator[Remedy]:
    if not exact:
        yield right_audience(presented, EXCHANGE)
    values = credential_json(presented, audience)
    if values:
        yield Remedy(
            Who.DEVELOPER,
            _(
                "Compare with the federated credentials of the app registration (Certificates & secrets) or managed "
                "identity: one must hold exactly these values."
            ),
            values,
        )
    command = create_command(presented, audience)
    if command:
        yield Remedy(Who.DEVELOPER, _("If there is none: register it (bash)."), command)
    if (presented.issuer or "").startswith("https://vstoken.dev.azure.com/"):
        yield Remedy(
            Who.OPERATOR,
            _("Convert the service connection to Entra ID's issuer before July 2027, when this issuer retires."),
        )


def another_run(case: Case) -> Iterator[Finding]:
    """A refusal that names other values than the token beside it speaks of another run."""
    tokens = list(presented_tokens(case))
    for said in presented_by_refusals(case) if tokens else ():
        if any(_agree(token, said) for token in tokens):
            continue
        token = tokens[0]
        part = next(part for part in PARTS if _unlike(token.value(part), said.value(part)))
        have, named_value = token.value(part) or "", said.value(part) or ""
        yield Finding(
            id="refusal-about-another-token",
            severity=Severity.WARNING,
            artifact=said.artifact,
            title=_("The refusal speaks of another token"),
            why=_("Its {part} differs from that of the token pasted with it, from character {place} on.").format(
                part=part_name(part), place=first_difference(have, named_value)
            ),
            evidence=(
                Evidence(CLAIMS[part], whole(have), whole(named_value)),
                _place(Difference(part, have, named_value, Unlike.OTHER, first_difference(have, named_value))),
            ),
            remedies=(Remedy(Who.DEVELOPER, _("Paste the token of the very run that was refused.")),),
            rank=8,
        )


def _unlike(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
