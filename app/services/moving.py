"""Puts an intake right that was filed under the wrong patient: new rows for the right one, the old ones stay."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError, NotFoundError
from app.models.patients import Patient
from app.models.submissions import FormSubmission, Intake
from app.models.visits import HandOver, Visit, VisitDraft, VisitMove, VisitTreatment
from app.services.consents.recording import record_forms
from app.services.desk import Work
from app.services.flagging import refresh_stage
from app.services.hand_over import DETAILS_PURPOSE, DRAFT_PURPOSE
from app.services.library import LibraryService
from app.services.receiving import EVIDENCE_PURPOSE
from app.services.rights.private_contact import leave_with_visit, take_over_private_contact
from app.services.submission_records import PURPOSE
from app.services.views.patients import TimelineKind, VisitStage
from app.services.visit_records import codes_of, move_to, note

MOVE_PURPOSE = "move"
_MOVABLE = (VisitStage.TO_REVIEW.value, VisitStage.NEEDS_PRESCRIBER.value, VisitStage.READY.value,
            VisitStage.LEFT.value)


def move(work: Work, library: LibraryService, visit: Visit, patient_id: str, reason: str) -> str:
    """Copy the visit with everything in it to ``patient_id`` and return the new visit's id.

    A correction that can be gone on with moves along. Documents sealed under the old name stay there: they say what
    they said when they were sealed; the forms are accepted and sealed again under the right name.
    """
    _check(work.session, visit, patient_id)
    new = _copied_visit(work, visit, patient_id)
    work.session.add(VisitMove(visit_id=visit.visit_id, new_visit_id=new.visit_id, at=work.now, by=work.actor.user_id,
                               reason=work.keys.encrypt(visit.patient_id, reason.encode(), MOVE_PURPOSE)))
    work.session.flush()
    copied = _Copier(work, visit, new).copy()
    record_forms(work, library, copied)
    leave_with_visit(work, visit.patient_id, visit.visit_id)
    take_over_private_contact(work, copied)
    move_to(work, visit, VisitStage.LEFT)
    note(work, visit, TimelineKind.CORRECTION, "Filed under the wrong record, moved away")
    note(work, new, TimelineKind.CORRECTION, "Moved here from the record it was wrongly filed under")
    work.audit("visit.move_away", patient_id=visit.patient_id, subject=visit.visit_id, new=reason.encode())
    work.audit("visit.move_here", patient_id=patient_id, subject=new.visit_id, new=reason.encode())
    work.session.flush()
    refresh_stage(work, library, new)
    return new.visit_id


class _Copier:
    """Copies rows from one visit to another: decrypted for the one patient, encrypted again for the other."""

    def __init__(self, work: Work, old: Visit, new: Visit) -> None:
        self._work = work
        self._old = old
        self._new = new

    def copy(self) -> list[FormSubmission]:
        """Copy hand-overs, intakes, forms and the state to go on from; return the new forms, oldest first."""
        session = self._work.session
        hand_overs = {row.hand_over_id: self._hand_over(row) for row in session.scalars(
            select(HandOver).where(HandOver.visit_id == self._old.visit_id))}
        session.flush()
        intakes = {row.intake_id: self._intake(row, hand_overs[row.hand_over_id]) for row in session.scalars(
            select(Intake).where(Intake.visit_id == self._old.visit_id))}
        session.flush()
        forms = [self._form(row, intakes) for row in session.scalars(
            select(FormSubmission).where(FormSubmission.visit_id == self._old.visit_id)
            .order_by(FormSubmission.received_at, FormSubmission.position)).all()]
        draft = session.get(VisitDraft, self._old.visit_id)
        if draft is not None:
            session.add(VisitDraft(visit_id=self._new.visit_id, hand_over_id=hand_overs[draft.hand_over_id],
                                   saved_at=draft.saved_at, is_unfinished=draft.is_unfinished,
                                   content=self._again(draft.content, DRAFT_PURPOSE)))
        session.flush()
        return forms

    def _hand_over(self, row: HandOver) -> str:
        new_id = self._work.new_id()
        self._work.session.add(HandOver(
            hand_over_id=new_id, visit_id=self._new.visit_id, at=row.at, day=row.day, by=row.by, by_name=row.by_name,
            device=row.device, language=row.language, visit_key=row.visit_key, sequence_start=row.sequence_start,
            identity_method=row.identity_method, guardian_method=row.guardian_method, is_correction=row.is_correction,
            guardian_signs=row.guardian_signs, forms=row.forms, details=self._again(row.details, DETAILS_PURPOSE)))
        return new_id

    def _intake(self, row: Intake, hand_over_id: str) -> str:
        new_id = self._work.new_id()
        self._work.session.add(Intake(
            intake_id=new_id, visit_id=self._new.visit_id, hand_over_id=hand_over_id,
            patient_id=self._new.patient_id, sent_at=row.sent_at, received_at=row.received_at, device=row.device,
            evidence=self._again(row.evidence, EVIDENCE_PURPOSE)))
        return new_id

    def _form(self, row: FormSubmission, intakes: dict[str, str]) -> FormSubmission:
        copied = FormSubmission(
            submission_id=self._work.new_id(), visit_id=self._new.visit_id, patient_id=self._new.patient_id,
            intake_id=intakes.get(row.intake_id or ""), position=row.position, form_id=row.form_id,
            url=row.url, version=row.version,
            form_sha256=row.form_sha256, title=row.title, language=row.language, status=row.status,
            material=row.material, valid_until=row.valid_until, treatments=row.treatments,
            signer_capacity=row.signer_capacity, at=row.at, received_at=row.received_at,
            moved_from=row.submission_id, content=self._again(row.content, PURPOSE),
            content_sha256=row.content_sha256)
        self._work.session.add(copied)
        return copied

    def _again(self, blob: bytes, purpose: str) -> bytes:
        plain = self._work.keys.decrypt(self._old.patient_id, blob, purpose)
        return self._work.keys.encrypt(self._new.patient_id, plain, purpose)


def _check(session: Session, visit: Visit, patient_id: str) -> None:
    if patient_id == visit.patient_id:
        raise InvalidInputError("The intake is already filed under this patient.", "patient")
    patient = session.get(Patient, patient_id)
    if patient is None or patient.disposed_on is not None:
        raise NotFoundError("This patient is not in the records.")
    if session.get(VisitMove, visit.visit_id) is not None:
        raise InvalidInputError("This intake was already moved.")
    if visit.stage not in _MOVABLE:
        raise InvalidInputError("This visit is still being filled in. Wait until it was sent.")


def _copied_visit(work: Work, visit: Visit, patient_id: str) -> Visit:
    earlier = work.session.scalar(select(Visit.visit_id).where(Visit.patient_id == patient_id).limit(1))
    new = Visit(
        visit_id=work.new_id(), patient_id=patient_id, day=visit.day, appointment_at=visit.appointment_at,
        provider_id=visit.provider_id, stage=VisitStage.TO_REVIEW.value, stage_since=work.now,
        checked_in_at=visit.checked_in_at, checked_in_by=visit.checked_in_by, first_visit=earlier is None,
        consent_note="", step=visit.step, step_count=visit.step_count, step_label=visit.step_label,
        guardian_signed=visit.guardian_signed, declined_note=visit.declined_note)
    work.session.add(new)
    work.session.flush()
    work.session.add_all(VisitTreatment(visit_id=new.visit_id, position=position, code=code)
                         for position, code in enumerate(codes_of(work.session, visit.visit_id)))
    return new
