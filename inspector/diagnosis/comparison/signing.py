"""Another signature: algorithm, key, and what else the header says."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import quote
from inspector.words import _

_UNSIGNED = "none"


def algorithm(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what another algorithm means."""
    left, right = (held.value if held else None for held in (pair.left, pair.right))
    words = _("An API takes only the algorithms that it was told of.")
    if _UNSIGNED in (str(left).lower(), str(right).lower()):
        words = _("A token with alg none is not signed: anybody can write it, and every API must refuse it.")
    elif str(left).startswith("HS") is not str(right).startswith("HS"):
        words = _("HS… is signed with a shared secret, the others with a private key; an API must never take both.")
    brief = _("the first is signed with {before}, the second with {after}").format(
        before=quote(left) if left is not None else "—", after=quote(right) if right is not None else "—"
    )
    return Judgement("algorithm", Weight.MATTERS, words, brief, rank=14)


def key(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say why the key is another one."""
    if pair.both is None:
        words = _("Without kid a reader has to try every key, or refuses.")
        return Judgement("key", Weight.MATTERS, words, _("only one names its key"), rank=64)
    if contrast.agree("iss") is False or contrast.agree("tid") is False:
        return Judgement("key", Weight.FOLLOWS, _("Each issuer has keys of its own, and they change."), rank=76)
    words = _("Issuers change their keys every few weeks: fetch them again where a kid is not known.")
    return Judgement("key", Weight.MINOR, words, rank=75)


def thumbprint(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that x5t goes with kid."""
    if pair.both is None:
        return Judgement("key", Weight.MINOR, _("v1.0 tokens name the certificate as well."), rank=77)
    return Judgement("key", Weight.FOLLOWS, _("It names the same key as kid does."), rank=77)


def nonce(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say what a nonce in the header is: Microsoft's own APIs alone can verify such a token."""
    if pair.both:
        return Judgement("header-nonce", Weight.ALWAYS, "")
    words = _("Tokens for Microsoft Graph and its kin have it; nobody but the API itself can verify their signature.")
    weight = Weight.FOLLOWS if contrast.same_audience is False else Weight.MINOR
    return Judgement("header-nonce", weight, words, rank=78)


def type_(contrast: Contrast, _pair: Pair) -> Judgement | None:
    """Say what the header's `typ` is for."""
    words = _("Some APIs take only at+jwt (RFC 9068); Entra ID writes JWT.")
    weight = Weight.FOLLOWS if contrast.agree("iss") is False else Weight.MINOR
    return Judgement("type", weight, words, rank=79)
