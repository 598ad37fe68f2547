"""Forms a clinic brings: drafts, publication, approval, retirement, and what each means for patients."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.errors import InvalidInputError, KnownError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.core.resources import resource
from app.forms import DefinitionError
from app.models.audit import AuditEntry
from app.rules.brought import BroughtDue, When, due_from_words, due_of
from app.security.actor import Actor, Role
from app.services.clinic_forms import ClinicFormsService
from app.services.library import LibraryService
from app.services.library_content import LibraryContent, load_content
from app.services.views.forms import FormState
from app.services.views.oversight import Approval
from tests.clinics import OpenClinic, open_clinic

URL = "https://clinic.example/forms/parking"
OWN: dict[str, Any] = {
    "resourceType": "Questionnaire", "url": URL, "version": "1", "title": "Parking", "status": "active",
    "item": [{"linkId": "car", "type": "string", "text": "Which car is yours, for {clinic.name}?"}]}


@pytest.fixture(scope="module")
def content() -> LibraryContent:
    return load_content()


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[OpenClinic]:
    made = open_clinic(tmp_path)
    yield made
    made.close()


class Desk:
    """An administrator at the terminal, with the services they reach."""

    def __init__(self, clinic: OpenClinic, content: LibraryContent, *, demo: bool = False) -> None:
        self.clinic = clinic
        self.library = LibraryService(clinic.desk, content, demo=demo)
        self.forms = ClinicFormsService(clinic.desk, self.library, demo)

    @property
    def me(self) -> Actor:
        return self.clinic.actor(Role.ADMINISTRATOR)

    def bring(self, due: str = "once", **changes: Any) -> str:
        return self.forms.bring(self.me, json.dumps({**OWN, **changes}).encode(), due).url

    def publish(self, url: str = URL, *, material: bool = True) -> FormState:
        return self.forms.publish(self.me, url, material=material, why="Counsel asked for it.").state

    def approve(self, subject: str) -> None:
        for scope in ("medical director", "counsel"):
            self.library.approve(self.me, subject, Approval("Dr. D", "Director", "036", self.clinic.clock.now().date()
                                                            - timedelta(days=1), scope))

    def states(self) -> dict[str, FormState]:
        return {f"{line.form_id}|{line.version}": line.state for line in self.forms.lines(self.me)}


@pytest.fixture
def desk(clinic: OpenClinic, content: LibraryContent) -> Desk:
    return Desk(clinic, content)


def shipped(form_id: str, **changes: Any) -> dict[str, Any]:
    """A form of the app as a clinic would change it."""
    found: dict[str, Any] = json.loads(resource(f"forms/{form_id}.json").read_bytes())
    return {**found, **changes}


def test_a_draft_reaches_nobody(desk: Desk, content: LibraryContent) -> None:
    desk.bring()
    assert desk.states()["own-parking|1"] is FormState.DRAFT
    assert desk.library.content.forms == content.forms
    assert desk.library.content.due_rules == content.due_rules
    with pytest.raises(NotFoundError):
        desk.library.form("own-parking")


def test_published_waits_for_approval_and_then_is_in_use(desk: Desk) -> None:
    desk.bring("every:6")
    assert desk.publish() is FormState.WAITING
    assert desk.library.content.shipped("own-parking") is None  # the running day goes on without it
    waiting = next(row for row in desk.library.rows(desk.me) if row.is_waiting)
    assert waiting.missing_approvals == ("medical director", "counsel")
    desk.approve(waiting.form_id)
    form = desk.library.form("own-parking")
    assert (form.version, form.questionnaire.status, form.kind) == ("1", "active", "questions")
    assert b"Lakeview Med Spa" in form.content
    rule = desk.library.content.due_rules.rules[-1]
    assert (rule.form_id, rule.every_months, rule.blocking) == ("own-parking", 6, False)
    assert desk.states()["own-parking|1"] is FormState.IN_USE


def test_it_is_still_there_after_the_records_were_closed(desk: Desk, clinic: OpenClinic,
                                                         content: LibraryContent) -> None:
    desk.bring()
    desk.publish()
    desk.approve("own-parking|1")
    clinic.reopen()
    assert desk.library.content.shipped("own-parking") is not None
    assert Desk(clinic, content).library.form("own-parking").version == "1"


def test_the_old_text_stays_in_use_until_the_new_one_is_approved(desk: Desk) -> None:
    desk.approve("c_lhr")
    url = shipped("c_lhr")["url"]
    desk.forms.bring(desk.me, json.dumps(shipped("c_lhr", version="2.0", title="Our hair removal consent")).encode())
    assert desk.publish(url) is FormState.WAITING
    before = desk.library.form("c_lhr")
    assert (before.version, before.material) == ("0.1.0", 1)
    desk.approve("c_lhr|2.0")
    after = desk.library.form("c_lhr")
    assert (after.version, after.title, after.material) == ("2.0", "Our hair removal consent", 2)
    with desk.clinic.desk.act_system() as work:
        assert desk.library.version_in(work, before.url, before.version).content == before.content


@pytest.mark.parametrize(("material", "generation"), [(True, 2), (False, 1)])
def test_only_a_material_change_makes_everyone_sign_again(clinic: OpenClinic, content: LibraryContent, material: bool,
                                                          generation: int) -> None:
    desk = Desk(clinic, content, demo=True)
    desk.bring()
    assert desk.publish() is FormState.IN_USE
    desk.bring(version="2", title="Parking places")
    desk.publish(material=material)
    assert desk.library.form("own-parking").material == generation


def test_a_material_change_that_was_never_approved_still_counts(desk: Desk) -> None:
    desk.bring()
    desk.publish()
    desk.approve("own-parking|1")
    desk.library.form("own-parking")
    desk.bring(version="2", title="Parking places")
    desk.publish(material=True)
    desk.bring(version="3", title="Parking places here")
    desk.publish(material=False)
    desk.approve("own-parking|3")
    assert desk.library.form("own-parking").material == 2


def test_a_form_for_a_treatment_is_one_of_its_consents(clinic: OpenClinic, content: LibraryContent) -> None:
    desk = Desk(clinic, content, demo=True)
    desk.bring("treatment:LHR,@PEELS:9")
    desk.publish()
    catalogue = desk.library.content.catalogue
    assert [(need.form_id, need.valid_months) for need in catalogue.treatment("LHR").consents] == [
        ("c_lhr", 12), ("own-parking", 9)]
    assert catalogue.consent_titles["own-parking"] == "Parking"
    assert "own-parking" not in {need.form_id for need in catalogue.treatment("WAX").consents}


def test_retired_is_not_asked_any_more_and_can_come_back(clinic: OpenClinic, content: LibraryContent) -> None:
    desk = Desk(clinic, content, demo=True)
    desk.bring()
    desk.publish()
    desk.library.form("own-parking")
    desk.forms.retire(desk.me, URL, "The garage has closed.")
    assert desk.library.content.due_rules.rules == content.due_rules.rules
    assert desk.library.problem("own-parking") == "The clinic has retired this form."
    assert desk.states()["own-parking|1"] is FormState.RETIRED
    desk.publish()
    assert desk.library.form("own-parking").version == "1"


@pytest.mark.parametrize("form_id", ["mh", "reg", "upd", "c_lhr"])
def test_what_treatments_need_cannot_be_retired(desk: Desk, form_id: str) -> None:
    with pytest.raises(InvalidInputError):
        desk.forms.retire(desk.me, shipped(form_id)["url"], "Too long.")


def test_a_consent_can_go_once_another_stands_beside_it(clinic: OpenClinic, content: LibraryContent) -> None:
    desk = Desk(clinic, content, demo=True)
    desk.bring("treatment:LHR:12")
    desk.publish()
    desk.forms.retire(desk.me, shipped("c_lhr")["url"], "Ours takes its place.")
    assert [need.form_id for need in desk.library.content.catalogue.treatment("LHR").consents] == ["own-parking"]


@pytest.mark.parametrize(("change", "field"), [
    ({"url": ""}, "url"), ({"version": ""}, "version"), ({"title": ""}, "title"), ({"url": "no address"}, "url"),
    ({"url": "https://x.example/a|1"}, "url"), ({"version": "1" * 31}, "version"),
    ({"item": [{"linkId": "mh.today.ill", "type": "string", "text": "Ill?"}]}, "item"),
    ({"item": [{"linkId": "reg.demo.dob", "type": "date", "text": "Born?"}]}, "item"),
])
def test_a_form_without_a_name_or_with_the_rules_questions_is_refused(desk: Desk, change: dict[str, Any],
                                                                      field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        desk.bring(**change)
    assert caught.value.field == field
    assert not any(state is FormState.DRAFT for state in desk.states().values())


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"resourceType": "Patient"}', b"\xff\xfe", b"[" * 5000])
def test_what_is_no_questionnaire_is_refused_with_a_sentence(desk: Desk, data: bytes) -> None:
    with pytest.raises(DefinitionError):
        desk.forms.bring(desk.me, data)


def test_a_form_in_the_place_of_the_apps_own_must_ask_what_the_rules_read(desk: Desk) -> None:
    emptied = shipped("mh", version="9", item=OWN["item"])
    with pytest.raises(InvalidInputError, match="The safety rules need these questions"):
        desk.forms.bring(desk.me, json.dumps(emptied).encode())
    with pytest.raises(InvalidInputError, match="own rules say when"):
        desk.forms.bring(desk.me, json.dumps(shipped("mh", version="9")).encode(), "once")


def test_a_version_never_changes(desk: Desk) -> None:
    desk.bring()
    with pytest.raises(InvalidInputError, match="imported already"):
        desk.bring()
    desk.bring(title="Parking, corrected")  # a draft may be imported again until it is published
    desk.publish()
    with pytest.raises(InvalidInputError, match="versions never change"):
        desk.bring(title="Parking, corrected once more")
    with pytest.raises(InvalidInputError, match="versions never change"):
        desk.forms.bring(desk.me, json.dumps(shipped("c_lhr", title="Ours")).encode())


def test_publishing_needs_a_draft_and_a_reason(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.publish()
    desk.bring()
    for why in ("", "  ", "x" * 501):
        with pytest.raises(InvalidInputError) as caught:
            desk.forms.publish(desk.me, URL, material=True, why=why)
        assert caught.value.field == "why"
    desk.publish()
    with pytest.raises(InvalidInputError, match="no draft"):
        desk.publish()
    with pytest.raises(InvalidInputError, match="no draft"):
        desk.publish(shipped("c_lhr")["url"])


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.FRONT_DESK, Role.PRIVACY_OFFICER, Role.AESTHETICIAN])
def test_only_an_administrator_brings_publishes_and_retires(desk: Desk, role: Role) -> None:
    desk.bring()
    person = desk.clinic.actor(role)
    for attempt in (lambda: desk.forms.bring(person, json.dumps({**OWN, "version": "2"}).encode(), "once"),
                    lambda: desk.forms.publish(person, URL, material=False, why="x"),
                    lambda: desk.forms.retire(person, URL, "x")):
        with pytest.raises(PermissionDeniedError):
            attempt()
    assert desk.states()["own-parking|1"] is FormState.DRAFT


def test_publishing_and_retiring_ask_for_fresh_proof(desk: Desk) -> None:
    desk.bring()
    stale = replace(desk.me, proof_at=desk.clinic.clock.now() - timedelta(minutes=5))
    with pytest.raises(ProofNeededError):
        desk.forms.publish(stale, URL, material=True, why="x")
    with pytest.raises(ProofNeededError):
        desk.forms.retire(stale, shipped("photo")["url"], "x")


def test_every_step_is_audited_and_none_can_be_changed_later(desk: Desk) -> None:
    desk.bring()
    desk.publish()
    desk.forms.retire(desk.me, URL, "The garage has closed.")
    with desk.clinic.desk.act_system() as work:
        told = {row.event: row.detail for row in work.session.scalars(select(AuditEntry))}
    assert told["form.release"] == "Version 1, everyone signs again: Counsel asked for it."
    assert told["form.retire"] == "The garage has closed."
    assert "as a draft" in told["form.import"]
    for table in ("form_import", "form_decision"):
        with pytest.raises((DatabaseError, KnownError)), desk.clinic.desk.act_system() as work:
            work.session.execute(text(f"DELETE FROM {table}"))


def test_when_it_is_due_travels_with_the_form(content: LibraryContent) -> None:
    due = due_from_words("treatment:LHR,@PEELS:9", content.catalogue)
    assert due.when is When.TREATMENT
    assert due_of({"extension": [due.extension()]}, content.catalogue) == due
    assert due_of({}, content.catalogue) == BroughtDue()


@pytest.mark.parametrize("words", ["daily", "every:", "every:0", "every:-1", "every:121", "every:1.5", "treatment:",
                                   "treatment:NOPE", "treatment:LHR:x", "once:3"])
def test_what_cannot_be_read_as_an_occasion_is_refused(content: LibraryContent, words: str) -> None:
    with pytest.raises(InvalidInputError):
        due_from_words(words, content.catalogue)
