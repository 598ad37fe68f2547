"""What can be wrong with files and drives: each gets a sentence, nothing is lost, nothing is created by accident."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from app.core.errors import AlreadyOpenError, DamagedError, StorageError
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.cipher import RECORDS, open_encrypted
from app.models.store import Store
from app.security.actor import Role
from app.security.derive import records_key
from app.security.roles import Action, RecordKind
from tests.clinics import OpenClinic, found_clinic, open_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[OpenClinic]:
    made = open_clinic(tmp_path / "clinic")
    yield made
    made.close()


def fill(clinic: OpenClinic, rows: int = 200) -> None:
    with clinic.desk.act_system() as work:
        for number in range(rows):
            work.audit("note", detail=f"{number} " + "x" * 200)


def everything(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}


def reopened(clinic: OpenClinic, dek: bytearray | None = None) -> Store:
    return Store.open(clinic.folder, dek or clinic.dek, clinic.database_id)


def test_a_wrong_key_opens_nothing_and_changes_nothing(clinic: OpenClinic) -> None:
    clinic.close()
    before = everything(clinic.folder.root)
    with pytest.raises(DamagedError):
        reopened(clinic, bytearray(32))
    assert everything(clinic.folder.root) == before


@pytest.mark.parametrize("name", ["records.db", "patient_keys.db"])
@pytest.mark.parametrize("harm", ["empty", "text", "header", "half", "last page", "missing"])
def test_damaged_files_are_refused_and_left_as_they_are(clinic: OpenClinic, name: str, harm: str) -> None:
    fill(clinic)
    clinic.close()
    path = clinic.folder.root / name
    data = path.read_bytes()
    harmed = {"empty": b"", "text": b"shopping list\n" * 500, "header": bytes(100) + data[100:],
              "half": data[: len(data) // 8192 * 4096], "last page": data[:-4096], "missing": None}[harm]
    if harmed is None:
        path.unlink()
    else:
        path.write_bytes(harmed)
    before = everything(clinic.folder.root)

    def use() -> None:
        store = reopened(clinic)
        try:
            if not store.check():
                raise DamagedError("found by the check")
        finally:
            store.close()

    with pytest.raises(DamagedError):
        use()
    assert everything(clinic.folder.root).get(name) == before.get(name)


def test_every_flipped_bit_is_found(clinic: OpenClinic) -> None:
    fill(clinic)
    clinic.close()
    path = clinic.folder.records
    data, chance = path.read_bytes(), random.Random(11)
    for _ in range(60):
        harmed = bytearray(data)
        harmed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(harmed)
        try:
            store = reopened(clinic)
        except DamagedError:
            continue
        sound = store.check()
        store.close()
        assert not sound
    path.write_bytes(data)
    clinic.reopen()


def test_swapped_pages_are_found(clinic: OpenClinic) -> None:
    fill(clinic)
    clinic.close()
    data = bytearray(clinic.folder.records.read_bytes())
    pages = len(data) // 4096
    one, other = 4096 * (pages - 2), 4096 * (pages - 1)
    data[one:one + 4096], data[other:other + 4096] = data[other:other + 4096], data[one:one + 4096]
    clinic.folder.records.write_bytes(data)
    try:
        store = reopened(clinic)
    except DamagedError:
        return
    sound = store.check()
    store.close()
    assert not sound


def test_another_clinics_file_is_refused(clinic: OpenClinic, tmp_path: Path) -> None:
    other = open_clinic(tmp_path / "other", seed=5)
    other.close()
    clinic.close()
    clinic.folder.records.write_bytes(other.folder.records.read_bytes())
    with pytest.raises(DamagedError):
        reopened(clinic)
    with pytest.raises(DamagedError, match="another clinic"):
        Store.open(clinic.folder, other.dek, clinic.database_id)


def test_records_of_a_newer_app_are_refused(clinic: OpenClinic) -> None:
    clinic.close()
    raw = open_encrypted(clinic.folder.records, records_key(clinic.dek), RECORDS)
    raw.execute("PRAGMA user_version=99")
    raw.close()
    with pytest.raises(DamagedError, match="newer version"):
        reopened(clinic)


def test_creating_never_overwrites(clinic: OpenClinic) -> None:
    before = everything(clinic.folder.root)
    with pytest.raises(DamagedError):
        open_clinic(clinic.folder.root)
    assert everything(clinic.folder.root) == before


def test_a_second_process_is_refused_in_words(clinic: OpenClinic) -> None:
    with pytest.raises(AlreadyOpenError, match="already open"):
        reopened(clinic)
    program = f"""
        from app.core.paths import DataFolder
        from app.models.store import Store
        from pathlib import Path
        try:
            Store.open(DataFolder(Path({str(clinic.folder.root)!r})), bytearray.fromhex({clinic.dek.hex()!r}),
                       {clinic.database_id!r})
        except Exception as error:
            print(type(error).__name__)
    """
    assert run(program) == "AlreadyOpenError"


def run(program: str) -> str:
    """Run ``program`` in another process; return what it printed."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60,
                          check=False, cwd=Path(__file__).parents[2])
    return done.stdout.strip() or done.stderr.strip()[-300:]


