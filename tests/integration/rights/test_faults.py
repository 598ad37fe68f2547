"""Requests under strain: what is typed stays under the patient's key, is plain text, and happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError
from app.models.audit import AuditEntry
from app.models.rights import RightsEvent, RightsRequest
from app.rules.rights import Outcome, RequestKind
from app.rules.rights_state import Event, Status
from app.security.actor import Role
from app.services.views.rights import RequestAnswer, RestrictionTerms
from app.services.views.sharing import RestrictedParty
from tests.integration.rights.conftest import RightsDesk

SECRET = "the letter of Dr. Quillfeather"
GRANT = RequestAnswer(Outcome.GRANTED, delivery="encrypted_email")
HOSTILE = "<para><b>x</b> & </para> %s {0} \u202egnp.exe '; DROP TABLE rights_request; -- אבג 漢"


def test_every_event_is_audited_in_its_transaction_and_the_words_stay_under_the_patients_key(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY, f"Everything about {SECRET}")
    with desk.practice.clinic.desk.act_system() as work:
        entries = work.session.scalars(select(AuditEntry).where(AuditEntry.subject == request_id)
                                       .order_by(AuditEntry.sequence)).all()
        row = work.session.get_one(RightsRequest, request_id)
        assert [entry.event for entry in entries] == ["rights.create", "rights.identity"]
        assert all(SECRET not in entry.detail for entry in entries)
        assert SECRET.encode() not in row.content
        created = entries[0].new_value
        assert created is not None
        assert SECRET.encode() in work.keys.decrypt(row.patient_id, created, "audit")


def test_a_refused_answer_leaves_no_letter_no_event_and_no_restriction_behind(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.RESTRICT)
    with desk.practice.clinic.desk.act_system() as work:
        before = len(work.session.scalars(select(RightsEvent)).all())
    with pytest.raises(InvalidInputError):
        desk.answered(request_id, GRANT)  # what is limited, and toward whom, is missing
    with desk.practice.clinic.desk.act_system() as work:
        assert len(work.session.scalars(select(RightsEvent)).all()) == before
    patient_id = desk.rights.open(desk.officer, request_id).row.patient_id
    assert desk.practice.documents.rows(desk.officer, patient_id) == ()


def test_a_letter_that_is_sealed_before_something_fails_is_not_there_afterwards(
        desk: RightsDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter, what it says was done, and the end of the clock: all in one transaction."""
    request_id = desk.ready(RequestKind.RESTRICT)
    patient_id = desk.rights.open(desk.officer, request_id).row.patient_id
    terms = RestrictionTerms(RestrictedParty.FAMILY, "The peel", "her brother")
    sealed: list[str] = []

    def fail(*_given: object, document_id: str | None = None, **_more: object) -> None:
        sealed.append(document_id or "")
        raise InvalidInputError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr("app.services.rights.answering.add_event", fail)
        with pytest.raises(InvalidInputError, match="disk is full"):
            desk.answered(request_id, replace(GRANT, terms=terms))
    assert len(sealed) == 1
    assert desk.practice.documents.rows(desk.officer, patient_id) == ()
    assert desk.sharing.limits(desk.officer, patient_id).restrictions == ()
    with desk.practice.clinic.desk.act_system() as work:
        assert work.session.scalars(select(AuditEntry).where(AuditEntry.subject == sealed[0])).all() == []
    assert desk.answered(request_id, replace(GRANT, terms=terms)).row.status is Status.GRANTED


def test_hostile_words_are_plain_text_in_the_letter_and_in_the_records(desk: RightsDesk) -> None:
    request_id = desk.asked(RequestKind.COPY, HOSTILE)
    denied = desk.answered(request_id, RequestAnswer(Outcome.DENIED, HOSTILE, ("legal",), "mail"))
    assert denied.words == HOSTILE
    words = desk.letter(denied)
    for part in ("<para><b>x</b> & </para> %s {0}", "DROP TABLE rights_request"):
        assert part in words
    assert len(desk.rights.list(desk.officer).closed) == 1


def test_what_two_people_do_at_once_happens_once(desk: RightsDesk) -> None:
    request_id = desk.ready(RequestKind.ACCOUNT)
    officer, manager = desk.officer, desk.practice.clinic.actor(Role.ADMINISTRATOR)
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(desk.rights.answer, actor, request_id, GRANT) for actor in (officer, manager)]
    refused = [tried.exception() for tried in tries]
    assert sorted(error is None for error in refused) == [False, True]
    assert any(isinstance(error, InvalidInputError) for error in refused)
    history = desk.rights.open(officer, request_id).history
    assert [each.event for each in history].count(Event.GRANTED) == 1


def test_numbers_given_at_once_differ(desk: RightsDesk) -> None:
    patients = [desk.practice.patient(f"Number{each}", date(1990, 1, each + 1)) for each in range(6)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda patient_id: desk.asked(RequestKind.COPY, patient_id=patient_id), patients))
    numbers = {row.number for row in desk.rights.list(desk.officer).open}
    assert (len(made), numbers) == (6, {f"2026-{each:03d}" for each in range(1, 7)})
