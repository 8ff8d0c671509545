"""Audience: whether the token is for the API that is expected, and an access token at all (RFC 7519 section 4.1.3)."""

from collections.abc import Iterator

from inspector.diagnosis.audience import Comparison, Match, is_literal, resource_of
from inspector.diagnosis.case import Case
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.other_issuers import ask_for_audience
from inspector.diagnosis.quoting import join, quote, snippet, visible
from inspector.diagnosis.subject import Subject
from inspector.diagnosis.wanted import (
    AUDIENCE_FINDINGS,
    audience_of,
    is_misused_id_token,
    judged,
    wanted_audiences,
    wanted_scopes,
)
from inspector.knowledge.clouds import Family
from inspector.knowledge.identifiers import guid_in, is_guid
from inspector.knowledge.resources import GRAPH, resource_in_words, scope_of
from inspector.tokens.artifact import Kind, Place
from inspector.words import _

_ABOUT_TOKENS = "https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens"
_ABOUT_SCOPES = "https://learn.microsoft.com/entra/identity-platform/scopes-oidc"
_ABOUT_MANIFEST = "https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest"


def id_token_at_api(case: Case) -> Iterator[Finding]:
    """An ID token is for the client that signed the user in; an API needs an access token."""
    for subject in judged(case):
        if is_misused_id_token(case, subject):
            scope = _scope(case, subject, wanted_audiences(case))
            yield Finding(
                id="id-token-as-access-token",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("ID token instead of an access token"),
                why=_(
                    "An ID token tells the client who signed in: its audience is the client and it carries no scopes. "
                    "APIs must refuse it."
                ),
                sentence=_(
                    "This is an ID token, which tells the client who signed in; your API needs an access token."
                ),
                stage=Stage.CLIENT,
                evidence=(
                    Evidence("aud", join(subject.audiences), join(wanted_audiences(case)) or None),
                    Evidence("scp", None, _("present in access tokens")),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Request an access token for your API's scope, and send that (access_token, not id_token)."),
                        scope,
                    ),
                ),
                reference="https://learn.microsoft.com/entra/identity-platform/id-tokens",
                rank=10,
            )


def id_token_sent(case: Case) -> Iterator[Finding]:
    """An ID token was sent to an API, of which nothing more is known."""
    for subject in judged(case):
        sent = subject.kind is Kind.ID_TOKEN and subject.artifact.place is Place.AUTHORIZATION_HEADER
        comparison = audience_of(case, subject)
        meant = comparison is not None and comparison.match is Match.SAME
        if sent and not meant and not is_misused_id_token(case, subject):
            yield Finding(
                id="id-token-sent",
                severity=Severity.WARNING if subject.is_entra else Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("An ID token was sent to an API"),
                why=_(
                    "An ID token tells the client who signed in. Its audience is the client, it carries no scopes, and "
                    "an API that takes it takes every client's."
                ),
                sentence=_("It was sent as Bearer, but an ID token is for the client; an API needs an access token."),
                stage=Stage.CLIENT,
                evidence=(
                    Evidence("Authorization", _("ID token"), _("access token")),
                    Evidence("aud", join(subject.audiences) or None, _("the API")),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Request an access token for your API's scope, and send that (access_token, not id_token)."),
                    ),
                ),
                reference="https://learn.microsoft.com/entra/identity-platform/id-tokens",
                rank=10,
            )


def address_in_version_two(case: Case) -> Iterator[Finding]:
    """In access tokens of version 2.0 the audience is always the API's client id (entra_facts 5)."""
    for subject in judged(case):
        v2 = subject.kind is Kind.ACCESS_TOKEN and subject.version == "2.0" and subject.is_entra
        addresses = tuple(each for each in subject.audiences if "://" in each) if v2 else ()
        if addresses and subject.issuer.family is Family.ENTRA_V2:
            yield Finding(
                id="audience-unlike-version",
                severity=Severity.NOTE,
                artifact=subject.artifact.id,
                title=_("An address as audience of a v2.0 token"),
                why=_(
                    "Entra ID writes the API's client ID into aud of its v2.0 access tokens, and an address only into "
                    "those of v1.0. Copied or handmade claims look like this."
                ),
                evidence=(Evidence("aud", join(addresses), _("the API's client ID")), Evidence("ver", "2.0", None)),
                remedies=(Remedy(Who.DEVELOPER, _("Check where the token comes from: verify its signature.")),),
                reference=_ABOUT_TOKENS,
                rank=52,
            )


