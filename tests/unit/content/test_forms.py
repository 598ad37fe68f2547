"""The shipped forms: usable, short pages, permanent linkIds, plain words, nothing of one clinic in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.resources import resource
from app.forms import Item, Questionnaire, check
from app.rules.shipped import shipped_catalogue, shipped_forms

FORMS = {form.form_id: form for form in shipped_forms()}
OWN = "https://bettermedspa.example/fhir/StructureDefinition/"
LONGEST_SENTENCE = 30


def items(questionnaire: Questionnaire) -> Iterator[Item]:
    """Every item, in form order."""
    def walk(level: tuple[Item, ...]) -> Iterator[Item]:
        for item in level:
            yield item
            yield from walk(item.items)
    return walk(questionnaire.items)


def raw(form_id: str) -> dict[str, Any]:
    """A form as JSON."""
    value: dict[str, Any] = json.loads(FORMS[form_id].source)
    return value


def own(element: dict[str, Any], name: str) -> object:
    """The value of one of the clinic's own extensions, or None."""
    return next((value for extension in element.get("extension", ()) if extension["url"] == OWN + name
                 for key, value in extension.items() if key != "url"), None)


def test_every_form_is_there() -> None:
    consents = set(shipped_catalogue().consent_titles)
    assert set(FORMS) == {"reg", "mh", "upd", "priv", "comm", "photo", "bipa", "gene", "card", "auth"} | consents
    assert len(consents) == 16


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_has_no_problems_not_even_warnings(form_id: str) -> None:
    assert check(FORMS[form_id].source) == ()


def test_no_link_id_is_used_in_two_forms() -> None:
    seen = [item.link_id for form in FORMS.values() for item in items(form.questionnaire)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("form_id", FORMS)
def test_a_section_asks_at_most_seven_questions_at_once(form_id: str) -> None:
    for section in FORMS[form_id].questionnaire.items:
        asked = [item for item in section.items if item.is_question and not item.enable_when and not item.look.hidden]
        assert section.handling.signature or len(asked) <= 7, section.link_id


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_names_no_clinic_and_is_a_draft(form_id: str) -> None:
    text = FORMS[form_id].source.decode()
    for fact in ("(312) 285", "Halsted", "bettermedspa.com", "Better Med Spa"):
        assert fact not in text
    assert raw(form_id)["status"] == "draft"
    assert set(re.findall(r"\{[a-z.]+\}", text)) <= {"{clinic.name}", "{clinic.phone}", "{clinic.address}",
                                                     "{privacy.officer}"}


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_says_how_it_is_led_through(form_id: str) -> None:
    form = raw(form_id)
    assert own(form, "form-kind") in {"questions", "consent", "acknowledgement"}
    assert own(form, "form-step") in {"details", "history", "consents"}
    assert own(form, "form-minutes") in range(1, 16)
    assert own(form, "may-decline") is (form_id not in {"reg", "mh", "upd"})


@pytest.mark.parametrize("form_id", FORMS)
def test_a_drawing_alone_can_sign(form_id: str) -> None:
    (sign,) = (item for item in items(FORMS[form_id].questionnaire) if item.is_group and item.handling.signature)
    by_end = {item.link_id.rsplit(".", 1)[1]: item for item in sign.items}
    assert by_end["ack"].text.plain.endswith("The signature below is mine.")
    assert not by_end["image"].required


@pytest.mark.parametrize("form_id", FORMS)
def test_a_safety_list_can_be_answered_with_none_or_not_sure(form_id: str) -> None:
    for item in items(FORMS[form_id].questionnaire):
        codes = {getattr(option.value, "code", "") for option in item.options}
        if item.repeats and item.required and item.link_id.startswith(("mh.cond", "mh.med", "mh.proc", "mh.today")):
            assert codes & {"none", "not_sure"}, item.link_id
        for option in item.options:
            if getattr(option.value, "code", "") == "none" and item.repeats:
                assert option.exclusive, item.link_id


@pytest.mark.parametrize("form_id", FORMS)
def test_words_for_patients_are_short_sentences(form_id: str) -> None:
    for item in items(FORMS[form_id].questionnaire):
        for sentence in re.split(r"[.?!:;\n]+", item.text.plain):
            assert len(sentence.split()) <= LONGEST_SENTENCE, item.link_id


def test_a_patient_is_never_asked_for_a_file_age_or_whole_number() -> None:
    for form in FORMS.values():
        for item in items(form.questionnaire):
            if item.type.value == "attachment":
                assert item.handling.signature or item.handling.stage.value == "after-staff", item.link_id
            asks = item.is_question and re.search(r"\b(social security|how old)\b", item.text.plain.lower())
            assert not asks, item.link_id


def test_consent_text_is_in_reading_sections_with_its_initials() -> None:
    sections = [item for item in raw("c_btx")["item"] if own(item, "reading-section")]
    assert [section["text"] for section in sections] == [
        "What this treatment is", "What to expect", "Risks", "Your other choices", "Before and after", "Your agreement"]
    initials = [item.link_id for item in items(FORMS["c_btx"].questionnaire) if item.handling.initials]
    assert initials == ["c.btx.init.offlabel", "c.btx.init.temp", "c.btx.init.droop", "c.btx.init.spread"]


def test_no_agreement_is_ticked_beforehand() -> None:
    for form in FORMS.values():
        for item in items(form.questionnaire):
            chosen = [option for option in item.options if option.initially_selected]
            if item.link_id not in {"photo.mkt.ai", "gene.research", "reg.demo.language",
                                    "reg.minor.own_consent"}:
                assert not chosen, item.link_id
            assert item.type.value != "boolean" or item.initial in {(), (False,)}, item.link_id


def test_every_consent_a_treatment_needs_has_a_title() -> None:
    catalogue = shipped_catalogue()
    assert {need.form_id for treatment in catalogue.treatments for need in treatment.consents} <= set(
        catalogue.consent_titles)


def test_every_change_of_a_form_is_described() -> None:
    told = json.loads(resource("library.json").read_bytes())["forms"]
    for form_id, form in FORMS.items():
        assert form.questionnaire.version in {change["version"] for change in told[form_id]["changes"]}
