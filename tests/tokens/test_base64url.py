"""Base64url, read on past every damage."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from inspector.tokens.base64url import decode


@given(st.binary(max_size=300))
def test_what_is_encoded_is_decoded_without_a_damage(raw: bytes) -> None:
    """Unpadded base64url is the regular spelling."""
    assert decode(base64.urlsafe_b64encode(raw).decode().rstrip("=")) == (raw, [])


@given(st.binary(min_size=1, max_size=300))
def test_padding_and_the_standard_alphabet_are_read_and_said(raw: bytes) -> None:
    """Both are flaws, and neither stops the reading."""
    written = base64.b64encode(raw).decode()
    read, damages = decode(written)
    assert read == raw
    assert ("padding" in [damage.code for damage in damages]) == ("=" in written)
    assert ("standard-alphabet" in [damage.code for damage in damages]) == ("+" in written or "/" in written)


@given(st.text(max_size=200))
def test_any_text_is_decoded(text: str) -> None:
    """No text whatever raises, and every damage lies within it."""
    _raw, damages = decode(text)
    assert all(0 <= damage.start <= damage.end <= len(text) for damage in damages)


def test_each_foreign_character_is_pointed_at() -> None:
    """The damage says which character it is."""
    raw, damages = decode("aGV!sbG8")
    assert raw == b"hello"
    assert [(damage.code, damage.start) for damage in damages] == [("bad-base64url", 3)]


def test_an_impossible_length_is_said() -> None:
    """One character over a multiple of four can't be."""
    assert [damage.code for damage in decode("aGVsb")[1]] == ["base64url-length"]


def test_stray_bits_in_the_last_character_are_said() -> None:
    """Strict decoders refuse such a segment; the bytes are the same."""
    assert decode("aGVsbG9") == (b"hello", []) or decode("aGVsbG9")[1]
    raw, damages = decode("aGVsbG9-")[0], decode("aGVsbG-")[1]
    assert raw.startswith(b"hello")
    assert [damage.code for damage in damages] == ["trailing-bits"]
