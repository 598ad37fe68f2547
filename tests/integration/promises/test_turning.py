"""A probe looks: take away what a promise rests on, and its row turns. One test for each thing that can be missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core.resources import resource
from app.models.disclosures import DisclosureEntry
from app.models.patients import Patient
from app.models.retention import Disposal, DisposalStep
from app.models.rights import RightsEvent
from app.rules.rights import Channel, RequestKind
from app.rules.unusual_access import AccessLimits
from app.services.views.consents import MessageInput
from app.services.views.incidents import IncidentFacts
from app.services.views.promises import PromiseState
from app.services.views.registers import EntryInput
from app.services.views.retention import DisposalStage
from app.services.views.rights import NewRequest
from tests.integration.promises.conftest import Board

KEPT, ATTENTION, OUTSIDE = PromiseState
Item = dict[str, Any]
Change = Callable[[Item], Item | None]


def states(board: Board, *lines: str) -> Mapping[str, PromiseState]:
    """How the promises stand whose lines in the policy begin so."""
    rows = {row.key.rpartition("|")[2]: row.state for row in board.rows()}
    return {line: rows[line] for line in lines}


def patient_of(board: Board) -> str:
    """A patient of the demo whose record is there."""
    with board.services.desk.act_system() as work:
        return work.session.scalars(select(Patient.patient_id).where(Patient.disposed_on.is_(None))).first() or ""


def retire(board: Board, form_id: str) -> None:
    """Take a form out of use."""
    board.sign_in("rosa")
    url = next(line.url for line in board.services.forms.lines(board.actor) if line.form_id == form_id)
    board.services.forms.retire(board.prove(), url, "A test")


def republish(board: Board, form_id: str, change: Change) -> None:
    """Publish the app's form again with each of its items changed, those that become None left out."""
    form = json.loads(resource(f"forms/{form_id}.json").read_bytes())
    form |= {"version": "99.0", "item": _changed(form["item"], change)}
    board.sign_in("rosa")
    board.services.forms.bring(board.prove(), json.dumps(form).encode())
    board.services.forms.publish(board.prove(), form["url"], material=False, why="A test")


def _changed(items: list[Item], change: Change) -> list[Item]:
    made = [made for item in items if (made := change(item)) is not None]
    return [{**item, "item": _changed(item["item"], change)} if "item" in item else item for item in made]


def ask(board: Board, kind: RequestKind) -> str:
    """Record a request of today."""
    return board.services.rights.add(board.actor, NewRequest(
        patient_of(board), kind, board.today, Channel.MAIL, "As I said on the phone."))


def test_what_only_people_keep_is_never_called_kept(as_built: Board) -> None:
    lines = ("Quality Improvement", "Website Notice", "Continued Use", "No Retaliation", "You consent to", "Tuesday")
    assert states(as_built, *lines) == dict.fromkeys(lines, OUTSIDE)


@pytest.mark.parametrize(("form_id", "line"), [
    ("photo", "Clinical Documentation"), ("gene", "Written Consent"), ("bipa", "Informed Consent")])
def test_a_promise_that_rests_on_a_form_falls_with_it(board: Board, form_id: str, line: str) -> None:
    assert states(board, line)[line] is KEPT
    retire(board, form_id)
    assert states(board, line)[line] is ATTENTION


def test_a_question_that_is_asked_no_more_is_said(board: Board) -> None:
    lines = ("Medical History", "Contact Information")
    assert states(board, *lines) == dict.fromkeys(lines, KEPT)
    republish(board, "mh", lambda item: None if item["linkId"] == "mh.cond.other" else item)
    assert states(board, *lines) == {"Medical History": ATTENTION, "Contact Information": KEPT}


def test_a_question_about_a_social_security_number_is_said(board: Board) -> None:
    asked = {"linkId": "mh.ssn", "text": "Your number", "type": "string"}
    republish(board, "mh", lambda item: item if item["linkId"] != "mh.fam" else {
        **item, "item": [*item["item"], asked]})
    row = board.row("Identification Information")
    assert (row.state, row.proof) == (ATTENTION, "A form asks for a social security number: mh.")


def test_family_history_that_is_asked_of_everybody_is_said(board: Board) -> None:
    line = "Limited Collection"
    assert states(board, line)[line] is KEPT
    republish(board, "mh", lambda item: {key: value for key, value in item.items()
                                         if key != "enableWhen" or item["linkId"] != "mh.fam"})
    assert states(board, line)[line] is ATTENTION


def test_genetic_questions_that_no_form_marks_are_said(board: Board) -> None:
    lines = ("Illinois Genetic Information Privacy Act", "Confidential Treatment")
    assert states(board, *lines) == dict.fromkeys(lines, KEPT)
    retire(board, "gene")
    republish(board, "mh", lambda item: {**item, "extension": [
        each for each in item.get("extension", ()) if each.get("valueCode") != "genetic"]})
    assert states(board, *lines) == dict.fromkeys(lines, ATTENTION)


def test_a_text_past_a_consent_is_said_for_a_month(board: Board) -> None:
    assert states(board, "Text Messages", "Before sending any text") == {
        "Text Messages": KEPT, "Before sending any text": KEPT}
    board.services.communications.log(board.actor, MessageInput(
        patient_of(board), "sms_marketing", "Spring offer", override="Sent before the list was updated."))
    assert set(states(board, "Text Messages", "Before sending any text").values()) == {ATTENTION}
    board.demo.clock.advance(days=31)
    board.sign_in("judith")
    assert states(board, "Text Messages")["Text Messages"] is KEPT


