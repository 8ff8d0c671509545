"""Two requests, two answers, two refusals, two documents: compared name by name."""

from dataclasses import replace

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import join, quote
from inspector.exchanges.parameters import explain_parameter
from inspector.knowledge.refusals import refusal
from inspector.masking import is_secret_name
from inspector.tokens.artifact import Kind
from inspector.words import _

# What is made afresh for every message.
_ALWAYS = frozenset(
    """state nonce code code_challenge code_verifier device_code user_code client_assertion assertion refresh_token
    access_token id_token session_state client-request-id correlation_id trace_id timestamp date x-ms-request-id
    request-id x-ms-correlation-request-id x-ms-client-request-id traceparent return-client-request-id cookie set-cookie
    authorization etag age x-ms-ests-server x-ms-srs x-ms-ags-diagnostic content-length error.innererror.date
    client_info verification_uri_complete""".split()
)
_MINOR = frozenset(
    """user-agent accept accept-encoding accept-language x-client-sku x-client-ver x-client-os x-client-cpu
    x-client-current-telemetry x-client-last-telemetry client-info sdkversion connection host server vary pragma
    expires cache-control strict-transport-security p3p description error_description ext_expires_in error_uri message
    referrer-policy""".split()
)
_RANKS = {
    "error code": 5, "error": 6, "status": 7, "method": 9, "endpoint": 10, "issuer": 10, "grant_type": 11,
    "response_type": 12, "client_id": 15, "redirect_uri": 16, "scope": 20, "resource": 21,
}  # fmt: skip


def judge(contrast: Contrast, pair: Pair) -> Judgement:
    """Return what a difference in one parameter, member or header means."""
    name = (pair.left or pair.right or pair).name
    short = name.rpartition(".")[2].lower()
    proven = _proof(contrast, pair) if name in _PROOF_NAMES else None
    if proven:
        return proven
    if name.lower() in _ALWAYS or short in _ALWAYS:
        return Judgement("always", Weight.ALWAYS) if pair.both else _once(pair, name.lower())
    if name.lower() in _MINOR or short in _MINOR:
        return Judgement("differs", Weight.MINOR, explain_parameter(name) or "", rank=85)
    if name.startswith("keys "):
        return _key(pair)
    special = {
        "error code": _refusal, "redirect_uri": _redirect, "endpoint": _endpoint, "expires_in": _expires,
        "code_challenge_method": _method, "scope": _granted,
    }.get(name)  # fmt: skip
    judged = (special(contrast, pair) if special else None) or _any(pair, name)
    if name == "error" and contrast.left.kind is contrast.right.kind is Kind.CHALLENGE:
        return judged  # a challenge has no code beside it
    if contrast.refusals_differ and name != "error code":
        return replace(judged, weight=Weight.FOLLOWS)  # what one refusal quotes, another does not
    return judged


_PROOFS = frozenset(
    """state nonce code code_challenge code_verifier client_assertion assertion refresh_token access_token id_token
    authorization""".split()
)


def _once(pair: Pair, name: str) -> Judgement:
    """A proof that only one of two requests carries is a difference; a trace id is none."""
    if name not in _PROOFS:
        return Judgement("missing", Weight.MINOR)
    if name == "code_challenge":
        return _pkce(pair)
    return replace(_any(pair, name), rank=22)


def _pkce(pair: Pair) -> Judgement:
    words = _("Without PKCE whoever sees the code can redeem it; Entra ID demands it of single-page apps.")
    brief = _("only the first uses PKCE") if pair.left else _("only the second uses PKCE")
    return Judgement("pkce", Weight.MATTERS, words, brief, 14)


