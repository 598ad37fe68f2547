"""Who has which version of the policies: asked again after material changes, not after wording; refusals on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.models.consents import PolicyReceipt
from app.models.rights import RestrictionVersion
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor, Role
from app.services.policies import PoliciesService
from app.services.receipts import ReceiptsService
from app.services.rights.restrictions import RESTRICTION_PURPOSE
from app.services.views.consents import ReceiptState, Refusal
from app.services.views.disclosures import Disclosure
from app.services.views.patients import DueReason
from tests.integration.visits.conftest import Practice

NO_THANKS = Refusal("Does not sign anything.", "Explained twice, offered paper.")


class Desk:
    """A practice with one patient and the policies of the clinic."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.patient_id = practice.patient()
        self.policies = PoliciesService(practice.clinic.desk)
        self.receipts = ReceiptsService(practice.clinic.desk)

    @property
    def officer(self) -> Actor:
        """The privacy officer."""
        return self.practice.clinic.actor(Role.PRIVACY_OFFICER)

    def load(self, version: str, *, material: bool, effective: date = date(2026, 11, 2), kind: str = "npp") -> None:
        """Load another version."""
        self.policies.load(self.officer, kind=kind, title="Notice of privacy practices", version=version,
                           effective=effective, content=f"Notice {version}".encode(), material=material,
                           why="Who may see records has changed.")

    def due(self) -> dict[str, DueReason]:
        """What is due."""
        found = self.practice.visits.due_forms(self.practice.desk_person, self.patient_id, ("BTX_BOTOX",))
        return {form.form_id: form.reason for form in found}

    def states(self) -> dict[str, ReceiptState]:
        """What the patient has, by kind."""
        return {state.kind: state for state in self.receipts.of_patient(self.practice.desk_person, self.patient_id)}


@pytest.fixture
def desk(practice: Practice) -> Desk:
    return Desk(practice)


def test_an_acknowledgement_is_a_receipt_for_each_version_in_force(desk: Desk) -> None:
    desk.practice.sent(desk.practice.checked_in(desk.patient_id))
    assert {kind: (state.held_version, state.outcome) for kind, state in desk.states().items()} == {
        "policy": ("1.0", "acknowledged"), "npp": ("1.0", "acknowledged")}
    assert "priv" not in desk.due()


def test_a_material_version_asks_again_once_it_is_in_force_and_wording_never_does(desk: Desk) -> None:
    desk.practice.sent(desk.practice.checked_in(desk.patient_id))
    desk.load("1.1", material=False)
    assert "priv" not in desk.due()
    today = desk.practice.clinic.clock.now().date()
    desk.load("2.0", material=True, effective=today.replace(year=today.year + 1))
    assert "priv" not in desk.due()
    desk.load("1.2", material=True, effective=today)
    assert desk.due()["priv"] is DueReason.MATERIAL_CHANGE
    desk.practice.clinic.clock.advance(days=1)
    visit_id = desk.practice.checked_in(desk.patient_id)
    desk.practice.sent(visit_id)
    assert desk.states()["npp"].held_version == "1.2"
    assert "priv" not in desk.due()


def test_a_version_that_is_older_than_what_the_patient_has_asks_nobody(desk: Desk) -> None:
    """The clinic fills a gap in its files: it is loaded last, and another has been in force since."""
    today = desk.practice.clinic.clock.now().date()
    desk.load("2.0", material=True, effective=today)
    desk.practice.sent(desk.practice.checked_in(desk.patient_id))
    desk.practice.clinic.clock.advance(days=1)
    desk.load("1.5", material=True, effective=today - timedelta(days=3))
    assert desk.states()["npp"].held_version == "2.0"
    assert "priv" not in desk.due()


def test_the_first_version_of_a_kind_asks_everybody_whatever_was_chosen(desk: Desk) -> None:
    desk.load("1", material=False, kind="biometric")
    assert [each.is_material for each in desk.policies.versions(desk.officer) if each.kind == "biometric"] == [True]


def test_a_later_version_needs_a_reason_and_tells_what_it_asks(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="changed") as refused:
        desk.policies.load(desk.officer, kind="npp", title="Notice", version="3", effective=date(2026, 11, 2),
                           content=b"Notice")
    assert refused.value.field == "why"
    desk.load("1.1", material=False)
    told = {each.version: (each.is_material, each.why) for each in desk.policies.versions(desk.officer)
            if each.kind == "npp"}
    assert told == {"1.1": (False, "Who may see records has changed."), "1.0": (True, "")}


