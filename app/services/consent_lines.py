"""Where each consent of a patient stands, from the ledger, and what happened to it; then what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.clock import clinic_date
from app.documents.wording import language as language_name
from app.intake.words import day_in_words
from app.models.consents import ConsentEvent, ConsentWithdrawal
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.rules.consent_purposes import ConsentGroup
from app.rules.consents import EventKind, Standing
from app.services.consents.ledger import ConsentState as Standings
from app.services.consents.ledger import ledger, standings
from app.services.consents.offered import open_purposes
from app.services.consents.words import EVENT_WORDS, how_said
from app.services.desk import Work
from app.services.due_facts import due_for
from app.services.library import LibraryService
from app.services.submission_records import end_of, exact_form, latest_by_form
from app.services.views.patients import ConsentEventLine, ConsentLine, ConsentState

EXPIRING_DAYS = 30
"""A consent that runs out within this many days says how many are left."""

OTHER = "other"
"""The group of forms that are no consent: receipts and authorizations."""

_STANDING = frozenset({ConsentState.VALID, ConsentState.EXPIRING})
_FILED_WORDS = {"declined": "Declined", "paper": "Filed on paper"}


@dataclass(frozen=True)
class _Record:
    """What the lines are made from. ``documents`` are by submission and by withdrawal."""

    work: Work
    library: LibraryService
    today: date
    events: Sequence[ConsentEvent]
    documents: Mapping[str, str]


def consent_lines(work: Work, library: LibraryService, patient: Patient, rows: Sequence[FormSubmission],
                  codes: tuple[str, ...]) -> tuple[ConsentLine, ...]:
    """Return treatment consents, every other purpose that was asked, other receipts, and what ``codes`` still need."""
    record = _Record(work, library, clinic_date(work.now, work.zone), ledger(work, patient.patient_id),
                     _documents(work, patient.patient_id))
    found = _by_purpose(record)
    asked = {line.purpose for line in found}
    catalogue = library.content.catalogue
    known = tuple(code for code in codes if code in catalogue.codes)
    missing = [due.form_id for due in due_for(work, library, patient, day=record.today, codes=known, rows=rows)
               if due.treatments and due.form_id not in asked]
    never = [ConsentLine(form_id, _title(record, form_id)[0], "Never signed", ConsentState.MISSING,
                         group=ConsentGroup.TREATMENT.value) for form_id in missing]
    return (*never, *found, *_receipts(record, rows))


def _title(record: _Record, code: str) -> tuple[str, str]:
    """Return what a purpose is called and its group."""
    purpose = record.library.content.consents.purpose(code, record.library.content.catalogue)
    return (purpose.title, purpose.group.value) if purpose is not None else (code, OTHER)


def _documents(work: Work, patient_id: str) -> dict[str, str]:
    sealed = work.session.execute(select(SealedDocument.submission_id, SealedDocument.document_id)
                                  .where(SealedDocument.patient_id == patient_id))
    withdrawn = work.session.execute(select(ConsentWithdrawal.withdrawal_id, ConsentWithdrawal.document_id)
                                     .where(ConsentWithdrawal.patient_id == patient_id))
    return {of: document for of, document in (*sealed, *withdrawn) if of is not None}


def _by_purpose(record: _Record) -> list[ConsentLine]:
    rules = record.library.content.consents
    found = standings(record.events)
    can = {purpose.code for purpose in open_purposes(record.library, found, record.today)}
    order = {purpose.code: number for number, purpose in enumerate(rules.purposes)}
    lines = []
    for code in sorted(found, key=lambda each: order.get(each, -1)):
        title, group = _title(record, code)
        state, detail, left = _state(record, found[code])
        lines.append(ConsentLine(
            code, title, detail, state, left, _document(record, found[code]), group, code in can and state in _STANDING,
            tuple(_event(record, row) for row in reversed(record.events) if row.purpose == code)))
    return lines


def _state(record: _Record, standing: Standing) -> tuple[ConsentState, str, int | None]:
    """Return the state's word, a sentence, and the days left of one that runs out soon."""
    last = standing.last
    assert last is not None  # a purpose is in the ledger because something happened to it
    row = next(row for row in record.events if row.event_id == last.event_id)
    day = day_in_words(clinic_date(row.at, record.work.zone))
    state = standing.state(record.today)
    if state is Standings.DECLINED:
        return ConsentState.DECLINED, f"Declined {day}", None
    if state is Standings.WITHDRAWN:
        return ConsentState.WITHDRAWN, f"{EVENT_WORDS[last.kind]} {day}", None
    if state is Standings.ENDED:
        return ConsentState.MISSING, f"Ended {day}: the phone number changed", None
    end = last.valid_until
    if state is Standings.EXPIRED and end is not None:
        return ConsentState.EXPIRED, f"Ran out {day_in_words(end)}", None
    left = (end - record.today).days if end is not None else None
    if end is not None and left is not None and left <= EXPIRING_DAYS:
        return ConsentState.EXPIRING, f"Expires {day_in_words(end)}", left
    words = f"Filed on paper {day}" if row.channel == "paper" else f"Signed {day}, version {row.form_version}"
    return ConsentState.VALID, words, None


def _document(record: _Record, standing: Standing) -> str | None:
    row = next(row for row in record.events if standing.last is not None and row.event_id == standing.last.event_id)
    return record.documents.get(row.withdrawal_id or row.submission_id or "")


def _event(record: _Record, row: ConsentEvent) -> ConsentEventLine:
    text = f"Version {row.form_version}, {language_name(row.language)}" if row.form_version else ""
    timed = row.submission_id is not None or row.at == row.recorded_at
    return ConsentEventLine(row.at, EVENT_WORDS[EventKind(row.kind)], how_said(row), text,
                            record.documents.get(row.withdrawal_id or row.submission_id or ""), timed)


def _receipts(record: _Record, rows: Sequence[FormSubmission]) -> list[ConsentLine]:
    """Forms that may be declined and are about no purpose: the receipt of the policies, authorizations."""
    rules, catalogue = record.library.content.consents, record.library.content.catalogue
    found = []
    for row in latest_by_form(rows).values():
        if rules.asked_by(row.form_id, catalogue) or not _may_decline(record, row):
            continue
        state, day = ConsentState.VALID, clinic_date(row.at, record.work.zone)
        words = _FILED_WORDS.get(row.status, "Signed")
        left = end_of(row, record.today)
        if row.status == "declined":
            state = ConsentState.DECLINED
        elif left is not None and left < 0 and row.valid_until is not None:
            state, words, day = ConsentState.EXPIRED, "Ran out", row.valid_until
        found.append(ConsentLine(row.form_id, row.title, f"{words} {day_in_words(day)}", state,
                                 document_id=record.documents.get(row.submission_id), group=OTHER))
    return found


def _may_decline(record: _Record, row: FormSubmission) -> bool:
    return not row.url or exact_form(record.work, record.library, row.form_id, row.url, row.version).may_decline
