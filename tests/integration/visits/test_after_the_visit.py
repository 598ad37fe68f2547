"""After a visit: corrections, intakes under the wrong patient, paper, copies, contact details, the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.disclosure_basis import Basis
from app.services.submission_records import latest_by_form, patient_rows, visit_rows
from app.services.views.disclosures import Disclosure
from app.services.views.patients import (
    CheckIn,
    TimelineKind,
    VisitStage,
)
from app.services.views.review import Countersign
from tests.integration.visits.conftest import Practice
from tests.integration.visits.steps import correct


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
    correct(practice.tablet(packet), "mh.goal.words", "Less frowning")
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
    correct(practice.tablet(packet), "mh.goal.words", "Less frowning")
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
    reason = Disclosure("Patient", "Own copy", Basis.TO_INDIVIDUAL)
    name, pdf = practice.documents.copy(practice.provider, result.document_ids[0], reason)
    assert pdf.startswith(b"%PDF-")
    assert "ortega" not in name


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


def test_an_accepted_registration_updates_how_the_patient_is_reached_but_not_who_they_are(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id, {"reg.name.preferred": "Annie", "reg.contact.email": "annie@example.com",
                             "reg.name.family": "Somebody"})
    practice.accepted(visit_id)
    page = practice.patients.open(practice.desk_person, patient_id)
    assert (page.preferred_name, page.email, page.family_name) == ("Annie", "annie@example.com", "Núñez-Ortega")
    assert practice.patients.search(practice.desk_person, "annie")
