"""Carries an approved disposal out, step by step. Each finished step is noted, so that it goes on after a power cut.

The key goes first: from then on nothing encrypted under it can be read, whatever happens to the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import DamagedError, KnownError, StorageError
from app.models.erasing import erase_patient, is_erased
from app.models.patients import Patient
from app.models.settings import BackupRun
from app.models.submissions import FormSubmission
from app.models.visits import Visit, VisitMove
from app.rules.retention import RetentionBook
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.backup import BackupService
from app.services.clinic_keys import KeyPurpose, all_keys
from app.services.desk import Desk, Work
from app.services.retention.approving import still_free
from app.services.retention.certificate import disposal_certificate
from app.services.retention.journal import Journal, journal_of, note, note_places, places_of
from app.services.retention.places import Doomed, reach_data_folder
from app.services.retention.sealed_files import About, reach_sealed_files
from app.services.retention.snapshots import BackupFolders, BackupKeys
from app.services.sessions import Sessions
from app.services.settings import newest_settings
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.retention import DisposalDone, DisposalStage, PlaceKind, ReachedPlace

_KEY_FILE: Final = "The patients’ keys on this computer"
_RECORDS_FILE: Final = "The records on this computer"
_MOVED: Final = ("An intake was first filed there by mistake. Who may open that record can read it until that record "
                 "is disposed of too.")


class DisposalRun:
    """Carries disposals out that two people have approved; calling it again goes on where it stopped."""

    def __init__(self, desk: Desk, sessions: Sessions, backup: BackupService, book: RetentionBook) -> None:
        self._desk = desk
        self._sessions = sessions
        self._backup = backup
        self._book = book

    def finish(self, actor: Actor, disposal_id: str) -> DisposalDone:
        """Do every step that is not finished yet. ``actor`` has given fresh proof for it.

        Raises InvalidInputError (something holds the record again, before its key was destroyed), StorageError and
        LockedError; calling it again goes on.
        """
        for stage, step in ((DisposalStage.KEY_DESTROYED, self._destroy_key), (DisposalStage.ERASED, self._erase),
                            (DisposalStage.REACHED, self._reach), (DisposalStage.CERTIFIED, self._certify)):
            journal = self._journal(actor, disposal_id)
            if not journal.has(stage):
                step(actor, journal)
        return self._done(actor, disposal_id)

    def reach_again(self, actor: Actor, disposal_id: str) -> DisposalDone:
        """Try every place again, a drive that is connected now say, and make a new certificate."""
        self._reach(actor, self._journal(actor, disposal_id))
        self._certify(actor, self._journal(actor, disposal_id))
        return self._done(actor, disposal_id)

    def repeat(self) -> None:
        """Erase again whoever's key was destroyed and whom restored records brought back. Harmless at any time."""
        store = self._desk.store
        destroyed = store.patient_keys.destroyed()
        if not destroyed:
            return
        with self._desk.act_system() as work:
            back = work.session.scalars(select(Patient).where(Patient.patient_id.in_(destroyed),
                                                              Patient.disposed_on.is_(None))).all()
            for patient in back:
                self._erase_in(work, patient.patient_id)
                work.audit("retention.repeat", patient_id=patient.patient_id, subject=patient.patient_id,
                           detail=f"Record {patient.record_number} was disposed of before; what an older copy of the "
                                  "records still said was erased again.")
        if back:
            with suppress(StorageError):  # the next disposal compacts; the rows are gone
                store.compact()

    def _journal(self, actor: Actor, disposal_id: str) -> Journal:
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, unrecorded=True) as work:
            return journal_of(work, disposal_id)

    def _destroy_key(self, actor: Actor, journal: Journal) -> None:
        patient_id = journal.disposal.patient_id
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, patient_id=patient_id) as work:
            if work.keys.has(patient_id):
                still_free(work, self._book, journal.disposal)
            found = reach_sealed_files(self._desk.folder, _about(work, patient_id))
            work.keys.destroy(patient_id)
            note_places(work, journal.disposal.disposal_id, (
                ReachedPlace(PlaceKind.KEYS, _KEY_FILE, True, ""), *found))
            note(work, journal.disposal.disposal_id, DisposalStage.KEY_DESTROYED)
            work.audit("retention.key_destroyed", patient_id=patient_id, subject=journal.disposal.disposal_id,
                       detail=f"Record {journal.disposal.record_number}: its key was destroyed.")

    def _erase(self, actor: Actor, journal: Journal) -> None:
        patient_id = journal.disposal.patient_id
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, patient_id=patient_id) as work:
            self._erase_in(work, patient_id)
            note_places(work, journal.disposal.disposal_id, (
                ReachedPlace(PlaceKind.RECORDS, _RECORDS_FILE, True, ""), *_wrongly_filed(work, patient_id)))
            note(work, journal.disposal.disposal_id, DisposalStage.ERASED)
            work.audit("retention.erase", patient_id=patient_id, subject=journal.disposal.disposal_id,
                       detail=f"Record {journal.disposal.record_number}: name, birth date, contact, search words and "
                              "plans were erased.")

    @staticmethod
    def _erase_in(work: Work, patient_id: str) -> None:
        work.session.flush()
        erase_patient(work.session.connection(), patient_id, clinic_date(work.now, work.zone))
        work.session.expire_all()

    def _reach(self, actor: Actor, journal: Journal) -> None:
        """Rewrite the records' pages, then every copy that can be reached; this can take minutes."""
        self._desk.store.compact()
        patient_id, disposal_id = journal.disposal.patient_id, journal.disposal.disposal_id
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, unrecorded=True) as work:
            doomed = Doomed(self._desk.store.database_id, (patient_id,), clinic_date(work.now, work.zone), work.now)
            folders, keys = _backup_folders(work, self._desk.store.patient_keys.folders()), self._backup_keys(work)
        with self._sessions.box.lent() as dek:
            found = list(reach_data_folder(self._desk.folder, dek, doomed))
        backups = BackupFolders(self._backup, keys, self._desk.randomness)
        for folder in folders:
            found += backups.reach(folder, doomed)
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, patient_id=patient_id) as work:
            if work.keys.has(patient_id) or not is_erased(work.session.connection(), patient_id):
                raise DamagedError("The record is still there after it was erased. Nothing else was touched.")
            note_places(work, disposal_id, found)
            note(work, disposal_id, DisposalStage.REACHED)
            missed = sum(not place.reached for place in found)
            work.audit("retention.reach", patient_id=patient_id, subject=disposal_id,
                       detail=f"{len(found) - missed} copies were reached, {missed} were not.")

    def _certify(self, actor: Actor, journal: Journal) -> None:
        from app.services.clinic_documents import seal_report  # noqa: PLC0415  # lazy: start-up time

        patient_id, disposal_id = journal.disposal.patient_id, journal.disposal.disposal_id
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, patient_id=patient_id) as work:
            report = disposal_certificate(work, self._desk, journal, places_of(work, disposal_id))
            document_id = seal_report(work, report, ClinicDocumentKind.DISPOSAL)
            note(work, disposal_id, DisposalStage.CERTIFIED, document_id)
            work.audit("retention.certify", patient_id=patient_id, subject=document_id,
                       detail=f"Record {journal.disposal.record_number} was disposed of; the certificate is sealed.")
        with suppress(KnownError):  # signing out writes the anchor again
            self._sessions.anchor()

    def _done(self, actor: Actor, disposal_id: str) -> DisposalDone:
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, unrecorded=True) as work:
            journal = journal_of(work, disposal_id)
            last = journal.step(DisposalStage.CERTIFIED)
            return DisposalDone(journal.disposal.record_number, (last.document_id or "") if last else "",
                                tuple(place for place in places_of(work, disposal_id) if not place.reached))

    def _backup_keys(self, work: Work) -> BackupKeys:
        keys = all_keys(work.session, KeyPurpose.BACKUP)
        return BackupKeys(keys[0].public if keys else b"", self._sessions.box.vault.recovery_public_key,
                          tuple(key.private for key in keys))


