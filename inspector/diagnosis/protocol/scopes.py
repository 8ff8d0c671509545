"""What is asked for: one resource, .default alone, what the flow needs, and what of it was granted."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import Course, Located, Met, as_scope, is_entra, scopes_of, went_through
from inspector.diagnosis.quoting import join, quote
from inspector.exchanges.exchange import Step
from inspector.knowledge.permissions import OIDC_SCOPES, short_name
from inspector.words import _

_SCOPES = "https://learn.microsoft.com/entra/identity-platform/scopes-oidc"
_GRAPH = "https://graph.microsoft.com"
_WITH_DEFAULT = ("client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer")


def several_resources(course: Course) -> Iterator[Located]:
    """One access token is for one API; only the consent of a sign-in may be asked for several."""
    for met in course.all(Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST, Step.DEVICE_AUTHORIZATION):
        resources = _resources(met)
        if len(resources) < 2 or met.sighting.version != "2.0":
            continue
        asked = met.sighting.step is Step.AUTHORIZATION_REQUEST
        yield Located(
            met.index,
            Finding(
                id="several-resources",
                severity=Severity.NOTE if asked else Severity.BLOCKER,
                title=_("Scopes of several APIs in one request"),
                why=_("The person may consent to several APIs at once; the token is for the first one only.")
                if asked
                else _("An access token is for one API, so the token endpoint takes the scopes of one."),
                sentence=_("the request asks for scopes of {count} APIs at once.").format(count=len(resources)),
                stage=Stage.CLIENT,
                evidence=(Evidence("scope", join(resources), _("one API")),),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Ask for each API's scopes in a request of its own; the refresh token serves them all."),
                    ),
                ),
                reference=_SCOPES,
                rank=18,
            ),
            (
                "AADSTS28000",
                "AADSTS28002",
                "AADSTS28003",
                "AADSTS70011",
                "AADSTS700022",
                "invalid_scope",
                "invalid_request",
            ),
        )


def _resources(met: Met) -> tuple[str, ...]:
    """Return the APIs that the scopes of a request name; a bare name is Microsoft Graph's."""
    named = (_resource(scope) for scope in scopes_of(met) if scope.lower() not in OIDC_SCOPES)
    return tuple(dict.fromkeys(each.rstrip("/").lower() for each in named if each))


def _resource(scope: str) -> str:
    head, _slash, _name = scope.rpartition("/")
    return head or _GRAPH


def default_mixed(course: Course) -> Iterator[Located]:
    """`.default` stands alone: it asks for what the registration lists."""
    for met in course.all(Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST, Step.DEVICE_AUTHORIZATION):
        own = [scope for scope in scopes_of(met) if scope.lower() not in OIDC_SCOPES]
        default = [scope for scope in own if scope.lower().endswith(".default")]
        if default and len(own) > len(default) and met.sighting.version == "2.0":
            yield Located(
                met.index,
                Finding(
                    id="default-mixed",
                    severity=Severity.BLOCKER,
                    title=_(".default together with named scopes"),
                    why=_("/.default asks for what the app registration lists; named scopes can't stand beside it."),
                    sentence=_("the request mixes .default with named scopes."),
                    stage=Stage.CLIENT,
                    evidence=(Evidence("scope", join(own), quote(default[0])),),
                    remedies=(
                        Remedy(
                            Who.DEVELOPER,
                            _("Ask for .default alone, or for the named scopes alone."),
                            as_scope(default[0]),
                        ),
                    ),
                    reference=_SCOPES,
                    rank=17,
                ),
                ("AADSTS70011", "AADSTS28003", "invalid_scope"),
            )


def default_missing(course: Course) -> Iterator[Located]:
    """Client credentials ask for what was granted to the app: the API with /.default."""
    for met in course.grants(*_WITH_DEFAULT):
        scope = met.asked("scope")
        if (
            met.sighting.version != "2.0"
            or "resource" in met.sighting.asked
            or (scope is None and "scope" in met.sighting.asked)
        ):
            continue
        daemon = met.sighting.asked.get("grant_type") == "client_credentials"
        if scope is None or (daemon and not scope.lower().endswith("/.default")):
            yield Located(
                met.index,
                _without_default(scope),
                ("AADSTS1002012", "AADSTS70011", "AADSTS900144", "AADSTS90014", "invalid_scope", "invalid_request"),
            )


