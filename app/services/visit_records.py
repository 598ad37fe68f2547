"""Small steps every use case around visits takes: find it, move it on, note what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.models.patients import Patient
from app.models.staff import StaffMember
from app.models.visits import HandOver, Visit, VisitEvent, VisitTreatment
from app.services.desk import Work
from app.services.views.patients import TimelineKind, VisitStage

OPEN_STAGES = (VisitStage.WAITING, VisitStage.FILLING_IN, VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER)
"""Stages in which a visit still needs somebody."""


def known_visit(work: Work, visit_id: str) -> Visit:
    """Return the visit's row. Raises NotFoundError."""
    visit = work.session.get(Visit, visit_id)
    if visit is None:
        raise NotFoundError("This visit is not in the records.")
    return visit


def patient_of(work: Work, visit: Visit) -> Patient:
    """Return the patient of a visit."""
    patient = work.session.get(Patient, visit.patient_id)
    assert patient is not None  # a foreign key holds it
    return patient


def codes_of(session: Session, visit_id: str) -> tuple[str, ...]:
    """Return the codes of the planned treatments, in the order they were planned."""
    return tuple(session.scalars(select(VisitTreatment.code).where(VisitTreatment.visit_id == visit_id)
                                 .order_by(VisitTreatment.position)))


def codes_by_visit(session: Session, visit_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the codes of several visits at once."""
    found: dict[str, list[str]] = {visit_id: [] for visit_id in visit_ids}
    rows = session.execute(select(VisitTreatment.visit_id, VisitTreatment.code)
                           .where(VisitTreatment.visit_id.in_(visit_ids)).order_by(VisitTreatment.position))
    for visit_id, code in rows:
        found[visit_id].append(code)
    return {visit_id: tuple(codes) for visit_id, codes in found.items()}


def last_hand_over(session: Session, visit_id: str) -> HandOver | None:
    """Return the newest hand-over of a visit."""
    return session.scalars(select(HandOver).where(HandOver.visit_id == visit_id)
                           .order_by(HandOver.sequence_start.desc(), HandOver.at.desc()).limit(1)).first()


def staff_name(session: Session, user_id: str) -> str:
    """Return the name of a staff member; empty for one that is not known."""
    row = session.get(StaffMember, user_id)
    return row.display_name if row is not None else ""


def move_to(work: Work, visit: Visit, stage: VisitStage) -> None:
    """Put the visit into ``stage``; the time it has been there starts anew only when the stage changes."""
    if visit.stage != stage.value:
        visit.stage = stage.value
        visit.stage_since = work.now


def note(work: Work, visit: Visit, kind: TimelineKind, title: str, *, detail: str = "", by_name: str = "",
         document_id: str | None = None, at: datetime | None = None) -> None:
    """Add a line to the timeline, at ``at`` when it happened earlier; it also moves the board's revision on."""
    work.session.add(VisitEvent(
        visit_id=visit.visit_id, patient_id=visit.patient_id, at=at or work.now, kind=kind.value, title=title,
        detail=detail, by_name=by_name or work.actor.display_name, document_id=document_id))
