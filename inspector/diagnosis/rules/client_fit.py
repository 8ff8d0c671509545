"""Whether a token came in the way that its kind of client gets tokens, and what is exposed where it did not."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.client_words import WORDS, client_name
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Severity, Stage
from inspector.diagnosis.obtained import ANY_USER, APPLICATION, Got, Way, obtained
from inspector.diagnosis.surroundings import tags_of_words
from inspector.diagnosis.wanted import clients
from inspector.words import _

_FLOWS = "https://learn.microsoft.com/entra/identity-platform/authentication-flows-app-scenarios"


class _Misfit(NamedTuple):
    """What is found where a way does not fit a client: its weight if the client was named, or only hinted at."""

    id: str
    named: Severity
    hinted: Severity | None = Severity.WARNING


_PUBLIC = (Client.SPA, Client.NATIVE, Client.CLI)
# Every pair of a client and a way that does not fit; whatever is not here fits.
_MISFITS: dict[tuple[Client, Way], _Misfit] = {
    **{
        (client, way): _Misfit("app-only-on-user-client", Severity.BLOCKER)
        for client in (Client.SPA, Client.NATIVE, Client.WEB)
        for way in APPLICATION
    },
    (Client.CLI, Way.CLIENT_CREDENTIALS): _Misfit("app-only-on-user-client", Severity.WARNING, None),
    **{(Client.API, way): _Misfit("app-only-on-user-client", Severity.NOTE, None) for way in APPLICATION},
    **{(Client.DAEMON, way): _Misfit("delegated-on-daemon", Severity.BLOCKER) for way in ANY_USER},
    **{
        (client, Way.USER_AND_PROVEN_CLIENT): _Misfit("secret-on-public-client", Severity.WARNING) for client in _PUBLIC
    },
    (Client.WEB, Way.USER_AND_PUBLIC_CLIENT): _Misfit("public-client-on-server", Severity.WARNING, None),
    (Client.API, Way.USER_AND_PUBLIC_CLIENT): _Misfit("public-client-on-server", Severity.NOTE, None),
}
# Flows with a user whose name tells a client where no other word does.
_FLOW_CLIENTS = {"flow:on_behalf_of": Client.API, "flow:device_code": Client.CLI, "flow:ropc": Client.CLI}


def unfit_for_client(case: Case) -> Iterator[Finding]:
    """A token comes in a way that does not fit the kind of client that the person named or spoke of."""
    kinds = _kinds(case)
    for got in obtained(case) if kinds else ():
        found = [_misfit(case, client, got.way) for client in kinds]
        if all(found):  # where the words name several clients, one that fits is enough
            client, misfit = next(zip(kinds, found, strict=True))
            if misfit:
                yield _finding(case, got, client, *misfit)


def _misfit(case: Case, client: Client, way: Way) -> tuple[str, Severity] | None:
    misfit = _MISFITS.get((client, way))
    severity = _weigh(case, client, way, misfit) if misfit else None
    return (misfit.id, severity) if misfit and severity else None


def _kinds(case: Case) -> tuple[Client, ...]:
    told = clients(case)
    if not told:
        spoken = tags_of_words(case.expectation.context) if case.expectation.context else frozenset()
        told = frozenset(client for flow, client in _FLOW_CLIENTS.items() if flow in spoken)
    return tuple(sorted(told))


def _weigh(case: Case, client: Client, way: Way, misfit: _Misfit) -> Severity | None:
    """What is meant beats the table: servers do act for themselves, and on-behalf-of never gives an app-only token."""
    named = case.expectation.client == client
    by_itself = case.signals & {"flow:client_credentials", "flow:managed_identity"} or case.expectation.roles
    on_behalf = "flow:on_behalf_of" in case.signals
    if client == Client.WEB and way in APPLICATION and (by_itself or way is Way.MANAGED_IDENTITY):
        return Severity.WARNING if named else None
    if client == Client.API and on_behalf:
        return Severity.BLOCKER if named and way in APPLICATION else Severity.WARNING
    if client == Client.CLI and way in APPLICATION and "flow:device_code" in case.signals:
        return Severity.BLOCKER if named else Severity.WARNING
    return misfit.named if named else misfit.hinted


def _finding(case: Case, got: Got, client: Client, found: str, severity: Severity) -> Finding:
    words = WORDS[found](got, client)
    left = got.expires - case.now if got.expires is not None else 0
    return Finding(
        id=found,
        severity=severity,
        artifact=got.artifact,
        title=words.title,
        why=words.exposure,
        sentence=words.sentence,
        stage=Stage.REGISTRATION if found == "secret-on-public-client" else Stage.CLIENT,
        evidence=(
            *got.shown,
            Evidence(_("client"), client_name(client)),
            *([Evidence(_("usable for another"), moments.duration(left))] if left > 0 else []),
        ),
        remedies=words.remedies,
        reference=_FLOWS,
        rank=41,
    )
