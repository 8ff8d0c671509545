"""Two artifacts side by side: differences first, each explained by a rule that knows what it means."""

from inspector.diagnosis.comparison import granted, message, token
from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Comparison, Difference, Equal, Held, Judgement, Weight
from inspector.diagnosis.comparison.entries import HEADER, entries_of
from inspector.diagnosis.comparison.exchange import is_request_and_answer
from inspector.diagnosis.comparison.headline import find_cause, sentence
from inspector.diagnosis.comparison.pairing import Pair, pair_up
from inspector.diagnosis.comparison.side import Side
from inspector.tokens.artifact import Artifact, Kind
from inspector.words import _

__all__ = ["Comparison", "Difference", "Equal", "Side", "Weight", "compare"]

_ORDER = {weight: place for place, weight in enumerate(Weight)}


def compare(left: Side, right: Side) -> Comparison:
    """Return the comparison of two artifacts, judged at the moment of the first one's diagnosis."""
    contrast = Contrast(left, right, left.diagnosis.case.now)
    if is_request_and_answer(contrast):
        found, equal = granted.compare_granted(contrast)
    else:
        found, equal = _by_names(contrast)
    differences = sorted(_whole(contrast, found), key=lambda each: (_ORDER[each.judged.weight], each.judged.rank))
    shown = [each for each in differences if each.judged.weight is not Weight.ALWAYS]
    cause = find_cause(contrast, shown)
    shown.sort(key=lambda each: each is not cause)
    words = sentence(contrast, shown, cause, _alike(contrast))
    always = tuple(each for each in differences if each.judged.weight is Weight.ALWAYS)
    return Comparison(left, right, words, tuple(shown), always, tuple(equal), contrast.now)


def _alike(contrast: Contrast) -> str:
    if contrast.left.artifact.text == contrast.right.artifact.text:
        return _("Both are the same, letter by letter.")
    if is_request_and_answer(contrast):
        return _("What was asked for is what was granted.")
    return _("They say the same; they differ only in what is new in each.")


def _by_names(contrast: Contrast) -> tuple[list[Difference], list[Equal]]:
    pairs = pair_up(entries_of(contrast.left), entries_of(contrast.right))
    judge = token.judge if _are_tokens(contrast) else message.judge
    if _are_tokens(contrast) and not (contrast.left.artifact.header and contrast.right.artifact.header):
        pairs = [pair for pair in pairs if pair.part != HEADER]  # claims alone, as a decoder shows them
    if contrast.kinds_differ and not _are_tokens(contrast):
        pairs = [pair for pair in pairs if pair.both]
    equal = [Equal(pair.name, pair.left, pair.right) for pair in pairs if pair.is_equal and pair.left and pair.right]
    found = [_difference(pair, judge(contrast, pair)) for pair in pairs if not pair.is_equal]
    return [*(token.joint(contrast) if _are_tokens(contrast) else ()), *found], equal


def _are_tokens(contrast: Contrast) -> bool:
    return contrast.left.artifact.token is not None and contrast.right.artifact.token is not None


def _difference(pair: Pair, judged: Judgement) -> Difference:
    name = _("header {name}").format(name=pair.name) if pair.part == "header" else pair.name
    change = pair.change
    return Difference(name, pair.left, pair.right, judged, change if change and (change.gone or change.come) else None)


def _whole(contrast: Contrast, found: list[Difference]) -> list[Difference]:
    """Add what concerns the artifacts as a whole: their kinds, their writing, text that can't be taken apart."""
    rows = [*_kinds(contrast), *_writing(contrast), *found]
    one, other = contrast.left.artifact, contrast.right.artifact
    if not rows and one.text != other.text and not (entries_of(contrast.left) or entries_of(contrast.right)):
        rows.append(_opaque(one, other))
    return rows


def _kinds(contrast: Contrast) -> list[Difference]:
    if not contrast.kinds_differ or is_request_and_answer(contrast):
        return []
    left, right = (Held("kind", side.kind.value, _kind_words(side)) for side in (contrast.left, contrast.right))
    brief = _("the first is {before}, the second {after}").format(before=left.written, after=right.written)
    words = _("Different things are compared name by name, as far as both have them.")
    if {left.value, right.value} == {Kind.ID_TOKEN, Kind.ACCESS_TOKEN}:
        words = _("An API takes the access token alone; the ID token tells the client itself who signed in.")
    return [Difference(_("kind"), left, right, Judgement("kind", Weight.MATTERS, words, brief, 4))]


_SPELLED = (("id token", "ID token"), ("jwks", "JWKS"), ("http", "HTTP"), ("saml", "SAML"), ("pop token", "PoP token"))


def _kind_words(side: Side) -> str:
    words = side.kind.value.replace("_", " ")
    for plain, spelled in _SPELLED:
        words = words.replace(plain, spelled)
    vowel = words[0] in "aeio" or words.startswith(("ID", "HTTP"))
    return _("an {noun}").format(noun=words) if vowel else _("a {noun}").format(noun=words)


# What copying does to a text, and reading undoes.
_HARMLESS = frozenset(
    "line-wrapped escaped url-encoded dict-print byte-order-mark kind-unsure not-decoded spaces".split()
)


def _writing(contrast: Contrast) -> list[Difference]:
    """Say where only one of them is damaged, or where claims could not be read at all."""
    flaws = [_flaws(side.artifact) for side in (contrast.left, contrast.right)]
    damages = [_flaws(side.artifact, but=_HARMLESS) for side in (contrast.left, contrast.right)]
    if flaws[0] == flaws[1]:
        return []
    left, right = (Held("writing", list(each), "; ".join(each)) if each else None for each in flaws)
    return [Difference(_("writing"), left, right, _damage(damages[0], damages[1]))]


def _damage(left: tuple[str, ...], right: tuple[str, ...]) -> Judgement:
    if left == right:
        words = _("Copied in another way: line breaks, quoting and escapes were taken out.")
        return Judgement("writing", Weight.MINOR, words, rank=86)
    brief = _("only the first is damaged") if not right else _("only the second is damaged")
    if left and right:
        brief = _("both are damaged, each in its own way")
    words = _("What is damaged, cut off or written twice may be missing in the comparison.")
    return Judgement("writing", Weight.MATTERS, words, brief, 7)


def _flaws(artifact: Artifact, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    found = [flaw for flaw in artifact.flaws if flaw.code not in but]
    return tuple(dict.fromkeys(f"{flaw.at}: {flaw.text}" if flaw.at else flaw.text for flaw in found))[:6]


def _opaque(one: Artifact, other: Artifact) -> Difference:
    """Nothing in it can be read: all that can be said is that it is another one."""
    left, right = (Held("fingerprint", each.fingerprint, each.fingerprint or "…") for each in (one, other))
    words = _("Only its issuer can read it. The two are not the same.")
    brief = _("they are two different ones, and nothing in them can be read here")
    return Difference(_("fingerprint"), left, right, Judgement("opaque", Weight.MATTERS, words, brief, 50))
