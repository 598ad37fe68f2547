"""Forms brought, months and limits changed while patients come and go: what was signed keeps its meaning."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.core.resources import resource
from app.models.audit import AuditEntry
from app.models.submissions import FormSubmission
from app.security.actor import Actor, Role
from app.services.clinic_forms import ClinicFormsService
from app.services.rule_settings import RuleSettingsService
from app.services.views.patients import DueReason
from tests.integration.test_clinic_forms import OWN, URL
from tests.integration.visits.conftest import Practice, content


class Settings:
    """Settings as an administrator of the practice has them."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.forms = ClinicFormsService(practice.clinic.desk, practice.library, demo=True)
        self.rules = RuleSettingsService(practice.clinic.desk, practice.library, self.forms)

    @property
    def me(self) -> Actor:
        return self.practice.clinic.actor(Role.ADMINISTRATOR)

    def new_text(self, form_id: str, version: str, *, material: bool) -> None:
        """Publish a changed version of one of the app's forms."""
        form = json.loads(resource(f"forms/{form_id}.json").read_bytes())
        form |= {"version": version, "title": f"{form['title']}, ours"}
        self.forms.bring(self.me, json.dumps(form).encode())
        self.forms.publish(self.me, form["url"], material=material, why="Counsel asked for it.")


@pytest.fixture
def settings(practice: Practice) -> Settings:
    return Settings(practice)


def signed(practice: Practice, *codes: str, family: str = "Núñez-Ortega") -> str:
    """A patient who has been through a whole visit today."""
    patient_id = practice.patient(family)
    practice.sent(practice.checked_in(patient_id, *codes))
    return patient_id


def due(practice: Practice, patient_id: str, *codes: str, days: int = 1) -> dict[str, Any]:
    """What is due some days later, by form."""
    practice.clinic.clock.advance(days=days)
    visit_id = practice.checked_in(patient_id, *codes)
    return {each.form_id: each for each in practice.visits.prepare(practice.desk_person, visit_id).due}


def ends(practice: Practice, patient_id: str, form_id: str) -> list[object]:
    """The last days of every signature of a patient on a form."""
    with practice.clinic.desk.act_system() as work:
        return list(work.session.scalars(select(FormSubmission.valid_until).where(
            FormSubmission.patient_id == patient_id, FormSubmission.form_id == form_id).order_by(FormSubmission.at)))


def test_who_has_to_sign_again_is_counted_and_named(practice: Practice, settings: Settings) -> None:
    before = signed(practice)
    assert settings.rules.facts(settings.me, "c_btx").sign_again == 0
    settings.new_text("c_btx", "2.0", material=True)
    facts = settings.rules.facts(settings.me, "c_btx")
    assert facts.sign_again == 1
    assert next((line.version, line.material, line.why) for line in facts.versions) == (
        "2.0", True, "Counsel asked for it.")
    (line,) = settings.rules.sign_again(settings.me, "c_btx")
    assert (line.patient_id, line.version) == (before, "0.1.0")
    assert due(practice, before)["c_btx"].reason is DueReason.MATERIAL_CHANGE


def test_wording_only_lets_what_was_signed_stand(practice: Practice, settings: Settings) -> None:
    patient_id = signed(practice)
    settings.new_text("c_btx", "2.0", material=False)
    assert settings.rules.facts(settings.me, "c_btx").sign_again == 0
    assert "c_btx" not in due(practice, patient_id)


def test_a_visit_in_the_patients_hands_ends_with_the_text_it_began_with(practice: Practice,
                                                                        settings: Settings) -> None:
    visit_id = practice.checked_in(practice.patient())
    packet = practice.handed_over(visit_id)
    settings.new_text("c_btx", "2.0", material=True)
    assert packet.form("c_btx").version == "0.1.0"
    practice.sent(visit_id)  # handed over again, with the new text
    (part,) = [part for part in practice.review.open(practice.provider, visit_id).parts if part.form_id == "c_btx"]
    assert part.title.endswith(", ours")


def test_months_count_from_the_next_signature_on(practice: Practice, settings: Settings) -> None:
    patient_id = signed(practice)
    before = ends(practice, patient_id, "c_btx")
    settings.rules.set_months(settings.me, "c_btx", 3, "Our insurer asks for it.")
    assert ends(practice, patient_id, "c_btx") == before
    assert "c_btx" not in due(practice, patient_id, days=120)  # signed for 12 months, and that stays so
    other = signed(practice, family="Later")
    assert due(practice, other, days=120)["c_btx"].reason is DueReason.EXPIRED
    months = settings.rules.facts(settings.me, "c_btx").months
    assert months is not None
    assert (months.now, months.shipped) == ("3", "12")


