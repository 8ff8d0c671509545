"""Whether an RSA signature was made with a key, whatever it was made over: told by its padding (RFC 8017)."""

from hashlib import new
from typing import Any

from inspector.tokens.algorithms import Algorithm

# DigestInfo prefixes of RFC 8017 section 9.2, note 1, by the size of the hash.
_PREFIXES = {
    32: bytes.fromhex("3031300d060960864801650304020105000420"),
    48: bytes.fromhex("3041300d060960864801650304020205000430"),
    64: bytes.fromhex("3051300d060960864801650304020305000440"),
}


def is_padded(signature: bytes, public_key: Any, algorithm: Algorithm) -> bool:
    """Whether `signature` opens under `public_key` to a padded hash: then this key made it, over other content.

    A signature of another key, or a damaged one, opens to noise; 2048 bits of noise never look padded.
    """
    numbers = public_key.public_numbers()
    number = int.from_bytes(signature, "big")
    if number >= numbers.n or numbers.e.bit_length() > 64:
        return False
    opened = pow(number, numbers.e, numbers.n).to_bytes(-(-numbers.n.bit_length() // 8), "big")
    if algorithm.name.startswith("PS"):
        return _is_probabilistic(opened, algorithm.size, numbers.n.bit_length() - 1)
    return _is_deterministic(opened, algorithm.size)


def _is_deterministic(opened: bytes, size: int) -> bool:
    """EMSA-PKCS1-v1_5: 00 01 FF…FF 00 DigestInfo hash."""
    prefix = _PREFIXES[size]
    filling = len(opened) - 3 - len(prefix) - size
    return filling >= 8 and opened.startswith(b"\x00\x01" + b"\xff" * filling + b"\x00" + prefix)


def _is_probabilistic(opened: bytes, size: int, bits: int) -> bool:
    """EMSA-PSS: the masked block opens to zeros, 01 and a salt of the hash's size; the end is BC."""
    encoded = opened[-bits // 8 :]  # rounded up
    if encoded[-1:] != b"\xbc" or len(encoded) < 2 * size + 2:
        return False
    masked, seed = encoded[: -size - 1], encoded[-size - 1 : -1]
    block = bytes(one ^ other for one, other in zip(masked, _mask(seed, len(masked), size), strict=True))
    spare = 8 * len(encoded) - bits
    block = bytes([block[0] & (0xFF >> spare)]) + block[1:]
    return block[: -size - 1] == bytes(len(block) - size - 1) and block[-size - 1] == 1


def _mask(seed: bytes, length: int, size: int) -> bytes:
    """MGF1 with SHA-2 of `size` bytes."""
    name = f"sha{8 * size}"
    blocks = (new(name, seed + counter.to_bytes(4, "big")).digest() for counter in range(-(-length // size)))
    return b"".join(blocks)[:length]
