"""The key-slot file under damage and forgery: damage falls back to the previous copy, forgery opens nothing."""

import base64
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.core.errors import DamagedError, SignInRefusedError, StorageError
from app.security import keyslots
from app.security.keyslots import AuditAnchor, KeySlotFile
from app.security.vault import Vault
from tests.unit.security.helpers import DATABASE_ID, NORA, NORA_PASSWORD, PRIYA, PRIYA_PASSWORD, Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    made = Clinic(tmp_path)
    made.vault.add_person(made.dek, PRIYA, PRIYA_PASSWORD)
    return made


def opens(vault: Vault) -> bool:
    return vault.open_with_password("nora", NORA_PASSWORD).user_id == NORA.user_id


def test_every_damage_falls_back_to_the_previous_copy(clinic: Clinic) -> None:
    good = clinic.path.read_bytes()
    chance = random.Random(7)
    damages = [b"", bytes(len(good)), b"{}", b"[" * 100_000, b"hello", good[: len(good) // 2], good + b"x", good * 400]
    for _ in range(150):
        position = chance.randrange(len(good))
        flipped = good[position] ^ (1 << chance.randrange(8))
        damages.append(good[:position] + bytes([flipped]) + good[position + 1 :])
    for damage in damages:
        clinic.path.write_bytes(damage)
        assert opens(clinic.restarted())
    clinic.path.unlink()
    assert opens(clinic.restarted())


def test_both_copies_gone_or_damaged_is_said_plainly(clinic: Clinic) -> None:
    clinic.path.write_bytes(b"nonsense")
    clinic.previous.unlink()
    with pytest.raises(DamagedError, match="damaged"):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)
    clinic.path.unlink()
    with pytest.raises(DamagedError, match="missing"):
        clinic.restarted().people()
    clinic.path.mkdir()
    with pytest.raises(StorageError, match="could not be read"):
        clinic.restarted().people()


def test_a_damaged_file_never_replaces_the_good_previous_copy(clinic: Clinic) -> None:
    clinic.path.write_bytes(b"nonsense")
    clinic.vault.write_anchor(clinic.dek, AuditAnchor(5, "cd" * 32))
    clinic.path.write_bytes(b"nonsense again")
    assert opens(clinic.restarted())


def test_an_anchor_keeps_what_was_there_as_previous_copy(clinic: Clinic) -> None:
    before = clinic.path.read_bytes()
    clinic.vault.write_anchor(clinic.dek, AuditAnchor(5, "cd" * 32))
    assert clinic.previous.read_bytes() == before != clinic.path.read_bytes()


def forge(clinic: Clinic, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the body and put a right checksum on it, as somebody with the file and a text editor would."""
    document = json.loads(clinic.path.read_bytes())
    change(document["body"])
    body = msgspec.convert(document["body"], keyslots.KeySlots)
    document["sha256"] = keyslots._checksum(body, base64.b64decode(document["mac"]))
    data = json.dumps(document).encode()
    clinic.path.write_bytes(data)
    clinic.previous.write_bytes(data)


def swap_wrapped(body: dict[str, Any]) -> None:
    first, second = body["people"]
    for part in ("salt", "nonce", "wrapped"):
        first[part], second[part] = second[part], first[part]


def inject(body: dict[str, Any]) -> None:
    body["people"].append({**body["people"][1], "slot_id": "ghost", "user_name": "ghost"})


def rename_clinic(body: dict[str, Any]) -> None:
    body["database_id"] = "another-clinic"


def cheaper(body: dict[str, Any]) -> None:
    body["people"][0]["kdf"]["memory_kib"] = 8


def newer_generation(body: dict[str, Any]) -> None:
    body["generation"] = 99


def retitle(body: dict[str, Any]) -> None:
    body["people"][1]["title"] = "Owner"


def drop_person(body: dict[str, Any]) -> None:
    del body["people"][1]


def forget_anchor(body: dict[str, Any]) -> None:
    body["anchor"] = {"sequence": 1, "head": "00" * 32}


def password_only(body: dict[str, Any]) -> None:
    body["binding"] = "password-only"


@pytest.mark.parametrize("change", [inject, newer_generation, retitle, drop_person, forget_anchor])
def test_forgery_that_still_unwraps_is_found_by_the_mac(
    clinic: Clinic, change: Callable[[dict[str, Any]], None]
) -> None:
    forge(clinic, change)
    with pytest.raises(DamagedError, match="changed by something other"):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)
    with pytest.raises(DamagedError, match="changed by something other"):
        clinic.restarted().open_with_recovery(clinic.groups)


@pytest.mark.parametrize("change", [swap_wrapped, cheaper, password_only])
def test_forgery_of_what_a_slot_is_bound_to_does_not_unwrap(
    clinic: Clinic, change: Callable[[dict[str, Any]], None]
) -> None:
    forge(clinic, change)
    with pytest.raises(SignInRefusedError):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)


def test_a_slot_of_another_clinic_does_not_unwrap(clinic: Clinic) -> None:
    forge(clinic, rename_clinic)
    secret = clinic.device.find(DATABASE_ID)
    clinic.device.create("another-clinic")
    clinic.device._secrets["another-clinic"] = bytes(secret or b"")  # type: ignore[attr-defined]  # even with its secret
    with pytest.raises(SignInRefusedError):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)


@pytest.mark.parametrize("doubled", ["slot_id", "user_name"])
def test_two_slots_with_one_name_are_no_key_file(clinic: Clinic, doubled: str) -> None:
    def double(body: dict[str, Any]) -> None:
        body["people"][1][doubled] = body["people"][0][doubled]

    forge(clinic, double)
    with pytest.raises(DamagedError, match="damaged"):
        clinic.restarted().people()


@pytest.mark.parametrize("memory", [10**9, 0, -5])
def test_absurd_costs_are_refused_before_any_work(clinic: Clinic, memory: int) -> None:
    document = json.loads(clinic.path.read_bytes())
    document["body"]["people"][0]["kdf"]["memory_kib"] = memory
    for path in (clinic.path, clinic.previous):
        path.write_bytes(json.dumps(document).encode())
    with pytest.raises(DamagedError):
        clinic.restarted().open_with_password("nora", NORA_PASSWORD)


def test_a_newer_format_asks_for_an_update(clinic: Clinic) -> None:
    forge(clinic, lambda body: body.update(version=2))
    with pytest.raises(DamagedError, match="newer version"):
        clinic.restarted().people()


def test_files_are_readable_by_their_owner_alone(clinic: Clinic) -> None:
    assert {path.stat().st_mode & 0o777 for path in (clinic.path, clinic.previous)} == {0o600}


def test_exists_sees_either_copy(clinic: Clinic, tmp_path: Path) -> None:
    assert not KeySlotFile(tmp_path / "other.json").exists
    clinic.path.unlink()
    assert clinic.vault.exists
