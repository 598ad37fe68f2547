"""Today's board: one card per visit, read in a handful of queries whatever the number of visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.patients import Patient
from app.models.staff import StaffMember
from app.models.visits import Visit, VisitDraft, VisitEvent, VisitMove
from app.rules.severity import Severity
from app.rules.treatments import Catalogue
from app.security.actor import Licence, Role
from app.services.views.patients import Board, BoardCard, FlagChip, ProviderChip, VisitStage
from app.services.visit_records import codes_by_visit

_CARRIED = (VisitStage.FILLING_IN.value, VisitStage.TO_REVIEW.value, VisitStage.NEEDS_PRESCRIBER.value)
"""Stages that stay on the board after their day: somebody still has to do something."""


def board(session: Session, catalogue: Catalogue, day: date) -> Board:
    """Return the board of ``day`` with what is left over from the days before."""
    visits = session.scalars(
        select(Visit).where(or_(Visit.day == day, Visit.stage.in_(_CARRIED)),
                            Visit.stage != VisitStage.LEFT.value,
                            Visit.visit_id.not_in(select(VisitMove.visit_id)))
        .order_by(Visit.appointment_at, Visit.visit_id)).all()
    return Board(day, _cards(session, catalogue, visits), providers(session), (), revision(session))


def revision(session: Session) -> int:
    """Return a number that grows with everything that happens to a visit."""
    return session.scalar(select(func.max(VisitEvent.sequence))) or 0


def providers(session: Session) -> tuple[ProviderChip, ...]:
    """Return active people who treat patients, by name."""
    rows = session.scalars(select(StaffMember).where(
        StaffMember.active, or_(StaffMember.role.in_((Role.PROVIDER.value, Role.AESTHETICIAN.value)),
                                StaffMember.licence != Licence.NONE.value)).order_by(StaffMember.display_name))
    return tuple(ProviderChip(row.user_id, row.display_name) for row in rows)


def treatment_words(catalogue: Catalogue, codes: Sequence[str]) -> str:
    """Return the names of the planned treatments; a code that is no longer in the catalogue stays as it is."""
    return ", ".join(catalogue.treatment(code).name if code in catalogue.codes else code for code in codes)


def chips(stops: int, cautions: int) -> tuple[FlagChip, ...]:
    """Return the chips of flags that still need a decision."""
    found = []
    if stops:
        found.append(FlagChip(Severity.STOP, f"{stops} stop{'s' if stops > 1 else ''}"))
    if cautions:
        found.append(FlagChip(Severity.CAUTION, f"{cautions} caution{'s' if cautions > 1 else ''}"))
    return tuple(found)


def _cards(session: Session, catalogue: Catalogue, visits: Sequence[Visit]) -> tuple[BoardCard, ...]:
    ids = [visit.visit_id for visit in visits]
    patients = {row.patient_id: row for row in session.scalars(
        select(Patient).where(Patient.patient_id.in_({visit.patient_id for visit in visits})))}
    names = dict(session.execute(select(StaffMember.user_id, StaffMember.display_name)).all())
    drafts = set(session.scalars(select(VisitDraft.visit_id).where(VisitDraft.visit_id.in_(ids),
                                                                   VisitDraft.is_unfinished)))
    codes = codes_by_visit(session, ids)
    return tuple(_card(visit, patients[visit.patient_id], treatment_words(catalogue, codes[visit.visit_id]),
                       names.get(visit.provider_id, ""), visit.visit_id in drafts) for visit in visits)


def _card(visit: Visit, patient: Patient, treatment: str, provider: str, has_draft: bool) -> BoardCard:
    stage = VisitStage(visit.stage)
    return BoardCard(
        visit_id=visit.visit_id, patient_id=visit.patient_id, stage=stage, appointment_at=visit.appointment_at,
        stage_since=visit.stage_since, patient_name=patient.display_name, treatment=treatment,
        provider_id=visit.provider_id, provider_name=provider, chips=chips(visit.stops, visit.cautions),
        first_visit=visit.first_visit, consent_note=visit.consent_note, step=visit.step, step_count=visit.step_count,
        step_label=visit.step_label, resumable=has_draft and stage is VisitStage.FILLING_IN,
        asked_for_help=visit.asked_for_help, guardian_signed=visit.guardian_signed, ready_note=visit.ready_note,
        blocked_note="Asked for paper forms." if visit.paper_asked and not visit.blocked_note else visit.blocked_note,
        declined_note=visit.declined_note)
