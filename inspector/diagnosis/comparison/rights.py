"""Other rights: scopes, roles, groups and directory roles, each compared as a set."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Change, Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair, items_of
from inspector.diagnosis.quoting import join
from inspector.diagnosis.rules.groups import is_overage
from inspector.knowledge.directory_roles import directory_role
from inspector.knowledge.permissions import implied_by_any
from inspector.tokens.artifact import Kind
from inspector.words import _, plural

_OVERAGE_CLAIMS = ("groups", "_claim_names", "_claim_sources", "hasgroups", "groups:src1")


def scopes(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which scopes came and went, and what consent has to do with it."""
    if contrast.accesses_differ and pair.both is None:
        return Judgement("scopes", Weight.FOLLOWS, _("An application has roles; scopes are a user's."), rank=35)
    if contrast.kinds_differ and Kind.ID_TOKEN in (contrast.left.kind, contrast.right.kind):
        return Judgement("scopes", Weight.FOLLOWS, _("An ID token has no scopes."), rank=35)
    change = pair.change
    if change is None or not (change.gone or change.come):
        return None
    if _differ_by_case(change):
        words = _("They differ by letter case alone; an API that compares letter by letter refuses one.")
        return Judgement("scopes-case", Weight.MATTERS, words, _("the scopes differ by letter case"), rank=34)
    return Judgement("scopes", Weight.MATTERS, _on_scopes(contrast, change, pair), _brief(change), rank=30)


def _differ_by_case(change: Change) -> bool:
    return sorted(map(str.lower, change.gone)) == sorted(map(str.lower, change.come))


def _on_scopes(contrast: Contrast, change: Change, pair: Pair) -> str:
    sentences = [_came_and_went(change)]
    included = _included(change, pair)
    if included:
        sentences.append(included)
    if contrast.same_audience is False:
        sentences.append(_("Each API has scopes of its own."))
    elif not change.gone:
        sentences.append(_("More was asked for, or consented to in between."))
    elif not change.come:
        sentences.append(_("Less was asked for, or a consent was withdrawn."))
    else:
        sentences.append(_("Other scopes were asked for, or consented to."))
    return " ".join(sentences)


def _came_and_went(change: Change) -> str:
    parts = []
    if change.gone:
        parts.append(_("Only in the first: {names}.").format(names=join(change.gone, 8)))
    if change.come:
        parts.append(_("Only in the second: {names}.").format(names=join(change.come, 8)))
    return " ".join(parts)


def _included(change: Change, pair: Pair) -> str:
    """Say where a scope that came or went is part of a broader one on the other side: no right was lost with it."""
    left, right = (items_of(held) or [] for held in (pair.left, pair.right))
    for name, others in [*((each, right) for each in change.gone[:20]), *((each, left) for each in change.come[:20])]:
        broader = implied_by_any(others[:60], name)
        if broader and broader.lower() != name.lower():
            return _("{broader} of the other includes {name}.").format(broader=broader, name=name)
    return ""


def _brief(change: Change) -> str:
    gone, come = join(change.gone, 3), join(change.come, 3)
    if not change.gone:
        return _("the second also has {names}").format(names=come)
    if not change.come:
        return _("the second lacks {names}").format(names=gone)
    return _("the second has {come} instead of {gone}").format(come=come, gone=gone)


def roles(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which roles came and went: an application's permissions, or roles that a user was assigned."""
    change = pair.change
    if change is None or not (change.gone or change.come):
        return None
    words = _("Roles of a user are app roles that the API's owner assigned; roles of an application are permissions.")
    if contrast.accesses_differ:
        return Judgement("roles", Weight.FOLLOWS, words, rank=36)
    if contrast.both_app_only:
        words = _("They are application permissions: an administrator grants them, and the next token shows them.")
    elif contrast.both_delegated:
        words = _("They are app roles: assigned to the user or to a group in Enterprise applications.")
    means = f"{_came_and_went(change)} {words}"
    return Judgement("roles", Weight.MATTERS, means, _brief(change), rank=31)


def groups(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say how many groups came and went, and where none are listed because they are too many."""
    over = _overages(contrast)
    if over[0] != over[1]:
        return _overage(pair, second=over[1], first_of_them=pair.name == _telling(contrast))
    if pair.name != "groups":
        return Judgement("groups-overage", Weight.MINOR, _("The pointer that stands in place of too many groups."))
    change = pair.change
    if change is None or contrast.accesses_differ:
        return None
    return _counted(contrast, change)


def _telling(contrast: Contrast) -> str:
    """Return the claim whose row says it: the list that one side has, or else the first that points to it."""
    subjects = contrast.subjects or ()
    return next((name for name in _OVERAGE_CLAIMS for each in subjects if each.claim(name) is not None), "groups")


def _overages(contrast: Contrast) -> tuple[bool, bool]:
    one, other = contrast.left.subject, contrast.right.subject
    return one is not None and is_overage(one), other is not None and is_overage(other)


def _overage(pair: Pair, *, second: bool, first_of_them: bool) -> Judgement:
    if not first_of_them:
        return Judgement("groups-overage", Weight.FOLLOWS, _("It points to the groups that were left out."), rank=41)
    words = _(
        "Above 200 groups (five in the implicit flow) Entra ID leaves all of them out, and code that looks for a group "
        "finds none. Microsoft Graph has them."
    )
    brief = _("the second lists no groups: overage") if second else _("the first lists no groups: overage")
    count = len(pair.change.gone) if pair.change and pair.name == "groups" else 0
    if second and count:
        brief = plural("{count} group fewer: overage", "{count} groups fewer: overage", count)
    return Judgement("groups-overage", Weight.MATTERS, words, brief, 28, _OVERAGE_CLAIMS)


def _counted(contrast: Contrast, change: Change) -> Judgement | None:
    if not (change.gone or change.come):
        return None
    parts = []
    if change.gone:
        parts.append(plural("{count} group fewer", "{count} groups fewer", len(change.gone)))
    if change.come:
        parts.append(plural("{count} group more", "{count} groups more", len(change.come)))
    brief = _("the second has {changes}").format(changes=", ".join(parts))
    if contrast.same_person is False or contrast.same_tenant is False:
        return Judgement("groups", Weight.FOLLOWS, _("Each account has groups of its own."), brief, rank=40)
    words = _("The memberships changed in between, or the applications emit other groups (groupMembershipClaims).")
    if not all(subject.is_entra for subject in contrast.subjects or ()):
        words = _("The memberships changed in between, or the issuer was told to write other groups.")
    return Judgement("groups", Weight.MATTERS, words, brief, rank=40)


def directory_roles(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which directory roles came and went, by name; markers alone only follow from the kind of account."""
    change = pair.change
    if change is None or not (change.gone or change.come):
        return None
    gone, come = ([each for each in side if not _is_marker(each)] for side in (change.gone, change.come))
    if not gone and not come:
        words = _("Only markers differ, which say how the account belongs to the tenant and grant nothing.")
        return Judgement("directory-roles", Weight.FOLLOWS, words, rank=43)
    named = Change(tuple(map(_named, gone)), tuple(map(_named, come)), change.kept)
    weight = Weight.FOLLOWS if contrast.same_person is False else Weight.MATTERS
    return Judgement("directory-roles", weight, _came_and_went(named), _brief(named), rank=42)


def _is_marker(template_id: str) -> bool:
    known = directory_role(template_id)
    return known is not None and known.implicit


def _named(template_id: str) -> str:
    known = directory_role(template_id)
    return known.name if known else template_id
