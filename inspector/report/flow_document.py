"""The flow advice as JSON: the contract of `flow --json`, described in the README."""

from typing import Any

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.decision import Impossibility, open_questions
from inspector.diagnosis.flow_advice.questions import Answers, Question, wording
from inspector.diagnosis.flow_advice.requests import Request
from inspector.masking import as_json
from inspector.report.flow_snippets import FlowSnippet
from inspector.report.flow_trial import trial_commands

SCHEMA = 1


def flow_json(
    answers: Answers, found: Client | Impossibility | Question, advice: Advice | None, snippets: tuple[FlowSnippet, ...]
) -> str:
    """Return one JSON document: `status` is answered, impossible or open; what does not apply is null or empty."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "status": "answered" if advice else "impossible" if isinstance(found, Impossibility) else "open",
        "answers": {question.value: answers.get(question) for question in Question},
        "questions": [_question(each) for each in open_questions(answers)],
        "impossible": _impossible(found) if isinstance(found, Impossibility) else None,
        "advice": _advice(advice, snippets) if advice else None,
    }
    return as_json(document)


def _question(question: Question) -> dict[str, str]:
    words = wording(question)
    return {"id": question.value, "text": words.text, "yes": words.yes, "no": words.no, "hint": words.hint}


def _impossible(found: Impossibility) -> dict[str, Any]:
    return {
        "id": found.id,
        "sentence": found.sentence,
        "clash": {question.value: value for question, value in found.clash},
        "reconsider": found.reconsider.value,
        "hint": found.hint,
    }


def _advice(advice: Advice, snippets: tuple[FlowSnippet, ...]) -> dict[str, Any]:
    row = advice.row
    return {
        "client": advice.client.value,
        "name": row.name,
        "confidential": row.is_confidential,
        "flow": row.flow,
        "why": row.why,
        "why_not": [{"flow": each.flow, "reason": each.reason} for each in advice.tempting],
        "credentials": list(advice.credentials),
        "registration": [
            {"setting": each.name, "value": each.value, "manifest": each.manifest, "why": each.why}
            for each in advice.registration
        ],
        "scopes": [{"scope": each.name, "meaning": each.meaning} for each in advice.scopes],
        "tokens": [{"token": each.name, "comes": each.comes, "about": each.about} for each in advice.tokens],
        "claims": [{"claim": each.claim, "value": each.value, "meaning": each.meaning} for each in advice.proofs],
        "requests": [_request(each) for each in advice.requests],
        "snippets": [
            {"language": each.language.value, "title": each.title, "text": each.text, "why_not": each.why_not}
            for each in snippets
        ],
        "verify": list(advice.checks),
        "try": list(trial_commands(advice)),
        "notes": list(advice.notes),
        "reference": row.reference,
    }


def _request(request: Request) -> dict[str, Any]:
    return {
        "title": request.title,
        "step": request.step.value,
        "channel": request.channel.value,
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "parameters": [
            {"name": each.name, "value": each.value, "meaning": each.meaning} for each in request.parameters
        ],
        "note": request.note,
    }