def test_the_first_service_waits_for_a_receipt_or_for_the_reason_why_there_is_none(desk: Desk) -> None:
    visit_id = desk.practice.checked_in(desk.patient_id)
    desk.practice.sent(visit_id, {"c.btx.agree": "yes"}, declined={"priv": "I never sign receipts"})
    assert any("did not acknowledge" in blocker
               for blocker in desk.practice.review.open(desk.practice.provider, visit_id).blockers)
    with pytest.raises(InvalidInputError, match="did not acknowledge"):
        desk.practice.accepted(visit_id)
    for missing in (Refusal("", "Asked"), Refusal("Refused", " ")):
        with pytest.raises(InvalidInputError):
            desk.receipts.document_refusal(desk.practice.desk_person, desk.patient_id, missing)
    desk.receipts.document_refusal(desk.practice.desk_person, desk.patient_id, NO_THANKS)
    assert desk.practice.accepted(visit_id).ready
    assert desk.states()["npp"].outcome == "refused"
    with desk.practice.clinic.desk.act_system() as work:
        for row in work.session.scalars(select(PolicyReceipt)):
            assert b"Explained" not in row.content


def test_the_first_service_waits_for_a_notice_that_nobody_gave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An intake of before there were receipts says nothing about the notice; a later version holds nothing up."""
    monkeypatch.setattr("app.services.consents.recording.record_receipts", lambda *_facts: None)
    visit_id = desk.practice.checked_in(desk.patient_id)
    desk.practice.sent(visit_id, {"c.btx.agree": "yes"})
    assert any("was not given yet" in blocker
               for blocker in desk.practice.review.open(desk.practice.provider, visit_id).blockers)
    with pytest.raises(InvalidInputError, match="was not given yet"):
        desk.practice.accepted(visit_id)
    desk.receipts.copy(desk.practice.desk_person, desk.patient_id, "npp")
    with pytest.raises(InvalidInputError, match="was not given yet"):
        desk.practice.accepted(visit_id)
    desk.receipts.document_refusal(desk.practice.desk_person, desk.patient_id, NO_THANKS)
    desk.load("1.1", material=True)
    assert desk.practice.accepted(visit_id).ready


def test_a_copy_is_the_document_word_for_word_and_is_noted(desk: Desk) -> None:
    name, content = desk.receipts.copy(desk.practice.desk_person, desk.patient_id, "npp")
    assert name == "notice-of-privacy-practices-1-0.txt"
    assert content == next(policy.content for policy in desk.policies.current() if policy.kind == "npp")
    assert desk.states()["npp"].outcome == ""  # having a copy is no acknowledgement
    with desk.practice.clinic.desk.act_system() as work:
        assert [row.outcome for row in work.session.scalars(select(PolicyReceipt))] == ["copy"]


def test_the_list_says_who_has_which_version_and_who_is_asked_again(desk: Desk) -> None:
    other = desk.practice.patient("=Formula")
    desk.practice.sent(desk.practice.checked_in(desk.patient_id))
    desk.load("1.1", material=True)
    found = {(row.patient_id, row.kind): (row.version, row.asked_again) for row in desk.receipts.holders(desk.officer)}
    assert found == {(desk.patient_id, "npp"): ("1.0", True), (desk.patient_id, "policy"): ("1.0", False),
                     (other, "npp"): ("", True), (other, "policy"): ("", True)}
    table = desk.receipts.holders_csv(desk.officer, Disclosure("Auditor", "Audit", Basis.OVERSIGHT)).decode("utf-8-sig")
    assert "Ána =Formula" in table
    assert table.count("\r\n") == 5
    with desk.practice.clinic.desk.act_system() as work:
        work.session.add(RestrictionVersion(
            restriction_id=work.new_id(), patient_id=other, request_id=None, active=True, party="everyone",
            required=False, since=clinic_date(work.now, work.zone), at=work.now, by=desk.officer.user_id,
            by_name="Judith",
            content=work.keys.encrypt(other, b'{"what":"Anything","whom":"","visits":[]}', RESTRICTION_PURPOSE)))
    adviser = Disclosure("Adviser", "Advice", Basis.OPERATIONS)
    table = desk.receipts.holders_csv(desk.officer, adviser).decode("utf-8-sig")
    assert "=Formula" not in table
    assert table.count("\r\n") == 3


def test_an_intake_moved_to_another_record_takes_its_receipt_along(desk: Desk) -> None:
    visit_id = desk.practice.checked_in(desk.patient_id)
    desk.practice.sent(visit_id)
    right = desk.practice.patient("Right")
    desk.practice.review.move(desk.practice.provider, visit_id, right, "Wrong card")
    assert desk.states()["npp"].outcome == ""
    desk.patient_id = right
    assert desk.states()["npp"].outcome == "acknowledged"


def test_no_scan_is_asked_for_before_the_public_policy_about_scans_is_loaded(desk: Desk) -> None:
    def blocked() -> str:
        found = desk.practice.visits.due_forms(desk.practice.desk_person, desk.patient_id, ("BTX_BOTOX",), ("bipa",))
        (form,) = [form for form in found if form.form_id == "bipa"]
        return form.blocked

    assert "policy on biometric data is not loaded" in blocked()
    desk.load("1", material=True, kind="biometric")
    assert blocked() == ""
    assert {policy.kind for policy in desk.policies.current()} == {"policy", "npp"}  # patients acknowledge these two
    assert all(version.current for version in desk.policies.versions(desk.officer))
