"""Puts together what a hand-over needs: the due forms, staff's part, what is known, and the packet for the tablet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core.canonical import canonical_json
from app.core.clock import age_on, clinic_date
from app.core.errors import InvalidInputError
from app.core.text import refuse_card_number
from app.forms import LaunchContext
from app.intake.packet import ADULT_AGE, FormKind, IntakeStep, Opener, Packet, PacketForm, PolicyText
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.models.visits import HandOver as HandOverRow
from app.models.visits import ReceivedItem, Visit, VisitDraft
from app.rules.answers import from_responses
from app.rules.due import Due
from app.rules.minors import OWN_CONSENT, acts_alone
from app.services.clinic_keys import KeyPurpose, current_key
from app.services.desk import Work
from app.services.due_facts import due_for, due_view
from app.services.library import LibraryService, PublishedForm
from app.services.library_content import RULES
from app.services.policy_texts import (
    derived_versions,
    disclosure,
    policies_in_force,
    policy_problem,
    with_summaries,
)
from app.services.prefill import (
    Prefill,
    asked_before,
    brought_up_to_date,
    carries_over,
    from_earlier,
    from_record,
    not_carried,
)
from app.services.requested import still_requested
from app.services.staff_part import Setting, answers, questions
from app.services.submission_records import PAPER, exact_form, latest_by_form, patient_rows, response_of, updates_since
from app.services.views.patients import ID_METHODS, DueForm, HandOver, StaffQuestion
from app.services.views.people import ClinicDetails
from app.services.visit_records import codes_of, patient_of, staff_name

DRAFT_PURPOSE = "draft"
DETAILS_PURPOSE = "hand_over"
MESSAGE_PURPOSE = "message"
_ID_SEEN = "reg.id.checked"
_MOST_SAVES = 1_000_000
"""More than one hand-over can save: a save every second for eleven days."""


@dataclass(frozen=True)
class Preparation:
    """Everything known about a visit before it is handed over. ``rows`` is what is on file, oldest first."""

    visit: Visit
    patient: Patient
    codes: tuple[str, ...]
    today: date
    rows: Sequence[FormSubmission]
    due: tuple[DueForm, ...]
    forms: tuple[PublishedForm, ...]  # those that can be handed over
    policies: tuple[PolicyText, ...]
    draft: VisitDraft | None
    message: str
    problems: tuple[str, ...]

    @property
    def setting(self) -> Setting:
        """What the app fills into forms itself."""
        return Setting(self.today, self.patient.birth_date, derived_versions(self.policies))

    @property
    def age(self) -> int:
        """The patient's age in whole years on the clinic's day."""
        return age_on(self.patient.birth_date, self.today)

    @property
    def resumes(self) -> bool:
        """True when there are unfinished answers or a correction to go on from."""
        return self.draft is not None and (self.draft.is_unfinished or bool(self.message))


def prepare(work: Work, library: LibraryService, visit: Visit) -> Preparation:
    """Gather what a hand-over of ``visit`` needs. Raises NotFoundError when the patient's key was destroyed."""
    patient = patient_of(work, visit)
    today = clinic_date(work.now, work.zone)
    codes = codes_of(work.session, visit.visit_id)
    rows = patient_rows(work.session, patient.patient_id)
    texts = policies_in_force(work, today)
    message = ""
    if visit.message is not None:
        message = work.keys.decrypt(patient.patient_id, visit.message, MESSAGE_PURPOSE).decode()
    # A correction goes over the same forms again, whatever came in during this visit.
    before = [row for row in rows if row.visit_id != visit.visit_id or row.status == PAPER] if message else rows
    requested = still_requested(work.session, visit.visit_id, before)
    due = due_for(work, library, patient, day=today, codes=codes, rows=before, requested=requested)
    views = tuple(due_view(work, library, each, policy_problem(texts)) for each in due)
    ready = tuple(library.form_in(work, view.form_id) for view in views if not view.blocked)
    return Preparation(visit, patient, codes, today, rows, views, ready, texts,
                       work.session.get(VisitDraft, visit.visit_id), message, _problems(work, library, due, ready))


def staff_questions(prepared: Preparation) -> tuple[StaffQuestion, ...]:
    """Return staff's own questions for the forms that are handed over."""
    return tuple(question for form in prepared.forms
                 for question in questions(form.form_id, form.questionnaire, prepared.setting))


