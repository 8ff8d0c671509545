"""Other times: expired or not, and how long each lives. The moments themselves always differ."""

from collections.abc import Iterator

from inspector import moments
from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Difference, Held, Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.subject import Subject
from inspector.words import _

# Entra ID draws lifetimes of 60 to 90 minutes at random, and dates the beginning five minutes back.
_DRAWN = (55 * 60, 97 * 60)
_SMALLEST = 10 * 60  # seconds by which lifetimes must differ
_SKEW = 300


def moment(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say that times of issue always differ; of `exp`, only having passed counts."""
    if pair.both is None or not all(_is_number(held.value) for held in pair.both):
        return None
    if pair.name == "exp" and (ended := _ended(contrast)):
        return ended
    if pair.name == "nbf" and (begun := _begun(contrast)):
        return begun
    return Judgement("moment", Weight.ALWAYS, _apart(pair))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _apart(pair: Pair) -> str:
    left, right = (float(held.value) for held in pair.both or ())
    words = moments.duration(right - left)
    return (
        _("{duration} later").format(duration=words) if right > left else _("{duration} earlier").format(duration=words)
    )


def _ended(contrast: Contrast) -> Judgement | None:
    ends = [side.subject.number("exp") if side.subject else None for side in (contrast.left, contrast.right)]
    left, right = (end is not None and end + _SKEW <= contrast.now for end in ends)
    if left == right or ends[0] is None or ends[1] is None:
        return None
    ago = moments.duration(contrast.now - (ends[0] if left else ends[1]))
    rest = moments.duration((ends[1] if left else ends[0]) - contrast.now)
    brief = (
        _("the first expired {ago} ago, the second is valid for another {rest}")
        if left
        else _("the second expired {ago} ago, the first is valid for another {rest}")
    ).format(ago=ago, rest=rest)
    words = _("An expired token is refused whatever else it says; the refresh token or a new request brings another.")
    return Judgement("expired", Weight.MATTERS, words, brief, rank=8)


def _begun(contrast: Contrast) -> Judgement | None:
    starts = [side.subject.number("nbf") if side.subject else None for side in (contrast.left, contrast.right)]
    left, right = (start is not None and start - _SKEW > contrast.now for start in starts)
    if left == right:
        return None
    words = _("It is refused before that moment; often a clock is wrong.")
    brief = _("the first is not valid yet") if left else _("the second is not valid yet")
    return Judgement("not-valid-yet", Weight.MATTERS, words, brief, rank=8)


def lifetimes(contrast: Contrast) -> Iterator[Difference]:
    """Yield a row where the two live for very different times."""
    pair = contrast.subjects
    spans = [_span(subject) for subject in pair] if pair else []
    if len(spans) < 2 or spans[0] is None or spans[1] is None:
        return
    one, other = spans[0], spans[1]
    if abs(one - other) < _SMALLEST or all(_DRAWN[0] <= span <= _DRAWN[1] for span in (one, other)):
        return
    left, right = (Held("exp − nbf", span, moments.duration(span)) for span in (one, other))
    entra = pair is not None and all(subject.is_entra for subject in pair)
    yield Difference(_("lifetime"), left, right, _judge(one, other, entra=entra))


def _span(subject: Subject) -> float | None:
    end, start = subject.number("exp"), subject.number("nbf")
    start = subject.number("iat") if start is None else start
    return end - start if end is not None and start is not None and end > start else None


def _judge(one: float, other: float, *, entra: bool) -> Judgement:
    words = _("Entra ID draws 60 to 90 minutes at random.") if entra else _("Each issuer sets lifetimes of its own.")
    if entra and max(one, other) > 19 * 3600:
        words = _(
            "Tokens of 20 to 28 hours are given to clients that take part in continuous access evaluation, and of 24 "
            "hours to managed identities; others live 60 to 90 minutes."
        )
    brief = _("the first lives {before}, the second {after}").format(
        before=moments.duration(one), after=moments.duration(other)
    )
    return Judgement("lifetime", Weight.MATTERS, words, brief, 52, ("exp",))
