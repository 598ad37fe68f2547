"""The shipped forms in the hands of a patient: conditions, minors, phones and addresses as the engine runs them."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.forms import Answer, Coding, FhirDate, FormSession, LaunchContext
from app.intake.words import lines
from app.rules.shipped import shipped_forms

ANSWERS = "https://bettermedspa.example/fhir/CodeSystem/answers"
DAY = date(2026, 11, 22)


def session(form_id: str, birth_date: date | None = None) -> FormSession:
    """A fresh session of a shipped form."""
    form = next(form for form in shipped_forms() if form.form_id == form_id)
    return FormSession(form.questionnaire, LaunchContext(today=DAY, birth_date=birth_date))


def code(value: str) -> tuple[Answer, ...]:
    """A coded answer."""
    return (Answer(Coding(value, ANSWERS)),)


def wrong(given: FormSession, link_id: str) -> list[str]:
    """The codes of what is wrong with one question."""
    return [issue.code.value for issue in given.issues() if issue.link_id == link_id]


def test_a_phone_typed_the_american_way_is_stored_as_e164_and_shown_as_it_was_typed() -> None:
    reg = session("reg")
    reg.set_raw("reg.contact.mobile", "312 555 0148")
    assert [answer.value for answer in reg.item_state("reg.contact.mobile").answers] == ["+13125550148"]
    assert ("(312) 555-0148",) in [line.answers for line in lines(reg)]
    assert wrong(reg, "reg.contact.mobile") == []
    reg.set_raw("reg.contact.mobile", "312 555")
    assert wrong(reg, "reg.contact.mobile") == ["regex"]


def test_state_and_zip_are_asked_in_the_us_and_not_elsewhere() -> None:
    reg = session("reg")
    reg.set_raw("reg.contact.state", "il")
    assert wrong(reg, "reg.contact.state") == []
    reg.set_raw("reg.contact.country", "Poland")
    assert not reg.item_state("reg.contact.zip").enabled
    assert reg.item_state("reg.contact.postcode").enabled


def test_the_birth_date_opens_the_guardians_questions() -> None:
    for born, is_minor in ((date(2010, 5, 14), True), (date(1990, 5, 14), False)):
        reg = session("reg", born)
        assert reg.item_state("reg.guardian.name").enabled is is_minor
        assert reg.item_state("reg.rep.has").enabled is not is_minor


def test_minors_are_not_asked_about_marketing_photos() -> None:
    assert not session("photo", date(2010, 5, 14)).item_state("photo.mkt.agree").enabled
    assert session("photo", date(1990, 5, 14)).item_state("photo.mkt.agree").enabled


def test_one_name_is_enough() -> None:
    reg = session("reg")
    assert reg.item_state("reg.name.given").enabled
    reg.set_answers("reg.name.mononym", (Answer(True),))
    assert not reg.item_state("reg.name.given").enabled


def test_names_of_every_script_are_taken() -> None:
    reg = session("reg")
    for name in ("Ní Dhómhnaill-Đặng O’Brien", "Folákẹ́", "شیرین نی‌دونال", "Νικόλαος", "李"):
        reg.set_raw("reg.name.family", name)
        assert wrong(reg, "reg.name.family") == [], name


def test_follow_ups_stay_on_the_page_of_the_question_that_opens_them() -> None:
    history = session("mh", date(1990, 5, 14))
    by_link = {link_id: page.index for page in history.pages for link_id in page.link_ids}
    for question, follow_up in (("mh.proc.any", "mh.proc.tox_last"), ("mh.med.isotret", "mh.med.isotret_stop"),
                                ("mh.cond.skin", "mh.cond.coldsore_last"), ("mh.preg.capable", "mh.preg.status")):
        assert by_link[question] == by_link[follow_up]


def test_the_family_question_about_scars_needs_a_treatment_that_breaks_the_skin() -> None:
    history = session("mh", date(1990, 5, 14))
    history.set_answers("mh.goal.treatments", code("GLP1"))
    history.set_answers("mh.fam.agree", code("answer"))
    assert not history.item_state("mh.fam.keloid").enabled
    history.set_answers("mh.goal.treatments", code("MN"))
    assert history.item_state("mh.fam.keloid").enabled


def test_dates_are_bounded_by_the_day_of_the_visit() -> None:
    history = session("mh", date(1990, 5, 14))
    history.set_answers("mh.proc.any", code("toxin"))
    history.set_answers("mh.proc.tox_last", (Answer(FhirDate(2026, 11, 23)),))
    assert wrong(history, "mh.proc.tox_last") == ["maxValue"]
    history.set_answers("mh.proc.tox_last", (Answer(FhirDate(2026, 9, None)),))
    assert wrong(history, "mh.proc.tox_last") == []


def test_what_staff_and_the_app_fill_in_does_not_stand_in_a_patients_way() -> None:
    consent: Any = session("c_btx", date(1990, 5, 14))
    waiting = {issue.link_id.split(".")[2] for issue in consent.issues()}
    assert waiting <= {"init", "att", "agree"}
