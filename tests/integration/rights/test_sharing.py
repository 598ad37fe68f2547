"""Restrictions and private contact: agreed to, in force everywhere at once, ended only on the patient's word."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, NotFoundError
from app.models.audit import AuditEntry
from app.models.rights import ConfidentialContactVersion
from app.rules.rights import Outcome, RequestKind
from app.services.rights.private_contact import catch_up
from app.services.rights.restrictions import confidential_contact, restrictions_of
from app.services.views.patients import PatientView
from app.services.views.rights import ContactTerms, RequestAnswer, RestrictionTerms
from app.services.views.sharing import ContactChannel, RestrictedParty
from tests.integration.rights.conftest import RightsDesk

WORK_PHONE: dict[str, str | bool] = {"reg.pref.confidential": True, "reg.pref.confidential_how": "Call my work phone"}


def limit(party: RestrictedParty, **terms: object) -> RequestAnswer:
    """Grant a limit on sharing."""
    return RequestAnswer(Outcome.GRANTED, delivery="in_person", terms=RestrictionTerms(
        party, "The peel of November", **terms))  # type: ignore[arg-type]  # the caller names fields of the terms


def reach(how: str, channel: ContactChannel = ContactChannel.PHONE) -> RequestAnswer:
    """Grant private contact."""
    return RequestAnswer(Outcome.GRANTED, delivery="in_person", terms=ContactTerms(channel, how))


@pytest.fixture
def patient_id(desk: RightsDesk) -> str:
    return desk.practice.patient()


def page(desk: RightsDesk, patient_id: str) -> PatientView:
    """The patient's page as the front desk sees it."""
    return desk.practice.patients.open(desk.practice.desk_person, patient_id)


def test_an_agreed_limit_is_in_force_at_once_wherever_something_is_shared(desk: RightsDesk, patient_id: str) -> None:
    request_id = desk.ready(RequestKind.RESTRICT, patient_id=patient_id)
    desk.answered(request_id, limit(RestrictedParty.FAMILY, whom="her brother"))
    found = desk.sharing.limits(desk.practice.desk_person, patient_id)
    assert found.sentences == ("Do not share with her brother: The peel of November",)
    restriction = found.restrictions[0]
    assert (restriction.since, restriction.required, restriction.request_number) == (
        date(2026, 11, 23), False, "2026-001")
    assert page(desk, patient_id).restrictions == found.sentences


def test_the_health_plan_is_not_told_of_what_was_paid_in_full_and_nobody_can_deny_that(desk: RightsDesk,
                                                                                      patient_id: str) -> None:
    request_id = desk.ready(RequestKind.RESTRICT, patient_id=patient_id)
    terms = RestrictionTerms(RestrictedParty.HEALTH_PLAN, "The peel", paid_in_full=True)
    for outcome in (Outcome.DENIED, Outcome.PARTLY):
        with pytest.raises(InvalidInputError, match=r"164\.522\(a\)\(1\)\(vi\)"):
            desk.answered(request_id, RequestAnswer(outcome, "No", ("not_agreed",), "mail", terms))
    with pytest.raises(InvalidInputError) as refused:  # nor by leaving out toward whom it is
        desk.answered(request_id, RequestAnswer(Outcome.DENIED, "No", ("not_agreed",), "mail"))
    assert refused.value.field == "party"
    desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail", terms=terms))
    assert [each.required for each in desk.sharing.limits(desk.officer, patient_id).restrictions] == [True]


def test_a_limit_needs_what_and_whom_and_visits_of_the_patient(desk: RightsDesk, patient_id: str) -> None:
    request_id = desk.ready(RequestKind.RESTRICT, patient_id=patient_id)
    for terms, field in ((RestrictionTerms(RestrictedParty.FAMILY, " ", "her brother"), "what"),
                         (RestrictionTerms(RestrictedParty.OTHER, "Everything"), "whom")):
        with pytest.raises(InvalidInputError) as refused:
            desk.answered(request_id, RequestAnswer(Outcome.GRANTED, delivery="mail", terms=terms))
        assert refused.value.field == field
    other = desk.practice.checked_in(desk.practice.patient("Somebody", date(1990, 1, 1)))
    with pytest.raises(NotFoundError):
        desk.answered(request_id, limit(RestrictedParty.EVERYONE, visit_ids=(other,)))


def test_a_limit_ends_with_how_the_patient_agreed_and_only_once(desk: RightsDesk, patient_id: str) -> None:
    desk.answered(desk.ready(RequestKind.RESTRICT, patient_id=patient_id), limit(RestrictedParty.EVERYONE))
    restriction_id = desk.sharing.limits(desk.officer, patient_id).restrictions[0].restriction_id
    with pytest.raises(InvalidInputError):
        desk.sharing.end_restriction(desk.officer, restriction_id, " ")
    desk.sharing.end_restriction(desk.officer, restriction_id, "She wrote that it is no longer needed.")
    assert desk.sharing.limits(desk.officer, patient_id).restrictions == ()
    with pytest.raises(InvalidInputError):
        desk.sharing.end_restriction(desk.officer, restriction_id, "Again")
    with pytest.raises(NotFoundError):
        desk.sharing.end_restriction(desk.officer, "nothing", "Reason")


