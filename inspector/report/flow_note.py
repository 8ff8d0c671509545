"""The decision as a short Markdown note, for the repository or the description of the app registration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.details import api_scopes
from inspector.diagnosis.flow_advice.registration import credential_in_short
from inspector.knowledge.permissions import PermissionKind, permission
from inspector.masking import code_span, escape_markdown
from inspector.words import _

_GRAPH = "https://graph.microsoft.com/"
_UNGIVEN = "…"  # what the person still has to write


@dataclass(frozen=True, slots=True)
class Justified:
    """A permission and what the app needs it for; "" where nobody has said it yet."""

    name: str
    reason: str = ""


def decision_note(advice: Advice, permissions: Sequence[Justified], decided: date, review: date) -> str:
    """Return the note: client, flow, reason, credential, permissions with what they are for, and when to look again.

    Without `permissions` those that are asked for stand there, to be justified.
    """
    listed = tuple(permissions) or asked_permissions(advice)
    return "\n".join(_lines(advice, listed, decided, review)) + "\n"


def asked_permissions(advice: Advice) -> tuple[Justified, ...]:
    """Return the permissions that the person named, or where none was named those that are asked for by default."""
    named = tuple(Justified(scope) for scope in advice.details.scopes if not scope.endswith("/.default"))
    if named:
        return named
    asked = api_scopes(advice.client, advice.details)
    return tuple(Justified(scope) for scope in asked if not scope.endswith("/.default"))


def next_year(day: date) -> date:
    """Return the same day a year later, the day on which a decision should be looked at again."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def _lines(advice: Advice, permissions: Sequence[Justified], decided: date, review: date) -> Iterator[str]:
    row, details = advice.row, advice.details
    kind = _("confidential client") if row.is_confidential else _("public client")
    yield f"## {_('Sign-in decision')}: {row.flow}"
    yield ""
    yield from _item(_("Client"), f"{row.name} ({kind})")
    if details.client_id:
        yield from _item(_("Client ID"), code_span(details.client_id))
    if details.tenant:
        yield from _item(_("Tenant"), code_span(details.tenant))
    yield from _item(_("Flow"), row.flow)
    yield from _item(_("Why"), row.why)
    if advice.credentials:
        yield from _item(_("Credential"), credential_in_short(advice.client))
    yield from _item(_("Decided"), decided.isoformat())
    yield from _item(_("Review by"), review.isoformat())
    yield from (
        "",
        f"| {_('Permission')} | {_('Kind')} | {_('Consent')} | {_('What for')} |",
        "| --- | --- | --- | --- |",
    )
    for each in permissions or (Justified(_UNGIVEN),):
        yield _row(advice.client, each)


def _item(name: str, value: str) -> Iterator[str]:
    yield f"- **{name}:** {value}"


def _row(client: Client, each: Justified) -> str:
    kind = PermissionKind.APPLICATION if client is Client.DAEMON else PermissionKind.DELEGATED
    word = _("application") if client is Client.DAEMON else _("delegated")
    name = code_span(each.name).replace("|", r"\|")
    return f"| {name} | {word} | {_consent(kind, each.name)} | {escape_markdown(each.reason or _UNGIVEN)} |"


def _consent(kind: PermissionKind, name: str) -> str:
    """Return who must consent: for Microsoft Graph by its table, for any other API only where the flow says it."""
    if kind is PermissionKind.APPLICATION:
        return _("administrator")
    short = name.removeprefix(_GRAPH)
    found = permission(short, kind) if "/" not in short else None
    if found is None:
        return _UNGIVEN
    return _("administrator") if found.admin_consent else _("user")
