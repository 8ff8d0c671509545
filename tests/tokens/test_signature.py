"""Signatures: published examples, every malformation by its name, and the three answers."""

import base64
import hmac
import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tokens.algorithms import ALGORITHMS
from inspector.tokens.keys import KeySet, from_secret, read_jwk
from inspector.tokens.reasons import Reason, Verdict
from inspector.tokens.signature import verify_signature
from tests.tokens.published import DETACHED_7797, PUBLISHED, UNSECURED_7515
from tests.tokens.signing import SECRET, encode, jwk, key, keys, pair_name, sign

R = Reason


def reason(token: str, *given) -> Reason:
    return verify_signature(token, keys(*given)).reason


@pytest.mark.parametrize(("published", "token"), [each[1:] for each in PUBLISHED], ids=[each[0] for each in PUBLISHED])
class TestPublished:
    def test_published_examples_are_valid(self, published, token):
        """What the RFCs call valid is valid."""
        outcome = verify_signature(token, keys(read_jwk(published, "RFC")))
        assert outcome.verdict is Verdict.VALID

    def test_a_changed_example_is_not(self, published, token):
        """Any changed character of header, payload or signature is noticed."""
        for at in (3, token.index(".") + 5, token.rindex(".") + 3):
            changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            assert verify_signature(changed, keys(read_jwk(published, "RFC"))).verdict is Verdict.INVALID

    def test_another_key_is_not_the_right_one(self, published, token):  # noqa: ARG002
        """The same token under a key that it doesn't name is not valid."""
        for other in ("RSA", "P-256", "P-521", "Ed25519", "oct"):
            assert verify_signature(token, keys(key(other))).verdict is not Verdict.VALID


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
class TestEveryAlgorithm:
    def test_round_trip(self, algorithm):
        """What is signed with an algorithm verifies with its key."""
        assert reason(sign(pair_name(algorithm), algorithm), key(pair_name(algorithm))) is R.FITS

    def test_every_altered_signature_is_refused(self, algorithm):
        """Empty, shorter, longer, zero and all-ones signatures are invalid, each with a reason."""
        name = pair_name(algorithm)
        head, _dot, tail = sign(name, algorithm).rpartition(".")
        content = base64.urlsafe_b64decode(tail + "==")
        size = len(content)
        for bad in (
            b"",
            content[:-1],
            content[1:],
            content + b"\0",
            b"\0" + content,
            bytes(size),
            b"\xff" * size,
            content * 2,
            content[: size // 2],
        ):
            assert verify_signature(f"{head}.{encode(bad)}", keys(key(name))).verdict is Verdict.INVALID

    def test_use_operations_and_algorithm_of_the_key_are_kept(self, algorithm):
        """A key for encryption, for signing only, or for another algorithm is refused by name."""
        name = pair_name(algorithm)
        token = sign(name, algorithm)
        assert reason(token, key(name, use="enc")) is R.KEY_USE
        assert reason(token, key(name, key_ops=["sign"])) is R.KEY_OPERATIONS
        assert reason(token, key(name, key_ops=[])) is R.KEY_OPERATIONS
        assert reason(token, key(name, alg="RSA-OAEP")) is R.KEY_ALGORITHM
        assert reason(token, key(name, use="sig", key_ops=["verify"], alg=algorithm)) is R.FITS

    def test_no_other_algorithm_verifies_it(self, algorithm):
        """With another alg in the header, the same signature is never valid."""
        name = pair_name(algorithm)
        _head, payload, tail = sign(name, algorithm).split(".")
        for other in ALGORITHMS:
            if ALGORITHMS[other].pyjwt != ALGORITHMS[algorithm].pyjwt:
                header = encode(json.dumps({"alg": other}).encode())
                assert verify_signature(f"{header}.{payload}.{tail}", keys(key(name))).verdict is Verdict.INVALID


TOKEN = sign("RSA", "RS256")
HEAD, PAYLOAD, TAIL = TOKEN.split(".")


def headed(header: str, payload: str = PAYLOAD) -> str:
    return f"{encode(header.encode())}.{payload}.{TAIL}"


@pytest.mark.parametrize(
    ("token", "wanted"),
    [
        pytest.param(f"{HEAD}.{PAYLOAD}", R.NO_SIGNATURE, id="two parts, whole payload"),
        pytest.param(f"{HEAD}.{PAYLOAD}.", R.NO_SIGNATURE, id="empty signature"),
        pytest.param(f"{HEAD}.{PAYLOAD[:-4]}", R.TRUNCATED, id="cut in the payload"),
        pytest.param(HEAD, R.TRUNCATED, id="header alone"),
        pytest.param(f"{HEAD}.{PAYLOAD}.{TAIL}.", R.PART_COUNT, id="four parts"),
        pytest.param(f"{HEAD}.{PAYLOAD}.{TAIL}..", R.PART_COUNT, id="five parts without enc"),
        pytest.param(f".{PAYLOAD}.{TAIL}", R.HEADER_UNREADABLE, id="empty header"),
        pytest.param(encode(b'{"alg":"RSA-OAEP","enc":"A256GCM"}') + ".a.b.c.d", R.ENCRYPTED, id="JWE"),
        pytest.param("0.AXoAsomething-opaque", R.OPAQUE, id="opaque with a dot"),
        pytest.param("EwBwA8l6BAAUopaque", R.OPAQUE, id="opaque"),
        pytest.param(f"Bearer {TOKEN}", R.NOT_A_TOKEN, id="Bearer before it"),
        pytest.param(json.dumps({"payload": PAYLOAD, "signatures": []}), R.JSON_SERIALIZATION, id="JSON form"),
        pytest.param(json.dumps({"access_token": TOKEN}), R.NOT_A_TOKEN, id="other JSON"),
        pytest.param(UNSECURED_7515, R.ALGORITHM_NONE, id="RFC 7515 A.5"),
        pytest.param(headed('{"alg":"nOnE"}'), R.ALGORITHM_NONE, id="none in other case"),
        pytest.param(headed('{"alg":"none"}'), R.ALGORITHM_NONE, id="none with a signature"),
        pytest.param(headed('{"alg":"rs256"}'), R.ALGORITHM_CASE, id="letter case"),
        pytest.param(headed('{"alg":"RS256 "}'), R.ALGORITHM_CASE, id="trailing space"),
        pytest.param(headed('{"alg":"XS256"}'), R.ALGORITHM_FOREIGN, id="no algorithm"),
        pytest.param(headed('{"alg":""}'), R.ALGORITHM_FOREIGN, id="empty alg"),
        pytest.param(headed('{"alg":"ML-DSA-65"}'), R.ALGORITHM_UNKNOWN, id="registered, not here"),
        pytest.param(headed('{"alg":256}'), R.HEADER_MEMBER, id="alg is a number"),
        pytest.param(headed('{"typ":"JWT"}'), R.HEADER_MEMBER, id="no alg"),
        pytest.param(headed('{"alg":"RS256","kid":7}'), R.HEADER_MEMBER, id="kid is a number"),
        pytest.param(headed('{"alg":"none","alg":"RS256"}'), R.HEADER_DUPLICATE, id="alg twice"),
        pytest.param(headed('{"alg":"RS256","jwk":{"a":1,"a":2}}'), R.HEADER_DUPLICATE, id="twice further inside"),
        pytest.param(headed('["alg"]'), R.HEADER_UNREADABLE, id="header is a list"),
        pytest.param(headed('{"alg":"RS256"'), R.HEADER_UNREADABLE, id="header is cut"),
        pytest.param(headed('{"alg":"RS256"} x'), R.HEADER_UNREADABLE, id="more after the header"),
        pytest.param(headed('{"alg":"RS256","a":NaN}'), R.HEADER_UNREADABLE, id="NaN"),
        pytest.param(encode(b'{"alg":"RS256","a":"\xff"}') + f".{PAYLOAD}.{TAIL}", R.HEADER_UNREADABLE, id="no UTF-8"),
        pytest.param(headed('{"alg":"RS256","crit":["exp"],"exp":1}'), R.CRITICAL_UNKNOWN, id="unknown crit"),
        pytest.param(headed('{"alg":"RS256","crit":[]}'), R.CRITICAL_MALFORMED, id="empty crit"),
        pytest.param(headed('{"alg":"RS256","crit":"b64"}'), R.CRITICAL_MALFORMED, id="crit is text"),
        pytest.param(headed('{"alg":"RS256","crit":["alg"]}'), R.CRITICAL_MALFORMED, id="crit names alg"),
        pytest.param(headed('{"alg":"RS256","crit":["x"]}'), R.CRITICAL_MALFORMED, id="crit names what is not there"),
        pytest.param(headed('{"alg":"RS256","crit":["b64","b64"],"b64":false}'), R.CRITICAL_MALFORMED, id="crit twice"),
        pytest.param(headed('{"alg":"RS256","crit":null}'), R.CRITICAL_MALFORMED, id="crit is null"),
        pytest.param(headed('{"alg":"RS256","b64":false}'), R.UNENCODED_MISUSED, id="b64 without crit"),
        pytest.param(headed('{"alg":"RS256","b64":"false","crit":["b64"]}'), R.UNENCODED_MISUSED, id="b64 is text"),
        pytest.param(f"{HEAD}=.{PAYLOAD}.{TAIL[:-4]}AAAA", R.PADDING, id="padding, and a wrong signature"),
        pytest.param(f"{HEAD}.{PAYLOAD}.{TAIL[:-5]}+AAAA", R.BAD_CHARACTER, id="the other alphabet"),
        pytest.param(f"{HEAD}.{PAYLOAD}A.{TAIL}", None, id="one character more in the payload"),
        pytest.param(f"{HEAD}.{PAYLOAD}.{TAIL}AAA", R.SEGMENT_LENGTH, id="a length that can't be"),
        pytest.param(f"{HEAD}.{PAYLOAD[:-1]}.{TAIL}", None, id="one character less"),
    ],
)  # fmt: skip
def test_malformed_tokens_have_each_its_own_sentence(token: str, wanted: Reason | None):
    """Nothing malformed is valid, and the reason says what is wrong."""
    outcome = verify_signature(token, keys(key("RSA")))
    assert outcome.verdict is not Verdict.VALID
    assert wanted is None or outcome.reason is wanted


def test_stray_bits_in_the_last_character_are_refused():
    """A signature may be spelt in one way only: bits that mean nothing must be zero."""
    token = sign("P-256", "ES256")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = token[:-1] + letters[letters.index(token[-1]) + 1]
    assert reason(other, key("P-256")) is R.TRAILING_BITS


@pytest.mark.parametrize("around", [" {}", "{}\n", "\r\n\t{} \r\n"])
def test_white_space_around_is_trimmed(around: str):
    """A line break at the end of a file changes nothing."""
    assert reason(around.format(TOKEN), key("RSA")) is R.FITS


@pytest.mark.parametrize(
    "damaged",
    [
        f"{HEAD}.{PAYLOAD}\n.{TAIL}",
        f"{HEAD}.{PAYLOAD}.{TAIL[:80]}\n  {TAIL[80:]}",
        f"{TOKEN}==",
        f'"{TOKEN}"',
        f"{HEAD}.{PAYLOAD}.{TAIL[:9]}\u200b{TAIL[9:]}",
    ],
)
def test_what_pasting_added_is_told_apart_from_a_wrong_key(damaged: str):
    """The token as it stands is invalid, but without the additions it verifies, and that is said."""
    assert reason(damaged, key("RSA")) is R.VALID_ONCE_MENDED
    assert reason(damaged, key("RSA-2")) is not R.VALID_ONCE_MENDED


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "PS512"])
def test_altered_content_is_told_from_another_key_by_the_padding(algorithm: str):
    """An RSA signature opens under its own key to a padded hash, whatever the content has become."""
    head, payload, tail = sign("RSA", algorithm).split(".")
    altered = f"{head}.{encode(b'{}')}.{tail}"
    assert reason(altered, key("RSA")) is R.CONTENT_ALTERED
    assert reason(altered, key("RSA-2")) is R.MISMATCH
    assert reason(f"{head}.{payload}.{encode(bytes(256))}", key("RSA")) is R.MISMATCH


