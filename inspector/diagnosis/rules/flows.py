"""Flows that better ones have replaced, by their signs: implicit and hybrid, the password grant, secrets in public."""

from collections.abc import Iterator

from inspector import masking
from inspector.diagnosis.case import Case
from inspector.diagnosis.expectation import Client
from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.quoting import quote
from inspector.diagnosis.subject import Flow
from inspector.diagnosis.wanted import clients
from inspector.knowledge.identifiers import is_guid
from inspector.tokens.artifact import Artifact, Kind, Place
from inspector.words import _

_IMPLICIT = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow"
_PASSWORD = "https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc"
_CERTIFICATES = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"
_FLOWS = "https://learn.microsoft.com/entra/identity-platform/authentication-flows-app-scenarios"
_ACCESS = (Kind.ACCESS_TOKEN, Kind.TOKEN, Kind.OPAQUE_TOKEN, Kind.ENCRYPTED_TOKEN)


def front_channel(case: Case) -> Iterator[Finding]:
    """Tokens that come in the answer to the authorization request itself; PKCE has made that needless (RFC 9700)."""
    access = next((each for each in case.of_kind(*_ACCESS) if each.place is Place.FRAGMENT), None)
    identity = next((each for each in case.of_kind(Kind.ID_TOKEN) if each.place is Place.FRAGMENT), None)
    request = next((each for each in case.of_kind(Kind.AUTHORIZATION_REQUEST) if _types(each) & _FRONT), None)
    carried = access or identity
    told = next((each for each in case.subjects if each.is_entra and each.flow is Flow.IMPLICIT), None)
    if carried and not access and _came_with_code(case, carried):
        yield _hybrid(carried, "code id_token")
    elif carried:
        yield _implicit(case, carried, access=access is not None, asked=False)
    elif told:
        yield _implicit(case, told.artifact, access=told.kind is not Kind.ID_TOKEN, asked=False)
    elif request:
        posted = request.parameters.get("response_mode") == "form_post"
        access_asked = "token" in _types(request)
        if access_asked or ("code" not in _types(request) and not posted):
            yield _implicit(case, request, access=access_asked, asked=True)
        else:
            yield _hybrid(request, request.parameters.get("response_type", ""))


_FRONT = frozenset({"token", "id_token"})


def _types(request: Artifact) -> frozenset[str]:
    return frozenset(request.parameters.get("response_type", "").split())


def _implicit(case: Case, artifact: Artifact, *, access: bool, asked: bool) -> Finding:
    return Finding(
        id="implicit-flow",
        severity=Severity.WARNING,
        artifact=artifact.id,
        title=_("Implicit flow"),
        why=_why(access=access),
        sentence=_sentence(access=access, asked=asked),
        stage=Stage.AUTHORIZE,
        evidence=tuple(_signs(case, artifact, access=access)),
        remedies=tuple(_towards_code(case, access=access)),
        reference=_IMPLICIT,
        rank=43,
    )


def _why(*, access: bool) -> str:
    if access:
        return _(
            "The access token travels in the address: it stands in the browser's history, scripts can read it, "
            "and long addresses are cut. Browsers that block third-party cookies break its renewal."
        )
    return _(
        "The ID token travels in the address, with the person's name and ids: it stands in the browser's history, and "
        "scripts can read it. There is no access token and no refresh token in this flow."
    )


def _sentence(*, access: bool, asked: bool) -> str:
    if asked and access:
        return _("This request asks for the token in the address itself (implicit flow); use code with PKCE.")
    if asked:
        return _("This request asks for the ID token in the address itself (implicit flow); use code with PKCE.")
    if access:
        return _("The access token came through the implicit flow, in the address itself; use code with PKCE.")
    return _("The ID token came through the implicit flow, in the address itself; use code with PKCE.")


def _signs(case: Case, artifact: Artifact, *, access: bool) -> Iterator[Evidence]:
    """Yield what shows the flow: where the token stood, what was asked, and what only such tokens carry."""
    asked = artifact.parameters.get("response_type") or ("token" if access else "id_token")
    yield Evidence("response_type", quote(asked), "code")
    if artifact.place is Place.FRAGMENT:
        yield Evidence(_("place"), _("after the # of a redirect"), _("body of the token response"))
    for subject in case.subjects:
        if subject.claim("hasgroups") is not None:
            yield Evidence("hasgroups", quote(subject.claim("hasgroups")), _("stands in tokens of this flow only"))
        if subject.artifact.id == artifact.id and subject.claim("azpacr") == "0":
            yield Evidence("azpacr", "0", _("public client"))