def test_a_full_disk_loses_nothing_that_was_saved(clinic: OpenClinic) -> None:
    fill(clinic, 5)
    clinic.close()
    program = f"""
        import resource, signal
        from pathlib import Path
        from tests.clinics import CLINIC, SESSION
        from tests.fakes import FixedClock, SeededRandomness
        from app.core.paths import DataFolder
        from app.models.store import Store
        from app.services.desk import Desk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        folder = DataFolder(Path({str(clinic.folder.root)!r}))
        desk = Desk(FixedClock(), SeededRandomness(), folder, "Test")
        store = Store.open(folder, bytearray.fromhex({clinic.dek.hex()!r}), {clinic.database_id!r})
        desk.attach(store, SESSION, CLINIC)
        size = folder.records.stat().st_size + 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        saved = 0
        try:
            for _ in range(10_000):
                with desk.act_system() as work:
                    work.audit("note", detail="x" * 2000)
                saved += 1
        except Exception as error:
            print(type(error).__name__, saved)
    """
    name, saved = run(program).split()
    assert name == "StorageError"
    clinic.reopen()
    with clinic.desk.act_system() as work:
        assert work.session.scalar(select(func.count()).select_from(AuditEntry)) == 5 + int(saved)
    assert clinic.desk.store.check()


def test_a_full_database_raises_a_sentence_and_works_again(clinic: OpenClinic) -> None:
    raw = clinic.desk.store._raw
    raw.set_authorizer(None)
    raw.execute("PRAGMA max_page_count=1").fetchall()
    with pytest.raises(StorageError, match="disk is full"):
        fill(clinic, 400)
    raw.execute("PRAGMA max_page_count=100000").fetchall()
    fill(clinic, 3)
    with clinic.desk.act_system() as work:
        assert work.session.scalar(select(func.count()).select_from(AuditEntry)) == 3


@pytest.mark.skipif(os.name != "posix", reason="file permissions are POSIX here")
def test_a_read_only_folder_is_refused_in_words(clinic: OpenClinic) -> None:
    clinic.close()
    with tempfile.TemporaryDirectory() as outer:  # pytest's own folders are closed to other accounts
        root = Path(outer) / "clinic"
        shutil.copytree(clinic.folder.root, root)
        before = everything(root)
        for path, mode in ((Path(outer), 0o755), *((file, 0o444) for file in root.iterdir()), (root, 0o555)):
            path.chmod(mode)
        program = f"""
            import os
            from app.core.paths import DataFolder
            from app.models.store import Store
            from pathlib import Path
            if os.geteuid() == 0:
                os.setuid(65534)  # root may write anywhere
            try:
                Store.open(DataFolder(Path({str(root)!r})), bytearray.fromhex({clinic.dek.hex()!r}),
                           {clinic.database_id!r})
            except Exception as error:
                print(type(error).__name__, error)
        """
        said = run(program)
        root.chmod(0o700)
        assert said.startswith("StorageError")
        assert "read-only" in said
        assert everything(root) == before


def test_an_upgrade_keeps_a_copy_and_puts_the_triggers_back(clinic: OpenClinic,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    fill(clinic, 3)
    clinic.close()
    raw = open_encrypted(clinic.folder.records, records_key(clinic.dek), RECORDS)
    for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    raw.close()
    with pytest.raises(DamagedError, match="protection"):
        reopened(clinic)
    monkeypatch.setattr("app.models.store.is_current", lambda _connection: False)  # as after a batch migration
    reopened(clinic).close()
    monkeypatch.undo()
    clinic.reopen()
    assert (clinic.folder.root / "records.db.before-upgrade").stat().st_size > 0


def test_the_migrations_make_the_tables_the_code_expects(clinic: OpenClinic) -> None:
    with clinic.desk.store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_killed_while_writing_nothing_acknowledged_is_lost(clinic: OpenClinic) -> None:
    clinic.close()
    program = f"""
        import os, sys
        from pathlib import Path
        from tests.clinics import CLINIC, SESSION
        from tests.fakes import FixedClock, SeededRandomness
        from app.core.paths import DataFolder
        from app.models.store import Store
        from app.services.desk import Desk
        folder = DataFolder(Path({str(clinic.folder.root)!r}))
        desk = Desk(FixedClock(), SeededRandomness(), folder, "Test")
        store = Store.open(folder, bytearray.fromhex({clinic.dek.hex()!r}), {clinic.database_id!r})
        desk.attach(store, SESSION, CLINIC)
        for number in range(10_000):
            with desk.act_system() as work:
                work.audit("note", detail="x" * 500)
            print(number + 1, flush=True)
    """
    acknowledged = 0
    for _round in range(3):
        with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True,
                              cwd=Path(__file__).parents[2]) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(random.Random(_round).randrange(5, 40))]
            child.kill()
        acknowledged += int(lines[-1])
        clinic.reopen()
        with clinic.desk.act_system() as work:
            kept = work.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        assert kept >= acknowledged
        assert clinic.desk.store.check()
        acknowledged = kept
        clinic.close()


def test_a_corrupt_key_slot_file_falls_back_to_the_one_before(tmp_path: Path) -> None:
    clinic = found_clinic(tmp_path / "clinic")
    clinic.sign_in()
    clinic.access.lock("F9")
    for harm in (b"", b"{", b"\xff" * 300):
        clinic.folder.keyslots.write_bytes(harm)
        clinic.start_app()
        clinic.sign_in()
        clinic.access.lock("F9")


def test_no_record_reaches_the_message_of_an_error(clinic: OpenClinic) -> None:
    actor = clinic.actor(Role.FRONT_DESK)

    def fail() -> None:
        with clinic.desk.act(actor, Action.VIEW, RecordKind.PATIENT) as work:
            work.session.execute(text("INSERT INTO clinic_version (name) VALUES (:name)"), {"name": "Mariana Ortega"})

    with pytest.raises(Exception, match="clinic_version") as caught:
        fail()
    assert "Mariana" not in str(caught.value)