def test_der_signatures_are_named():
    """ECDSA signatures stand as r and s in full length; the DER of other protocols is refused by name."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    from tests.tokens.signing import pair

    header = encode(b'{"alg":"ES256"}')
    head = f"{header}.{PAYLOAD}"
    der = pair("P-256").sign(head.encode(), ec.ECDSA(hashes.SHA256()))
    assert reason(f"{head}.{encode(der)}", key("P-256")) is R.SIGNATURE_DER


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("name", ["RSA", "P-256", "Ed25519"])
def test_a_public_key_is_never_a_secret(algorithm: str, name: str):
    """Algorithm confusion: HS with a public key is refused, with its id or without, whatever the signature."""
    token = sign("oct", algorithm, {"kid": "k1"})
    for public in (key(name), key(name, kid="k1"), key(name, kid="k2")):
        outcome = verify_signature(token, keys(public))
        assert (outcome.reason, outcome.verdict) == (R.KEY_CONFUSION, Verdict.INVALID)


def test_keys_of_another_kind_are_refused_by_name():
    """A key type or curve that the algorithm doesn't have can't verify."""
    assert reason(TOKEN, key("P-256")) is R.KEY_TYPE
    assert reason(TOKEN, key("oct")) is R.KEY_TYPE
    assert reason(sign("P-256", "ES256"), key("P-384")) is R.KEY_CURVE
    assert reason(sign("P-256", "ES256"), key("secp256k1")) is R.KEY_CURVE
    assert reason(sign("Ed25519", "EdDSA"), key("Ed448")) is R.SIGNATURE_SHORT
    assert reason(sign("Ed25519", "Ed25519"), key("Ed448")) is R.KEY_CURVE


def test_small_rsa_keys_are_refused():
    """RFC 7518: an RSA key has at least 2048 bits."""
    outcome = verify_signature(sign("RSA-1024", "RS256"), keys(key("RSA-1024")))
    assert (outcome.reason, outcome.values["size"]) == (R.KEY_SIZE, "1024")


def test_a_private_key_is_not_used():
    """A JWK with its private part is refused by name; the token may well be right."""
    private = jwk("RSA", d="AQAB", kid="k1")
    assert reason(sign("RSA", "RS256", {"kid": "k1"}), read_jwk(private, "x")) is R.KEY_PRIVATE
    assert R.KEY_PRIVATE.verdict is Verdict.CANNOT_BE_JUDGED


def test_secp256k1_is_verified_with_a_key_that_was_given_only():
    """ES256K on request: choosing a key on that curve is the request, finding one online is none."""
    token = sign("secp256k1", "ES256K")
    assert reason(token, key("secp256k1")) is R.FITS
    assert reason(token, read_jwk(jwk("secp256k1"), "net", fetched=True)) is R.ALGORITHM_UNASKED


def test_a_fetched_secret_proves_nothing():
    """Who publishes a secret lets everybody sign."""
    assert reason(sign("oct", "HS256"), read_jwk(jwk("oct"), "net", fetched=True)) is R.SECRET_PUBLISHED


def test_a_short_secret_is_valid_and_said_to_be_short():
    """The answer on the signature is true; that careful libraries refuse it is said with it."""
    secret = b"secretsecret"
    head = sign("oct", "HS256").rpartition(".")[0]
    token = f"{head}.{encode(hmac.digest(secret, head.encode(), 'sha256'))}"
    assert reason(token, from_secret(b"secretsecret", "x")) is R.FITS_SHORT_SECRET
    assert reason(token, from_secret(b"Secretsecret", "x")) is R.MISMATCH


@pytest.mark.parametrize("member", ["jwk", "x5c", "jku", "x5u"])
def test_keys_and_addresses_in_the_header_are_not_used(member: str):
    """A token signed with the key that it brings along is not valid for that."""
    brought = {"jwk": jwk("RSA-2"), "x5c": ["MIIB"], "jku": "https://evil.test/keys", "x5u": "https://evil.test/c"}
    token = sign("RSA-2", "RS256", {member: brought[member]})
    assert verify_signature(token, KeySet()).reason is R.NO_KEYS
    assert reason(token, key("RSA")) is R.MISMATCH


class TestChoice:
    """Which key is tried, and when a missing key is the answer."""

    token = sign("RSA", "RS256", {"kid": "k1"})

    def test_the_named_key_is_used(self):
        """Of several keys, the one that the token names decides."""
        outcome = verify_signature(self.token, keys(key("RSA-2", kid="k2"), key("RSA", kid="k1")))
        assert (outcome.reason, outcome.key.key_id) == (R.FITS, "k1")

    def test_a_missing_key_is_no_invalid_signature(self):
        """With keys of other names that don't fit, nothing is known about the signature."""
        outcome = verify_signature(self.token, keys(key("RSA-2", kid="k2"), key("RSA-3", kid="k3")))
        assert (outcome.reason, outcome.verdict) == (R.UNKNOWN_KEY, Verdict.CANNOT_BE_JUDGED)
        assert verify_signature(self.token, keys(key("RSA-2", kid="k2"))).reason is R.UNKNOWN_KEY
        assert verify_signature(self.token, keys(key("P-256", kid="k2"))).reason is R.UNKNOWN_KEY

    def test_a_fitting_key_of_another_name_is_valid_and_said(self):
        """The mathematics count; that lookups by kid fail is said."""
        assert reason(self.token, key("RSA-2", kid="k2"), key("RSA", kid="k9")) is R.FITS_OTHER_ID

    def test_a_sole_key_without_a_name_is_meant(self):
        """Somebody who gives one key says that it is the one."""
        assert reason(self.token, key("RSA")) is R.FITS
        assert reason(self.token, key("RSA-2")) is R.MISMATCH

    def test_several_keys_without_names_prove_no_forgery(self):
        """Where nothing says that the right key is among them, none fitting is no verdict."""
        assert reason(self.token, key("RSA-2"), key("RSA-3")) is R.NONE_FITS
        assert reason(TOKEN, key("RSA-2", kid="a"), key("RSA-3", kid="b")) is R.NONE_FITS
        assert reason(TOKEN, key("P-256", kid="a"), key("P-384", kid="b")) is R.NO_SUITABLE_KEY

    def test_one_name_may_stand_for_two_keys(self):
        """Every key of the name is tried."""
        assert reason(self.token, key("RSA-2", kid="k1"), key("RSA", kid="k1")) is R.FITS
        assert reason(self.token, key("P-256", kid="k1"), key("RSA-2", kid="k1")) is R.MISMATCH

    def test_an_unreadable_named_key_decides_nothing(self):
        """The right key stands there but can't be read: that is said."""
        damaged = read_jwk({"kty": "RSA", "kid": "k1", "n": "***", "e": "AQAB"}, "x")
        assert reason(self.token, damaged, key("RSA-2", kid="k2")) is R.KEY_UNREADABLE

    def test_unreadable_keys_among_readable_ones_do_no_harm(self):
        """A set with damaged, unknown and malformed entries still verifies."""
        odd = [
            read_jwk(each, "x")
            for each in ({}, None, 7, {"kty": "AKP"}, {"kty": "EC", "crv": "P-256"}, {"kty": "RSA", "n": 5})
        ]
        assert reason(self.token, *odd, key("RSA", kid="k1")) is R.FITS

    def test_a_certificate_is_named_by_its_thumbprint(self):
        """x5t in the header, or in the kid as Entra ID has it, names the key."""
        token = sign("RSA", "RS256", {"x5t": "thumb"})
        outcome = verify_signature(token, keys(key("RSA-2", kid="a"), key("RSA", kid="b", x5t="thumb")))
        assert outcome.reason is R.FITS


