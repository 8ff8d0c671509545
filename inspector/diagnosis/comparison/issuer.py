"""Another issuer: another tenant, another cloud, or the other version of the same tenant's tokens."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Subject
from inspector.knowledge.tenants import tenant_name
from inspector.tokens.artifact import Kind
from inspector.words import _


def issuer(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say whether the issuers differ by cloud, tenant or version, or are strangers."""
    subjects = contrast.subjects
    if pair.both is None or subjects is None:
        return None
    one, other = subjects
    if not (one.issuer.family.is_entra and other.issuer.family.is_entra):
        return _stranger(pair)
    if one.issuer.cloud and other.issuer.cloud and one.issuer.cloud is not other.issuer.cloud:
        return _cloud(one, other)
    if contrast.same_tenant is False:
        return _of_tenant(contrast)
    return _of_version(contrast)


def _stranger(pair: Pair) -> Judgement:
    written = [str(held.value) for held in (pair.left, pair.right) if held]
    spelling = _spelling(written[0], written[1])
    if spelling:
        weight = Weight.MINOR if "accounts.google.com" in written else Weight.MATTERS
        return Judgement("issuer", weight, spelling, _("the issuer is written in another way"), rank=18)
    left, right = map(quote, written)
    words = _("Two issuers: an API trusts the one that it was told of, and takes its keys from there.")
    brief = _("another issuer: {after} instead of {before}").format(before=left, after=right)
    return Judgement("issuer", Weight.MATTERS, words, brief, rank=10)


def _spelling(one: str, other: str) -> str | None:
    """Say how two spellings of one issuer differ, or None where they are two (OpenID Connect Core 3.1.3.7)."""
    if {one, other} == {"accounts.google.com", "https://accounts.google.com"}:
        return _("Google writes either; a library that takes only one of them refuses the other.")
    if one.rstrip("/") == other.rstrip("/"):
        return _("They differ by a slash at the end alone; the issuer is compared letter by letter.")
    if one.lower() == other.lower():
        return _("They differ by letter case alone; the issuer is compared letter by letter.")
    (scheme, _slashes, rest), (other_scheme, _too, other_rest) = (each.partition("://") for each in (one, other))
    if rest == other_rest and {scheme, other_scheme} == {"http", "https"}:
        return _("They differ by http and https alone; the issuer is compared letter by letter.")
    path, other_path = (each.partition("/")[2] for each in (rest, other_rest))
    if path == other_path and "realms/" in path:
        return _(
            "The same realm at another address: Keycloak names the one it was called at unless its hostname is set."
        )
    return None


def _cloud(one: Subject, other: Subject) -> Judgement:
    before, after = (str(each.issuer.cloud.value) if each.issuer.cloud else "" for each in (one, other))
    words = _("A token of one cloud is worth nothing in another: accounts, applications and keys are separate.")
    brief = _("another cloud: {after} instead of {before}").format(before=before, after=after)
    return Judgement("cloud", Weight.MATTERS, words, brief, rank=9)


def _of_tenant(contrast: Contrast) -> Judgement:
    if contrast.agree("tid") is False:
        return Judgement("issuer", Weight.FOLLOWS, _("The issuer names its tenant."), rank=20)
    return _other_tenant(contrast)


def _of_version(contrast: Contrast) -> Judgement:
    words = _("The same tenant: v1.0 and v2.0 tokens name their issuer differently.")
    if contrast.agree("ver") is False:
        return Judgement("issuer", Weight.FOLLOWS, words, rank=61)
    brief = _("another version's issuer") if contrast.versions_differ else _("the issuer is written in another way")
    if not contrast.versions_differ:
        words = _("The issuers differ in their writing, and an API that compares letter by letter refuses one.")
    return Judgement("issuer", Weight.MATTERS, words, brief, rank=18)


def tenant(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that another tenant issued the second one."""
    return _other_tenant(contrast) if pair.both and contrast.same_tenant is False else None


def _other_tenant(contrast: Contrast) -> Judgement:
    one, other = (each.tenant or "" for each in contrast.subjects or ())
    words = _(
        "Another tenant, so object ids, groups, roles and consents are others as well. An API for one tenant refuses "
        "tokens of another; a guest's token comes from the tenant that invited."
    )
    brief = _("another tenant: {after} instead of {before}").format(before=_named(one), after=_named(other))
    return Judgement("tenant", Weight.MATTERS, words, brief, rank=10)


def _named(tenant_id: str) -> str:
    return tenant_name(tenant_id) or quote(tenant_id)


def version(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what decides between v1.0 and v2.0 tokens."""
    if pair.both is None or not contrast.versions_differ:
        return None
    left, right = contrast.subjects or (None, None)
    words = _(
        "The API's registration decides (requestedAccessTokenVersion), not the endpoint. Issuer, audience and some "
        "names differ with it: azp is appid in v1.0, preferred_username is upn or unique_name."
    )
    if contrast.left.kind is contrast.right.kind is Kind.ID_TOKEN:
        words = _("For ID tokens the endpoint decides: /oauth2/v2.0/ gives v2.0, /oauth2/ gives v1.0 with its names.")
    brief = _("the first is a v{before} token, the second a v{after} token").format(
        before=left.version if left else "", after=right.version if right else ""
    )
    return Judgement("version", Weight.MATTERS, words, brief, rank=19)


def provider(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what `idp` tells: where the account is at home."""
    if contrast.same_person is False:
        return Judgement("identity-provider", Weight.FOLLOWS, _("Where each account is at home."), rank=65)
    if pair.both is None:
        words = _("It stands only in tokens of accounts that are at home elsewhere: guests.")
        return Judgement("identity-provider", Weight.FOLLOWS, words, rank=65)
    words = _("The account signs in somewhere else.")
    return Judgement("identity-provider", Weight.MATTERS, words, _("the account is at home elsewhere"), rank=40)
