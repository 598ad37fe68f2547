"""Who can open the clinic's keys, and who no longer can."""

from pathlib import Path

import pytest

from app.core.errors import (
    DamagedError,
    InvalidInputError,
    KeyringError,
    NotFoundError,
    SignInRefusedError,
    StorageError,
)
from app.core.randomness import SystemRandomness
from app.security import wrapping
from app.security.device_secret import Binding, InMemoryDeviceSecret, PasswordsOnly
from app.security.kdf import STANDARD, KdfParameters, stretch
from app.security.keyslots import AuditAnchor
from app.security.recovery_key import new_recovery_key
from app.security.vault import Vault, check_generation
from tests.unit.security.helpers import CHEAP, DATABASE_ID, NORA, NORA_PASSWORD, PRIYA, PRIYA_PASSWORD, Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


def test_password_and_recovery_key_open_the_same_database_key(clinic: Clinic) -> None:
    by_password = clinic.restarted().open_with_password("NORA ", NORA_PASSWORD)
    by_paper = clinic.restarted().open_with_recovery(" ".join(clinic.groups).lower())
    assert by_password.dek == by_paper.dek == clinic.dek
    assert len(clinic.dek) == 32
    assert (by_password.user_id, by_paper.user_id) == (NORA.user_id, "")


def test_the_standard_cost_really_opens(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path, kdf=STANDARD)
    assert clinic.restarted(STANDARD).open_with_password("nora", NORA_PASSWORD).dek == clinic.dek


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("nora", "wrong password here"),
        ("nora", ""),
        ("nora", "x" * 1_000_000),
        ("nora", "\x00 \ud800 \u202e"),
        ("nobody", NORA_PASSWORD),
        ("", NORA_PASSWORD),
        ("n" * 1_000_000, NORA_PASSWORD),
    ],
)
def test_wrong_name_and_wrong_password_get_the_same_sentence(clinic: Clinic, name: str, password: str) -> None:
    with pytest.raises(SignInRefusedError) as refused:
        clinic.vault.open_with_password(name, password)
    assert refused.value.sentence == "That name and password don’t match."


