"""The certificate of a disposal, with the fields of NIST SP 800-88 Rev. 2 (certificate of sanitization)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import app
from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.core.errors import DamagedError
from app.core.ids import short_id
from app.models.patients import Patient
from app.services.desk import Desk, Work
from app.services.device import read_device
from app.services.opening import newest_clinic
from app.services.retention.journal import Journal
from app.services.views.retention import DisposalStage, PlaceKind, ReachedPlace

if TYPE_CHECKING:  # the documents are loaded when one is made: start-up time
    from app.documents.report import Report, ReportSection

TITLE: Final = "Certificate of disposal"
_WHAT: Final = (
    "One patient’s record: answers, signatures, sealed documents, notes, and the old and new values in the audit log. "
    "All of it was encrypted under a key of that record alone (AES-256-GCM). The key was destroyed.",
    "Name, birth date, telephone, email, search words, planned treatments and notes on visits were deleted, and the "
    "pages of the database were written anew.")
_STAYS: Final = (
    "The record number, and under it when and by whom which kind of form, document or step was made, without its "
    "content and without the person; ciphertext that no key opens. Copies that had been given to the patient or to "
    "others before are not the clinic’s to destroy.",
    "Blocks of a drive that are no longer in use may keep encrypted remains for a while. They open with the clinic’s "
    "own database key alone; the drive’s own encryption and its next overwriting end that.")
_MISSED: Final = (
    "These places still hold a key or a copy. Who has the drive and the clinic’s recovery key, or this computer’s "
    "records, could read the record there. Connect the drive and choose “Reach again” at the Privacy desk, or destroy "
    "the drive.",)
_KINDS: Final = {
    PlaceKind.KEYS: ("Key file", "Key deleted, file written anew, looked up again: not there"),
    PlaceKind.RECORDS: ("Database", "Deleted, file written anew"),
    PlaceKind.SEALED: ("Sealed file", "Deleted"),
    PlaceKind.ASIDE: ("Copy of the database", "Deleted in it, file written anew"),
    PlaceKind.ASIDE_KEYS: ("Copy of the key file", "Key deleted, file written anew"),
    PlaceKind.STAGING: ("Broken-off restore", "Removed"),
    PlaceKind.BACKUP_KEYS: ("Key file of a backup", "Replaced by one without the key, read back"),
    PlaceKind.BACKUP_RECORDS: ("Backup", "Written anew without the patient, read back"),
    PlaceKind.MOVED: ("Other record", "Stays"),
}


def disposal_certificate(work: Work, desk: Desk, journal: Journal, places: Sequence[ReachedPlace]) -> Report:
    """Return what the certificate says. It names the record by its number alone, never the patient."""
    from app.documents.report import Report, ReportSection  # noqa: PLC0415  # lazy: start-up time
    from app.services.paper import header  # noqa: PLC0415  # lazy: start-up time

    disposal = journal.disposal
    patient = work.session.get_one(Patient, disposal.patient_id)
    earlier = journal.step(DisposalStage.CERTIFIED)
    day = patient.disposed_on or clinic_date(work.now, work.zone)
    facts = [("Record", str(disposal.record_number)), ("Disposed of on", long_date(day)),
             ("Rule", disposal.rule_words.removeprefix("Rule ")), ("Kept until", long_date(disposal.keep_until))]
    if earlier is not None:
        facts.append(("Replaces certificate", short_id(earlier.document_id or "")))
    return Report(
        clinic=header(newest_clinic(work.session)), title=TITLE, on=work.now, facts=tuple(facts), sections=(
            ReportSection("What was destroyed", _WHAT), _method(desk), _people(work, journal),
            *_places(places), ReportSection("What stays", _STAYS)))


def _method(desk: Desk) -> ReportSection:
    """Method, technique, tool and verification, in the words of NIST SP 800-88 Rev. 2."""
    from app.documents.report import ReportSection  # noqa: PLC0415  # lazy: start-up time

    return ReportSection("Sanitization (NIST SP 800-88 Rev. 2)", facts=(
        ("Method", "Purge"),
        ("Technique", "Cryptographic erase: the record’s 256-bit key was destroyed; index data was overwritten"),
        ("Tool", f"Better Med Spa intake {app.__version__}"),
        ("Media", f"Databases on the storage of “{desk.device}” and the backup drives named below; media stay in use"),
        ("Media property number", _device_id(desk)),
        ("Before and after", "Confidential patient record; afterwards no information about the patient"),
        ("Verification", "Full: every file that was reached was read back and holds neither the key nor the name"),
    ))


def _people(work: Work, journal: Journal) -> ReportSection:
    from app.documents.report import ReportSection  # noqa: PLC0415  # lazy: start-up time

    second, place = journal.step(DisposalStage.APPROVED), newest_clinic(work.session).address_line
    found = [("First approval", f"{journal.disposal.by_name}, {journal.disposal.by_title}, "
                                f"{_when(work, journal.disposal.at)}")]
    if second is not None:
        found.append(("Second approval, verified by", f"{second.by_name}, {second.by_title}, {_when(work, second.at)}"))
    return ReportSection("Who", facts=(*found, ("Carried out by", f"{work.actor.display_name}, {work.actor.title}"),
                                       ("Where", place)))


def _places(places: Sequence[ReachedPlace]) -> tuple[ReportSection, ...]:
    from app.documents.report import ReportSection, ReportTable  # noqa: PLC0415  # lazy: start-up time

    reached = tuple((place.place, *_KINDS[place.kind]) for place in places if place.reached)
    missed = tuple((place.place, _KINDS[place.kind][0], place.note) for place in places if not place.reached)
    first = ReportSection("Places reached", tables=(
        ReportTable(("Place", "What", "What was done"), reached, (0.5, 0.2, 0.3)),))
    if not missed:
        return first, ReportSection("Places not reached", ("None that the clinic knows of.",))
    return first, ReportSection("Places not reached", _MISSED, tables=(
        ReportTable(("Place", "What", "Why"), missed, (0.45, 0.2, 0.35)),))


def _when(work: Work, moment: datetime) -> str:
    return f"{long_date(clinic_date(moment, work.zone))}, {clock_time(moment, work.zone)}"


def _device_id(desk: Desk) -> str:
    try:
        return read_device(desk.folder.device).device_id
    except DamagedError:
        return "Not recorded"
