"""Forms that staff ask for at a visit, beside those that are due: an optional consent, or one that still lasts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.models.submissions import FormSubmission
from app.models.visits import RequestedForm, Visit
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.views.patients import FormChoice


def choices(work: Work, library: LibraryService) -> tuple[FormChoice, ...]:
    """Return every form that may be asked for, by title."""
    forms = [library.form_in(work, shipped.form_id) for shipped in library.content.forms]
    found = [FormChoice(form.form_id, form.title, library.problem_in(work, form.form_id)) for form in forms]
    return tuple(sorted(found, key=lambda choice: choice.title.casefold()))


def checked(library: LibraryService, form_ids: Sequence[str]) -> tuple[str, ...]:
    """Return ``form_ids``, each once. Raises InvalidInputError for a form that the app does not have."""
    known = {shipped.form_id for shipped in library.content.forms}
    if not known.issuperset(form_ids):
        raise InvalidInputError("One of the forms asked for is not in the app. Choose it again.", "form")
    return tuple(dict.fromkeys(form_ids))


def ask_for(work: Work, library: LibraryService, visit: Visit, form_ids: Sequence[str]) -> tuple[str, ...]:
    """Keep what staff ask for at ``visit`` and return the titles of what is new. Raises as ``checked``."""
    before = requested_forms(work.session, visit.visit_id)
    new = [form_id for form_id in checked(library, form_ids) if form_id not in before]
    work.session.add_all(
        RequestedForm(visit_id=visit.visit_id, form_id=form_id, position=len(before) + place, at=work.now,
                      by=work.actor.user_id) for place, form_id in enumerate(new))
    return tuple(library.form_in(work, form_id).title for form_id in new)


def requested_forms(session: Session, visit_id: str) -> tuple[str, ...]:
    """Return the ids of the forms staff asked for at the visit, in the order they did."""
    return tuple(session.scalars(select(RequestedForm.form_id).where(RequestedForm.visit_id == visit_id)
                                 .order_by(RequestedForm.position)))


def still_requested(session: Session, visit_id: str, rows: Sequence[FormSubmission]) -> tuple[str, ...]:
    """Return what was asked for at the visit and is not among what it brought in, as far as ``rows`` tell."""
    there = {row.form_id for row in rows if row.visit_id == visit_id}
    return tuple(form_id for form_id in requested_forms(session, visit_id) if form_id not in there)