def audience_differs(case: Case) -> Iterator[Finding]:
    """The token's audience is not the one expected: another API's, or the same API's in another spelling."""
    for subject in judged(case):
        comparison = audience_of(case, subject)
        if comparison is None or comparison.match not in AUDIENCE_FINDINGS or is_misused_id_token(case, subject):
            continue
        write = _WRITERS.get(comparison.match, _other_api)
        yield write(case, subject, comparison)


def context_names_another_api(case: Case) -> Iterator[Finding]:
    """Nothing was expected in so many words, but what the person says names another API of Microsoft's."""
    spoken = resource_in_words(case.expectation.context) if case.expectation.context else None
    if spoken is None or wanted_audiences(case):
        return
    for subject in judged(case):
        held = resource_of(subject.audiences[0]) if len(subject.audiences) == 1 else None
        if held and held.app_id != spoken.app_id:
            yield Finding(
                id="audience-unlike-context",
                severity=Severity.WARNING,
                artifact=subject.artifact.id,
                title=_("The token is for {held}, not {spoken}").format(held=held.name, spoken=spoken.name),
                why=_("Each API of Microsoft's accepts only tokens with its own audience; one token never serves two."),
                sentence=_("The token is for {held}, but you speak of {spoken}.").format(
                    held=held.name, spoken=spoken.name
                ),
                stage=Stage.CLIENT,
                evidence=(Evidence("aud", join(subject.audiences), spoken.uri),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Request a token for {api}: ask for this scope.").format(api=spoken.uri or spoken.name),
                        spoken.default_scope,
                    ),
                ),
                reference=_ABOUT_SCOPES,
                rank=12,
            )


def audience_missing(case: Case) -> Iterator[Finding]:
    """Without `aud` an API can't know that the token is meant for it."""
    for subject in judged(case):
        if (
            not subject.audiences
            and wanted_audiences(case)
            and subject.artifact.token
            and not subject.artifact.token.partial
        ):
            yield Finding(
                id="audience-missing",
                severity=Severity.BLOCKER,
                artifact=subject.artifact.id,
                title=_("No audience"),
                why=_("The claim aud says which API a token is for. Without it, every API must refuse the token."),
                sentence=_("This token names no audience, so no API can accept it."),
                stage=Stage.TOKEN,
                evidence=(
                    Evidence(
                        "aud",
                        quote(subject.claim("aud")) if subject.claim("aud") else None,
                        join(wanted_audiences(case)),
                    ),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Request a token for your API: ask for one of its scopes."),
                        _scope(case, subject, wanted_audiences(case)),
                    ),
                ),
                reference=_ABOUT_TOKENS,
                rank=12,
            )


def _other_api(case: Case, subject: Subject, comparison: Comparison) -> Finding:
    held, wanted = resource_of(comparison.found), resource_of(comparison.expected)
    found = held.name if held else quote(comparison.found)
    expected = wanted.name if wanted else quote(comparison.expected)
    template = _("This token is for {found}, but your API expects {expected}.")
    if wanted:
        template = _("This token is for {found}, but {expected} is expected.")
    elif not case.expectation.audiences and case.expectation.calling:
        template = _("This token is for {found}, but you call {expected}.")
    return Finding(
        id="audience-mismatch",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Token for another API"),
        why=_why_other(held is not None and held.app_id == GRAPH, wanted is not None, subject),
        sentence=template.format(found=found, expected=expected),
        stage=Stage.CLIENT,
        evidence=(Evidence("aud", join(subject.audiences), join(wanted_audiences(case))),),
        remedies=tuple(_remedies_other(case, subject, comparison)),
        reference=_ABOUT_SCOPES,
        rank=11,
    )


