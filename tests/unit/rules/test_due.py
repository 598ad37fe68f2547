"""Which forms are due at a visit and why: first visit, renewal, change of text, new treatment, refusal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.resources import resource
from app.forms import ItemType
from app.rules.due import CurrentForm, Due, FiledForm, FiledState, Occasion, consent_months, due_forms, valid_until
from app.rules.due_rules import OpenedBy, Reason, load_due_rules
from app.rules.shipped import shipped_catalogue, shipped_forms

RULES = load_due_rules(resource("rules/due.json").read_bytes())
CATALOGUE = shipped_catalogue()
SHIPPED = {form_id: CurrentForm(form_id, form_id) for form_id in ("reg", "mh", "priv", "comm", "photo", "c_btx")}
DAY = date(2026, 11, 22)


def filed(form_id: str, on: date, state: FiledState = FiledState.SIGNED, until: date | None = None,
          material: int = 1, codes: tuple[str, ...] = ()) -> FiledForm:
    """A form on file."""
    return FiledForm(form_id, on, state, material, until, codes)


ALL_SIGNED = tuple(filed(form_id, date(2026, 6, 1)) for form_id in ("reg", "mh", "priv", "comm", "photo"))


def due(*entries: FiledForm, codes: tuple[str, ...] = (), current: dict[str, CurrentForm] = SHIPPED,
        day: date = DAY, requested: tuple[str, ...] = ()) -> dict[str, Due]:
    """What is due, by form."""
    occasion = Occasion(day, date(1990, 1, 1), codes, entries, requested=requested)
    return {entry.form_id: entry for entry in due_forms(RULES, CATALOGUE, current, occasion)}


def test_first_visit_asks_everything_in_order_and_says_so() -> None:
    found = due(codes=("BTX_BOTOX",))
    assert list(found) == ["reg", "priv", "mh", "comm", "photo", "c_btx"]
    assert found["reg"].reason is Reason.FIRST_VISIT
    assert found["c_btx"].reason is Reason.NEW_TREATMENT
    assert found["c_btx"].why == ("Botox Cosmetic (onabotulinumtoxinA) is planned and needs this consent. "
                                  "None is on file.")


def test_a_later_visit_asks_only_about_health() -> None:
    found = due(*ALL_SIGNED)
    assert list(found) == ["mh"]  # an app without the update form: the full history stands in
    assert found["mh"].reason is Reason.EVERY_VISIT
    assert found["mh"].why == "Health is checked at every visit. The last history is from June 1, 2026."


def test_the_update_form_takes_over_once_the_app_has_it() -> None:
    found = due(*ALL_SIGNED, current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    assert [form_id for form_id, entry in found.items() if entry.opened_by is None] == ["upd"]


def test_choices_that_still_last_are_asked_again_only_if_they_no_longer_fit() -> None:
    found = due(*ALL_SIGNED, current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    assert list(found) == ["upd", "comm", "photo"]
    for form_id in ("comm", "photo"):
        assert (found[form_id].reason, found[form_id].blocking) == (Reason.OPENED, False)
        assert found[form_id].opened_by == OpenedBy("upd", "upd.consents_ok", answer=False)
    assert list(due(*ALL_SIGNED)) == ["mh"]  # nothing opens them where the question is not asked


def test_what_staff_ask_for_is_due_once_with_the_reason() -> None:
    current = {**SHIPPED, **{form_id: CurrentForm(form_id, form_id) for form_id in ("upd", "gene", "card")}}
    assert not {"gene", "card"} & due(current=current).keys()  # never by themselves
    found = due(*ALL_SIGNED, current=current, requested=("gene", "mh", "comm", "gene", "unknown"))
    assert list(found) == ["upd", "photo", "gene", "mh", "comm"]
    assert {found[form_id].reason for form_id in ("gene", "mh", "comm")} == {Reason.REQUESTED}
    assert found["gene"].why.startswith("Staff asked for it: a provider ordered a genetic test")
    assert found["mh"].why == "Staff asked for this form at check-in."
    assert found["comm"].opened_by is None


def test_what_is_due_anyway_keeps_its_own_reason_when_staff_ask_for_it() -> None:
    assert due(requested=("reg",))["reg"].reason is Reason.FIRST_VISIT


def test_an_update_that_was_filled_in_today_is_not_due_a_second_time() -> None:
    today = due(*ALL_SIGNED, filed("upd", DAY), current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    before = due(*ALL_SIGNED, filed("upd", DAY - timedelta(days=1)),
                 current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    assert (list(today), list(before)) == ([], ["upd", "comm", "photo"])


def test_message_choices_are_due_again_after_the_number_changed() -> None:
    ended = FiledForm("comm", date(2026, 7, 1), FiledState.NUMBER_CHANGED)
    found = due(*ALL_SIGNED, filed("upd", DAY), ended, current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    assert found["comm"].reason is Reason.NUMBER_CHANGED
    assert "July 1, 2026" in found["comm"].why


def test_a_full_history_that_is_due_leaves_the_update_out() -> None:
    old = tuple(filed(entry.form_id, date(2025, 11, 1)) for entry in ALL_SIGNED)
    found = due(*old, current={**SHIPPED, "upd": CurrentForm("upd", "Update")})
    assert list(found) == ["reg", "mh"]
    assert found["mh"].why == "A full medical history lasts 12 months. The last one is from November 1, 2025."


@pytest.mark.parametrize(("day", "expected"), [(date(2027, 6, 1), False), (date(2027, 6, 2), True)])
def test_renewal_falls_on_the_day_after_the_last(day: date, expected: bool) -> None:
    assert ("reg" in due(*ALL_SIGNED, day=day)) is expected


def test_a_changed_rule_does_not_move_the_end_fixed_at_signing() -> None:
    longer = (*ALL_SIGNED[1:], filed("reg", date(2024, 1, 1), until=date(2030, 1, 1)))
    assert "reg" not in due(*longer)


def test_a_material_change_asks_again_a_change_of_wording_does_not() -> None:
    changed = {**SHIPPED, "priv": CurrentForm("priv", "Privacy", material=2)}
    found = due(*ALL_SIGNED, current=changed)
    assert found["priv"].reason is Reason.MATERIAL_CHANGE
    assert "priv" not in due(*ALL_SIGNED)


def test_saying_no_to_photos_or_messages_is_an_answer() -> None:
    refused = [filed(form, date(2026, 6, 1), FiledState.DECLINED) for form in ("photo", "comm", "priv")]
    assert not {"photo", "comm", "priv"} & set(due(*ALL_SIGNED[:2], *refused))


def test_a_form_that_was_sent_back_is_due_again() -> None:
    found = due(*ALL_SIGNED, filed("reg", DAY, FiledState.SENT_BACK))
    assert found["reg"].reason is Reason.SENT_BACK


@pytest.mark.parametrize(("entry", "reason"), [
    (filed("c_btx", date(2026, 6, 1), until=date(2027, 6, 1), codes=("BTX_BOTOX",)), None),
    (filed("c_btx", date(2025, 11, 22), until=DAY, codes=("BTX_BOTOX",)), None),  # the last day counts
    (filed("c_btx", date(2025, 11, 21), until=date(2026, 11, 21), codes=("BTX_BOTOX",)), Reason.EXPIRED),
    (filed("c_btx", date(2026, 6, 1), until=date(2027, 6, 1), codes=("BTX_DYSPORT",)), Reason.NEW_TREATMENT),
    (filed("c_btx", date(2026, 6, 1), FiledState.DECLINED, codes=("BTX_BOTOX",)), Reason.DECLINED),
    (filed("c_btx", date(2026, 6, 1), FiledState.WITHDRAWN, codes=("BTX_BOTOX",)), Reason.WITHDRAWN),
    (filed("c_btx", date(2026, 6, 1), until=date(2027, 6, 1), material=0, codes=("BTX_BOTOX",)),
     Reason.MATERIAL_CHANGE),
])
def test_a_consent_is_about_its_treatment_and_runs_out(entry: FiledForm, reason: Reason | None) -> None:
    found = due(*ALL_SIGNED, entry, codes=("BTX_BOTOX",)).get("c_btx")
    assert (found.reason if found else None) is reason


def test_a_consent_that_ran_out_says_when() -> None:
    entry = filed("c_btx", date(2025, 6, 1), until=date(2026, 6, 1), codes=("BTX_BOTOX",))
    assert due(*ALL_SIGNED, entry, codes=("BTX_BOTOX",))["c_btx"].why == (
        "Botox Cosmetic (onabotulinumtoxinA) is planned. The consent from June 1, 2025 ran out on June 1, 2026.")


def test_a_renewal_says_how_long_the_form_on_file_lasted_not_what_the_rule_says_since() -> None:
    signed_under_six_months = filed("reg", date(2026, 3, 31), until=date(2026, 9, 30))
    found = due(*ALL_SIGNED[1:], signed_under_six_months)["reg"]
    assert found.reason is Reason.INTERVAL
    assert found.why == "Details are checked every 6 months. They were last checked on March 31, 2026."


def test_of_two_filings_on_one_day_the_later_counts() -> None:
    declined = filed("c_btx", DAY, FiledState.DECLINED, codes=("BTX_BOTOX",))
    signed = filed("c_btx", DAY, until=date(2027, 11, 22), codes=("BTX_BOTOX",))
    assert "c_btx" not in due(*ALL_SIGNED, declined, signed, codes=("BTX_BOTOX",))
    assert due(*ALL_SIGNED, signed, declined, codes=("BTX_BOTOX",))["c_btx"].reason is Reason.DECLINED


def test_one_consent_serves_two_treatments_and_a_missing_one_is_told() -> None:
    found = due(*ALL_SIGNED, codes=("BTX_BOTOX", "BTX_DYSPORT", "LHR"))
    assert found["c_btx"].treatments == ("BTX_BOTOX", "BTX_DYSPORT")
    assert (found["c_lhr"].shipped, found["c_lhr"].blocking) == (False, True)


def test_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    assert valid_until(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert valid_until(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert valid_until(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_the_shortest_treatment_decides_how_long_a_signature_lasts() -> None:
    assert consent_months(CATALOGUE, "c_ipl", ("LAS_IPL", "LAS_ABL")) == 6
    assert consent_months(CATALOGUE, "c_ipl", ("LAS_IPL",)) == 12


def test_a_treatment_the_history_did_not_ask_about_makes_it_due_again() -> None:
    occasion = Occasion(DAY, date(1990, 1, 1), ("LHR",), ALL_SIGNED, {"mh": ("LHR",)})
    found = due_forms(RULES, CATALOGUE, {**SHIPPED, "upd": CurrentForm("upd", "Update")}, occasion)
    assert [(entry.form_id, entry.reason) for entry in found[:1]] == [("mh", Reason.NEW_TREATMENT)]
    assert found[0].why == ("Laser hair removal is planned, and the medical history from June 1, 2026 did not ask "
                            "about it.")
    assert "upd" not in {entry.form_id for entry in found}


def test_the_update_is_known_as_an_update_of_the_history() -> None:
    assert RULES.updates == {"upd": "mh"}


def test_what_opens_a_form_is_a_yes_no_question_of_another_shipped_form() -> None:
    forms = {form.form_id: form.questionnaire for form in shipped_forms()}
    openers = [rule.opened_by for rule in RULES.rules if rule.opened_by is not None]
    assert openers
    for opener in openers:
        assert forms[opener.form_id].item(opener.question).type is ItemType.BOOLEAN


def test_every_form_on_request_is_shipped_and_says_why() -> None:
    shipped = {form.form_id for form in shipped_forms()}
    asked = {rule.form_id: rule for rule in RULES.rules if rule.on_request}
    assert {"bipa", "gene", "card"} <= asked.keys() <= shipped
    assert all(Reason.REQUESTED in rule.why for rule in asked.values())
