"""The one sentence over a comparison: the difference that matters most, in the light of both verdicts."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Difference
from inspector.diagnosis.comparison.side import Side
from inspector.diagnosis.finding import Finding
from inspector.words import _, plural


def find_cause(contrast: Contrast, differences: list[Difference]) -> Difference | None:
    """Return the difference for which one side is refused while the other is not; None where none explains it."""
    failing = _failing(contrast)
    if failing is None or failing.blocker is None:
        return None
    evidence = [each.where for each in failing.blocker.evidence]
    mattering = [each for each in differences if each.matters and each.judged.brief]
    return next((each for where in evidence for each in mattering if where in each.names), None)


def _failing(contrast: Contrast) -> Side | None:
    refused = [side for side in (contrast.left, contrast.right) if side.blocker]
    return refused[0] if len(refused) == 1 else None


def sentence(contrast: Contrast, differences: list[Difference], cause: Difference | None, alike: str) -> str:
    """Return the headline over `differences`, which stand in order, the `cause` first.

    `alike` is what is said where nothing differs at all.
    """
    mattering = [each for each in differences if each.matters and each.judged.brief]
    brief = mattering[0].judged.brief if mattering else ""
    said = f"{_capital(brief)}." if brief else _nothing_matters(differences, alike)
    if mattering and mattering[0].judged.id == "refusal" and contrast.left.blocker and contrast.right.blocker:
        said = ""  # how each is refused is said already
    if mattering and mattering[0].judged.id == "writing" and _is_damage(_failing(contrast)):
        said = ""  # and so is what is damaged
    parts = [_opened(contrast, brief) if cause else f"{_standing(contrast)} {said}".strip()]
    more = sum(1 for each in differences if each.matters) - 1
    if brief and more:
        parts.append(plural("{count} more difference matters.", "{count} more differences matter.", more))
    return " ".join(parts)


def _is_damage(side: Side | None) -> bool:
    """Whether one side alone fails, because of how it is written."""
    return side is not None and side.blocker is not None and side.blocker.id in _DAMAGES


_DAMAGES = frozenset({"token-truncated", "token-damaged"})


def _nothing_matters(differences: list[Difference], alike: str) -> str:
    return _("They differ in nothing that matters.") if differences else alike


def _opened(contrast: Contrast, brief: str) -> str:
    return _("{standing}: {difference}.").format(standing=_one_fails(contrast), difference=brief)


def _standing(contrast: Contrast) -> str:
    """Return how the two were judged as a sentence, or nothing where neither was judged against anything."""
    left, right = contrast.left.blocker, contrast.right.blocker
    if left and right:
        return _both_fail(left, right)
    failing = left or right
    if failing:
        return _("{standing}: {reason}").format(standing=_one_fails(contrast), reason=_reason(failing))
    return _("Both are accepted.") if contrast.left.is_accepted and contrast.right.is_accepted else ""


def _one_fails(contrast: Contrast) -> str:
    if contrast.right.blocker:
        accepted = contrast.left.is_accepted
        return _("The first is accepted, the second fails") if accepted else _("Only the second fails")
    return _("The second is accepted, the first fails") if contrast.right.is_accepted else _("Only the first fails")


def _both_fail(left: Finding, right: Finding) -> str:
    if left.id == right.id:
        return _("Both fail for the same reason: {reason}").format(reason=_reason(left))
    return _("Both fail. The first: {first} The second: {second}").format(first=_reason(left), second=_reason(right))


def _reason(blocker: Finding) -> str:
    return blocker.sentence or f"{blocker.title.rstrip('.')}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
