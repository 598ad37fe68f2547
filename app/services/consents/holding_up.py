"""What a withdrawal means for a visit that was ready: the treatment waits until the consent is signed again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core.clock import clinic_date
from app.models.visits import Visit
from app.rules.consent_purposes import ConsentGroup, ConsentPurpose
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.views.patients import TimelineKind, VisitStage
from app.services.visit_records import codes_of, move_to, note

_NOTE = "The patient took a consent back. Do not treat until it is signed again."


def hold_up(work: Work, library: LibraryService, patient_id: str, purposes: Collection[ConsentPurpose]) -> None:
    """Send visits from today on that are ready and need one of ``purposes`` back to review, with a note on the card."""
    taken = {purpose.code for purpose in purposes if purpose.group is ConsentGroup.TREATMENT}
    if not taken:
        return
    today = clinic_date(work.now, work.zone)
    catalogue = library.content.catalogue
    for visit in work.session.scalars(select(Visit).where(
            Visit.patient_id == patient_id, Visit.stage == VisitStage.READY.value, Visit.day >= today)).all():
        needed = {need.form_id for code in codes_of(work.session, visit.visit_id) if code in catalogue.codes
                  for need in catalogue.treatment(code).consents}
        if needed & taken:
            move_to(work, visit, VisitStage.TO_REVIEW)
            visit.ready_note, visit.blocked_note = "", _NOTE
            note(work, visit, TimelineKind.CONSENT, "Consent taken back", detail=_NOTE)
