"""Sensitive answers: masked on the patient page, revealed one by one with an entry in the audit log, open in review."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import NotFoundError, PermissionDeniedError
from app.models.audit import AuditEntry
from app.models.rights import ConfidentialContactVersion
from app.security.actor import Role
from app.services.patient_page import _masked
from app.services.rights.restrictions import CONTACT_PURPOSE
from app.services.views.patients import AnswerLine
from tests.integration.visits.conftest import Practice

QUESTION = "mh.cond.immune"


@pytest.fixture
def seen(practice: Practice) -> str:
    """A patient whose intake waits for review."""
    patient_id = practice.patient()
    practice.sent(practice.checked_in(patient_id))
    return patient_id


def test_the_page_leaves_out_what_the_forms_mark_and_keeps_everything_else(practice: Practice, seen: str) -> None:
    page = practice.patients.open(practice.provider, seen)
    assert {line.link_id for line in page.answers if line.masked} >= {QUESTION, "mh.preg.capable"}
    assert all(line.masked == line.sensitive and bool(line.answer) != line.masked for line in page.answers)
    assert not any(line.was for line in page.answers if line.masked)


def test_what_was_answered_before_is_left_out_too() -> None:
    line = AnswerLine("mh.preg.status", "Pregnant", "No", "Yes", True, sensitive=True)
    assert (_masked(line).answer, _masked(line).was) == ("", "")
    assert _masked(replace(line, sensitive=False)).was == "Yes"


def test_one_question_is_revealed_at_a_time_and_the_log_keeps_who_looked(practice: Practice, seen: str) -> None:
    [line] = practice.patients.reveal(practice.provider, seen, QUESTION)
    assert line.answer
    assert not line.masked
    with practice.clinic.desk.act_system() as work:
        [entry] = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "patient.reveal"))
    assert (entry.patient_id, entry.subject, entry.detail, entry.user_id) == (seen, QUESTION, "",
                                                                              practice.provider.user_id)
    assert all(line.masked for line in practice.patients.open(practice.provider, seen).answers if line.sensitive)


def test_the_front_desk_reveals_nothing_and_nobody_reveals_what_is_not_masked(practice: Practice, seen: str) -> None:
    with pytest.raises(PermissionDeniedError):
        practice.patients.reveal(practice.desk_person, seen, QUESTION)
    for link_id in ("reg.name.family", "mh.nothing", ""):
        with pytest.raises(NotFoundError):
            practice.patients.reveal(practice.clinic.actor(Role.PRIVACY_OFFICER), seen, link_id)


def test_contact_details_are_masked_too_while_private_contact_is_in_force(practice: Practice, seen: str) -> None:
    """45 CFR 164.522(b): the raw number stands in the registration too, not only beside the name."""
    def numbers() -> list[bool]:
        return [line.masked for line in practice.patients.open(practice.provider, seen).answers
                if line.link_id == "reg.contact.mobile"]

    assert numbers() == [False]
    with practice.clinic.desk.act_system() as work:
        work.session.add(ConfidentialContactVersion(
            patient_id=seen, request_id=None, submission_id=None, active=True, channel="mail",
            since=clinic_date(work.now, work.zone), at=work.now, by=practice.provider.user_id, by_name="Judith",
            content=work.keys.encrypt(seen, b'{"how":"By letter to the office"}', CONTACT_PURPOSE)))
    assert numbers() == [True]
    assert practice.patients.reveal(practice.provider, seen, "reg.contact.mobile")[0].answer


def test_the_review_shows_them_because_clearing_a_flag_depends_on_them(practice: Practice, seen: str) -> None:
    [visit] = practice.review.queue(practice.provider)
    answers = practice.review.open(practice.provider, visit.visit_id).answers
    assert any(line.sensitive and line.answer for line in answers)
    assert not any(line.masked for line in answers)
