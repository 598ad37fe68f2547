"""The forms of a patient as a copy tells them: answers in words and the stored response, genetic ones held back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select

from app.core.clock import clinic_date
from app.documents.copy_record import CopyAnswer, CopyForm
from app.forms import FormSession, LaunchContext
from app.intake.submission import SubmittedForm
from app.intake.words import lines
from app.models.patients import Patient
from app.models.reviews import Attestation
from app.models.submissions import FormSubmission
from app.services.consent_record import signature_marks
from app.services.copies.scope import Scope
from app.services.desk import Work
from app.services.disclosures.genetic import genetic_links, is_genetic_form, without_items
from app.services.library import PublishedForm
from app.services.rights.restrictions import CONTACT_ANSWERS
from app.services.submission_records import PAPER, PURPOSE, opened
from app.services.views.copies import Part


def copy_forms(work: Work, patient: Patient, scope: Scope) -> tuple[CopyForm, ...]:
    """Return the forms in ``scope``, oldest first."""
    if not scope.has(Part.FORMS):
        return ()
    newest = {(row.visit_id, row.form_id): row.submission_id for row in scope.rows}
    attested = _attested(work, scope.rows)
    found = [_form(work, patient, scope, row, attested.get(row.submission_id, ()),
                   replaced=newest[row.visit_id, row.form_id] != row.submission_id) for row in scope.rows]
    return tuple(each for each in found if each is not None)


def _attested(work: Work, rows: Sequence[FormSubmission]) -> dict[str, list[Attestation]]:
    """What staff attested about each form, oldest first: witnesses and countersignatures."""
    found: dict[str, list[Attestation]] = {}
    for each in work.session.scalars(
            select(Attestation).where(Attestation.submission_id.in_([row.submission_id for row in rows]))
            .order_by(Attestation.sequence)):
        assert each.submission_id is not None  # the query asks for those of a form
        found.setdefault(each.submission_id, []).append(each)
    return found


def _form(work: Work, patient: Patient, scope: Scope, row: FormSubmission, attested: Sequence[Attestation], *,
          replaced: bool) -> CopyForm | None:
    published, is_open = scope.finder.form(row), scope.release.may_hold_genetic
    tagged = frozenset[str]() if is_open or published is None else genetic_links(published.questionnaire)
    hidden = tagged | (CONTACT_ANSWERS if scope.hides_contact else frozenset())
    if published is not None and not is_open and is_genetic_form(published.questionnaire):
        return None
    form = opened(work, row)
    answers, response = _answers(work, patient, row, published, form, hidden)
    return CopyForm(
        row.submission_id, row.title, row.url, row.version, row.language, row.status, row.at,
        signature_marks(form, attested) if form is not None else (), _note(work, row, form, tagged),
        replaced, answers, response)


def _answers(work: Work, patient: Patient, row: FormSubmission, published: PublishedForm | None,
             form: SubmittedForm | None,
             hidden: frozenset[str]) -> tuple[tuple[CopyAnswer, ...], dict[str, object] | None]:
    if form is None or form.response is None or published is None:
        return (), None
    response = without_items(form.response, hidden)
    context = LaunchContext(clinic_date(row.at, work.zone), patient.birth_date)
    session = FormSession(published.questionnaire, context, response=response)
    answers = tuple(CopyAnswer(line.item.link_id, line.section, line.item.text.plain or line.question, line.text)
                    for line in lines(session) if line.answers and line.item.link_id not in hidden)
    return answers, response


def _note(work: Work, row: FormSubmission, form: SubmittedForm | None, tagged: frozenset[str]) -> str:
    """The reason of a refusal, or where a paper is kept; nothing that could speak of what is tagged."""
    if tagged:
        return ""
    if row.status == PAPER:
        return str(json.loads(work.keys.decrypt(row.patient_id, row.content, PURPOSE)).get("note", ""))
    return form.declined_reason if form is not None else ""