def check_identity(prepared: Preparation, hand_over: HandOver) -> None:
    """Raise InvalidInputError unless it is said how the patient, and a guardian who is named, were identified."""
    methods = {code for code, _ in ID_METHODS}
    identity = hand_over.identity
    if identity.method not in methods:
        raise InvalidInputError("Say how you confirmed who the patient is.", "method")
    refuse_card_number(identity.note, "note")
    refuse_card_number(identity.guardian_name, "guardian_name")
    if identity.guardian_name.strip() and identity.guardian_method not in methods:
        raise InvalidInputError("Say how you confirmed who the parent or guardian is.", "guardian_method")


def languages_of(work: Work, library: LibraryService, prepared: Preparation, hand_over: HandOver) -> tuple[str, ...]:
    """Return the languages the visit may be done in. Raises InvalidInputError when the chosen one is none of them."""
    found = library.languages_in(work, tuple(form.form_id for form in prepared.forms))
    if hand_over.language not in found:
        raise InvalidInputError("Not everything of this visit is approved in this language.", "language")
    return found


def packet_forms(work: Work, library: LibraryService, prepared: Preparation, hand_over: HandOver,
                 ) -> tuple[PacketForm, ...]:
    """Return the forms as the tablet holds them. Raises InvalidInputError for staff's part (field: the linkId)."""
    whys = {view.form_id: view.why for view in prepared.due}
    openers = {rule.form_id: Opener(rule.opened_by.form_id, rule.opened_by.question, rule.opened_by.answer)
               for rule in library.content.due_rules.rules if rule.opened_by is not None}
    conditional = {view.form_id for view in prepared.due if view.is_conditional}
    given = _with_identity(prepared.forms, hand_over)
    found = []
    # What goes on from a draft goes on from what was known when it began, not from what it sent itself since.
    resumes = hand_over.resume and prepared.resumes
    rows = [row for row in prepared.rows if not resumes or row.visit_id != prepared.visit.visit_id]
    for form in prepared.forms:
        prefill = _prefill(work, library, prepared, form, rows)
        found.append(PacketForm(
            form_id=form.form_id, url=form.url, version=form.version, sha256=form.sha256, title=form.title,
            kind=FormKind(form.kind), step=IntakeStep(form.step), questionnaire=form.questionnaire,
            why=whys[form.form_id], minutes=form.minutes, may_decline=form.may_decline,
            needs_signature=form.questionnaire.signature_required, signers=form.signers, prefill=prefill.response,
            prefill_from=prefill.since, asked_before=prefill.asked_before, not_carried=prefill.not_carried,
            staff_answers=answers(form.form_id, form.questionnaire, prepared.setting, given),
            opened_by=openers[form.form_id] if form.form_id in conditional else None))
    return tuple(found)


def _prefill(work: Work, library: LibraryService, prepared: Preparation, form: PublishedForm,
             rows: Sequence[FormSubmission]) -> Prefill:
    """Return what the form starts with: the patient's newest answers in ``rows``, else what the record knows."""
    launch = LaunchContext(prepared.today, prepared.patient.birth_date)
    updates = library.content.due_rules.updates
    earlier = latest_by_form(rows).get(form.form_id)
    response = response_of(work, earlier) if earlier is not None and carries_over(form, updates) else None
    if earlier is None or response is None:
        return Prefill(from_record(form, launch, prepared.patient))
    answered = exact_form(work, library, form.form_id, earlier.url, earlier.version).questionnaire
    asked, lost = asked_before(answered, launch, response), not_carried(form, launch, response, answered)
    since = earlier.at
    for row in (row for form_id, full in updates.items() if full == form.form_id
                for row in updates_since(rows, form_id, full)):
        told = response_of(work, row)
        if told is not None:
            newer = from_responses(told)
            response = brought_up_to_date(form, launch, response, newer, library.content.screening.rules)
            since = row.at
    return Prefill(from_earlier(form, launch, response), since, asked, lost)


