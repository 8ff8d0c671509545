"""Whether and where a paste speaks of a refusal: in an artifact, or in the words around the artifacts."""

from inspector.diagnosis.case import Case

_LIMIT = 60_000  # characters of prose that are searched for known wordings


def may_be_refused(case: Case) -> bool:
    """Whether there is a refusal, or prose that may speak of one; tokens alone need none of the refusals' tables."""
    if not case.artifacts:
        return True
    return any(each.error or each.http for each in case.artifacts) or bool(prose_of(case) or case.expectation.context)


def prose_of(case: Case) -> str:
    """Return the words around the artifacts, or nothing where they are too few to hold a wording."""
    text, parts, at = case.pasted.text, [], 0
    for artifact in sorted(case.artifacts, key=lambda each: each.start):
        if artifact.inside is None and artifact.start >= at:
            parts.append(text[at : artifact.start])
            at = artifact.end
    parts.append(text[at:])
    prose = "\n".join(part for part in parts if not part.isspace())[:_LIMIT]
    return prose if len(prose) > 8 else ""
