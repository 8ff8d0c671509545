"""What a request asks for besides scopes: tokens of a kind, and claims that the token must fulfil."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from inspector.diagnosis.comparison.difference import Difference, Held, Judgement, Weight
from inspector.diagnosis.comparison.exchange import Exchange
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import texts_of
from inspector.tokens.artifact import Kind
from inspector.tokens.json_text import read_object
from inspector.words import _


def tokens_asked(exchange: Exchange) -> Iterator[Difference]:
    """Yield a row for a token that a scope asks for and the answer lacks (entra_facts 87)."""
    response = exchange.response
    if response is None or response.kind is not Kind.TOKEN_RESPONSE or response.document is None:
        return
    scopes = {scope.lower() for scope in exchange.scopes}
    for scope, member in (("offline_access", "refresh_token"), ("openid", "id_token")):
        if scope in scopes and member not in response.document:
            words = _("The scope {scope} asks for one; none comes where it is not consented to, or in this flow.")
            brief = _("no {token} came, although {scope} was asked for").format(scope=scope, token=member)
            judged = Judgement("token-missing", Weight.MATTERS, words.format(scope=scope), brief, 14)
            yield exchange.difference(member, Held("scope", scope, scope), None, judged)


def claims_asked(exchange: Exchange) -> Iterator[Difference]:
    """Yield a row for each claim of a claims request that the access token does not fulfil (OIDC Core 5.5)."""
    token = exchange.token
    if token is None or token.kind is Kind.ID_TOKEN:
        return
    for name, wanted in _wanted(exchange.parameters.get("claims", "")).items():
        have = {each.lower() for each in texts_of(token.claim(name))}
        missing = [each for each in wanted if each.lower() not in have]
        if wanted and missing:
            yield _unfulfilled(exchange, name, wanted, missing)


def _wanted(text: str) -> Mapping[str, tuple[str, ...]]:
    """Return the values that the access token must have, by claim; times are no such values."""
    asked = read_object(text).object if text else None
    members = asked.get("access_token") if asked else None
    if not isinstance(members, Mapping):
        return {}
    return {name: _values(each) for name, each in list(members.items())[:20] if name != "nbf"}


def _values(asked: object) -> tuple[str, ...]:
    if not isinstance(asked, Mapping):
        return ()
    return (*texts_of(asked.get("value")), *texts_of(asked.get("values")))[:20]


def _unfulfilled(exchange: Exchange, name: str, wanted: tuple[str, ...], missing: list[str]) -> Difference:
    token = exchange.token
    held = Held("claims", list(wanted), " ".join(wanted))
    value = token.claim(name) if token else None
    got = Held(name, value, " ".join(texts_of(value))) if value is not None else None
    judged = Judgement(
        "claim-unfulfilled", Weight.MATTERS, _("The API will ask for it again."), _brief(name, missing), 13
    )
    if name == "xms_cc":  # entra_facts 66
        words = _("The client declares it; the token shows it only where the API asks for the claim.")
        judged = replace(judged, weight=Weight.MINOR, means=words)
    return exchange.difference(name, held, got, judged)


def _brief(name: str, missing: list[str]) -> str:
    words = _("the token lacks {name} {values}, which was asked for")
    return words.format(name=quote(name), values=join(missing, 3))