def build_packet(work: Work, prepared: Preparation, hand_over: HandOver, forms: tuple[PacketForm, ...], *,
                 row: HandOverRow, clinic: ClinicDetails, languages: tuple[str, ...], demo: bool) -> Packet:
    """Return the packet for ``row``, the hand-over just recorded. ``languages`` are those that may be chosen."""
    patient, visit = prepared.patient, prepared.visit
    draft = prepared.draft if hand_over.resume and prepared.resumes else None
    content = None
    if draft is not None:
        content = work.keys.decrypt(patient.patient_id, draft.content, DRAFT_PURPOSE)
    return Packet(
        visit_id=visit.visit_id, hand_over_id=row.hand_over_id, visit_key=row.visit_key,
        inbox_public_key=current_key(work.session, KeyPurpose.INBOX).public, clinic_name=clinic.name,
        clinic_phone=clinic.phone, zone=work.zone, today=prepared.today, device=row.device,
        first_name=patient.preferred_name or patient.given_name or patient.family_name,
        patient_name=patient.display_name, birth_date=patient.birth_date, appointment_at=visit.appointment_at,
        provider_name=staff_name(work.session, visit.provider_id), forms=forms, disclosure=disclosure(clinic),
        policies=with_summaries(prepared.policies, clinic),
        guardian_name=hand_over.identity.guardian_name.strip(),
        own_consent=may_sign_alone(work, prepared, hand_over), language=hand_over.language, languages=languages,
        draft=content,
        sequence=row.sequence_start, message=prepared.message if content is not None else "", demo=demo)


def new_row(work: Work, prepared: Preparation, hand_over: HandOver, forms: tuple[PacketForm, ...], *,
            visit_key: bytes, device: str) -> HandOverRow:
    """Return the row that records this hand-over; what a person typed is encrypted for the patient."""
    identity = hand_over.identity
    details = canonical_json({
        "note": identity.note, "guardian_name": identity.guardian_name,
        "staff": [[form_id, link_id, text] for (form_id, link_id), text in sorted(hand_over.staff_answers.items())],
    })
    return HandOverRow(
        hand_over_id=work.new_id(), visit_id=prepared.visit.visit_id, at=work.now, day=prepared.today,
        by=work.actor.user_id, by_name=work.actor.display_name, device=device, language=hand_over.language,
        visit_key=visit_key, sequence_start=_sequence_start(work, prepared.visit.visit_id),
        identity_method=identity.method,
        guardian_method=identity.guardian_method if identity.guardian_name.strip() else "",
        is_correction=bool(prepared.message),
        guardian_signs=prepared.age < ADULT_AGE and not may_sign_alone(work, prepared, hand_over),
        forms=canonical_json([[form.form_id, form.url, form.version, form.sha256, *_opener(form)] for form in forms]),
        details=work.keys.encrypt(prepared.patient.patient_id, details, DETAILS_PURPOSE))


def _opener(form: PacketForm) -> list[list[str | bool]]:
    """What the form waits for, behind what names it; nothing for one that is asked in any case."""
    opener = form.opened_by
    return [[opener.form_id, opener.link_id, opener.answer]] if opener is not None else []


def _sequence_start(work: Work, visit_id: str) -> int:
    """Return what the items of a new hand-over count from: beyond all an earlier one can have sent, or still will.

    So an item of an earlier hand-over that turns up late is always the older one, however often it was saved.
    """
    received = work.session.scalar(select(func.max(ReceivedItem.sequence)).where(ReceivedItem.visit_id == visit_id))
    begun = work.session.scalar(select(func.max(HandOverRow.sequence_start)).where(HandOverRow.visit_id == visit_id))
    return max(received or 0, 0 if begun is None else begun + _MOST_SAVES)


def may_sign_alone(work: Work, prepared: Preparation, hand_over: HandOver) -> bool:
    """Say whether staff recorded one of the exceptions for this minor, now or in the registration on file."""
    given = hand_over.staff_answers.get(("reg", OWN_CONSENT), "")
    if not given:
        row = latest_by_form(prepared.rows).get("reg")
        response = response_of(work, row) if row is not None else None
        given = from_responses(response).text(OWN_CONSENT) if response is not None else ""
    return acts_alone(given)


def _problems(work: Work, library: LibraryService, due: tuple[Due, ...], ready: tuple[PublishedForm, ...],
              ) -> tuple[str, ...]:
    """What has to be put right before anything is handed over. A consent that is not shipped only blocks Ready."""
    found = [library.problem_in(work, each.form_id) for each in due if each.shipped]
    found.append(library.problem_in(work, RULES))
    if not ready:
        found.append("No form is due at this visit. There is nothing to hand over.")
    return tuple(dict.fromkeys(problem for problem in found if problem))


def _with_identity(forms: tuple[PublishedForm, ...], hand_over: HandOver) -> Mapping[tuple[str, str], str]:
    """Add what the identity check already answers: a photo ID that staff saw."""
    given = dict(hand_over.staff_answers)
    for form in forms:
        if _ID_SEEN in form.questionnaire.structure.items and (form.form_id, _ID_SEEN) not in given:
            given[form.form_id, _ID_SEEN] = "true" if hand_over.identity.method == "photo_id" else "false"
    return given
