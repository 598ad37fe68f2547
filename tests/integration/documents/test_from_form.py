"""A filled-in form becomes a document: what was shown and answered is there, what was not shown is not."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.documents.from_form import Filling, sections, value_in_words
from app.documents.record import AnswerBlock, InitialsBlock, InitialsMark, Section, TextBlock
from app.forms import FhirDateTime, FhirTime, load
from tests.integration.documents import samples

INITIALS = "http://hl7.org/fhir/StructureDefinition/questionnaire-signatureRequired"
STAGE = "https://bettermedspa.example/fhir/StructureDefinition/item-stage"
SIGN = "https://bettermedspa.example/fhir/StructureDefinition/item-signature"


def question(link_id: str, text: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "text": text, "type": kind, **more}


FORM = {
    "resourceType": "Questionnaire", "url": "https://example.org/q", "version": "1", "title": "Test",
    "status": "active",
    "item": [
        question("intro", "Read this.", "display"),
        {"linkId": "g", "type": "group", "text": "About you", "item": [
            question("smoke", "Do you smoke?", "boolean"),
            question("much", "How many a day?", "integer",
                     enableWhen=[{"question": "smoke", "operator": "=", "answerBoolean": True}]),
            question("skin", "Your skin", "choice", repeats=True, answerOption=[
                {"valueCoding": {"code": "d", "display": "Dry"}}, {"valueCoding": {"code": "o", "display": "Oily"}}]),
            question("area", "Area", extension=[{"url": STAGE, "valueCode": "before"}]),
            question("i", "I know the risk.", extension=[{"url": INITIALS, "valueCodeableConcept": {"text": "x"}}]),
            {"linkId": "meds", "type": "group", "text": "Medicines", "repeats": True,
             "item": [question("name", "Name")]},
        ]},
        {"linkId": "s", "type": "group", "text": "Sign", "extension": [{"url": SIGN, "valueBoolean": True}],
         "item": [question("s.name", "Full legal name")]},
    ],
}


def answered(link_id: str, *values: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "answer": list(values)}


def filled(smokes: bool) -> tuple[Section, ...]:
    items = [answered("smoke", {"valueBoolean": smokes}),
             answered("skin", {"valueCoding": {"code": "d"}}, {"valueCoding": {"code": "o"}}),
             answered("area", {"valueString": "Forehead"}),
             {"linkId": "meds", "item": [answered("name", {"valueString": "A"})]},
             {"linkId": "meds", "item": [answered("name", {"valueString": "B"})]}]
    if smokes:
        items.insert(1, answered("much", {"valueInteger": 10}))
    response = {"resourceType": "QuestionnaireResponse", "status": "completed",
                "item": [{"linkId": "g", "item": items},
                         {"linkId": "s", "item": [answered("s.name", {"valueString": "Mariana"})]}]}
    filling = Filling(response, {"i": InitialsMark(samples.at(1), "MO")})
    return sections(load(FORM), filling, date(2026, 11, 24))


def test_texts_questions_answers_and_initials_are_in_form_order() -> None:
    intro, about = filled(smokes=True)
    assert intro == Section("", (TextBlock("Read this."),))
    assert about.title == "About you"
    assert about.blocks == (
        AnswerBlock("Do you smoke?", ("Yes",)), AnswerBlock("How many a day?", ("10",)),
        AnswerBlock("Your skin", ("Dry", "Oily")), AnswerBlock("Area", ("Forehead",), "clinic staff"),
        InitialsBlock("I know the risk.", InitialsMark(samples.at(1), "MO")), TextBlock("Medicines"),
        AnswerBlock("Name", ("A",), indent=1), AnswerBlock("Name", ("B",), indent=1))


def test_a_question_that_was_not_shown_is_not_in_the_document() -> None:
    blocks = [block for section in filled(smokes=False) for block in section.blocks]
    assert not [block for block in blocks if isinstance(block, AnswerBlock) and block.question == "How many a day?"]


def test_moments_and_times_of_day_are_said_as_people_say_them() -> None:
    assert value_in_words(FhirTime("14:05:00"), (), "en") == "2:05 PM"
    assert value_in_words(FhirTime("09:30:00"), (), "es") == "9:30 a.\u00a0m."
    assert value_in_words(FhirDateTime("2026-03-14T14:05:00-05:00"), (), "en") == "March 14, 2026, 2:05 PM (UTC−05:00)"


def test_the_signature_group_is_never_a_question() -> None:
    assert "Sign" not in [section.title for section in filled(smokes=True)]