def test_an_unknown_name_costs_the_same_derivation(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[KdfParameters] = []

    def counting(password: str, salt: bytes, cost: KdfParameters) -> bytearray:
        spent.append(cost)
        return stretch(password, salt, cost)

    monkeypatch.setattr(wrapping, "stretch", counting)
    for name in ("nora", "nobody"):
        with pytest.raises(SignInRefusedError):
            clinic.vault.open_with_password(name, "wrong password here")
    assert spent == [CHEAP, CHEAP]


def test_a_pasted_megabyte_is_never_stretched(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def measuring(password: str, salt: bytes, cost: KdfParameters) -> bytearray:
        lengths.append(len(password))
        return stretch(password, salt, cost)

    monkeypatch.setattr(wrapping, "stretch", measuring)
    with pytest.raises(SignInRefusedError):
        clinic.vault.open_with_password("nora", "x" * 1_000_000)
    with pytest.raises(InvalidInputError):
        clinic.vault.change_password(clinic.dek, NORA.user_id, "x" * 1_000_000)
    assert lengths == [0]


def test_password_without_the_device_secret_opens_nothing(clinic: Clinic, tmp_path: Path) -> None:
    other_device = InMemoryDeviceSecret(SystemRandomness())
    with pytest.raises(KeyringError, match="recovery key"):
        Vault(clinic.path, other_device, SystemRandomness(), CHEAP).open_with_password("nora", NORA_PASSWORD)
    other_device.create(DATABASE_ID)
    with pytest.raises(SignInRefusedError):
        Vault(clinic.path, other_device, SystemRandomness(), CHEAP).open_with_password("nora", NORA_PASSWORD)
    with pytest.raises(KeyringError, match="keyring"):
        Vault(clinic.path, PasswordsOnly(), SystemRandomness(), CHEAP).open_with_password("nora", NORA_PASSWORD)


def test_a_changed_keyring_is_named(clinic: Clinic) -> None:
    class OtherKeyring(InMemoryDeviceSecret):
        backend = "KWallet"

    vault = Vault(clinic.path, OtherKeyring(SystemRandomness()), SystemRandomness(), CHEAP)
    with pytest.raises(KeyringError, match="kept in Demo, in memory only, but this computer now uses KWallet"):
        vault.open_with_password("nora", NORA_PASSWORD)


def test_passwords_only_mode_is_recorded_and_opens(tmp_path: Path) -> None:
    clinic = Clinic(tmp_path, PasswordsOnly())
    assert clinic.vault.binding is Binding.PASSWORD_ONLY
    assert clinic.restarted().open_with_password("nora", NORA_PASSWORD).dek == clinic.dek


def test_create_never_writes_over_existing_keys(clinic: Clinic) -> None:
    before = clinic.path.read_bytes()
    clinic.path.unlink()
    for _ in range(2):  # first with only the previous copy left, then with nothing changed by the refusal
        with pytest.raises(StorageError, match="already"):
            clinic.vault.create(DATABASE_ID, NORA, NORA_PASSWORD, new_recovery_key(SystemRandomness()))
    assert clinic.previous.read_bytes() == before


def test_giving_up_set_up_leaves_nothing_behind(clinic: Clinic, tmp_path: Path) -> None:
    clinic.vault.discard_new(clinic.opened)
    assert list(tmp_path.iterdir()) == []
    assert clinic.device.find(DATABASE_ID) is None


def test_people_are_listed_before_anybody_signs_in(clinic: Clinic) -> None:
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    assert clinic.restarted().people() == (NORA, PRIYA)


def test_added_person_opens_and_names_are_unique_by_look(clinic: Clinic) -> None:
    assert clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD) == 2
    assert clinic.restarted().open_with_password("Priya", PRIYA_PASSWORD).dek == clinic.dek
    for taken in ("PRIYA", "ｐｒｉｙａ", " priya "):
        with pytest.raises(InvalidInputError, match="taken"):
            clinic.vault.add_person(clinic.dek, type(PRIYA)("another-id", taken, "P", "P"), PRIYA_PASSWORD)


def test_change_of_password_closes_the_old_one(clinic: Clinic) -> None:
    clinic.vault.change_password(clinic.dek, NORA.user_id, "a new marble otter")
    with pytest.raises(SignInRefusedError):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)
    assert clinic.restarted().open_with_password("nora", "a new marble otter").generation == 2
    with pytest.raises(NotFoundError):
        clinic.vault.change_password(clinic.dek, PRIYA.user_id, PRIYA_PASSWORD)


def test_change_of_title_keeps_the_password(clinic: Clinic) -> None:
    clinic.vault.change_person(clinic.dek, type(NORA)(NORA.user_id, NORA.user_name, "Nora B.", "Owner"))
    assert clinic.restarted().people()[0].title == "Owner"
    assert clinic.restarted().open_with_password("nora", NORA_PASSWORD).dek == clinic.dek


def test_neither_copy_lets_a_removed_person_back_in(clinic: Clinic) -> None:
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    old_copy = clinic.path.read_bytes()
    expected = clinic.vault.remove_person(clinic.dek, PRIYA.user_id)
    clinic.path.write_bytes(b"")  # the current file is lost; the previous copy must not bring the person back
    with pytest.raises(SignInRefusedError):
        clinic.restarted().open_with_password("priya", PRIYA_PASSWORD)

    clinic.path.write_bytes(old_copy)
    back = clinic.restarted().open_with_password("priya", PRIYA_PASSWORD)
    with pytest.raises(DamagedError, match="older copy"):
        check_generation(back, expected)


def test_an_old_copy_is_no_base_for_a_change_while_open(clinic: Clinic) -> None:
    old_copy = clinic.path.read_bytes()
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    clinic.path.write_bytes(old_copy)
    with pytest.raises(DamagedError, match="older copy"):
        clinic.vault.change_password(clinic.dek, NORA.user_id, "a new marble otter")


def test_a_newer_file_than_the_database_expects_is_accepted(clinic: Clinic) -> None:
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    check_generation(clinic.restarted().open_with_password("nora", NORA_PASSWORD), expected=1)


