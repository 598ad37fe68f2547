"""A whole visit through the services: check-in, tablet, review, countersignature, sealed documents."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, PermissionDeniedError, ProofNeededError
from app.documents.verify import verify
from app.forms import Answer
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.security.actor import Role
from app.services.library import LibraryService
from app.services.submission_records import latest_by_form, patient_rows, visit_rows
from app.services.views.patients import (
    CheckIn,
    ConsentState,
    DueReason,
    HandOver,
    IdentityCheck,
    TimelineKind,
    VisitStage,
)
from app.services.views.review import Countersign, DecisionInput, DecisionKind, Disclosure
from app.services.visits import VisitService
from tests.integration.visits.conftest import PLANNED, Practice, content, seal
from tests.patient_hand import sign, walk


def _decide_all(practice: Practice, visit_id: str) -> None:
    flags = practice.review.open(practice.provider, visit_id).flags
    practice.review.decide(practice.provider, visit_id, tuple(
        DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Talked it over") for flag in flags
        if flag.severity.value != "info"))


def test_from_check_in_to_sealed_documents_that_anyone_can_check(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    assert practice.card(visit_id).stage is VisitStage.WAITING
    assert practice.card(visit_id).first_visit
    report = practice.sent(visit_id)
    assert (report.received, report.set_aside, report.sentences) == (1, 0, ())
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW
    result = practice.accepted(visit_id, "All well.")
    assert result.ready
    assert len(result.document_ids) == 6
    assert practice.card(visit_id).stage is VisitStage.READY
    documents = {row.title: row for row in practice.documents.rows(practice.desk_person, patient_id)}
    consent = documents["Consent: wrinkle relaxer (botulinum toxin)"]
    view = practice.documents.open(practice.desk_person, consent.document_id)
    assert view.verification.valid
    assert verify(view.pdf, seal()[0].certificate, practice.clinic.clock.now()).valid
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(view.pdf)).pages)
    for words in ("Botox Cosmetic", "Forehead", "physician (MD/DO)", "Test provider", "the effect can spread"):
        assert words in text
    assert view.countersigned_by.startswith("Test provider")


def test_no_word_of_the_patient_lies_in_any_file_of_the_clinic(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient("Featherstonehaugh"))
    practice.sent(visit_id, {"mh.goal.words": "Pemphigus on my cheek"})
    practice.clinic.close()
    for path in practice.clinic.folder.root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Pemphigus" not in content, path
            assert b"Featherstonehaugh" not in content, path
    practice.clinic.reopen()


def test_answers_and_signatures_lie_encrypted_under_the_patients_key_inside_the_database(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id, {"mh.goal.words": "Pemphigus on my cheek"})
    with practice.clinic.desk.act_system() as work:
        for row in work.session.scalars(select(FormSubmission)):
            assert b"Pemphigus" not in row.content
            assert b"strokes" not in row.content
        work.keys.destroy(patient_id)
    assert practice.patients.search(practice.desk_person, "ortega")


def test_the_next_visit_starts_from_the_registered_answers_and_asks_only_what_is_due(practice: Practice) -> None:
    patient_id = practice.patient()
    practice.sent(practice.checked_in(patient_id), {"mh.goal.words": "Softer lines"})
    first = practice.visits.board(practice.desk_person).cards[0].visit_id
    practice.accepted(first)
    practice.clinic.clock.advance(days=100)
    visit_id = practice.checked_in(patient_id)
    view = practice.visits.prepare(practice.desk_person, visit_id)
    assert [(due.form_id, due.reason) for due in view.due] == [("upd", DueReason.EVERY_VISIT)]
    practice.visits.mark_left(practice.desk_person, visit_id)
    practice.clinic.clock.advance(days=300)
    visit_id = practice.checked_in(patient_id)
    view = practice.visits.prepare(practice.desk_person, visit_id)
    assert ("mh", DueReason.INTERVAL) in [(due.form_id, due.reason) for due in view.due]
    tablet = practice.tablet(practice.handed_over(visit_id))
    session = tablet.session("mh")
    assert [str(answer.value) for answer in session.item_state("mh.goal.words").answers] == ["Softer lines"]
    assert session.item_state("mh.today.ill").answers == ()
    assert session.item_state("mh.true").answers == ()


def test_what_changed_since_the_last_visit_is_shown_beside_the_old_answer(practice: Practice) -> None:
    patient_id = practice.patient()
    practice.sent(practice.checked_in(patient_id), {"mh.goal.words": "Softer lines"})
    first = practice.visits.board(practice.desk_person).cards[0].visit_id
    practice.accepted(first)
    practice.clinic.clock.advance(days=400)
    visit_id = practice.checked_in(patient_id)
    packet = practice.handed_over(visit_id)
    from_last_time = practice.tablet(packet)
    practice.clinic.close()
    _correct(from_last_time, "mh.goal.words", "Fuller lips")
    practice.clinic.reopen()
    practice.inbox.receive(practice.desk_person)
    view = practice.review.open(practice.provider, visit_id)
    changed = {line.link_id: (line.was, line.answer) for line in view.answers if line.changed}
    assert changed["mh.goal.words"] == ("Softer lines", "Fuller lips")
    assert view.compared_with is not None


def test_a_stop_holds_the_visit_until_somebody_allowed_decides(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, {"mh.today.skin": "infection", "mh.cond.neuro": "myasthenia_gravis"})
    card = practice.card(visit_id)
    assert card.chips[0].text.endswith("stops") or card.chips[0].text.endswith("stop")
    view = practice.review.open(practice.provider, visit_id)
    stops = [flag for flag in view.flags if flag.severity.value == "stop"]
    assert stops == list(view.flags[:len(stops)])
    assert any("Skin today" in because or "infection" in because.lower() for flag in stops for because in flag.because)
    with pytest.raises(InvalidInputError, match="needs a decision"):
        practice.accepted(visit_id)
    with pytest.raises(InvalidInputError, match="Say why"):
        practice.review.decide(practice.provider, visit_id, (
            DecisionInput(stops[0].rule_id, DecisionKind.CLEARED),))
    _decide_all(practice, visit_id)
    assert practice.card(visit_id).chips == ()
    assert practice.accepted(visit_id).ready


def test_a_flag_the_provider_may_not_clear_waits_for_a_prescriber(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient(), "FACIAL", provider=Role.AESTHETICIAN)
    practice.sent(visit_id, {"mh.today.skin": "infection"})
    assert practice.card(visit_id).stage is VisitStage.NEEDS_PRESCRIBER
    flag = practice.review.open(practice.aesthetician, visit_id).flags[0]
    assert not flag.may_clear
    with pytest.raises(PermissionDeniedError):
        practice.review.decide(practice.aesthetician, visit_id, (
            DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Looks fine"),))
    _decide_all(practice, visit_id)
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW


def test_postponing_needs_no_licence_and_closes_the_visit(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, {"mh.today.ill": "yes"})
    flags = practice.review.open(practice.aesthetician, visit_id).flags
    practice.review.decide(practice.aesthetician, visit_id, tuple(
        DecisionInput(flag.rule_id, DecisionKind.POSTPONE, "Ill today") for flag in flags
        if flag.severity.value != "info"))
    result = practice.accepted(visit_id)
    assert not result.ready
    assert result.note.startswith("Not today:")


def test_a_declined_consent_blocks_no_other_form_but_the_treatment_is_not_ready(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id, declined={"c_btx": "I changed my mind", "photo": "No photos"})
    assert practice.card(visit_id).declined_note == "2 declined"
    result = practice.accepted(visit_id)
    assert not result.ready
    assert "declined" in result.note
    assert len(result.document_ids) == 4
    states = {line.form_id: line.state for line in practice.patients.open(practice.desk_person, patient_id).consents}
    assert states["photo"] is ConsentState.DECLINED
    assert states["c_btx"] is ConsentState.DECLINED


def test_declined_photos_alone_leave_the_visit_ready(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, declined={"photo": "No photos"})
    assert practice.accepted(visit_id).ready


def test_a_treatment_whose_consent_is_not_shipped_becomes_ready_once_paper_is_filed(practice: Practice) -> None:
    practice = practice.without("c_fil")
    visit_id = practice.checked_in(practice.patient(), "FIL_HA")
    practice.sent(visit_id)
    _decide_all(practice, visit_id)
    result = practice.accepted(visit_id)
    assert not result.ready
    assert "not in the app yet" in result.note
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW
    practice.visits.file_paper(practice.desk_person, visit_id, "c_fil", "Folder 3, left shelf")
    assert practice.card(visit_id).stage is VisitStage.READY


def test_only_a_licensed_person_with_fresh_proof_countersigns(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    with pytest.raises(PermissionDeniedError):
        practice.review.accept(practice.desk_person, Countersign(visit_id))
    with pytest.raises(PermissionDeniedError, match="does not cover"):
        practice.review.accept(practice.aesthetician, Countersign(visit_id, "", practice.signed_off(visit_id)))
    stale = practice.provider
    practice.clinic.clock.advance(seconds=90)
    with pytest.raises(ProofNeededError):
        practice.review.accept(stale, Countersign(visit_id, "", practice.signed_off(visit_id)))


def test_the_providers_own_answers_are_asked_for_by_name(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    with pytest.raises(InvalidInputError) as caught:
        practice.review.accept(practice.provider, Countersign(visit_id, "", {("mh", "mh.review.done"): "true"}))
    assert caught.value.field == "c.btx.prov.discussed"
    assert practice.documents.rows(practice.desk_person) == ()
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW


def test_a_patient_who_wants_to_talk_needs_a_note_before_acceptance(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, {"c.btx.att.talk": "yes"})
    _decide_all(practice, visit_id)
    with pytest.raises(InvalidInputError, match="asked to talk"):
        practice.accepted(visit_id, " ")
    assert practice.accepted(visit_id, "Talked.").ready


def test_a_typed_signature_needs_a_witness_with_their_own_credential(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, typed=True)
    parts = practice.review.open(practice.provider, visit_id).parts
    assert all(part.needs_witness for part in parts)
    with pytest.raises(InvalidInputError, match="witness"):
        practice.accepted(visit_id)
    for part in parts:
        practice.review.witness(practice.desk_person, visit_id, part.submission_id)
    result = practice.accepted(visit_id)
    view = practice.documents.open(practice.provider, result.document_ids[-1])
    assert any("Test front_desk" in name for name in view.signed_by) or "Test front_desk" in _text(view.pdf)


def test_a_guardian_signs_for_a_minor_and_their_id_is_checked(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    view = practice.visits.prepare(practice.desk_person, visit_id)
    assert view.is_minor
    packet = practice.handed_over(visit_id)
    assert packet.guardian_signs
    practice.clinic.close()
    tablet = practice.tablet(packet)
    from_hand: dict[str, str | bool] = {"reg.who.completing": "parent", "reg.guardian.name": "Teresa Brandt"}
    _walk_as_guardian(tablet, from_hand)
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1
    assert practice.card(visit_id).guardian_signed
    assert any(part.needs_guardian_check for part in practice.review.open(practice.provider, visit_id).parts)
    _decide_all(practice, visit_id)
    with pytest.raises(InvalidInputError, match="Check the ID"):
        practice.accepted(visit_id, "Talked")
    practice.review.check_guardian(practice.desk_person, visit_id, "photo_id")
    result = practice.accepted(visit_id, "Talked")
    assert "Mother" in _text(practice.documents.open(practice.provider, result.document_ids[0]).pdf)


def test_a_correction_goes_back_to_the_patient_and_only_touched_forms_are_signed_again(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    practice.review.send_back(practice.provider, visit_id, "Please look at your medicines again.")
    assert practice.card(visit_id).stage is VisitStage.WAITING
    view = practice.visits.prepare(practice.desk_person, visit_id)
    assert view.resumes
    assert "medicines" in view.resume_note
    packet = practice.handed_over(visit_id)
    assert packet.message == "Please look at your medicines again."
    practice.clinic.close()
    _correct(practice.tablet(packet), "mh.goal.words", "Less frowning")
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1
    with practice.clinic.desk.act_system() as work:
        rows = work.session.scalars(select(FormSubmission.form_id).where(FormSubmission.visit_id == visit_id)).all()
    assert sorted(rows) == ["c_btx", "comm", "mh", "mh", "photo", "priv", "reg"]
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW
    changed = [line for line in practice.review.open(practice.provider, visit_id).answers if line.changed]
    assert [(line.link_id, line.was) for line in changed] == [("mh.goal.words", "Luis Ortega")]
    assert practice.accepted(visit_id).ready


def test_a_correction_counts_though_the_clock_was_set_back_in_between(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    practice.review.send_back(practice.provider, visit_id, "Please look at your goals again.")
    practice.clinic.clock.advance(hours=-2)
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    _correct(practice.tablet(packet), "mh.goal.words", "Less frowning")
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1
    (goal,) = [line for line in practice.review.open(practice.provider, visit_id).answers
               if line.link_id == "mh.goal.words"]
    assert goal.answer == "Less frowning"
    with practice.clinic.desk.act_system() as work:
        visit = work.session.get_one(Visit, visit_id)
        newest = latest_by_form(patient_rows(work.session, visit.patient_id))["mh"]
        assert newest.submission_id == visit_rows(work.session, visit_id)["mh"].submission_id
    assert practice.accepted(visit_id).ready


def test_an_intake_filed_under_the_wrong_patient_is_put_right_by_new_rows(practice: Practice) -> None:
    wrong, right = practice.patient("Ortega"), practice.patient("Ortiz")
    visit_id = practice.checked_in(wrong)
    practice.sent(visit_id, {"mh.goal.words": "Softer lines"})
    new_id = practice.review.move(practice.provider, visit_id, right, "Two women with like names")
    assert [card.visit_id for card in practice.visits.board(practice.desk_person).cards] == [new_id]
    wrong_page = practice.patients.open(practice.provider, wrong)
    assert wrong_page.answers == ()
    assert wrong_page.timeline[0].kind is TimelineKind.CORRECTION
    right_page = practice.patients.open(practice.provider, right)
    assert any(line.answer == "Softer lines" for line in right_page.answers)
    with pytest.raises(InvalidInputError, match="already moved"):
        practice.review.move(practice.provider, visit_id, right, "Again")
    with practice.clinic.desk.act_system() as work:
        kept = work.session.scalars(select(FormSubmission).where(FormSubmission.visit_id == visit_id)).all()
        copied = work.session.scalars(select(FormSubmission).where(FormSubmission.visit_id == new_id)).all()
        assert {row.submission_id for row in kept} == {row.moved_from for row in copied}
    assert practice.accepted(new_id).ready


def test_patients_who_want_paper_get_the_forms_printed_and_filed(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    practice.tablet(packet).refuse_electronic()
    practice.clinic.reopen()
    practice.inbox.receive(practice.desk_person)
    card = practice.card(visit_id)
    assert (card.stage, card.blocked_note) == (VisitStage.WAITING, "Asked for paper forms.")
    assert practice.visits.paper_form(practice.desk_person, visit_id).startswith(b"%PDF-")
    for form in practice.visits.prepare(practice.desk_person, visit_id).due:
        practice.visits.file_paper(practice.desk_person, visit_id, form.form_id, "Folder 7")
    assert practice.card(visit_id).stage is VisitStage.TO_REVIEW
    assert practice.review.accept(practice.provider, Countersign(visit_id, "Read on paper.")).ready


def test_copies_leave_only_with_recipient_and_purpose(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    result = practice.accepted(visit_id)
    reason = Disclosure("Patient", "Own copy")
    name, pdf = practice.documents.copy(practice.provider, result.document_ids[0], reason)
    assert pdf.startswith(b"%PDF-")
    assert "ortega" not in name


def test_nothing_unapproved_reaches_patients_outside_the_demo(practice: Practice) -> None:
    visits = VisitService(practice.clinic.desk, LibraryService(practice.clinic.desk, content(), demo=False))
    visit_id = practice.checked_in(practice.patient())
    assert visits.prepare(practice.desk_person, visit_id).problems
    with pytest.raises(InvalidInputError, match="not approved"):
        visits.hand_over(practice.desk_person, HandOver(visit_id, IdentityCheck("photo_id"), PLANNED))


def test_identity_and_staffs_part_are_asked_for_before_anything_is_handed_over(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    with pytest.raises(InvalidInputError) as caught:
        practice.visits.hand_over(practice.desk_person, HandOver(visit_id, IdentityCheck(""), PLANNED))
    assert caught.value.field == "method"
    with pytest.raises(InvalidInputError) as caught:
        practice.visits.hand_over(practice.desk_person, HandOver(visit_id, IdentityCheck("known")))
    assert caught.value.field == "c.btx.product"
    assert practice.card(visit_id).stage is VisitStage.WAITING


def test_nobody_is_checked_in_twice_or_for_nothing(practice: Practice) -> None:
    patient_id = practice.patient()
    practice.checked_in(patient_id)
    with pytest.raises(InvalidInputError, match="already checked in"):
        practice.checked_in(patient_id)
    with pytest.raises(InvalidInputError, match="planned"):
        practice.visits.check_in(practice.desk_person, CheckIn(
            practice.patient("Other"), practice.clinic.clock.now(), practice.provider.user_id, ()))
    with pytest.raises(InvalidInputError, match="time of the appointment"):
        practice.visits.check_in(practice.desk_person, CheckIn(
            practice.patient("Third"), practice.clinic.clock.now() + timedelta(days=900), practice.provider.user_id,
            ("BTX_BOTOX",)))


def test_every_change_moves_the_board_on_and_leaving_ends_a_visit(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    before = practice.visits.board(practice.desk_person).revision
    practice.visits.mark_left(practice.desk_person, visit_id)
    board = practice.visits.board(practice.desk_person)
    assert board.revision > before
    assert board.cards == ()


def _walk_as_guardian(tablet: IntakeVisit, answers: dict[str, str | bool]) -> None:
    walk(tablet, answers, guardian=True)
    tablet.send()


def _correct(tablet: IntakeVisit, link_id: str, text: str) -> None:
    tablet.session("mh").set_answers(link_id, (Answer(text),))
    if tablet.place.kind is PlaceKind.REVIEW:
        tablet.go(Place(PlaceKind.SIGN, "mh"))
        sign(tablet, "mh")
    else:
        walk(tablet)
    tablet.send()


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_an_accepted_registration_updates_how_the_patient_is_reached_but_not_who_they_are(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id, {"reg.name.preferred": "Annie", "reg.contact.email": "annie@example.com",
                             "reg.name.family": "Somebody"})
    practice.accepted(visit_id)
    page = practice.patients.open(practice.desk_person, patient_id)
    assert (page.preferred_name, page.email, page.family_name) == ("Annie", "annie@example.com", "Núñez-Ortega")
    assert practice.patients.search(practice.desk_person, "annie")