def _without_default(scope: str | None) -> Finding:
    api = _resource(scope.split()[0]) if scope and scope.split() else _GRAPH
    if scope and "://" in scope and scope.count("/") <= 3 and not scope.endswith("/"):
        api = scope if scope.count("/") == 2 else api
    return Finding(
        id="scope-not-default" if scope else "scope-missing",
        severity=Severity.BLOCKER,
        title=_("The scope must end in /.default") if scope else _("Scope missing"),
        why=_(
            "Without a user nobody can be asked for single permissions: the app gets what was granted to it, "
            "which is .default."
        ),
        sentence=_("the request asks for {scope}, but client credentials take the API's .default only.").format(
            scope=quote(scope)
        )
        if scope
        else _("the request does not say for which API: scope is missing."),
        stage=Stage.CLIENT,
        evidence=(Evidence("scope", quote(scope) if scope else _("missing"), f"{api}/.default"),),
        remedies=(Remedy(Who.DEVELOPER, _("Ask for the API's .default."), as_scope(f"{api}/.default")),),
        reference="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
        rank=16,
    )


def scope_not_granted(course: Course) -> Iterator[Located]:
    """The answer says what was granted; what is missing there was not, whatever was asked (RFC 6749, section 5.1)."""
    for met in course.grants():
        granted = met.answered("scope")
        if granted is None or not went_through(met):
            continue
        asked = scopes_of(met) or (scopes_of(course.request) if course.request else ())
        have = {short_name(scope).lower() for scope in granted.split()}
        missing = [
            scope
            for scope in asked
            if scope.lower() not in OIDC_SCOPES
            and not scope.lower().endswith(".default")
            and short_name(scope).lower() not in have
        ]
        if missing and len(_resources(met)) < 2:
            yield Located(met.index, _not_granted(missing, granted))


def _not_granted(missing: list[str], granted: str) -> Finding:
    return Finding(
        id="scope-not-granted",
        severity=Severity.WARNING,
        title=_("Not all scopes were granted"),
        why=_("Scopes that nobody consented to, or that a policy withholds, are left out without an error."),
        sentence=_("{scopes} was asked for and not granted.").format(scopes=join(missing, 3)),
        stage=Stage.TOKEN,
        evidence=(Evidence("scope", quote(granted), join(missing)),),
        remedies=(
            Remedy(
                Who.DEVELOPER, _("Ask for the missing scope in an interactive sign-in, so that consent can be given.")
            ),
            Remedy(Who.TENANT_ADMIN, _("Grant it for the tenant, if only an administrator may.")),
        ),
        reference=_SCOPES,
        rank=31,
    )


def openid_missing(course: Course) -> Iterator[Located]:
    """An ID token comes only where `openid` is asked for."""
    request = course.request
    if request is None or "id_token" not in (request.asked("response_type") or "").split():
        return
    if request.asked("scope") is not None and "openid" not in scopes_of(request):
        yield Located(
            request.index,
            Finding(
                id="openid-missing",
                severity=Severity.BLOCKER,
                title=_("openid is missing in scope"),
                why=_("response_type asks for an ID token, and the scope openid is what makes it a sign-in."),
                sentence=_("the request wants an ID token, but does not ask for the scope openid."),
                stage=Stage.AUTHORIZE,
                evidence=(Evidence("scope", quote(request.asked("scope")), "openid"),),
                remedies=(Remedy(Who.DEVELOPER, _("Add openid to scope."), "openid"),),
                reference=_SCOPES,
                rank=19,
            ),
            ("AADSTS70011", "AADSTS900144", "invalid_request", "invalid_scope"),
        )


def offline_access_missing(course: Course) -> Iterator[Located]:
    """A refresh token comes only where `offline_access` is asked for (v2.0 endpoint)."""
    for met in course.grants("authorization_code", "urn:ietf:params:oauth:grant-type:device_code"):
        asked = scopes_of(course.request) if course.request else scopes_of(met)
        if (
            not went_through(met)
            or "refresh_token" in met.sighting.answered
            or "access_token" not in met.sighting.answered
        ):
            continue
        if is_entra(met.sighting) and met.sighting.version == "2.0" and asked and "offline_access" not in asked:
            yield Located(
                met.index,
                Finding(
                    id="offline-access-missing",
                    severity=Severity.NOTE,
                    title=_("No refresh token"),
                    why=_(
                        "offline_access was not asked for: when the access token expires, the person has to "
                        "sign in again."
                    ),
                    stage=Stage.AUTHORIZE,
                    evidence=(Evidence("scope", join(asked), "offline_access"),),
                    remedies=(
                        Remedy(
                            Who.DEVELOPER,
                            _("Add offline_access if the app should go on without the person."),
                            "offline_access",
                        ),
                    ),
                    reference=_SCOPES,
                    rank=60,
                ),
            )