def test_a_licence_without_its_number_is_said(board: Board) -> None:
    line = "Meeting professional licensing"
    assert states(board, line)[line] is KEPT
    with board.services.desk.act_system() as work:
        work.session.execute(text("UPDATE staff_member SET licence_number = '' WHERE licence != 'none'"))
        changed = work.session.execute(text("SELECT display_name FROM staff_member WHERE licence != 'none' "
                                            "AND licence_number = ''")).scalars().all()
    assert changed
    row = board.row(line)
    assert (row.state, changed[0] in row.what_to_do) == (ATTENTION, True)


def test_a_disclosure_that_names_no_authorization_is_said(board: Board) -> None:
    lines = ("Healthcare Partners", "Insurance Companies")
    assert states(board, *lines) == dict.fromkeys(lines, KEPT)
    with board.services.desk.act_system() as work:
        patient_id = work.session.scalars(select(DisclosureEntry.patient_id)).first() or ""
        work.session.add(DisclosureEntry(
            disclosure_id=work.new_id(), patient_id=patient_id, on=board.today, at=work.now, by="x", by_name="x",
            basis="authorization", channel="mail", content=work.keys.encrypt(patient_id, b"{}", "disclosure")))
    assert states(board, *lines) == dict.fromkeys(lines, ATTENTION)


def test_a_disposal_left_halfway_is_said(board: Board) -> None:
    assert states(board, "Secure Disposal")["Secure Disposal"] is KEPT
    with board.services.desk.act_system() as work:
        disposal_id, patient_id = work.new_id(), work.session.scalars(select(Patient.patient_id)).first() or ""
        work.session.add(Disposal(
            disposal_id=disposal_id, patient_id=patient_id, record_number=1, rule_id="adult", rule_words="x",
            last_visit=date(2015, 1, 1), keep_until=date(2021, 1, 1), at=work.now, by="x", by_name="x", by_title=""))
        work.session.flush()
        work.session.add(DisposalStep(disposal_id=disposal_id, kind=DisposalStage.APPROVED.value, at=work.now, by="x",
                                      by_name="x", by_title=""))
    row = board.row("Secure Disposal")
    assert (row.state, "1 left unfinished" in row.proof) == (ATTENTION, True)


@pytest.mark.parametrize(("kind", "line"), [
    (RequestKind.RESTRICT, "Right to Restrict"), (RequestKind.CONFIDENTIAL, "Right to Confidential Communications"),
    (RequestKind.ACCOUNT, "Right to Accounting"), (RequestKind.INSPECT, "Response Time"),
    (RequestKind.COMPLAINT, "Contact Us First")])
def test_every_right_turns_when_its_request_is_late(board: Board, kind: RequestKind, line: str) -> None:
    with board.services.desk.act_system() as work:  # what the demo already has open is answered
        for request_id, in work.session.execute(text("SELECT request_id FROM rights_request")).all():
            work.session.add(RightsEvent(request_id=request_id, kind="dropped", day=board.today, at=work.now, by="x",
                                         by_name="x", content=b""))
    assert states(board, line)[line] is KEPT
    ask(board, kind)
    assert states(board, line)[line] is KEPT
    board.demo.clock.advance(days=100)
    board.sign_in("judith")
    row = board.row(line)
    assert (row.state, "1 late" in row.proof) == (ATTENTION, True)


def test_an_answer_without_an_identity_check_and_one_with_a_fee_are_said(board: Board) -> None:
    lines = ("Provide Identification", "No Fees")
    assert states(board, *lines) == dict.fromkeys(lines, KEPT)
    asked = [ask(board, RequestKind.COPY) for _ in range(9)]
    with board.services.desk.act_system() as work:
        for request_id in asked:
            for kind in ("fee", "granted"):
                work.session.add(RightsEvent(request_id=request_id, kind=kind, day=board.today, at=work.now, by="x",
                                             by_name="x", content=b""))
    assert states(board, *lines) == dict.fromkeys(lines, ATTENTION)


def test_a_notice_to_the_attorney_general_that_is_late_is_said(board: Board) -> None:
    line = "Illinois Personal Information Protection Act"
    board.services.incidents.report(board.actor, IncidentFacts(
        "Server stolen", "From the office.", board.today, residents=(("IL", 500),)))
    assert states(board, line)[line] is KEPT
    board.demo.clock.advance(days=61)
    board.sign_in("judith")
    row = board.row(line)
    assert (row.state, row.what_to_do.startswith("Tell the Attorney General of incident")) == (ATTENTION, True)


def test_a_device_whose_disk_nobody_checked_is_said(board: Board) -> None:
    line = "Device Security"
    assert states(board, line)[line] is ATTENTION
    for entry in board.services.registers.open(board.actor, "device").entries:
        checked = dict(entry.values) | {"disk": "yes", "checked_on": board.today.isoformat()}
        board.services.registers.change(board.actor, EntryInput(
            "device", tuple(checked.items()), entry.owner_id, entry.entry_id))
    assert states(board, line)[line] is KEPT


def test_what_follows_from_a_withdrawal_comes_due(board: Board) -> None:
    lines = ("Right to Withdraw Consent", "Preference Updates", "You may withdraw")
    assert states(board, *lines) == dict.fromkeys(lines, KEPT)
    board.demo.clock.advance(days=60)
    board.sign_in("judith")
    assert states(board, *lines) == dict.fromkeys(lines, ATTENTION)


def test_other_hours_than_the_policy_s_are_said(board: Board) -> None:
    limits = AccessLimits()
    board.services.oversight.set_limits(board.actor, replace(limits, hours=limits.hours[1:]))
    assert set(states(board, "Tuesday", "Wednesday - Saturday", "Sunday").values()) == {ATTENTION}
