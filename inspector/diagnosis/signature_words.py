"""The sentence for each reason why a signature is valid, invalid or cannot be judged."""

from collections.abc import Mapping

from inspector.tokens.reasons import Reason
from inspector.words import _


def sentence_of(reason: Reason, values: Mapping[str, str]) -> str:
    """Return one or two sentences: what decided and, where it helps, what to do. Values are quoted as they are."""
    return _sentences()[reason].format_map(_Values(values))


def part_word(part: str) -> str:
    """Return what a part of a token is called."""
    return {"header": _("header"), "payload": _("payload"), "signature": _("signature")}.get(part, part)


class _Values(dict[str, str]):
    """Values cut to what a sentence can carry; a missing one is a question mark rather than an error."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__({name: _short(value) for name, value in values.items()})
        if "part" in values:
            self["part"] = part_word(values["part"])

    def __missing__(self, name: str) -> str:
        return "?"


def _short(value: str) -> str:
    return value if len(value) <= 200 else f"{value[:199]}…"


def _sentences() -> Mapping[Reason, str]:
    return _valid() | _malformed() | _misfits() | _signatures() | _undecided()


def _valid() -> dict[Reason, str]:
    return {
        Reason.FITS: _("The signature fits the key {key}."),
        Reason.FITS_OTHER_ID: _(
            "The signature fits the key {key}, although the token names the key {key_id}. "
            "An API that looks keys up by kid alone refuses it."
        ),
        Reason.FITS_HASHED_NONCE: _(
            "The signature fits the key {key} once the header's nonce is replaced by its hash. "
            "Microsoft Graph signs its tokens this way; other APIs must not accept them."
        ),
        Reason.FITS_SHORT_SECRET: _(
            "The signature fits the {key}. "
            "The secret is too short: {wanted} bytes are required, and careful libraries refuse less."
        ),
    }


def _malformed() -> dict[Reason, str]:
    return {
        Reason.PART_COUNT: _("This has {count} parts between dots; a signed token has three."),
        Reason.NO_SIGNATURE: _("The token has no signature. Its header promises one, so it was cut off or removed."),
        Reason.SPACE_INSIDE: _("White space stands inside the {part}. Copy the token again, without line breaks."),
        Reason.BAD_CHARACTER: _("The {part} contains a character that base64url does not have: {character}"),
        Reason.PADDING: _("The {part} ends in “=”; tokens are written without padding."),
        Reason.SEGMENT_LENGTH: _(
            "The {part} has a length that base64url can't have: a character is missing or too many."
        ),
        Reason.TRAILING_BITS: _(
            "The last character of the {part} carries bits that mean nothing. It was changed, or cut there."
        ),
        Reason.VALID_ONCE_MENDED: _(
            "As it was given, every API refuses this token. Without the characters that pasting added, "
            "the signature fits the key {key}. Copy the token again."
        ),
        Reason.HEADER_UNREADABLE: _(
            "The header is not a JSON object in UTF-8. The token was changed or is not a signed token."
        ),
        Reason.HEADER_DUPLICATE: _(
            "The header has “{name}” twice. Such tokens are refused, because readers would disagree."
        ),
        Reason.HEADER_MEMBER: _("The header's “{name}” is missing or is not text."),
        Reason.CRITICAL_MALFORMED: _(
            "The header's “crit” is not a proper list of extensions that stand in the header (RFC 7515, 4.1.11)."
        ),
        Reason.CRITICAL_UNKNOWN: _(
            "The header calls {names} critical. Whoever does not know such an extension must refuse the token."
        ),
        Reason.UNENCODED_MISUSED: _("The header's “b64” is not a boolean that “crit” announces, as RFC 7797 requires."),
    }


def _misfits() -> dict[Reason, str]:
    return {
        Reason.ALGORITHM_NONE: _("The token is unsigned (alg none). Anybody could have written it."),
        Reason.ALGORITHM_CASE: _("No algorithm is called “{algorithm}”. Names are case-sensitive; {meant} is one."),
        Reason.ALGORITHM_FOREIGN: _("“{algorithm}” is not a signature algorithm that any of the keys can serve."),
        Reason.KEY_CONFUSION: _(
            "The token claims {algorithm}, which needs a shared secret, but {key} is a public key. "
            "Using it as a secret would let anybody sign."
        ),
        Reason.KEY_TYPE: _(
            "The token claims {algorithm}, which needs a key of type {wanted}; {key} is of another type."
        ),
        Reason.KEY_CURVE: _(
            "The token claims {algorithm}, which needs a key on {wanted}; {key} lies on another curve."
        ),
        Reason.KEY_SIZE: _("The key {key} is too small: RSA keys below 2048 bits are refused."),
        Reason.KEY_USE: _("The key {key} is not for signatures; its use is “{use}”."),
        Reason.KEY_OPERATIONS: _("The key {key} may not verify; its key_ops are: {operations}."),
        Reason.KEY_ALGORITHM: _("The key {key} is for {wanted} only, but the token claims {algorithm}."),
        Reason.KEY_DEFECTIVE: _("No signature can rest on the key {key}: {what}."),
        Reason.KEY_ISSUER: _("The key {key} may sign for the issuer {issuer} only, and the token names another one."),
        Reason.SECRET_PUBLISHED: _(
            "The {key} came over the network. A published secret proves nothing; only you can give one."
        ),
        Reason.SECRET_IS_KEY: _(
            "What was given as a shared secret is a public key or certificate. Anybody who knows it could sign."
        ),
    }


def _signatures() -> dict[Reason, str]:
    return {
        Reason.SIGNATURE_LENGTH: _(
            "The signature has {found} bytes; the key {key} makes {wanted}. "
            "Another key made it, or something was added."
        ),
        Reason.SIGNATURE_SHORT: _(
            "The signature has {found} bytes of the {wanted} that the key {key} makes. "
            "The token was cut, or another key made it."
        ),
        Reason.SIGNATURE_DER: _(
            "The signature is written in DER, as TLS has it. "
            "Tokens carry the two numbers side by side, each in full length."
        ),
        Reason.CONTENT_ALTERED: _(
            "The key {key} made this signature, but over other content: "
            "the header or payload was changed after signing, often by a character lost or altered in copying."
        ),
        Reason.MISMATCH: _("The signature does not fit the key {key}. Another key made it, or the token was changed."),
        Reason.RETIRED_KEY: _(
            "The token is signed with the key {key}, which the issuer no longer publishes. "
            "APIs that have fetched its keys since then refuse the token."
        ),
    }


def _undecided() -> dict[Reason, str]:
    return {
        Reason.NO_KEYS: _("No key was given. Choose the issuer's keys, or fetch them."),
        Reason.NOT_FETCHED: _("The issuer's keys could not be fetched. {what}"),
        Reason.ISSUER_UNKNOWN: _(
            "Where the issuer {issuer} publishes its keys is not known here, and no address is taken from a token. "
            "Say which issuer you trust, or choose its keys."
        ),
        Reason.UNKNOWN_KEY: _(
            "The token is signed with the key {key_id}, which is not among the {count} keys at hand."
        ),
        Reason.NONE_FITS: _(
            "None of the {count} keys at hand fits, and nothing says that the right one is among them."
        ),
        Reason.NO_SUITABLE_KEY: _("None of the {count} keys at hand can verify {algorithm}."),
        Reason.KEY_UNREADABLE: _("The key {key} cannot be used: {what}."),
        Reason.KEY_PRIVATE: _(
            "The key {key} holds its private part. Give the public part alone, and keep the other to its owner."
        ),
        Reason.ALGORITHM_UNKNOWN: _("This program does not verify “{algorithm}”."),
        Reason.ALGORITHM_UNASKED: _(
            "{algorithm} is verified only with a key that you choose yourself, not with a fetched one."
        ),
        Reason.ENCRYPTED: _(
            "The token is encrypted (JWE). Only the API that holds the private key can open and check it."
        ),
        Reason.OPAQUE: _(
            "The token is opaque: it has no parts to verify. Only the service that issued it knows what it means."
        ),
        Reason.TRUNCATED: _("The token is cut before its signature. Copy it whole."),
        Reason.JSON_SERIALIZATION: _(
            "This is a JWS in JSON form (RFC 7515, 7.2). Give the compact form: header.payload.signature."
        ),
        Reason.NOT_A_TOKEN: _(
            "This is not a token alone. Give the token without “Bearer” and without other words around it."
        ),
        Reason.DETACHED: _(
            "The payload is not in the token but is sent apart (RFC 7797), "
            "so there is nothing to check the signature against."
        ),
        Reason.HASHED_NONCE: _(
            "The header has a nonce, as Microsoft Graph's tokens have. Their signature is made in Graph's own way, "
            "so only Graph can judge it. Your own API has no need to."
        ),
    }
