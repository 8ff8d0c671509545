"""Whether a compact JWS was signed with one of the keys at hand, and if not, why (RFC 7515 section 5.2).

Algorithms come from our list and the key, never from the token alone. No key and no address in the token's header
(`jwk`, `x5c`, `jku`, `x5u`) is used.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from inspector.tokens.algorithms import EDWARDS_SIZES, ON_REQUEST, Algorithm, KeyType, find_algorithm, meant, verifies
from inspector.tokens.jws import Jws, JwsError, read_jws
from inspector.tokens.keys import Key, KeySet
from inspector.tokens.reasons import Reason, Verdict

Permits = Callable[[Key], bool]


@dataclass(frozen=True, slots=True)
class SignatureOutcome:
    """What came of verifying: why, with which key. `algorithm` and `key_id` are as the token's header has them.

    `values` are what the reason's sentence quotes, `jws` the token taken apart, where it could be.
    """

    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
    algorithm: str | None = None
    key_id: str | None = None
    key: Key | None = None
    jws: Jws | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Verdict:
        """Valid, invalid, or cannot be judged."""
        return self.reason.verdict


def verify_signature(text: str, keys: KeySet, permits: Permits | None = None) -> SignatureOutcome:
    """Judge the signature of `text`, a compact JWS exactly as it was given, by `keys`. Never raises.

    `permits` says whether a key may sign this token at all (Entra ID publishes keys for single issuers).
    """
    try:
        jws = read_jws(text)
    except JwsError as error:
        return _mended(text, keys, permits, error) or SignatureOutcome(error.reason, error.values, jws=error.jws)
    return judge_jws(jws, keys, permits)


def judge_jws(jws: Jws, keys: KeySet, permits: Permits | None = None) -> SignatureOutcome:
    """Judge the signature of a JWS that was read, by `keys`."""
    outcome = _judge(jws, keys, permits)
    return replace(outcome, algorithm=jws.algorithm, key_id=jws.key_id, jws=jws)


def _mended(text: str, keys: KeySet, permits: Permits | None, error: JwsError) -> SignatureOutcome | None:
    """Tell damage from pasting apart: white space and padding are not part of any token, so try without them."""
    if error.reason not in (Reason.SPACE_INSIDE, Reason.PADDING, Reason.BAD_CHARACTER):
        return None
    clean = "".join(character for character in text if "!" <= character <= "~" and character not in "=\"'`,;")
    try:
        outcome = judge_jws(read_jws(clean), keys, permits)
    except JwsError:
        return None
    if outcome.verdict is not Verdict.VALID:
        return replace(outcome, reason=error.reason, values=error.values, key=None)
    return replace(outcome, reason=Reason.VALID_ONCE_MENDED, values={**outcome.values, "fault": error.reason.value})


def _judge(jws: Jws, keys: KeySet, permits: Permits | None) -> SignatureOutcome:
    candidates, named = _candidates(jws, keys)
    found = find_algorithm(jws.algorithm)
    if isinstance(found, Reason):
        values = {"algorithm": jws.algorithm, "meant": meant(jws.algorithm) or ""}
        nothing_to_go_by = found is Reason.ALGORITHM_FOREIGN and not keys.usable
        return SignatureOutcome(Reason.ALGORITHM_UNKNOWN if nothing_to_go_by else found, values)
    if not keys.keys:
        return SignatureOutcome(Reason.NO_KEYS)
    outcomes = [_try_key(jws, found, key, permits) for key in candidates]
    best = _best(outcomes)
    if best is not None and best.verdict is Verdict.VALID:
        return best if named or jws.key_id in (None, best.key.key_id if best.key else None) else _other_id(best, jws)
    return _unfit(jws, keys, found, outcomes, named=named)


def _candidates(jws: Jws, keys: KeySet) -> tuple[list[Key], bool]:
    """Return the keys to try, and whether the token names them; without a match every key is tried.

    (Trying them all is what Microsoft.IdentityModel does by default; a match then says more than the name.)
    """
    names = {name for name in (jws.key_id, jws.header.get("x5t"), jws.header.get("x5t#S256")) if name}
    named = [key for key in keys.keys if key.key_id in names or key.names & names]
    return (named, True) if named else (list(keys.keys), False)


def _other_id(outcome: SignatureOutcome, jws: Jws) -> SignatureOutcome:
    if outcome.key is None or outcome.key.key_id is None:
        return outcome
    return replace(outcome, reason=Reason.FITS_OTHER_ID, values={**outcome.values, "key_id": jws.key_id or ""})


_ORDER = (Verdict.VALID, Verdict.INVALID, Verdict.CANNOT_BE_JUDGED)


def _best(outcomes: list[SignatureOutcome]) -> SignatureOutcome | None:
    return min(outcomes, key=lambda each: _ORDER.index(each.verdict), default=None)


def _unfit(
    jws: Jws, keys: KeySet, algorithm: Algorithm, outcomes: list[SignatureOutcome], *, named: bool
) -> SignatureOutcome:
    """Choose what to say when no key verifies: a verdict on the token only where the right key was surely at hand."""
    sole = len(outcomes) == 1 and (jws.key_id is None or keys.keys[0].key_id is None)
    made = [each for each in outcomes if each.reason is Reason.CONTENT_ALTERED]
    if named or sole or made:
        return _cautious(jws, _most_telling(made or outcomes))
    if algorithm.is_symmetric and not any(key.type is KeyType.OCT for key in keys.keys):
        return _most_telling(outcomes)
    if len(outcomes) == 1 and outcomes[0].verdict is Verdict.CANNOT_BE_JUDGED:
        return outcomes[0]
    count = str(len(outcomes))
    if jws.key_id is not None and all(key.key_id is not None or key.problem for key in keys.keys):
        return SignatureOutcome(Reason.UNKNOWN_KEY, {"key_id": jws.key_id, "count": count})
    if all(each.reason in _MISFITS for each in outcomes):
        return SignatureOutcome(Reason.NO_SUITABLE_KEY, {"algorithm": jws.algorithm, "count": count})
    return SignatureOutcome(Reason.NONE_FITS, {"count": count})


_MISFITS = frozenset(
    {
        Reason.KEY_CONFUSION,
        Reason.KEY_TYPE,
        Reason.KEY_CURVE,
        Reason.KEY_SIZE,
        Reason.KEY_USE,
        Reason.KEY_OPERATIONS,
        Reason.KEY_ALGORITHM,
        Reason.KEY_DEFECTIVE,
        Reason.KEY_ISSUER,
        Reason.SECRET_PUBLISHED,
        Reason.SECRET_IS_KEY,
        Reason.KEY_UNREADABLE,
        Reason.KEY_PRIVATE,
        Reason.ALGORITHM_UNASKED,
    }
)


def _most_telling(outcomes: list[SignatureOutcome]) -> SignatureOutcome:
    """Prefer what a key said that was tried over why another was not tried; then what is invalid."""
    return min(outcomes, key=lambda each: (each.reason in _MISFITS, _ORDER.index(each.verdict)))


def _cautious(jws: Jws, outcome: SignatureOutcome) -> SignatureOutcome:
    """A header `nonce` changes what was signed, and content sent apart is not here: neither proves a forgery."""
    if outcome.reason not in (Reason.MISMATCH, Reason.CONTENT_ALTERED):
        return outcome
    if jws.detached and "b64" in jws.header:
        return replace(outcome, reason=Reason.DETACHED)
    return replace(outcome, reason=Reason.HASHED_NONCE) if isinstance(jws.header.get("nonce"), str) else outcome


def _try_key(jws: Jws, algorithm: Algorithm, key: Key, permits: Permits | None) -> SignatureOutcome:
    """Judge by one key: whether it may be used for this at all, then whether the signature is its."""
    misfit = _misfit(algorithm, key)
    if misfit is None and permits is not None and not permits(key):
        misfit = SignatureOutcome(Reason.KEY_ISSUER, {"issuer": key.issuer or ""}, key=key)
    if misfit is not None:
        return replace(misfit, values={"key": key.label, **misfit.values})
    wrong = _length_fault(jws, algorithm, key)
    if wrong is not None:
        return replace(wrong, values={"key": key.label, **wrong.values})
    return _compared(jws, algorithm, key)


def _compared(jws: Jws, algorithm: Algorithm, key: Key) -> SignatureOutcome:
    if verifies(algorithm, key.material, jws.signing_input, jws.signature):
        return _fits(algorithm, key)
    values = {"key": key.label}
    nonce = jws.header.get("nonce")
    if isinstance(nonce, str) and verifies(algorithm, key.material, _with_hashed_nonce(jws, nonce), jws.signature):
        return SignatureOutcome(Reason.FITS_HASHED_NONCE, values, key=key)
    if key.type is KeyType.RSA and _is_of_this_key(jws, algorithm, key):
        return SignatureOutcome(Reason.CONTENT_ALTERED, values, key=key)
    return SignatureOutcome(Reason.MISMATCH, values, key=key)


def _fits(algorithm: Algorithm, key: Key) -> SignatureOutcome:
    if algorithm.is_symmetric and key.size < 8 * algorithm.size:
        values = {"key": key.label, "size": str(key.size // 8), "wanted": str(algorithm.size)}
        return SignatureOutcome(Reason.FITS_SHORT_SECRET, values, key=key)
    return SignatureOutcome(Reason.FITS, {"key": key.label}, key=key)


def _is_of_this_key(jws: Jws, algorithm: Algorithm, key: Key) -> bool:
    from inspector.tokens.rsa_padding import is_padded

    return is_padded(jws.signature, key.material, algorithm)


def _with_hashed_nonce(jws: Jws, nonce: str) -> bytes:
    """Graph signs over the header with the nonce replaced by its SHA-256, members in order, JSON compact."""
    hashed = _encode(sha256(nonce.encode("utf-8", "surrogatepass")).digest())
    header = json.dumps({**jws.header, "nonce": hashed}, separators=(",", ":"), ensure_ascii=False)
    return (
        _encode(header.encode("utf-8", "surrogatepass")).encode() + jws.signing_input[jws.signing_input.index(b".") :]
    )


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _misfit(algorithm: Algorithm, key: Key) -> SignatureOutcome | None:
    """Return why `key` may not verify `algorithm`, or None."""
    if key.problem is not None:
        return SignatureOutcome(key.problem.reason, {"what": key.problem.what, "size": str(key.size)}, key=key)
    name = algorithm.name
    if key.type is not algorithm.type:
        confused = algorithm.is_symmetric and key.is_public
        reason = Reason.KEY_CONFUSION if confused else Reason.KEY_TYPE
        return SignatureOutcome(reason, {"algorithm": name, "wanted": algorithm.type.value}, key=key)
    if algorithm.curves and key.curve not in algorithm.curves:
        return SignatureOutcome(Reason.KEY_CURVE, {"algorithm": name, "wanted": " / ".join(algorithm.curves)}, key=key)
    if name in ON_REQUEST and key.fetched:
        return SignatureOutcome(Reason.ALGORITHM_UNASKED, {"algorithm": name}, key=key)
    if algorithm.is_symmetric and key.fetched:
        return SignatureOutcome(Reason.SECRET_PUBLISHED, {}, key=key)
    return _forbidden(algorithm, key)


def _forbidden(algorithm: Algorithm, key: Key) -> SignatureOutcome | None:
    """Return what the key's own members forbid: another `use`, other `key_ops`, another `alg` (RFC 7517 section 4)."""
    if key.use is not None and key.use != "sig":
        return SignatureOutcome(Reason.KEY_USE, {"use": key.use}, key=key)
    if key.operations is not None and "verify" not in key.operations:
        return SignatureOutcome(Reason.KEY_OPERATIONS, {"operations": ", ".join(key.operations)}, key=key)
    if key.algorithm is not None and key.algorithm not in (algorithm.name, algorithm.pyjwt):
        return SignatureOutcome(Reason.KEY_ALGORITHM, {"algorithm": algorithm.name, "wanted": key.algorithm}, key=key)
    return None


def _length_fault(jws: Jws, algorithm: Algorithm, key: Key) -> SignatureOutcome | None:
    """Every algorithm makes signatures of one length (RFC 7518 section 3.4: r and s in full, no DER)."""
    wanted, found = _signature_length(algorithm, key), len(jws.signature)
    if found == wanted:
        return None
    if key.type is KeyType.EC and _is_der(jws.signature):
        return SignatureOutcome(Reason.SIGNATURE_DER, {}, key=key)
    reason = Reason.SIGNATURE_SHORT if found < wanted else Reason.SIGNATURE_LENGTH
    return SignatureOutcome(reason, {"found": str(found), "wanted": str(wanted)}, key=key)


def _signature_length(algorithm: Algorithm, key: Key) -> int:
    if key.type is KeyType.RSA:
        return -(-key.size // 8)
    if key.type is KeyType.EC:
        return 2 * -(-int(key.material.curve.key_size) // 8)
    return EDWARDS_SIZES[key.curve or ""][1] if key.type is KeyType.OKP else algorithm.size


def _is_der(signature: bytes) -> bool:
    return len(signature) > 8 and signature[0] == 0x30 and signature[1] in (len(signature) - 2, 0x81)