class TestNonce:
    """Microsoft Graph signs over a header whose nonce was replaced by its hash."""

    def graph_token(self) -> str:
        """Return a token signed as Graph signs."""
        nonce = "AQAB-nonce"
        hashed = encode(sha256(nonce.encode()).digest())
        _head, payload, tail = sign("RSA", "RS256", {"typ": "JWT", "nonce": hashed, "kid": "k1"}).split(".")
        header = json.dumps({"alg": "RS256", "typ": "JWT", "nonce": nonce, "kid": "k1"}, separators=(",", ":"))
        return f"{encode(header.encode())}.{payload}.{tail}"

    def test_the_hashed_nonce_is_tried(self):
        """With the nonce hashed, the signature fits."""
        assert reason(self.graph_token(), key("RSA", kid="k1")) is R.FITS_HASHED_NONCE

    def test_a_failure_is_never_called_a_forgery(self):
        """If that fails too, it can't be judged."""
        head, _payload, tail = self.graph_token().split(".")
        altered = f"{head}.{encode(b'{}')}.{tail}"
        assert reason(altered, key("RSA", kid="k1")) is R.HASHED_NONCE
        assert reason(self.graph_token(), key("RSA-2", kid="k1")) is R.HASHED_NONCE

    def test_other_protocols_nonces_verify_as_they_are(self):
        """ACME has a header nonce too, which is signed as it stands."""
        assert reason(sign("P-256", "ES256", {"nonce": "x"}), key("P-256")) is R.FITS


