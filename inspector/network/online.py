"""Verifying with an issuer's published keys: from which address, and what their rotation says about the token."""

from collections.abc import Mapping
from dataclasses import replace

from inspector import moments
from inspector.diagnosis.signature_words import sentence_of
from inspector.diagnosis.verification import Asked, Verification, judge, verify, with_note
from inspector.network.fetching import FetchError, UnconfirmedHostError
from inspector.network.key_sets import FetchedKeys, KeySets
from inspector.network.plan import plan_fetch
from inspector.tokens.keys import Key, KeySet
from inspector.tokens.reasons import Reason, Verdict
from inspector.tokens.signature import SignatureOutcome, verify_signature
from inspector.words import _


def verify_online(
    text: str, given: KeySet, asked: Asked, key_sets: KeySets, *, app_id: str | None = None
) -> Verification:
    """Verify `text` with the keys that its issuer publishes, and with those `given` by the person.

    A failure to fetch is part of the answer. `unconfirmed_host` is set in it where the keys lie on a host that only
    the person can vouch for.
    Nothing is contacted for a text that keys can't help with, nor for an issuer that is neither known nor trusted.
    """
    offline = verify(text, given, asked)
    planned = plan_fetch(text, asked.issuer, app_id)
    if planned is None:
        return offline
    if planned.metadata is None:
        return _instead(offline, Reason.ISSUER_UNKNOWN, {"issuer": planned.issuer or "?"}, asked)
    try:
        fetched = key_sets.get(planned.metadata, key_id=planned.key_id, tenant=planned.tenant)
    except UnconfirmedHostError as error:
        verification = _instead(offline, Reason.NOT_FETCHED, {"what": str(error)}, asked)
        return replace(verification, unconfirmed_host=error.host)
    except FetchError as error:
        return _instead(offline, Reason.NOT_FETCHED, {"what": str(error)}, asked)
    return judge_with(text, given, asked, fetched)


def _instead(offline: Verification, reason: Reason, values: Mapping[str, str], asked: Asked) -> Verification:
    """Say what stopped the fetching: as the verdict where nothing else was given, else as a note."""
    if offline.signature.reason is not Reason.NO_KEYS:
        return with_note(offline, sentence_of(reason, values))
    return judge(replace(offline.signature, reason=reason, values=values), asked)


def judge_with(text: str, given: KeySet, asked: Asked, fetched: FetchedKeys) -> Verification:
    """Verify `text` with keys that were fetched before, and those `given`; say what their rotation means for it."""
    online = verify(text, fetched.keys, asked)
    if online.verdict is Verdict.VALID:
        return _noting_stale(online, given, fetched)
    if online.verdict is Verdict.INVALID:
        return online
    older = _of_same_id(KeySet(given.keys + fetched.retired), online.signature.key_id)
    retired = verify_signature(text, KeySet(older))
    if retired.verdict is Verdict.VALID:
        return _retired(retired, fetched, asked)
    offline = verify(text, given, asked)
    if offline.verdict is Verdict.VALID:
        return with_note(offline, _("The issuer does not publish this key; it comes from you alone."))
    return _unknown(online, fetched)


def _of_same_id(keys: KeySet, key_id: str | None) -> tuple[Key, ...]:
    return tuple(key for key in keys.keys if key_id is not None and key.key_id == key_id)


def _retired(outcome: SignatureOutcome, fetched: FetchedKeys, asked: Asked) -> Verification:
    note = _("The keys that the issuer publishes now were fetched {moment}.").format(
        moment=moments.utc(fetched.fetched_at)
    )
    return judge(replace(outcome, reason=Reason.RETIRED_KEY), asked, (note,))


def _noting_stale(online: Verification, given: KeySet, fetched: FetchedKeys) -> Verification:
    """A key set older than the token's key refuses the token until it is fetched anew."""
    key_id = online.signature.key.key_id if online.signature.key else None
    if key_id is not None and key_id in fetched.added and fetched.before is not None:
        note = _(
            "The issuer added this key after {moment}. "
            "An API whose key set is older would refuse this token until it fetches anew."
        )
        return with_note(online, note.format(moment=moments.utc(fetched.before)))
    if key_id is not None and given.keys and not _of_same_id(given, key_id):
        return with_note(
            online, _("The keys that you gave do not hold this key: a stale key set like that would refuse this token.")
        )
    return online


def _unknown(online: Verification, fetched: FetchedKeys) -> Verification:
    if online.signature.reason is not Reason.UNKNOWN_KEY:
        return online
    note = _(
        "The issuer published {count} other keys at {moment}. "
        "An application with signing keys of its own (claims mapping) has them at an address of its own: "
        "fetch them with its app id."
    )
    return with_note(online, note.format(count=len(fetched.keys.keys), moment=moments.utc(fetched.fetched_at)))
