"""Another user, or the same one under another name: `sub` is pairwise, `oid` is not (entra_facts 44, 52 to 55)."""

from unicodedata import normalize

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Held, Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Principal, Subject
from inspector.tokens.artifact import Kind
from inspector.words import _

NAMES = ("preferred_username", "upn", "unique_name", "email", "name")
_PEOPLE = (Principal.USER, Principal.MEMBER, Principal.GUEST, Principal.PERSONAL, Principal.AGENT_USER)


def object_id(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that the two are about different users or applications."""
    if pair.both is None:
        return None
    if contrast.same_tenant is False:
        words = _("Each tenant gives an account an object id of its own, so these can't tell whether it is one person.")
        return Judgement("user", Weight.FOLLOWS, words, rank=22)
    if contrast.accesses_differ:
        return Judgement("user", Weight.FOLLOWS, _("One is a user's, the other the application's own id."), rank=26)
    if contrast.agree("oid"):
        return Judgement("user", Weight.MINOR, _("One id in two spellings: letter case means nothing in it."), rank=69)
    if contrast.both_app_only:
        return _another_application(contrast)
    return Judgement("user", Weight.MATTERS, _other_user_words(), _brief(contrast, pair), 22, ("sub", *NAMES))


def _another_application(contrast: Contrast) -> Judgement:
    words = _("Another service principal: for an application by itself, oid and sub name it.")
    weight = Weight.FOLLOWS if contrast.same_client is False else Weight.MATTERS
    return Judgement("user", weight, words, _("another service principal"), 24, ("sub",))


def _other_user_words() -> str:
    return _("Another user: what each is assigned, consented to and member of decides on roles, scopes and groups.")


def _brief(contrast: Contrast, pair: Pair) -> str:
    one, other = (_called(side.subject) for side in (contrast.left, contrast.right))
    if one and other and one != other:
        return _("another user: {after} instead of {before}").format(before=one, after=other)
    left, right = (quote(held.value) if held else "" for held in (pair.left, pair.right))
    return _("another user: {after} instead of {before}").format(before=left, after=right)


def _called(subject: Subject | None) -> str:
    return next((quote(value) for name in NAMES if subject and (value := subject.text(name))), "")


def pairwise(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say why `sub` differs: another user, or the same user at another application."""
    if pair.both is None or contrast.subjects is None:
        return None
    if not all(subject.is_entra for subject in contrast.subjects):
        return _another_subject(contrast, pair)
    if contrast.agree("oid") is None:
        return _undecided(contrast, pair)
    if contrast.same_person:
        return _same_person(contrast)
    return Judgement("subject", Weight.FOLLOWS, _("It names the same account as oid does."), rank=66)


def _another_subject(contrast: Contrast, pair: Pair) -> Judgement:
    left, right = (quote(held.value) if held else "" for held in (pair.left, pair.right))
    brief = _("another subject: {after} instead of {before}").format(before=left, after=right)
    words = _("Another user, or another client; some issuers give each client its own sub for one user.")
    if contrast.left.kind is Kind.CLIENT_ASSERTION is contrast.right.kind:
        words = _("Another workload: a federated credential must hold the subject letter by letter.")
    weight = Weight.FOLLOWS if contrast.accesses_differ else Weight.MATTERS
    return Judgement("user", weight, words, brief, 24, NAMES)


def _undecided(contrast: Contrast, pair: Pair) -> Judgement:
    words = _(
        "sub is pairwise: one user has another one at each application. Without oid (scope profile) it can't be told "
        "whether this is one user."
    )
    weight = Weight.FOLLOWS if _elsewhere(contrast) else Weight.MATTERS
    left, right = (quote(held.value) if held else "" for held in (pair.left, pair.right))
    brief = _("another subject: {after} instead of {before}").format(before=left, after=right)
    return Judgement("subject", weight, words, brief, rank=32)


def _same_person(contrast: Contrast) -> Judgement:
    if not _elsewhere(contrast):
        words = _("The same user (oid is equal) at the same application: here sub should be equal as well.")
        return Judgement("subject", Weight.MATTERS, words, _("sub differs for one user at one application"), rank=33)
    words = _(
        "Same user (oid is equal), other application: sub differs because it is pairwise. Know people by oid and tid."
    )
    if contrast.same_audience and contrast.same_client is False:
        words = _("Same user, other client: sub differs because it is pairwise. Know people by oid and tid.")
    return Judgement("pairwise-subject", Weight.FOLLOWS, words, rank=33)


def _elsewhere(contrast: Contrast) -> bool:
    return contrast.same_client is False or contrast.same_audience is False or contrast.kinds_differ


def name(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say whether another name means another user."""
    if pair.both is None:
        guest = "email" in pair.name and account_kind(contrast) is not None
        words = _("Guests have it unasked, members where the client asks for it.")
        return Judgement("user-name", Weight.FOLLOWS, words, rank=67) if guest else None
    if contrast.same_person is False:
        return Judgement("user-name", Weight.FOLLOWS, _("Another account."), rank=67)
    if contrast.agree("oid") and contrast.same_tenant is not False:
        return _renamed(pair.both)
    if pair.name == "name":
        return Judgement("user-name", Weight.MINOR, _("Shown to people; anybody may have it."), rank=68)
    left, right = (quote(held.value) for held in pair.both)
    brief = _("another user: {after} instead of {before}").format(before=left, after=right)
    return Judgement("user", Weight.MATTERS, _("Another account, or one that was renamed."), brief, 25, NAMES)


def _renamed(both: tuple[Held, Held]) -> Judgement:
    if both[0].name != both[1].name:
        words = _("One account under two names; neither is a key to know it by.")
        return Judgement("user-name", Weight.MINOR, words, rank=67)
    if normalize("NFC", str(both[0].value)) == normalize("NFC", str(both[1].value)):
        words = _("One name in two spellings of Unicode: compare names only after normalising them.")
        return Judgement("user-name", Weight.MINOR, words, rank=67)
    words = _("The same account (oid is equal) was renamed in between: that is why names are no keys.")
    return Judgement("user-name", Weight.MATTERS, words, _("the same user has another name"), rank=48)


def account(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what `acct` tells: member or guest; the row on the account itself is the one that counts."""
    if pair.both is None and account_kind(contrast) is None:
        return None
    return Judgement("account-kind", Weight.FOLLOWS, _("0 is a member of the tenant, 1 a guest in it."), rank=45)


def account_kind(contrast: Contrast) -> tuple[Principal, Principal] | None:
    """Return what kinds of account the two are about, where both are known, both people, and not the same."""
    pair = contrast.subjects
    kinds = (pair[0].principal, pair[1].principal) if pair else (None, None)
    one, other = kinds
    if one not in _PEOPLE or other not in _PEOPLE or one is other or one is None or other is None:
        return None
    return None if Principal.USER in (one, other) and Principal.GUEST not in (one, other) else (one, other)
