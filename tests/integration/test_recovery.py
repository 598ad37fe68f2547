"""The recovery key: a way in without account or keyring, loudly audited, and followed by a new key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import (
    DamagedError,
    InvalidInputError,
    KeyringError,
    PermissionDeniedError,
    ProofNeededError,
    SignInRefusedError,
)
from app.models.audit import AuditEntry
from app.security.device_secret import InMemoryDeviceSecret
from app.services.public_keys import read_public_keys
from app.services.views.people import PasswordStep
from tests.clinics import PASSWORD, FoundClinic, found_clinic
from tests.fakes import SeededRandomness

REASON = "The only administrator is in hospital."


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    yield made
    made.access.lock("end of the test")


def events(clinic: FoundClinic) -> list[str]:
    with clinic.desk.act_system() as work:
        return list(work.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def test_it_opens_without_an_account_and_says_so_loudly(clinic: FoundClinic) -> None:
    with pytest.raises(InvalidInputError):
        clinic.recovery.open_with_recovery_key(clinic.recovery_key, "  ")
    actor = clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    assert actor.is_recovery
    assert clinic.recovery.renewal_due() is not None
    with clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "emergency_access")).one()
    assert REASON in row.detail
    given = clinic.recovery.reset_person(actor, next(p.user_id for p in clinic.staff.list(actor)))
    clinic.access.lock("F9")
    assert clinic.access.enter_password("ana", given.password).step is PasswordStep.ENROL


def test_its_proof_is_the_paper_itself_and_runs_out(clinic: FoundClinic) -> None:
    actor = clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    clinic.clock.advance(minutes=16)
    with pytest.raises(ProofNeededError):
        clinic.recovery.renew_recovery_key(actor)
    with pytest.raises(SignInRefusedError, match="recovery key again"):
        clinic.access.prove(actor, PASSWORD)


@pytest.mark.parametrize("typed", ["", "AAAA", "not a key at all", "1" * 2000])
def test_a_mistyped_key_opens_nothing(clinic: FoundClinic, typed: str) -> None:
    with pytest.raises(InvalidInputError):
        clinic.recovery.open_with_recovery_key(typed, REASON)
    assert clinic.desk.open_store is None


def test_a_new_key_makes_the_old_paper_useless(clinic: FoundClinic) -> None:
    actor = clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    slots = clinic.folder.keyslots.read_bytes()
    groups = clinic.recovery.renew_recovery_key(actor)
    assert clinic.recovery.renewal_due() is None
    public = read_public_keys(clinic.folder.public_keys).recovery
    clinic.access.lock("F9")
    with pytest.raises(InvalidInputError):
        clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    new = clinic.folder.keyslots.read_bytes()
    clinic.folder.keyslots.write_bytes(slots)
    clinic.start_app()
    with pytest.raises(DamagedError):
        clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    clinic.folder.keyslots.write_bytes(new)
    clinic.recovery.open_with_recovery_key(" ".join(groups), REASON)
    assert public == clinic.box.vault.recovery_public_key


def test_a_key_typed_back_before_it_counts_is_the_one_that_opens(clinic: FoundClinic) -> None:
    shown = clinic.setup.new_recovery_groups()
    actor = clinic.sign_in()
    assert clinic.recovery.renew_recovery_key(actor, clinic.recovery_key, shown) == shown
    clinic.access.lock("F9")
    assert clinic.recovery.open_with_recovery_key(" ".join(shown), REASON).is_recovery


def test_a_lost_keyring_entry_is_made_again(clinic: FoundClinic) -> None:
    clinic.keyring = InMemoryDeviceSecret(SeededRandomness(5))
    clinic.start_app()
    with pytest.raises(KeyringError):
        clinic.access.enter_password("ana", PASSWORD)
    actor = clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    (ana,) = clinic.staff.list(actor)
    enrolled = clinic.recovery.new_device(actor, ana.user_id, "violet harbor ninety")
    assert enrolled.without_password == ()
    clinic.access.lock("F9")
    clinic.start_app()
    clinic.access.enter_password("ana", "violet harbor ninety")
    clinic.access.enter_code(clinic.code())
    assert "device_enrolled" in events(clinic)


def test_only_the_recovery_key_enrolls_a_device(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    with pytest.raises(PermissionDeniedError):
        clinic.recovery.new_device(actor, actor.user_id, "violet harbor ninety")


def test_an_older_copy_of_the_records_opens_with_the_recovery_key_alone_and_is_noted(clinic: FoundClinic) -> None:
    older = clinic.folder.records.read_bytes()
    clinic.sign_in()
    clinic.access.lock("F9")
    clinic.folder.records.write_bytes(older)
    with pytest.raises(DamagedError):
        clinic.access.enter_password("ana", PASSWORD)
    clinic.recovery.open_with_recovery_key(clinic.recovery_key, REASON)
    assert "older_records" in events(clinic)


def test_public_keys_are_written_again(clinic: FoundClinic) -> None:
    before = read_public_keys(clinic.folder.public_keys)
    clinic.folder.public_keys.write_text("{}")
    clinic.folder.public_keys.with_name("public.json.prev").unlink(missing_ok=True)
    clinic.sign_in()
    assert read_public_keys(clinic.folder.public_keys) == before


def test_passwords_only_is_a_choice_by_name_and_stays_visible(tmp_path: Path) -> None:
    clinic = FoundClinic(tmp_path / "clinic", found_clinic(tmp_path / "other").clock, SeededRandomness(8),
                         InMemoryDeviceSecret(SeededRandomness(8)))
    clinic.recovery_groups = clinic.setup.new_recovery_groups()
    clinic.enrolment = clinic.setup.new_enrolment("ana", "Lakeview")
    clinic.setup.finish(clinic.answers(passwords_only=True))
    assert clinic.keyring._secrets == {}
    clinic.sign_in()
    assert clinic.settings.get().passwords_only
    assert "passwords_only" in events(clinic)
    clinic.access.lock("F9")
    with pytest.raises(SignInRefusedError):
        clinic.access.enter_password("ana", "wrong password here")
