"""What somebody on the staff attests with their own credential: witness, ID check, countersignature."""

from __future__ import annotations

from app.models.reviews import Attestation
from app.models.staff import StaffMember
from app.models.visits import Visit
from app.services.desk import Work


def attestation(work: Work, kind: str, visit: Visit, *, submission_id: str | None = None, method: str = "",
                content: bytes | None = None) -> Attestation:
    """Return the row in which the acting person attests something, with licence and time."""
    actor = work.actor
    row = work.session.get(StaffMember, actor.user_id)
    return Attestation(
        kind=kind, visit_id=visit.visit_id, submission_id=submission_id, method=method, by=actor.user_id,
        by_name=actor.display_name, by_title=actor.title, licence=actor.licence.value,
        licence_number=row.licence_number if row is not None else "", at=work.now, content=content)