def _why_other(is_graph: bool, wants_microsoft: bool, subject: Subject) -> str:
    if is_graph and not wants_microsoft:
        return _(
            "The client asked for no scope of your API: openid, profile and User.Read belong to Microsoft Graph. "
            "Only Graph can accept or verify such a token."
        )
    if subject.client_id and subject.client_id in subject.audiences:
        return _("The client requested a token for itself. An API must refuse tokens that are meant for another one.")
    if wants_microsoft:
        return _(
            "The client asked for its own API's scope, or another API's. A token serves the one API that it names."
        )
    return _("A token serves only the API that it names; any other must refuse it.")


def _remedies_other(case: Case, subject: Subject, comparison: Comparison) -> Iterator[Remedy]:
    wanted = resource_of(comparison.expected)
    scope = _scope(case, subject, (comparison.expected,))
    if wanted is None and subject.text("iss") and not subject.is_entra:
        asking = ask_for_audience(subject, comparison.expected)
        yield from (asking,) if asking.who is Who.API_OWNER else (asking, _accepted(comparison))
        return
    if wanted:
        text = _("Request a token for {api} instead: ask for the scope {scope}.").format(
            api=wanted.name, scope=wanted.default_scope or scope
        )
        yield Remedy(Who.DEVELOPER, text, scope)
        return
    if scope:
        yield Remedy(
            Who.DEVELOPER,
            _("Request a token for your API instead: ask for the scope {scope}.").format(scope=quote(scope)),
            scope,
        )
    else:
        text = _("Request a token for your API instead: ask for one of its scopes, api://<client-id>/<scope>.")
        yield Remedy(Who.DEVELOPER, text, "api://API_CLIENT_ID/.default")
    yield Remedy(
        Who.API_OWNER,
        _("If your API has no scope yet: add one under App registrations > your API > Expose an API."),
    )
    if resource_of(comparison.found) is None:
        yield _accepted(comparison)


def _accepted(comparison: Comparison) -> Remedy:
    text = _("If the token's audience does name your API: set that as the audience your API accepts.")
    return Remedy(Who.API_OWNER, text, snippet(comparison.found))


def _invisible(_given: Case, subject: Subject, comparison: Comparison) -> Finding:
    in_token = visible(comparison.found) != comparison.found
    place = _("the token's audience") if in_token else _("the expected audience")
    return Finding(
        id="audience-invisible-character",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Invisible character in the audience"),
        why=_("Audiences are compared character by character; a space or zero-width character makes them differ."),
        sentence=_("The audiences look the same, but an invisible character stands in {place}.").format(place=place),
        stage=Stage.CLIENT if in_token else Stage.RESOURCE,
        evidence=_both(comparison),
        remedies=(
            Remedy(
                Who.DEVELOPER if in_token else Who.API_OWNER,
                _("Type the audience again by hand instead of copying it."),
                snippet(visible(comparison.expected)),
            ),
        ),
        reference=_ABOUT_TOKENS,
        rank=11,
    )


def _slash(case: Case, subject: Subject, comparison: Comparison) -> Finding:
    found, expected = quote(comparison.found), quote(comparison.expected)
    wants_slash = comparison.expected.endswith("/")
    sentence = (
        _("The token's audience {found} lacks the trailing slash that {expected} has.")
        if wants_slash
        else _("The token's audience {found} has a trailing slash; your API expects {expected}.")
    )
    scope = snippet(scope_of(comparison.expected, _permission(case, subject)))
    text = (
        _(
            "Request the resource with the trailing slash: on v2.0 double it, since the part before the last slash is "
            "the audience."
        )
        if wants_slash
        else _("Request the scope without the extra slash: the part before the last slash becomes the audience.")
    )
    return Finding(
        id="audience-trailing-slash",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Trailing slash in the audience"),
        why=_("Audiences are compared character by character, so a slash at the end makes another audience."),
        sentence=sentence.format(found=found, expected=expected),
        stage=Stage.CLIENT,
        evidence=_both(comparison),
        remedies=(
            Remedy(Who.DEVELOPER, text, scope),
            Remedy(
                Who.API_OWNER,
                _("Or let the API accept the audience with and without the slash."),
                snippet(comparison.found),
            ),
        ),
        reference=_ABOUT_SCOPES,
        rank=11,
    )


