"""A resource's four checks of a token: signature, issuer, audience, lifetime (RFC 9068 section 4, OIDC Core 3.1.3.7).

A check whose expectation was not given is *not asked*, never valid: the issuer and the audience that a token names for
itself prove nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from inspector import moments
from inspector.diagnosis.signature_words import sentence_of
from inspector.knowledge.metadata import may_sign, with_tenant
from inspector.tokens.jws import Jws, read_json_object
from inspector.tokens.keys import KeySet
from inspector.tokens.reasons import Verdict
from inspector.tokens.signature import SignatureOutcome, verify_signature
from inspector.words import _


class CheckName(StrEnum):
    """What a resource checks."""

    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    LIFETIME = "lifetime"


class CheckVerdict(StrEnum):
    """What came of one check."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_BE_JUDGED = "cannot_be_judged"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the resource expects. `now` is Unix time in seconds, `skew` seconds of clock difference allowed."""

    now: float
    audiences: tuple[str, ...] = ()
    issuer: str | None = None
    skew: int = 300


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what stood there, what was compared with it, and what that means."""

    name: CheckName
    verdict: CheckVerdict
    text: str
    found: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What a resource would say. `notes` are sentences about the keys: their rotation, those that the token brings."""

    signature: SignatureOutcome
    reason: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()
    unconfirmed_host: str | None = None  # keys lie there, and only the person can say whether to fetch them
    claims: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Verdict:
        """The answer on the signature."""
        return self.signature.verdict

    @property
    def is_refused(self) -> bool:
        """Whether the signature or a check that was asked for is invalid."""
        return any(check.verdict is CheckVerdict.INVALID for check in self.checks)


def verify(text: str, keys: KeySet, asked: Asked) -> Verification:
    """Verify `text`, a compact JWS as it was given, as a resource with `keys` would at `asked.now`. Never raises."""
    outcome = verify_signature(text, keys, _permits(text, keys))
    return judge(outcome, asked)


def judge(outcome: SignatureOutcome, asked: Asked, notes: tuple[str, ...] = ()) -> Verification:
    """Return the four checks over a signature that was judged."""
    reason = sentence_of(outcome.reason, outcome.values)
    claims = read_claims(outcome.jws)
    checks = (
        Check(CheckName.SIGNATURE, CheckVerdict(outcome.verdict.value), reason, outcome.algorithm),
        _check_issuer(claims, asked),
        _check_audience(claims, asked),
        _check_lifetime(claims, asked),
    )
    return Verification(outcome, reason, checks, notes + tuple(_untrusted(outcome.jws)), claims=claims)


def with_note(verification: Verification, note: str) -> Verification:
    """Return `verification` with one more sentence about its keys."""
    return replace(verification, notes=(note, *verification.notes))


def read_claims(jws: Jws | None) -> Mapping[str, Any] | None:
    """Return the claims of a token, or None where its payload is none of JSON objects."""
    if jws is None or jws.payload[:1] not in (b"{", b" ", b"\n", b"\r", b"\t"):
        return None
    try:
        return read_json_object(jws.payload)[0]
    except ValueError:
        return None


def _permits(text: str, keys: KeySet) -> Any:
    """Return the question whether a key may sign for the token's issuer, where any key is bound to one."""
    if not any(key.issuer for key in keys.keys):
        return None
    from inspector.tokens.jws import JwsError, read_jws

    try:
        claims = read_claims(read_jws(text)) or {}
    except JwsError:
        return None
    issuer, tenant = claims.get("iss"), claims.get("tid")
    return lambda key: key.issuer is None or may_sign(key.issuer, issuer, tenant)


def _check_issuer(claims: Mapping[str, Any] | None, asked: Asked) -> Check:
    found = claims.get("iss") if claims else None
    shown = _shown(found)
    if asked.issuer is None:
        text = _("Say which issuer the API trusts. The one that a token names for itself proves nothing.")
        return Check(CheckName.ISSUER, CheckVerdict.NOT_ASKED, text, shown)
    expected = with_tenant(asked.issuer, claims.get("tid") if claims else None)
    if found == expected:
        return Check(CheckName.ISSUER, CheckVerdict.VALID, _("The issuer is the expected one."), shown, expected)
    text = (
        _("The token names no issuer.")
        if found is None
        else _("The token comes from another issuer. Every character counts.")
    )
    return Check(CheckName.ISSUER, CheckVerdict.INVALID, text, shown, expected)


