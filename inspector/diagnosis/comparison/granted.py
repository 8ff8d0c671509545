"""Requested against granted: what was asked for, beside what the answer or its token carries (entra_facts 80 to 90)."""

from collections.abc import Iterator

from inspector.diagnosis.audience import Match
from inspector.diagnosis.audience import compare as compare_audiences
from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Change, Difference, Equal, Held, Judgement, Weight
from inspector.diagnosis.comparison.entries import address_of
from inspector.diagnosis.comparison.exchange import Exchange
from inspector.diagnosis.comparison.promises import claims_asked, tokens_asked
from inspector.diagnosis.quoting import join, quote
from inspector.knowledge.identifiers import is_guid
from inspector.knowledge.permissions import OIDC_SCOPES, implied_by_any, resource_part, short_name
from inspector.knowledge.resources import GRAPH, resource_for
from inspector.tokens.artifact import Kind
from inspector.words import _

# They are answered with a refresh token and an ID token, not with words in the access token.
_NOT_IN_TOKENS = OIDC_SCOPES


def compare_granted(contrast: Contrast) -> tuple[list[Difference], list[Equal]]:
    """Return where the answer departs from the request, and what both agree in."""
    exchange = Exchange(contrast)
    refused = _refused(exchange)
    if refused is not None:
        return [refused], []
    parts = (_scopes, _audience, _client, _id_token_client, _tenant, _nonce, tokens_asked, claims_asked)
    rows = [row for part in parts for row in part(exchange)]
    return [each for each in rows if isinstance(each, Difference)], [each for each in rows if isinstance(each, Equal)]


def _refused(exchange: Exchange) -> Difference | None:
    """Return the row of an answer that grants nothing but says why not."""
    error = exchange.answer.artifact.error or (exchange.response.error if exchange.response else None)
    code = (error.code or error.error) if error else exchange.member("error")
    if not code:
        return None
    asked = exchange.parameters.get("scope") or exchange.parameters.get("response_type") or "…"
    brief = _("nothing was granted: the answer is the refusal {code}").format(code=quote(code))
    words = _("The issuer refused the request; what it asked for can't be compared with anything.")
    judged = Judgement("refusal", Weight.MATTERS, words, brief, 5)
    return exchange.difference(_("asked / granted"), Held("scope", asked, asked), Held("error", code, code), judged)


def _got(exchange: Exchange) -> tuple[str, Held] | None:
    """Return the granted scopes: as the answer names them, else as the token does; an application's are its roles."""
    value = exchange.member("scope")
    if value is not None:
        return "scope", Held("scope", value, value)
    token = exchange.token
    if token is None:
        return None
    names = token.roles if token.is_app_only else token.scopes
    name = "roles" if token.is_app_only else "scp"
    return (name, Held(name, list(names), " ".join(names))) if names or token.kind is not Kind.ID_TOKEN else None


def _scopes(exchange: Exchange) -> Iterator[Difference | Equal]:
    asked, got = exchange.scopes, _got(exchange)
    if not asked or got is None:
        return
    written = exchange.parameters.get("scope", "")
    change = _departures(asked, str(got[1].written).split(), in_token=got[0] != "scope")
    held = Held("scope", written, written)
    if not got[1].written and any(each.lower().endswith(".default") for each in asked):
        yield exchange.difference(_("asked / granted"), held, None, _nothing_granted(got[0]))
        return
    if not change.gone and not change.come:
        yield exchange.equal("scope", held, got[1])
        return
    judged = Judgement("scopes-granted", Weight.MATTERS, _on_scopes(exchange, change, asked), _brief(change), rank=12)
    if not change.gone:
        judged = Judgement("scopes-granted", Weight.MINOR, judged.means, judged.brief, rank=60)
    yield exchange.difference(_("asked / granted"), held, got[1], judged)


def _nothing_granted(claim: str) -> Judgement:
    words = _(
        "No permission of this API was granted to the application: an administrator grants application permissions."
    )
    if claim != "roles":
        words = _("No permission of this API was consented to.")
    brief = _("nothing was granted: the token has no {claim}").format(claim=claim)
    return Judgement("nothing-granted", Weight.MATTERS, words, brief, 12)


def _departures(asked: tuple[str, ...], granted: list[str], *, in_token: bool) -> Change:
    """Compare without resource and letter case; .default stands for whatever was consented to."""
    have = {short_name(each).lower(): short_name(each) for each in granted}
    want = {short_name(each).lower(): short_name(each) for each in asked}
    everything = ".default" in want
    want.pop(".default", None)
    have.pop(".default", None)
    skipped = _NOT_IN_TOKENS if in_token else frozenset({"offline_access", "openid", "profile", "email"})
    gone = tuple(name for key, name in want.items() if key not in have and key not in skipped)
    come = () if everything else tuple(name for key, name in have.items() if key not in want and key not in OIDC_SCOPES)
    return Change(gone, come, len(want) - len(gone))


def _brief(change: Change) -> str:
    if change.gone:
        return _("asked for and not granted: {names}").format(names=join(change.gone, 4))
    return _("granted without being asked for: {names}").format(names=join(change.come, 4))


