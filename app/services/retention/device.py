"""Retires this computer: its keys and files are destroyed, and a certificate says so.

45 CFR 164.310(d)(2)(i) and (ii), disposal and re-use of media. The clinic's records live on in the backup that is made
right before; whoever keeps the computer, or a copy of its files, can open nothing any more.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import app
from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.core.errors import InvalidInputError, StorageError
from app.core.files import atomic_write
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.core.text import clean
from app.documents.certificates import SealKey
from app.documents.report import Report, ReportEvidence, ReportSection, report_cover
from app.intake.outbox import SUFFIX
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.security.session import Event
from app.services.backup import BackupService
from app.services.chain import head
from app.services.clinic_keys import seal_key
from app.services.desk import Desk, Work
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.sessions import Sessions
from app.services.views.oversight import BackupResult
from app.services.views.retention import DeviceFacts

TITLE: Final = "Certificate of sanitization"
_KEYS: Final = ("keyslots.json", "keyslots.json.prev")
_LONGEST: Final = 200
_STILL_FULL: Final = "Answers from a tablet still wait to be received. Sign out and in again, so that they are kept."
_OUTSIDE: Final = "Save the certificate on another drive: this computer’s folder is about to be emptied."
_LEFT: Final = ("The keys are destroyed, and nothing here can be opened any more, but a file could not be removed. "
                "Delete the app’s folder by hand.")


@dataclass(frozen=True)
class _Gathered:
    """What the certificate needs from the records, taken before they are gone."""

    report: Report
    key: SealKey


class RetireService:
    """Destroys what opens the records on this computer."""

    def __init__(self, desk: Desk, sessions: Sessions, backup: BackupService) -> None:
        self._desk = desk
        self._sessions = sessions
        self._backup = backup

    def retire(self, actor: Actor, facts: DeviceFacts, target: Path) -> None:
        """Make a last backup, destroy keys and files of this computer, and write the certificate to ``target``.

        Nobody is signed in afterwards. Needs fresh proof. Raises InvalidInputError (a field, no backup folder, answers
        that wait, a target in the app's own folder), StorageError and DamagedError (the backup; nothing was destroyed
        then), KeyringError, ProofNeededError, PermissionDeniedError.
        """
        said = _checked(facts)
        with self._desk.act(actor, Action.DISPOSE, RecordKind.RETENTION) as work:
            self._check_place(target)
            work.audit("device.retire", subject=self._desk.device,
                       detail=f"{said.maker_and_model}, serial number {said.serial_number}. {said.destination}")
        atomic_write(target, b"")  # a drive that is full or read-only is found out before anything goes
        backup = self._backup.run(actor)
        with self._desk.act(actor, Action.CHANGE, RecordKind.RETENTION, unrecorded=True) as work:
            gathered = self._gather(work, said, backup)
        self._sessions.box.secrets.delete(self._desk.store.database_id)
        self._sessions.close()
        self._sessions.state.fire(Event.LOCK)
        left = _empty(self._desk.folder)
        self._sessions.box.forget_paths()
        atomic_write(target, _sealed(gathered))
        if left:
            raise StorageError(_LEFT)

    def _check_place(self, target: Path) -> None:
        folder = self._desk.folder
        if folder.root.resolve() in target.resolve().parents:
            raise InvalidInputError(_OUTSIDE)
        if folder.outbox.is_dir() and any(folder.outbox.glob(f"*{SUFFIX}")):
            raise InvalidInputError(_STILL_FULL)

    def _gather(self, work: Work, facts: DeviceFacts, backup: BackupResult) -> _Gathered:
        key, newest = seal_key(work.session), head(work.session, self._desk.store.database_id)
        software = f"Better Med Spa intake {app.__version__}"
        day = f"{long_date(clinic_date(work.now, work.zone))}, {clock_time(work.now, work.zone)}"
        report = Report(
            header(newest_clinic(work.session)), TITLE, work.now, (
                ("Computer", self._desk.device), ("Manufacturer and model", facts.maker_and_model),
                ("Serial number", facts.serial_number), ("What becomes of it", facts.destination), ("On", day)),
            (_method(software), ReportSection("Who", facts=(
                ("Performed and verified by", f"{work.actor.display_name}, {work.actor.title}"),
                ("Where", newest_clinic(work.session).address_line))),
             ReportSection("Where the records are now", (
                 f"In the backup {backup.name}, made and read back right before, with {backup.rows:,} rows. It opens "
                 "with the clinic’s recovery key.",))),
            document_id=new_id(self._desk.clock, self._desk.randomness), is_demo=work.is_demo,
            evidence=ReportEvidence("device_sanitization", work.actor.display_name, software, newest.sequence,
                                    newest.hash, key.fingerprint, key.ca_fingerprint))
        return _Gathered(report, key)


def _checked(facts: DeviceFacts) -> DeviceFacts:
    found = DeviceFacts(clean(facts.maker_and_model).strip(), clean(facts.serial_number).strip(),
                        clean(facts.destination).strip())
    for field, sentence in (("maker_and_model", "Enter the maker and model, as on its label."),
                            ("serial_number", "Enter the serial number, as on its label."),
                            ("destination", "Say what becomes of it: recycled, sold, given to somebody.")):
        value = getattr(found, field)
        if not value or len(value) > _LONGEST:
            raise InvalidInputError(sentence, field)
    return found


def _method(software: str) -> ReportSection:
    return ReportSection("Sanitization (NIST SP 800-88 Rev. 2)", facts=(
        ("Media", "Internal storage: the app’s folder with both databases, sealed files and key slots"),
        ("Method", "Purge"),
        ("Technique", "Cryptographic erase: the key slots and this computer’s secret in its keyring were destroyed, "
                      "then every file of the app was deleted"),
        ("Tool", software),
        ("Before and after", "Confidential patient records; afterwards no key that opens them"),
        ("Verification", "Full: the folder was looked through afterwards, and the keyring asked"),
    ))


def _empty(folder: DataFolder) -> bool:
    """Overwrite and delete the key slots, then delete everything else; say whether any data file is left."""
    for name in _KEYS:
        path = folder.root / name
        with suppress(OSError):
            if path.exists():
                path.write_bytes(bytes(path.stat().st_size))
    for path in sorted(folder.root.iterdir()):
        if path == folder.logs:  # technical, without patients, and open while the program runs
            continue
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return any(path != folder.logs for path in folder.root.iterdir())


def _sealed(gathered: _Gathered) -> bytes:
    from app.documents.report_pages import render_report  # noqa: PLC0415  # lazy: start-up time
    from app.documents.seal import seal_file  # noqa: PLC0415  # lazy: start-up time

    return seal_file(render_report(gathered.report), gathered.key, report_cover(gathered.report))