def test_new_recovery_key_replaces_the_paper(clinic: Clinic) -> None:
    newer = new_recovery_key(SystemRandomness())
    old_public = clinic.vault.recovery_public_key
    clinic.vault.replace_recovery(clinic.dek, newer)
    with pytest.raises(InvalidInputError, match="replaced"):
        clinic.restarted().open_with_recovery(clinic.groups)
    assert clinic.restarted().open_with_recovery(newer.groups).dek == clinic.dek
    assert clinic.vault.recovery_public_key == newer.public_key() != old_public


def test_recovery_needs_no_keyring_and_enrolls_a_new_device(clinic: Clinic) -> None:
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    empty = InMemoryDeviceSecret(SystemRandomness())
    vault = Vault(clinic.path, empty, SystemRandomness(), CHEAP)
    opened = vault.open_with_recovery(clinic.groups)
    assert vault.new_device(opened.dek, NORA, "a new marble otter") == opened.generation + 1
    assert vault.open_with_password("nora", "a new marble otter").dek == clinic.dek
    assert vault.people() == (NORA,)
    vault.add_person(opened.dek, PRIYA, "another lantern fig")
    assert vault.open_with_password("priya", "another lantern fig").dek == clinic.dek
    with pytest.raises(SignInRefusedError):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)


def test_restore_on_the_same_computer_keeps_its_device_secret(clinic: Clinic, tmp_path: Path) -> None:
    restored = Vault(tmp_path / "restored.json", clinic.device, SystemRandomness(), CHEAP)
    opened = restored.create(DATABASE_ID, NORA, "a new marble otter", clinic.recovery, bytearray(clinic.dek))
    assert opened.dek == clinic.dek
    restored.discard_new(opened)  # the restore is given up: the running clinic must still open
    assert clinic.restarted().open_with_password("nora", NORA_PASSWORD).dek == clinic.dek


def test_cost_is_raised_at_sign_in_and_works_after(clinic: Clinic) -> None:
    dearer = KdfParameters(memory_kib=128, passes=2, lanes=1)
    assert clinic.restarted(dearer).open_with_password("nora", NORA_PASSWORD).generation == 1
    assert b'"memory_kib": 128' in clinic.path.read_bytes()
    assert b'"memory_kib": 128' in clinic.previous.read_bytes()
    assert clinic.restarted(dearer).open_with_password("nora", NORA_PASSWORD).dek == clinic.dek


def test_anchor_is_kept_with_the_keys(clinic: Clinic) -> None:
    clinic.vault.write_anchor(clinic.dek, AuditAnchor(41, "ab" * 32))
    opened = clinic.restarted().open_with_password("nora", NORA_PASSWORD)
    assert (opened.anchor, opened.generation) == (AuditAnchor(41, "ab" * 32), 1)


def test_no_secret_shows_in_what_is_printed_or_stored(clinic: Clinic) -> None:
    assert clinic.dek.hex() not in repr(clinic.opened) + repr(clinic.recovery)
    assert "bytearray" not in repr(clinic.opened)
    stored = clinic.path.read_bytes()
    assert bytes(clinic.dek) not in stored
    assert clinic.dek.hex().encode() not in stored
    assert NORA_PASSWORD.encode() not in stored


def test_a_clinic_that_could_not_be_made_leaves_no_secret_in_the_keyring(tmp_path: Path) -> None:
    secrets = InMemoryDeviceSecret(SystemRandomness())
    vault = Vault(tmp_path / "no-such-folder" / "keyslots.json", secrets, SystemRandomness(), CHEAP)
    with pytest.raises(StorageError):
        vault.create(DATABASE_ID, NORA, NORA_PASSWORD, new_recovery_key(SystemRandomness()))
    assert secrets.find(DATABASE_ID) is None


def test_no_copy_of_the_device_secret_outlives_a_change_of_slots(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent: list[bytearray] = []
    find = clinic.device.find

    def remembered(database_id: str) -> bytearray | None:
        secret = find(database_id)
        if secret is not None:
            lent.append(secret)
        return secret

    monkeypatch.setattr(clinic.device, "find", remembered)
    clinic.vault.add_person(clinic.dek, PRIYA, PRIYA_PASSWORD)
    clinic.vault.change_password(clinic.dek, PRIYA.user_id, NORA_PASSWORD)
    clinic.vault.open_with_password("nora", NORA_PASSWORD)
    assert lent
    assert not any(any(secret) for secret in lent)