def _on_scopes(exchange: Exchange, change: Change, asked: tuple[str, ...]) -> str:
    parts = []
    if change.gone:
        parts.append(_("Asked for and not granted: {names}.").format(names=join(change.gone, 8)))
        broader = next((b for each in change.gone if (b := implied_by_any(list(change.come)[:60], each))), None)
        if broader:
            parts.append(_("{broader}, which was granted, includes it.").format(broader=broader))
        parts.append(
            _("A scope is left out silently without consent, for another kind of account, or behind a policy.")
        )
    if change.come:
        parts.append(_("Granted without being asked for: {names}.").format(names=join(change.come, 8)))
        parts.append(_("Entra ID adds what was consented to before."))
    if exchange.token and exchange.token.is_app_only and not any(each.endswith("/.default") for each in asked):
        parts.append(_("Client credentials take .default alone."))
    return " ".join(parts)


def _audience(exchange: Exchange) -> Iterator[Difference | Equal]:
    """Compare the API that the scopes or `resource` name with the token's audience."""
    token, wanted = exchange.token, _wanted(exchange)
    if token is None or wanted is None or not token.audiences or token.kind is Kind.ID_TOKEN:
        return
    asked = Held(wanted[0], wanted[1], wanted[1])
    got = Held("aud", token.claim("aud"), ", ".join(token.audiences))
    match = compare_audiences(token.audiences, (wanted[1],), token.version).match
    if match in (Match.SAME, Match.VERSION, Match.PERHAPS, Match.SLASH):
        yield exchange.equal("aud", asked, got)
        return
    words = _("The token is for the API whose scope was asked for; with scopes of several, for the first of them.")
    known = token.resource.name if token.resource else quote(token.audiences[0])
    brief = _("the request asks for {asked}, and the token is for {got}").format(asked=quote(wanted[1]), got=known)
    yield exchange.difference("aud", asked, got, Judgement("audience", Weight.MATTERS, words, brief, 10))


def _wanted(exchange: Exchange) -> tuple[str, str] | None:
    resource = exchange.parameters.get("resource")
    if resource:
        return "resource", resource
    scopes = [each for each in exchange.scopes if each.lower() not in OIDC_SCOPES]
    named = next((part for each in scopes if (part := resource_part(each))), None)
    if named:
        return "scope", named
    graph = resource_for(GRAPH)
    return ("scope", graph.uri) if scopes and graph and graph.uri else None


def _client(exchange: Exchange) -> Iterator[Difference | Equal]:
    asked, token = exchange.parameters.get("client_id"), exchange.token
    got = (token.audiences[0] if token.audiences else None) if token and token.kind is Kind.ID_TOKEN else None
    got = got or (token.client_id if token else None)
    if not asked or not got:
        return
    held = Held("client_id", asked, asked), Held("azp", got, got)
    if asked.lower() == got.lower():
        yield exchange.equal("client_id", *held)
        return
    words = _("Another client got this token: it is not the answer to this request.")
    brief = _("the token was got by another client than asked")
    yield exchange.difference("client_id", *held, Judgement("client", Weight.MATTERS, words, brief, 11))


def _id_token_client(exchange: Exchange) -> Iterator[Difference | Equal]:
    """An ID token that comes beside an access token is for the client that asked (OIDC Core 3.1.3.7)."""
    asked, token = exchange.parameters.get("client_id"), exchange.id_token
    if not asked or token is None or token is exchange.token or not token.audiences:
        return
    held = Held("client_id", asked, asked), Held("aud", token.claim("aud"), ", ".join(token.audiences))
    if asked.lower() in map(str.lower, token.audiences):
        yield exchange.equal(_("ID token's aud"), *held)
        return
    words = _("An ID token is for the client that asked; one that is for another must be refused.")
    brief = _("the ID token is for another client than asked")
    yield exchange.difference(_("ID token's aud"), *held, Judgement("client", Weight.MATTERS, words, brief, 11))


def _tenant(exchange: Exchange) -> Iterator[Difference | Equal]:
    path = address_of(exchange.request).partition("://")[2].split("/")[1:2]
    asked, token = path[0] if path else "", exchange.token
    if not is_guid(asked) or token is None or not is_guid(token.tenant) or token.tenant is None:
        return
    held = Held("endpoint", asked, asked), Held("tid", token.tenant, token.tenant)
    if asked.lower() == token.tenant.lower():
        yield exchange.equal("tenant", *held)
        return
    words = _("The token comes from another tenant than the one that was asked.")
    brief = _("the token comes from another tenant than asked")
    yield exchange.difference("tenant", *held, Judgement("tenant", Weight.MATTERS, words, brief, 11))


def _nonce(exchange: Exchange) -> Iterator[Difference | Equal]:
    """The ID token must carry the request's nonce (OIDC Core 3.1.3.7); an access token carries none."""
    asked, token = exchange.parameters.get("nonce"), exchange.id_token
    if not asked or token is None:
        return
    got = token.text("nonce")
    held = Held("nonce", asked, asked), Held("nonce", got, got) if got else None
    if got == asked and held[1]:
        yield exchange.equal("nonce", held[0], held[1])
        return
    words = _("The ID token must carry the nonce of its request, or it answers another one: refuse it.")
    brief = _("the ID token does not carry the nonce of the request")
    yield exchange.difference("nonce", *held, Judgement("nonce", Weight.MATTERS, words, brief, 9))
