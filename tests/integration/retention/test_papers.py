"""What is on paper beside the visits holds a record six years more, from the day it was last in effect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.rules.rights import Channel, RequestKind
from app.services.retention.dates import keep_until
from app.services.views.consents import PaperChoice
from app.services.views.disclosures import NewAuthorization
from app.services.views.rights import IdentitySeen, NewRequest
from tests.integration.retention.counter import Counter

_TWO_YEARS = 2 * 365


def until(desk: Counter, patient_id: str) -> tuple[str, date]:
    with desk.services.desk.act_system() as work:
        keep = keep_until(work, patient_id)
        return keep.rule_id, keep.until


def file(desk: Counter, patient_id: str, *, signed_on: date, expires_on: date) -> str:
    return desk.services.disclosures.file_authorization(desk.officer, patient_id, NewAuthorization(
        "Dr. Marsh", "Photos", "Second opinion", "Wilhelmina Quillfeather", signed_on, expires_on, is_complete=True))


@pytest.mark.parametrize(("kind", "rule", "years_from_then"), [
    (RequestKind.COMPLAINT, "R-3", True), (RequestKind.DELETE, "R-1", False)])
def test_a_request_without_a_letter_is_kept_six_years_but_not_one_for_deletion(
        desk: Counter, kind: RequestKind, rule: str, years_from_then: bool) -> None:
    """A complaint and its disposition are documented for six years: 45 CFR 164.530(d)(2)."""
    patient_id, opened = desk.patient(), desk.today
    desk.later(_TWO_YEARS)
    desk.services.rights.add(desk.officer, NewRequest(patient_id, kind, desk.today, Channel.IN_PERSON, "Please.",
                                                      IdentitySeen("passport")))
    start = desk.today if years_from_then else opened
    assert until(desk, patient_id) == (rule, start.replace(year=start.year + 6))


def test_an_authorization_on_paper_is_kept_six_years_after_it_was_last_in_effect(desk: Counter) -> None:
    patient_id, signed_on = desk.patient(), desk.today
    expires_on = signed_on + timedelta(days=400)
    authorization = file(desk, patient_id, signed_on=signed_on, expires_on=expires_on)
    desk.later(_TWO_YEARS)
    assert until(desk, patient_id)[1] == expires_on.replace(year=expires_on.year + 6)
    desk.services.disclosures.end_authorization(desk.officer, patient_id, authorization, signed_on + timedelta(days=9))
    ended = signed_on + timedelta(days=9)
    assert until(desk, patient_id)[1] == ended.replace(year=ended.year + 6)


def test_an_authorization_still_in_effect_is_never_counted_beyond_today(desk: Counter) -> None:
    patient_id, signed_on = desk.patient(), desk.today
    file(desk, patient_id, signed_on=signed_on, expires_on=date(2090, 1, 1))
    desk.later(_TWO_YEARS)
    assert until(desk, patient_id)[1] == desk.today.replace(year=desk.today.year + 6)


def test_a_yes_to_photos_outside_of_care_is_kept_six_years_after_its_last_day(desk: Counter) -> None:
    """It is an authorization (45 CFR 164.508); a yes to reminders by text is none."""
    patient_id, signed_on = desk.patient(), desk.today
    for purpose in ("photo_marketing", "sms_appointment"):
        desk.services.consents.record_choice(desk.officer, patient_id, PaperChoice(
            purpose, True, signed_on, "Folder", "(773) 555-0148"))
    assert until(desk, patient_id) == ("R-1", signed_on.replace(year=signed_on.year + 6))
    desk.later(_TWO_YEARS)
    assert until(desk, patient_id) == ("R-3", signed_on.replace(year=signed_on.year + 7)), "a year, and six more"


def test_photos_that_were_taken_back_count_from_that_day(desk: Counter) -> None:
    patient_id, signed_on = desk.patient(), desk.today
    desk.services.consents.record_choice(desk.officer, patient_id, PaperChoice(
        "photo_education", True, signed_on, "File"))
    desk.later(60)
    taken_back = desk.today
    desk.services.consents.record_choice(desk.officer, patient_id, PaperChoice(
        "photo_education", False, taken_back, "File"))
    desk.later(_TWO_YEARS)
    assert until(desk, patient_id) == ("R-3", taken_back.replace(year=taken_back.year + 6))