def test_unencoded_payloads_are_read_as_they_stand():
    """RFC 7797: the payload is the text itself; sent apart, it can't be judged."""
    header = '{"alg":"HS256","b64":false,"crit":["b64"]}'
    token = sign("oct", "HS256", header, payload_text="plain text, not base64url!")
    outcome = verify_signature(token, keys(key("oct")))
    assert (outcome.reason, outcome.jws.payload) == (R.FITS, b"plain text, not base64url!")
    assert verify_signature(DETACHED_7797[1], keys(read_jwk(DETACHED_7797[0], "x"))).reason is R.DETACHED


def test_an_empty_payload_is_a_payload():
    """A JWS may be signed over nothing."""
    assert reason(sign("RSA", "RS256", payload=b""), key("RSA")) is R.FITS


def test_the_payload_need_not_be_json():
    """Any bytes can be signed."""
    assert reason(sign("RSA", "RS256", payload=bytes(range(256))), key("RSA")) is R.FITS


def test_a_key_may_be_forbidden_for_the_issuer():
    """A key that may sign for another issuer only is refused by name."""
    outcome = verify_signature(TOKEN, keys(key("RSA", issuer="https://one.test/")), permits=lambda _key: False)
    assert (outcome.reason, outcome.values["issuer"]) == (R.KEY_ISSUER, "https://one.test/")