def _letters(_given: Case, subject: Subject, comparison: Comparison) -> Finding:
    return Finding(
        id="audience-letter-case",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Letter case of the audience"),
        why=_("Audiences are compared with attention to upper and lower case."),
        sentence=_("The token's audience {found} differs from {expected} in upper and lower case only.").format(
            found=quote(comparison.found), expected=quote(comparison.expected)
        ),
        stage=Stage.REGISTRATION,
        evidence=_both(comparison),
        remedies=(
            Remedy(
                Who.API_OWNER,
                _(
                    "Write the Application ID URI the same in the registration, the API's settings and the scope, best "
                    "in lower case."
                ),
                snippet(comparison.found),
            ),
        ),
        reference=_ABOUT_TOKENS,
        rank=11,
    )


def _version(case: Case, subject: Subject, comparison: Comparison) -> Finding:
    """v1.0 tokens carry the Application ID URI, v2.0 tokens always the API's client id (entra_facts 5)."""
    found_is_id = is_guid(comparison.found)
    sentence = (
        _("The token carries the API's client ID {found}, but your API expects {expected}.")
        if found_is_id
        else _("The token's audience is the Application ID URI {found}, but your API expects {expected}.")
    )
    return Finding(
        id="audience-version",
        severity=Severity.BLOCKER,
        artifact=subject.artifact.id,
        title=_("Audience of the other token version"),
        why=_(
            "v2.0 access tokens always carry the API's client ID; v1.0 tokens carry the Application ID URI. "
            "The API's registration decides the version, not the endpoint."
        ),
        sentence=sentence.format(found=quote(comparison.found), expected=quote(comparison.expected)),
        stage=Stage.REGISTRATION,
        evidence=(*_both(comparison), Evidence("ver", subject.version)),
        remedies=tuple(_remedies_version(case, comparison, found_is_id, subject)),
        reference=_ABOUT_MANIFEST,
        rank=11,
    )


def _remedies_version(case: Case, comparison: Comparison, found_is_id: bool, subject: Subject) -> Iterator[Remedy]:
    accept = Remedy(
        Who.API_OWNER,
        _("Let the API accept {audience} as its audience too.").format(audience=quote(comparison.found)),
        snippet(comparison.found),
    )
    if is_guid(comparison.expected) and subject.version == "1.0":
        yield Remedy(
            Who.API_OWNER,
            _("Set requestedAccessTokenVersion to 2 in the API's manifest; its tokens then carry the client ID."),
            '"requestedAccessTokenVersion": 2',
        )
    yield accept
    if comparison.match is Match.PERHAPS:
        scope = _scope(case, subject, (comparison.expected,))
        found = quote(comparison.found)
        text = _("If {found} is not your API: ask for the scope of your own API.").format(found=found)
        yield Remedy(Who.DEVELOPER, text, scope)
    elif found_is_id and subject.version == "1.0":
        yield Remedy(
            Who.DEVELOPER,
            _("Or request the scope by its Application ID URI."),
            _scope(case, subject, (comparison.expected,)),
        )


def _both(comparison: Comparison) -> tuple[Evidence, ...]:
    return (Evidence("aud", quote(comparison.found), quote(comparison.expected)),)


def _permission(case: Case, subject: Subject) -> str:
    """Without a user there is only .default."""
    return ".default" if subject.is_app_only else next(iter(wanted_scopes(case)), ".default")


def _scope(case: Case, subject: Subject, expected: tuple[str, ...]) -> str | None:
    """Return the exact scope string that asks for the expected API, or None where its address is not known."""
    literal = next((each for each in expected if is_literal(each)), None)
    if literal is None:
        return None
    known = resource_of(literal)
    if known:
        return known.default_scope
    audience = visible(literal)
    if is_guid(audience):
        return f"api://{audience}/{_permission(case, subject)}"
    return (
        snippet(scope_of(audience.rstrip("/"), _permission(case, subject)))
        if "://" in audience or guid_in(audience)
        else None
    )


_WRITERS = {
    Match.OTHER: _other_api,
    Match.PERHAPS: _version,
    Match.VERSION: _version,
    Match.SLASH: _slash,
    Match.CASE: _letters,
    Match.INVISIBLE: _invisible,
}