def _backup_folders(work: Work, remembered: tuple[str, ...]) -> tuple[Path, ...]:
    """Every folder a backup was ever made in, by the records and by the key file, and the one in Settings."""
    used = work.session.scalars(select(BackupRun.folder).where(BackupRun.kind == "backup").distinct()).all()
    chosen = newest_settings(work.session).backup_folder
    return tuple(Path(folder) for folder in sorted({*used, *remembered, chosen} - {""}))


def _about(work: Work, patient_id: str) -> About:
    """The ids by which sealed files name a patient's things, and the keys that open them."""
    visits = work.session.scalars(select(Visit.visit_id).where(Visit.patient_id == patient_id))
    forms = work.session.scalars(select(FormSubmission.submission_id).where(FormSubmission.patient_id == patient_id))
    return About(frozenset((patient_id, *visits, *forms)),
                 tuple(key.private for key in all_keys(work.session, KeyPurpose.INBOX)))


def _wrongly_filed(work: Work, patient_id: str) -> Iterable[ReachedPlace]:
    """Name the other records under whose keys an intake of this patient lies that was filed there by mistake."""
    mine: Sequence[str] = work.session.scalars(select(Visit.visit_id).where(Visit.patient_id == patient_id)).all()
    numbers = work.session.scalars(
        select(Patient.record_number).join(Visit, Visit.patient_id == Patient.patient_id)
        .join(VisitMove, VisitMove.visit_id == Visit.visit_id)
        .where(VisitMove.new_visit_id.in_(mine), Patient.disposed_on.is_(None)).distinct())
    for number in numbers:
        yield ReachedPlace(PlaceKind.MOVED, f"Record {number}", False, _MOVED)
