"""Approvals of forms and rules: which are recorded for exactly this text, which are missing, is a new one complete."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.models.library import ContentApproval
from app.services.library_content import LibraryContent
from app.services.views.oversight import Approval


def approvals_of(session: Session, content: LibraryContent, subject: str, sha256: str, *,
                 shipped: bool = True) -> tuple[Approval, ...]:
    """Return who approved the text of ``subject`` with the hash ``sha256``; ``shipped`` ones come with the app."""
    recorded = session.scalars(select(ContentApproval).where(
        ContentApproval.subject == subject, ContentApproval.source_sha256 == sha256)
        .order_by(ContentApproval.recorded_at))
    return (*(content.approvals.get(subject, ()) if shipped else ()), *(
        Approval(row.approved_by, row.title, row.licence_number, row.approved_on, row.scope) for row in recorded))


def missing_scopes(content: LibraryContent, approvals: tuple[Approval, ...]) -> tuple[str, ...]:
    """Return whose approval is required and not among ``approvals``."""
    return tuple(scope for scope in content.required if all(entry.scope != scope for entry in approvals))


def check_approval(approval: Approval, required: tuple[str, ...], today: date) -> None:
    """Refuse an approval that does not say who, in what capacity and when. Raises InvalidInputError."""
    if not approval.by:
        raise InvalidInputError("Enter the name of the person who approved it.", "by")
    if approval.scope not in required and not approval.scope.startswith("translation "):
        raise InvalidInputError(f"Choose who approved it: {' or '.join(required)}.", "scope")
    if not approval.licence_number:
        raise InvalidInputError("Enter the licence or bar number.", "licence_number")
    if approval.on > today:
        raise InvalidInputError("The day of the approval cannot be in the future.", "on")
