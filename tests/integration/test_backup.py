"""Backups and restores on real files: whatever is wrong with a backup, the records stay what they were."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.errors import DamagedError, InvalidInputError, KnownError, StorageError
from app.models.audit import AuditEntry
from app.models.settings import BackupRun
from app.security.device_secret import InMemoryDeviceSecret
from tests.clinics import FoundClinic, found_clinic, unfounded_clinic
from tests.fakes import SeededRandomness

NEW_PASSWORD = "violet harbor ninety"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    (tmp_path / "drive").mkdir()
    yield made
    made.access.lock("end of the test")


def add_patient_key(clinic: FoundClinic, patient_id: str) -> bytes:
    with clinic.desk.act_system() as work:
        work.keys.new(patient_id)
        return work.keys.encrypt(patient_id, b"answers", "answers")


def make_backup(clinic: FoundClinic, drive: Path) -> Path:
    actor = clinic.sign_in()
    add_patient_key(clinic, "patient-1")
    clinic.backup.run(actor, drive)
    clinic.access.lock("F9")
    return clinic.restore.inspect(drive)[0].path


def bare_machine(clinic: FoundClinic, root: Path) -> FoundClinic:
    """Another computer: no folder, an empty keyring."""
    randomness = SeededRandomness(77)
    bare = FoundClinic(root, clinic.clock, randomness, InMemoryDeviceSecret(randomness))
    bare.recovery_groups, bare.enrolment = clinic.recovery_groups, clinic.enrolment
    return bare


def content(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_backup_is_recorded_with_its_age(clinic: FoundClinic, tmp_path: Path) -> None:
    actor = clinic.sign_in()
    clinic.settings.change(actor, replace(clinic.settings.get(), backup_folder=str(tmp_path / "drive")))
    assert clinic.backup.due(actor)
    result = clinic.backup.run(actor)
    assert result.rows > 0
    assert not clinic.backup.due(actor)
    assert not clinic.backup.status(actor).late
    clinic.clock.advance(hours=25)
    assert clinic.backup.status(actor).late
    assert clinic.backup.due(actor)


def test_nothing_readable_lies_on_the_drive(clinic: FoundClinic, tmp_path: Path) -> None:
    make_backup(clinic, tmp_path / "drive")
    for name, data in content(tmp_path / "drive").items():
        for word in (b"Torres", b"Lakeview", b"SQLite format 3", b"patient-1"):  # shorter ones turn up by chance
            assert word not in data, name


def test_a_drive_holds_dated_snapshots_and_one_key_file(clinic: FoundClinic, tmp_path: Path) -> None:
    make_backup(clinic, tmp_path / "drive")
    actor = clinic.sign_in()
    clinic.backup.run(actor, tmp_path / "drive")
    (folder,) = (tmp_path / "drive").iterdir()
    assert len(list(folder.glob("records-*.db"))) == 2
    assert len(list(folder.glob("patient-keys-*.db"))) == 1
    assert [run.path.exists() for run in clinic.restore.inspect(tmp_path / "drive")] == [True, True]
    assert list(folder.glob(".*")) == []


def test_a_bare_machine_needs_the_backup_and_the_recovery_key_alone(clinic: FoundClinic, tmp_path: Path) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    bare = bare_machine(clinic, tmp_path / "new computer")
    checked = bare.restore.check(path, clinic.recovery_key)
    assert checked.needs_password
    assert [person.user_name for person in checked.administrators] == ["Ana"]
    assert not bare.root.exists()
    result = bare.restore.restore(path, clinic.recovery_key, "ana", NEW_PASSWORD)
    assert result.without_password == ()
    bare.clock.advance(minutes=1)
    bare.access.enter_password("ana", NEW_PASSWORD)
    actor = bare.access.enter_code(bare.code())
    with bare.desk.act_system() as work:
        assert work.session.scalars(select(BackupRun.kind)).all() == ["restore"]
        assert "backup.restore" in set(work.session.scalars(select(AuditEntry.event)))
        blob = work.keys.encrypt("patient-1", b"again", "answers")
        assert work.keys.decrypt("patient-1", blob, "answers") == b"again"
    assert bare.audit.verify(actor, lambda _done, _all: None, lambda: False).ok
    bare.access.lock("F9")
    bare.access.unlock_with_recovery_code("ana", result.recovery_codes[0])


def test_restoring_on_the_same_computer_keeps_passwords_and_the_old_files(clinic: FoundClinic, tmp_path: Path) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    clinic.sign_in()
    add_patient_key(clinic, "patient-2")
    with clinic.desk.act_system() as work:
        work.keys.destroy("patient-1")
    clinic.access.lock("F9")
    assert not clinic.restore.check(path, clinic.recovery_key).needs_password
    result = clinic.restore.restore(path, clinic.recovery_key)
    assert (Path(result.kept_aside) / "records.db").exists()
    clinic.sign_in()
    assert not clinic.desk.store.patient_keys.has("patient-1"), "a destroyed key must not come back"
    assert clinic.desk.store.patient_keys.has("patient-2")


def test_damaged_records_are_restored_over(clinic: FoundClinic, tmp_path: Path) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    clinic.folder.records.write_bytes(b"")
    with pytest.raises(DamagedError):
        clinic.sign_in()
    clinic.restore.restore(path, clinic.recovery_key)
    clinic.sign_in()
    assert clinic.desk.store.check()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[random.Random(4).randrange(5000, len(data))] ^= 1
    path.write_bytes(data)


def _text(path: Path) -> None:
    path.write_text("shopping list")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [_cut, _flip, _text, _empty, _remove])
@pytest.mark.parametrize("which", ["records-*.db", "patient-keys-*.db", "patient-keys.manifest.json"])
def test_a_damaged_backup_changes_nothing(clinic: FoundClinic, tmp_path: Path, harm: Callable[[Path], None],
                                          which: str) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    harm(next(path.parent.glob(which)))
    bare = bare_machine(clinic, tmp_path / "new computer")
    with pytest.raises(KnownError):
        bare.restore.restore(path, clinic.recovery_key, "ana", NEW_PASSWORD)
    assert not bare.root.exists()
    assert bare.keyring._secrets == {}
    assert not list(tmp_path.glob(".new computer*"))


@pytest.mark.parametrize("field", ["audit_sequence", "created_at", "device", "tables", "schema"])
def test_an_edited_manifest_is_noticed(clinic: FoundClinic, tmp_path: Path, field: str) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    whole = json.loads(path.read_text())
    changed = {"audit_sequence": 1, "created_at": "2020-01-01T00:00:00+00:00", "device": "Other", "tables": [],
               "schema": 0}
    whole["body"][field] = changed[field]
    path.write_text(json.dumps(whole))
    with pytest.raises(DamagedError):
        clinic.restore.check(path, clinic.recovery_key)


def test_a_wrong_recovery_key_and_another_clinic_are_told_apart(clinic: FoundClinic, tmp_path: Path) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    other = unfounded_clinic(tmp_path / "other", clinic.clock, seed=9)
    with pytest.raises(InvalidInputError, match="does not open"):
        clinic.restore.check(path, other.recovery_key)
    other.recovery_groups = clinic.recovery_groups
    other.setup.finish(other.answers())
    before = content(other.root)
    with pytest.raises(DamagedError, match="another clinic"):
        other.restore.restore(path, clinic.recovery_key)
    assert content(other.root) == before


def test_a_folder_without_a_backup_says_so(clinic: FoundClinic, tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="No backup"):
        clinic.restore.inspect(tmp_path / "drive")


@pytest.mark.parametrize("place", ["gone", "clinic"])
def test_a_missing_drive_or_a_folder_among_the_records_is_refused(clinic: FoundClinic, tmp_path: Path,
                                                                  place: str) -> None:
    actor = clinic.sign_in()
    with pytest.raises((StorageError, InvalidInputError)):
        clinic.backup.run(actor, tmp_path / place)


def test_a_failed_backup_leaves_the_last_good_one(clinic: FoundClinic, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    before = content(tmp_path / "drive")

    def fail(*_arguments: object, **_options: object) -> None:
        raise DamagedError("did not read back")

    actor = clinic.sign_in()
    monkeypatch.setattr("app.services.backup.examine", fail)
    with pytest.raises(DamagedError):
        clinic.backup.run(actor, tmp_path / "drive")
    clinic.access.lock("F9")
    kept = content(tmp_path / "drive")
    assert {name for name in before if "records-" in name} == {name for name in kept if "records-" in name}
    clinic.restore.check(path, clinic.recovery_key)


def test_a_move_that_fails_half_way_is_taken_back(clinic: FoundClinic, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_backup(clinic, tmp_path / "drive")
    before = content(clinic.root)
    real, calls = Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StorageError):
        clinic.restore.restore(path, clinic.recovery_key)
    monkeypatch.undo()
    assert {name: data for name, data in content(clinic.root).items() if "throttle" not in name} == {
        name: data for name, data in before.items() if "throttle" not in name}
    clinic.sign_in()


def test_the_newest_recovery_key_opens_every_backup_in_reach(clinic: FoundClinic, tmp_path: Path) -> None:
    old = make_backup(clinic, tmp_path / "drive")
    actor = clinic.sign_in()
    groups = clinic.recovery.renew_recovery_key(actor, clinic.recovery_key)
    assert clinic.recovery.old_key_opens(actor)
    clinic.backup.run(actor, tmp_path / "drive")
    clinic.access.lock("F9")
    newest = clinic.restore.inspect(tmp_path / "drive")[0].path
    for path in (newest, old):
        clinic.restore.check(path, "-".join(groups))
        with pytest.raises(InvalidInputError):
            clinic.restore.check(path, clinic.recovery_key)
    assert clinic.recovery.old_key_opens(clinic.sign_in()) == ()
