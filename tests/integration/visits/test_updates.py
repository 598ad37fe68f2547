"""The update form at later visits: it stands for the history, its answers count, and a new history ends it."""

from __future__ import annotations

from sqlalchemy import select

from app.forms import Answer
from app.models.audit import AuditEntry
from app.services.views.patients import DueReason
from app.services.views.review import Countersign, DecisionInput, DecisionKind
from tests.integration.visits.conftest import Practice
from tests.integration.visits.steps import decide_all
from tests.patient_hand import walk


def _visit(practice: Practice, patient_id: str, answers: dict[str, str | bool] | None = None, *codes: str,
           days: int = 100) -> str:
    """Let ``days`` pass, then a whole visit whose flags are all decided; return its id."""
    practice.clinic.clock.advance(days=days)
    visit_id = practice.checked_in(patient_id, *codes)
    practice.sent(visit_id, answers)
    return visit_id


def _accept(practice: Practice, visit_id: str) -> None:
    view = practice.review.open(practice.provider, visit_id)
    practice.review.decide(practice.provider, visit_id, tuple(
        DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Talked it over") for flag in view.flags
        if flag.severity.value != "info"))
    practice.review.accept(practice.provider, Countersign(visit_id, "", practice.signed_off(visit_id)))


def _because(practice: Practice, visit_id: str) -> list[str]:
    return [line for flag in practice.review.open(practice.provider, visit_id).flags for line in flag.because]


def _due(practice: Practice, visit_id: str) -> dict[str, DueReason]:
    return {due.form_id: due.reason for due in practice.visits.prepare(practice.desk_person, visit_id).due}


def test_what_is_new_raises_its_flags_and_says_so_in_its_own_words(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id))
    visit_id = _visit(practice, patient_id, {"upd.safe.bleed": "anticoagulant"})
    assert any(line.endswith(": Blood thinner") for line in _because(practice, visit_id))
    marked = {line.link_id: line.severity for line in practice.review.open(practice.provider, visit_id).answers}
    assert marked["upd.safe.bleed"] is not None
    assert "mh.med.bleed" not in marked  # only what was asked at this visit is on the page


def test_a_flag_from_the_history_on_file_still_fires_and_is_explained(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id, {"mh.cond.skin": "keloid", "mh.cond.neuro": "myasthenia_gravis"}))
    visit_id = _visit(practice, patient_id)
    assert any("Myasthenia gravis" in line for line in _because(practice, visit_id))


def test_a_problem_told_at_one_update_is_not_forgotten_at_the_next(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id))
    _accept(practice, _visit(practice, patient_id, {"upd.last.problem": "yes", "upd.last.kind": "vessel_block"}))
    calm = _visit(practice, patient_id, None, "BTX_BOTOX", days=60)
    assert "vessel" not in str(_because(practice, calm)).lower()  # not about wrinkle relaxers
    _accept(practice, calm)
    practice.clinic.clock.advance(days=1)
    filler = practice.checked_in(patient_id, "FIL_HA")
    practice.sent(filler)
    assert any("white or blotchy" in line for line in _because(practice, filler))


def test_a_new_history_starts_from_the_newer_answers_and_ends_the_updates(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id))
    _accept(practice, _visit(practice, patient_id, {"upd.safe.bleed": "anticoagulant"}))
    practice.clinic.clock.advance(days=400)
    visit_id = practice.checked_in(patient_id)
    due = _due(practice, visit_id)
    assert due["mh"] is DueReason.INTERVAL
    assert "upd" not in due
    tablet = practice.tablet(practice.handed_over(visit_id))
    (thinner,) = tablet.session("mh").item_state("mh.med.bleed").answers
    assert getattr(thinner.value, "code", "") == "anticoagulant"
    assert tablet.session("mh").item_state("mh.today.ill").answers == ()
    practice.sent(visit_id, {"mh.med.bleed": "none"})


