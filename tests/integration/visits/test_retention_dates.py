"""Which days of real visits decide how long a record is kept."""

from __future__ import annotations

from datetime import date

from app.core.clock import clinic_date
from app.services.retention.dates import keep_until
from tests.integration.visits.conftest import Practice


def kept(practice: Practice, patient_id: str) -> tuple[str, date]:
    """The rule and the last day."""
    with practice.clinic.desk.act_system() as work:
        keep = keep_until(work, patient_id)
        return keep.rule_id, keep.until


def today(practice: Practice) -> date:
    return clinic_date(practice.clinic.clock.now(), practice.clinic.desk.zone())


def six_years_after(day: date) -> date:
    return day.replace(year=day.year + 6)


def test_an_intake_of_somebody_else_prolongs_nothing_once_it_was_moved(practice: Practice) -> None:
    wrong, opened = practice.patient(), today(practice)
    practice.clinic.clock.advance(days=300)
    visit_id = practice.checked_in(wrong)
    practice.sent(visit_id)
    assert kept(practice, wrong) == ("R-1", six_years_after(today(practice)))
    right = practice.patient("Right")
    practice.review.move(practice.provider, visit_id, right, "Wrong card")
    assert kept(practice, wrong) == ("R-1", six_years_after(opened))
    assert kept(practice, right) == ("R-1", six_years_after(today(practice)))


def test_a_form_filed_after_the_day_of_the_visit_counts_from_its_own_day(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.clinic.clock.advance(days=9)
    practice.visits.file_paper(practice.desk_person, visit_id, "c_btx", "Blue folder")
    assert kept(practice, patient_id) == ("R-1", six_years_after(today(practice)))
