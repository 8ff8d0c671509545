"""The few words that every form of the report shares."""

from collections.abc import Iterable

from inspector.diagnosis.verdict import Outcome
from inspector.diagnosis.finding import Finding, Severity, Who
from inspector.words import _


def outcome_word(outcome: Outcome) -> str:
    """Return the verdict's first word, with its full stop."""
    return {
        Outcome.REJECTED: _("Rejected."),
        Outcome.ACCEPTED: _("Accepted."),
        Outcome.REFUSED: _("Refused."),
        Outcome.EXPLAINED: _("Explained."),
        Outcome.UNDECIDED: _("Undecided."),
        Outcome.NOTHING_FOUND: _("Nothing found."),
    }[outcome]


def severity_word(finding: Finding) -> str:
    """Return what the finding does: it blocks, follows from another, warns or notes."""
    if finding.severity is Severity.BLOCKER:
        return _("then") if finding.consequence_of else _("blocks")
    return _("warning") if finding.severity is Severity.WARNING else _("note")


def who_word(who: Who) -> str:
    """Return who should act."""
    return {
        Who.DEVELOPER: _("Developer"),
        Who.TENANT_ADMIN: _("Tenant admin"),
        Who.API_OWNER: _("API owner"),
        Who.USER: _("User"),
        Who.OPERATOR: _("Operator"),
    }[who]


def not_checked_sentence(names: Iterable[str]) -> str:
    """Return one sentence that says what nobody looked at."""
    words = {
        "signature": _("the signature"),
        "audience": _("the audience (say what the API expects)"),
        "scope": _("scopes and roles (say what the API asks for)"),
        "tenant": _("the tenant"),
        "revocation": _("whether the session was revoked"),
    }
    return _("Not checked: {things}.").format(things=", ".join(words.get(name, name) for name in names))
