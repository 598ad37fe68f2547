"""A patient comes back after a year: answers are confirmed, changed or left, and the reviewer sees which."""

from __future__ import annotations

import copy
import io
from typing import Any

import pypdf

from app.forms import Answer, Coding, FormSession, LaunchContext, load
from app.intake.earlier import Standing
from app.intake.places import PlaceKind
from app.intake.visit import IntakeVisit
from app.services.library import PublishedForm
from app.services.prefill import asked_before, not_carried
from app.services.submission_records import latest_by_form, opened, patient_rows
from app.services.views.patients import DueReason
from app.services.views.review import ReviewView
from tests.fakes import START
from tests.integration.visits.conftest import Practice, content
from tests.patient_hand import walk


def came_back(practice: Practice) -> tuple[str, str, IntakeVisit]:
    """Let a patient come back when the history has run out; return patient, visit, and the tablet."""
    patient_id = practice.patient()
    first = practice.checked_in(patient_id)
    practice.sent(first)
    practice.accepted(first)
    practice.clinic.clock.advance(days=400)
    visit_id = practice.checked_in(patient_id)
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    return patient_id, visit_id, practice.tablet(packet)


def reviewed(practice: Practice, tablet: IntakeVisit, visit_id: str) -> ReviewView:
    """Send, receive, and open the review."""
    tablet.send()
    practice.clinic.clock.advance(minutes=10)
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1
    return practice.review.open(practice.provider, visit_id)


def test_what_is_about_today_is_asked_again_and_the_rest_is_confirmed(practice: Practice) -> None:
    _, visit_id, tablet = came_back(practice)
    history = tablet.packet.form("mh")
    assert history.prefill_from is not None
    assert history.not_carried == ()
    asked = {place.page for place in tablet.places if place.kind is PlaceKind.PAGE and place.form_id == "mh"}
    pages = tablet.session("mh").enabled_pages()
    today = {page.index for page in pages if any(link.startswith("mh.today.") for link in page.link_ids)}
    assert today <= asked
    assert len(asked) < len(pages) / 2
    walk(tablet)
    view = reviewed(practice, tablet, visit_id)
    assert view.unconfirmed == ()
    assert view.carried_note
    assert not [line for line in view.answers if line.changed or line.unconfirmed]


def test_the_reviewer_sees_changes_and_what_nobody_confirmed_and_the_rules_run_on_the_result(
        practice: Practice) -> None:
    patient_id, visit_id, tablet = came_back(practice)
    walk(tablet, {"mh.cond.neuro": "als"}, changing=("Health conditions",), later=("Sun and tanning",))
    view = reviewed(practice, tablet, visit_id)
    assert view.unconfirmed == ("Sun and tanning",)
    assert {line.section for line in view.answers if line.unconfirmed} == {"Sun and tanning"}
    (line,) = [line for line in view.answers if line.changed]
    assert (line.link_id, line.was) == ("mh.cond.neuro", "None of these")
    assert line.severity is not None  # the rules saw the new answer
    with practice.clinic.desk.act_system() as work:
        form = opened(work, latest_by_form(patient_rows(work.session, patient_id))["mh"])
    assert form is not None
    assert [change.link_id for change in form.changes] == ["mh.cond.neuro"]
    changed = {said.section for said in form.confirmations if said.standing is Standing.CHANGED}
    assert "mh.cond" in changed
    assert {said.section for said in form.confirmations if said.at is None} == {"mh.skin.sun"}


def test_a_treatment_the_last_history_did_not_ask_about_asks_for_the_history_again(practice: Practice) -> None:
    patient_id = practice.patient()
    first = practice.checked_in(patient_id)
    practice.sent(first)
    practice.accepted(first)
    practice.clinic.clock.advance(days=30)
    due = {}
    for code in ("BTX_BOTOX", "LHR"):
        practice.clinic.clock.advance(days=1)
        prepared = practice.visits.prepare(practice.desk_person, practice.checked_in(patient_id, code))
        due[code] = {each.form_id: each for each in prepared.due}
    assert "mh" not in due["BTX_BOTOX"]
    assert due["LHR"]["mh"].reason is DueReason.NEW_TREATMENT
    assert due["LHR"]["mh"].why.startswith("Laser hair removal is planned, and the medical history from November ")


def test_the_sealed_history_says_what_was_confirmed_and_what_was_not(practice: Practice) -> None:
    patient_id, visit_id, tablet = came_back(practice)
    walk(tablet, later=("Sun and tanning",))
    reviewed(practice, tablet, visit_id)
    practice.accepted(visit_id)
    rows = practice.documents.rows(practice.desk_person, patient_id)
    newest = max((row for row in rows if "history" in row.title.lower()), key=lambda row: row.sealed_at)
    view = practice.documents.open(practice.desk_person, newest.document_id)
    assert ("Earlier answers confirmed", "Daily life") in {(step.title, step.detail) for step in view.steps}
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(view.pdf)).pages)
    assert "not confirmed this time: Sun and tanning." in " ".join(text.split())


def test_a_correction_keeps_what_was_confirmed(practice: Practice) -> None:
    _, visit_id, tablet = came_back(practice)
    walk(tablet, later=("Sun and tanning",))
    reviewed(practice, tablet, visit_id)
    practice.review.send_back(practice.provider, visit_id, "Look again at: Sun and tanning.")
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    again = practice.tablet(packet)
    assert again.place.kind is PlaceKind.REVIEW
    (waiting,) = {line.place.page for line in again.check_lines("mh") if line.is_unconfirmed}
    again.returning.confirm("mh", waiting)
    assert again.signature("mh") is not None  # no answer was touched
    view = reviewed(practice, again, visit_id)
    assert view.unconfirmed == ()
    assert not [line for line in view.answers if line.changed]


def test_what_a_new_version_has_no_place_for_is_told_but_not_what_is_given_anew() -> None:
    shipped = next(form for form in content().forms if form.form_id == "mh")
    before, launch = shipped.questionnaire, LaunchContext(START.date())
    session = FormSession(before, launch)
    smoke, said = before.item("mh.life.smoke"), before.item("mh.true")
    value = smoke.options[-1].value
    assert isinstance(value, Coding)
    session.set_answers(smoke.link_id, (Answer(value),))
    session.set_answers(said.link_id, (Answer(True),))
    response = session.response()
    source: dict[str, Any] = copy.deepcopy(dict(before.source))
    without(source, lambda item: item.get("linkId") == said.link_id)
    drop_option(source, smoke.link_id, value.code)
    form = published(source)
    (lost,) = not_carried(form, launch, response, before)
    assert (lost.link_id, lost.text) == (smoke.link_id, value.display)
    asked = asked_before(before, launch, response)
    assert smoke.link_id in asked
    assert said.link_id not in asked
    assert not [link for link in asked if link.startswith(("mh.today.", "mh.sign."))]


def published(source: dict[str, Any]) -> PublishedForm:
    """A later version of the history."""
    return PublishedForm("mh", "https://example.org/mh", "99", "", "History", "questions", "history", 9, False, 2,
                         load(source), b"")


def without(node: dict[str, Any], is_gone: Any) -> None:
    """Take items out, at any depth."""
    node["item"] = [item for item in node.get("item", []) if not is_gone(item)]
    for item in node["item"]:
        if "item" in item:
            without(item, is_gone)


def drop_option(node: dict[str, Any], link_id: str, code: str) -> None:
    """Offer one option less."""
    for item in node.get("item", []):
        if item.get("linkId") == link_id:
            item["answerOption"] = [option for option in item["answerOption"]
                                    if option["valueCoding"]["code"] != code]
        drop_option(item, link_id, code)
