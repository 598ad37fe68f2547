"""Which forms are due for a patient, from what is on file; the rules themselves are in ``app.rules.due``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.forms import Coding, Questionnaire
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.rules.answers import from_responses
from app.rules.consent_purposes import ConsentGroup
from app.rules.due import CurrentForm, Due, Occasion, consent_months, due_forms, valid_until
from app.services.consents.filed import filed
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.policies import BIOMETRIC, policy_in_force
from app.services.policy_receipts import ACKNOWLEDGEMENT, outdated_kinds
from app.services.submission_records import latest_by_form, response_of
from app.services.views.patients import DueForm, DueReason

_NO_SCAN_POLICY = ("The clinic’s public policy on biometric data is not loaded yet. No scan may be asked for without "
                   "it: load it in Settings, Policies.")
SENT_BACK = "Staff asked for a correction."


def due_for(work: Work, library: LibraryService, patient: Patient, *, day: date, codes: tuple[str, ...],
            rows: Sequence[FormSubmission], requested: tuple[str, ...] = ()) -> tuple[Due, ...]:
    """Return the forms due on ``day``. ``rows`` is everything on file, oldest first; ``requested`` is what staff asked
    for beside it.

    Raises InvalidInputError for a treatment that is not in the catalogue.
    """
    catalogue = library.content.catalogue
    for code in codes:
        if code not in catalogue.codes:
            raise InvalidInputError("This treatment is not in the catalog.", "treatment")
    asks_again = bool(outdated_kinds(work.session, patient.patient_id, day))
    current = {}
    for shipped in library.content.forms:
        form = library.form_in(work, shipped.form_id)
        current[form.form_id] = CurrentForm(form.form_id, form.title, form.material + (
            1 if form.kind == ACKNOWLEDGEMENT and asks_again else 0))
    on_file = filed(work, library.content.consents, catalogue, patient.patient_id, rows)
    occasion = Occasion(day, patient.birth_date, codes, on_file, _not_asked(work, library, rows, codes), requested)
    return due_forms(library.content.due_rules, catalogue, current, occasion)


def _not_asked(work: Work, library: LibraryService, rows: Sequence[FormSubmission],
               codes: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Planned treatments with questions of their own in a form whose newest answers were given without them."""
    found: dict[str, tuple[str, ...]] = {}
    newest = latest_by_form(rows)
    for rule in library.content.due_rules.rules:
        row = newest.get(rule.form_id) if rule.asks_about else None
        response = response_of(work, row) if row is not None else None
        if response is None:
            continue
        own = _goals_with_questions(library.form_in(work, rule.form_id).questionnaire, rule.asks_about)
        open_goals = own.difference(map(str, from_responses(response).get(rule.asks_about)))
        found[rule.form_id] = tuple(code for code in codes
                                    if library.content.catalogue.treatment(code).goal in open_goals)
    return found


def _goals_with_questions(questionnaire: Questionnaire, link_id: str) -> frozenset[str]:
    """Codes of ``link_id`` that open further questions."""
    return frozenset(condition.answer.code for item in questionnaire.structure.items.values()
                     for condition in item.enable_when
                     if condition.question == link_id and isinstance(condition.answer, Coding))


def due_view(work: Work, library: LibraryService, due: Due, policy_problem: str) -> DueForm:
    """Return a due form as screens show it. ``policy_problem`` blocks acknowledgements while no policy is loaded.

    A form that asks for a biometric scan waits for the clinic's public retention policy (740 ILCS 14/15(a)).
    """
    if not due.shipped:
        title = library.content.catalogue.consent_titles.get(due.form_id, due.form_id)
        return DueForm(due.form_id, "", "", f"Consent: {title}", DueReason(due.reason.value), due.why, 0,
                       library.problem_in(work, due.form_id))
    form = library.form_in(work, due.form_id)
    blocked = library.problem_in(work, due.form_id)
    if not blocked and form.kind == "acknowledgement":
        blocked = policy_problem
    if not blocked and _asks_for_scan(library, due.form_id):
        there = policy_in_force(work.session, BIOMETRIC, clinic_date(work.now, work.zone))
        blocked = "" if there is not None else _NO_SCAN_POLICY
    return DueForm(due.form_id, form.url, form.version, form.title, DueReason(due.reason.value), due.why, form.minutes,
                   blocked, is_conditional=due.opened_by is not None)


def _asks_for_scan(library: LibraryService, form_id: str) -> bool:
    asked = library.content.consents.asked_by(form_id, library.content.catalogue)
    return any(purpose.group is ConsentGroup.BIOMETRIC for purpose in asked)


def end_of_validity(library: LibraryService, form_id: str, codes: tuple[str, ...], signed_on: date) -> date | None:
    """Return the last day a form signed on ``signed_on`` counts, by today's rules; None when it has no end."""
    known = tuple(code for code in codes if code in library.content.catalogue.codes)
    months = consent_months(library.content.catalogue, form_id, known)
    if not months:
        rules = library.content.due_rules.rules
        months = next((rule.every_months or 0 for rule in rules if rule.form_id == form_id), 0)
    return valid_until(signed_on, months) if months else None


def covered_codes(library: LibraryService, form_id: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the planned treatments a signature on ``form_id`` covers."""
    catalogue = library.content.catalogue
    return tuple(code for code in codes if code in catalogue.codes
                 and any(need.form_id == form_id for need in catalogue.treatment(code).consents))
