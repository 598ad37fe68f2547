"""What a returning patient confirmed of earlier answers, as staff and documents say it."""

from __future__ import annotations

from app.forms import Questionnaire
from app.intake.earlier import Standing
from app.intake.submission import SubmittedForm


def unconfirmed_sections(form: SubmittedForm | None) -> frozenset[str]:
    """Return the linkIds of sections that were shown again and not confirmed; none for a new patient."""
    said = form.confirmations if form is not None else ()
    return frozenset(each.section for each in said if each.standing is Standing.UNCONFIRMED)


def unconfirmed_titles(form: SubmittedForm | None, questionnaire: Questionnaire, language: str = "",
                       ) -> tuple[str, ...]:
    """Return their titles in form order, in ``language`` or the form's own, however the patient read them."""
    found = unconfirmed_sections(form)
    return tuple(item.text.in_language(language) for link_id, item in questionnaire.structure.items.items()
                 if link_id in found)
