"""A whole visit through the services: check-in, tablet, review, countersignature, sealed documents."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, PermissionDeniedError, ProofNeededError
from app.documents.verify import verify
from app.models.submissions import FormSubmission
from app.security.actor import Role
from app.services.library import LibraryService
from app.services.views.patients import (
    ConsentState,
    DueReason,
    HandOver,
    IdentityCheck,
    VisitStage,
)
from app.services.views.review import Countersign, DecisionInput, DecisionKind
from app.services.visits import VisitService
from tests.integration.visits.conftest import PLANNED, Practice, content, seal
from tests.integration.visits.steps import correct, decide_all, text, walk_as_guardian


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
    asked = [(due.form_id, due.reason) for due in view.due if not due.is_conditional]
    assert asked == [("upd", DueReason.EVERY_VISIT)]
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
    correct(from_last_time, "mh.goal.words", "Fuller lips")
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
    decide_all(practice, visit_id)
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
    decide_all(practice, visit_id)
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
    states = {line.purpose: line.state for line in practice.patients.open(practice.desk_person, patient_id).consents}
    assert states["photo_record"] is ConsentState.DECLINED
    assert states["c_btx"] is ConsentState.DECLINED


def test_declined_photos_alone_leave_the_visit_ready(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, declined={"photo": "No photos"})
    assert practice.accepted(visit_id).ready


def test_a_treatment_whose_consent_is_not_shipped_becomes_ready_once_paper_is_filed(practice: Practice) -> None:
    practice = practice.without("c_fil")
    visit_id = practice.checked_in(practice.patient(), "FIL_HA")
    practice.sent(visit_id)
    decide_all(practice, visit_id)
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
    decide_all(practice, visit_id)
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
    assert any("Test front_desk" in name for name in view.signed_by) or "Test front_desk" in text(view.pdf)


def test_a_guardian_signs_for_a_minor_and_their_id_is_checked(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    view = practice.visits.prepare(practice.desk_person, visit_id)
    assert view.is_minor
    packet = practice.handed_over(visit_id)
    assert packet.guardian_signs
    practice.clinic.close()
    tablet = practice.tablet(packet)
    from_hand: dict[str, str | bool] = {"reg.who.completing": "parent", "reg.guardian.name": "Teresa Brandt"}
    walk_as_guardian(tablet, from_hand)
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1
    assert practice.card(visit_id).guardian_signed
    assert any(part.needs_guardian_check for part in practice.review.open(practice.provider, visit_id).parts)
    decide_all(practice, visit_id)
    with pytest.raises(InvalidInputError, match="Check the ID"):
        practice.accepted(visit_id, "Talked")
    practice.review.check_guardian(practice.desk_person, visit_id, "photo_id")
    result = practice.accepted(visit_id, "Talked")
    assert "Mother" in text(practice.documents.open(practice.provider, result.document_ids[0]).pdf)


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