def test_months_of_forms_that_come_with_time(practice: Practice, settings: Settings) -> None:
    settings.rules.set_months(settings.me, "photo", 6, "We ask twice a year.")
    patient_id = signed(practice)
    found = due(practice, patient_id, days=200)
    assert found["photo"].reason is DueReason.INTERVAL
    assert "6 months" in found["photo"].why
    (change,) = settings.rules.facts(settings.me, "photo").changes
    assert (change.value, change.why, change.by) == (6, "We ask twice a year.", "Test administrator")


def test_a_limit_is_stricter_at_once_and_says_so(practice: Practice, settings: Settings) -> None:
    def flags(visit_id: str) -> dict[str, str]:
        return {flag.rule_id: flag.message for flag in practice.review.open(practice.provider, visit_id).flags}
    day = practice.clinic.clock.now().date() - timedelta(weeks=13)
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id, {"mh.proc.any": "toxin", "mh.proc.tox_last": day.isoformat()})
    assert "NM-12" not in flags(visit_id)
    settings.rules.set_limit(settings.me, "NM-12", 16, "The director wants four months.")
    assert flags(visit_id)["NM-12"].startswith("Last toxin less than 16 weeks ago")
    line = next(each for each in settings.rules.limits(settings.me) if each.rule_id == "NM-12")
    assert (line.value, line.shipped, line.lowest) == (16, 12, 12)
    assert practice.library.content.screening.rules.version == "0.1.0+1"
    assert practice.library.problem("rules") == ""


@pytest.mark.parametrize(("rule_id", "limit", "field"), [("NM-12", 11, "limit"), ("NM-12", 27, "limit"),
                                                         ("NM-12", 12, "limit")])
def test_a_limit_stays_within_what_was_approved(settings: Settings, rule_id: str, limit: int, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        settings.rules.set_limit(settings.me, rule_id, limit, "x")
    assert caught.value.field == field


def test_only_marked_rules_and_forms_that_run_out_can_be_set(settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        settings.rules.set_limit(settings.me, "GEN-20", 16, "x")
    with pytest.raises(NotFoundError):
        settings.rules.set_limit(settings.me, "nothing", 16, "x")
    with pytest.raises(NotFoundError):
        settings.rules.set_months(settings.me, "priv", 12, "x")
    for months, why in ((0, "x"), (37, "x"), (12, "x"), (6, " ")):
        with pytest.raises(InvalidInputError):
            settings.rules.set_months(settings.me, "c_btx", months, why)


def test_setting_a_number_takes_an_administrator_with_fresh_proof_and_is_audited(practice: Practice,
                                                                               settings: Settings) -> None:
    stale = replace(settings.me, proof_at=practice.clinic.clock.now() - timedelta(minutes=5))
    with pytest.raises(ProofNeededError):
        settings.rules.set_months(stale, "c_btx", 6, "x")
    with pytest.raises(PermissionDeniedError):
        settings.rules.set_limit(practice.provider, "NM-12", 16, "x")
    settings.rules.set_months(settings.me, "c_btx", 6, "Insurer.")
    settings.rules.set_limit(settings.me, "NM-12", 16, "Director.")
    with practice.clinic.desk.act_system() as work:
        told = {row.event: row.detail for row in work.session.scalars(select(AuditEntry)) if row.allowed}
    assert told["form.months"] == "c_btx, from 12 to 6 months: Insurer."
    assert told["form.limit"] == "NM-12, from 12 to 16: Director."


def test_the_approved_value_is_always_the_least_careful_one() -> None:
    for rule in content().screening.rules.rules:
        test = rule.adjustable
        if test is not None and test.adjustable is not None:
            least = test.adjustable.highest if test.operator.value in (">", ">=") else test.adjustable.lowest
            assert test.values[0] == least, rule.rule_id


def test_a_form_of_the_clinic_is_part_of_the_visit_with_a_sentence_why(practice: Practice, settings: Settings) -> None:
    settings.forms.bring(settings.me, json.dumps(OWN).encode(), "every:6")
    settings.forms.publish(settings.me, URL, material=True, why="New.")
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    first = {each.form_id: each for each in practice.visits.prepare(practice.desk_person, visit_id).due}["own-parking"]
    assert first.why == "First visit: the clinic asks everyone for this form once."
    practice.sent(visit_id)
    assert "own-parking" in {part.form_id for part in practice.review.open(practice.provider, visit_id).parts}
    assert "own-parking" not in due(practice, patient_id, days=30)
    later = due(practice, patient_id, days=180)["own-parking"]
    assert later.reason is DueReason.INTERVAL
    settings.forms.retire(settings.me, URL, "No longer.")
    assert "own-parking" not in due(practice, patient_id)
    page = practice.patients.open(practice.desk_person, patient_id)
    assert "Parking" in str(page)  # what was answered stays on file
