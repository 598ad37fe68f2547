"""After a disposal nothing of that patient can be read, live, in backups or beside them; the next record is whole."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pypdf import PdfReader
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from app.bootstrap import Ports, ServiceDoor
from app.core.errors import NotFoundError
from app.core.paths import DataFolder
from app.documents.verify import verify
from app.models.base import Base
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.security.device_secret import InMemoryDeviceSecret
from app.security.recovery_key import parse_recovery_key
from app.services.backup_set import read_manifest, unseal
from app.services.clinic_keys import KeyPurpose, current_key
from app.services.registry import Services
from app.services.sealing_documents import PURPOSE as DOCUMENT
from app.services.submission_records import PURPOSE as ANSWERS
from app.services.views.oversight import StaffDraft
from app.services.views.registers import NewPhoneNote
from tests.canaries import found_in
from tests.clinics import KDF
from tests.fakes import SeededRandomness
from tests.integration.retention.office import Office
from tests.integration.retention.pages import plain_log, plain_pages

WORDS = ("Wilhelmina", "Quillfeather", "wilhelmina", "quillfeather", "+17735550917", "7735550917", "5550917",
         "Xanthelasma above the lids", "Zephyrine asked about aftercare", "Subpoena of the Ravenscroft case",
         "Half a sentence about Ottoline")
OTHER_WORDS = "Benedict wants softer lines"
NEW_PASSWORD = "seven copper lanterns"


class Scene:
    """A clinic with two patients, two backups, files a restore left aside, a drive that is away, seven years gone."""

    def __init__(self, office: Office, places: Path) -> None:
        self.office, self.folder, self.places = office, office.demo.folder, places
        office.new_recovery_key()
        self.victim = office.patient("Wilhelmina", "Quillfeather", "(773) 555-0917", WORDS[7])
        self.other = office.patient("Benedict", "Oakenshaw", "(773) 555-0655", OTHER_WORDS)
        self._leave_words()
        self.number = office.services.retention.review(office.sign_in("judith"), self.victim).record_number
        self.key, self.other_key = office.key_of(self.victim), office.key_of(self.other)
        self.first = office.backup()
        office.backup(places / "removed drive")  # the restore below forgets this one; the key file does not
        shutil.move(places / "removed drive", places / "in the safe")
        self._restore_and_lie_around()
        self.second = office.backup()
        office.years_go_by()
        self.record_key, self.keys_key = office.database_keys()

    def _leave_words(self) -> None:
        services = self.office.services
        desk = self.office.sign_in("elena")
        services.phone_notes.add(desk, NewPhoneNote(self.victim, self.office.demo.clock.now(), "The patient", WORDS[8]))
        officer = self.office.sign_in("judith")
        hold = services.retention.set_hold(officer, self.victim, WORDS[9])
        services.retention.release_hold(officer, self.victim, hold, WORDS[9])
        services.drafts.keep(officer, StaffDraft("hold", self.victim, self.office.demo.clock.now(),
                                                 (("reason", WORDS[10]),)))

    def _restore_and_lie_around(self) -> None:
        """What disasters leave in the folder: files a restore put aside, an upgrade's copy, a broken-off restore."""
        self.office.lock()
        self.office.services.restore.restore(self.first, self.office.recovery)
        self.office.start()
        shutil.copyfile(self.folder.records, self.folder.root / "records.db.before-upgrade")
        broken = self.folder.root.with_name(f".{self.folder.root.name}.restore-abc")
        broken.mkdir()
        shutil.copyfile(self.folder.patient_keys, broken / "patient_keys.db")

    def databases(self) -> Iterator[tuple[str, bytes]]:
        """Every database file that is there, decrypted page by page, its log too."""
        for path in sorted(self.folder.root.rglob("*.db*")):
            if path.is_file() and not path.name.endswith(("-wal", "-shm")):
                key = self.keys_key if "patient_keys" in path.name else self.record_key
                yield str(path), plain_pages(path, key) + plain_log(path, key)
        for manifest in sorted(self.office.drive.rglob("*.manifest.json")):
            sealed = read_manifest(manifest)
            key = bytes(unseal(sealed, parse_recovery_key(self.office.recovery).private_key()))
            yield str(manifest), plain_pages(manifest.parent / sealed.manifest.file, key)

    def leaks(self) -> list[tuple[str, str]]:
        """Where which of the patient's words, or their key, can be read."""
        wanted = [(word, word.encode()) for word in WORDS] + [("the key", self.key)]
        return [(name, word) for name, pages in self.databases() for word, pattern in wanted if pattern in pages]

    def bare_machine(self) -> Services:
        """A new computer with the older backup and the recovery key alone, and its administrator signed in."""
        random = SeededRandomness(77)
        folder = DataFolder(self.places / "new computer")
        ports = Ports(folder, self.office.demo.clock, random, lambda: InMemoryDeviceSecret(random), KDF)
        keyring = InMemoryDeviceSecret(random)
        services = ServiceDoor(Ports(folder, ports.clock, random, lambda: keyring, KDF))()
        services.restore.restore(self.first, self.office.recovery, "rosa", NEW_PASSWORD)
        self.office.demo.clock.advance(minutes=1)
        services.access.enter_password("rosa", NEW_PASSWORD)
        services.access.enter_code(self.office.demo.code("rosa"))
        return services


@pytest.fixture
def scene(office: Office, tmp_path: Path) -> Scene:
    return Scene(office, tmp_path)