def _towards_code(case: Case, *, access: bool) -> Iterator[Remedy]:
    """Yield the steps in their order: registration, library, switch off, what to test."""
    server = clients(case) == {Client.WEB}
    yield Remedy(
        Who.DEVELOPER,
        _("Use response_type=code with PKCE, and register the redirect URI on the Web platform.")
        if server
        else _(
            "Use response_type=code with PKCE, and register the redirect URI on the Single-page application platform."
        ),
        "response_type=code",
    )
    command = None if server else _platform_command(case)
    yield Remedy(
        Who.DEVELOPER,
        _("Library: redeem the code on your server (MSAL for your language, ASP.NET Core: ResponseType = code).")
        if server
        else _("Library: @azure/msal-browser does code with PKCE by itself; replace adal.js and msal 1.x with it."),
        "npm install @azure/msal-browser" if not server else 'options.ResponseType = "code";',
    )
    if command:
        yield Remedy(
            Who.DEVELOPER,
            _("Registration: give the single-page platform this redirect URI (it replaces the list)."),
            command,
        )
    yield Remedy(
        Who.DEVELOPER,
        _("Then untick access tokens under App registrations > Authentication > Implicit grant.")
        if access
        else _("Then untick ID tokens under App registrations > Authentication > Implicit grant."),
    )
    yield Remedy(
        Who.DEVELOPER,
        _(
            "Test: the request has code_challenge, the redirect a code and no token; renewal works with third-party "
            "cookies blocked."
        ),
    )


def _platform_command(case: Case) -> str | None:
    """Return the command that registers the request's redirect address for a page, if it can be quoted."""
    import json

    for request in case.of_kind(Kind.AUTHORIZATION_REQUEST):
        address = request.parameters.get("redirect_uri", "")
        if address.startswith(("https://", "http://localhost")):
            body = masking.shell_quote(json.dumps({"spa": {"redirectUris": [address]}}))
            app = request.parameters.get("client_id", "")
            where = f"https://graph.microsoft.com/v1.0/applications(appId='{app if is_guid(app) else 'APP_ID'}')"
            return f'az rest --method PATCH --uri "{where}" --body {body}' if body else None
    return None


def _came_with_code(case: Case, token: Artifact) -> bool:
    """Whether a code came beside an ID token: its hash in the token, or the code in the same redirect."""
    beside = any("code" in each.parameters for each in case.of_kind(Kind.AUTHORIZATION_RESPONSE))
    return beside or (token.claims is not None and "c_hash" in token.claims)


def _hybrid(request: Artifact, asked: str) -> Finding:
    code = "code" in asked.split()
    return Finding(
        id="hybrid-flow",
        severity=Severity.NOTE,
        artifact=request.id,
        title=_("Hybrid flow") if code else _("ID token by form post"),
        why=_(
            "The ID token comes through the browser, and so needs a nonce. Code with PKCE alone gives the same tokens."
        ),
        stage=Stage.AUTHORIZE,
        evidence=(
            Evidence("response_type", quote(asked), "code"),
            Evidence("response_mode", quote(request.parameters.get("response_mode") or "fragment"), "form_post"),
        ),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Set response_type to code, with PKCE; then untick ID tokens under Authentication > Implicit grant."),
                "response_type=code",
            ),
        ),
        reference=_IMPLICIT,
        rank=65,
    )


def password_grant(case: Case) -> Iterator[Finding]:
    """The app handles the person's password itself (RFC 9700 section 2.4: must not be used)."""
    for artifact in case.of_kind(Kind.TOKEN_REQUEST):
        if artifact.parameters.get("grant_type") == "password":
            yield _password(case, artifact)
            return


