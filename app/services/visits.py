"""Visits up to the moment the tablet is handed over: the board, check-in, what is due, the packet, paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import clean, refuse_card_number
from app.intake.packet import ADULT_AGE, Packet
from app.models.patients import Patient
from app.models.staff import StaffMember
from app.models.visits import Visit, VisitTreatment
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services import hand_over as handing
from app.services.accepting import arrived_on_paper
from app.services.board import board, providers, treatment_words
from app.services.desk import Desk, Work
from app.services.due_facts import due_for, due_view
from app.services.given_before import with_given
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.paper import blank_forms, file_on_paper, paper_form_of
from app.services.policy_texts import policies_in_force, policy_problem
from app.services.reminders import reminders
from app.services.requested import ask_for, checked, choices
from app.services.submission_records import patient_rows
from app.services.views.patients import (
    Board,
    CheckIn,
    DueForm,
    DueReason,
    FormChoice,
    HandOver,
    HandOverView,
    ProviderChip,
    TimelineKind,
    TreatmentChoice,
    VisitStage,
)
from app.services.visit_records import OPEN_STAGES, known_visit, move_to, note

_KEY_BYTES = 32
_FAR = timedelta(days=366)
_CONSENT_NOTES = {DueReason.EXPIRED: "Consent expired", DueReason.MATERIAL_CHANGE: "Consent changed"}


class VisitService:
    """Use cases from check-in to hand-over. ``demo`` marks packets of the fictional clinic."""

    def __init__(self, desk: Desk, library: LibraryService, demo: bool = False) -> None:
        self._desk = desk
        self._library = library
        self._demo = demo

    def board(self, actor: Actor) -> Board:
        """Return today's board. ``revision`` grows with every change. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.VISIT, unrecorded=True) as work:
            today = clinic_date(work.now, work.zone)
            found = board(work.session, self._library.content.catalogue, today)
            return replace(found, reminders=reminders(work, self._library, self._desk.folder, today))

    def treatments(self, actor: Actor) -> tuple[TreatmentChoice, ...]:
        """Return what can be planned, in the catalogue's order. Raises PermissionDeniedError."""
        shipped = {form.form_id for form in self._library.content.forms}
        with self._desk.act(actor, Action.VIEW, RecordKind.VISIT, unrecorded=True):
            return tuple(TreatmentChoice(each.code, each.name, each.category,
                                         all(need.form_id in shipped for need in each.consents))
                         for each in self._library.content.catalogue.treatments)

    def providers(self, actor: Actor) -> tuple[ProviderChip, ...]:
        """Return the people who treat patients. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.VISIT, unrecorded=True) as work:
            return providers(work.session)

    def form_choices(self, actor: Actor) -> tuple[FormChoice, ...]:
        """Return the forms that staff may ask for beside what is due. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.CHECK_IN, RecordKind.VISIT, unrecorded=True) as work:
            return choices(work, self._library)

    def due_forms(self, actor: Actor, patient_id: str, codes: tuple[str, ...],
                  requested: tuple[str, ...] = ()) -> tuple[DueForm, ...]:
        """Return the forms that would be due today for ``codes``, and those ``requested`` by staff, each with why.

        Raises NotFoundError, InvalidInputError for an unknown treatment or form, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHECK_IN, RecordKind.VISIT, patient_id=patient_id, unrecorded=True) as work:
            return self._due(work, known_patient(work, patient_id), codes, checked(self._library, requested))

    def check_in(self, actor: Actor, check_in: CheckIn) -> str:
        """Check a patient in and return the visit's id.

        Raises InvalidInputError (no treatment or provider, a patient who is already here, an appointment more than a
        year away, an unknown form asked for), NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHECK_IN, RecordKind.VISIT, patient_id=check_in.patient_id) as work:
            patient = known_patient(work, check_in.patient_id)
            self._check(work, check_in)
            due = self._due(work, patient, check_in.treatment_codes, checked(self._library, check_in.requested_forms))
            earlier = work.session.scalar(select(Visit.visit_id).where(Visit.patient_id == patient.patient_id).limit(1))
            visit = Visit(
                visit_id=work.new_id(), patient_id=patient.patient_id, provider_id=check_in.provider_id,
                day=clinic_date(check_in.appointment_at, work.zone), appointment_at=check_in.appointment_at,
                stage=VisitStage.WAITING.value, stage_since=work.now, checked_in_at=work.now,
                checked_in_by=work.actor.user_id, first_visit=earlier is None,
                consent_note=next((_CONSENT_NOTES[form.reason] for form in due if form.reason in _CONSENT_NOTES), ""))
            work.session.add(visit)
            work.session.flush()
            work.session.add_all(VisitTreatment(visit_id=visit.visit_id, position=position, code=code)
                                 for position, code in enumerate(dict.fromkeys(check_in.treatment_codes)))
            words = treatment_words(self._library.content.catalogue, check_in.treatment_codes)
            note(work, visit, TimelineKind.CHECK_IN, "Checked in", detail=words)
            titles = ask_for(work, self._library, visit, check_in.requested_forms)
            asked = f" Asked for: {', '.join(titles)}." if titles else ""
            work.audit("visit.check_in", patient_id=patient.patient_id, subject=visit.visit_id,
                       detail=f"{sum(not form.is_conditional for form in due)} forms are due.{asked}")
            return visit.visit_id

    def request_forms(self, actor: Actor, visit_id: str, form_ids: tuple[str, ...]) -> None:
        """Ask for more forms at a visit that has not been sent. Raises InvalidInputError (sent, or an unknown form),
        NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CHECK_IN, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            if visit.stage not in (VisitStage.WAITING.value, VisitStage.FILLING_IN.value):
                raise InvalidInputError("The forms of this visit were already sent. Check the patient in again.")
            titles = ask_for(work, self._library, visit, form_ids)
            if titles:
                note(work, visit, TimelineKind.CHECK_IN, "Form asked for", detail=", ".join(titles))
                work.audit("visit.request_forms", patient_id=visit.patient_id, subject=visit_id,
                           detail=", ".join(titles))

    def prepare(self, actor: Actor, visit_id: str) -> HandOverView:
        """Return what staff see before they hand the tablet over. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.HAND_OVER, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            prepared = handing.prepare(work, self._library, visit)
            work.audit("visit.prepare", patient_id=visit.patient_id, subject=visit_id)
            catalogue = self._library.content.catalogue
            return HandOverView(
                visit_id=visit_id, patient_id=visit.patient_id, patient_name=prepared.patient.display_name,
                birth_date=prepared.patient.birth_date, age=prepared.age, is_minor=prepared.age < ADULT_AGE,
                treatments=tuple(treatment_words(catalogue, (code,)) for code in prepared.codes), due=prepared.due,
                staff_questions=with_given(work, visit, handing.staff_questions(prepared)), resumes=prepared.resumes,
                resume_note=_resume_note(visit, prepared), problems=prepared.problems)

    def hand_over(self, actor: Actor, hand_over: HandOver) -> Packet:
        """Record the hand-over and return the packet. The caller closes the records before anybody sees the tablet.

        Raises InvalidInputError (identity, staff's part, something that is not approved, a visit that is already sent),
        NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.HAND_OVER, RecordKind.VISIT) as work:
            visit = known_visit(work, hand_over.visit_id)
            if visit.stage not in (VisitStage.WAITING.value, VisitStage.FILLING_IN.value):
                raise InvalidInputError("The forms of this visit were already sent. Send them back to change them.")
            prepared = handing.prepare(work, self._library, visit)
            if prepared.problems:
                raise InvalidInputError(prepared.problems[0])
            handing.check_identity(prepared, hand_over)
            languages = handing.languages_of(work, self._library, prepared, hand_over)
            forms = handing.packet_forms(work, self._library, prepared, hand_over)
            row = handing.new_row(work, prepared, hand_over, forms, device=self._desk.device,
                                  visit_key=self._desk.randomness.token_bytes(_KEY_BYTES))
            work.session.add(row)
            move_to(work, visit, VisitStage.FILLING_IN)
            visit.asked_for_help = visit.paper_asked = False
            note(work, visit, TimelineKind.CHECK_IN, "Tablet handed over", detail=f"{len(forms)} forms")
            work.audit("visit.hand_over", patient_id=visit.patient_id, subject=visit.visit_id,
                       detail=f"Identity: {hand_over.identity.method}. {len(forms)} forms.")
            clinic = self._desk.clinic
            assert clinic is not None  # the gate refused while the records are closed
            return handing.build_packet(work, prepared, hand_over, forms, row=row, clinic=clinic,
                                        languages=languages, demo=self._demo)

    def paper_form(self, actor: Actor, visit_id: str, form_id: str = "") -> bytes:
        """Return the due forms, or the one called ``form_id``, as a PDF to be filled in by hand.

        Raises InvalidInputError when nothing is due, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.FILE_PAPER, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            forms = ((self._library.form_in(work, form_id),) if form_id
                     else handing.prepare(work, self._library, visit).forms)
            if not forms:
                raise InvalidInputError("No form is due at this visit.")
            work.audit("visit.paper_form", patient_id=visit.patient_id, subject=visit_id,
                       detail=", ".join(form.title for form in forms))
            clinic = self._desk.clinic
            assert clinic is not None  # the gate refused while the records are closed
            from app.documents.sheets import paper_form  # noqa: PLC0415  # lazy: start-up time

            return paper_form(blank_forms(forms, clinic, self._demo))

    def file_paper(self, actor: Actor, visit_id: str, form_id: str, note_text: str) -> None:
        """File a form that was signed on paper; ``note_text`` says where the paper is kept and why it is on paper.

        Raises InvalidInputError for a missing note, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.FILE_PAPER, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            text = clean(note_text).strip()
            if not text:
                raise InvalidInputError("Say where the paper is kept.", "note")
            refuse_card_number(text, "note")
            form = paper_form_of(work, self._library, form_id)
            file_on_paper(work, self._library, visit, form, text)
            arrived_on_paper(work, self._library, visit)
            work.audit("visit.file_paper", patient_id=visit.patient_id, subject=visit_id, detail=form.title)

    def mark_left(self, actor: Actor, visit_id: str) -> None:
        """Note that the patient left without being treated. Raises InvalidInputError for a visit that is ready."""
        with self._desk.act(actor, Action.CHANGE, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            if visit.stage not in {stage.value for stage in OPEN_STAGES}:
                raise InvalidInputError("This visit is already finished.")
            old = visit.stage
            move_to(work, visit, VisitStage.LEFT)
            note(work, visit, TimelineKind.CHECK_IN, "Left before treatment")
            work.audit("visit.left", patient_id=visit.patient_id, subject=visit_id, old=old.encode(),
                       new=visit.stage.encode())

    def help_answered(self, actor: Actor, visit_id: str) -> None:
        """Note that somebody went to the patient who asked for help. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.CHANGE, RecordKind.VISIT) as work:
            visit = known_visit(work, visit_id)
            visit.asked_for_help = False
            note(work, visit, TimelineKind.CHECK_IN, "Help given")
            work.audit("visit.help", patient_id=visit.patient_id, subject=visit_id)

    def _due(self, work: Work, patient: Patient, codes: tuple[str, ...],
             requested: tuple[str, ...]) -> tuple[DueForm, ...]:
        today = clinic_date(work.now, work.zone)
        problem = policy_problem(policies_in_force(work, today))
        rows = patient_rows(work.session, patient.patient_id)
        return tuple(due_view(work, self._library, due, problem)
                     for due in due_for(work, self._library, patient, day=today, codes=codes, rows=rows,
                                        requested=requested))

    def _check(self, work: Work, check_in: CheckIn) -> None:
        if not check_in.treatment_codes:
            raise InvalidInputError("Choose what is planned today.", "treatment")
        provider = work.session.get(StaffMember, check_in.provider_id)
        if provider is None or not provider.active:
            raise InvalidInputError("Choose who the appointment is with.", "provider")
        if check_in.appointment_at.tzinfo is None or abs(check_in.appointment_at - work.now) > _FAR:
            raise InvalidInputError("Enter the time of the appointment.", "appointment")
        here = work.session.scalar(select(Visit.visit_id).where(
            Visit.patient_id == check_in.patient_id, Visit.stage.in_([stage.value for stage in OPEN_STAGES]),
            Visit.day == clinic_date(check_in.appointment_at, work.zone)))
        if here is not None:
            raise InvalidInputError("This patient is already checked in.", "patient")


def _resume_note(visit: Visit, prepared: handing.Preparation) -> str:
    if prepared.message:
        return f"Correction asked for: {prepared.message}"
    if prepared.draft is not None and prepared.draft.is_unfinished:
        return f"Stopped at step {visit.step} of {visit.step_count}: {visit.step_label}." if visit.step else \
            "Started, nothing answered yet."
    return ""
