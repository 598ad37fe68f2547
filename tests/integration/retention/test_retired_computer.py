"""A retired computer opens nothing any more, not even a copy of its own files; the records live on in the backup."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.bootstrap import ServiceDoor
from app.core.errors import InvalidInputError, KnownError, LockedError, StorageError
from app.documents.verify import verify
from app.services.clinic_keys import KeyPurpose, current_key
from app.services.start_state import start_state
from app.services.views.oversight import AuditFilter
from app.services.views.people import DataState
from app.services.views.retention import DeviceFacts
from tests.demo_clinic import PASSWORD
from tests.integration.retention.office import Office

FACTS = DeviceFacts("Framework Laptop 13", "FRAGACCP61", "Handed to Halsted Recycling for shredding.")


@pytest.fixture
def ready(office: Office) -> Office:
    """The demo with a folder for backups and a recovery key the test knows."""
    office.new_recovery_key()
    office.backup()
    actor = office.sign_in("rosa")
    settings = replace(office.services.settings.get(), backup_folder=str(office.drive))
    office.services.settings.change(actor, settings)
    return office


def test_nothing_opens_it_any_more_and_the_certificate_says_what_was_done(ready: Office, tmp_path: Path) -> None:
    root, target = ready.demo.folder.root, tmp_path / "certificate.pdf"
    actor = ready.sign_in("rosa")
    with ready.services.desk.act_system() as work:
        ca = current_key(work.session, KeyPurpose.CA).public
    shutil.copytree(root, tmp_path / "thief")
    ready.services.retirement.retire(actor, FACTS, target)
    assert [path.name for path in root.iterdir()] in ([], ["logs"])
    assert start_state(ready.demo.folder).state is DataState.EMPTY
    with pytest.raises(LockedError):
        ready.services.patients.search(actor, "ortega")
    found = verify(target.read_bytes(), ca, ready.demo.clock.now())
    assert found.valid
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(target.read_bytes())).pages)
    for words in ("Certificate of sanitization", *vars(FACTS).values(), "Rosa Mendes", "Cryptographic erase", "Purge"):
        assert words.replace(" ", "") in "".join(text.split()), words
    shutil.copytree(tmp_path / "thief", root, dirs_exist_ok=True)  # a copy of all its files, put back
    ready.start()
    with pytest.raises(KnownError):
        ready.services.access.enter_password("rosa", PASSWORD)


def test_the_records_live_on_in_the_backup(ready: Office, tmp_path: Path) -> None:
    ready.services.retirement.retire(ready.sign_in("rosa"), FACTS, tmp_path / "certificate.pdf")
    newest = ready.services.restore.inspect(ready.drive)[0].path
    services = ServiceDoor(ready.demo.ports())()
    services.restore.restore(newest, ready.recovery, "rosa", "seven copper lanterns")
    ready.demo.clock.advance(minutes=1)
    services.access.enter_password("rosa", "seven copper lanterns")
    actor = services.access.enter_code(ready.demo.code("rosa"))
    assert services.patients.search(actor, "ortega")
    assert "Retired this computer" in {row.action for row in services.audit.page(actor, AuditFilter(), limit=200).rows}
    services.access.lock("end")


@pytest.mark.parametrize("change", ["no drive", "inside", "waiting", "no target", "no serial"])
def test_nothing_is_destroyed_when_something_is_missing(ready: Office, tmp_path: Path, change: str) -> None:
    actor, target, facts = ready.sign_in("rosa"), tmp_path / "certificate.pdf", FACTS
    if change == "no drive":
        ready.drive.rename(tmp_path / "away")
    elif change == "inside":
        target = ready.demo.folder.root / "certificate.pdf"
    elif change == "waiting":
        (ready.demo.folder.outbox / "abc.item").write_bytes(b"sealed")
    elif change == "no target":
        target = tmp_path / "not there" / "certificate.pdf"
    else:
        facts = DeviceFacts("Framework Laptop 13", " ", "Recycled")
    with pytest.raises((InvalidInputError, StorageError)):
        ready.services.retirement.retire(actor, facts, target)
    assert start_state(ready.demo.folder).state is DataState.READY
    assert ready.services.patients.search(ready.sign_in("rosa"), "ortega")
