"""Reads the forms patients sent, in their order, encrypted under the patient's key, moved ones left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.core.clock import clinic_date
from app.core.errors import DamagedError
from app.forms import decode_json
from app.intake.submission import SubmittedForm, form_from
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.rules.due import FiledForm, FiledState
from app.services.desk import Work
from app.services.library import LibraryService, PublishedForm

PURPOSE = "submission"
PAPER = "paper"
_FILED = {"signed": FiledState.SIGNED, "answered": FiledState.SIGNED, PAPER: FiledState.SIGNED,
          "declined": FiledState.DECLINED}


def patient_rows(session: Session, patient_id: str, form_id: str = "") -> Sequence[FormSubmission]:
    """Return every form of a patient, oldest first; intakes that were filed under the wrong patient do not count.

    ``form_id`` asks for one form alone. The encrypted content is fetched only for the rows whose answers are read:
    after 200 visits these are few.
    """
    moved = select(VisitMove.visit_id)
    wanted = select(FormSubmission).where(FormSubmission.patient_id == patient_id,
                                          FormSubmission.visit_id.not_in(moved))
    if form_id:
        wanted = wanted.where(FormSubmission.form_id == form_id)
    return _in_order(session.scalars(wanted.options(defer(FormSubmission.content)).order_by(
        FormSubmission.received_at, FormSubmission.position)).all())


def _in_order(stored: Sequence[FormSubmission]) -> list[FormSubmission]:
    """Return rows, given as they were stored, by when they were signed.

    A correction never comes before what it corrects, even when the clock was set back in between.
    """
    newest: dict[tuple[str, str], datetime] = {}
    keys: dict[str, tuple[datetime, datetime, int]] = {}
    for row in stored:
        form = (row.visit_id, row.form_id)
        newest[form] = max(row.at, newest.get(form, row.at))
        keys[row.submission_id] = (newest[form], row.received_at, row.position)
    return sorted(stored, key=lambda row: keys[row.submission_id])


def received_moment(work: Work, visit_id: str) -> datetime:
    """Return now, or just after what the visit holds when the clock was set back: the order of its rows counts."""
    last = work.session.scalar(select(func.max(FormSubmission.received_at)).where(FormSubmission.visit_id == visit_id))
    return work.now if last is None or work.now > last else last + timedelta(microseconds=1)


def visit_rows(session: Session, visit_id: str) -> dict[str, FormSubmission]:
    """Return the form rows of a visit that count: the newest of each form, in the order they were first filed."""
    rows = session.scalars(select(FormSubmission).where(FormSubmission.visit_id == visit_id)
                           .order_by(FormSubmission.received_at, FormSubmission.position))
    return {row.form_id: row for row in rows}


def latest_by_form(rows: Sequence[FormSubmission]) -> dict[str, FormSubmission]:
    """Return the newest row of each form; ``rows`` are oldest first."""
    return {row.form_id: row for row in rows}


def updates_since(rows: Sequence[FormSubmission], form_id: str, full: str) -> tuple[FormSubmission, ...]:
    """Return the rows of the update form ``form_id`` that are newer than the newest of the form ``full`` it updates.

    Oldest first; of several in one visit (a correction) the last. ``rows`` are oldest first.
    """
    start = max((number for number, row in enumerate(rows) if row.form_id == full), default=-1)
    by_visit = {row.visit_id: row for row in rows[start + 1:] if row.form_id == form_id}
    return tuple(by_visit.values())


def filed_forms(rows: Sequence[FormSubmission], zone: ZoneInfo) -> tuple[FiledForm, ...]:
    """Return ``rows`` as the due rules see them, oldest first."""
    return tuple(FiledForm(form_id=row.form_id, on=clinic_date(row.at, zone), state=_FILED[row.status],
                           material=row.material, valid_until=row.valid_until,
                           treatments=tuple(row.treatments.split())) for row in rows)


def exact_form(work: Work, library: LibraryService, form_id: str, url: str, version: str) -> PublishedForm:
    """Return the form in exactly this version; the one published now is at hand, older ones are read again.

    Raises NotFoundError when it was never published.
    """
    if library.content.shipped(form_id) is not None:
        current = library.form_in(work, form_id)
        if (current.url, current.version) == (url, version):
            return current
    return library.version_in(work, url, version)


def opened(work: Work, row: FormSubmission) -> SubmittedForm | None:
    """Return the submitted form, decrypted; None for one that was filed on paper.

    Raises NotFoundError when the patient's key was destroyed and DamagedError when the content was changed.
    """
    if row.status == PAPER:
        return None
    plain = work.keys.decrypt(row.patient_id, row.content, PURPOSE)
    try:
        value = decode_json(plain)
        if not isinstance(value, dict):
            raise TypeError("object expected")
        return form_from(value)
    except (ValueError, TypeError, KeyError):
        raise DamagedError("A stored form could not be read.") from None


def response_of(work: Work, row: FormSubmission) -> Mapping[str, object] | None:
    """Return the QuestionnaireResponse of a row, or None when there is none (declined, paper)."""
    form = opened(work, row)
    return form.response if form is not None else None


def end_of(row: FormSubmission, today: date) -> int | None:
    """Return how many days ``row`` still counts (negative once it has run out), or None without an end."""
    return (row.valid_until - today).days if row.valid_until is not None else None
