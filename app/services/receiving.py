"""Stores an authentic item: a draft to go on from, or a submission whose every form is checked again first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.canonical import sha256_hex
from app.core.clock import clinic_date
from app.core.errors import KnownError, NotFoundError
from app.forms import Level, ResponseError, Stage, encode_json, validate
from app.intake.form_state import answers_sha256
from app.intake.json_parts import event_to, moment_to
from app.intake.packet import Opener
from app.intake.signers import Signer
from app.intake.signing import SignatureInput, SignatureMade, SignerCapacity
from app.intake.submission import FormOutcome, Item, ItemKind, SubmittedForm, form_to
from app.models.submissions import FormSubmission, Intake
from app.models.visits import HandOver, Visit, VisitDraft
from app.rules.answers import from_responses
from app.services.consents.recording import record_form
from app.services.desk import Work
from app.services.due_facts import covered_codes, end_of_validity
from app.services.flagging import refresh_stage
from app.services.hand_over import DRAFT_PURPOSE
from app.services.library import LibraryService, PublishedForm
from app.services.rights.private_contact import take_over_private_contact
from app.services.submission_records import PURPOSE, exact_form, received_moment, visit_rows
from app.services.views.patients import TimelineKind, VisitStage
from app.services.visit_records import codes_of, move_to, note

EVIDENCE_PURPOSE = "evidence"


class RejectedError(KnownError):
    """An authentic submission does not fit its forms. It is kept aside; the answers stay available in the visit."""


def store_draft(work: Work, hand_over: HandOver, item: Item, payload: bytes) -> None:
    """Keep the item as what its visit goes on from, and show on the board where the patient stopped."""
    visit = work.session.get(Visit, hand_over.visit_id)
    assert visit is not None  # a foreign key holds it
    _keep(work, visit, hand_over, item, payload, is_unfinished=True)
    visit.step, visit.step_count, visit.step_label = item.step, item.step_count, item.step_label
    visit.asked_for_help = item.asked_for_help
    if item.kind is ItemKind.PAPER:
        visit.paper_asked = True
        move_to(work, visit, VisitStage.WAITING)
        note(work, visit, TimelineKind.INTAKE, "Asked for paper forms", by_name="Patient")
    else:
        note(work, visit, TimelineKind.INTAKE, "Stopped before sending", detail=item.step_label, by_name="Patient")


def store_submission(work: Work, library: LibraryService, hand_over: HandOver, item: Item, payload: bytes) -> None:
    """Check every form against the exact version handed over and store the intake.

    Raises RejectedError when a form is missing, of another version, not valid, or not signed as it must be.
    """
    visit = work.session.get(Visit, hand_over.visit_id)
    assert visit is not None  # a foreign key holds it
    listed = json.loads(hand_over.forms)
    handed = {form_id: (url, version, sha) for form_id, url, version, sha, *_ in listed}
    if {form.form_id for form in item.forms} != _expected(listed, item.forms):
        raise RejectedError("A visit came back with other forms than were handed over. It was kept aside.")
    forms = [(form, _checked(work, library, form, handed[form.form_id], hand_over)) for form in item.forms]
    intake = _intake(work, visit, hand_over, item)
    work.session.add(intake)
    work.session.flush()
    before = visit_rows(work.session, visit.visit_id)
    changed: list[tuple[FormSubmission, SubmittedForm]] = []
    for position, (form, published) in enumerate(forms):
        row = _row(work, library, intake, form, published, item.language)
        row.position = position
        earlier = before.get(form.form_id)
        if earlier is None or earlier.content_sha256 != row.content_sha256:
            work.session.add(row)
            changed.append((row, form))
    _keep(work, visit, hand_over, item, payload, is_unfinished=False)
    _arrived(work, visit, item, {form.form_id: published.title for form, published in forms},
             [form for _row, form in changed])
    work.session.flush()
    _take_effect(work, library, changed)
    refresh_stage(work, library, visit)


def _expected(listed: Sequence[Sequence[Any]], forms: Sequence[SubmittedForm]) -> set[str]:
    """Return which of the forms handed over have to come back: those that only an answer opens if it was given."""
    responses = {form.form_id: form.response for form in forms}
    return {form_id for form_id, _, _, _, *waits in listed
            if all(_is_met(Opener(*parts), responses) for parts in waits)}


def _is_met(opener: Opener, responses: Mapping[str, Mapping[str, object] | None]) -> bool:
    response = responses.get(opener.form_id)
    try:
        return response is not None and opener.is_met(from_responses(response).get(opener.link_id))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False  # no response at all; its own check says so


def _take_effect(work: Work, library: LibraryService, changed: Sequence[tuple[FormSubmission, SubmittedForm]]) -> None:
    """Let what was just stored count: consents and receipts in their ledgers, private contact from now on."""
    for row, form in changed:
        record_form(work, library, row, form)
    take_over_private_contact(work, [row for row, _form in changed])


def _arrived(work: Work, visit: Visit, item: Item, titles: Mapping[str, str],
             changed: Sequence[SubmittedForm]) -> None:
    visit.step, visit.step_count, visit.step_label = item.step, item.step_count, item.step_label
    visit.asked_for_help = False
    visit.message = None
    visit.guardian_signed = any(form.signature is not None and form.signature.signature.capacity != "patient"
                                for form in item.forms)
    declined = [form for form in item.forms if form.outcome is FormOutcome.DECLINED]
    visit.declined_note = f"{len(declined)} declined" if declined else ""
    move_to(work, visit, VisitStage.TO_REVIEW)
    for form in changed:
        work.audit(f"form.{form.outcome.value}", patient_id=visit.patient_id, subject=visit.visit_id, by_patient=True,
                   detail=f"{titles[form.form_id]}, version {form.version}")
        is_declined = form.outcome is FormOutcome.DECLINED
        at = form.signature.signed_at if form.signature is not None else form.declined_at
        note(work, visit, TimelineKind.CONSENT, "Declined" if is_declined else "Signed", detail=titles[form.form_id],
             by_name="Patient", at=at)
    count = len(changed)
    note(work, visit, TimelineKind.INTAKE, "Intake sent for review", by_name="Patient", at=item.saved_at,
         detail="1 form" if count == 1 else f"{count} forms")


def _checked(work: Work, library: LibraryService, form: SubmittedForm, handed: tuple[str, str, str],
             hand_over: HandOver) -> PublishedForm:
    url, version, sha256 = handed
    if (form.url, form.version, form.sha256) != handed:
        raise RejectedError("A form came back in another version than was handed over. The visit was kept aside.")
    try:
        published = exact_form(work, library, form.form_id, url, version)
    except NotFoundError as error:
        raise RejectedError(error.sentence) from None
    if published.sha256 != sha256:
        raise RejectedError("The text of a form is not the one that was handed over. The visit was kept aside.")
    if form.outcome is not FormOutcome.DECLINED:
        _check_answers(form, published, hand_over)
    elif not published.may_decline:
        raise RejectedError(f"“{published.title}” cannot be declined. The visit was kept aside.")
    return published


def _check_answers(form: SubmittedForm, published: PublishedForm, hand_over: HandOver) -> None:
    if form.response is None:
        raise RejectedError(f"“{published.title}” came back without answers. The visit was kept aside.")
    try:
        report = validate(published.questionnaire, form.response, today=hand_over.day, stage=Stage.PATIENT)
    except ResponseError:
        raise RejectedError(f"“{published.title}” came back as something else. The visit was kept aside.") from None
    items = published.questionnaire.structure.items
    # What the app filled in itself (a policy's version) is not the patient's to put right, however it is written.
    if any(issue.level is Level.ERROR and not (issue.link_id in items and items[issue.link_id].handling.derived)
           for issue in report.issues):
        raise RejectedError(f"“{published.title}” came back with answers that do not fit it. The visit was kept aside; "
                            "its answers can be gone on from.")
    if published.questionnaire.signature_required:
        _check_signature(form, published, hand_over.guardian_signs)


def _check_signature(form: SubmittedForm, published: PublishedForm, guardian_signs: bool) -> None:
    made = form.signature
    if made is None or made.form_id != form.form_id:
        raise RejectedError(f"“{published.title}” came back without a signature. The visit was kept aside.")
    items = published.questionnaire.structure.items
    group = frozenset(link_id for link_id, item in items.items() if item.handling.signature)
    assert form.response is not None  # the caller refused a form without answers
    if answers_sha256(form.response, group) != made.answers_sha256:
        raise RejectedError(f"The answers of “{published.title}” are not the ones that were signed. The visit was kept "
                            "aside.")
    signature = made.signature
    _require_complete(signature, published)
    by_guardian = guardian_signs and Signer.GUARDIAN in published.signers
    if by_guardian and Signer.MINOR in published.signers:
        _check_own(form.own_signature, made, published)
    if by_guardian and signature.capacity is SignerCapacity.PATIENT:
        raise RejectedError(f"“{published.title}” needs the signature of a parent or guardian. The visit was kept "
                            "aside.")
    if by_guardian and Signer.ASSENT in published.signers and signature.assent != "yes":
        raise RejectedError(f"“{published.title}” came back without the patient's own yes. The visit was kept aside.")
    needed = {link_id for link_id, item in items.items() if item.handling.initials and item.required}
    if not needed <= {each.link_id for each in form.initials}:
        raise RejectedError(f"Initials are missing in “{published.title}”. The visit was kept aside.")


def _check_own(own: SignatureMade | None, made: SignatureMade, published: PublishedForm) -> None:
    """The minor's own signature covers the same answers as the guardian's."""
    if own is None or own.form_id != made.form_id or own.signature.capacity is not SignerCapacity.PATIENT:
        raise RejectedError(f"“{published.title}” came back without the patient's own signature. The visit was kept "
                            "aside.")
    if own.answers_sha256 != made.answers_sha256:
        raise RejectedError(f"The answers of “{published.title}” are not the ones that were signed. The visit was kept "
                            "aside.")
    _require_complete(own.signature, published)


def _require_complete(signature: SignatureInput, published: PublishedForm) -> None:
    if not signature.acknowledged or (signature.strokes is None and not signature.typed_name.strip()):
        raise RejectedError(f"The signature of “{published.title}” is not complete. The visit was kept aside.")


def _intake(work: Work, visit: Visit, hand_over: HandOver, item: Item) -> Intake:
    evidence = encode_json({
        "language": item.language, "disclosure": item.disclosure_version,
        "disclosure_at": moment_to(item.disclosure_accepted_at), "events": [event_to(event) for event in item.events]})
    return Intake(
        intake_id=work.new_id(), visit_id=visit.visit_id, hand_over_id=hand_over.hand_over_id,
        patient_id=visit.patient_id, sent_at=item.saved_at, device=item.device,
        received_at=received_moment(work, visit.visit_id),
        evidence=work.keys.encrypt(visit.patient_id, evidence, EVIDENCE_PURPOSE))


def _row(work: Work, library: LibraryService, intake: Intake, form: SubmittedForm, published: PublishedForm,
         language: str) -> FormSubmission:
    plain = encode_json(form_to(form))
    signed_at = form.signature.signed_at if form.signature else form.declined_at or intake.sent_at
    codes = covered_codes(library, form.form_id, codes_of(work.session, intake.visit_id))
    is_declined = form.outcome is FormOutcome.DECLINED
    end = None if is_declined else end_of_validity(library, form.form_id, codes, clinic_date(signed_at, work.zone))
    capacity = form.signature.signature.capacity.value if form.signature else ""
    language = form.signature.language if form.signature else language
    return FormSubmission(
        submission_id=work.new_id(), visit_id=intake.visit_id, patient_id=intake.patient_id,
        intake_id=intake.intake_id, form_id=form.form_id, url=form.url, version=form.version,
        form_sha256=form.sha256, title=published.title, language=language, status=form.outcome.value,
        material=published.material, valid_until=end, treatments=" ".join(codes), signer_capacity=capacity,
        at=signed_at, received_at=intake.received_at, moved_from=None,
        content=work.keys.encrypt(intake.patient_id, plain, PURPOSE), content_sha256=sha256_hex(plain))


def _keep(work: Work, visit: Visit, hand_over: HandOver, item: Item, payload: bytes, *, is_unfinished: bool) -> None:
    content = work.keys.encrypt(visit.patient_id, payload, DRAFT_PURPOSE)
    draft = work.session.get(VisitDraft, visit.visit_id)
    if draft is None:
        work.session.add(VisitDraft(visit_id=visit.visit_id, hand_over_id=hand_over.hand_over_id,
                                    saved_at=item.saved_at, is_unfinished=is_unfinished, content=content))
        return
    draft.hand_over_id, draft.saved_at = hand_over.hand_over_id, item.saved_at
    draft.is_unfinished, draft.content = is_unfinished, content
