"""How clients ask issuers other than Entra ID for a token of another API: each has its own way."""

from inspector.diagnosis.finding import Remedy, Who
from inspector.diagnosis.quoting import quote, snippet
from inspector.diagnosis.subject import Subject
from inspector.words import _


def ask_for_audience(subject: Subject, audience: str) -> Remedy:
    """Return what makes the issuer of this token write `audience` into the next one."""
    issuer = subject.text("iss") or ""
    host = issuer.partition("://")[2].partition("/")[0].lower()
    if host.endswith(".auth0.com"):
        text = _("Send the parameter audience with {audience} in the authorization or token request; Auth0 needs it.")
        return Remedy(Who.DEVELOPER, text.format(audience=quote(audience)), snippet(audience))
    if "/realms/" in issuer:
        text = _("Add an audience mapper for {audience} to the client, or to one of its client scopes, in Keycloak.")
        return Remedy(Who.OPERATOR, text.format(audience=quote(audience)), snippet(audience))
    if host.endswith((".okta.com", ".oktapreview.com", ".okta-emea.com")):
        text = _("Ask the Okta authorization server whose audience is {audience}: each has exactly one.")
        return Remedy(Who.DEVELOPER, text.format(audience=quote(audience)), snippet(audience))
    if issuer.removeprefix("https://") == "accounts.google.com":
        text = _(
            "Google gives tokens for its own APIs alone: let your API accept the client ID, or an issuer of yours."
        )
        return Remedy(Who.API_OWNER, text, snippet(subject.audiences[0]) if subject.audiences else None)
    text = _(
        "Ask the issuer for a token with the audience {audience}: by its resource or audience parameter (RFC 8707)."
    )
    return Remedy(Who.DEVELOPER, text.format(audience=quote(audience)), snippet(audience))
