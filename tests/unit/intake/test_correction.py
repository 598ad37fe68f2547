"""What staff point at is told in the patient's language; what they wrote is left as it is."""

from __future__ import annotations

import pytest

from app.intake.correction import correction, in_language
from app.rules.shipped import shipped_forms

FORMS = [form.questionnaire for form in shipped_forms() if form.form_id in ("mh", "reg")]


def name_of(link_id: str, language: str = "") -> str:
    """The short name of a question."""
    form = next(form for form in FORMS if link_id in form.structure.items)
    return form.item(link_id).short_text.in_language(language)


def test_the_questions_stand_before_the_words() -> None:
    assert correction(["Medicines", "Allergies"], "Please call us.") == (
        "Look again at: Medicines, Allergies. Please call us.")
    assert correction([], "Please call us.") == "Please call us."
    assert correction(["Medicines"], "") == "Look again at: Medicines."


def test_questions_are_named_as_the_patient_reads_them() -> None:
    message = correction([name_of("mh.med.bleed"), name_of("reg.emerg.name")], "Please: by Friday.")
    told = in_language(message, FORMS, "es")
    assert told == (f"Vuelva a ver: {name_of('mh.med.bleed', 'es')}, {name_of('reg.emerg.name', 'es')}. "
                    "Please: by Friday.")
    assert in_language(message, FORMS, "en") == message


@pytest.mark.parametrize("message", ["", "Please call us.", "Look again at: something nobody asks.", "Look again at: ",
                                     "Look again at: {questions}.", "Look again at: , ."])
def test_anything_else_stays_as_it_was_written(message: str) -> None:
    assert in_language(message, FORMS, "es") == message


def test_every_question_is_found_by_its_name() -> None:
    for form in FORMS:
        for item in form.structure.items.values():
            if item.is_question and item.short_text:
                told = in_language(correction([item.short_text.plain], "Thanks."), [form], "es")
                assert told == f"Vuelva a ver: {item.short_text.in_language('es')}. Thanks.", item.link_id