def _password(case: Case, artifact: Artifact) -> Finding:
    unattended = Client.DAEMON in clients(case)
    return Finding(
        id="password-grant",
        severity=Severity.WARNING,
        artifact=artifact.id,
        title=_("Password grant (ROPC)"),
        why=_(
            "The app and whoever reads its logs get the person's password, which opens everything the person may do. "
            "Second factors, consent, federation, guests and personal accounts don't work with it."
        ),
        sentence=_(
            "This request sends a person's password (ROPC); it fails once a second factor is asked for, and the app "
            "learns the password."
        ),
        stage=Stage.CLIENT,
        evidence=(
            Evidence("grant_type", "password", "client_credentials" if unattended else "authorization_code"),
            *([Evidence("password", _("sent"))] if "password" in artifact.parameters else []),
        ),
        remedies=tuple(_instead_of_password(unattended=unattended)),
        reference=_PASSWORD,
        rank=44,
    )


def _instead_of_password(*, unattended: bool) -> Iterator[Remedy]:
    if unattended:
        yield Remedy(
            Who.DEVELOPER,
            _("Use client credentials with a certificate or managed identity: a job needs no person's password."),
            "grant_type=client_credentials",
        )
    else:
        yield Remedy(
            Who.DEVELOPER,
            _("Sign people in with code and PKCE, in a terminal by device code; a job uses client credentials."),
        )
    yield Remedy(Who.USER, _("Change the password if it stands in a text, script or log that others can read."))


def secret_in_request(case: Case) -> Iterator[Finding]:
    """A client secret where none can be kept; elsewhere, one where a certificate could be."""
    for artifact in case.of_kind(Kind.TOKEN_REQUEST):
        if "client_secret" not in artifact.parameters:
            continue
        public = _is_public(artifact)
        said = clients(case) & {Client.SPA, Client.NATIVE, Client.CLI}  # client_fit speaks then
        if public and not said:
            yield _shipped(artifact, public)
        elif artifact.parameters.get("grant_type") == "client_credentials" and not any(
            subject.is_app_only for subject in case.subjects
        ):
            yield _replaceable(artifact)
        return


def _is_public(artifact: Artifact) -> str | None:
    """Return the parameter that only a client on people's devices sends, or None."""
    redirect = artifact.parameters.get("redirect_uri", "").lower()
    scheme = redirect.partition(":")[0]
    if redirect and (scheme not in ("http", "https") or redirect.endswith("/oauth2/nativeclient")):
        return "redirect_uri"
    return "grant_type" if artifact.parameters.get("grant_type", "").endswith("device_code") else None


def _shipped(artifact: Artifact, told: str) -> Finding:
    return Finding(
        id="secret-in-public-request",
        severity=Severity.WARNING,
        artifact=artifact.id,
        title=_("Client secret sent by a public client"),
        why=_(
            "An app on people's devices cannot keep a secret: whoever takes it out signs in as the application itself, "
            "and redeems its users' codes."
        ),
        sentence=_("This request of an app on a device sends a client secret, which anybody can take out of the app."),
        stage=Stage.REGISTRATION,
        evidence=(
            Evidence(told, quote(artifact.parameters.get(told))),
            Evidence("client_secret", _("sent"), _("none: PKCE")),
        ),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Leave client_secret out, use PKCE, and register the redirect URI for Mobile and desktop apps.")
                if told == "redirect_uri"
                else _("Leave client_secret out, and set Allow public client flows to Yes under Authentication."),
            ),
            Remedy(Who.TENANT_ADMIN, _("Delete the secret in the app registration: take it as known.")),
        ),
        reference=_FLOWS,
        rank=42,
    )


def _replaceable(artifact: Artifact) -> Finding:
    return Finding(
        id="client-secret-used",
        severity=Severity.NOTE,
        artifact=artifact.id,
        title=_("Client secret instead of a certificate"),
        why=_(
            "The client proves itself with a secret: whoever reads it once in a setting, log or repository is the "
            "client until it expires, unnoticed."
        ),
        stage=Stage.REGISTRATION,
        evidence=(Evidence("client_secret", _("sent"), "client_assertion"),),
        remedies=(
            Remedy(Who.DEVELOPER, _("Prefer a managed identity or federated credential; otherwise a certificate.")),
            Remedy(Who.TENANT_ADMIN, _("Renew the secret if others can read this text.")),
        ),
        reference=_CERTIFICATES,
        rank=64,
    )
