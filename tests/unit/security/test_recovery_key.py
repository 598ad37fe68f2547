"""The recovery key on paper: typed in any way it is understood, mistyped in any place it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInputError
from app.security.recovery_codes import code_hash, new_recovery_codes
from app.security.recovery_key import RecoveryKey, new_recovery_key, parse_recovery_key
from app.security.sealing import open_sealed, seal
from tests.fakes import SeededRandomness

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(st.binary(min_size=20, max_size=20))
def test_nine_groups_of_four_bring_the_secret_back(secret: bytes) -> None:
    groups = RecoveryKey(bytearray(secret)).groups
    assert [len(group) for group in groups] == [4] * 9
    assert set("".join(groups)) <= set(ALPHABET)
    assert parse_recovery_key(groups).secret == secret


@pytest.mark.parametrize("joiner", ["", " ", "-", "\n", " – ", ".\t"])
def test_case_and_separators_do_not_matter(joiner: str) -> None:
    key = new_recovery_key(SeededRandomness())
    assert parse_recovery_key(joiner.join(key.groups).lower()).secret == key.secret


def test_look_alikes_are_read_as_digits() -> None:
    key = RecoveryKey(bytearray(20))
    text = "".join(key.groups)
    assert text.startswith("0" * 32)
    assert parse_recovery_key(text.replace("0", "O").replace("1", "l")).secret == bytes(20)


def test_every_single_mistyped_character_is_found() -> None:
    text = "".join(new_recovery_key(SeededRandomness()).groups)
    for position, right in enumerate(text):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(InvalidInputError, match="Compare"):
                parse_recovery_key(text[:position] + wrong + text[position + 1 :])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "36 characters in 9 groups; 0 are there"),
        ("K7QM 4XRN", "8 are there"),
        ("K7QM " * 10, "40 are there"),
        ("U" * 36, "without I, L, O and U"),
        ("<img src=x>" * 4, "without I, L, O and U"),
        ("\x00" * 36, "without"),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as refused:
        parse_recovery_key(typed)
    assert refused.value.field == "recovery_key"


def test_a_megabyte_is_refused_at_once() -> None:
    with pytest.raises(InvalidInputError):
        parse_recovery_key("A" * 1_000_000)


def test_what_is_sealed_for_the_safe_opens_with_the_paper_only() -> None:
    key, other = new_recovery_key(SeededRandomness(1)), new_recovery_key(SeededRandomness(2))
    sealed = seal(key.public_key(), b"the CA key", info=b"ca")
    typed_again = parse_recovery_key(" ".join(key.groups))
    assert open_sealed(typed_again.private_key(), sealed, info=b"ca") == b"the CA key"
    assert other.public_key() != key.public_key()


def test_one_paper_gives_each_clinic_another_wrapping_key() -> None:
    key = new_recovery_key(SeededRandomness())
    assert key.wrapping_key("one") != key.wrapping_key("two")


def test_closing_overwrites_the_secret() -> None:
    key = new_recovery_key(SeededRandomness())
    key.close()
    assert key.secret == bytes(20)


def test_a_code_is_kept_under_its_owner_and_its_device() -> None:
    kept = {code_hash(device, user, "ABCD-EFGH") for device in (b"one", b"two", b"") for user in ("u1", "u2")}
    assert len(kept) == 6
    assert code_hash(b"one", "u1", "abcd efgh") in kept


def test_recovery_codes_are_ten_different_codes_of_80_bits() -> None:
    codes = new_recovery_codes(SeededRandomness())
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 == 80 for code in codes)
