"""Who filed a form that was signed on paper, from what is stored of it."""

from __future__ import annotations

from sqlalchemy import select

from app.forms import decode_json
from app.models.staff import StaffMember
from app.models.submissions import FormSubmission
from app.services.desk import Work
from app.services.submission_records import PURPOSE

_UNKNOWN = "staff"
"""Stands for the id of somebody whose account cannot be told from the name."""


def filer(work: Work, row: FormSubmission) -> tuple[str, str]:
    """Return id and name of who filed the paper ``row``. Raises NotFoundError when the patient's key was destroyed."""
    content = decode_json(work.keys.decrypt(row.patient_id, row.content, PURPOSE))
    name = str(content.get("filed_by", "")) if isinstance(content, dict) else ""
    found = work.session.scalars(select(StaffMember.user_id).where(StaffMember.display_name == name)).all()
    return (found[0] if len(found) == 1 else _UNKNOWN), name
