"""Sealed items open for the right key, kind and record only, and tell little by their size."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DamagedError
from app.security.sealing import (
    PADDING_STEP,
    decrypt_with,
    encrypt_with,
    generate_inbox_keypair,
    item_mac,
    item_mac_matches,
    open_sealed,
    seal,
)
from tests.fakes import SeededRandomness

INBOX = generate_inbox_keypair(SeededRandomness())
OTHER = generate_inbox_keypair(SeededRandomness(2))


@given(st.binary(max_size=9000), st.binary(max_size=60), st.binary(max_size=60))
def test_what_is_sealed_comes_back_and_sizes_are_steps_of_4_kib(plaintext: bytes, info: bytes, aad: bytes) -> None:
    sealed = seal(INBOX.public_key, plaintext, info=info, aad=aad)
    assert len(sealed) % PADDING_STEP == 0
    assert open_sealed(INBOX.private_key, sealed, info=info, aad=aad) == plaintext


def test_sizes_step_exactly_where_they_should() -> None:
    room = PADDING_STEP - 48 - 8
    assert len(seal(INBOX.public_key, bytes(room), info=b"")) == PADDING_STEP
    assert len(seal(INBOX.public_key, bytes(room + 1), info=b"")) == 2 * PADDING_STEP


def test_the_sealing_side_cannot_open() -> None:
    sealed = seal(INBOX.public_key, b"answers", info=b"visit")
    with pytest.raises(DamagedError):
        open_sealed(INBOX.public_key, sealed, info=b"visit")


@pytest.mark.parametrize(
    ("key", "info", "aad"),
    [
        (OTHER.private_key, b"visit", b"7"),
        (INBOX.private_key, b"draft", b"7"),
        (INBOX.private_key, b"visit", b"8"),
        (INBOX.private_key, b"visit7", b""),
        (INBOX.private_key, b"", b"visit7"),
    ],
)
def test_another_key_kind_or_record_does_not_open(key: bytes, info: bytes, aad: bytes) -> None:
    sealed = seal(INBOX.public_key, b"answers", info=b"visit", aad=b"7")
    with pytest.raises(DamagedError, match="another clinic"):
        open_sealed(key, sealed, info=info, aad=aad)


def cut(sealed: bytes) -> bytes:
    return sealed[:-1]


def flip_key(sealed: bytes) -> bytes:
    return bytes([sealed[0] ^ 1]) + sealed[1:]


def flip_end(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


def nothing(sealed: bytes) -> bytes:
    return b""


def zeros(sealed: bytes) -> bytes:
    return bytes(len(sealed))


@pytest.mark.parametrize("damage", [cut, flip_key, flip_end, nothing, zeros])
def test_damage_is_a_damaged_error(damage: Callable[[bytes], bytes]) -> None:
    sealed = seal(INBOX.public_key, b"answers", info=b"visit")
    with pytest.raises(DamagedError):
        open_sealed(INBOX.private_key, damage(sealed), info=b"visit")


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal(INBOX.public_key, b"same", info=b"") != seal(INBOX.public_key, b"same", info=b"")


def test_the_mac_covers_visit_sequence_and_payload() -> None:
    mac = item_mac(b"k" * 32, "visit", 7, b"payload")
    assert item_mac_matches(b"k" * 32, "visit", 7, b"payload", mac)
    assert not item_mac_matches(b"j" * 32, "visit", 7, b"payload", mac)
    assert not item_mac_matches(b"k" * 32, "visiu", 7, b"payload", mac)
    assert not item_mac_matches(b"k" * 32, "visit", 8, b"payload", mac)
    assert not item_mac_matches(b"k" * 32, "visit", 7, b"payloae", mac)
    assert not item_mac_matches(b"k" * 32, "visit", 7, b"payload", b"")


@given(st.binary(max_size=3000))
def test_a_patients_data_needs_the_patients_key_and_the_same_place(plaintext: bytes) -> None:
    blob = encrypt_with(b"k" * 32, plaintext, b"answers:1", SeededRandomness())
    assert decrypt_with(bytearray(b"k" * 32), blob, b"answers:1") == plaintext
    for key, wrong, aad in (
        (b"j" * 32, blob, b"answers:1"),
        (b"k" * 32, blob, b"answers:2"),
        (b"k" * 32, blob[:-1] + bytes([blob[-1] ^ 1]), b"answers:1"),
        (b"k" * 32, blob[:5], b"answers:1"),
        (b"k" * 32, b"", b"answers:1"),
    ):
        with pytest.raises(DamagedError):
            decrypt_with(key, wrong, aad)


def test_the_private_key_does_not_show() -> None:
    assert str(INBOX.private_key) not in repr(INBOX)
