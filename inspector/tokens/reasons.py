"""Why a signature is valid, invalid or cannot be judged: the closed set of reasons and the verdict that each carries.

The line is drawn by one question: what would a resource say that was set up with these keys? Where every resource
must refuse, the verdict is *invalid*: the token is malformed, its algorithm is none of a signature's or doesn't fit
the key, the key may not be used for this, or the signature doesn't match. Where the answer lies with something that
isn't here (a key that is missing, unreadable or should never have been given, content that was cut off or is sent
apart, an algorithm that this program doesn't know), it *cannot be judged*.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """The three answers on a signature."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_BE_JUDGED = "cannot_be_judged"


class Reason(StrEnum):
    """What decided. The comments name the values that its sentence quotes."""

    # Valid
    FITS = "fits"  # key
    FITS_OTHER_ID = "fits-other-id"  # key, key_id
    FITS_HASHED_NONCE = "fits-hashed-nonce"  # key
    FITS_SHORT_SECRET = "fits-short-secret"  # key, size, wanted

    # Invalid: the writing
    PART_COUNT = "part-count"  # count
    NO_SIGNATURE = "no-signature"
    SPACE_INSIDE = "space-inside"  # part
    BAD_CHARACTER = "bad-character"  # part, character
    PADDING = "padding"  # part
    SEGMENT_LENGTH = "segment-length"  # part
    TRAILING_BITS = "trailing-bits"  # part
    VALID_ONCE_MENDED = "valid-once-mended"  # key, fault: the reason above that was mended
    HEADER_UNREADABLE = "header-unreadable"
    HEADER_DUPLICATE = "header-duplicate"  # name
    HEADER_MEMBER = "header-member"  # name
    CRITICAL_MALFORMED = "critical-malformed"
    CRITICAL_UNKNOWN = "critical-unknown"  # names
    UNENCODED_MISUSED = "unencoded-misused"

    # Invalid: the algorithm and the key
    ALGORITHM_NONE = "algorithm-none"
    ALGORITHM_CASE = "algorithm-case"  # algorithm, meant
    ALGORITHM_FOREIGN = "algorithm-foreign"  # algorithm
    KEY_CONFUSION = "key-confusion"  # algorithm, key
    KEY_TYPE = "key-type"  # algorithm, key, wanted
    KEY_CURVE = "key-curve"  # algorithm, key, wanted
    KEY_SIZE = "key-size"  # key, size
    KEY_USE = "key-use"  # key, use
    KEY_OPERATIONS = "key-operations"  # key, operations
    KEY_ALGORITHM = "key-algorithm"  # key, algorithm, wanted
    KEY_DEFECTIVE = "key-defective"  # key, what
    KEY_ISSUER = "key-issuer"  # key, issuer
    SECRET_PUBLISHED = "secret-published"  # key
    SECRET_IS_KEY = "secret-is-key"  # key

    # Invalid: the signature
    SIGNATURE_LENGTH = "signature-length"  # key, found, wanted
    SIGNATURE_SHORT = "signature-short"  # key, found, wanted
    SIGNATURE_DER = "signature-der"
    CONTENT_ALTERED = "content-altered"  # key
    MISMATCH = "mismatch"  # key
    RETIRED_KEY = "retired-key"  # key

    # Cannot be judged
    NO_KEYS = "no-keys"
    NOT_FETCHED = "not-fetched"  # what
    ISSUER_UNKNOWN = "issuer-unknown"  # issuer
    UNKNOWN_KEY = "unknown-key"  # key_id, count
    NONE_FITS = "none-fits"  # count
    NO_SUITABLE_KEY = "no-suitable-key"  # algorithm, count
    KEY_UNREADABLE = "key-unreadable"  # key, what
    KEY_PRIVATE = "key-private"  # key
    ALGORITHM_UNKNOWN = "algorithm-unknown"  # algorithm
    ALGORITHM_UNASKED = "algorithm-unasked"  # algorithm
    ENCRYPTED = "encrypted"
    OPAQUE = "opaque"
    TRUNCATED = "truncated"
    JSON_SERIALIZATION = "json-serialization"
    NOT_A_TOKEN = "not-a-token"
    DETACHED = "detached"
    HASHED_NONCE = "hashed-nonce"

    @property
    def verdict(self) -> Verdict:
        """The answer that this reason stands for."""
        if self in _VALID:
            return Verdict.VALID
        return Verdict.CANNOT_BE_JUDGED if self in _UNDECIDED else Verdict.INVALID


_VALID = frozenset({Reason.FITS, Reason.FITS_OTHER_ID, Reason.FITS_HASHED_NONCE, Reason.FITS_SHORT_SECRET})
_UNDECIDED = frozenset(
    {
        Reason.NO_KEYS,
        Reason.NOT_FETCHED,
        Reason.ISSUER_UNKNOWN,
        Reason.UNKNOWN_KEY,
        Reason.NONE_FITS,
        Reason.NO_SUITABLE_KEY,
        Reason.KEY_UNREADABLE,
        Reason.KEY_PRIVATE,
        Reason.ALGORITHM_UNKNOWN,
        Reason.ALGORITHM_UNASKED,
        Reason.ENCRYPTED,
        Reason.OPAQUE,
        Reason.TRUNCATED,
        Reason.JSON_SERIALIZATION,
        Reason.NOT_A_TOKEN,
        Reason.DETACHED,
        Reason.HASHED_NONCE,
    }
)