def _check_audience(claims: Mapping[str, Any] | None, asked: Asked) -> Check:
    found = claims.get("aud") if claims else None
    shown = _shown(found)
    if not asked.audiences:
        text = _("Say which audience the API accepts.")
        return Check(CheckName.AUDIENCE, CheckVerdict.NOT_ASKED, text, shown)
    expected = ", ".join(asked.audiences)
    named = found if isinstance(found, list) else [found]
    if any(isinstance(each, str) and each in asked.audiences for each in named):
        return Check(CheckName.AUDIENCE, CheckVerdict.VALID, _("The token is for this audience."), shown, expected)
    text = (
        _("The token names no audience.")
        if found is None
        else _("The token is for another audience. Every character counts.")
    )
    return Check(CheckName.AUDIENCE, CheckVerdict.INVALID, text, shown, expected)


def _check_lifetime(claims: Mapping[str, Any] | None, asked: Asked) -> Check:
    if claims is None:
        return Check(
            CheckName.LIFETIME, CheckVerdict.NOT_ASKED, _("The payload is not a set of claims; it has no lifetime.")
        )
    wrong = next((name for name in ("exp", "nbf") if name in claims and _number(claims[name]) is None), None)
    if wrong:
        text = _("“{name}” is not a number of seconds.").format(name=wrong)
        return Check(
            CheckName.LIFETIME, CheckVerdict.INVALID, text, f"{wrong} {_shown(claims[wrong])}", _("seconds since 1970")
        )
    return _check_moments(_number(claims.get("exp")), _number(claims.get("nbf")), asked)


def _check_moments(expires: float | None, starts: float | None, asked: Asked) -> Check:
    now, found = asked.now, ", ".join(_moments(expires, starts))
    expected = _("now {moment}, {skew} s of difference allowed").format(moment=moments.utc(now), skew=asked.skew)
    if expires is not None and now >= expires + asked.skew:
        text = _("Expired {ago} ago.").format(ago=moments.duration(now - expires))
        return Check(CheckName.LIFETIME, CheckVerdict.INVALID, text, found, expected)
    if starts is not None and now < starts - asked.skew:
        text = _("Not valid before {duration} from now.").format(duration=moments.duration(starts - now))
        return Check(CheckName.LIFETIME, CheckVerdict.INVALID, text, found, expected)
    if expires is None:
        text = _("The token has no expiry time (exp), so nothing was checked; careful APIs refuse it.")
        return Check(CheckName.LIFETIME, CheckVerdict.NOT_ASKED, text, found or None, expected)
    return Check(CheckName.LIFETIME, CheckVerdict.VALID, _lasting(expires, now), found, expected)


def _lasting(expires: float, now: float) -> str:
    if expires <= now:
        return _("Expired a moment ago, within the clock difference that is allowed.")
    return _("Valid for another {duration}.").format(duration=moments.duration(expires - now))


def _moments(expires: float | None, starts: float | None) -> Iterator[str]:
    for name, moment in (("nbf", starts), ("exp", expires)):
        if moment is not None:
            yield f"{name} {moments.utc(moment) or moment}"


def _number(value: object) -> float | None:
    """A boolean is no number, nor is one that no clock can show."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
        return value
    return None


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _untrusted(jws: Jws | None) -> Iterator[str]:
    """Say which keys and addresses the header brings along; none of them is used."""
    names = [name for name in ("jku", "x5u", "jwk", "x5c") if jws is not None and name in jws.header]
    if names:
        yield _(
            "The header brings its own key or the address of one ({names}). Whoever wrote the token wrote that too, "
            "so it was neither used nor followed."
        ).format(names=", ".join(names))
