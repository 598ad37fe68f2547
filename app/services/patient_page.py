"""A patient's record on one page: flags, contact, timeline, consents, the newest answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from app.core.clock import age_on, clinic_date
from app.core.dates import clock_time
from app.core.phone import phone_words
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.answers import Answers, from_responses
from app.rules.severity import Severity
from app.services.amending import amendable_visit
from app.services.answer_lines import answer_lines
from app.services.board import treatment_words
from app.services.consent_lines import consent_lines
from app.services.desk import Work
from app.services.earlier_answers import before_of
from app.services.flagging import visit_flags
from app.services.library import LibraryService
from app.services.retention.dates import keep_until
from app.services.rights.restrictions import CONTACT_ANSWERS, confidential_contact, restrictions_of
from app.services.submission_records import latest_by_form, patient_rows, response_of
from app.services.timeline import timeline
from app.services.views.patients import AnswerLine, FlagChip, PatientView
from app.services.visit_records import OPEN_STAGES, codes_of, staff_name

_EMERGENCY = ("reg.emerg.name", "reg.emerg.relationship", "reg.emerg.phone")
_MAX_CHIPS = 6
_ANSWERED = ("signed", "answered")


def patient_view(work: Work, library: LibraryService, patient: Patient) -> PatientView:
    """Return the record as the patient page shows it."""
    today = clinic_date(work.now, work.zone)
    rows = patient_rows(work.session, patient.patient_id)
    answered = _answered(rows)
    visit = _open_visit(work, patient)
    codes = codes_of(work.session, visit.visit_id) if visit is not None else ()
    told = _told(work, answered)
    contact = confidential_contact(work, patient.patient_id)
    amendable = amendable_visit(work, patient.patient_id)
    documents = work.session.scalar(select(func.count()).select_from(SealedDocument)
                                    .where(SealedDocument.patient_id == patient.patient_id))
    return PatientView(
        patient_id=patient.patient_id, record_number=patient.record_number, display_name=patient.display_name,
        given_name=patient.given_name, family_name=patient.family_name, preferred_name=patient.preferred_name,
        pronouns=patient.pronouns, birth_date=patient.birth_date, age=age_on(patient.birth_date, today),
        phone="" if contact else phone_words(patient.phone), email="" if contact else patient.email,
        flags=_chips(work, library, visit or _last_visit(work, patient)),
        confidential_contact=contact.how if contact is not None else None, timeline=timeline(work, patient.patient_id),
        consents=consent_lines(work, library, patient, rows, codes),
        answers=tuple(_masked(line) for line in _answers(work, library, patient, rows)),
        answers_from=max((row.at for row in answered), default=None),
        emergency_contact=", ".join(filter(None, map(told.text, _EMERGENCY))),
        open_visit_id=visit.visit_id if visit is not None else None,
        open_visit_line=_visit_line(work, library, visit, codes) if visit is not None else "",
        document_count=documents or 0, amendable_visit_id=amendable.visit_id if amendable is not None else None,
        restrictions=tuple(each.sentence for each in restrictions_of(work, patient.patient_id)),
        keep=keep_until(work, patient.patient_id))


def revealed(work: Work, library: LibraryService, patient: Patient, link_id: str) -> tuple[AnswerLine, ...]:
    """Return the answers to one sensitive question as they are, one a repetition; none when it was not answered."""
    rows = patient_rows(work.session, patient.patient_id)
    return tuple(line for line in _answers(work, library, patient, rows) if line.sensitive and line.link_id == link_id)


def _answered(rows: Sequence[FormSubmission]) -> list[FormSubmission]:
    return [row for row in latest_by_form(rows).values() if row.status in _ANSWERED]


def _answers(work: Work, library: LibraryService, patient: Patient,
             rows: Sequence[FormSubmission]) -> tuple[AnswerLine, ...]:
    today = clinic_date(work.now, work.zone)
    answered = _answered(rows)
    earlier = {row.form_id: before_of(work, library, patient, row, rows, today) for row in answered}
    lines = answer_lines(work, library, patient, rows=answered, earlier=earlier, day=today, flagged={})
    if confidential_contact(work, patient.patient_id) is None:
        return lines
    return tuple(replace(line, sensitive=True) if line.link_id in CONTACT_ANSWERS else line for line in lines)


def _masked(line: AnswerLine) -> AnswerLine:
    """Leave out what a sensitive question was answered: minimum necessary, 45 CFR 164.502(b). Flags stay in sight."""
    if not line.sensitive:
        return line
    return replace(line, answer="", was=None if line.was is None else "", masked=True)


def _chips(work: Work, library: LibraryService, visit: Visit | None) -> tuple[FlagChip, ...]:
    """The strictest flags of the open or last visit, stops first."""
    if visit is None:
        return ()
    flags = [flag for flag in visit_flags(work, library, visit) if flag.rule.severity is not Severity.INFO]
    return tuple(FlagChip(flag.rule.severity, flag.rule.message) for flag in flags[:_MAX_CHIPS])


def _told(work: Work, rows: Sequence[FormSubmission]) -> Answers:
    responses = [response for row in rows if (response := response_of(work, row)) is not None]
    return from_responses(*responses)


def _open_visit(work: Work, patient: Patient) -> Visit | None:
    return work.session.scalars(
        select(Visit).where(Visit.patient_id == patient.patient_id,
                            Visit.stage.in_([stage.value for stage in OPEN_STAGES]))
        .order_by(Visit.appointment_at.desc()).limit(1)).first()


def _last_visit(work: Work, patient: Patient) -> Visit | None:
    return work.session.scalars(select(Visit).where(Visit.patient_id == patient.patient_id)
                                .order_by(Visit.appointment_at.desc()).limit(1)).first()


def _visit_line(work: Work, library: LibraryService, visit: Visit, codes: tuple[str, ...]) -> str:
    provider = staff_name(work.session, visit.provider_id)
    words = treatment_words(library.content.catalogue, codes)
    return f"{clock_time(visit.appointment_at, work.zone)}, {words} with {provider}"