def _method(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """PKCE's method comes and goes with its challenge."""
    return None if pair.both else Judgement("pkce", Weight.FOLLOWS, _("It goes with code_challenge (PKCE)."), rank=62)


def _any(pair: Pair, name: str) -> Judgement:
    meaning = explain_parameter(name) or ""
    change = pair.change
    if pair.both is None:
        where = _("Stands only in the first.") if pair.left else _("Stands only in the second.")
        brief = _("only the first has {name}") if pair.left else _("only the second has {name}")
        brief = brief.format(name=quote(name))
        return Judgement("missing", Weight.MATTERS, f"{where} {meaning}".rstrip(), brief, _RANKS.get(name, 60) + 2)
    if change is not None and (change.gone or change.come):
        return Judgement("differs", Weight.MATTERS, meaning, _members(name, change.gone, change.come), _rank(name))
    return Judgement("differs", Weight.MATTERS, meaning, _values(pair, name), _rank(name))


def _rank(name: str) -> int:
    return _RANKS.get(name, 50)


def _members(name: str, gone: tuple[str, ...], come: tuple[str, ...]) -> str:
    if not come:
        return _("the second's {name} lacks {values}").format(name=quote(name), values=join(gone, 3))
    if not gone:
        return _("the second's {name} also has {values}").format(name=quote(name), values=join(come, 3))
    return _("the second's {name} has {come} instead of {gone}").format(
        name=quote(name), come=join(come, 3), gone=join(gone, 3)
    )


def _values(pair: Pair, name: str) -> str:
    left, right = (held.written if held else "" for held in (pair.left, pair.right))
    if is_secret_name(name.rpartition(".")[2]) or max(len(left), len(right)) > 80:
        return _("the two differ in {name}").format(name=quote(name))
    return _("the second's {name} is {after} instead of {before}").format(
        name=quote(name), after=quote(right), before=quote(left)
    )


def _refusal(_contrast: Contrast, pair: Pair) -> Judgement | None:
    if pair.both is None:
        return None
    before, after = (_titled(str(held.value)) for held in pair.both)
    brief = _("the refusals differ: first {before}, then {after}").format(before=before, after=after)
    row = refusal(str(pair.both[1].value))
    means = _("The second: {meaning}").format(meaning=row.meaning) if row and row.meaning else ""
    return Judgement("refusal", Weight.MATTERS, means, brief, rank=5)


def _titled(code: str) -> str:
    row = refusal(code) if len(code) < 80 else None
    return f"{quote(code)} ({row.title})" if row and not row.ours else quote(code)


def _redirect(_contrast: Contrast, pair: Pair) -> Judgement | None:
    if pair.both is None:
        return None
    one, other = (str(held.value) for held in pair.both)
    words = _("It must be registered letter by letter, and be the same in both requests of a sign-in.")
    if one.rstrip("/") == other.rstrip("/"):
        words = f"{_('They differ by a slash at the end alone.')} {words}"
    elif one.lower() == other.lower():
        words = f"{_('They differ by letter case alone.')} {words}"
    elif one.partition("://")[2] == other.partition("://")[2]:
        words = f"{_('They differ by the scheme alone.')} {words}"
    return Judgement("redirect-uri", Weight.MATTERS, words, _values(pair, "redirect_uri"), rank=16)


def _granted(contrast: Contrast, pair: Pair) -> Judgement | None:
    """In an answer the scope is what was granted, not what is asked for."""
    change = pair.change
    if change is None or Kind.TOKEN_RESPONSE not in (contrast.left.kind, contrast.right.kind):
        return None
    words = _("What was granted. More was asked for, or consented to in between, where one has more than the other.")
    return Judgement("scopes-granted", Weight.MATTERS, words, _members("scope", change.gone, change.come), 20)


def _endpoint(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say which part of the address is another one: the host, the tenant, or the version of the endpoint."""
    if pair.both is None:
        return None
    one, other = (str(held.value).partition("://")[2].split("/") for held in pair.both)
    words, brief = [], _values(pair, "endpoint")
    versions = [("v2.0" in parts) for parts in (one, other)]
    if versions[0] is not versions[1]:
        words.append(
            _("One is the v1.0 endpoint, which takes resource, the other the v2.0 endpoint, which takes scope.")
        )
        brief = _("the second is sent to the v2.0 endpoint") if versions[1] else _("the second is sent to v1.0")
    if one[0] == other[0] and one[1:2] != other[1:2] and one[2:3] == other[2:3]:
        means, brief = _of_tenant("".join(one[1:2]), "".join(other[1:2]))
        words.insert(0, means)
    if one[0] != other[0]:
        brief = _("another host: {after} instead of {before}").format(after=quote(other[0]), before=quote(one[0]))
    return Judgement("endpoint", Weight.MATTERS, " ".join(words), brief, rank=10)


def _of_tenant(before: str, after: str) -> tuple[str, str]:
    """Return what another tenant in the address means, and the same in brief; common and its kin are no tenants."""
    if {before, after} & {"common", "organizations", "consumers"}:
        brief = _("the second is sent to {after}, the first to {before}")
        means = _("common, organizations and consumers take accounts of many tenants; apps of one tenant are refused.")
    else:
        brief = _("another tenant: {after} instead of {before}")
        means = _("The same endpoint of another tenant.")
    return means, brief.format(after=quote(after), before=quote(before))


_PROOF_NAMES = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


def _proof(contrast: Contrast, pair: Pair) -> Judgement | None:
    """Say by what each request proves its client, where one sends a secret and the other a signed assertion."""
    names = [_PROOF_NAMES & set(side.artifact.parameters) for side in (contrast.left, contrast.right)]
    if pair.both or not all(names) or ("client_secret" in names[0]) is ("client_secret" in names[1]):
        return None
    if pair.name != "client_secret":
        return Judgement("client-authentication", Weight.FOLLOWS, explain_parameter(pair.name) or "", rank=64)
    words = _("A secret can be copied unnoticed; the key behind an assertion never leaves its host.")
    brief = _("the first is proven by a secret, the second by a signed assertion")
    if pair.right:
        brief = _("the first is proven by a signed assertion, the second by a secret")
    return Judgement("client-authentication", Weight.MATTERS, words, brief, 13)


def _key(pair: Pair) -> Judgement:
    words = _("Issuers change their keys: a reader that keeps old ones refuses what is signed with a new one.")
    if pair.both:
        words = _("One key id, two keys: a reader takes one of them, and refuses what the other signed.")
        brief = _("another key under the same id: {name}")
    else:
        brief = _("only the first has {name}") if pair.left else _("only the second has {name}")
    return Judgement("key", Weight.MATTERS, words, brief.format(name=quote(pair.name)), rank=30)


def _expires(_contrast: Contrast, pair: Pair) -> Judgement | None:
    """Lifetimes are drawn at random between 60 and 90 minutes, and a token from a cache has less left."""
    try:
        one, other = (int(str(held.value)[:12]) for held in pair.both or ())
    except ValueError:
        return None
    if max(one, other) <= 97 * 60:
        words = _("Entra ID draws 60 to 90 minutes at random, and a token from a cache has less left.")
        return Judgement("lifetime", Weight.ALWAYS, words)
    words = _("Clients that take part in continuous access evaluation get up to 28 hours, managed identities a day.")
    return Judgement("lifetime", Weight.MATTERS, words, _("one lives much longer"), rank=52)
