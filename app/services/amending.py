"""Corrections after acceptance: an amendment beside what was signed and sealed, which stays as it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.errors import InvalidInputError
from app.models.documents import SealedDocument
from app.models.submissions import FormSubmission
from app.models.visits import Visit, VisitDraft, VisitMove
from app.services.desk import Work
from app.services.views.patients import VisitStage
from app.services.visit_records import OPEN_STAGES


@dataclass(frozen=True)
class Amended:
    """The sealed document that a new one amends. ``sha256`` is of its file."""

    document_id: str
    sha256: str


def amendable_visit(work: Work, patient_id: str) -> Visit | None:
    """Return the patient's newest accepted visit, whose answers the patient may still correct; None while one is open.

    Forms that were filled in on paper are corrected on paper.
    """
    moved = select(VisitMove.visit_id)
    newest = work.session.scalars(
        select(Visit).where(Visit.patient_id == patient_id, Visit.visit_id.not_in(moved),
                            Visit.stage.in_([VisitStage.READY.value, *(stage.value for stage in OPEN_STAGES)]))
        .order_by(Visit.stage == VisitStage.READY.value, Visit.appointment_at.desc()).limit(1)).first()
    if newest is None or newest.stage != VisitStage.READY.value:
        return None
    return newest if work.session.get(VisitDraft, newest.visit_id) is not None else None


def require_amendable(work: Work, visit: Visit) -> None:
    """Raise InvalidInputError unless ``visit`` is the one that ``amendable_visit`` names."""
    newest = amendable_visit(work, visit.patient_id)
    if newest is None or newest.visit_id != visit.visit_id:
        raise InvalidInputError("Only the answers of the patient's last accepted visit can be corrected, and only "
                                "while no other visit is open.")


def amended_by(work: Work, row: FormSubmission) -> Amended | None:
    """Return the newest sealed document of an earlier version of ``row`` in the same visit; None when there is none."""
    found = work.session.execute(
        select(SealedDocument.document_id, SealedDocument.sha256)
        .join(FormSubmission, FormSubmission.submission_id == SealedDocument.submission_id)
        .where(FormSubmission.visit_id == row.visit_id, FormSubmission.form_id == row.form_id,
               FormSubmission.submission_id != row.submission_id)
        .order_by(SealedDocument.sealed_at.desc()).limit(1)).first()
    return Amended(found.document_id, found.sha256) if found is not None else None
