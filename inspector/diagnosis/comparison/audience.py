"""Another audience: another API, or the same API under another name."""

from inspector.diagnosis.audience import Match, compare
from inspector.diagnosis.comparison.contrast import Contrast, app_name
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.comparison.side import Side
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import Subject
from inspector.knowledge.resources import resource_for
from inspector.tokens.artifact import Kind
from inspector.words import _


def audience(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say whether the two are for different APIs, or name one API differently."""
    subjects = contrast.subjects
    if pair.both is None or subjects is None or not subjects[0].audiences or not subjects[1].audiences:
        return None
    if contrast.kinds_differ and Kind.ID_TOKEN in (contrast.left.kind, contrast.right.kind):
        return _id_token()
    one, other = subjects
    if contrast.left.kind is contrast.right.kind is Kind.ID_TOKEN:
        return _of_client(contrast, one, other)
    if max(len(one.audiences), len(other.audiences)) > 1 and set(one.audiences) & set(other.audiences):
        return _list(pair)
    match = compare(one.audiences, other.audiences, one.version).match
    return _spelling(contrast, match, other) or _other(contrast, one, other)


def _id_token() -> Judgement:
    words = _("An ID token is for the client that signed in; an access token is for the API that it is sent to.")
    return Judgement("audience", Weight.FOLLOWS, words, rank=15)


def _of_client(contrast: Contrast, one: Subject, other: Subject) -> Judgement:
    """An ID token's audience is the client itself."""
    before, after = (quote(app_name(each.audiences[0])) for each in (one, other))
    brief = _("another client: {after} instead of {before}").format(before=before, after=after)
    if contrast.agree("oid") and contrast.same_tenant is not False:
        brief = _("same user, other client: {after} instead of {before}").format(before=before, after=after)
    words = _("The audience of an ID token is the client that signed in; each accepts only its own.")
    return Judgement("client", Weight.MATTERS, words, brief, rank=12)


def _list(pair: Pair) -> Judgement | None:
    change = pair.change
    if change is None:
        return None
    words = _("A token may be for several APIs; each looks for its own name among them.")
    brief = (
        _("the second is also for {names}").format(names=join(change.come, 3))
        if change.come
        else _("only the first is also for {names}").format(names=join(change.gone, 3))
    )
    return Judgement("audience", Weight.MATTERS, words, brief, rank=14)


def _spelling(contrast: Contrast, match: Match, other: Subject) -> Judgement | None:
    if match is Match.SAME or (match in (Match.VERSION, Match.PERHAPS) and contrast.versions_differ):
        return _one_api(contrast, match)
    words = {
        Match.SLASH: _("They differ by a slash at the end alone; an API that compares letter by letter refuses one."),
        Match.CASE: _("They differ by letter case alone; an API that compares letter by letter refuses one."),
        Match.INVISIBLE: _("They differ by a character that can't be seen, and an API refuses one of them."),
        Match.VERSION: _("Both name one application, and an API accepts only the spelling that it was told."),
    }.get(match)
    if words is None:
        return None
    brief = _("the audience is written in another way: {audience}").format(audience=join(other.audiences, 1))
    return Judgement("audience-spelling", Weight.MATTERS, words, brief, rank=12)


def _one_api(contrast: Contrast, match: Match) -> Judgement:
    if not contrast.versions_differ:
        return Judgement("audience-spelling", Weight.MINOR, _("Two names of one API, and it takes both."), rank=60)
    if match is Match.PERHAPS:
        words = _("v1.0 names the API by its address, v2.0 by its client ID: this may be one API, or two.")
        brief = _("the audience is named as in the other version")
        return Judgement("audience-version", Weight.MATTERS, words, brief, rank=61)
    words = _("One API: v1.0 tokens name it as the client asked for it, v2.0 tokens by its client ID.")
    return Judgement("audience-version", Weight.FOLLOWS, words, rank=61)


def _other(contrast: Contrast, one: Subject, other: Subject) -> Judgement:
    before, after = _named(contrast.left, one), _named(contrast.right, other)
    if before == after:  # SharePoint and Dataverse have an address per tenant
        before, after = join(one.audiences, 1), join(other.audiences, 1)
    words = _("An API accepts only tokens for itself. The scope that is asked for decides on the audience.")
    if contrast.left.kind is Kind.CLIENT_ASSERTION is contrast.right.kind:
        words = _("An assertion is for one token endpoint, or for the exchange that a federated credential names.")
    brief = _("the audience changed from {before} to {after}").format(before=before, after=after)
    return Judgement("audience", Weight.MATTERS, words, brief, rank=12)


def _named(side: Side, subject: Subject) -> str:
    wanted = side.diagnosis.case.expectation.audiences
    if wanted and compare(subject.audiences, wanted, subject.version).match is Match.SAME:
        return _("your API")
    if subject.resource:
        return subject.resource.name
    first = resource_for(subject.audiences[0])
    return first.name if first else quote(app_name(subject.audiences[0]))