def test_after_a_disposal_nothing_of_the_patient_is_left_and_the_next_record_is_whole(scene: Scene) -> None:
    office = scene.office
    office.lock()
    there = {word for _name, word in scene.leaks()}
    assert {"Quillfeather", "+17735550917", "the key"} <= there, "the search finds what is there before"
    certificate = office.dispose(scene.victim)
    _nothing_opens(scene, office.services)
    _the_other_is_whole(scene, office.services)
    _the_certificate_says(office, certificate, scene)
    office.lock()
    assert scene.leaks() == []
    assert found_in([scene.folder.root, office.drive], WORDS) == []
    assert not list(scene.folder.root.parent.glob(".*.restore-*"))
    assert not list(scene.folder.staff_drafts.glob("*"))
    assert office.services.restore.check(scene.first, office.recovery).audit_entries > 0, "older backups stay usable"


def test_an_older_backup_on_a_new_computer_does_not_bring_the_patient_back(scene: Scene) -> None:
    scene.office.dispose(scene.victim)
    scene.office.lock()
    services = scene.bare_machine()
    actor = services.session.snapshot.actor
    assert actor is not None
    _nothing_opens(scene, services)
    _the_other_is_whole(scene, services)
    assert services.patients.search(actor, "Quillfeather") == ()
    assert [hit.display_name for hit in services.patients.search(actor, "Oakenshaw")] == ["Benedict Oakenshaw"]
    services.access.lock("F9")


def test_an_older_backup_on_the_same_computer_does_not_bring_the_patient_back(scene: Scene) -> None:
    """The drive was away during the disposal: its snapshot still names the patient when it comes back."""
    away = scene.places / "elsewhere"
    shutil.copytree(scene.office.drive, away)
    scene.office.dispose(scene.victim)
    scene.office.lock()
    manifest = scene.office.services.restore.inspect(away)[-1].path
    scene.office.services.restore.restore(manifest, scene.office.recovery)
    scene.office.start()
    actor = scene.office.sign_in("rosa")
    _nothing_opens(scene, scene.office.services)
    assert scene.office.services.patients.search(actor, "Quillfeather") == ()
    page = scene.office.services.audit.for_patient(actor, scene.victim)
    assert "Erased a disposed record again" in {row.action for row in page}


def _nothing_opens(scene: Scene, services: Services) -> None:
    """No key that is left opens any ciphertext in the records, and the services say so in a sentence."""
    keys = services.desk.store.patient_keys
    rows = keys._run("SELECT key FROM patient_key", ())
    left = [bytes(row[0]) for row in rows if isinstance(row[0], bytes)]
    assert scene.other_key in left
    assert scene.key not in left
    words = [word.encode() for word in WORDS]
    with services.desk.act_system() as work:
        blobs = list(_blobs(work.session))
        assert any(words[7] in _decrypted(scene.key, blob) for blob in blobs), "the destroyed key did open the answers"
        assert not [word for key in left for blob in blobs for word in words if word in _decrypted(key, blob)]
        assert any(OTHER_WORDS.encode() in _decrypted(scene.other_key, blob) for blob in blobs)
        row = work.session.get_one(Patient, scene.victim)
        assert (row.given_name, row.family_name, row.phone, row.email) == ("", "", "", "")
        assert row.record_number > 0
        with pytest.raises(NotFoundError, match="can no longer be opened"):
            work.keys.encrypt(scene.victim, b"", "document")


def _blobs(session: Session) -> Iterator[bytes]:
    """Every cell of bytes in every table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                yield from (cell for cell in session.scalars(select(column).where(column.is_not(None))))


def _decrypted(key: bytes, blob: bytes) -> bytes:
    """What AES-256-GCM would give before it looks at its tag: nobody's check hides anything here."""
    counter = Cipher(algorithms.AES(key), modes.CTR(blob[:12].ljust(12, b"\0") + b"\0\0\0\2")).decryptor()
    return counter.update(blob[12:])


def _the_other_is_whole(scene: Scene, services: Services) -> None:
    """The other patient's name, answers and documents are there, and every seal holds."""
    with services.desk.act_system() as work:
        assert work.session.get_one(Patient, scene.other).display_name == "Benedict Oakenshaw"
        forms = work.session.scalars(select(FormSubmission).where(FormSubmission.patient_id == scene.other)).all()
        plain = [work.keys.decrypt(scene.other, form.content, ANSWERS) for form in forms]
        assert any(OTHER_WORDS.encode() in content for content in plain)
        documents = work.session.scalars(select(SealedDocument).where(SealedDocument.patient_id == scene.other)).all()
        ca = current_key(work.session, KeyPurpose.CA).public
        found = [verify(work.keys.decrypt(scene.other, row.pdf, DOCUMENT), ca, work.now) for row in documents]
    assert len(found) == 6
    assert all(each.valid for each in found)


def _the_certificate_says(office: Office, document_id: str, scene: Scene) -> None:
    view = office.services.clinic_documents.open(office.sign_in("judith"), document_id)
    assert view.verification.valid
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(view.pdf)).pages).split())
    for words in ("Certificate of disposal", str(scene.number), "Cryptographic erase", "800-88", "Judith", "Rosa",
                  "Purge", str(scene.places / "removed drive"), "not connected", "records.db.before-upgrade"):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert not any(word in text for word in WORDS)