def test_two_limits_are_independent_and_another_patient_has_none(desk: RightsDesk, patient_id: str) -> None:
    for whom in ("her brother", "her employer"):
        desk.answered(desk.ready(RequestKind.RESTRICT, patient_id=patient_id),
                      limit(RestrictedParty.OTHER, whom=whom))
    first, second = desk.sharing.limits(desk.officer, patient_id).restrictions
    desk.sharing.end_restriction(desk.officer, first.restriction_id, "By phone")
    other = desk.practice.patient("Somebody", date(1990, 1, 1))
    with desk.practice.clinic.desk.act_system() as work:
        assert restrictions_of(work, patient_id) == (second,)
        assert restrictions_of(work, other) == ()


def test_private_contact_hides_the_number_in_lists_and_shows_it_on_an_audited_look(desk: RightsDesk,
                                                                                  patient_id: str) -> None:
    desk.answered(desk.ready(RequestKind.CONFIDENTIAL, patient_id=patient_id), reach("(312) 555-0199, mornings"))
    desk.practice.patient("Núñez-Open", date(1990, 1, 1))
    rows = desk.practice.patients.search(desk.practice.desk_person, "nunez")
    assert {row.display_name: row.phone for row in rows} == {
        "Ána Núñez-Ortega": "Private contact", "Ána Núñez-Open": "(773) 555-0148"}
    shown = page(desk, patient_id)
    assert (shown.confidential_contact, shown.phone, shown.email) == ("(312) 555-0199, mornings", "", "")
    assert desk.sharing.raw_contact(desk.practice.desk_person, patient_id).phone == "(773) 555-0148"
    with desk.practice.clinic.desk.act_system() as work:
        looks = work.session.scalars(select(AuditEntry).where(AuditEntry.event == "private_contact.reveal")).all()
    assert [look.patient_id for look in looks] == [patient_id]


def test_letters_go_nowhere_but_where_the_patient_asked(desk: RightsDesk, patient_id: str) -> None:
    granted = desk.answered(desk.ready(RequestKind.CONFIDENTIAL, patient_id=patient_id),
                            reach("PO Box 7\nOak Park, IL 60302", ContactChannel.MAIL))
    assert "PO Box 7 Oak Park, IL 60302" in desk.letter(granted)
    later = desk.answered(desk.ready(RequestKind.CONFIDENTIAL, patient_id=patient_id), reach("Only by phone: 0199"))
    assert "Not by mail. Private contact only: Only by phone: 0199" in desk.letter(later)
    assert "PO Box" not in desk.letter(later)


def test_the_registration_and_the_rights_desk_are_one_source(desk: RightsDesk, patient_id: str) -> None:
    desk.practice.sent(desk.practice.checked_in(patient_id), dict(WORK_PHONE))
    assert page(desk, patient_id).confidential_contact == "Call my work phone"
    with desk.practice.clinic.desk.act_system() as work:
        contact = confidential_contact(work, patient_id)
    assert contact is not None
    assert contact.source == "Registration"
    desk.answered(desk.ready(RequestKind.CONFIDENTIAL, patient_id=patient_id), reach("Write to my PO box"))
    assert page(desk, patient_id).confidential_contact == "Write to my PO box"
    desk.sharing.end_private_contact(desk.officer, patient_id, "She asked for it at the desk.")
    assert page(desk, patient_id).confidential_contact is None
    with pytest.raises(InvalidInputError):
        desk.sharing.end_private_contact(desk.officer, patient_id, "Again")


def test_a_registration_moved_to_its_right_patient_takes_private_contact_along(desk: RightsDesk,
                                                                              patient_id: str) -> None:
    visit_id = desk.practice.checked_in(patient_id)
    desk.practice.sent(visit_id, dict(WORK_PHONE))
    right = desk.practice.patient("Right", date(1990, 1, 1))
    desk.practice.review.move(desk.practice.provider, visit_id, right, "Handed over from the wrong card")
    assert page(desk, patient_id).confidential_contact is None
    assert page(desk, right).confidential_contact == "Call my work phone"


def test_registrations_from_before_there_was_a_table_are_taken_over_once(
        desk: RightsDesk, patient_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier_version:
        earlier_version.setattr("app.services.receiving.take_over_private_contact", lambda *_given: None)
        desk.practice.sent(desk.practice.checked_in(patient_id), dict(WORK_PHONE))
    assert page(desk, patient_id).confidential_contact is None
    for _time in range(2):
        catch_up(desk.practice.clinic.desk)
        assert page(desk, patient_id).confidential_contact == "Call my work phone"
    with desk.practice.clinic.desk.act_system() as work:
        assert len(work.session.scalars(select(ConfidentialContactVersion)).all()) == 1
