"""Unusual access as the privacy officer sees it, what explains it, and signed reviews of the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core.errors import InvalidInputError, ProofNeededError
from app.documents.outcome import Outcome
from app.documents.verify import verify
from app.models.clinic_documents import ClinicDocument
from app.models.registers import AccessExplanation
from app.models.staff import StaffMember
from app.rules.unusual_access import AccessLimits, OpenHours, Unusual
from app.security.actor import Role
from app.services.views.access_review import Finding
from app.services.views.clinic_documents import ClinicDocumentKind
from tests.integration.registers.conftest import Office, seal

MONDAY = date(2026, 11, 23)  # START: a Monday, when the clinic is closed
ALL_DAY = tuple(OpenHours(day, time(0), time(23, 59)) for day in range(7))
OPEN = AccessLimits(charts_an_hour=3, hours=ALL_DAY)


def _findings(office: Office) -> list[Finding]:
    return list(office.services.oversight.unusual(office.actor(), MONDAY, MONDAY).findings)


def _open_all_day(office: Office) -> None:
    office.services.oversight.set_limits(office.actor(), OPEN)


def test_many_charts_of_one_person_are_listed_with_the_patients_left_out(office: Office) -> None:
    _open_all_day(office)
    for number in range(4):
        office.look(office.patient("Ana", f"Patient{number}"))
    [finding] = _findings(office)
    assert (finding.kind, finding.person, finding.count) == (Unusual.MANY_CHARTS, "Test front_desk", 4)
    assert finding.sentence == "Opened 4 records within an hour, 9:00 AM."
    assert finding.patient == ""


def test_the_published_hours_count_until_the_clinic_sets_its_own(office: Office) -> None:
    patient_id = office.patient()
    office.look(patient_id)
    assert [finding.kind for finding in _findings(office)] == [Unusual.AFTER_HOURS]
    _open_all_day(office)
    assert _findings(office) == []


def test_what_patients_do_themselves_is_not_unusual(office: Office) -> None:
    patient_id = office.patient()
    with office.clinic.desk.act_system() as work:
        work.audit("document.print", patient_id=patient_id, by_patient=True)
        for _ in range(9):
            work.audit("submission.view", patient_id=patient_id, allowed=False, by_patient=True)
    assert _findings(office) == []


def test_an_explanation_stays_until_more_is_done(office: Office) -> None:
    office.look(office.patient())
    [finding] = _findings(office)
    office.services.oversight.explain(office.actor(), finding, "Inventory on a closed day, agreed before.")
    [explained] = _findings(office)
    assert explained.explanation is not None
    assert explained.explanation.reason == "Inventory on a closed day, agreed before."
    office.look(office.patient("Ben", "Holt"))
    [again] = _findings(office)
    assert (again.key, again.explanation, again.count) == (finding.key, None, 2)


def test_a_reason_about_one_patients_record_is_encrypted_for_that_patient_and_goes_with_the_record(office: Office,
                                                                                                   ) -> None:
    _open_all_day(office)
    patient_id = office.patient("Test", "front_desk")
    office.look(patient_id)
    [finding] = _findings(office)
    assert (finding.kind, finding.is_certain, finding.patient) == (Unusual.OWN_RECORD, False, "Test front_desk")
    office.services.oversight.explain(office.actor(), finding, "She asked for her own forms.")
    with office.clinic.desk.act_system() as work:
        row = work.session.scalars(select(AccessExplanation)).one()
        assert b"forms" not in row.reason
    assert [each.explanation.reason for each in _findings(office) if each.explanation] == [
        "She asked for her own forms."]
    with office.clinic.desk.act_system() as work:
        work.keys.destroy(patient_id)
    assert [each.explanation.reason for each in _findings(office) if each.explanation] == ["Disposed of with the "
                                                                                           "record."]


@pytest.mark.parametrize("is_own", [True, False])
def test_a_like_name_is_decided_once_and_for_all(office: Office, *, is_own: bool) -> None:
    _open_all_day(office)
    with office.clinic.desk.act_system() as work:
        row = work.session.get_one(StaffMember, office.actor(Role.FRONT_DESK).user_id)
        row.display_name = "Dr. Renée O’Brien, RN"
    namesake = office.patient("Renee", "O'Brien")
    office.look(namesake)
    office.look(office.patient("Renee", "Brien"))
    [finding] = _findings(office)
    assert (finding.patient_id, finding.is_certain) == (namesake, False)
    office.services.oversight.mark_own(office.actor(), finding.user_id, namesake, is_own=is_own)
    assert [each.is_certain for each in _findings(office)] == ([True] if is_own else [])


def test_nobody_explains_their_own_access_while_somebody_else_could(office: Office) -> None:
    office.look(office.patient(), Role.PRIVACY_OFFICER)
    finding = next(each for each in _findings(office) if each.person == "Test privacy_officer")
    with pytest.raises(InvalidInputError):
        office.services.oversight.explain(office.actor(), finding, "Fine")
    with office.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE staff_member SET active = 0 WHERE role = 'administrator'"))
    office.services.oversight.explain(office.actor(), finding, "The only one here.")


@pytest.mark.parametrize(("changes", "field"), [
    ({"charts_an_hour": 2}, "charts_an_hour"), ({"margin_minutes": 241}, "margin_minutes"), ({"hours": ()}, "hours"),
    ({"hours": (ALL_DAY[0], ALL_DAY[0])}, "hours"), ({"hours": (OpenHours(0, time(9), time(9)),)}, "hours"),
])
def test_limits_that_would_list_everything_or_nothing_are_refused(office: Office, changes: dict[str, object],
                                                                  field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        office.services.oversight.set_limits(office.actor(), replace(AccessLimits(), **changes))  # type: ignore[arg-type]  # the cases name fields
    assert refused.value.field == field


def test_a_review_is_due_every_30_days_and_signs_exactly_what_was_shown(office: Office) -> None:
    oversight = office.services.oversight
    before = oversight.standing(office.actor())
    assert (before.last, before.days_left) == (None, 30)
    office.look(office.patient())
    waiting = oversight.prepare(office.actor())
    office.look(office.patient("Ben", "Holt"))  # after the review was opened: it waits for the next one
    review = oversight.sign(office.actor(), waiting, "Looked into it: a closed day, agreed before.")
    assert (review.first, review.last, review.chain_ok, review.findings, review.unexplained) == (
        1, waiting.last, True, 1, 1)
    assert oversight.prepare(office.actor()).first == waiting.last + 1
    office.clinic.clock.advance(days=31)
    late = oversight.standing(office.actor())
    assert (late.due, late.days_left) == (date(2026, 12, 23), -1)
    with office.clinic.desk.act_system() as work:
        document = work.session.scalars(select(ClinicDocument)).one()
    assert document.kind == ClinicDocumentKind.REVIEW
    assert verify(document.pdf, seal()[0].certificate, office.clinic.clock.now()).outcome is Outcome.VALID


def test_a_note_or_reason_that_stays_names_no_patient(office: Office) -> None:
    """A review is sealed for the clinic and outlives the record; so does a reason about many charts."""
    _open_all_day(office)
    for number in range(4):
        office.look(office.patient("Ana", f"Patient{number}"))
    waiting = office.services.oversight.prepare(office.actor())
    [finding] = waiting.findings
    with pytest.raises(InvalidInputError, match="names a patient") as refused:
        office.services.oversight.sign(office.actor(), waiting, "Ana Patient2 asked for it.")
    assert refused.value.field == "note"
    with pytest.raises(InvalidInputError, match="names a patient") as refused:
        office.services.oversight.explain(office.actor(), finding, "Ana Patient2 asked for it.")
    assert refused.value.field == "reason"


def test_the_same_entries_are_not_reviewed_twice_and_what_nobody_explained_needs_a_note(office: Office) -> None:
    office.look(office.patient())
    waiting = office.services.oversight.prepare(office.actor())
    with pytest.raises(InvalidInputError) as refused:
        office.services.oversight.sign(office.actor(), waiting, " ")
    assert refused.value.field == "note"
    [finding] = waiting.findings
    office.services.oversight.explain(office.actor(), finding, "Agreed before.")
    assert office.services.oversight.sign(office.actor(), waiting, "").unexplained == 0
    with pytest.raises(InvalidInputError, match="meanwhile"):
        office.services.oversight.sign(office.actor(), waiting, "")


def test_a_review_says_so_when_the_newest_entry_is_not_the_one_that_was_shown(office: Office) -> None:
    waiting = office.services.oversight.prepare(office.actor())
    forged = replace(waiting, head_hash="0" * 64)
    assert office.services.oversight.sign(office.actor(), forged, "").chain_ok is False


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET detail = 'Nothing.'", "DELETE FROM audit_entry"])
def test_a_review_says_so_when_an_entry_was_changed_or_taken_out_outside_the_app(office: Office, act: str) -> None:
    office.look(office.patient(), times=3)
    waiting = office.services.oversight.prepare(office.actor())
    raw: Any = office.services.desk.store._raw  # what somebody with the file and the key could do
    raw.set_authorizer(None)
    for trigger in ("update", "delete"):
        raw.execute(f"DROP TRIGGER append_only_audit_entry_{trigger}")
    raw.execute(f"{act} WHERE sequence = 2")
    raw.commit()
    assert office.services.oversight.sign(office.actor(), waiting, "Agreed before.").chain_ok is False


def test_signing_needs_fresh_proof(office: Office) -> None:
    waiting = office.services.oversight.prepare(office.actor())
    stale = office.actor()
    office.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        office.services.oversight.sign(stale, waiting, "")


def test_a_range_is_a_year_at_most(office: Office) -> None:
    for first, last in ((date(2026, 11, 24), MONDAY), (date(2025, 1, 1), MONDAY)):
        with pytest.raises(InvalidInputError):
            office.services.oversight.unusual(office.actor(), first, last)
