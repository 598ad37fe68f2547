"""Who may dispose of a record, and what stands in the way: a date, a hold, a clock, or being alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, NotFoundError, ProofNeededError
from app.models.audit import AuditEntry
from app.models.retention import RetentionHold
from app.rules.retention import shipped_retention
from app.security.actor import Role
from app.services.retention.real_time import CONFIRMED, LONGEST_GAP, believed
from tests.fakes import START
from tests.integration.retention.counter import SEVEN_YEARS, Counter

REASON = "Letter from the Ravenscroft law office"


def test_the_day_decides(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later((date(2032, 11, 23) - date(2026, 11, 23)).days)
    assert desk.obstacle(patient_id) == "This record is kept until November 23, 2032."
    assert desk.retention.queue(desk.officer).rows == ()
    with pytest.raises(InvalidInputError, match="is kept until November 23, 2032"):
        desk.retention.propose(desk.officer, patient_id)
    desk.later(1)
    assert desk.obstacle(patient_id) == ""
    (row,) = desk.retention.queue(desk.officer).rows
    assert (row.name, row.rule, row.keep_until) == ("Wilhelmina Quillfeather", "R-1, adult record, 6 years",
                                                    date(2032, 11, 23))


def test_two_different_people_have_to_approve(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later()
    with pytest.raises(InvalidInputError, match="first person has to approve"):
        desk.retention.dispose(desk.second, patient_id)
    desk.retention.propose(desk.officer, patient_id)
    for again in (desk.retention.propose, desk.retention.dispose):
        with pytest.raises(InvalidInputError, match="A second person"):
            again(desk.officer, patient_id)
    (row,) = desk.retention.queue(desk.second).rows
    assert row.proposed_by == "Test privacy_officer"
    desk.retention.cancel(desk.second, patient_id)
    with pytest.raises(InvalidInputError, match="first person has to approve"):
        desk.retention.dispose(desk.second, patient_id)
    with pytest.raises(InvalidInputError, match="no disposal that could be cancelled"):
        desk.retention.cancel(desk.second, patient_id)


def test_an_account_made_after_the_first_approval_does_not_count(desk: Counter) -> None:
    from app.models.staff import StaffMember  # noqa: PLC0415  # this test alone reaches into the accounts

    patient_id = desk.patient()
    desk.later()
    desk.retention.propose(desk.officer, patient_id)
    with desk.services.desk.act_system() as work:
        work.session.get_one(StaffMember, desk.second.user_id).created_at = work.now + timedelta(seconds=1)
    with pytest.raises(InvalidInputError, match="newer than the first approval"):
        desk.retention.dispose(desk.second, patient_id)


def test_one_of_the_two_is_the_privacy_officer_where_there_is_one(desk: Counter) -> None:
    from app.models.staff import StaffMember  # noqa: PLC0415  # as above

    patient_id = desk.patient()
    desk.later()
    with desk.services.desk.act_system() as work:
        work.session.get_one(StaffMember, desk.clinic.actors[Role.PROVIDER].user_id).role = Role.ADMINISTRATOR.value
    desk.retention.propose(desk.clinic.actor(Role.PROVIDER), patient_id)
    assert desk.retention.review(desk.second, patient_id).obstacle == "One of the two has to be the privacy officer."
    assert desk.retention.review(desk.officer, patient_id).obstacle == ""
    with desk.services.desk.act_system() as work:
        work.session.get_one(StaffMember, desk.officer.user_id).active = False
    assert desk.retention.review(desk.second, patient_id).obstacle == ""


def test_whoever_has_the_recovery_key_gives_no_approval(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later()
    with pytest.raises(InvalidInputError, match="does not say who uses it"):
        desk.retention.propose(replace(desk.second, is_recovery=True), patient_id)
    desk.retention.propose(desk.officer, patient_id)
    with pytest.raises(InvalidInputError, match="does not say who uses it"):
        desk.retention.dispose(replace(desk.second, is_recovery=True), patient_id)


def test_what_one_person_approved_is_not_carried_out_by_any_way(desk: Counter) -> None:
    """The transaction that destroys the key asks for both approvals itself."""
    patient_id = desk.patient()
    desk.later()
    disposal_id = desk.retention.propose(desk.officer, patient_id)
    with pytest.raises(InvalidInputError, match="waits for an approval"):
        desk.retention.finish(desk.second, disposal_id)
    with pytest.raises(InvalidInputError, match="Nothing was destroyed"):
        desk.retention._run.finish(desk.second, disposal_id)
    assert desk.services.desk.store.patient_keys.has(patient_id)


def test_every_approval_asks_for_the_password(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.later()
    old = desk.officer
    desk.clinic.clock.advance(minutes=2)
    for act in (desk.retention.propose, desk.retention.dispose):
        with pytest.raises(ProofNeededError):
            act(old, patient_id)


@pytest.mark.parametrize("proposed", [True, False])
def test_a_legal_hold_wins_over_every_date_and_approval(desk: Counter, proposed: bool) -> None:
    patient_id = desk.patient()
    desk.later()
    if proposed:
        desk.retention.propose(desk.officer, patient_id)
    hold = desk.retention.set_hold(desk.officer, patient_id, REASON)
    assert desk.obstacle(patient_id).startswith("Legal hold since")
    with pytest.raises(InvalidInputError, match="Legal hold since"):
        (desk.retention.dispose if proposed else desk.retention.propose)(desk.second, patient_id)
    assert desk.retention.queue(desk.officer).rows[0].hold_title == "Legal hold"
    assert [each.reason for each in desk.retention.review(desk.officer, patient_id).holds] == [REASON]
    desk.retention.release_hold(desk.officer, patient_id, hold, "The case is over")
    assert desk.retention.review(desk.second, patient_id).obstacle == ""
    with pytest.raises(NotFoundError):
        desk.retention.release_hold(desk.officer, patient_id, hold, "Again")


def test_why_a_record_is_held_is_kept_under_the_patients_key(desk: Counter) -> None:
    patient_id = desk.patient()
    desk.retention.set_hold(desk.officer, patient_id, REASON)
    with desk.services.desk.act_system() as work:
        row = work.session.scalars(select(RetentionHold)).one()
        assert REASON.encode() not in row.reason
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "retention.hold")).one()
        assert "Ravenscroft" not in entry.detail
        assert work.keys.decrypt(patient_id, entry.new_value or b"", "audit") == REASON.encode()


@pytest.mark.parametrize("reason", ["", "  \n", "4111 1111 1111 1111", "x" * 4001])
def test_a_hold_needs_a_reason_that_may_be_kept(desk: Counter, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        desk.retention.set_hold(desk.officer, desk.patient(), reason)


def test_a_clock_set_forward_disposes_of_nothing(desk: Counter) -> None:
    """The records are a day old; somebody sets the date ten years on. Two people with fresh proof are not enough."""
    patient_id = desk.patient()
    desk.clinic.clock.set_wall(START + timedelta(days=3650))
    problem = desk.retention.queue(desk.officer).clock_problem
    assert "3,650 days after the last date that is sure, November 23, 2026" in problem
    assert "set the clock right" in problem
    for act in (desk.retention.propose, desk.retention.dispose):
        with pytest.raises(InvalidInputError, match="If the date is wrong, set the clock right"):
            act(desk.officer, patient_id)
    desk.clinic.clock.set_wall(START + timedelta(days=1))
    assert desk.retention.queue(desk.officer).clock_problem == ""
    assert "is kept until" in desk.obstacle(patient_id)


def test_a_confirmed_date_is_signed_and_believed(desk: Counter) -> None:
    desk.patient()
    desk.clinic.clock.advance(days=SEVEN_YEARS)
    old = desk.officer
    desk.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        desk.retention.confirm_clock(old)
    desk.retention.confirm_clock(desk.officer)
    assert desk.retention.queue(desk.officer).clock_problem == ""
    with pytest.raises(InvalidInputError, match="not in doubt"):
        desk.retention.confirm_clock(desk.officer)
    with desk.services.desk.act_system() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.event == CONFIRMED)).one()
        assert entry.person == "Test privacy_officer"


def test_jumps_that_were_taken_back_leave_no_trace_in_what_is_believed() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    daily = [(start + timedelta(days=day), "sign_in") for day in range(30)]
    assert believed(start, daily) == start + timedelta(days=29)
    jumped = [*daily, (start + timedelta(days=4000), "sign_in"), (start + timedelta(days=30), "sign_in")]
    assert believed(start, jumped) == start + timedelta(days=30)
    assert believed(start, [(start + LONGEST_GAP, "sign_in")]) == start + LONGEST_GAP
    assert believed(start, [(start + LONGEST_GAP + timedelta(seconds=1), "sign_in")]) == start
    assert believed(start, [*daily, (start + timedelta(days=4000), CONFIRMED)]) == start + timedelta(days=4000)
    assert believed(start, [(start + timedelta(days=4000), CONFIRMED), (start, CONFIRMED)]) == start, "corrected back"


def test_the_clinic_may_keep_records_longer_and_never_shorter(desk: Counter) -> None:
    patient_id = desk.patient()
    minor = desk.patient(date(2013, 5, 5))
    desk.retention.change_settings(desk.officer, 10, minor_floor=True, reason="")
    assert desk.retention.review(desk.officer, patient_id).keep.until == date(2036, 11, 23)
    with pytest.raises(InvalidInputError, match="promises at least 6"):
        desk.retention.change_settings(desk.officer, 5, minor_floor=True, reason="Less work")
    with pytest.raises(InvalidInputError, match="Say why"):
        desk.retention.change_settings(desk.officer, 6, minor_floor=False, reason=" ")
    assert desk.retention.review(desk.officer, minor).keep.until == date(2036, 11, 23)
    desk.retention.change_settings(desk.officer, 6, minor_floor=False, reason="Advice of counsel, letter of May 5")
    found = desk.retention.settings(desk.officer)
    assert (found.adult_years, found.minor_floor, found.reason) == (6, False, "Advice of counsel, letter of May 5")
    assert desk.retention.review(desk.officer, minor).keep.until == date(2034, 5, 5)
    assert "22nd birthday" in found.floor_why
    assert shipped_retention().lowest == 6