def test_every_reason_has_a_verdict_and_a_sentence():
    """No reason is without words, and no sentence asks for a value that isn't there."""
    from inspector.diagnosis.signature_words import sentence_of

    sentences = {each: sentence_of(each, {}) for each in Reason}
    assert len(set(sentences.values())) == len(sentences)
    assert all(each.verdict in Verdict for each in Reason)


def test_secrets_and_signatures_are_in_no_repr():
    """What is printed by accident holds neither key nor signature nor payload."""
    outcome = verify_signature(sign("oct", "HS256", payload=b"private words"), keys(key("oct")))
    shown = repr(outcome) + repr(outcome.jws) + repr(outcome.key)
    assert "private words" not in shown
    assert encode(SECRET)[:20] not in shown
    assert repr(SECRET)[:20] not in shown


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200)
    | st.builds(
        lambda a, b, c: f"{encode(a)}.{b}.{c}", st.binary(max_size=60), st.text(max_size=20), st.text(max_size=20)
    )
)
def test_no_text_makes_it_raise(text: str):
    """Whatever is given, an outcome comes back, and never a valid one."""
    assert verify_signature(text, keys(key("RSA"), key("oct"))).verdict is not Verdict.VALID


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.characters(max_codepoint=0x2FF))
def test_no_single_change_stays_valid(at: int, character: str):
    """Every character of a token counts."""
    changed = TOKEN[:at] + character + TOKEN[at + 1 :]
    assert changed == TOKEN or verify_signature(changed, keys(key("RSA"))).verdict is not Verdict.VALID


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("alg kid typ crit b64 nonce x5t jwk x5c jku cty enc zip".split()), json_values))
def test_no_header_makes_it_raise(header: dict):
    """Any member of any type may stand in a header."""
    token = f"{encode(json.dumps(header).encode())}.{PAYLOAD}.{TAIL}"
    assert verify_signature(token, keys(key("RSA"), key("oct"), key("P-256"))).verdict is not Verdict.VALID
