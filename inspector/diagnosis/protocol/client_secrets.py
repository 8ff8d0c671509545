"""Secrets of the client where others can read them, and secrets that can't be the right ones."""

from collections.abc import Iterator

from inspector.diagnosis.finding import Evidence, Finding, Remedy, Severity, Stage, Who
from inspector.diagnosis.protocol.course import (
    SPEC_OAUTH,
    SPEC_SECURITY,
    Course,
    Located,
    is_browsers,
    is_entra,
    may_be_entra,
    sent_origin,
)
from inspector.diagnosis.quoting import quote
from inspector.exchanges.exchange import Step
from inspector.exchanges.sighting import Trait
from inspector.words import _


def secret_in_browser(course: Course) -> Iterator[Located]:
    """What a page sends, everybody who opens it can read."""
    for met in course.grants():
        proof = next((name for name in ("client_secret", "client_assertion") if name in met.sighting.asked), None)
        if proof and is_browsers(met):
            yield Located(
                met.index,
                Finding(
                    id="secret-in-browser",
                    severity=Severity.BLOCKER if is_entra(met.sighting) else Severity.WARNING,
                    title=_("Client secret in a web page"),
                    why=_(
                        "A script in the browser sends the app's secret, so everybody who opens the page has "
                        "it. Treat it as known."
                    ),
                    sentence=_("the browser sends the app's secret to the token endpoint."),
                    stage=Stage.CLIENT,
                    evidence=(
                        Evidence(proof, _("sent by the browser"), _("none: PKCE proves the client")),
                        sent_origin(met),
                    ),
                    remedies=(
                        Remedy(
                            Who.DEVELOPER,
                            _(
                                "Delete the secret in the app registration, and redeem the code with PKCE alone "
                                "on the Single-page application platform."
                            ),
                        ),
                        Remedy(Who.DEVELOPER, _("Or redeem the code on your server, which keeps the secret.")),
                    ),
                    reference=SPEC_SECURITY,
                    rank=14,
                ),
                (
                    "AADSTS9002326",
                    "AADSTS9002327",
                    "AADSTS90023",
                    "AADSTS700025",
                    "AADSTS7000215",
                    "AADSTS7000222",
                    "invalid_request",
                    "invalid_client",
                ),
            )


def secret_in_native_app(course: Course) -> Iterator[Located]:
    """A redirect to a scheme of the app's own leads to an installed app, which can't keep a secret (RFC 8252, 8.5)."""
    request = course.request
    for met in course.redemptions:
        address = met.asked("redirect_uri") or (request.asked("redirect_uri") if request else None) or ""
        scheme = address.partition(":")[0].lower()
        if not address or scheme in ("http", "https", "urn") or "client_secret" not in met.sighting.asked:
            continue
        yield Located(
            met.index,
            Finding(
                id="secret-in-native-app",
                severity=Severity.WARNING,
                title=_("Client secret in an installed app"),
                why=_("Whoever has the app can take the secret out of it. Treat it as known."),
                sentence=_("an installed app sends a client secret, which it can't keep."),
                stage=Stage.CLIENT,
                evidence=(
                    Evidence("client_secret", _("sent"), _("none: PKCE proves the client")),
                    Evidence("redirect_uri", quote(address)),
                ),
                remedies=(
                    Remedy(
                        Who.DEVELOPER,
                        _("Delete the secret, register the app as public (Mobile and desktop), and use PKCE alone."),
                    ),
                ),
                reference="https://www.rfc-editor.org/rfc/rfc8252#section-8.5",
                rank=34,
            ),
            ("AADSTS700025", "AADSTS7000215", "AADSTS90023", "invalid_client", "invalid_request"),
        )


def secret_in_address(course: Course) -> Iterator[Located]:
    """Addresses are kept in histories and logs."""
    for met in course.all(Step.AUTHORIZATION_REQUEST, Step.TOKEN_REQUEST):
        front = met.sighting.step is Step.AUTHORIZATION_REQUEST
        if "client_secret" in met.sighting.asked and (front or met.sighting.is_from(Trait.QUERY)):
            yield Located(
                met.index,
                Finding(
                    id="secret-in-address",
                    severity=Severity.WARNING,
                    title=_("Client secret in an address"),
                    why=_("Addresses stay in histories, proxies and logs: the secret is known there from now on."),
                    sentence=_("the client secret stands in an address."),
                    stage=Stage.CLIENT,
                    evidence=(Evidence("client_secret", _("in the address"), _("in the body of the token request")),),
                    remedies=(
                        Remedy(
                            Who.DEVELOPER,
                            _("Make a new secret, delete this one, and send it in the body of the token request only."),
                        ),
                    ),
                    reference=SPEC_OAUTH + "#section-2.3.1",
                    rank=32,
                ),
            )


def secret_form(course: Course) -> Iterator[Located]:
    """A secret's id is no secret, and a secret that was not encoded arrives as another one."""
    for met in course.grants():
        form = met.asked("secret.form")
        if form == "id" and may_be_entra(met.sighting):
            yield Located(met.index, _secret_id(), ("AADSTS7000215", "invalid_client"))
        elif form == "space":
            yield Located(met.index, _not_encoded(), ("AADSTS7000215", "invalid_client"))


def _secret_id() -> Finding:
    return Finding(
        id="secret-id-sent",
        severity=Severity.BLOCKER,
        title=_("The secret's id in place of the secret"),
        why=_(
            "client_secret has the form of an id. The portal lists Value and Secret ID side by side; the value "
            "is meant."
        ),
        sentence=_("the request sends the secret's id instead of its value."),
        stage=Stage.CLIENT,
        evidence=(Evidence("client_secret", _("a GUID"), _("the Value, about 40 characters")),),
        remedies=(
            Remedy(
                Who.DEVELOPER,
                _("Make a new secret under Certificates & secrets and copy its Value, which is shown once."),
            ),
        ),
        reference="https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials",
        rank=6,
    )


def _not_encoded() -> Finding:
    return Finding(
        id="secret-not-encoded",
        severity=Severity.WARNING,
        title=_("The secret was not encoded"),
        why=_("In a form + means a space, so a secret with + in it arrives changed unless it is percent-encoded."),
        sentence=_("the client secret arrives with a space in it: its + was not encoded."),
        stage=Stage.CLIENT,
        evidence=(Evidence("client_secret", _("holds a space"), "%2B"),),
        remedies=(Remedy(Who.DEVELOPER, _("Let the HTTP library encode the form; with curl use --data-urlencode.")),),
        reference=SPEC_OAUTH + "#appendix-B",
        rank=6,
    )
