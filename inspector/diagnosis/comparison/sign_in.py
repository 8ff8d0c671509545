"""Another sign-in: how strong it was, what Conditional Access asked, from where (entra_facts 61 to 71)."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import join
from inspector.words import _


def methods(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which authentication methods (`amr`) came and went."""
    change = pair.change
    if change is None or not (change.gone or change.come):
        return None
    if pair.both is None and not contrast.accesses_differ:
        words = _("Only one tells how the person signed in; its absence says nothing: v2.0 tokens have it on request.")
        weight = Weight.FOLLOWS if contrast.versions_differ else Weight.MINOR
        return Judgement("authentication-methods", weight, words, rank=50)
    if contrast.accesses_differ:
        words = _("Of an application, pwd is a secret and rsa a signed assertion; of a user, how they signed in.")
        return Judgement("authentication-methods", Weight.FOLLOWS, words, rank=50)
    if "mfa" in change.come or "mfa" in change.gone:
        return _multifactor(second="mfa" in change.come)
    words = _("Conditional Access may ask for a certain strength of authentication.")
    brief = _("other authentication methods: {after} instead of {before}").format(
        before=join(change.gone) or _("none"), after=join(change.come) or _("none")
    )
    return Judgement("authentication-methods", Weight.MATTERS, words, brief, rank=46)


def _multifactor(*, second: bool) -> Judgement:
    words = _("mfa stands there only where multifactor authentication was completed, which Conditional Access may ask.")
    brief = (
        _("only the second was signed in with multifactor authentication")
        if second
        else _("only the first was signed in with multifactor authentication")
    )
    return Judgement("authentication-methods", Weight.MATTERS, words, brief, rank=44)


def contexts(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which authentication contexts (`acrs`) only one token fulfils."""
    change = pair.change
    if change is None or not (change.gone or change.come):
        return None
    words = _("An authentication context of Conditional Access: an API that asks for it refuses tokens without it.")
    brief = (
        _("only the second fulfils the authentication context {names}").format(names=join(change.come, 3))
        if change.come
        else _("only the first fulfils the authentication context {names}").format(names=join(change.gone, 3))
    )
    return Judgement("authentication-context", Weight.MATTERS, words, brief, rank=43)


def context_class(_contrast: Contrast, _pair: Pair) -> Judgement | None:
    """Say that `acr` decides nothing."""
    words = _("v1.0 only, and no authentication context: that one is acrs.")
    return Judgement("authentication-class", Weight.MINOR, words, rank=70)


def moment(_contrast: Contrast, _pair: Pair) -> Judgement | None:
    """Say that the sign-in was another one, or that only one token tells when it was."""
    words = _("The person entered their credentials at another moment; an API may limit how long ago that was.")
    return Judgement("sign-in-moment", Weight.MINOR, words, rank=71)


def capabilities(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which client declares that it handles claims challenges (continuous access evaluation)."""
    one, other = (_has_cp1(held.value if held else None) for held in (pair.left, pair.right))
    if one is other:
        return None
    words = _(
        "cp1 says that the client handles claims challenges (continuous access evaluation): its tokens live 20 to 28 "
        "hours and can be revoked meanwhile. The claim stands only where the API asks for it."
    )
    brief = (
        _("only the second client takes part in continuous access evaluation")
        if other
        else _("only the first client takes part in continuous access evaluation")
    )
    return Judgement("continuous-access-evaluation", Weight.MATTERS, words, brief, 47, ("exp",))


def _has_cp1(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(each, str) and each.lower() == "cp1" for each in values)


def device(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say whether a registered device stood behind the sign-in."""
    if pair.both:
        return Judgement("device", Weight.MINOR, _("Another device."), rank=72)
    words = _("Only a registered device is named; Conditional Access may ask for one.")
    brief = (
        _("only the second came from a registered device")
        if pair.right
        else _("only the first came from a registered device")
    )
    return Judgement("device", Weight.MATTERS, words, brief, rank=49)


def address(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that the sign-in came from another network address."""
    if pair.both is None:
        return None
    words = _("Signed in from another network address; policies by location may decide otherwise.")
    return Judgement("network-address", Weight.MINOR, words, rank=73)


def proof(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that a token is bound to a key."""
    if pair.both:
        return Judgement("proof-key", Weight.MINOR, _("Bound to another key."), rank=74)
    words = _("A token with cnf is bound to a key: sent as plain Bearer, without proof of the key, it is refused.")
    brief = _("only the second is bound to a key") if pair.right else _("only the first is bound to a key")
    return Judgement("proof-key", Weight.MATTERS, words, brief, rank=39)
