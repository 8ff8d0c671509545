"""Two tokens: which rule speaks of which claim, and what only both together show."""

from collections.abc import Callable, Iterator
from functools import cache

from inspector.diagnosis.comparison import audience, client, issuer, lifetime, person, rights, sign_in, signing
from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Difference, Held, Judgement, Weight
from inspector.diagnosis.comparison.entries import HEADER
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.comparison.unruled import unruled
from inspector.diagnosis.subject import Access, Principal, Subject
from inspector.words import _

Rule = Callable[[Contrast, Pair], Judgement | None]


@cache
def _rules() -> dict[tuple[str, str], Rule]:
    claims: dict[str, Rule] = {
        "aud": audience.audience, "iss": issuer.issuer, "tid": issuer.tenant, "ver": issuer.version,
        "idp": issuer.provider, "scp": rights.scopes, "scope": rights.scopes, "roles": rights.roles,
        "wids": rights.directory_roles, "oid": person.object_id, "sub": person.pairwise, "acct": person.account,
        "azp": client.client, "appid": client.client, "client_id": client.client, "cid": client.client,
        "azpacr": client.authentication, "appidacr": client.authentication, "app_displayname": client.client_name,
        "xms_mirid": client.managed_identity, "amr": sign_in.methods, "acrs": sign_in.contexts,
        "acr": sign_in.context_class, "auth_time": sign_in.moment, "xms_cc": sign_in.capabilities,
        "deviceid": sign_in.device, "ipaddr": sign_in.address, "cnf": sign_in.proof,
        "exp": lifetime.moment, "nbf": lifetime.moment, "iat": lifetime.moment, "idtyp": _told,
    }  # fmt: skip
    claims |= dict.fromkeys(person.NAMES, person.name)
    claims |= dict.fromkeys(("groups", "_claim_names", "_claim_sources", "hasgroups", "groups:src1"), rights.groups)
    header: dict[str, Rule] = {
        "alg": signing.algorithm, "kid": signing.key, "x5t": signing.thumbprint, "x5t#S256": signing.thumbprint,
        "nonce": signing.nonce, "typ": signing.type_,
    }  # fmt: skip
    return {("claims", name): rule for name, rule in claims.items()} | {
        (HEADER, name): rule for name, rule in header.items()
    }


def judge(contrast: Contrast, pair: Pair) -> Judgement:
    """Return what a difference in one claim or header member means."""
    unread = _unread(contrast, pair)
    if unread:
        return unread
    held = pair.left or pair.right
    rule = _rules().get((pair.part, held.name)) if held and pair.times == (1, 1) else None
    return (rule(contrast, pair) if rule else None) or unruled(contrast, pair)


def _unread(contrast: Contrast, pair: Pair) -> Judgement | None:
    """What only one has says nothing where the other could not be read, or was cut off."""
    if pair.both or pair.part == HEADER:
        return None
    lacking = contrast.right.artifact.token if pair.left else contrast.left.artifact.token
    if lacking is None or (lacking.claims is not None and not lacking.partial):
        return None
    words = _("The other one is cut off: it may have stood there.")
    if lacking.claims is None:
        words = _("The claims of the other one can't be read.")
    return Judgement("missing", Weight.FOLLOWS, words, rank=84)


def _told(contrast: Contrast, _pair: Pair) -> Judgement | None:
    words = _("It says for whom the token speaks, where the API asks for the claim: app, user or device.")
    return Judgement("access", Weight.FOLLOWS if contrast.accesses_differ else Weight.MINOR, words, rank=62)


def joint(contrast: Contrast) -> Iterator[Difference]:
    """Yield the differences that no single claim shows: for whom they speak, which account, how long they live."""
    yield from _access(contrast)
    yield from _accounts(contrast)
    yield from lifetime.lifetimes(contrast)


def _access(contrast: Contrast) -> Iterator[Difference]:
    if not contrast.accesses_differ or contrast.subjects is None:
        return
    held = [_speaks_for(subject) for subject in contrast.subjects]
    second = contrast.subjects[1].is_app_only
    brief = (
        _("the second is app-only, the first acts for a user")
        if second
        else _("the first is app-only, the second acts for a user")
    )
    judged = Judgement(
        "access",
        Weight.MATTERS,
        _on_access(contrast),
        brief,
        13,
        ("idtyp", "scp", "roles", "oid", "sub", _("app-only")),
    )
    yield Difference(_("acts for"), held[0], held[1], judged)


def _on_access(contrast: Contrast) -> str:
    if not all(subject.is_entra for subject in contrast.subjects or ()):
        return _(
            "A token by client credentials has rights of the app's own and no user; the other can do what both may."
        )
    return _(
        "An app-only token has roles and no user: there is no /me, and scopes are not looked at. "
        "A delegated one can do no more than its user may."
    )


def _speaks_for(subject: Subject) -> Held:
    who = _("the application itself") if subject.access is Access.APP_ONLY else _("a user")
    evidence = ", ".join(subject.access_evidence)
    return Held("access", who, f"{who} ({evidence})" if evidence else who)


def _accounts(contrast: Contrast) -> Iterator[Difference]:
    kinds = person.account_kind(contrast)
    if kinds is None:
        return
    held = [Held("account", each.value, _account(each)) for each in kinds]
    brief = _("the first is of a {before}, the second of a {after}").format(
        before=_account(kinds[0]), after=_account(kinds[1])
    )
    words = _("A guest's token has idp, may lack an e-mail address that can be trusted, and is assigned on its own.")
    judged = Judgement("account-kind", Weight.MATTERS, words, brief, 34, ("idp", "acct", "wids", "tid"))
    yield Difference(_("account"), held[0], held[1], judged)


def _account(principal: Principal) -> str:
    return {
        Principal.GUEST: _("guest"),
        Principal.MEMBER: _("member"),
        Principal.PERSONAL: _("personal account"),
        Principal.AGENT_USER: _("agent's user account"),
    }.get(principal, _("user"))
