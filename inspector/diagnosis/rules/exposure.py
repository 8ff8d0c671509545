"""Exposure: credentials where others can read them (RFC 9700)."""

from collections.abc import Iterator

from inspector import moments
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.subject import Subject
from inspector.knowledge.identifiers import is_guid
from inspector.tokens.artifact import Artifact, Kind, Place
from inspector.words import _, plural

_REVOKE = "https://learn.microsoft.com/entra/identity/users/users-revoke-access"
_CREDENTIALS = frozenset({
    Kind.ACCESS_TOKEN, Kind.TOKEN, Kind.OPAQUE_TOKEN, Kind.ENCRYPTED_TOKEN, Kind.REFRESH_TOKEN, Kind.ID_TOKEN,
})  # fmt: skip
_EXPOSED = (Place.LOG, Place.QUERY, Place.COOKIE)
_HARMLESS_NAMES = frozenset({"id_token_hint", "state", "client_assertion"})


def exposed(case: Case) -> Iterator[Finding]:
    """A token that stands in a log, an address or a cookie has been seen by others; one finding for each such place."""
    subjects = {subject.artifact.id: subject for subject in case.subjects}
    for place in _EXPOSED:
        found = [
            each for each in case.of_kind(*_CREDENTIALS) if each.place is place and _is_live(each, subjects, case.now)
        ]
        if found:
            yield _finding(place, found, subjects.get(found[0].id), case.now)


def _is_live(artifact: Artifact, subjects: dict[str, Subject], now: float) -> bool:
    if artifact.name in _HARMLESS_NAMES:
        return False
    subject = subjects.get(artifact.id)
    expires = subject.number("exp") if subject else None
    return expires is None or expires > now


def _finding(place: Place, found: list[Artifact], subject: Subject | None, now: float) -> Finding:
    first = found[0]
    where = {Place.LOG: _("a log"), Place.QUERY: _("an address"), Place.COOKIE: _("a cookie")}[place]
    ids = {Place.LOG: "token-in-log", Place.QUERY: "token-in-url", Place.COOKIE: "token-in-cookie"}
    return Finding(
        id=ids[place],
        severity=Severity.WARNING,
        artifact=first.id,
        title=_("Live token in {place}: treat it as compromised").format(place=where),
        why=_why(place),
        sentence=_("A live token stands in {place}; treat it as compromised.").format(place=where),
        stage=Stage.CLIENT,
        evidence=(
            Evidence(
                _("found in {place}").format(place=where),
                plural("{count} live token", "{count} live tokens", len(found)),
            ),
            *_left(subject, now),
        ),
        remedies=tuple(_remedies(place, subject)),
        reference=_REVOKE,
        rank=40,
    )


def _why(place: Place) -> str:
    if place is Place.LOG:
        return _("Whoever can read the log can call the API as this user or application until the token expires.")
    if place is Place.QUERY:
        return _(
            "Addresses are kept in histories, proxies and server logs, and travel on in the Referer header (RFC 6750, "
            "section 5.3)."
        )
    return _("A cookie is sent with every request to its site, and scripts can read it unless it is HttpOnly.")


def _left(subject: Subject | None, now: float) -> Iterator[Evidence]:
    expires = subject.number("exp") if subject else None
    if expires is not None:
        yield Evidence(_("usable for another"), moments.duration(expires - now))


def _remedies(place: Place, subject: Subject | None) -> Iterator[Remedy]:
    if subject and subject.is_app_only:
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Rotate the client's secret or certificate if it may have leaked too; the token itself ends at its "
                "expiry time."
            ),
        )
    else:
        oid = subject.text("oid") if subject else None
        yield Remedy(
            Who.TENANT_ADMIN,
            _(
                "Revoke the user's sessions, so that no new token can be had; an access token itself ends at its "
                "expiry time."
            ),
            f"Revoke-MgUserSignInSession -UserId {oid if is_guid(oid) else 'USER_ID'}",
        )
    fix = {
        Place.LOG: _("Keep Authorization headers and token responses out of logs."),
        Place.QUERY: _("Send tokens in the Authorization header, never in an address."),
        Place.COOKIE: _("Keep tokens on the server, and only a session id in a Secure, HttpOnly cookie."),
    }
    yield Remedy(Who.DEVELOPER, fix[place])
