"""The verdict over a case: one sentence and one remedy, drawn from the root cause or from what the token is."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Finding, Severity
from inspector.diagnosis.subject import Subject
from inspector.tokens.artifact import Artifact, Kind
from inspector.words import _, plural

if TYPE_CHECKING:
    from inspector.exchanges.recorded import Recorded


class Outcome(StrEnum):
    """The verdict in one word (design: the report)."""

    REJECTED = "rejected"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPLAINED = "explained"
    UNDECIDED = "undecided"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence, and one remedy where there is one. `snippet` is the remedy's text to copy."""

    outcome: Outcome
    sentence: str
    remedy: str | None = None
    snippet: str | None = None


def draw_verdict(case: Case, findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict over `findings`, which stand in order, the root cause first."""
    root = findings[0] if findings else None
    if root and root.severity is Severity.BLOCKER:
        return _from(Outcome.REFUSED if _holds_refusal(case, findings) else Outcome.REJECTED, root)
    if case.recorded and case.recorded.is_file:
        return _of_recording(case.recorded, findings)
    if not case.artifacts and root is None:
        return _nothing(case)
    if case.subjects:
        return _of_token(case, findings)
    return _without_token(case, root)


def is_refusal(case: Case, finding: Finding) -> bool:
    """Whether `finding` speaks of an issuer's or API's refusal."""
    if finding.artifact is None:
        return finding.severity is Severity.BLOCKER or bool(finding.codes)
    artifact = next((each for each in case.artifacts if each.id == finding.artifact), None)
    return artifact is not None and _refuses(artifact)


def _holds_refusal(case: Case, findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.BLOCKER and is_refusal(case, finding) for finding in findings)


def _refuses(artifact: Artifact) -> bool:
    status = artifact.http.status if artifact.http else None
    return artifact.error is not None or (status is not None and status >= 400)


def _from(outcome: Outcome, finding: Finding) -> Verdict:
    remedy = finding.remedies[0] if finding.remedies else None
    sentence = finding.sentence or f"{finding.title.rstrip('.')}."
    return Verdict(outcome, sentence, remedy.text if remedy else None, remedy.snippet if remedy else None)


_PACKED = ("PK\x03\x04", "\x1f\ufffd\x08")  # how zip and gzip begin, read as text


def _nothing(case: Case) -> Verdict:
    if not case.pasted.text.strip():
        return Verdict(Outcome.NOTHING_FOUND, _("There is nothing to read."), _what_to_paste())
    if case.pasted.text.startswith(_PACKED):
        return Verdict(
            Outcome.NOTHING_FOUND,
            _("This file is packed (zip or gzip), and what is in it is not read here."),
            _("Unpack it and open what is inside; from Fiddler (.saz) export the sessions as HTTPArchive instead."),
        )
    return Verdict(
        Outcome.NOTHING_FOUND,
        _("No token, error code, challenge or request stands in this text."),
        _what_to_paste(),
    )


def _summary(recorded: "Recorded") -> str | None:
    from inspector.diagnosis.protocol.summary import summary

    return summary(recorded)


def _of_recording(recorded: "Recorded", findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict over a recording in which nothing was refused."""
    steps = sum(len(strand.sightings) for strand in recorded.strands)
    if not steps:
        return _of_empty_recording(recorded)
    asked = next((each for each in findings if each.codes and each.rank < 0 and each.severity is Severity.NOTE), None)
    if asked is not None and not any(each.severity is Severity.WARNING for each in findings):
        return _from(Outcome.EXPLAINED, asked)
    said = _of_steps(recorded, steps)
    warning = next((each for each in findings if each.severity is Severity.WARNING), None)
    if warning is None:
        return Verdict(Outcome.EXPLAINED, said)
    return replace(_from(Outcome.EXPLAINED, warning), sentence=f"{said} {warning.sentence or warning.title + '.'}")


def _of_steps(recorded: "Recorded", steps: int) -> str:
    """Return how many messages there are, and that no refusal among them had the last word."""
    if any(
        each.answered.get("error", "") not in _NO_REFUSALS for strand in recorded.strands for each in strand.sightings
    ):
        return plural(
            "{count} message of a sign-in or API call was recorded; no refusal in it stands in the way.",
            "{count} messages of sign-ins and API calls were recorded; no refusal among them was the last word.",
            steps,
        )
    return plural(
        "{count} message of a sign-in or API call was recorded; nothing was refused.",
        "{count} messages of sign-ins and API calls were recorded; nothing was refused.",
        steps,
    )


_NO_REFUSALS = ("", "authorization_pending", "slow_down")


def _of_empty_recording(recorded: "Recorded") -> Verdict:
    if not recorded.messages:
        return Verdict(
            Outcome.NOTHING_FOUND,
            _("This file is no readable HAR: no message of it could be read."),
            _("Export the recording again from the browser's network tools, or paste the requests as text."),
        )
    if recorded.saml:
        return Verdict(
            Outcome.NOTHING_FOUND,
            _("The recording holds a sign-in by SAML or WS-Federation, which is not read here, and none of OAuth 2.0."),
            _("Paste the error that the sign-in ended with: its AADSTS code is explained whatever the protocol."),
        )
    return Verdict(
        Outcome.NOTHING_FOUND,
        plural(
            "The recording holds {count} message, and none of OAuth 2.0 or OpenID Connect.",
            "The recording holds {count} messages, and none of OAuth 2.0 or OpenID Connect.",
            recorded.messages,
        ),
        _("Record the sign-in from its first request on, with “Preserve log” switched on, and with sensitive data."),
    )


def _what_to_paste() -> str:
    return _("Paste a token, the whole error message, the WWW-Authenticate header, or the curl command that failed.")


def _of_token(case: Case, findings: tuple[Finding, ...]) -> Verdict:
    interrupt = next((each for each in findings if is_refusal(case, each)), None)
    if interrupt is not None:
        return _from(Outcome.EXPLAINED, interrupt)
    main = next((each for each in case.subjects if each.kind in _MAIN), case.subjects[0])
    warning = next((each for each in findings if each.severity is Severity.WARNING), None)
    remedy = warning.remedies[0] if warning and warning.remedies else None
    unlike = next((each for each in findings if each.id == "tenant-not-comparable"), None)
    if unlike and not warning and not replace(case.expectation, tenant=None).given:
        sentence = f"{_described(case, main, _('This is '))} {unlike.why}"
        return replace(_from(Outcome.UNDECIDED, unlike), sentence=sentence)
    outcome, sentence = _unblocked(case, main, findings)
    federated = next((each for each in findings if each.id in _FEDERATED), None)
    if federated and not warning:
        fits = case.expectation.audiences or federated.id == "federated-credential-match"
        return _from(Outcome.ACCEPTED if fits else Outcome.EXPLAINED, federated)
    if warning:
        sentence = f"{sentence} {warning.sentence or warning.title.rstrip('.') + '.'}"
    return Verdict(outcome, sentence, remedy.text if remedy else None, remedy.snippet if remedy else None)


_FEDERATED = ("federated-credential", "federated-credential-match")


def _unblocked(case: Case, main: Subject, findings: tuple[Finding, ...]) -> tuple[Outcome, str]:
    """Return the outcome and opening of a token that nothing blocks; one that is cut off fits nothing yet."""
    if not case.expectation.given:
        return Outcome.EXPLAINED, _described(case, main, _("This is "))
    if any(each.id == "token-truncated" for each in findings):
        return Outcome.UNDECIDED, _("What can be read fits what you expect.")
    token = _described(case, main, "")
    if any(each.id in _MISFITS and each.severity is Severity.WARNING for each in findings):
        return Outcome.ACCEPTED, _("Apart from the client it fits what you expect; {token}").format(token=token)
    return Outcome.ACCEPTED, _("It fits what you expect; {token}").format(token=token)


_MISFITS = ("app-only-on-user-client", "secret-on-public-client", "public-client-on-server")


_MAIN = (Kind.ACCESS_TOKEN, Kind.ID_TOKEN)  # of a proof-of-possession token, the one inside says more


def _described(case: Case, subject: Subject, opening: str) -> str:
    """Return one sentence about the token: its kind, for which API, about whom, how long it lasts."""
    kinds = {
        Kind.ACCESS_TOKEN: _("an access token"),
        Kind.ID_TOKEN: _("an ID token"),
        Kind.CLIENT_ASSERTION: _("a client assertion"),
    }
    words = [kinds.get(subject.kind, _("a token"))]
    name = subject.resource.name if subject.resource else next(iter(subject.audiences), "")[:80]
    if name:
        words.append(_("for {audience}").format(audience=name))
    if subject.is_app_only:
        words.append(_("of an application without a user"))
    elif subject.is_delegated:
        words.append(_("on behalf of a user"))
    return opening + " ".join(words) + _lifetime(case, subject) + "."


def _lifetime(case: Case, subject: Subject) -> str:
    expires = subject.number("exp")
    if expires is None:
        return ""
    left = moments.duration(expires - case.now)
    if expires > case.now:
        return _(", valid for another {duration}").format(duration=left)
    return _(", expired {duration} ago").format(duration=left)


def _without_token(case: Case, root: Finding | None) -> Verdict:
    """What can't be judged says so; what is merely not a token is explained by its first finding."""
    if root and root.severity is Severity.NOTE and is_refusal(case, root):
        return _from(Outcome.EXPLAINED, root)
    if root and not (root.severity is Severity.NOTE and root.sentence is None):
        published = next(case.of_kind(Kind.DISCOVERY_DOCUMENT, Kind.JWKS), None)
        return _from(Outcome.EXPLAINED if published else Outcome.UNDECIDED, root)
    if any(_refuses(artifact) for artifact in case.artifacts):
        return Verdict(
            Outcome.UNDECIDED,
            _("The request failed, but nothing here says why."),
            _("Paste the body of the answer as well: the error and its code stand there."),
        )
    if case.recorded and (said := _summary(case.recorded)):
        return Verdict(
            Outcome.UNDECIDED,
            said,
            _("Paste the answer as well: the error message, the response or the token that came back."),
        )
    kinds = ", ".join(dict.fromkeys(artifact.kind.value.replace("_", " ") for artifact in case.artifacts))
    return Verdict(
        Outcome.UNDECIDED,
        _("Found: {kinds}. That alone shows no failure.").format(kinds=kinds),
        _("Paste the answer as well: the error message, the response or the token that came back."),
    )
