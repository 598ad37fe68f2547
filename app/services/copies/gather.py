"""Gathers a record for a copy: facts, visits, forms, consents, amendments, calls and disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from app.core.clock import clinic_date
from app.documents.copy_record import (
    CopyAmendment,
    CopyCall,
    CopyConsent,
    CopyConsentEvent,
    CopyDisclosure,
    CopyPatient,
    CopyRecord,
    CopyVisit,
)
from app.models.consents import ConsentEvent
from app.models.patients import Patient
from app.models.reviews import Acceptance, FlagDecisionRow
from app.models.visits import Visit, VisitMove
from app.rules.consents import ConsentState, EventKind
from app.rules.disclosure_basis import RULES
from app.services.accepting import NOTE_PURPOSE
from app.services.board import treatment_words
from app.services.consents.ledger import ledger, standings
from app.services.consents.words import EVENT_WORDS, how_said
from app.services.copies.forms import copy_forms
from app.services.copies.scope import Scope
from app.services.desk import Work
from app.services.disclosures.genetic import is_genetic_purpose
from app.services.disclosures.reading import disclosed, disclosure_rows, suspension_rules
from app.services.flagging import DECISION_PURPOSE
from app.services.library import LibraryService
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.registers.phone_notes import phone_notes
from app.services.views.copies import Part
from app.services.visit_records import codes_by_visit, staff_name

_STATE_WORDS: Final = {
    ConsentState.GIVEN: "given", ConsentState.DECLINED: "declined", ConsentState.WITHDRAWN: "withdrawn",
    ConsentState.EXPIRED: "expired", ConsentState.ENDED: "ended", ConsentState.NOT_ASKED: "not asked",
}


def gather(work: Work, library: LibraryService, patient: Patient, scope: Scope) -> CopyRecord:
    """Return everything in ``scope`` but the documents themselves, which are added as they are written."""
    own = scope.release.is_own_copy
    return CopyRecord(
        clinic=header(newest_clinic(work.session)), patient=_patient(patient, scope), made_at=work.now,
        made_by=work.actor.display_name, recipient=scope.release.disclosure.recipient,
        purpose=scope.release.disclosure.purpose, own=own, forms=copy_forms(work, patient, scope),
        consents=_consents(work, library, patient, scope), visits=_visits(work, library, patient, scope),
        amendments=tuple(CopyAmendment(paper.number, paper.received, str(paper.outcome), paper.words, paper.statement,
                                       paper.rebuttal) for paper in scope.amendments),
        calls=_calls(work, patient) if own else (), disclosures=_disclosures(work, patient) if own else (),
        is_demo=work.is_demo)


def _patient(patient: Patient, scope: Scope) -> CopyPatient:
    phone, email = ("", "") if scope.hides_contact else (patient.phone, patient.email)
    return CopyPatient(patient.patient_id, patient.record_number, patient.given_name, patient.family_name,
                       patient.birth_date, patient.preferred_name, patient.pronouns, phone, email)


def _visits(work: Work, library: LibraryService, patient: Patient, scope: Scope) -> tuple[CopyVisit, ...]:
    if not scope.has(Part.VISITS):
        return ()
    moved = select(VisitMove.visit_id)
    visits = [visit for visit in work.session.scalars(
        select(Visit).where(Visit.patient_id == patient.patient_id, Visit.visit_id.not_in(moved))
        .order_by(Visit.appointment_at)) if scope.tells_visit(visit.visit_id)]
    codes = codes_by_visit(work.session, [visit.visit_id for visit in visits])
    notes = _notes(work, library, patient, [visit.visit_id for visit in visits]) if scope.release.is_own_copy else {}
    return tuple(CopyVisit(
        visit.visit_id, visit.day, treatment_words(library.content.catalogue, codes[visit.visit_id]),
        staff_name(work.session, visit.provider_id), tuple(notes.get(visit.visit_id, ()))) for visit in visits)


def _notes(work: Work, library: LibraryService, patient: Patient,
           visit_ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """What staff decided on flags and wrote when they accepted an intake, by visit."""
    messages = {rule.rule_id: rule.message for rule in library.content.screening.rules.rules}
    found: dict[str, list[tuple[str, str]]] = {}
    for row in work.session.scalars(select(FlagDecisionRow).where(FlagDecisionRow.visit_id.in_(visit_ids))
                                    .order_by(FlagDecisionRow.sequence)):
        reason = work.keys.decrypt(patient.patient_id, row.reason, DECISION_PURPOSE).decode()
        found.setdefault(row.visit_id, []).append((messages.get(row.rule_id, row.rule_id),
                                                   f"{row.kind}: {reason} ({row.by_name})"))
    for accepted in work.session.scalars(select(Acceptance).where(Acceptance.visit_id.in_(visit_ids))
                                         .order_by(Acceptance.sequence)):
        text = work.keys.decrypt(patient.patient_id, accepted.note, NOTE_PURPOSE).decode()
        if text:
            found.setdefault(accepted.visit_id, []).append(("Note", f"{text} ({accepted.by_name})"))
    return found


def _consents(work: Work, library: LibraryService, patient: Patient, scope: Scope) -> tuple[CopyConsent, ...]:
    if not scope.has(Part.CONSENTS):
        return ()
    everything = ledger(work, patient.patient_id)
    withheld = _withheld(everything, scope)
    rows = [row for row in everything if scope.tells_visit(row.visit_id) and row.purpose not in withheld
            and (scope.release.may_hold_genetic or not is_genetic_purpose(library, row.purpose))]
    today, content = clinic_date(work.now, work.zone), library.content
    found = []
    for code, standing in standings(rows).items():
        purpose, state = content.consents.purpose(code, content.catalogue), standing.state(today)
        found.append(CopyConsent(code, purpose.title if purpose is not None else code, _STATE_WORDS[state],
                                 state is ConsentState.GIVEN,
                                 tuple(_event(row) for row in rows if row.purpose == code)))
    return tuple(found)


def _withheld(rows: Sequence[ConsentEvent], scope: Scope) -> set[str]:
    """Return the purposes that only visits speak of which may not be told of: what came later would tell of them."""
    hidden = {row.purpose for row in rows if not scope.tells_visit(row.visit_id)}
    return hidden - {row.purpose for row in rows if row.visit_id and scope.tells_visit(row.visit_id)}


def _event(row: ConsentEvent) -> CopyConsentEvent:
    text = f"{row.form_id} {row.form_version}, {row.language}".strip(" ,") if row.form_id else ""
    how = how_said(row)
    return CopyConsentEvent(row.event_id, row.kind, EVENT_WORDS[EventKind(row.kind)], row.at,
                            f"{how[:1].upper()}{how[1:]}", text, row.submission_id or "", row.valid_until)


def _calls(work: Work, patient: Patient) -> tuple[CopyCall, ...]:
    return tuple(CopyCall(note.called_at, note.caller, note.text, note.by)
                 for note in reversed(phone_notes(work, patient.patient_id)))


def _disclosures(work: Work, patient: Patient) -> tuple[CopyDisclosure, ...]:
    """Every disclosure that stands, but those an agency's suspension keeps from the patient (164.528(a)(2))."""
    today, held = clinic_date(work.now, work.zone), suspension_rules(work, patient.patient_id)
    told = {each.disclosure_id for each in disclosed(work, patient.patient_id)
            if not any(suspension.holds_back(each, today) for suspension in held)}
    return tuple(CopyDisclosure(
        row.disclosure_id, row.on, row.recipient, row.address, row.description, row.purpose, row.basis.value,
        f"{RULES[row.basis].words}, 45 CFR {RULES[row.basis].section}", row.by_name, row.recorded_at)
        for row in reversed(disclosure_rows(work, patient.patient_id)) if row.disclosure_id in told)
