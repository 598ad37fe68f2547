"""Spanish: nothing of the first visit is left untranslated, no number or placeholder is lost, nobody approved it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.languages import catalogue, day_in_words, month_in_words, time_in_words, translated, weekday_in_words
from app.core.resources import resource
from app.documents import wording
from app.documents.from_form import BY
from app.forms import Text
from app.forms.messages import MESSAGES
from app.intake.marks import MINOR_REFUSED
from app.intake.packet import IntakeStep
from app.rules.shipped import shipped_forms
from app.ui.patient import ask, signer_fields
from tests.fakes import START

FIRST_VISIT = ("reg", "mh", "priv", "comm", "photo", "c_btx")
FORMS = {form.form_id: form for form in shipped_forms() if form.form_id in FIRST_VISIT}
STRINGS: dict[str, Any] = json.loads(resource("strings/es.json").read_bytes())
APP = Path(__file__).parents[3] / "app"
PATIENT_CODE = ("ui/patient", "ui/form_widgets", "intake", "documents", "forms")
SPEAKERS = {"say", "say_count", "translated", "_say", "_lost"}
"""Functions whose constant texts are shown to a patient."""
FAMILIAR = re.compile(r"\b(tú|tu|tus|te|ti|contigo|vos|vosotros)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{[a-z_.]*\}")
NUMBER = re.compile(r"\d+")


def said_in_code() -> Iterator[tuple[str, str]]:
    """Every constant text given to one of the functions that speak to patients, with the file it is in."""
    for folder in PATIENT_CODE:
        for path in sorted((APP / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in SPEAKERS:
                    for argument in node.args:
                        yield from ((text, path.name) for text in _constants(argument))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr if isinstance(
        function, ast.Attribute) else ""


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []


def texts(form_id: str) -> Iterator[tuple[str, Text]]:
    """Every text of a form that anybody may read, with where it is."""
    questionnaire = FORMS[form_id].questionnaire
    yield form_id, questionnaire.title
    for link_id, item in questionnaire.structure.items.items():
        yield from ((link_id, text) for text in (item.text, item.look.label, item.look.entry_format) if text)
        yield from ((f"{link_id}, an option", option.text) for option in item.options)


@pytest.mark.parametrize("form_id", FIRST_VISIT)
def test_every_text_of_the_first_visit_is_there_in_spanish(form_id: str) -> None:
    for place, text in texts(form_id):
        assert dict(text.translations).get("es"), f"{place}: {text.plain}"


@pytest.mark.parametrize("form_id", FIRST_VISIT)
def test_a_translation_keeps_numbers_placeholders_and_points(form_id: str) -> None:
    for place, text in texts(form_id):
        spanish = text.in_language("es")
        assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(text.plain)), place
        assert spanish.count("•") == text.plain.count("•"), place
        assert spanish.count("\n") == text.plain.count("\n"), place
        assert sorted(NUMBER.findall(spanish)) == sorted(NUMBER.findall(text.plain)), place
        assert spanish.endswith("?") == text.plain.endswith("?"), place


@pytest.mark.parametrize("form_id", FIRST_VISIT)
def test_patients_are_spoken_to_with_usted(form_id: str) -> None:
    for place, text in texts(form_id):
        assert not FAMILIAR.search(text.in_language("es")), f"{place}: {text.in_language('es')}"


@pytest.mark.parametrize("form_id", FIRST_VISIT)
def test_different_options_of_a_question_stay_different(form_id: str) -> None:
    for link_id, item in FORMS[form_id].questionnaire.structure.items.items():
        words = [option.text.in_language("es") for option in item.options]
        assert len(words) == len(set(words)), link_id


def test_everything_said_to_a_patient_is_in_the_catalogue() -> None:
    known = {*STRINGS["words"], *STRINGS["in_english"], *MESSAGES["es"]}  # the engine's own messages go by a code
    missing = {f"{name}: {text}" for text, name in said_in_code() if text not in known}
    assert not missing
    assert len(set(said_in_code())) > 200  # the search itself works


def test_words_that_are_said_by_name_are_in_the_catalogue() -> None:
    named = [step.words for step in IntakeStep]
    named += [words for _, words, _ in signer_fields._RELATIONS]
    named += [*ask._COMMON, MINOR_REFUSED]
    named += [*wording.METHODS.values(), *filter(None, BY.values())]
    named += ["Declined", "Filed", "Completed", "Your agreement", "Your decision", "Signature"]
    assert not [text for text in named if text not in STRINGS["words"]]


def test_the_catalogue_keeps_placeholders_and_usted() -> None:
    for english, spanish in STRINGS["words"].items():
        assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(english)), english
        assert spanish.strip(), english
        assert not FAMILIAR.search(spanish), spanish


def test_words_for_staff_on_the_tablet_stay_english() -> None:
    assert not set(STRINGS["in_english"]) & set(STRINGS["words"])
    assert translated("Staff unlock", "es") == "Staff unlock"


def test_sentences_about_answers_exist_in_both_languages() -> None:
    assert MESSAGES["en"].keys() == MESSAGES["es"].keys()


def test_the_disclosure_has_every_part_in_spanish() -> None:
    disclosure = json.loads(resource("policies/e-records.json").read_bytes())
    english, spanish = disclosure["text"], disclosure["translations"]["es"]["text"]
    assert spanish.count("•") == english.count("•")
    assert spanish.count("\n\n") == english.count("\n\n") == len(disclosure["elements"])
    assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(english))
    assert not FAMILIAR.search(spanish)
    assert disclosure["translations"]["es"]["title"]


def test_no_translation_comes_approved() -> None:
    told = json.loads(resource("library.json").read_bytes())
    entries = [*told["forms"].values(), told["screens"], told["rules"]]
    assert not any(entry["approvals"] for entry in entries)


def test_days_and_times_in_spanish() -> None:
    day = START.date().replace(year=2026, month=11, day=24)
    assert day_in_words(day, "es") == "24 de noviembre de 2026"
    assert day_in_words(day, "es-US") == "24 de noviembre de 2026"
    assert weekday_in_words(day, "es") == "martes, 24 de noviembre de 2026"
    assert month_in_words(2024, 3, "es") == "marzo de 2024"
    assert time_in_words(START, START.tzinfo, "es").endswith("m.")  # type: ignore[arg-type]  # UTC will do


def test_a_language_the_app_does_not_have_stays_english() -> None:
    assert catalogue("pl") == {}
    assert translated("Continue", "pl") == "Continue"
