"""A request beside the answer to it: which of the two sides is which, and what was asked and answered."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Difference, Equal, Held, Judgement
from inspector.diagnosis.comparison.side import ANSWERS, REQUESTS, Side
from inspector.diagnosis.subject import Subject
from inspector.tokens.artifact import Artifact, Kind


def is_request_and_answer(contrast: Contrast) -> bool:
    """Whether one side asks for tokens and the other holds what came back."""
    kinds = (contrast.left.artifact.kind, contrast.right.artifact.kind)
    asked = [kind in REQUESTS for kind in kinds]
    if asked[0] == asked[1]:
        return False
    answer = contrast.right if asked[0] else contrast.left
    return answer.artifact.kind in ANSWERS or answer.subject is not None


class Exchange:
    """A request and the answer to it, whichever stood first. `token` is what came back, where it can be read."""

    def __init__(self, contrast: Contrast) -> None:
        self.turned = contrast.left.artifact.kind not in REQUESTS
        self.request, self.answer = contrast.left, contrast.right
        if self.turned:
            self.request, self.answer = self.answer, self.request
        self.parameters = self.request.artifact.parameters
        self.token = self.answer.subject or _token_inside(self.answer)
        self.id_token = _id_token(self.answer, self.token)
        self.response = _response(self.answer)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that were asked for."""
        return tuple(dict.fromkeys(self.parameters.get("scope", "").split()))

    def member(self, name: str) -> str | None:
        """Return a member or parameter of the response, where there is a response and the value is text."""
        if self.response is None:
            return None
        held = self.response.document.get(name) if self.response.document else self.response.parameters.get(name)
        return held if isinstance(held, str) else None

    def difference(self, name: str, asked: Held | None, got: Held | None, judged: Judgement) -> Difference:
        """Return a row with both in the order in which the sides stand."""
        left, right = (got, asked) if self.turned else (asked, got)
        return Difference(name, left, right, judged)

    def equal(self, name: str, asked: Held, got: Held) -> Equal:
        """Return what both agree in, in the order in which the sides stand."""
        return Equal(name, got, asked) if self.turned else Equal(name, asked, got)


def _token_inside(side: Side) -> Subject | None:
    inside = _inside(side)
    return next((each for each in inside if each.kind is not Kind.ID_TOKEN), inside[0] if inside else None)


def _id_token(side: Side, token: Subject | None) -> Subject | None:
    """Return the ID token of an answer, which comes beside the access token or alone."""
    if token is not None and token.kind is Kind.ID_TOKEN:
        return token
    beside = _subjects_in(side, side.artifact.inside) if side.artifact.inside else []
    return next((each for each in (*_inside(side), *beside) if each.kind is Kind.ID_TOKEN), None)


def _inside(side: Side) -> list[Subject]:
    return _subjects_in(side, side.artifact.id)


def _subjects_in(side: Side, artifact_id: str) -> list[Subject]:
    return [each for each in side.diagnosis.case.subjects if each.artifact.inside == artifact_id]


def _response(side: Side) -> Artifact | None:
    if side.artifact.kind in ANSWERS:
        return side.artifact
    inside = side.artifact.inside
    parent = next((each for each in side.diagnosis.case.artifacts if each.id == inside), None)
    return parent if parent and parent.kind in ANSWERS else None