def test_an_update_starts_empty_every_time(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id))
    _accept(practice, _visit(practice, patient_id))
    practice.clinic.clock.advance(days=30)
    packet = practice.handed_over(practice.checked_in(patient_id))
    (form,) = [each for each in packet.forms if each.opened_by is None]
    assert (form.form_id, form.prefill, form.prefill_from) == ("upd", None, None)


def test_a_treatment_the_history_did_not_ask_about_asks_the_history_again(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id, {"mh.goal.treatments": "NEUROMOD"}))
    practice.clinic.clock.advance(days=100)
    hair = practice.checked_in(patient_id, "LHR")
    due = practice.visits.prepare(practice.desk_person, hair).due
    assert [(each.form_id, each.reason) for each in due] == [("mh", DueReason.NEW_TREATMENT),
                                                             ("c_lhr", DueReason.NEW_TREATMENT)]
    assert due[0].why.startswith("Laser hair removal is planned, and the medical history from ")
    practice.visits.mark_left(practice.desk_person, hair)
    facial = practice.checked_in(patient_id, "FACIAL")  # a facial has no questions of its own in the history
    assert [form_id for form_id, why in _due(practice, facial).items() if why is not DueReason.OPENED] == [
        "upd", "c_fac"]


def _was(practice: Practice, visit_id: str) -> dict[str, str | None]:
    """What stands beside each changed answer of the review as last time's."""
    return {line.link_id: line.was for line in practice.review.open(practice.provider, visit_id).answers
            if line.changed}


def test_an_update_is_compared_with_the_history_it_updates(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id, {"mh.med.bleed": "anticoagulant"}))
    visit_id = _visit(practice, patient_id, {"upd.safe.bleed": "none"})
    was = _was(practice, visit_id)
    assert was["upd.safe.bleed"] == "Blood thinner"
    assert "upd.last.problem" not in was  # nobody was asked it before
    assert practice.review.open(practice.provider, visit_id).compared_with is not None


def test_the_newest_earlier_answer_counts_whichever_form_asked_for_it(practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id, {"mh.med.bleed": "none"}))
    _accept(practice, _visit(practice, patient_id, {"upd.safe.bleed": "anticoagulant"}))
    again = _visit(practice, patient_id, {"upd.safe.bleed": "anticoagulant"})
    assert "upd.safe.bleed" not in _was(practice, again)
    _accept(practice, again)
    practice.clinic.clock.advance(days=400)
    renewed = practice.checked_in(patient_id)
    tablet = practice.tablet(practice.handed_over(renewed))
    session = tablet.session("mh")
    none = next(option.value for option in session.questionnaire.item("mh.med.bleed").options
                if getattr(option.value, "code", "") == "none")
    session.set_answers("mh.med.bleed", (Answer(none),))
    walk(tablet)
    tablet.send()
    practice.inbox.receive(practice.desk_person)
    told = _was(practice, renewed)["mh.med.bleed"]  # at the update, not at the history before it
    assert told == "Blood thinner (warfarin, Eliquis, Xarelto, Pradaxa, heparin)"


def test_what_was_questioned_and_accepted_all_the_same_is_in_the_audit_under_the_patients_key(
        practice: Practice) -> None:
    patient_id = practice.patient()
    _accept(practice, _visit(practice, patient_id))
    visit_id = _visit(practice, patient_id, {"upd.safe.bleed": "anticoagulant"})
    decide_all(practice, visit_id)
    view = practice.review.open(practice.provider, visit_id)
    (question,) = {line.question for line in view.answers if line.link_id == "upd.safe.bleed" and line.changed}
    practice.review.accept(practice.provider, Countersign(visit_id, "", practice.signed_off(visit_id),
                                                          questioned=(question, "Made up")))
    with practice.clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "review.accept",
                                                            AuditEntry.subject == visit_id)).one()
        assert row.new_value is not None
        assert work.keys.decrypt(patient_id, row.new_value, "audit").decode() == f"Questioned: {question}."
    assert "1 changed answer questioned, then accepted." in row.detail
    assert question not in row.detail
